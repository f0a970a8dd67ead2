"""Core's verbs about single members' quotas, on SQLite. What it all comes to is summed where usage is (sqlite.py)."""

from datetime import datetime

from bot.core.audit import Entry
from bot.core.granting import Grant
from bot.core.jobs import GuildId, UserId
from bot.store.audit import write_entry
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import to_ms


class SqliteGrants:
    """Implements core.granting.GrantStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def grant(self, tx: Transaction, guild: GuildId, grant: Grant, entry: Entry) -> None:
        """See core.granting.GrantStore."""
        written = tx.run(
            "INSERT INTO grants (id, scope_id, user_id, images, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (grant.id, guild, grant.user, grant.images, to_ms(grant.at)),
        )
        if written:
            write_entry(tx, entry)

    @transactional
    def reset(self, tx: Transaction, guild: GuildId, user: UserId, at: datetime, entry: Entry) -> None:
        """See core.granting.GrantStore."""
        tx.run("INSERT OR REPLACE INTO quota_resets (scope_id, user_id, at) VALUES (?, ?, ?)", (guild, user, to_ms(at)))
        write_entry(tx, entry)
