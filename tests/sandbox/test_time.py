"""The world's clock: it can be moved on, the bot's process can read it, and the provider's work goes on meanwhile."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web

from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.runcomfy.inputs import Ask, check
from sandbox.runcomfy.provider import Provider
from sandbox.timing import Timing
from sandbox.web import sentences
from sandbox.worldclock import LONGEST_STEP_S, WorldClock, ahead_in
from tests.sandbox.test_provider import ONE

ROME = ZoneInfo("Europe/Rome")
HOUR_S = 3600.0
SLACK_S = 5.0
"""What a slow machine may take for anything here, in seconds; far less than every step of the clock."""


def an_ask() -> Ask:
    """A request for one small picture."""
    return check(ONE)


@pytest.fixture
def clock(tmp_path: Path) -> WorldClock:
    return WorldClock(tmp_path / "clock")


class Studio:
    """The clock's routes beside a provider, and somebody who asks them."""

    def __init__(self, provider: Provider, http: aiohttp.ClientSession) -> None:
        self.provider = provider
        self._http = http

    async def ask(self, method: str, **body: Any) -> tuple[int, Any]:
        """One call of the clock: the status and the JSON."""
        async with self._http.request(method, "/sandbox/clock", json=body or None) as response:
            return response.status, await response.json()


@pytest_asyncio.fixture
async def studio(clock: WorldClock) -> AsyncGenerator[Studio]:
    events = Events()
    provider = Provider(Faults(), events, "key", clock.monotonic)
    app = web.Application(middlewares=[sentences])
    Timing(clock, provider, events, lambda: ROME).add_routes(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession(f"http://{host}:{port}") as http:
        yield Studio(provider, http)
    await provider.close()
    await runner.cleanup()


def test_another_process_reads_how_far_the_world_is_ahead(clock: WorldClock) -> None:
    ahead = ahead_in(clock.path)
    assert ahead() == timedelta(0)
    clock.forward(90.5)
    assert ahead() == timedelta(seconds=90.5)
    clock.forward(10)
    assert ahead() == timedelta(seconds=100.5)


def test_a_later_world_in_the_same_folder_goes_on_from_there(clock: WorldClock) -> None:
    clock.forward(HOUR_S)
    clock.close()
    assert WorldClock(clock.path).ahead_s == HOUR_S


def test_a_file_that_is_no_clock_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    path.write_bytes(b"no")
    assert WorldClock(path).ahead_s == 0


@pytest.mark.parametrize("step_s", [-1.0, LONGEST_STEP_S + 1, float("nan"), float("inf")])
def test_time_goes_forward_only_and_by_no_more_than_a_year(clock: WorldClock, step_s: float) -> None:
    with pytest.raises(ValueError, match="forward"):
        clock.forward(step_s)
    assert clock.ahead_s == 0


def test_the_next_day_begins_at_midnight_there_also_when_the_clocks_change(clock: WorldClock) -> None:
    for _ in range(366):
        step_s = clock.until_next_day(ROME)
        assert 0 < step_s <= 25 * HOUR_S
        clock.forward(step_s)
        here = datetime.fromtimestamp(clock.now(), ROME)
        assert (here.hour, here.minute) == (0, 0)
        clock.forward(60)


@pytest.mark.asyncio
async def test_waiting_and_rendering_go_on_while_the_clock_is_moved(studio: Studio) -> None:
    studio.provider.configure({"queue_s": 600, "render_s": 60, "slots": 1})
    first, second = studio.provider.submit(an_ask()), studio.provider.submit(an_ask())
    status, answer = await studio.ask("POST", forward_s=HOUR_S)
    assert (status, answer["ahead_s"]) == (200, HOUR_S)
    assert {first.state, second.state} == {"completed"}
    assert first.started_at is not None
    assert first.finished_at is not None
    assert second.started_at is not None
    assert second.finished_at is not None
    assert 600 <= first.started_at - first.submitted_at <= 600 + SLACK_S
    assert 60 <= first.finished_at - first.started_at <= 60 + SLACK_S
    assert second.started_at >= first.started_at + 60, "one slot: one after the other"
    assert second.finished_at - second.submitted_at <= 720 + SLACK_S


@pytest.mark.asyncio
async def test_what_is_not_due_yet_stays_as_it_is(studio: Studio) -> None:
    studio.provider.configure({"queue_s": 2 * HOUR_S})
    waiting = studio.provider.submit(an_ask())
    await studio.ask("POST", forward_s=HOUR_S)
    assert waiting.state == "in_queue"


@pytest.mark.asyncio
async def test_the_clock_can_be_read_and_moved_to_the_next_day(studio: Studio) -> None:
    _, before = await studio.ask("GET")
    status, after = await studio.ask("POST", to="next_day")
    assert status == 200
    assert after["now"] > before["now"]
    here, there = (datetime.fromtimestamp(one["now"], ROME).date() for one in (before, after))
    assert there - here == timedelta(days=1)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"forward_s": -5}, "between 0"),
        ({"forward_s": "soon"}, "must be a number"),
        ({"to": "yesterday"}, "'to' is next_day"),
        ({"back_s": 5}, "must be a number"),
    ],
)
@pytest.mark.asyncio
async def test_a_move_that_makes_no_sense_is_refused_with_a_sentence(
    studio: Studio, body: dict[str, Any], words: str
) -> None:
    status, answer = await studio.ask("POST", **body)
    assert status == 400
    assert words in answer["error"]
    assert (await studio.ask("GET"))[1]["ahead_s"] == 0
