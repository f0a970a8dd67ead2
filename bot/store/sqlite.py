"""The store on SQLite: core's verbs, each one transaction. Decides nothing that core/ decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bot.core.audit import Action, Entry
from bot.core.errors import NoSuchJob, StaleJob, StoreTrouble, TooLate
from bot.core.jobs import Charge, GuildId, Job, JobId, JobState, ReplyAddress, UserId, transition
from bot.core.money import Limits, check_room
from bot.core.ports import Accepted
from bot.core.quotas import Allowance, Usage, Window, current_window, decide
from bot.core.requests import ImagineRequest
from bot.store.alttexts import SqliteAltTexts
from bot.store.audit import SqliteAudit, write_entry
from bot.store.cases import SqliteCases
from bot.store.database import Database, Transaction, transactional
from bot.store.figures import SqliteFigures
from bot.store.grants import SqliteGrants
from bot.store.history import SqliteHistory
from bot.store.money import SqliteSpending, hold, pay
from bot.store.people import SqlitePeople
from bot.store.reports import SqliteReports
from bot.store.rows import job_from, job_values, reply_values, scope_of, to_ms
from bot.store.servers import SqliteServers
from bot.store.stats import SqliteStats

NO_LIMITS: Final = Limits()
HISTORY_JOBS: Final = 200
"""So many finished jobs of a kind say what is usual; older ones do not count."""

_MOVED: Final = (
    "state", "told", "provider_id", "sending_at", "submitted_at", "started_at", "ready_at", "ended_at", "outputs",
    "cost_usd", "delivered", "failure", "detail",
)  # fmt: skip
"""What a move may change; prompts, addresses and wishes are not the worker's to write."""

_USAGE: Final = """
SELECT coalesce(sum(CASE WHEN settled.kind = 'spent' THEN held.images END), 0) AS used,
       coalesce(sum(CASE WHEN settled.kind IS NULL   THEN held.images END), 0) AS held
FROM charges AS held
LEFT JOIN charges AS settled ON settled.job_id = held.job_id AND settled.kind <> 'held'
WHERE held.kind = 'held' AND held.user_id = :user AND held.scope_id = :scope
  AND held.held_at < :ends AND held.held_at >= max(:starts, coalesce(
      (SELECT at FROM quota_resets WHERE scope_id = :scope AND user_id = :user), 0))
"""
_GRANTED: Final = """
SELECT coalesce(sum(images), 0) AS images FROM grants
WHERE scope_id = :scope AND user_id = :user AND at >= :starts AND at < :ends
"""

_UNFINISHED: Final = """
SELECT count(*) FILTER (WHERE jobs.state <> 'kept') AS jobs, count(*) FILTER (WHERE jobs.state = 'kept') AS kept
FROM charges AS held JOIN jobs ON jobs.id = held.job_id
WHERE held.kind = 'held' AND held.user_id = :user AND held.scope_id = :scope
  AND NOT EXISTS (SELECT 1 FROM charges AS settled WHERE settled.job_id = held.job_id AND settled.kind <> 'held')
"""


class SqliteStore:
    """Implements core.ports.Store. `owner` names this process in the rows that it drives.

    `people` are the verbs about people, `history` those about what they find again, `audit` those about who did what,
    `alt_texts` those about what pictures show, on the same file.
    """

    def __init__(self, database: Database, owner: str) -> None:
        self.database = database
        self._owner = owner
        self.people = SqlitePeople(database)
        self.history = SqliteHistory(database)
        self.audit = SqliteAudit(database)
        self.alt_texts = SqliteAltTexts(database)
        self.servers = SqliteServers(database)
        self.grants = SqliteGrants(database)
        self.reports = SqliteReports(database)
        self.cases = SqliteCases(database)
        self.stats = SqliteStats(database)
        self.spending = SqliteSpending(database)
        self.figures = SqliteFigures(database)

    async def close(self) -> None:
        """Close the file."""
        await self.database.close()

    def busy(self) -> bool:
        """Whether a transaction is under way."""
        return self.database.busy

    async def problems(self) -> list[str]:
        """What keeps the file from being written, if anything."""
        try:
            await self.database.run(lambda tx: tx.row("SELECT 1"))
        except StoreTrouble as error:
            return [f"database: {error.why}"]
        return []

    @transactional
    def accept(self, tx: Transaction, job: Job, allowance: Allowance, limits: Limits = NO_LIMITS) -> Accepted:
        """See core.ports.Store."""
        if row := tx.row("SELECT * FROM jobs WHERE id = ?", (job.id,)):
            return Accepted(job_from(row), fresh=False)
        window = current_window(allowance, job.accepted_at)
        usage = self._usage(tx, job.user_id, job.guild_id, window)
        decide(allowance, usage, job.cost, window.ends_at)
        self._check_room(tx, job, limits)
        self._insert(tx, "jobs", job_values(job) | {"owner": self._owner})
        self._charge(tx, job, Charge.HELD, job.accepted_at)
        return Accepted(job, fresh=True, warnings=hold(tx, job, limits))

    @transactional
    def confirm_reply(self, tx: Transaction, job_id: JobId, message_id: int) -> Job:
        """See core.ports.Store."""
        tx.run("UPDATE jobs SET message_id = ? WHERE id = ?", (message_id, job_id))
        return self._job(tx, job_id)

    @transactional
    def refresh_reply(self, tx: Transaction, job_id: JobId, reply: ReplyAddress) -> None:
        """See core.ports.Store."""
        values = reply_values(reply)
        tx.run(
            "UPDATE jobs SET token = :token, token_expires_at = :token_expires_at,"
            " upload_limit_bytes = :upload_limit_bytes WHERE id = :id AND message_id = :message_id",
            values | {"id": job_id},
        )

    @transactional
    def request_cancel(self, tx: Transaction, job_id: JobId, by: UserId, now: datetime) -> Job:
        """See core.ports.Store."""
        new = tx.run(
            "UPDATE jobs SET cancel_requested_by = ? WHERE id = ? AND cancel_requested_by IS NULL", (by, job_id)
        )
        job = self._job(tx, job_id)
        if new and by != job.user_id and job.guild_id is not None:
            write_entry(tx, Entry(job.guild_id, now, by, Action.CANCELLED, job.user_id, job.id))
        return job

    @transactional
    def get(self, tx: Transaction, job_id: JobId) -> Job:
        """See core.ports.Store."""
        return self._job(tx, job_id)

    @transactional
    def renew(self, tx: Transaction, lease_until: datetime) -> None:
        """See core.ports.Store."""
        tx.run(
            "INSERT INTO owners (owner, lease_until) VALUES (:owner, :until)"
            " ON CONFLICT (owner) DO UPDATE SET lease_until = :until",
            {"owner": self._owner, "until": to_ms(lease_until)},
        )

    @transactional
    def claim(self, tx: Transaction, now: datetime) -> Sequence[Job]:
        """See core.ports.Store."""
        tx.run("DELETE FROM owners WHERE lease_until <= ? AND owner <> ?", (to_ms(now), self._owner))
        return self._take_over(
            tx,
            "told = 0 AND (owner IS NULL OR (owner <> :owner AND owner NOT IN (SELECT owner FROM owners)))",
        )

    @transactional
    def release(self, tx: Transaction) -> int:
        """See core.ports.Store."""
        tx.run("DELETE FROM owners WHERE owner = ?", (self._owner,))
        return tx.run("UPDATE jobs SET owner = NULL, epoch = epoch + 1 WHERE told = 0 AND owner = ?", (self._owner,))

    @transactional
    def take_all_leases(self, tx: Transaction) -> None:
        """For one who owns the file alone: whoever held a lease is gone, and their jobs can be claimed at once."""
        tx.run("DELETE FROM owners")

    @transactional
    def advance(self, tx: Transaction, before: Job, after: Job, now: datetime) -> Job:
        """See core.ports.Store."""
        charge = transition(before.state, after.state).charge
        values = job_values(after)
        changed = tx.run(
            f"UPDATE jobs SET {', '.join(f'{name} = :{name}' for name in _MOVED)}, version = version + 1"  # noqa: S608 - names from the tuple above
            " WHERE id = :id AND version = :version AND epoch = :epoch",
            values | {"version": before.version, "epoch": before.epoch},
        )
        if changed != 1:
            raise StaleJob
        if charge is not Charge.HELD:
            self._charge(tx, after, charge, now)
        if after.ended or after.state is JobState.READY:
            pay(tx, after, now)
        return self._job(tx, after.id)

    @transactional
    def go_elsewhere(self, tx: Transaction, job: Job) -> Job:
        """See core.ports.Store."""
        changed = tx.run(
            "UPDATE jobs SET elsewhere = 1, version = version + 1 WHERE id = ? AND version = ? AND epoch = ?",
            (job.id, job.version, job.epoch),
        )
        if changed != 1:
            raise StaleJob
        return self._job(tx, job.id)

    @transactional
    def mark_told(self, tx: Transaction, job: Job) -> None:
        """See core.ports.Store."""
        changed = tx.run(
            "UPDATE jobs SET told = 1 WHERE id = ? AND version = ? AND epoch = ?", (job.id, job.version, job.epoch)
        )
        if changed != 1:
            raise StaleJob

    @transactional
    def kept(self, tx: Transaction, user: UserId) -> Sequence[Job]:
        """See core.ports.Store."""
        rows = tx.rows("SELECT * FROM jobs WHERE state = 'kept' AND user_id = ? ORDER BY id", (user,))
        return [job_from(row) for row in rows]

    @transactional
    def reopen(self, tx: Transaction, job_id: JobId, user: UserId, reply: ReplyAddress) -> Job:
        """See core.ports.Store."""
        job = self._job(tx, job_id)
        if job.user_id != user:
            raise NoSuchJob
        if job.state is not JobState.KEPT:
            raise TooLate
        values = reply_values(reply) | {"state": transition(job.state, JobState.READY).target.value, "told": 0}
        left = job.left_for(reply)
        values |= {
            "elsewhere": 0,
            "left_channel_id": left.channel_id if left else None,
            "left_message_id": left.message_id if left else None,
        }
        tx.run(
            f"UPDATE jobs SET {', '.join(f'{name} = :{name}' for name in values)}, owner = :owner,"  # noqa: S608 - names from our code
            " version = version + 1, epoch = epoch + 1 WHERE id = :id",
            values | {"id": job_id, "owner": self._owner},
        )
        return self._job(tx, job_id)

    @transactional
    def forgotten(self, tx: Transaction, ready_before: datetime) -> Sequence[Job]:
        """See core.ports.Store."""
        return self._take_over(tx, "state = 'kept' AND told = 1 AND ready_at < :before", before=to_ms(ready_before))

    @transactional
    def usage(self, tx: Transaction, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        """See core.ports.Store."""
        return self._usage(tx, user, guild, window)

    @transactional
    def durations(self, tx: Transaction, request: ImagineRequest) -> Sequence[float]:
        """See core.ports.Store."""
        rows = tx.rows(
            "SELECT ready_at - coalesce(started_at, submitted_at) AS ms FROM jobs"
            " WHERE tier = ? AND images = ? AND ready_at IS NOT NULL ORDER BY ready_at DESC LIMIT ?",
            (request.size.tier.value, request.images.value, HISTORY_JOBS),
        )
        return [row["ms"] / 1000 for row in rows]

    def _take_over(self, tx: Transaction, which: str, **values: int) -> list[Job]:
        """Make the jobs that the condition names ours, with a new epoch."""
        rows = tx.rows(
            f"UPDATE jobs SET owner = :owner, epoch = epoch + 1, told = 0 WHERE {which} RETURNING *",  # noqa: S608 - conditions from this file
            values | {"owner": self._owner},
        )
        return sorted(map(job_from, rows), key=lambda job: job.id)

    def _job(self, tx: Transaction, job_id: JobId) -> Job:
        row = tx.row("SELECT * FROM jobs WHERE id = ?", (job_id,))
        if row is None:
            raise NoSuchJob
        return job_from(row)

    def _usage(self, tx: Transaction, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        who = {"user": user, "scope": scope_of(guild)}
        times = {"starts": to_ms(window.starts_at), "ends": to_ms(window.ends_at)}
        sums = tx.row(_USAGE, who | times)
        granted = tx.row(_GRANTED, who | times)
        unfinished = tx.row(_UNFINISHED, who)
        assert sums is not None  # noqa: S101 - an aggregate always has a row
        assert granted is not None  # noqa: S101
        assert unfinished is not None  # noqa: S101
        return Usage(sums["used"], sums["held"], unfinished["jobs"], unfinished["kept"], granted["images"])

    @staticmethod
    def _check_room(tx: Transaction, job: Job, limits: Limits) -> None:
        for limit, whole_bot, where in (
            (limits.server_jobs, False, "told = 0 AND scope_id = :scope"),
            (limits.bot_jobs, True, "told = 0"),
        ):
            if limit is not None:
                row = tx.row(
                    f"SELECT count(*) AS jobs FROM jobs WHERE {where}",  # noqa: S608 - conditions from above
                    {"scope": scope_of(job.guild_id)},
                )
                assert row is not None  # noqa: S101 - an aggregate always has a row
                check_room(row["jobs"], limit, whole_bot=whole_bot)

    def _charge(self, tx: Transaction, job: Job, kind: Charge, now: datetime) -> None:
        values = {
            "job_id": job.id,
            "user_id": job.user_id,
            "scope_id": scope_of(job.guild_id),
            "kind": kind.value,
            "images": job.cost,
            "held_at": to_ms(job.accepted_at),
            "at": to_ms(now),
        }
        self._insert(tx, "charges", values)

    @staticmethod
    def _insert(tx: Transaction, table: str, values: dict[str, Any]) -> None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        tx.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - names from our code
