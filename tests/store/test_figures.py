"""The sums over the ledgers: what the ledgers say, each row read once, also what another process writes."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.figures import LedgerFigures
from bot.core.jobs import Charge, Failure, Job, JobState
from bot.core.money import Limits, micros
from bot.core.requests import Images, ImagineRequest
from bot.store import figures as module
from bot.store import open_store
from bot.store.connection import connected
from bot.store.database import Database
from bot.store.sqlite import SqliteStore
from tests.makers import NOON, a_job, an_allowance

pytestmark = pytest.mark.asyncio
MANY = an_allowance(images=1000, jobs_at_once=1000)
LIMITS = Limits(most=micros(0.03))


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        yield store


async def accept(store: SqliteStore, job_id: int, **changes: Any) -> Job:
    return (await store.accept(a_job(job_id, **changes), MANY, LIMITS)).job


async def end(store: SqliteStore, job: Job) -> None:
    """Nothing was sent, nothing costs anything."""
    await store.advance(job, job.moved(JobState.CANCELLED, ended_at=NOON), NOON)


async def lose(store: SqliteStore, job: Job) -> None:
    """Perhaps paid."""
    sent = await store.advance(job, job.moved(JobState.SUBMITTING, sending_at=NOON), NOON)
    failed = sent.moved(JobState.FAILED, failure=Failure.OUTCOME_UNKNOWN, ended_at=NOON)
    await store.advance(sent, failed, NOON)


async def deliver(store: SqliteStore, job: Job, cost_usd: float) -> None:
    moves = (
        (JobState.SUBMITTING, {"sending_at": NOON}),
        (JobState.QUEUED, {"provider_id": f"p-{job.id}", "submitted_at": NOON}),
        (JobState.READY, {"ready_at": NOON + timedelta(seconds=5), "cost_usd": cost_usd, "outputs": ("https://x/1",)}),
        (JobState.DELIVERED, {"ended_at": NOON, "delivered": 1}),
    )
    for state, facts in moves:
        job = await store.advance(job, job.moved(state, **facts), NOON)


async def test_a_new_database_has_nothing(store: SqliteStore) -> None:
    assert await store.figures.read() == LedgerFigures()


async def test_the_sums_are_those_of_the_ledgers(store: SqliteStore) -> None:
    await deliver(store, await accept(store, 1), 0.025)
    await end(store, await accept(store, 2, request=ImagineRequest("x", images=Images.SET), cost=4))
    await lose(store, await accept(store, 3))
    await accept(store, 4)
    assert await store.figures.read() == LedgerFigures(
        pictures={Charge.HELD: 7, Charge.SPENT: 1, Charge.RETURNED: 5},
        held=micros(0.12),
        paid=micros(0.025),
        open=micros(0.06),  # the lost one and the one that has just begun
    )


async def test_what_comes_later_is_added_in_pieces_and_nothing_is_counted_twice(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE_ENTRIES", 2)
    for number in range(1, 6):
        await accept(store, number)
    assert (await store.figures.read()).pictures[Charge.HELD] == 5
    assert (await store.figures.read()).pictures[Charge.HELD] == 5
    await end(store, await store.get(a_job(2).id))
    await accept(store, 6)
    seen = await store.figures.read()
    assert (seen.pictures[Charge.HELD], seen.pictures[Charge.RETURNED]) == (6, 1)
    assert (seen.held, seen.open) == (micros(0.18), micros(0.15))


async def test_what_another_process_writes_is_in_the_sums(store: SqliteStore, tmp_path: Path) -> None:
    await accept(store, 1)
    assert (await store.figures.read()).pictures[Charge.RETURNED] == 0
    other = await Database.open(tmp_path / "x.db")
    job = await SqliteStore(other, "other").get(a_job(1).id)
    await end(SqliteStore(other, "other"), job)
    await other.close()
    assert (await store.figures.read()).pictures[Charge.RETURNED] == 1


async def test_while_the_file_cannot_be_read_the_sums_are_those_of_before(store: SqliteStore, tmp_path: Path) -> None:
    await accept(store, 1)
    before = await store.figures.read()
    await store.close()
    impatient = Database(await connected(tmp_path / "x.db", busy_timeout_s=0.05))
    figures = SqliteStore(impatient, "me").figures
    assert await figures.read() == before
    with closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await figures.read() == before
    await impatient.close()
