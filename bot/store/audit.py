"""Core's verbs about who did what, on SQLite. Writes entries and changes none; what time takes from them: traces.py."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from bot.core.audit import Action, Entry, Wanted
from bot.core.jobs import GuildId, JobId, UserId
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import from_ms, to_ms

_NEWEST: Final = 2**63 - 1

ENTRIES: Final = """
SELECT * FROM audit
WHERE scope_id = :guild AND id < :before
  AND (:member IS NULL OR actor_id = :member OR user_id = :member)
  AND (:action IS NULL OR action = :action)
  AND (:job IS NULL OR job_id = :job)
ORDER BY id DESC LIMIT :limit
"""


class SqliteAudit:
    """Implements core.audit.AuditStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def record(self, tx: Transaction, entry: Entry) -> None:
        """See core.audit.AuditStore."""
        write_entry(tx, entry)

    @transactional
    def entries(
        self, tx: Transaction, guild: GuildId, wanted: Wanted, before: int | None, limit: int
    ) -> Sequence[Entry]:
        """See core.audit.AuditStore."""
        values = {
            "guild": guild,
            "before": _NEWEST if before is None else before,
            "member": wanted.member,
            "action": wanted.action.value if wanted.action else None,
            "job": wanted.job,
            "limit": limit,
        }
        return [entry_from(row) for row in tx.rows(ENTRIES, values)]


def write_entry(tx: Transaction, entry: Entry) -> None:
    """As part of a transaction that does what the entry says."""
    tx.run(
        "INSERT INTO audit (scope_id, at, actor_id, action, user_id, job_id, facts) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.guild_id,
            to_ms(entry.at),
            entry.actor,
            entry.action.value,
            entry.user,
            entry.job,
            json.dumps(dict(entry.facts), ensure_ascii=False),
        ),
    )


def entry_from(row: sqlite3.Row) -> Entry:
    """A row of the table."""
    return Entry(
        guild_id=GuildId(row["scope_id"]),
        at=from_ms(row["at"]),
        actor=UserId(row["actor_id"]),
        action=Action(row["action"]),
        user=UserId(row["user_id"]) if row["user_id"] else None,
        job=JobId(row["job_id"]) if row["job_id"] else None,
        facts=json.loads(row["facts"]),
        id=row["id"],
    )
