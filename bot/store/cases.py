"""One job with its ledgers, and the newest jobs of a server, on SQLite. Writes nothing."""

from collections.abc import Sequence
from typing import Final

from bot.core.cases import Whole
from bot.core.errors import NoSuchJob
from bot.core.jobs import Charge, GuildId, Job, JobId
from bot.core.money import Micros
from bot.store.connection import folded, literally
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import from_ms, job_from

WHOLE: Final = """
SELECT jobs.*, settled.kind AS settled, settled.at AS settled_at, held.micros AS held, paid.micros AS paid,
       (SELECT count(*) FROM reports WHERE reports.job_id = jobs.id) AS reports
FROM jobs
LEFT JOIN charges   AS settled ON settled.job_id = jobs.id AND settled.kind <> 'held'
LEFT JOIN spendings AS held    ON held.job_id = jobs.id    AND held.kind = 'held'
LEFT JOIN spendings AS paid    ON paid.job_id = jobs.id    AND paid.kind = 'paid'
WHERE jobs.id = :id AND jobs.scope_id = :guild
"""
CHILDREN: Final = "SELECT id FROM jobs WHERE scope_id = :guild AND parent_id = :id ORDER BY id LIMIT 10"
NEWEST: Final = r"""
SELECT * FROM jobs INDEXED BY jobs_of_server
WHERE scope_id = :guild AND prompt <> '' AND private = 0 AND folded(prompt) LIKE :pattern ESCAPE '\'
ORDER BY accepted_at DESC LIMIT :limit
"""


class SqliteCases:
    """Implements core.cases.CaseStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def whole(self, tx: Transaction, guild: GuildId, job_id: JobId) -> Whole:
        """See core.cases.CaseStore."""
        values = {"id": job_id, "guild": guild}
        row = tx.row(WHOLE, values)
        children = tx.rows(CHILDREN, values)
        if row is None:
            raise NoSuchJob
        return Whole(
            job_from(row),
            Charge(row["settled"]) if row["settled"] else None,
            from_ms(row["settled_at"]) if row["settled_at"] else None,
            None if row["held"] is None else Micros(row["held"]),
            None if row["paid"] is None else Micros(row["paid"]),
            tuple(JobId(child["id"]) for child in children),
            row["reports"],
        )

    @transactional
    def newest(self, tx: Transaction, guild: GuildId, words: str, limit: int) -> Sequence[Job]:
        """See core.cases.CaseStore."""
        values = {"guild": guild, "pattern": f"%{literally(folded(words))}%", "limit": limit}
        return [job_from(row) for row in tx.rows(NEWEST, values)]
