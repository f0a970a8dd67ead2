"""What journeys keep of themselves: how long each step took, what was tried again, how old the oldest job is."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.errors import DiscordTrouble, NotSent, Unreachable
from bot.core.figures import Again, JobFigures, Step
from bot.core.jobs import JobState
from bot.core.ports import AtWork, Over, Waiting
from tests.core.world import CoreWorld, core_world
from tests.makers import NOON, a_job

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncGenerator[CoreWorld]:
    async with core_world(tmp_path, places=1) as world:
        yield world


def took(figures: JobFigures) -> dict[Step, tuple[int, float]]:
    """How often each step was seen, and how long altogether."""
    return {step: (seen.count, seen.total) for step, seen in figures.seconds.items()}


async def test_each_step_of_a_finished_job_is_seen_once_and_is_as_long_as_it_was(world: CoreWorld) -> None:
    world.api.says("status", Waiting(1), AtWork(), AtWork(), Over())
    await world.ask(1)
    job = await world.done(1)
    assert job.state is JobState.DELIVERED
    seen = took(world.tools.figures)
    assert [number for number, _ in seen.values()] == [1] * len(Step)
    assert job.started_at
    assert job.submitted_at
    assert job.ready_at
    assert seen[Step.QUEUE][1] == (job.started_at - job.submitted_at).total_seconds() > 0
    assert seen[Step.RENDER][1] == (job.ready_at - job.started_at).total_seconds() > 0


async def test_a_job_that_was_never_seen_rendering_has_waited_there(world: CoreWorld) -> None:
    world.api.says("status", Over())
    await world.ask(1)
    await world.done(1)
    seen = took(world.tools.figures)
    assert (seen[Step.QUEUE][0], seen[Step.RENDER][0]) == (1, 0)


async def test_a_job_that_was_put_back_into_the_queue_counts_its_first_wait_only(world: CoreWorld) -> None:
    world.api.says("status", AtWork(), Waiting(3), AtWork(), Over())
    await world.ask(1)
    await world.done(1)
    assert took(world.tools.figures)[Step.QUEUE][0] == took(world.tools.figures)[Step.RENDER][0] == 1


async def test_a_job_that_was_not_sent_at_once_has_been_in_line_until_it_was(world: CoreWorld) -> None:
    world.api.says("submit", NotSent("down"), NotSent("down"), "p-1")
    await world.ask(1)
    job = await world.done(1)
    assert job.sending_at
    assert took(world.tools.figures)[Step.LINE] == (1, (job.sending_at - job.accepted_at).total_seconds())
    assert world.tools.figures.again == {Again.SUBMIT: 2}


async def test_what_is_tried_again_is_counted_by_what_it_is(world: CoreWorld) -> None:
    world.api.says("status", Unreachable("HTTP 503"), Over())
    world.api.says("download", Unreachable("HTTP 503"), None)
    world.messenger.trouble.append(DiscordTrouble("HTTP 500"))
    await world.ask(1)
    await world.done(1)
    assert world.tools.figures.again == {Again.LOOK: 1, Again.FETCH: 1, Again.SHOW: 1}
    seen = took(world.tools.figures)
    assert seen[Step.FETCH][1] > 0
    assert seen[Step.SHOW][1] > 0


async def test_the_oldest_job_and_the_oldest_that_waits_are_told_apart(world: CoreWorld) -> None:
    world.api.says("status", AtWork())
    assert (world.worker.figures().oldest_s, world.worker.figures().oldest_waiting_s) == (None, None)
    first = await world.ask(1)
    await world.until(1, lambda job: job.state is JobState.RUNNING)
    world.clock.time += timedelta(minutes=1)
    second = await world.ask(2)
    await world.until(2, lambda _: world.worker.figures().oldest_waiting_s is not None)
    figures, now = world.worker.figures(), world.clock.now()
    millisecond = 0.001  # what is read from the store again is rounded to it
    assert figures.oldest_s == pytest.approx((now - first.accepted_at).total_seconds(), abs=millisecond)
    assert figures.oldest_waiting_s == pytest.approx((now - second.accepted_at).total_seconds(), abs=millisecond)
    assert second.accepted_at - first.accepted_at >= timedelta(minutes=1)


async def test_a_clock_that_was_set_back_makes_no_negative_times() -> None:
    figures = JobFigures()
    sending = a_job(1, state=JobState.SUBMITTING, sending_at=NOON - timedelta(hours=1))
    figures.moved(sending, a_job(1, state=JobState.QUEUED, sending_at=NOON - timedelta(hours=1)))
    assert took(figures)[Step.LINE] == (1, 0.0)
