"""Alt texts on SQLite: written, taken away, read for many jobs, and gone with the words of their job."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.audit import Action, Entry, Wanted
from bot.core.errors import NoSuchJob
from bot.core.jobs import JobId, JobState
from bot.store import open_store
from bot.store.sqlite import SqliteStore
from tests.makers import ADA, GUILD, NOON
from tests.store.test_people import DELIVERED, a_saved

pytestmark = pytest.mark.asyncio
FIRST, SECOND = JobId(1), JobId(2)
ENTRY = Entry(GUILD, NOON, ADA, Action.DESCRIBED, ADA, FIRST)
LATER = NOON + timedelta(days=400)


@pytest_asyncio.fixture
async def store(path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(f"sqlite:///{path}") as opened:
        for number in (FIRST, SECOND):
            await a_saved(opened, number, *DELIVERED)
        yield opened


def saved(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM alt_texts ORDER BY job_id, number").fetchall()


async def facts(store: SqliteStore) -> list[dict[str, Any]]:
    """Of the entries in the audit log, oldest first."""
    return [dict(entry.facts) for entry in (await store.audit.entries(GUILD, Wanted(), None, 100))[::-1]]


async def test_texts_are_written_over_taken_away_and_read_for_several_jobs_at_once(store: SqliteStore) -> None:
    assert await store.alt_texts.describe(FIRST, {2: "Two", 1: "One"}, None) == {1: "One", 2: "Two"}
    assert await store.alt_texts.describe(FIRST, {1: "", 2: "Deux", 3: ""}, None) == {2: "Deux"}
    await store.alt_texts.describe(SECOND, {1: "Other"}, None)
    assert await store.alt_texts.of([FIRST, SECOND, JobId(3)]) == {FIRST: {2: "Deux"}, SECOND: {1: "Other"}}
    assert await store.alt_texts.of([]) == {}


async def test_the_entry_counts_what_is_other_than_before_and_is_left_out_where_nothing_is(store: SqliteStore) -> None:
    for texts in ({1: "One", 2: "Two"}, {1: "One", 2: "Two"}, {1: "", 2: "Deux", 3: ""}, {1: ""}):
        await store.alt_texts.describe(FIRST, texts, ENTRY)
    assert await facts(store) == [{"written": 2, "cleared": 0}, {"written": 1, "cleared": 1}]


async def test_the_entry_and_the_texts_are_written_together_or_not_at_all(store: SqliteStore, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER no_log BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'the log takes nothing'); END"
        )
    with pytest.raises(sqlite3.IntegrityError):
        await store.alt_texts.describe(FIRST, {1: "One"}, ENTRY)
    assert saved(path) == []


async def test_a_job_that_is_unknown_or_was_erased_takes_no_text(store: SqliteStore, path: Path) -> None:
    assert (await store.alt_texts.job(FIRST)).state is JobState.DELIVERED
    await store.people.erase_jobs_of(ADA, None, 100, LATER)
    for number in (FIRST, JobId(99)):
        with pytest.raises(NoSuchJob):
            await store.alt_texts.job(number)
        with pytest.raises(NoSuchJob):
            await store.alt_texts.describe(number, {1: "One"}, ENTRY)
    assert saved(path) == []
    assert await facts(store) == []


async def test_they_go_with_the_words_at_their_members_wish(store: SqliteStore, path: Path) -> None:
    for number in (FIRST, SECOND):
        await store.alt_texts.describe(number, {1: "One", 2: "Two"}, None)
    batch = await store.people.erase_jobs_of(ADA, None, 1, LATER)
    assert saved(path) == [(SECOND, 1, "One"), (SECOND, 2, "Two")]
    await store.people.erase_jobs_of(ADA, batch.last, 1, LATER)
    assert saved(path) == []


async def test_they_go_with_the_words_when_those_are_old(store: SqliteStore, path: Path) -> None:
    await a_saved(store, 3, *DELIVERED, ended_at=LATER)
    for number in (FIRST, JobId(3)):
        await store.alt_texts.describe(number, {1: "One"}, None)
    assert await store.people.erase_jobs_ended(LATER, 100, LATER) == 2
    assert saved(path) == [(3, 1, "One")]


async def test_what_one_takes_along_has_them(store: SqliteStore) -> None:
    await store.alt_texts.describe(FIRST, {2: "Two", 1: "One"}, None)
    records = await store.people.records(ADA, None, 10)
    assert {record.job.id: record.alt_texts for record in records} == {FIRST: {1: "One", 2: "Two"}, SECOND: {}}
