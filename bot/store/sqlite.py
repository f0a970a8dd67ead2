"""The store on SQLite: core's verbs, each one transaction. Decides nothing that core/ decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from bot.core.errors import NoSuchJob, StaleJob, StoreTrouble, TooLate
from bot.core.jobs import Charge, GuildId, Job, JobId, JobState, ReplyAddress, UserId, transition
from bot.core.ports import Accepted
from bot.core.quotas import Allowance, Usage, Window, current_window, decide
from bot.core.requests import ImagineRequest
from bot.store.database import Database, Transaction
from bot.store.rows import job_from, job_values, reply_values, scope_of, to_ms

HISTORY_JOBS: Final = 50
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
  AND held.held_at >= :starts AND held.held_at < :ends
"""

_UNFINISHED: Final = """
SELECT count(*) FILTER (WHERE jobs.state <> 'kept') AS jobs, count(*) FILTER (WHERE jobs.state = 'kept') AS kept
FROM charges AS held JOIN jobs ON jobs.id = held.job_id
WHERE held.kind = 'held' AND held.user_id = :user AND held.scope_id = :scope
  AND NOT EXISTS (SELECT 1 FROM charges AS settled WHERE settled.job_id = held.job_id AND settled.kind <> 'held')
"""


class SqliteStore:
    """Implements core.ports.Store. `owner` names this process in the rows that it drives."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def close(self) -> None:
        """Close the file."""
        await self._database.close()

    def busy(self) -> bool:
        """Whether a transaction is under way."""
        return self._database.busy

    async def problems(self) -> list[str]:
        """What keeps the file from being written, if anything."""
        try:
            async with self._database.transaction() as tx:
                await tx.row("SELECT 1")
        except StoreTrouble as error:
            return [f"database: {error.why}"]
        return []

    async def accept(self, job: Job, allowance: Allowance) -> Accepted:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            if row := await tx.row("SELECT * FROM jobs WHERE id = ?", (job.id,)):
                return Accepted(job_from(row), fresh=False)
            window = current_window(allowance, job.accepted_at)
            usage = await self._usage(tx, job.user_id, job.guild_id, window)
            decide(allowance, usage, job.cost, window.ends_at)
            await self._insert(tx, "jobs", job_values(job) | {"owner": self._owner})
            await self._charge(tx, job, Charge.HELD, job.accepted_at)
            return Accepted(job, fresh=True)

    async def confirm_reply(self, job_id: JobId, message_id: int) -> Job:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            await tx.run("UPDATE jobs SET message_id = ? WHERE id = ?", (message_id, job_id))
            return await self._job(tx, job_id)

    async def refresh_reply(self, job_id: JobId, reply: ReplyAddress) -> None:
        """See core.ports.Store."""
        values = reply_values(reply)
        async with self._database.transaction() as tx:
            await tx.run(
                "UPDATE jobs SET token = :token, token_expires_at = :token_expires_at,"
                " upload_limit_bytes = :upload_limit_bytes WHERE id = :id AND message_id = :message_id",
                values | {"id": job_id},
            )

    async def request_cancel(self, job_id: JobId, by: UserId) -> Job:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            await tx.run(
                "UPDATE jobs SET cancel_requested_by = coalesce(cancel_requested_by, ?) WHERE id = ?",
                (by, job_id),
            )
            return await self._job(tx, job_id)

    async def get(self, job_id: JobId) -> Job:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            return await self._job(tx, job_id)

    async def renew(self, lease_until: datetime) -> None:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            await tx.run(
                "INSERT INTO owners (owner, lease_until) VALUES (:owner, :until)"
                " ON CONFLICT (owner) DO UPDATE SET lease_until = :until",
                {"owner": self._owner, "until": to_ms(lease_until)},
            )

    async def claim(self, now: datetime) -> Sequence[Job]:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            await tx.run("DELETE FROM owners WHERE lease_until <= ? AND owner <> ?", (to_ms(now), self._owner))
            return await self._take_over(
                tx,
                "told = 0 AND (owner IS NULL OR (owner <> :owner AND owner NOT IN (SELECT owner FROM owners)))",
            )

    async def release(self) -> int:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            await tx.run("DELETE FROM owners WHERE owner = ?", (self._owner,))
            return await tx.run(
                "UPDATE jobs SET owner = NULL, epoch = epoch + 1 WHERE told = 0 AND owner = ?", (self._owner,)
            )

    async def take_all_leases(self) -> None:
        """For one who owns the file alone: whoever held a lease is gone, and their jobs can be claimed at once."""
        async with self._database.transaction() as tx:
            await tx.run("DELETE FROM owners")

    async def advance(self, before: Job, after: Job, now: datetime) -> Job:
        """See core.ports.Store."""
        charge = transition(before.state, after.state).charge
        values = job_values(after)
        async with self._database.transaction() as tx:
            changed = await tx.run(
                f"UPDATE jobs SET {', '.join(f'{name} = :{name}' for name in _MOVED)}, version = version + 1"  # noqa: S608 - names from the tuple above
                " WHERE id = :id AND version = :version AND epoch = :epoch",
                values | {"version": before.version, "epoch": before.epoch},
            )
            if changed != 1:
                raise StaleJob
            if charge is not Charge.HELD:
                await self._charge(tx, after, charge, now)
            return await self._job(tx, after.id)

    async def go_elsewhere(self, job: Job) -> Job:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            changed = await tx.run(
                "UPDATE jobs SET elsewhere = 1, version = version + 1 WHERE id = ? AND version = ? AND epoch = ?",
                (job.id, job.version, job.epoch),
            )
            if changed != 1:
                raise StaleJob
            return await self._job(tx, job.id)

    async def mark_told(self, job: Job) -> None:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            changed = await tx.run(
                "UPDATE jobs SET told = 1 WHERE id = ? AND version = ? AND epoch = ?", (job.id, job.version, job.epoch)
            )
            if changed != 1:
                raise StaleJob

    async def kept(self, user: UserId) -> Sequence[Job]:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            rows = await tx.rows("SELECT * FROM jobs WHERE state = 'kept' AND user_id = ? ORDER BY id", (user,))
            return [job_from(row) for row in rows]

    async def reopen(self, job_id: JobId, user: UserId, reply: ReplyAddress) -> Job:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            job = await self._job(tx, job_id)
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
            await tx.run(
                f"UPDATE jobs SET {', '.join(f'{name} = :{name}' for name in values)}, owner = :owner,"  # noqa: S608 - names from our code
                " version = version + 1, epoch = epoch + 1 WHERE id = :id",
                values | {"id": job_id, "owner": self._owner},
            )
            return await self._job(tx, job_id)

    async def forgotten(self, ready_before: datetime) -> Sequence[Job]:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            return await self._take_over(
                tx, "state = 'kept' AND told = 1 AND ready_at < :before", before=to_ms(ready_before)
            )

    async def usage(self, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            return await self._usage(tx, user, guild, window)

    async def durations(self, request: ImagineRequest) -> Sequence[float]:
        """See core.ports.Store."""
        async with self._database.transaction() as tx:
            rows = await tx.rows(
                "SELECT ready_at - submitted_at AS ms FROM jobs"
                " WHERE tier = ? AND images = ? AND ready_at IS NOT NULL ORDER BY ready_at DESC LIMIT ?",
                (request.size.tier.value, request.images.value, HISTORY_JOBS),
            )
        return [row["ms"] / 1000 for row in rows]

    async def _take_over(self, tx: Transaction, which: str, **values: int) -> list[Job]:
        """Make the jobs that the condition names ours, with a new epoch."""
        rows = await tx.rows(
            f"UPDATE jobs SET owner = :owner, epoch = epoch + 1, told = 0 WHERE {which} RETURNING *",  # noqa: S608 - conditions from this file
            values | {"owner": self._owner},
        )
        return sorted(map(job_from, rows), key=lambda job: job.id)

    async def _job(self, tx: Transaction, job_id: JobId) -> Job:
        row = await tx.row("SELECT * FROM jobs WHERE id = ?", (job_id,))
        if row is None:
            raise NoSuchJob
        return job_from(row)

    async def _usage(self, tx: Transaction, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        who = {"user": user, "scope": scope_of(guild)}
        sums = await tx.row(_USAGE, who | {"starts": to_ms(window.starts_at), "ends": to_ms(window.ends_at)})
        unfinished = await tx.row(_UNFINISHED, who)
        assert sums is not None  # noqa: S101 - an aggregate always has a row
        assert unfinished is not None  # noqa: S101
        return Usage(sums["used"], sums["held"], unfinished["jobs"], unfinished["kept"])

    async def _charge(self, tx: Transaction, job: Job, kind: Charge, now: datetime) -> None:
        values = {
            "job_id": job.id,
            "user_id": job.user_id,
            "scope_id": scope_of(job.guild_id),
            "kind": kind.value,
            "images": job.cost,
            "held_at": to_ms(job.accepted_at),
            "at": to_ms(now),
        }
        await self._insert(tx, "charges", values)

    @staticmethod
    async def _insert(tx: Transaction, table: str, values: dict[str, Any]) -> None:
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        await tx.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608 - names from our code
