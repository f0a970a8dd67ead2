"""Every named behaviour of the provider is really carried out, over real HTTP."""

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox.runcomfy.inputs import MODEL_ID
from tests.sandbox.test_provider import EVENT_S, FOR_EVER, KEY, ONE, World, a_world

SUBMIT = f"/v1/models/{MODEL_ID}"
PATIENCE_S = 0.3
"""How long a test watches an answer that must not come."""

pytestmark = pytest.mark.asyncio


async def breaks(world: World, path: str = SUBMIT, method: str = "POST") -> None:
    """The call ends with a broken connection."""
    with pytest.raises(aiohttp.ClientConnectionError):
        await world.call(method, path, ONE if method == "POST" else None)


async def hangs(world: World, path: str, method: str = "GET", body: Any = None) -> None:
    """No answer comes within PATIENCE_S."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            await world.call(method, path, body)


async def finished(world: World) -> dict[str, Any]:
    """The result of a request that was just submitted and is done."""
    return await world.result(await world.submit())


# --- submitting -----------------------------------------------------------------------------------------------


async def test_lost_before_is_not_accepted_and_lost_after_is_accepted_and_paid():
    async with a_world() as world:
        world.faults.switch_on("submit_lost_before", times=1)
        await breaks(world)
        assert world.provider.describe()["requests"] == []
        world.faults.switch_on("submit_lost_after", times=1)
        await breaks(world)
        described = world.provider.describe()
        assert [one["state"] for one in described["requests"]] == ["completed"]
        assert described["paid_usd"] > 0


@pytest.mark.parametrize(("status", "kind"), [(422, "json"), (429, "json"), (503, "html"), (504, "html")])
async def test_a_refused_submit_answers_with_its_status_and_is_not_accepted(status: int, kind: str):
    async with a_world() as world:
        world.faults.switch_on("submit_status", status=status, retry_after_s=7)
        headers = {"Authorization": f"Bearer {KEY}"}
        async with world.http.post(world.api + SUBMIT, json=ONE, headers=headers) as response:
            assert response.status == status
            assert response.headers["Retry-After"] == "7"
            assert kind in response.content_type
        assert world.provider.describe()["requests"] == []


async def test_a_submit_that_hangs_or_cannot_be_read_is_accepted():
    async with a_world() as world:
        world.faults.switch_on("submit_hangs", times=1)
        await hangs(world, SUBMIT, "POST", ONE)
        world.faults.switch_on("submit_unreadable", times=1)
        with pytest.raises(aiohttp.ContentTypeError):
            await world.call("POST", SUBMIT, ONE)
        world.faults.switch_on("submit_no_id", times=1)
        status, answer = await world.call("POST", SUBMIT, ONE)
        assert status == 200
        assert "request_id" not in answer
        assert len(world.provider.describe()["requests"]) == 3


async def test_an_answer_that_hangs_lets_go_when_the_server_closes():
    async with a_world() as world:
        world.faults.switch_on("submit_hangs")
        watch = world.events.watch()
        accepted = asyncio.ensure_future(anext(watch))
        call = asyncio.ensure_future(world.call("POST", SUBMIT, ONE))
        async with asyncio.timeout(EVENT_S):
            await accepted
        await world.provider.close()
        with pytest.raises(aiohttp.ClientConnectionError):
            await call


async def test_an_error_may_hide_in_a_200():
    async with a_world() as world:
        world.faults.switch_on("error_in_200", error_code=400002)
        status, answer = await world.call("POST", SUBMIT, ONE)
        assert (status, answer["error_code"]) == (200, 400002)
        assert world.provider.describe()["requests"] == []


@pytest.mark.parametrize(("name", "http", "code"), [("bad_key", 401, 400004), ("no_balance", 402, 400002)])
async def test_account_problems_come_in_both_styles(name: str, http: int, code: int):
    async with a_world() as world:
        world.faults.switch_on(name)
        assert (await world.call("POST", SUBMIT, ONE))[0] == http
        world.faults.switch_on(name, style="code")
        status, answer = await world.call("POST", SUBMIT, ONE)
        assert (status, answer["error_code"]) == (400, code)


# --- a job's life ---------------------------------------------------------------------------------------------


async def test_slow_renders_long_and_a_long_queue_has_its_position():
    async with a_world() as world:
        world.faults.switch_on("slow", times=1)
        assert (await world.status(await world.submit()))["status"] == "in_progress"
        world.faults.switch_on("long_queue", times=1, position=40)
        queued = await world.status(await world.submit())
        assert (queued["status"], queued["queue_position"]) == ("in_queue", 40)


@pytest.mark.parametrize(
    ("name", "on_status"), [("fails", "completed"), ("moderated", "completed"), ("fails_on_status", "failed")]
)
async def test_a_failed_job_says_so_in_result_and_costs_nothing(name: str, on_status: str):
    async with a_world() as world:
        world.faults.switch_on(name, error={"code": 50511})
        request_id = await world.submit()
        assert (await world.status(request_id))["status"] == on_status
        result = await world.result(request_id)
        assert (result["status"], result["error"], result["cost"]) == ("failed", {"code": 50511}, 0)
        assert "output" not in result


async def test_a_job_cancelled_on_the_providers_page_is_cancelled():
    async with a_world() as world:
        world.faults.switch_on("cancelled_there")
        assert (await finished(world))["status"] == "cancelled"


async def test_never_cancels_answers_too_late_in_the_queue():
    async with a_world(queue_s=FOR_EVER) as world:
        world.faults.switch_on("never_cancels")
        status, answer = await world.cancel(await world.submit())
        assert (status, answer["status"], answer["outcome"]) == (202, "in_queue", "not_cancellable")


async def test_output_comes_in_every_shape():
    async with a_world() as world:
        plain = (await finished(world))["output"]
        assert list(plain) == ["image"]
        world.faults.switch_on("single_in_images", times=1)
        assert len((await finished(world))["output"]["images"]) == 1
        world.faults.switch_on("image_and_images", times=1)
        both = (await finished(world))["output"]
        assert [both["image"]] == both["images"]
        world.faults.switch_on("bare_output", times=1)
        assert isinstance((await finished(world))["output"], str)
        world.faults.switch_on("bare_output", times=1, many=True)
        assert isinstance((await finished(world))["output"], list)
        world.faults.switch_on("no_pictures", times=1)
        assert (await finished(world))["output"] == {}
        assert world.provider.describe()["paid_usd"] == pytest.approx(5 * 0.03)


async def test_several_images_are_for_sets_only():
    async with a_world() as world:
        world.faults.switch_on("several_images", count=15)
        assert "image" in (await finished(world))["output"]
        result = await world.result(await world.submit(force_single=False))
        assert len(result["output"]["images"]) == 15


async def test_words_nobody_documented_appear_while_it_is_not_finished():
    async with a_world(render_s=FOR_EVER) as world:
        world.faults.switch_on("unknown_words", word="warming_up")
        world.faults.switch_on("completed_word")
        request_id = await world.submit()
        assert (await world.status(request_id))["status"] == "warming_up"
        assert (await world.result(request_id))["status"] == "warming_up"
        world.provider.configure({"render_s": 0})
        assert (await world.result(request_id))["status"] == "completed"


async def test_status_and_result_may_disagree_for_some_looks():
    async with a_world() as world:
        world.faults.switch_on("disagrees", looks=2)
        request_id = await world.submit()
        assert (await world.status(request_id))["status"] == "completed"
        words = [(await world.result(request_id))["status"] for _ in range(3)]
        assert words == ["in_progress", "in_progress", "succeeded"]


async def test_a_new_request_may_not_be_found_at_first():
    async with a_world() as world:
        world.faults.switch_on("early_404", looks=2)
        request_id = await world.submit()
        looks = [await world.call("GET", f"/v1/requests/{request_id}/status") for _ in range(3)]
        assert [status for status, _ in looks] == [404, 404, 200]


# --- reading --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["status", "result", "cancel"])
async def test_reading_goes_wrong_only_where_it_was_asked_to(name: str):
    async with a_world(queue_s=FOR_EVER) as world:
        request_id = await world.submit()
        method = "POST" if name == "cancel" else "GET"
        path = f"/v1/requests/{request_id}/{name}"
        other = f"/v1/requests/{request_id}/{'result' if name == 'status' else 'status'}"
        world.faults.switch_on("read_status", on=name, status=408, times=1)
        assert (await world.call("GET", other))[0] == 200
        assert (await world.call(method, path))[0] == 408
        assert (await world.status(request_id))["status"] == "in_queue"
        world.faults.switch_on("read_lost", on=name)  # for always: aiohttp's client repeats a GET once
        await breaks(world, path, method)
        world.faults.switch_off("read_lost")
        world.faults.switch_on("read_hangs", on=name, times=1)
        await hangs(world, path, method)
        world.faults.switch_on("read_unreadable", on=name, times=1)
        with pytest.raises(aiohttp.ContentTypeError):
            await world.call(method, path)
        expected = "cancelled" if name == "cancel" else "in_queue"
        assert (await world.status(request_id))["status"] == expected


async def test_cost_may_be_missing_and_the_catalogue_may_drift():
    async with a_world() as world:
        world.faults.switch_on("cost_missing", times=1)
        assert "cost" not in await finished(world)
        world.faults.switch_on("schema_drift", times=1)
        drifted = (await world.call("GET", SUBMIT))[1]["input_schema"]
        assert drifted != (await world.call("GET", SUBMIT))[1]["input_schema"]
