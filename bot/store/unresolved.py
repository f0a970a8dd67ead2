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


def how_many(connection: Connection) -> int:
    """The number of those that nobody has looked after, in a database of this program's schema."""
    row = connection.execute(f"SELECT count(*) FROM jobs WHERE {_UNRESOLVED}", _KINDS)  # noqa: S608 - ours
    return int(row.fetchone()[0])


_PAY: Final = """
INSERT INTO spendings (job_id, scope_id, kind, micros, held_at, at)
SELECT job_id, scope_id, 'paid', CASE WHEN :charged THEN micros ELSE 0 END, held_at, :now FROM spendings AS held
WHERE job_id = :job AND kind = 'held'
  AND NOT EXISTS (SELECT 1 FROM spendings AS paid WHERE paid.job_id = held.job_id AND paid.kind = 'paid')
"""


def clear(database: Path, jobs: Collection[JobId], now: datetime, *, charged: bool = False) -> set[JobId]:
    """Write down that somebody has looked after these; returns which of them were unresolved. Raises as above.

    `charged`: they did cost what is held for them; otherwise nothing, and it can be spent again.
    """
    statement = f"UPDATE jobs SET cleared_at = ? WHERE {_UNRESOLVED} AND id = ?"  # noqa: S608 - ours
    cleared: set[JobId] = set()
    with opened(database, READ_WRITE) as connection:
        _check_schema(connection)
        for job in jobs:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if connection.execute(statement, (to_ms(now), *_KINDS, job)).rowcount:
                    connection.execute(_PAY, {"job": job, "charged": charged, "now": to_ms(now)})
                    cleared.add(job)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
    return cleared


def _check_schema(connection: Connection) -> None:
    found, known = schema_of(connection), migrations()[-1].number
    if found > known:
        raise SchemaTooNew(found=found, known=known)
    if found < known:
        raise StoreUnusable(f"it has schema {found} and this program wants {known}; start the bot once to upgrade it")
