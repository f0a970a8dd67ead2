"""The rows that statistics are made of, on SQLite. Writes nothing."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.jobs import Failure, GuildId, JobId, JobState, UserId
from bot.core.money import Micros
from bot.core.stats import Row
from bot.store.database import Database
from bot.store.rows import from_ms, to_ms

ROWS_LIMIT: Final = 200_000
"""More jobs than that are not read at once; the newest count."""
ROWS: Final = """
SELECT jobs.id, jobs.accepted_at, jobs.user_id, jobs.size, jobs.images, jobs.state, jobs.failure, jobs.delivered,
       coalesce(jobs.started_at, jobs.submitted_at) - jobs.accepted_at AS wait,
       jobs.ready_at - coalesce(jobs.started_at, jobs.submitted_at) AS render,
       coalesce(paid.micros, 0) AS paid, CASE WHEN paid.micros IS NULL THEN coalesce(held.micros, 0) ELSE 0 END AS held
FROM jobs INDEXED BY jobs_of_server
LEFT JOIN spendings AS held ON held.job_id = jobs.id AND held.kind = 'held'
LEFT JOIN spendings AS paid ON paid.job_id = jobs.id AND paid.kind = 'paid'
WHERE jobs.scope_id = :guild AND jobs.accepted_at >= :since
ORDER BY jobs.accepted_at DESC LIMIT :limit
"""


class SqliteStats:
    """Implements core.stats.StatsStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def rows(self, guild: GuildId, since: datetime) -> Sequence[Row]:
        """See core.stats.StatsStore."""
        values = {"guild": guild, "since": to_ms(since), "limit": ROWS_LIMIT}
        found = await self.database.run(lambda tx: tx.rows(ROWS, values))
        # Elsewhere, for others may write meanwhile.
        return await asyncio.to_thread(lambda: [_row_from(row) for row in reversed(found)])


def _row_from(row: sqlite3.Row) -> Row:
    return Row(
        JobId(row["id"]),
        from_ms(row["accepted_at"]),
        UserId(row["user_id"]),
        row["size"],
        row["images"],
        JobState(row["state"]),
        Failure(row["failure"]) if row["failure"] else None,
        row["delivered"],
        None if row["wait"] is None else max(0, row["wait"]) / 1000,
        None if row["render"] is None else max(0, row["render"]) / 1000,
        Micros(row["paid"]),
        Micros(row["held"]),
    )
