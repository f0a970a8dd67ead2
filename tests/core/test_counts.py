"""What one job costs in calls and in transactions, whatever the machine: counted, never timed."""

import functools
import inspect
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.jobs import JobId, JobState
from bot.core.ports import AtWork, Over, Status
from bot.core.requests import ImagineRequest
from bot.core.updates import Rendering
from bot.store.sqlite import SqliteStore
from tests.core.world import CoreWorld, core_world

pytestmark = pytest.mark.asyncio

BEFORE = 40
"""Jobs of the same length, so that there is something to learn from."""


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each transaction of the store was asked for."""
    asked: Counter[str] = Counter()

    def counted(name: str, verb: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        @functools.wraps(verb)
        async def run(*args: Any, **kwargs: Any) -> Any:
            asked[name] += 1
            return await verb(*args, **kwargs)

        return run

    for name, verb in dict(vars(SqliteStore)).items():
        if inspect.iscoroutinefunction(verb):
            monkeypatch.setattr(SqliteStore, name, counted(name, verb))
    return asked


async def one_job(world: CoreWorld, job_id: int, length_s: float) -> None:
    """From the wish to the shown picture, at a studio that needs so long and says meanwhile that it is at work."""
    begins = world.clock.time

    async def status() -> Status:
        return Over() if world.clock.time - begins >= timedelta(seconds=length_s) else AtWork()

    world.api.says("status", status)
    await world.ask(job_id)
    assert (await world.done(job_id)).state is JobState.DELIVERED


@pytest.mark.parametrize(("length_s", "looks_most"), [(8, 10), (40, 20), (120, 45)])
async def test_a_longer_job_costs_a_few_more_looks_and_not_one_more_transaction(
    tmp_path: Path, transactions: Counter[str], length_s: float, looks_most: int
) -> None:
    async with core_world(tmp_path, images=BEFORE + 1) as world:
        for number in range(BEFORE):
            await one_job(world, 1 + number, length_s)
        transactions.clear()
        world.api.calls.clear()
        await one_job(world, 1 + BEFORE, length_s)
        del transactions["get"]  # this test's own, while it waits for the end
    # Sent, at the provider, at work, ready, delivered: one each.
    assert transactions == {"accept": 1, "confirm_reply": 1, "advance": 5, "usage": 1}
    looks = world.api.calls.pop("status")
    assert 2 <= looks <= looks_most
    assert world.api.calls == {"submit": 1, "result": 1, "download": 1}


async def test_what_is_learned_while_a_job_is_rendered_does_not_change_its_message(tmp_path: Path) -> None:
    async with core_world(tmp_path, images=BEFORE + 1) as world:
        for number in range(BEFORE):
            await one_job(world, 1 + number, 8)

        async def status() -> Status:
            if world.clock.time - begins < timedelta(seconds=8):
                return AtWork()
            world.worker.rhythms.finished(ImagineRequest("a fox"), 30.0)  # others are much slower now
            return AtWork() if world.clock.time - begins < timedelta(seconds=60) else Over()

        begins = world.clock.time
        world.api.says("status", status)
        await world.ask(1 + BEFORE)
        await world.done(1 + BEFORE)
        said = {one for one in world.messenger.heard[JobId(1 + BEFORE)] if isinstance(one, Rendering)}
    assert len(said) == 1
