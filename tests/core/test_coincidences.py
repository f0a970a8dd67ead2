"""Rare coincidences, each of which once lost something: time, trust or a picture."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.circuit import Circuit
from bot.core.errors import AccountProblem, DiscordTrouble, NotFound, NotSent, Unreachable
from bot.core.jobs import JobId, JobState, ProviderId
from bot.core.ports import Over, Waiting
from bot.runcomfy import wire
from bot.store.database import Database, Transaction
from tests.core.world import CoreWorld, core_world
from tests.makers import ADA, NOON

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncGenerator[CoreWorld]:
    async with core_world(tmp_path) as made:
        yield made


async def test_after_more_than_a_day_of_our_own_absence_one_look_without_an_answer_gives_nothing_up(
    world: CoreWorld,
) -> None:
    world.api.says("status", Waiting(1))
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    await world.worker.stop()
    world.clock.time += timedelta(hours=26)
    world.api.says("status", Unreachable("a blip"), Over())
    await world.restart()
    assert (await world.done()).state is JobState.DELIVERED


async def test_two_answers_of_not_found_with_an_outage_between_them_are_not_five_minutes_in_a_row(
    world: CoreWorld,
) -> None:
    world.api.says("status", NotFound(), *[Unreachable("away")] * 25, NotFound(), Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED


@pytest.mark.parametrize("back", [timedelta(hours=3)])
async def test_a_clock_that_was_set_back_does_not_keep_the_shop_closed(back: timedelta) -> None:
    circuit = Circuit("submits", 5.0, 60.0)
    for _ in range(10):
        circuit.failed(NOON, "refused")
    assert circuit.open
    assert circuit.due(NOON - back)


async def test_one_failed_connection_does_not_end_the_patience_with_a_refused_account(world: CoreWorld) -> None:
    world.api.says("submit", *[AccountProblem("no balance")] * 9, NotSent("reset"), ProviderId("p-1"))
    world.api.says("status", Over())
    await world.ask()
    assert (await world.done()).state is JobState.DELIVERED


async def test_a_cost_that_is_no_usable_number_does_not_cost_the_picture() -> None:
    body: dict[str, Any] = {"status": "completed", "output": {"image": "https://files.runcomfy.net/1.png"}}
    wire.read_verdict(body | {"cost": 10**400})


async def test_a_wish_to_cancel_that_was_saved_before_the_intent_to_send_is_granted(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = world.store.advance

    async def just_after_a_press(before: Any, after: Any, now: Any) -> Any:
        if after.state is JobState.SUBMITTING:  # the press had the database first
            await world.store.request_cancel(JobId(1), ADA, NOON)
            world.worker.wake(JobId(1))
        return await advance(before, after, now)

    monkeypatch.setattr(world.store, "advance", just_after_a_press)
    world.api.says("status", Over())
    await world.ask()
    await world.done()
    assert world.api.calls["submit"] == 0


async def test_kept_pictures_are_given_back_after_a_week_also_when_their_person_could_not_be_told(
    world: CoreWorld,
) -> None:
    world.api.says("status", Over())
    world.messenger.trouble.extend([DiscordTrouble("away")] * 10_000)
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.KEPT)
    async with asyncio.timeout(20):
        while world.worker.figures().driven:
            await asyncio.sleep(0.001)
    world.messenger.trouble.clear()
    world.clock.time += timedelta(days=8)
    assert await world.worker.recover()


async def test_a_task_that_is_cancelled_in_its_transaction_ends_as_cancelled_and_the_transaction_as_a_whole(
    tmp_path: Path,
) -> None:
    database = await Database.open(tmp_path / "imagine.db")
    began, go_on = threading.Event(), threading.Event()

    def work(tx: Transaction) -> None:
        tx.run("CREATE TABLE first (id INTEGER)")
        began.set()
        go_on.wait(30)
        tx.run("CREATE TABLE second (id INTEGER)")

    task = asyncio.create_task(database.run(work))
    assert await asyncio.to_thread(began.wait, 30)
    task.cancel()
    await asyncio.wait([task])
    go_on.set()
    tables = await database.run(lambda tx: tx.rows("SELECT name FROM sqlite_schema"))
    await database.close()
    assert task.cancelled()
    assert [row["name"] for row in tables] == ["first", "second"]
