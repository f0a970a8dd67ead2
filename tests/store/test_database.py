"""Transactions that wait at the same time: committed together, undone one by one; none pays for another one's error."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
import pytest_asyncio

from bot.core.errors import NoSuchJob, StoreTrouble
from bot.store.connection import ThreadConnection, connected
from bot.store.database import TOGETHER, Database, Transaction

pytestmark = pytest.mark.asyncio
T = TypeVar("T")


class Lockable:
    """A sqlite3 connection of whose file another process takes the lock from the nth BEGIN on."""

    def __init__(self, raw: sqlite3.Connection, locked_from: int | None) -> None:
        self._raw = raw
        self._locked_from = locked_from
        self._begun = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        self._begun += sql == "BEGIN IMMEDIATE"
        if self._locked_from is not None and sql == "BEGIN IMMEDIATE" and self._begun >= self._locked_from:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_BUSY, "SQLITE_BUSY"
            raise error
        return self._raw.execute(sql, parameters)


class Counted:
    """The store's own connection; `commits` counts what reached the disk, `visits` the ways to its thread."""

    def __init__(self, connection: ThreadConnection) -> None:
        self._connection = connection
        self.commits = self.visits = 0
        self.locked_from: int | None = None

    async def call(self, function: Callable[[sqlite3.Connection], T]) -> T:
        self.visits += 1
        return await self._connection.call(
            lambda raw: function(cast("sqlite3.Connection", Lockable(raw, self.locked_from)))
        )

    async def close(self) -> None:
        await self._connection.close()

    def see(self, sql: str) -> None:
        self.commits += sql == "COMMIT"


@pytest_asyncio.fixture
async def counted(tmp_path: Path) -> AsyncGenerator[Counted]:
    connection = await connected(tmp_path / "x.db", busy_timeout_s=0.05)
    await connection.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, size INTEGER CHECK (size > 0))")
    counted = Counted(connection)
    await connection.set_trace_callback(counted.see)
    yield counted
    await connection.close()


@pytest.fixture
def database(counted: Counted) -> Database:
    return Database(counted)


def adds(number: int, size: int = 1) -> Callable[[Transaction], int]:
    """A transaction that writes one row, twice, so that half of it could be left."""

    def work(tx: Transaction) -> int:
        tx.run("INSERT INTO things VALUES (?, 1)", (number,))
        tx.run("UPDATE things SET size = ? WHERE id = ?", (size, number))
        return number

    return work


def refuses(number: int) -> Callable[[Transaction], None]:
    """One that writes, and then says no."""

    def work(tx: Transaction) -> None:
        adds(number)(tx)
        raise NoSuchJob

    return work


async def saved(database: Database) -> list[int]:
    return [row["id"] for row in await database.run(lambda tx: tx.rows("SELECT id FROM things ORDER BY id"))]


async def test_those_that_wait_together_are_committed_together(database: Database, counted: Counted) -> None:
    numbers = list(range(1, TOGETHER + 11))
    assert await asyncio.gather(*(database.run(adds(number)) for number in numbers)) == numbers
    assert (counted.commits, counted.visits) == (2, 2)
    assert await saved(database) == numbers


async def test_one_that_says_no_leaves_nothing_and_the_others_are_done(database: Database, counted: Counted) -> None:
    answers = await asyncio.gather(
        database.run(adds(1)), database.run(refuses(2)), database.run(adds(3)), return_exceptions=True
    )
    assert answers[0] == 1
    assert isinstance(answers[1], NoSuchJob)
    assert answers[2] == 3
    assert counted.commits == 1
    assert await saved(database) == [1, 3]


async def test_one_that_the_database_does_not_take_is_told_so_and_the_others_are_done(database: Database) -> None:
    answers = await asyncio.gather(
        database.run(adds(1)), database.run(adds(2, size=-1)), database.run(adds(3)), return_exceptions=True
    )
    assert [answers[0], answers[2]] == [1, 3]
    assert isinstance(answers[1], sqlite3.IntegrityError)
    assert await saved(database) == [1, 3]


async def test_one_that_fits_on_the_disk_no_more_does_not_take_the_others_with_it(
    database: Database, counted: Counted
) -> None:
    await database.run(lambda tx: tx.run("CREATE TABLE blobs (data BLOB)"))
    pages = await database.run(lambda tx: tx.row("PRAGMA page_count"))
    assert pages is not None
    await counted.call(lambda raw: raw.execute(f"PRAGMA max_page_count = {pages[0] + 2}").fetchall())
    much = database.run(lambda tx: tx.run("INSERT INTO blobs VALUES (zeroblob(1000000))"))
    answers = await asyncio.gather(database.run(adds(1)), much, database.run(adds(3)), return_exceptions=True)
    assert [answers[0], answers[2]] == [1, 3]
    assert isinstance(answers[1], StoreTrouble)
    assert await saved(database) == [1, 3]


async def test_while_another_process_writes_all_that_wait_are_told(database: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = await asyncio.gather(database.run(adds(1)), database.run(adds(2)), return_exceptions=True)
    other.close()
    assert [type(answer) for answer in answers] == [StoreTrouble, StoreTrouble]
    assert await database.run(adds(1)) == 1


async def test_after_it_was_closed_whoever_asks_is_told_and_does_not_wait_for_ever(database: Database) -> None:
    await database.close()
    with pytest.raises(ValueError, match="no active connection"):
        await asyncio.wait_for(database.run(adds(1)), 10)


async def test_a_file_that_another_process_locks_between_two_tries_is_told_by_name(
    database: Database, counted: Counted
) -> None:
    counted.locked_from = 2  # together fails for one of them, and by then somebody else writes
    answers = await asyncio.gather(
        database.run(adds(1)), database.run(adds(2, size=-1)), database.run(adds(3)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [StoreTrouble] * 3
    counted.locked_from = None
    assert await saved(database) == []


async def test_what_nobody_waits_for_any_more_before_it_began_is_not_done(database: Database) -> None:
    go_on = threading.Event()
    first = asyncio.create_task(database.run(lambda _: go_on.wait(30)))
    second = asyncio.create_task(database.run(adds(1)))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    go_on.set()
    assert await first
    assert await saved(database) == []


async def test_after_a_read_that_stopped_at_its_first_row_the_next_one_is_committed(
    database: Database, counted: Counted, tmp_path: Path
) -> None:
    await asyncio.gather(*(database.run(adds(number)) for number in range(1, 100)))
    await database.run(lambda tx: tx.row("SELECT id FROM things"))
    await database.run(adds(100))
    with sqlite3.connect(tmp_path / "x.db") as other:
        assert other.execute("SELECT count(*) FROM things").fetchone() == (100,)
    other.close()
