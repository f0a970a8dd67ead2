"""Transactions on one SQLite connection, and what becomes of those that wait together. Knows no table.

A transaction is a function that runs from its first to its last statement in the connection's thread: one way there and
one back, however many statements it has. Those that wait at the same time are committed together, with one wait for
the disk. docs/decisions/0026-transactions-are-functions.md says why.
"""

import asyncio
import contextvars
import functools
import logging
import sqlite3
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CoroutineType
from typing import Any, Concatenate, Final, Generic, ParamSpec, Protocol, Self, TypeVar

from bot.core.errors import ImagineError, StoreTrouble
from bot.store.connection import Connection, open_connection, trouble_named

log = logging.getLogger(__name__)

TOGETHER: Final = 100
"""So many transactions at most are committed together: the next ones, and other processes, want their turn."""

Parameters = Sequence[Any] | dict[str, Any]
_T = TypeVar("_T")
_P = ParamSpec("_P")


class Transaction:
    """What a function that is a transaction can do."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement; returns how many rows it changed."""
        return self._connection.execute(sql, parameters).rowcount

    def row(self, sql: str, parameters: Parameters = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        cursor = self._connection.execute(sql, parameters)
        found = cursor.fetchone()
        cursor.close()  # a statement that is not over would keep the transaction open
        return found

    def rows(self, sql: str, parameters: Parameters = ()) -> list[sqlite3.Row]:
        """All rows."""
        return self._connection.execute(sql, parameters).fetchall()


@dataclass(slots=True)
class _Asked(Generic[_T]):
    """A transaction that somebody waits for, in their context."""

    work: Callable[[Transaction], _T]
    context: contextvars.Context
    done: asyncio.Future[_T]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a transaction returned, or why it was undone."""

    result: Any = None
    error: BaseException | None = None


class Database:
    """Runs transactions, in the order in which they were asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[_Asked[Any]] = []
        self._working: asyncio.Task[None] | None = None
        self._in_trouble = False

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file; raises StoreUnusable with the reason."""
        return cls(await open_connection(path))

    @property
    def busy(self) -> bool:
        """Whether a transaction is under way."""
        return self._working is not None

    async def close(self) -> None:
        """Let what was asked for end, and close."""
        if self._working is not None:
            await asyncio.wait([self._working])
        await self._connection.close()

    @asynccontextmanager
    async def without_foreign_keys(self) -> AsyncGenerator[None]:
        """For migrations: inside, tables that others refer to may be made anew. Nobody else may use the database."""
        await self._connection.call(lambda connection: connection.execute("PRAGMA foreign_keys = OFF"))
        try:
            yield
        finally:
            await self._connection.call(lambda connection: connection.execute("PRAGMA foreign_keys = ON"))

    async def run(self, work: Callable[[Transaction], _T]) -> _T:
        """What `work` returns, once everything that it did is written for good. It may be run twice, the first in vain.

        When it raises, nothing is written, and that is raised here. Raises StoreTrouble when the disk or another
        process does not let it; the next one may work. Whoever is cancelled while waiting does not know: it was done
        as a whole, or not at all.
        """
        asked = _Asked(work, contextvars.copy_context(), asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        if self._working is None:
            nobodys = contextvars.Context()  # it works for others than the one who comes first
            self._working = asyncio.create_task(self._work_off(), name="database", context=nobodys)
        return await asked.done

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                if still_wanted := [asked for asked in batch if not asked.done.done()]:
                    await self._commit(still_wanted)
        finally:
            self._working = None

    async def _commit(self, batch: Sequence[_Asked[Any]]) -> None:
        changed = False
        try:
            outcomes, changed = await self._connection.call(functools.partial(_carried_out, batch))
        except asyncio.CancelledError:  # the loop ends
            for asked in batch:
                asked.done.cancel()
            raise
        except BaseException as error:  # noqa: BLE001 - the connection is gone: those who wait are told
            outcomes = [_Outcome(error=error)] * len(batch)
        self._tell_outages(outcomes, changed=changed)
        for asked, outcome in zip(batch, outcomes, strict=True):
            if asked.done.done():  # cancelled meanwhile
                continue
            if outcome.error is not None:
                asked.done.set_exception(outcome.error)
            else:
                asked.done.set_result(outcome.result)

    def _tell_outages(self, outcomes: Sequence[_Outcome], *, changed: bool) -> None:
        """One line in the log when the trouble begins, one when something was written again."""
        trouble = next((one.error for one in outcomes if isinstance(one.error, StoreTrouble)), None)
        if trouble is not None:
            if not self._in_trouble:
                log.error("the database cannot be read or written", extra={"why": trouble.why})
            self._in_trouble = True
        elif self._in_trouble and changed:  # on a full disk reading still works, so only a change is a proof
            log.warning("the database can be written again")
            self._in_trouble = False


class _OnDatabase(Protocol):
    @property
    def database(self) -> Database: ...


_Self = TypeVar("_Self", bound=_OnDatabase)


def transactional(
    verb: Callable[Concatenate[_Self, Transaction, _P], _T],
) -> Callable[Concatenate[_Self, _P], "CoroutineType[Any, Any, _T]"]:
    """Makes a method that is one transaction: awaited without the transaction, which it is given. See Database.run."""

    @functools.wraps(verb)
    async def run(self: _Self, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        return await self.database.run(lambda tx: verb(self, tx, *args, **kwargs))

    return run


def _carried_out(batch: Sequence[_Asked[Any]], connection: sqlite3.Connection) -> tuple[list[_Outcome], bool]:
    """In the connection's thread: what became of each of them, and whether rows were changed."""
    changes = connection.total_changes
    outcomes = _committed(batch, connection)
    return outcomes, connection.total_changes != changes


def _committed(batch: Sequence[_Asked[Any]], connection: sqlite3.Connection) -> list[_Outcome]:
    """Each of them done or undone, those that are done committed."""
    try:
        with trouble_named():
            connection.execute("BEGIN IMMEDIATE")
    except StoreTrouble as error:
        return [_Outcome(error=error)] * len(batch)
    if len(batch) == 1:
        return [_alone(batch[0], connection)]
    try:
        return _together(batch, connection)
    except Exception as error:  # one of them cannot be done; which one shows when each is done alone
        log.debug("transactions are done one by one", exc_info=error)
    return [outcome for asked in batch for outcome in _committed([asked], connection)]


def _together(batch: Sequence[_Asked[Any]], connection: sqlite3.Connection) -> list[_Outcome]:
    """All in the transaction that has begun; who is told no has written nothing. Raises what else goes wrong."""
    outcomes: list[_Outcome] = []
    with _undone_on_errors(connection):
        for asked in batch:
            connection.execute("SAVEPOINT one")
            try:
                outcomes.append(_Outcome(asked.context.run(asked.work, Transaction(connection))))
            except ImagineError as error:
                connection.execute("ROLLBACK TO one")
                outcomes.append(_Outcome(error=error))
            connection.execute("RELEASE one")
        connection.execute("COMMIT")
    return outcomes


def _alone(asked: _Asked[Any], connection: sqlite3.Connection) -> _Outcome:
    """The only one in the transaction that has begun."""
    try:
        with trouble_named(), _undone_on_errors(connection):
            result = asked.context.run(asked.work, Transaction(connection))
            connection.execute("COMMIT")
        return _Outcome(result)
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever waits is told
        return _Outcome(error=error)


@contextmanager
def _undone_on_errors(connection: sqlite3.Connection) -> Generator[None]:
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # SQLite rolls back by itself when the disk is full
            connection.execute("ROLLBACK")
        raise
