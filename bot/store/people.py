"""What is kept about people, on SQLite: core's verbs, each one transaction. Decides nothing that core/ decides."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from bot.core.errors import ImagineError
from bot.core.jobs import ENDS, POSSIBLY_PAID, Charge, GuildId, JobId, UserId
from bot.core.people import Batch, Preferences, Record, Traces, UnderWay
from bot.core.requests import parse_images, parse_scale, parse_size
from bot.store import traces
from bot.store.alttexts import forget_texts, texts_of
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import from_ms, job_from, to_ms

_T = TypeVar("_T")


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


UNDER_WAY: Final = "FROM jobs WHERE user_id = ? AND (told = 0 OR state = 'kept')"

ENDED: Final = (
    f"erased_at IS NULL AND ended_at IS NOT NULL AND told = 1 AND state IN ({_listed([end.value for end in ENDS])})"
)
_UNRESOLVED: Final = f"coalesce(failure IN ({_listed([why.value for why in POSSIBLY_PAID])}), 0) AND cleared_at IS NULL"

_ERASE: Final = f"""
UPDATE jobs
SET prompt = '', outputs = '[]', channel_id = 0, message_id = NULL, left_channel_id = NULL, left_message_id = NULL,
    token = '', locale = '', cancel_requested_by = NULL, erased_at = :now,
    detail = CASE WHEN {_UNRESOLVED} THEN detail END
"""  # noqa: S608 - words from our code
"""What is taken: a failure's detail may repeat the words, but for one that may have been paid, which is only how it
was lost. What stays: when, which size, what it cost, the provider's number, how it ended."""

ERASE_OF: Final = f"""
{_ERASE}
WHERE id IN (SELECT id FROM jobs WHERE user_id = :user AND id > :after AND {ENDED} ORDER BY id LIMIT :limit)
RETURNING id
"""  # noqa: S608
ERASE_OLD: Final = f"""
{_ERASE}
WHERE id IN (
    SELECT id FROM jobs WHERE ended_at < :before AND {ENDED} AND NOT ({_UNRESOLVED}) ORDER BY ended_at LIMIT :limit
)
RETURNING id
"""  # noqa: S608

ERASE_OLD_OF_SERVER: Final = f"""
{_ERASE}
WHERE id IN (
    SELECT id FROM jobs
    WHERE scope_id = :guild AND ended_at < :before AND {ENDED} AND NOT ({_UNRESOLVED}) ORDER BY ended_at LIMIT :limit
)
RETURNING id
"""  # noqa: S608

RECORDS: Final = """
SELECT jobs.*, settled.kind AS settled, settled.at AS settled_at
FROM jobs LEFT JOIN charges AS settled ON settled.job_id = jobs.id AND settled.kind <> 'held'
WHERE jobs.user_id = :user AND jobs.id < :before
ORDER BY jobs.id DESC LIMIT :limit
"""
_AFTER_ALL: Final = 2**63 - 1
"""No id is larger."""


class SqlitePeople:
    """Implements core.people.PeopleStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def preferences(self, tx: Transaction, user: UserId) -> Preferences:
        """See core.people.PeopleStore."""
        row = tx.row("SELECT * FROM preferences WHERE user_id = ?", (user,))
        return Preferences() if row is None else _preferences_from(row)

    @transactional
    def prefer(self, tx: Transaction, user: UserId, preferences: Preferences, now: datetime) -> None:
        """See core.people.PeopleStore."""
        if preferences == Preferences():
            self._forget_preferences(tx, user)
            return
        tx.run(
            "INSERT OR REPLACE INTO preferences (user_id, size, scale, images, private, locale, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                user,
                preferences.size.value if preferences.size else None,
                preferences.scale,
                preferences.images.value if preferences.images else None,
                None if preferences.private is None else int(preferences.private),
                preferences.locale,
                to_ms(now),
            ),
        )

    @transactional
    def under_way(self, tx: Transaction, user: UserId, limit: int) -> UnderWay:
        """See core.people.PeopleStore."""
        return self._under_way(tx, user, limit)

    async def records(self, user: UserId, before: JobId | None, limit: int) -> Sequence[Record]:
        """See core.people.PeopleStore."""
        values = {"user": user, "before": before if before is not None else _AFTER_ALL, "limit": limit}
        rows, texts = await self._records(values)
        return await asyncio.to_thread(lambda: [_record_from(row, texts.get(row["id"], {})) for row in rows])

    @transactional
    def _records(
        self, tx: Transaction, values: dict[str, int]
    ) -> tuple[list[sqlite3.Row], Mapping[JobId, Mapping[int, str]]]:
        rows = tx.rows(RECORDS, values)
        return rows, texts_of(tx, [JobId(row["id"]) for row in rows])

    @transactional
    def traces(self, tx: Transaction, user: UserId, limit: int) -> Traces:
        """See core.people.PeopleStore."""
        return traces.traces_of(tx, user, limit)

    @transactional
    def number_of_jobs(self, tx: Transaction, user: UserId) -> int:
        """See core.people.PeopleStore."""
        row = tx.row("SELECT count(*) AS jobs FROM jobs WHERE user_id = ?", (user,))
        assert row is not None  # noqa: S101 - an aggregate always has a row
        return row["jobs"]

    @transactional
    def begin_erasing(self, tx: Transaction, user: UserId, limit: int) -> UnderWay | None:
        """See core.people.PeopleStore."""
        under_way = self._under_way(tx, user, limit)
        if under_way.number:
            return under_way
        self._forget_preferences(tx, user)
        tx.run(
            f"UPDATE jobs SET cancel_requested_by = NULL WHERE cancel_requested_by = ? AND {ENDED}",  # noqa: S608 - words from our code
            (user,),
        )
        return None

    @transactional
    def erase_jobs_of(self, tx: Transaction, user: UserId, after: JobId | None, limit: int, now: datetime) -> Batch:
        """See core.people.PeopleStore."""
        values = {"user": user, "after": after if after is not None else -1, "limit": limit, "now": to_ms(now)}
        erased = self._erase(tx, ERASE_OF, values)
        return Batch(len(erased), max(erased) if len(erased) == limit else None)

    @transactional
    def erase_words_of(self, tx: Transaction, user: UserId, limit: int, now: datetime) -> int:
        """See core.people.PeopleStore."""
        return traces.erase_words_of(tx, user, limit, to_ms(now))

    @transactional
    def erase_jobs_ended(
        self, tx: Transaction, before: datetime, limit: int, now: datetime, guild: GuildId | None = None
    ) -> int:
        """See core.people.PeopleStore."""
        values = {"before": to_ms(before), "limit": limit, "now": to_ms(now)}
        if guild is None:
            return len(self._erase(tx, ERASE_OLD, values))
        return len(self._erase(tx, ERASE_OLD_OF_SERVER, values | {"guild": guild}))

    @transactional
    def erase_words(self, tx: Transaction, before: datetime, limit: int, guild: GuildId | None = None) -> int:
        """See core.people.PeopleStore."""
        return traces.erase_words(tx, to_ms(before), limit, guild)

    @transactional
    def forget_entries(self, tx: Transaction, before: datetime, limit: int) -> int:
        """See core.people.PeopleStore."""
        return traces.forget_entries(tx, to_ms(before), limit)

    @transactional
    def keeping_shorter(self, tx: Transaction) -> Mapping[GuildId, int]:
        """See core.people.PeopleStore."""
        rows = tx.rows("SELECT scope_id, value FROM server_settings WHERE name = 'retention_days'")
        found = {GuildId(row["scope_id"]): json.loads(row["value"]) for row in rows}
        return {guild: days for guild, days in found.items() if isinstance(days, int) and days > 0}

    @staticmethod
    def _erase(tx: Transaction, statement: str, values: dict[str, int]) -> list[JobId]:
        """What was written about their pictures goes with the words of the jobs."""
        erased = [JobId(row["id"]) for row in tx.rows(statement, values)]
        forget_texts(tx, erased)
        return erased

    @staticmethod
    def _under_way(tx: Transaction, user: UserId, limit: int) -> UnderWay:
        rows = tx.rows(f"SELECT * {UNDER_WAY} ORDER BY id LIMIT ?", (user, limit))
        count = tx.row(f"SELECT count(*) AS jobs {UNDER_WAY}", (user,))
        assert count is not None  # noqa: S101 - an aggregate always has a row
        return UnderWay(tuple(map(job_from, rows)), count["jobs"])

    @staticmethod
    def _forget_preferences(tx: Transaction, user: UserId) -> None:
        tx.run("DELETE FROM preferences WHERE user_id = ?", (user,))


def _record_from(row: sqlite3.Row, alt_texts: Mapping[int, str]) -> Record:
    settled = None if row["settled"] is None else Charge(row["settled"])
    settled_at = None if row["settled_at"] is None else from_ms(row["settled_at"])
    return Record(job_from(row), settled, settled_at, alt_texts)


def _preferences_from(row: sqlite3.Row) -> Preferences:
    return Preferences(
        size=_known(parse_size, row["size"]),
        scale=_known(parse_scale, row["scale"]),
        images=_known(parse_images, row["images"]),
        private=None if row["private"] is None else bool(row["private"]),
        locale=row["locale"],
    )


def _known(parse: Callable[[Any], _T], value: Any) -> _T | None:
    """What another version of this program may have written and this one does not know is no wish."""
    if value is None:
        return None
    try:
        return parse(value)
    except ImagineError:
        return None
