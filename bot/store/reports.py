"""Core's verbs about reports, on SQLite, each one transaction. Decides nothing that core/ decides."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from bot.core.audit import Entry
from bot.core.errors import AlreadyDecided, AlreadyReported, NoSuchJob, TooManyReports
from bot.core.jobs import GuildId, JobId, UserId
from bot.core.reports import Decision, Report, ReportId
from bot.store.audit import write_entry
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import from_ms, to_ms

OPEN: Final = "SELECT * FROM reports WHERE scope_id = :guild AND decision IS NULL ORDER BY id"

TOLD: Final = """
UPDATE reports SET told_channel_id = ?, told_message_id = ? WHERE id = ? AND scope_id = ? RETURNING *
"""
DECIDE: Final = """
UPDATE reports SET decision = ?, decided_by = ?, decided_at = ? WHERE job_id = ? AND scope_id = ? AND decision IS NULL
RETURNING *
"""


class SqliteReports:
    """Implements core.reports.ReportStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def add(self, tx: Transaction, report: Report, open_most: int, entry: Entry) -> None:
        """See core.reports.ReportStore."""
        if tx.row("SELECT 1 FROM reports WHERE job_id = ? AND reporter_id = ?", (report.job_id, report.reporter)):
            raise AlreadyReported
        count = tx.row(
            "SELECT count(*) AS reports FROM reports WHERE scope_id = ? AND reporter_id = ? AND decision IS NULL",
            (report.guild_id, report.reporter),
        )
        if count is not None and count["reports"] >= open_most:
            raise TooManyReports(limit=open_most)
        tx.run(
            "INSERT INTO reports (id, scope_id, job_id, reporter_id, reason, at, channel_id, message_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                report.id,
                report.guild_id,
                report.job_id,
                report.reporter,
                report.reason,
                to_ms(report.at),
                report.channel_id,
                report.message_id,
            ),
        )
        write_entry(tx, entry)

    @transactional
    def one(self, tx: Transaction, guild: GuildId, report_id: ReportId) -> Report:
        """See core.reports.ReportStore."""
        row = tx.row("SELECT * FROM reports WHERE id = ? AND scope_id = ?", (report_id, guild))
        if row is None:
            raise NoSuchJob
        return report_from(row)

    @transactional
    def open(self, tx: Transaction, guild: GuildId, limit: int) -> tuple[Sequence[Report], int]:
        """See core.reports.ReportStore."""
        rows = tx.rows(OPEN, {"guild": guild})
        return [report_from(row) for row in rows[:limit]], len(rows)

    @transactional
    def told(self, tx: Transaction, guild: GuildId, report_id: ReportId, told_in: tuple[int, int]) -> Report:
        """See core.reports.ReportStore."""
        row = tx.row(TOLD, (*told_in, report_id, guild))
        if row is None:
            raise NoSuchJob
        return report_from(row)

    @transactional
    def decide(
        self, tx: Transaction, guild: GuildId, report_id: ReportId, decision: Decision, entry: Entry
    ) -> Sequence[Report]:
        """See core.reports.ReportStore."""
        row = tx.row("SELECT * FROM reports WHERE id = ? AND scope_id = ?", (report_id, guild))
        if row is None:
            raise NoSuchJob
        if row["decision"] is not None:
            raise AlreadyDecided
        closed = tx.rows(DECIDE, (decision.value, entry.actor, to_ms(entry.at), row["job_id"], guild))
        write_entry(tx, entry)
        return sorted(map(report_from, closed), key=lambda report: (report.id != report_id, report.id))


def report_from(row: sqlite3.Row) -> Report:
    """A row of the table."""
    return Report(
        ReportId(row["id"]),
        GuildId(row["scope_id"]),
        JobId(row["job_id"]),
        UserId(row["reporter_id"]),
        row["reason"],
        from_ms(row["at"]),
        row["channel_id"],
        row["message_id"],
        Decision(row["decision"]) if row["decision"] else None,
        UserId(row["decided_by"]) if row["decided_by"] else None,
        (row["told_channel_id"], row["told_message_id"]) if row["told_message_id"] else None,
    )
