"""One SQLite connection, its lock and its transactions. Knows no table."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

import aiosqlite

from bot.core.errors import StoreUnusable

BUSY_TIMEOUT_MS: Final = 5000
"""So long SQLite itself waits for a reader of another process, e.g. a backup."""

_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # under a millisecond, and what was acknowledged survives a power cut
    "PRAGMA foreign_keys = ON",
)

Parameters = Iterable[Any] | dict[str, Any]


class Database:
    """Runs one transaction at a time; statements of different tasks would interleave on the shared connection."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file; raises StoreUnusable with the reason."""
        try:
            connection = await aiosqlite.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(f"{path}: {error}") from error
        try:
            connection.row_factory = aiosqlite.Row
            for pragma in _PRAGMAS:
                await connection.execute(pragma)
        except sqlite3.Error as error:
            await connection.close()
            raise StoreUnusable(f"{path}: {error}") from error
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
    async def transaction(self) -> AsyncGenerator["Transaction"]:
        """Everything inside is written as one, or not at all: also when the task is cancelled in the middle."""
        async with self._lock:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield Transaction(self._connection)
                await self._connection.execute("COMMIT")
            except BaseException:  # cancellation too must not leave the shared connection inside a transaction
                await self._finish(asyncio.create_task(self._roll_back()))
                raise

    async def _roll_back(self) -> None:
        # What a cancelled task had asked for still runs in the connection's thread: let it come to its end first.
        await self._connection.execute("SELECT 1")
        if self._connection.in_transaction:
            await self._connection.execute("ROLLBACK")

    @staticmethod
    async def _finish(task: asyncio.Task[None]) -> None:
        """Wait for the task through further cancellations; the lock must not be free before it is done."""
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.shield(task)
        task.result()


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
