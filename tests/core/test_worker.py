"""The heartbeat, what the worker says of itself, and how it hands its jobs over."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.errors import Rejected, StaleJob, StoreTrouble
from bot.core.jobs import JobState
from bot.core.ports import AtWork, Over, Waiting
from bot.core.worker import HEARTBEAT_LATE, HEARTBEAT_S
from tests.core.world import CoreWorld, core_world

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncGenerator[CoreWorld]:
    async with core_world(tmp_path) as made:
        yield made


async def test_it_is_well_while_it_beats_and_not_when_the_heart_stands_still(world: CoreWorld) -> None:
    await world.worker.recover()
    assert world.worker.problems() == []
    world.clock.time += HEARTBEAT_LATE
    assert world.worker.problems() == ["worker: no heartbeat"]
    await world.worker.recover()
    assert world.worker.problems() == []


async def test_a_store_that_takes_nothing_is_a_problem_until_it_takes_again(
    world: CoreWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats, sick_for, well_again = 0, 4, asyncio.Event()
    renew = world.store.renew

    async def sometimes(lease_until: object) -> None:
        nonlocal beats
        beats += 1
        if beats <= sick_for:
            assert beats == 1 or world.worker.problems() == ["worker: database: disk full"]
            raise StoreTrouble("disk full")
        if beats > sick_for + 1:
            well_again.set()
        await renew(world.clock.now() + timedelta(seconds=30))

    monkeypatch.setattr(world.store, "renew", sometimes)
    beating = asyncio.create_task(world.worker.keep_beating())
    async with asyncio.timeout(10):
        await well_again.wait()
    assert world.worker.problems() == []
    beating.cancel()
    await asyncio.wait([beating])


async def test_the_heart_takes_what_nobody_drives(world: CoreWorld, tmp_path: Path) -> None:
    world.api.says("status", Waiting(1))
    await world.ask()
    await world.until(1, lambda job: job.state is JobState.QUEUED)
    await world.worker.stop()
    await world.worker.hand_over()
    old = world.worker
    await world.restart()
    world.api.says("status", Over())
    assert old is not world.worker
    assert (await world.done()).state is JobState.DELIVERED


async def test_after_the_handover_the_old_process_can_move_nothing(world: CoreWorld) -> None:
    world.api.says("status", Waiting(1))
    await world.ask()
    job = await world.until(1, lambda job: job.state is JobState.QUEUED)
    await world.worker.stop()
    await world.worker.hand_over()
    with pytest.raises(StaleJob):
        await world.store.advance(job, job.moved(JobState.RUNNING), world.clock.now())


async def test_the_heart_stops_with_the_worker(world: CoreWorld) -> None:
    beating = asyncio.create_task(world.worker.keep_beating())
    await world.worker.stop()
    async with asyncio.timeout(HEARTBEAT_S):
        await beating


async def test_its_figures_say_what_is_driven_and_how_things_ended(world: CoreWorld) -> None:
    world.api.says("submit", Rejected(422, "no"))
    await world.ask(1)
    await world.done(1)
    going = asyncio.Event()

    async def at_work() -> AtWork:
        going.set()
        return AtWork()

    world.api.says("submit", "p-2")
    world.api.says("status", at_work)
    await world.ask(2)
    await world.until(2, lambda job: job.state is JobState.RUNNING)
    await world.until(1, lambda _: bool(world.worker.figures().ended))
    figures = world.worker.figures()
    assert figures.driven == {JobState.RUNNING: 1}
    assert figures.ended == {("failed", "rejected"): 1}
    assert figures.held_back == {"submits": False, "reads": False}
