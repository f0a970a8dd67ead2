"""Core's verbs for what members find again, on SQLite, each one transaction. Writes nothing but `removed_at`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.errors import NoSuchJob
from bot.core.history import Place, Way
from bot.core.jobs import GuildId, Job, JobId, UserId
from bot.store.connection import folded, literally
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import job_from, scope_of, to_ms

_LARGEST_ID: Final = 2**63 - 1
_IN_HISTORY: Final = "state = 'delivered' AND removed_at IS NULL AND prompt <> ''"
"""Shown, not removed, and its words not erased."""

OLDER: Final = f"""
SELECT * FROM jobs WHERE user_id = :user AND scope_id = :scope AND {_IN_HISTORY} AND id < :beside
ORDER BY id DESC LIMIT :limit
"""  # noqa: S608 - ours
NEWER: Final = f"""
SELECT * FROM jobs WHERE user_id = :user AND scope_id = :scope AND {_IN_HISTORY} AND id > :beside
ORDER BY id LIMIT :limit
"""  # noqa: S608 - ours
WITH_WORDS: Final = r"AND folded(prompt) LIKE :pattern ESCAPE '\' ORDER BY"
"""Takes the place of ORDER BY where words are searched for."""
RESULT: Final = f"SELECT * FROM jobs WHERE id = :id AND {_IN_HISTORY}"  # noqa: S608 - ours
REMOVE: Final = f"UPDATE jobs SET removed_at = :now WHERE id = :id AND user_id = :user AND {_IN_HISTORY}"  # noqa: S608
OF_MESSAGE: Final = "SELECT * FROM jobs WHERE message_id = :message AND prompt <> '' ORDER BY id DESC LIMIT 1"
JOB: Final = "SELECT * FROM jobs WHERE id = :id AND prompt <> ''"
NOT_DONE: Final = "SELECT * FROM jobs WHERE user_id = :user AND scope_id = :scope AND told = 0 ORDER BY id"


class SqliteHistory:
    """Implements core.history.HistoryStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def results(self, tx: Transaction, user: UserId, guild: GuildId | None, place: Place, limit: int) -> Sequence[Job]:
        """See core.history.HistoryStore."""
        values = {
            "user": user,
            "scope": scope_of(guild),
            "beside": _LARGEST_ID if place.beside is None else place.beside,
            "limit": limit,
            "pattern": f"%{literally(folded(place.words))}%",
        }
        statement = OLDER if place.way is Way.OLDER else NEWER
        if place.words:
            statement = statement.replace("ORDER BY", WITH_WORDS)
        return [job_from(row) for row in tx.rows(statement, values)]

    @transactional
    def result(self, tx: Transaction, job_id: JobId) -> Job:
        """See core.history.HistoryStore."""
        return _one(tx, RESULT, id=job_id)

    @transactional
    def remove(self, tx: Transaction, job_id: JobId, user: UserId, now: datetime) -> None:
        """See core.history.HistoryStore."""
        if tx.run(REMOVE, {"id": job_id, "user": user, "now": to_ms(now)}) != 1:
            raise NoSuchJob

    @transactional
    def of_message(self, tx: Transaction, message_id: int) -> Job:
        """See core.history.HistoryStore."""
        return _one(tx, OF_MESSAGE, message=message_id)

    @transactional
    def job(self, tx: Transaction, job_id: JobId) -> Job:
        """See core.history.HistoryStore."""
        return _one(tx, JOB, id=job_id)

    @transactional
    def not_done(self, tx: Transaction, user: UserId, guild: GuildId | None) -> Sequence[Job]:
        """See core.history.HistoryStore."""
        rows = tx.rows(NOT_DONE, {"user": user, "scope": scope_of(guild)})
        return [job_from(row) for row in rows]


def _one(tx: Transaction, statement: str, **values: int) -> Job:
    row = tx.row(statement, values)
    if row is None:
        raise NoSuchJob
    return job_from(row)
