"""Core's verbs about alt texts, on SQLite, each one transaction. They go when the words of their job are erased."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.alttexts import Texts
from bot.core.audit import Entry
from bot.core.errors import NoSuchJob
from bot.core.jobs import Job, JobId
from bot.store.audit import write_entry
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import job_from

JOB: Final = "SELECT * FROM jobs WHERE id = ? AND erased_at IS NULL"
OF: Final = "SELECT * FROM alt_texts WHERE job_id IN (SELECT value FROM json_each(?)) ORDER BY job_id, number"
WRITE: Final = """
INSERT INTO alt_texts (job_id, number, text) VALUES (:job, :number, :text)
ON CONFLICT (job_id, number) DO UPDATE SET text = :text WHERE text <> :text
"""
CLEAR: Final = "DELETE FROM alt_texts WHERE job_id = :job AND number = :number"
FORGET: Final = "DELETE FROM alt_texts WHERE job_id IN (SELECT value FROM json_each(?))"


class SqliteAltTexts:
    """Implements core.alttexts.AltTextStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def job(self, tx: Transaction, job_id: JobId) -> Job:
        """See core.alttexts.AltTextStore."""
        return _job(tx, job_id)

    @transactional
    def of(self, tx: Transaction, jobs: Sequence[JobId]) -> Mapping[JobId, Texts]:
        """See core.alttexts.AltTextStore."""
        return texts_of(tx, jobs)

    @transactional
    def describe(self, tx: Transaction, job_id: JobId, texts: Texts, entry: Entry | None) -> Texts:
        """See core.alttexts.AltTextStore."""
        _job(tx, job_id)  # not one that was erased meanwhile
        written = cleared = 0
        for number, text in texts.items():
            values = {"job": job_id, "number": number, "text": text}
            if text:
                written += tx.run(WRITE, values)
            else:
                cleared += tx.run(CLEAR, values)
        if entry is not None and written + cleared:
            write_entry(tx, replace(entry, facts={"written": written, "cleared": cleared}))
        return (texts_of(tx, [job_id])).get(job_id, {})


def texts_of(tx: Transaction, jobs: Sequence[JobId]) -> dict[JobId, dict[int, str]]:
    """As part of a transaction: the texts of these jobs that have any."""
    found: dict[JobId, dict[int, str]] = {}
    for row in tx.rows(OF, (json.dumps(list(jobs)),)):
        found.setdefault(JobId(row["job_id"]), {})[row["number"]] = row["text"]
    return found


def forget_texts(tx: Transaction, jobs: Sequence[JobId]) -> None:
    """As part of the transaction that erases the words of these jobs."""
    tx.run(FORGET, (json.dumps(list(jobs)),))


def _job(tx: Transaction, job_id: JobId) -> Job:
    row = tx.row(JOB, (job_id,))
    if row is None:
        raise NoSuchJob
    return job_from(row)
