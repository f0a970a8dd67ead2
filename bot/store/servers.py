"""Core's verbs for what servers decide, on SQLite, each one transaction. Reads no value and decides nothing."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from bot.core.audit import Entry
from bot.core.configuration import Block, Saved
from bot.core.errors import SettingChanged
from bot.core.jobs import GuildId, UserId
from bot.store.audit import write_entry
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import from_ms, to_ms


class SqliteServers:
    """Implements core.configuration.ConfigurationStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def saved(self, tx: Transaction, guild: GuildId) -> Saved:
        """See core.configuration.ConfigurationStore."""
        rows = tx.rows("SELECT name, value, version FROM server_settings WHERE scope_id = ?", (guild,))
        blocks = tx.rows("SELECT * FROM blocks WHERE scope_id = ? ORDER BY at", (guild,))
        return Saved(
            {row["name"]: json.loads(row["value"]) for row in rows},
            {row["name"]: row["version"] for row in rows},
            tuple(map(block_from, blocks)),
        )

    @transactional
    def change(
        self,
        tx: Transaction,
        guild: GuildId,
        values: Mapping[str, Any],
        seen: Mapping[str, int],
        entries: tuple[Entry, ...],
    ) -> None:
        """See core.configuration.ConfigurationStore."""
        for name, value in values.items():
            row = tx.row("SELECT version FROM server_settings WHERE scope_id = ? AND name = ?", (guild, name))
            version = 0 if row is None else row["version"]
            if seen.get(name, version) != version:
                raise SettingChanged
            tx.run(
                "INSERT OR REPLACE INTO server_settings (scope_id, name, value, version) VALUES (?, ?, ?, ?)",
                (guild, name, json.dumps(value, ensure_ascii=False), version + 1),
            )
        for entry in entries:
            write_entry(tx, entry)

    @transactional
    def block(self, tx: Transaction, guild: GuildId, block: Block, entry: Entry) -> None:
        """See core.configuration.ConfigurationStore."""
        until = None if block.until is None else to_ms(block.until)
        tx.run(
            "INSERT OR REPLACE INTO blocks (scope_id, user_id, reason, by_id, at, until) VALUES (?, ?, ?, ?, ?, ?)",
            (guild, block.user, block.reason, block.by, to_ms(block.at), until),
        )
        write_entry(tx, entry)

    @transactional
    def unblock(self, tx: Transaction, guild: GuildId, user: UserId, entry: Entry) -> bool:
        """See core.configuration.ConfigurationStore."""
        if not tx.run("DELETE FROM blocks WHERE scope_id = ? AND user_id = ?", (guild, user)):
            return False
        write_entry(tx, entry)
        return True


def block_from(row: sqlite3.Row) -> Block:
    """A row of the table."""
    return Block(
        UserId(row["user_id"]),
        row["reason"],
        UserId(row["by_id"]),
        from_ms(row["at"]),
        None if row["until"] is None else from_ms(row["until"]),
    )
