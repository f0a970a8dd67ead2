"""Requests that may have been paid without a picture for anybody: finds them and clears them. Moves no job."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from bot.core.errors import SchemaTooNew, StoreUnusable
from bot.core.jobs import POSSIBLY_PAID, Job, JobId
from bot.store.backup import READ_ONLY, READ_WRITE, opened
from bot.store.migrate import migrations, schema_of
from bot.store.rows import job_from, to_ms

_KINDS: Final = tuple(sorted(failure.value for failure in POSSIBLY_PAID))
_UNRESOLVED: Final = f"failure IN ({', '.join('?' for _ in _KINDS)}) AND cleared_at IS NULL"


def unresolved(database: Path) -> list[Job]:
    """Those that nobody has looked after, oldest first; works beside the running bot.

    Raises StoreUnusable, SchemaTooNew or StoreTrouble.
    """
    with opened(database, READ_ONLY) as connection:
        _check_schema(connection)
        rows = connection.execute(f"SELECT * FROM jobs WHERE {_UNRESOLVED} ORDER BY id", _KINDS)  # noqa: S608 - ours
        return [job_from(row) for row in rows]


def clear(database: Path, jobs: Collection[JobId], now: datetime) -> set[JobId]:
    """Write down that somebody has looked after these; returns which of them were unresolved. Raises as above."""
    with opened(database, READ_WRITE) as connection:
        _check_schema(connection)
        statement = f"UPDATE jobs SET cleared_at = ? WHERE {_UNRESOLVED} AND id = ?"  # noqa: S608 - ours
        return {job for job in jobs if connection.execute(statement, (to_ms(now), *_KINDS, job)).rowcount}


def _check_schema(connection: Connection) -> None:
    found, known = schema_of(connection), migrations()[-1].number
    if found > known:
        raise SchemaTooNew(found=found, known=known)
    if found < known:
        raise StoreUnusable(f"it has schema {found} and this program wants {known}; start the bot once to upgrade it")
