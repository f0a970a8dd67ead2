"""The RunComfy-compatible provider over real HTTP: the life of a request, cancelling, prices, the catalogue."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.runcomfy.inputs import MODEL_ID
from sandbox.runcomfy.provider import LOOKS_S, Provider
from sandbox.runcomfy.serving import serve

KEY = "key-of-the-test"
EVENT_S = 10.0
"""Longest wait for an event; only reached when something is broken."""
FOR_EVER = 3600.0
SMALL = {"width×height": "1024x1024(1:1)"}
ONE = {"prompt": "a fox", "force_single": True, **SMALL}

pytestmark = pytest.mark.asyncio


class World:
    """A served provider and somebody who asks it."""

    def __init__(self, provider: Provider, events: Events, http: aiohttp.ClientSession, api: str) -> None:
        self.provider = provider
        self.faults = provider.faults
        self.events = events
        self.http = http
        self.api = api

    async def call(self, method: str, path: str, body: Any = None, key: str = KEY) -> tuple[int, Any]:
        """One call of the API: the status and the JSON."""
        headers = {"Authorization": f"Bearer {key}"}
        async with self.http.request(method, self.api + path, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def submit(self, **body: Any) -> str:
        """Submit and return the id."""
        status, answer = await self.call("POST", f"/v1/models/{MODEL_ID}", {**ONE, **body})
        assert status == 200, answer
        return answer["request_id"]

    async def status(self, request_id: str) -> dict[str, Any]:
        """The body of status."""
        return (await self.call("GET", f"/v1/requests/{request_id}/status"))[1]

    async def result(self, request_id: str) -> dict[str, Any]:
        """The body of result, with the cost."""
        return (await self.call("GET", f"/v1/requests/{request_id}/result?include_cost=true"))[1]

    async def cancel(self, request_id: str) -> tuple[int, Any]:
        """Status and body of cancel."""
        return await self.call("POST", f"/v1/requests/{request_id}/cancel")


@asynccontextmanager
async def a_world(**settings: Any) -> AsyncGenerator[World]:
    """A provider that is served; without settings, everything is done at once."""
    events = Events()
    provider = Provider(Faults(), events, KEY)
    provider.configure({"queue_s": 0, "render_s": 0, **settings})
    async with serve(provider) as origins, aiohttp.ClientSession() as http:
        yield World(provider, events, http, origins.api)


async def test_a_request_waits_renders_and_ends_with_one_picture():
    async with a_world(queue_s=FOR_EVER, render_s=FOR_EVER) as world:
        request_id = await world.submit()
        queued = await world.status(request_id)
        assert queued["status"] == "in_queue"
        assert queued["queue_position"] == 3
        assert queued["result_url"] == f"{world.api}/v1/requests/{request_id}/result"
        assert (await world.result(request_id))["status"] == "in_queue"

        world.provider.configure({"queue_s": 0})
        running = await world.status(request_id)
        assert running["status"] == "in_progress"
        assert "queue_position" not in running

        world.provider.configure({"render_s": 0})
        assert (await world.status(request_id))["status"] == "completed"
        result = await world.result(request_id)
        assert result["status"] == "succeeded"
        assert result["output"]["image"].startswith(world.provider.files_origin)
        assert "%3D/" in result["output"]["image"]
        assert result["created_at"].endswith("Z")


async def test_a_set_has_as_many_pictures_as_the_settings_say_and_each_is_paid():
    async with a_world(set_size=3, price_usd=0.05) as world:
        result = await world.result(await world.submit(force_single=False))
        assert len(set(result["output"]["images"])) == 3
        assert result["cost"] == pytest.approx(0.15)
        assert world.provider.describe()["paid_usd"] == pytest.approx(0.15)


async def test_every_change_is_published_without_anybody_looking():
    async with a_world(queue_s=0.03, render_s=0.01) as world:
        watch = world.events.watch()
        first = asyncio.ensure_future(anext(watch))  # runs before the answer to submit is here
        request_id = await world.submit()
        seen: list[tuple[str, int | None]] = []
        async with asyncio.timeout(EVENT_S):
            event = await first
            while True:
                assert event.kind == "provider"
                assert event.data["id"] == request_id
                seen.append((event.data["state"], event.data["position"]))
                if event.data["state"] == "completed":
                    break
                event = await anext(watch)
        await watch.aclose()  # pyright: ignore[reportAttributeAccessIssue]
        assert [state for state, _ in seen if state != "in_queue"] == ["in_progress", "completed"]
        positions = [position or 0 for state, position in seen if state == "in_queue"]
        assert positions[0] == 3
        assert positions == sorted(set(positions), reverse=True)


async def test_looks_at_a_request_are_news_too_but_not_each_of_them():
    async with a_world(queue_s=FOR_EVER) as world:
        request_id = await world.submit()
        watch = world.events.watch()
        first = asyncio.ensure_future(anext(watch))
        begun = time.monotonic()
        for _ in range(3):
            await world.status(request_id)
        async with asyncio.timeout(EVENT_S):
            event = await first
            assert event.data["calls"]["status"] == 3
            assert time.monotonic() - begun > LOOKS_S * 0.9
            await world.result(request_id)
            event = await anext(watch)
        assert (event.data["id"], event.data["calls"]["result"]) == (request_id, 1)
        await watch.aclose()  # pyright: ignore[reportAttributeAccessIssue]


async def test_requests_wait_for_a_free_slot_in_the_order_they_came():
    async with a_world(slots=1, render_s=FOR_EVER) as world:
        ids = [await world.submit() for _ in range(3)]
        states = [await world.status(one) for one in ids]
        assert [one["status"] for one in states] == ["in_progress", "in_queue", "in_queue"]
        assert [one.get("queue_position") for one in states] == [None, 1, 2]
        world.provider.configure({"slots": 2})
        states = [await world.status(one) for one in ids]
        assert [one["status"] for one in states] == ["in_progress", "in_progress", "in_queue"]


async def test_a_queued_request_is_cancelled_and_costs_nothing():
    async with a_world(queue_s=FOR_EVER) as world:
        request_id = await world.submit()
        assert await world.cancel(request_id) == (
            202,
            {"request_id": request_id, "status": "completed", "outcome": "cancelled"},
        )
        assert (await world.status(request_id))["status"] == "cancelled"
        assert (await world.result(request_id))["status"] == "cancelled"
        assert (await world.cancel(request_id))[1]["outcome"] == "cancelled"
        assert world.provider.describe()["paid_usd"] == 0


async def test_a_running_or_finished_request_is_not_cancellable_and_that_is_no_http_error():
    async with a_world(render_s=FOR_EVER) as world:
        request_id = await world.submit()
        status, answer = await world.cancel(request_id)
        assert (status, answer["status"], answer["outcome"]) == (202, "in_progress", "not_cancellable")
        world.provider.configure({"render_s": 0})
        status, answer = await world.cancel(request_id)
        assert (status, answer["status"], answer["outcome"]) == (202, "completed", "not_cancellable")
        assert (await world.result(request_id))["status"] == "succeeded"


@pytest.mark.parametrize("name", ["status", "result", "cancel"])
async def test_an_unknown_request_is_not_found(name: str):
    async with a_world() as world:
        method = "POST" if name == "cancel" else "GET"
        status, answer = await world.call(method, f"/v1/requests/nobody/{name}")
        assert status == 404
        assert answer["error_code"] == 404001


async def test_another_key_is_refused_everywhere():
    async with a_world() as world:
        request_id = await world.submit()
        for method, path in (
            ("POST", f"/v1/models/{MODEL_ID}"),
            ("GET", f"/v1/models/{MODEL_ID}"),
            ("GET", f"/v1/requests/{request_id}/status"),
            ("GET", f"/v1/requests/{request_id}/result"),
            ("POST", f"/v1/requests/{request_id}/cancel"),
        ):
            assert (await world.call(method, path, key="other"))[0] == 401


async def test_the_catalogue_says_inputs_and_price():
    async with a_world(price_usd=0.04) as world:
        status, entry = await world.call("GET", f"/v1/models/{MODEL_ID}")
        assert status == 200
        assert entry["base_price_usd"] == 0.04
        assert entry["price_unit"] == "output"
        assert entry["input_schema"]["properties"]["scale"]["type"] == "float"
        assert len(entry["input_schema"]["properties"]["width×height"]["enum"]) == 11
        status, answer = await world.call("GET", "/v1/models/somebody/else")
        assert (status, answer["error_code"]) == (400, 400001)


async def test_the_description_counts_calls_and_tells_times_since_1970():
    async with a_world() as world:
        request_id = await world.submit()
        await world.status(request_id)
        await world.status(request_id)
        await world.result(request_id)
        described = world.provider.describe()
        request = described["requests"][0]
        assert described["calls"] == {"submit": 1, "status": 2, "result": 1}
        assert request["calls"] == {"status": 2, "result": 1, "cancel": 0}
        assert request["input"] == ONE
        assert len(request["outputs"]) == 1
        assert abs(request["submitted_at"] - time.time()) < 600
        assert request["submitted_at"] <= request["started_at"] <= request["finished_at"]


@pytest.mark.parametrize(
    "settings",
    [
        {"queue_s": -1},
        {"render_s": "fast"},
        {"set_size": 16},
        {"slots": 0},
        {"slots": True},
        {"price_usd": float("nan")},
        {"colour": "red"},
    ],
)
async def test_a_senseless_setting_is_refused_with_a_sentence(settings: dict[str, Any]):
    provider = Provider(Faults(), Events(), KEY)
    with pytest.raises(ValueError, match=r"must be|no setting"):
        provider.configure(settings)


GOOD = {"prompt": "a fox"}


@pytest.mark.parametrize(
    "body",
    [
        GOOD,
        {"prompt": "🦊" * 800},
        {**GOOD, "scale": 0},
        {**GOOD, "scale": 1.0, "force_single": False, "width×height": "6198x2656(21:9)"},
    ],
)
async def test_a_valid_input_is_accepted(body: dict[str, Any]):
    async with a_world(queue_s=FOR_EVER) as world:
        assert (await world.call("POST", f"/v1/models/{MODEL_ID}", body))[0] == 200


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "body"),
        ({}, "prompt"),
        ({"prompt": ""}, "prompt"),
        ({"prompt": 3}, "prompt"),
        ({"prompt": "🦊" * 801}, "prompt"),
        ({"prompt": "\ud800"}, "prompt"),
        ({**GOOD, "scale": 1.01}, "scale"),
        ({**GOOD, "scale": True}, "scale"),
        ({**GOOD, "scale": 10**400}, "scale"),
        ({**GOOD, "force_single": 1}, "force_single"),
        ({**GOOD, "width×height": "1x1"}, "width×height"),
        ({**GOOD, "width×height": []}, "width×height"),
        ({**GOOD, "widthxheight": "1024x1024(1:1)"}, "widthxheight"),
        ({**GOOD, "seed": 3}, "seed"),
    ],
)
async def test_an_invalid_input_is_refused_and_says_where(body: Any, place: str):
    async with a_world() as world:
        status, answer = await world.call("POST", f"/v1/models/{MODEL_ID}", body)
        assert status == 422
        assert [item["loc"][-1] for item in answer["detail"]] == [place]
        assert world.provider.describe()["requests"] == []


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b""])
async def test_a_body_that_is_no_json_is_refused(body: bytes):
    async with a_world() as world:
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        address = f"{world.api}/v1/models/{MODEL_ID}"
        async with world.http.post(address, data=body, headers=headers) as response:
            assert response.status == 422


async def test_the_balance_is_what_was_paid_in_without_what_pictures_cost_and_none_is_drawn_on_an_empty_account():
    async with a_world(price_usd=0.5, deposit_usd=1.0) as world:
        await world.result(await world.submit())
        left = {"balance_usd": 0.5, "balance_microdollars": 500_000, "currency": "USD"}
        assert await world.call("GET", "/prod/v2/balance") == (200, left)
        await world.result(await world.submit())
        assert (await world.call("GET", "/prod/v2/balance"))[1]["balance_usd"] == 0
        assert (await world.call("POST", f"/v1/models/{MODEL_ID}", ONE))[0] == 402
        assert (await world.call("GET", "/prod/v2/balance", key="another"))[0] == 401
        assert world.provider.describe()["calls"]["balance"] == 3


async def test_an_account_that_is_empty_by_name_has_no_balance_and_a_price_can_be_missing():
    async with a_world() as world:
        world.faults.switch_on("no_balance")
        assert (await world.call("GET", "/prod/v2/balance"))[1]["balance_usd"] == 0
        world.faults.switch_on("price_missing", 1)
        assert "base_price_usd" not in (await world.call("GET", f"/v1/models/{MODEL_ID}"))[1]
        assert (await world.call("GET", f"/v1/models/{MODEL_ID}"))[1]["base_price_usd"] == 0.03
