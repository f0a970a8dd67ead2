"""One SQLite connection, its lock and its transactions, and what its errors mean. Knows no table."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, Self

import aiosqlite

from bot.core.errors import StoreTrouble, StoreUnusable

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS: Final = 5000
"""So long SQLite itself waits for another process, e.g. one that clears what was unresolved."""

_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA synchronous = FULL",  # under a millisecond, and what was acknowledged survives a power cut
    "PRAGMA foreign_keys = ON",
)

_LOCKED: Final = "another process keeps it locked"
_TROUBLE: Final = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_IOERR: "its disk does not read or write",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_PROTOCOL: _LOCKED,
    sqlite3.SQLITE_CANTOPEN: "its file cannot be opened",
    sqlite3.SQLITE_PERM: "its file may not be used",
    sqlite3.SQLITE_CORRUPT: "its file is damaged; a backup can be restored",
    sqlite3.SQLITE_NOTADB: "its file is no database",
}
"""SQLite's codes for what is not a mistake of this program."""
_PRIMARY: Final = 0xFF
"""The part of a code that says what kind it is; the rest says where it happened."""

Parameters = Iterable[Any] | dict[str, Any]


@contextmanager
def trouble_named() -> Generator[None]:
    """Raises StoreTrouble for what a disk or another process did; mistakes of ours go up as they are."""
    try:
        yield
    except sqlite3.Error as error:
        code: int | None = getattr(error, "sqlite_errorcode", None)  # errors of Python's own have none
        why = None if code is None else _TROUBLE.get(code & _PRIMARY)
        if why is None:
            raise
        raise StoreTrouble(f"{why} ({error.sqlite_errorname})") from error
    except MemoryError as error:  # so Python says SQLITE_NOMEM
        raise StoreTrouble("there is not enough memory for it") from error


class Database:
    """Runs one transaction at a time; statements of different tasks would interleave on the shared connection."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._lock = asyncio.Lock()
        self._in_trouble = False

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file; raises StoreUnusable with the reason."""
        connection: aiosqlite.Connection | None = None
        try:
            with trouble_named():
                connection = await aiosqlite.connect(path, isolation_level=None)
                connection.row_factory = aiosqlite.Row
                for pragma in _PRAGMAS:
                    await connection.execute(pragma)
                await _log_ahead(connection)
        except (StoreTrouble, StoreUnusable, sqlite3.Error, OSError) as error:
            if connection is not None:
                await connection.close()
            why = error.why if isinstance(error, StoreTrouble | StoreUnusable) else error
            raise StoreUnusable(f"{path}: {why}") from error
        return cls(connection)

    @property
    def busy(self) -> bool:
        """Whether a transaction is under way."""
        return self._lock.locked()

    async def close(self) -> None:
        """Wait for the running transaction and close."""
        async with self._lock:
            await self._connection.close()

    @asynccontextmanager
    async def without_foreign_keys(self) -> AsyncGenerator[None]:
        """For migrations: inside, tables that others refer to may be made anew."""
        async with self._lock:
            await self._connection.execute("PRAGMA foreign_keys = OFF")
        try:
            yield
        finally:
            async with self._lock:
                await self._connection.execute("PRAGMA foreign_keys = ON")

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator["Transaction"]:
        """Everything inside is written as one, or not at all: also when the task is cancelled in the middle.

        Raises StoreTrouble when the disk or another process does not let it; the next one may work.
        """
        async with self._lock:
            with self._outages_told():
                try:
                    await self._connection.execute("BEGIN IMMEDIATE")
                    yield Transaction(self._connection)
                    await self._connection.execute("COMMIT")
                except BaseException:  # cancellation too must not leave the shared connection inside a transaction
                    if await self._cancelled_during(asyncio.create_task(self._roll_back())):
                        raise asyncio.CancelledError from None
                    raise

    @contextmanager
    def _outages_told(self) -> Generator[None]:
        """One line in the log when the trouble begins, one when something was written again."""
        changes = self._connection.total_changes
        try:
            with trouble_named():
                yield
        except StoreTrouble as error:
            if not self._in_trouble:
                log.error("the database cannot be read or written", extra={"why": error.why})
            self._in_trouble = True
            raise
        # On a full disk reading still works, so only a change is a proof.
        if self._in_trouble and self._connection.total_changes != changes:
            log.warning("the database can be written again")
            self._in_trouble = False

    async def _roll_back(self) -> None:
        # What a cancelled task had asked for still runs in the connection's thread: let it come to its end first.
        await self._connection.execute("SELECT 1")
        if self._connection.in_transaction:  # SQLite rolls back by itself when the disk is full
            await self._connection.execute("ROLLBACK")

    @staticmethod
    async def _cancelled_during(task: asyncio.Task[None]) -> bool:
        """Wait for the task through cancellations, of which it returns whether there were any.

        The lock must not be free before the task is done.
        """
        cancelled = False
        while not task.done():
            try:
                await asyncio.shield(task)
            except asyncio.CancelledError:
                cancelled = True
        task.result()
        return cancelled


async def _log_ahead(connection: aiosqlite.Connection) -> None:
    """Switch the write-ahead log on. SQLite answers with the mode that is really on, and raises nothing."""
    cursor = await connection.execute("PRAGMA journal_mode = WAL")
    row = await cursor.fetchone()
    mode = str(row[0]) if row else "nothing"
    if mode != "wal":
        raise StoreUnusable(
            f"no write-ahead log is possible there (its journal stays {mode!r}), as on network file systems;"
            " keep the database on a local disk"
        )


class Transaction:
    """What can be done inside `Database.transaction`."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement; returns how many rows it changed."""
        cursor = await self._connection.execute(sql, parameters)
        return cursor.rowcount

    async def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        cursor = await self._connection.execute(sql, parameters)
        return await cursor.fetchone()

    async def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows."""
        cursor = await self._connection.execute(sql, parameters)
        return list(await cursor.fetchall())
