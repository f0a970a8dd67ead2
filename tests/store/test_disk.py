"""A disk that is full, a file that is read-only, locked or damaged: told by name, nothing half-written, and it ends."""

import logging
import os
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path

import aiosqlite
import pytest
import pytest_asyncio

from bot.core.errors import StoreTrouble, StoreUnusable
from bot.core.jobs import JobState
from bot.core.requests import ImagineRequest
from bot.store import open_store
from bot.store.connection import ThreadConnection, connected
from bot.store.database import Database, Transaction
from bot.store.migrate import migrate
from bot.store.sqlite import SqliteStore
from tests.makers import NOON, a_job, an_allowance

pytestmark = pytest.mark.asyncio
MANY = an_allowance(images=100_000, jobs_at_once=100_000)
LONG = ImagineRequest("x" * 800)


@pytest_asyncio.fixture
async def connection(tmp_path: Path) -> AsyncGenerator[ThreadConnection]:
    """A connection to a migrated database in x.db, with a short patience for other processes."""
    made = await Database.open(tmp_path / "x.db")
    await migrate(made)
    await made.close()
    connection = await connected(tmp_path / "x.db", busy_timeout_s=0.05)
    await pragma(connection, "foreign_keys = ON")
    yield connection
    await connection.close()


@pytest.fixture
def database(connection: ThreadConnection) -> Database:
    """The same, as the store uses it."""
    return Database(connection)


async def pragma(connection: ThreadConnection, text: str) -> int:
    """Set something on the connection itself; what SQLite answers."""
    cursor = await connection.execute(f"PRAGMA {text}")
    row = await cursor.fetchone()
    return row[0] if row else 0


async def fill(store: SqliteStore, first: int) -> int:
    """Accept long prompts until the disk is full; the number of the job that did not fit."""
    for number in range(first, first + 500):
        try:
            await store.accept(a_job(number, request=LONG), MANY)
        except StoreTrouble:
            return number
    raise AssertionError("the disk never got full")


async def test_a_full_disk_is_told_leaves_nothing_half_written_and_recovers(
    database: Database, connection: ThreadConnection
) -> None:
    store = SqliteStore(database, "me")
    await pragma(connection, f"max_page_count = {await pragma(connection, 'page_count') + 8}")
    refused = await fill(store, 1)
    with pytest.raises(StoreTrouble, match="the disk is full"):
        await store.accept(a_job(refused, request=LONG), MANY)
    jobs = {row["id"] for row in await database.run(lambda tx: tx.rows("SELECT id FROM jobs"))}
    charged = {row["job_id"] for row in await database.run(lambda tx: tx.rows("SELECT job_id FROM charges"))}
    assert jobs == charged == set(range(1, refused))
    await pragma(connection, "max_page_count = 100000")
    assert (await store.accept(a_job(refused, request=LONG), MANY)).fresh


async def test_a_job_under_way_can_be_moved_once_there_is_space_again(
    database: Database, connection: ThreadConnection
) -> None:
    store = SqliteStore(database, "me")
    job = (await store.accept(a_job(1), MANY)).job
    await pragma(connection, "query_only = ON")
    with pytest.raises(StoreTrouble, match="it is read-only"):
        await store.advance(job, job.moved(JobState.SUBMITTING), NOON)
    await pragma(connection, "query_only = OFF")
    assert (await store.advance(job, job.moved(JobState.SUBMITTING), NOON)).state is JobState.SUBMITTING


def charge_for_nothing(tx: Transaction) -> None:
    """What SQLite refuses only when it is to be committed."""
    tx.run("PRAGMA defer_foreign_keys = ON")
    tx.run("INSERT INTO charges (job_id, user_id, scope_id, kind, images, held_at, at) VALUES (9,1,1,'held',1,0,0)")


async def test_a_commit_that_fails_writes_nothing_and_the_next_one_works(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await database.run(charge_for_nothing)
    assert await database.run(lambda tx: tx.rows("SELECT * FROM charges")) == []
    assert (await SqliteStore(database, "me").accept(a_job(1), MANY)).fresh


async def test_a_file_that_another_process_keeps_locked_is_told_and_works_afterwards(
    database: Database, tmp_path: Path
) -> None:
    store = SqliteStore(database, "me")
    async with aiosqlite.connect(tmp_path / "x.db", isolation_level=None) as other:
        await other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreTrouble, match="another process keeps it locked"):
            await store.accept(a_job(1), MANY)
        await other.execute("ROLLBACK")
    assert (await store.accept(a_job(1), MANY)).fresh


async def test_a_damaged_file_is_told_as_damaged(
    database: Database, connection: ThreadConnection, tmp_path: Path
) -> None:
    store = SqliteStore(database, "me")
    for number in range(1, 40):
        await store.accept(a_job(number, request=LONG), MANY)
    await pragma(connection, "wal_checkpoint(TRUNCATE)")
    with (tmp_path / "x.db").open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(4096 * 2)
        file.write(b"\xff" * (size - 4096 * 2))
    await pragma(connection, "shrink_memory")  # what was read before is read again
    with pytest.raises(StoreTrouble, match="damaged"):
        await store.get(a_job(39).id)


async def test_a_mistake_of_ours_is_not_taken_for_trouble_with_the_disk(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError):
        await database.run(lambda tx: tx.run("SELECT nothing FROM nowhere"))


async def test_an_outage_is_one_line_in_the_log_and_its_end_another(
    database: Database, connection: ThreadConnection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    store = SqliteStore(database, "me")
    await store.accept(a_job(1), MANY)
    await pragma(connection, f"max_page_count = {await pragma(connection, 'page_count')}")
    refused = await fill(store, 2)
    for _ in range(3):
        with pytest.raises(StoreTrouble):
            await store.accept(a_job(refused, request=LONG), MANY)
        await store.get(a_job(1).id)  # reading works all the time, which is no sign that writing does
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    await pragma(connection, "max_page_count = 100000")
    await store.accept(a_job(refused, request=LONG), MANY)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


async def test_a_place_without_a_write_ahead_log_is_refused() -> None:
    with pytest.raises(StoreUnusable, match="no write-ahead log"):
        await Database.open(Path(":memory:"))  # SQLite's own answer to WAL there is "memory"


async def test_a_damaged_file_is_unusable_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    async with open_store(f"sqlite:///{path}"):
        pass
    os.truncate(path, path.stat().st_size - 4096)
    with pytest.raises(StoreUnusable, match="damaged"):
        async with open_store(f"sqlite:///{path}"):
            pass
