"""The contract of core.ports.Store in dicts and lists, plain enough to be obviously right. Knows no SQL and no file.

Real stores are held against it, and stories in virtual time use it as their store.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from bot.core.errors import NoSuchJob, StaleJob, TooLate
from bot.core.jobs import Charge, GuildId, Job, JobId, JobState, ReplyAddress, UserId, transition
from bot.core.money import Limits
from bot.core.ports import Accepted
from bot.core.quotas import Allowance, Usage, Window, current_window, decide
from bot.core.requests import ImagineRequest
from tests.store.money_model import Hold, PlainSpending, Warned, hold, pay

NO_LIMITS: Final = Limits()
HISTORY_JOBS: Final = 200
"""So many finished jobs of a kind say what is usual."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger; `images` are pictures, `held_at` decides the period that it counts for."""

    job_id: JobId
    user_id: UserId
    guild_id: GuildId | None
    kind: Charge
    images: int
    held_at: datetime


@dataclass
class PlainWorld:
    """What survives, and what all processes share. Jobs and entries never change: they are replaced or added."""

    jobs: dict[JobId, Job] = field(default_factory=dict[JobId, Job])
    owners: dict[JobId, str | None] = field(default_factory=dict[JobId, str | None])
    leases: dict[str, datetime] = field(default_factory=dict[str, datetime])
    ledger: list[Entry] = field(default_factory=list[Entry])
    money: dict[JobId, Hold] = field(default_factory=dict[JobId, Hold])
    cleared: set[JobId] = field(default_factory=set[JobId])
    """Possibly paid jobs that somebody has looked after."""
    warned: set[Warned] = field(default_factory=set[Warned])

    def copy(self) -> "PlainWorld":
        """The same world, free to become another one."""
        return PlainWorld(
            dict(self.jobs), dict(self.owners), dict(self.leases), list(self.ledger), dict(self.money),
            set(self.cleared), set(self.warned),
        )  # fmt: skip

    def settlements(self) -> dict[JobId, Charge]:
        """What became of the charges of jobs that have ended."""
        return {entry.job_id: entry.kind for entry in self.ledger if entry.kind is not Charge.HELD}


class PlainStore:
    """Implements core.ports.Store for one process, named `owner`, on a world that others share. Never waits."""

    def __init__(self, world: PlainWorld, owner: str) -> None:
        self.world = world
        self.owner = owner
        self.spending = PlainSpending(world)

    async def accept(self, job: Job, allowance: Allowance, limits: Limits = NO_LIMITS) -> Accepted:
        """See core.ports.Store."""
        if job.id in self.world.jobs:
            return Accepted(self.world.jobs[job.id], fresh=False)
        window = current_window(allowance, job.accepted_at)
        decide(allowance, self._usage(job.user_id, job.guild_id, window), job.cost, window.ends_at)
        warnings = hold(self.world, job, limits)  # it changes nothing where it refuses
        self.world.owners[job.id] = self.owner
        self._charge(job, Charge.HELD)
        return Accepted(job, fresh=True, warnings=warnings)

    async def confirm_reply(self, job_id: JobId, message_id: int) -> Job:
        """See core.ports.Store."""
        job = self._job(job_id)
        return self._save(replace(job, reply=replace(job.reply, message_id=message_id)))

    async def refresh_reply(self, job_id: JobId, reply: ReplyAddress) -> None:
        """See core.ports.Store."""
        job = self.world.jobs.get(job_id)
        if job is None or job.reply.message_id is None or job.reply.message_id != reply.message_id:
            return
        fresh = replace(
            job.reply,
            token=reply.token,
            token_expires_at=reply.token_expires_at,
            upload_limit_bytes=reply.upload_limit_bytes,
        )
        self._save(replace(job, reply=fresh))

    async def request_cancel(self, job_id: JobId, by: UserId, now: datetime) -> Job:
        """See core.ports.Store."""
        job = self._job(job_id)
        return job if job.cancel_requested_by is not None else self._save(replace(job, cancel_requested_by=by))

    async def get(self, job_id: JobId) -> Job:
        """See core.ports.Store."""
        return self._job(job_id)

    async def renew(self, lease_until: datetime) -> None:
        """See core.ports.Store."""
        self.world.leases[self.owner] = lease_until

    async def claim(self, now: datetime) -> Sequence[Job]:
        """See core.ports.Store."""
        for owner, lease_until in list(self.world.leases.items()):
            if lease_until <= now and owner != self.owner:
                del self.world.leases[owner]
        alive = {self.owner, *self.world.leases}
        return [
            self._take_over(job)
            for _, job in sorted(self.world.jobs.items())
            if not job.told and self.world.owners[job.id] not in alive
        ]

    async def release(self) -> int:
        """See core.ports.Store."""
        self.world.leases.pop(self.owner, None)
        mine = [job for job in self.world.jobs.values() if not job.told and self.world.owners[job.id] == self.owner]
        for job in mine:
            self.world.owners[job.id] = None
            self._save(replace(job, epoch=job.epoch + 1))
        return len(mine)

    async def advance(self, before: Job, after: Job, now: datetime) -> Job:
        """See core.ports.Store."""
        charge = transition(before.state, after.state).charge
        known = self._as_seen(before)
        if charge is not Charge.HELD:
            self._charge(known, charge)
        # Where it is told about and whether it is wished to be cancelled are written by others, at any time.
        not_its_to_write = {"reply": known.reply, "cancel_requested_by": known.cancel_requested_by}
        saved = self._save(replace(after, version=known.version + 1, epoch=known.epoch, **not_its_to_write))
        pay(self.world, saved)
        return saved

    async def go_elsewhere(self, job: Job) -> Job:
        """See core.ports.Store."""
        known = self._as_seen(job)
        return self._save(replace(known, elsewhere=True, version=known.version + 1))

    async def mark_told(self, job: Job) -> None:
        """See core.ports.Store."""
        self._save(replace(self._as_seen(job), told=True))

    async def kept(self, user: UserId) -> Sequence[Job]:
        """See core.ports.Store."""
        jobs = [job for _, job in sorted(self.world.jobs.items())]
        return [job for job in jobs if job.state is JobState.KEPT and job.user_id == user]

    async def reopen(self, job_id: JobId, user: UserId, reply: ReplyAddress) -> Job:
        """See core.ports.Store."""
        job = self._job(job_id)
        if job.user_id != user:
            raise NoSuchJob
        if job.state is not JobState.KEPT:
            raise TooLate
        return self._take_over(
            replace(
                job,
                state=JobState.READY,
                reply=reply,
                elsewhere=False,
                left=job.left_for(reply),
                version=job.version + 1,
            )
        )

    async def forgotten(self, ready_before: datetime) -> Sequence[Job]:
        """See core.ports.Store."""
        return [
            self._take_over(job)
            for _, job in sorted(self.world.jobs.items())
            if job.state is JobState.KEPT and job.told and job.ready_at is not None and job.ready_at < ready_before
        ]

    async def usage(self, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        """See core.ports.Store."""
        return self._usage(user, guild, window)

    async def durations(self, request: ImagineRequest) -> Sequence[float]:
        """See core.ports.Store."""
        finished = [
            (job.ready_at, (job.ready_at - (job.started_at or job.submitted_at)).total_seconds())
            for job in self.world.jobs.values()
            if job.ready_at is not None and job.submitted_at is not None
            if (job.request.size.tier, job.request.images) == (request.size.tier, request.images)
        ]
        newest_first = sorted(finished, key=lambda one: one[0], reverse=True)
        return [seconds for _, seconds in newest_first[:HISTORY_JOBS]]

    def _job(self, job_id: JobId) -> Job:
        if job_id not in self.world.jobs:
            raise NoSuchJob
        return self.world.jobs[job_id]

    def _as_seen(self, seen: Job) -> Job:
        """The saved job, if nobody has moved it or taken it over since it was seen."""
        known = self.world.jobs.get(seen.id)
        if known is None or (known.version, known.epoch) != (seen.version, seen.epoch):
            raise StaleJob
        return known

    def _save(self, job: Job) -> Job:
        self.world.jobs[job.id] = job
        return job

    def _take_over(self, job: Job) -> Job:
        self.world.owners[job.id] = self.owner
        return self._save(replace(job, epoch=job.epoch + 1, told=False))

    def _charge(self, job: Job, kind: Charge) -> None:
        entry = Entry(job.id, job.user_id, job.guild_id, kind, job.cost, job.accepted_at)
        for other in self.world.ledger:
            assert other.job_id != job.id or (other.kind is Charge.HELD) != (kind is Charge.HELD), "settled twice"
        self.world.ledger.append(entry)

    def _usage(self, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        settlements = self.world.settlements()
        used = held = unfinished = kept = 0
        for entry in self.world.ledger:
            if entry.kind is not Charge.HELD or (entry.user_id, entry.guild_id) != (user, guild):
                continue
            settlement = settlements.get(entry.job_id)
            if window.starts_at <= entry.held_at < window.ends_at:
                used += entry.images if settlement is Charge.SPENT else 0
                held += entry.images if settlement is None else 0
            if settlement is None:
                is_kept = self.world.jobs[entry.job_id].state is JobState.KEPT
                kept += is_kept
                unfinished += not is_kept
        return Usage(used, held, unfinished, kept)
