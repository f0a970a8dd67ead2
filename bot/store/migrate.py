"""Brings a database up to this program's schema, a numbered file at a time. Knows no table but its own."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Final

from bot.core.errors import SchemaTooNew, StoreUnusable
from bot.store.database import Database, Transaction

FILE_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")

_LOG: Final = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    number     INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered SQL file."""

    number: int
    name: str
    sql: str


def migrations() -> list[Migration]:
    """All SQLite migrations in their order."""
    folder = files("bot.store").joinpath("migrations/sqlite")
    matches = [(FILE_NAME.fullmatch(file.name), file) for file in folder.iterdir()]
    found = [Migration(int(match[1]), file.name, file.read_text("utf-8")) for match, file in matches if match]
    return sorted(found, key=lambda migration: migration.number)


def schema_of(connection: sqlite3.Connection) -> int:
    """The number of the newest migration that a file has seen. Raises StoreUnusable when it is no database of ours."""
    try:
        row = connection.execute("SELECT max(number) FROM schema_migrations").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # that is: no such table
            raise
        row = None
    if row is None or row[0] is None:
        raise StoreUnusable("it is no database of this bot")
    return int(row[0])


async def migrate(database: Database, known: Sequence[Migration] | None = None) -> int:
    """Apply what is missing; each change and the record of it commit together. Returns how many were applied.

    Raises StoreUnusable when rows would not fit together, SchemaTooNew when the database knows a migration that this
    program does not; then nothing was changed. `known` are this program's migrations unless others are given.
    """
    known = migrations() if known is None else known
    newest = await database.run(_newest)
    if newest > known[-1].number:
        raise SchemaTooNew(found=newest, known=known[-1].number)
    missing = [migration for migration in known if migration.number > newest]
    if missing:
        async with database.without_foreign_keys():  # a table that is made anew is gone for a moment
            for migration in missing:
                await database.run(partial(_apply, migration))
    return len(missing)


def _newest(tx: Transaction) -> int:
    """The newest migration that the file has seen, 0 when none."""
    tx.run(_LOG)
    row = tx.row("SELECT coalesce(max(number), 0) AS newest FROM schema_migrations")
    assert row is not None  # noqa: S101 - an aggregate always has a row
    return int(row["newest"])


def _apply(migration: Migration, tx: Transaction) -> None:
    for statement in statements(migration.sql):
        tx.run(statement)
    if broken := tx.rows("PRAGMA foreign_key_check"):
        raise StoreUnusable(f"{migration.name} would leave {len(broken)} rows without what they belong to")
    tx.run("INSERT INTO schema_migrations (number, name) VALUES (?, ?)", (migration.number, migration.name))


def statements(sql: str) -> list[str]:
    """The single statements of a file. `executescript` would commit the open transaction, so they run one by one."""
    found: list[str] = []
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
