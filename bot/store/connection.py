"""One SQLite connection in its thread: how it is opened, and what its errors mean. Knows no table, no transaction."""

import asyncio
import sqlite3
import unicodedata
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol, TypeVar

import aiosqlite

from bot.core.errors import StoreTrouble, StoreUnusable

_T = TypeVar("_T")
BUSY_TIMEOUT_S: Final = 5.0
"""So long SQLite itself waits for another process, e.g. one that clears what was unresolved."""

_PRAGMAS: Final = (
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


class Connection(Protocol):
    """What a database needs of its connection."""

    async def call(self, function: Callable[[sqlite3.Connection], _T]) -> _T:
        """Run the function where the connection may be used; raises what it raises."""
        ...

    async def close(self) -> None:
        """Close it."""
        ...


class ThreadConnection(aiosqlite.Connection):
    """aiosqlite's connection with its thread. Build it with `connected`."""

    stopped: asyncio.Future[None] | None = None
    """Done when the thread has nothing more to say to the loop; None before it is asked to stop."""

    def stop(self) -> asyncio.Future[None] | None:
        """Ask the thread to end."""
        self.stopped = super().stop()
        return self.stopped

    async def call(self, function: Callable[[sqlite3.Connection], _T]) -> _T:
        """See Connection. `execute` of aiosqlite is one way there and back for each statement."""
        return await self._execute(function, self._conn)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


async def connected(path: Path, busy_timeout_s: float = BUSY_TIMEOUT_S) -> ThreadConnection:
    """A connection without transactions of its own; raises sqlite3.Error."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None)
        connection.row_factory = sqlite3.Row
        return connection

    connection = ThreadConnection(connect, iter_chunk_size=64)
    try:
        await connection
    except BaseException:
        if connection.stopped is not None:  # else the thread would answer a loop that may be closed by then
            await connection.stopped
        raise
    return connection


async def open_connection(path: Path) -> ThreadConnection:
    """A connection that is set up as the store wants it; creates the file. Raises StoreUnusable with the reason."""
    connection: ThreadConnection | None = None
    try:
        with trouble_named():
            connection = await connected(path)
            await connection.call(_prepare)
    except (StoreTrouble, StoreUnusable, sqlite3.Error, OSError) as error:
        if connection is not None:
            await connection.close()
        why = error.why if isinstance(error, StoreTrouble | StoreUnusable) else error
        raise StoreUnusable(f"{path}: {why}") from error
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    connection.create_function("folded", 1, folded, deterministic=True)
    # SQLite answers with the mode that is really on, and raises nothing.
    row = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    mode = str(row[0]) if row else "nothing"
    if mode != "wal":
        raise StoreUnusable(
            f"no write-ahead log is possible there (its journal stays {mode!r}), as on network file systems;"
            " keep the database on a local disk"
        )


def folded(text: str) -> str:
    """Text as it is compared when searching, also in SQL: SQLite's own LIKE knows the cases of ASCII letters only."""
    return unicodedata.normalize("NFC", text).casefold()


def literally(words: str) -> str:
    """A pattern that only these very words fit."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
