"""What an operator wants to know of a database without touching it: whole, of which schema, how large. Only reads."""

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.store.backup import READ_ONLY, opened
from bot.store.migrate import migrations, schema_of
from bot.store.unresolved import how_many

STEPS_BETWEEN_LOOKS: Final = 10_000
"""So many of SQLite's steps, some milliseconds, go by before the time is looked at."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """`damage` is what is broken, None when nothing is; `complete`: time sufficed to look at all of it.

    `known` is this program's schema. `log_bytes` is what waits beside the file to be brought into it. `unresolved`
    requests were perhaps paid, and nobody has looked after them.
    """

    size_bytes: int
    log_bytes: int
    schema: int
    known: int
    damage: str | None
    complete: bool
    unresolved: int


def check_up(database: Path, patience_s: float) -> Checkup:
    """Look at the file beside a running bot or without one, for so long at most.

    Raises StoreUnusable when it is no database of ours, or StoreTrouble.
    """
    log = Path(f"{database}-wal")
    while True:
        had_log = log.exists()
        found = _look(database, patience_s)
        if had_log or not log.exists():
            return found
        # A bot began to write meanwhile, and it was read as if nobody did: look again, with all precautions.


def _look(database: Path, patience_s: float) -> Checkup:
    ends_at = time.monotonic() + patience_s
    with opened(database, READ_ONLY, untouched=True) as connection:
        schema = schema_of(connection)
        connection.set_progress_handler(lambda: time.monotonic() > ends_at, STEPS_BETWEEN_LOOKS)
        known = migrations()[-1].number
        damage, complete, perhaps_paid = None, True, 0
        try:
            damage = _damage(connection)
            if damage is None and schema == known:
                perhaps_paid = how_many(connection)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            complete = False
    log = Path(f"{database}-wal")
    log_bytes = log.stat().st_size if log.exists() else 0
    return Checkup(database.stat().st_size, log_bytes, schema, known, damage, complete, perhaps_paid)


def _damage(connection: sqlite3.Connection) -> str | None:
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        return found
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return "it has rows without what they belong to"
    return None


def may_write(path: Path) -> bool:
    """Whether this process may write there, as far as rights and the file system say; nothing is tried."""
    return os.access(path, os.W_OK)
