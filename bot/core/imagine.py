"""What a person can do: submit, cancel, look at the quota. Never moves a job's state; that is the worker's alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol

from bot.core.errors import NotYourJob, TooLate
from bot.core.jobs import GuildId, Job, JobId, JobState, ReplyAddress, UserId
from bot.core.ports import Clock, Store
from bot.core.quotas import Allowance, QuotaReport, current_window
from bot.core.requests import ImagineRequest

CANCEL_ANSWER_S: Final = 1.5
"""So long the presser of Cancel waits for a certain answer before being told that there is none yet."""


@dataclass(frozen=True, slots=True)
class Presser:
    """Who pressed a button where; `moderates` when they may manage messages in that place."""

    user_id: UserId
    guild_id: GuildId | None
    moderates: bool


class CancelAnswer(Enum):
    """What the presser of Cancel is told."""

    CANCELLED = "cancelled"  # for certain; the charge went back
    TOO_LATE = "too_late"  # rendering; the picture will come and counts
    ASKED = "asked"  # not confirmed yet; the message will tell


@dataclass(frozen=True, slots=True)
class Taken:
    """A job was accepted; `place` in our line counts from 1, 0 is no wait. Not `fresh`: it had been taken before."""

    job: Job
    place: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class Cancel:
    """What came of pressing Cancel, and the job as it is now."""

    answer: CancelAnswer
    job: Job


class Works(Protocol):
    """What is asked of the worker from here."""

    def check_available(self) -> None:
        """Return if a new job has a chance; raises NotAvailable or Stopping."""
        ...

    def place_for(self, user: UserId) -> int:
        """The place in line, from 1, that this person's next job would get; 0 when it need not wait."""
        ...

    def check_running(self) -> None:
        """Return unless this process is about to end; raises Stopping."""
        ...

    def take(self, job: Job) -> None:
        """Drive this job to its end."""
        ...

    async def take_again(self, job: Job) -> None:
        """Drive a job that was given a new course."""
        ...

    def wake(self, job_id: JobId) -> None:
        """Something about this job was written down: read it again."""
        ...

    def cancelling(self, job_id: JobId) -> asyncio.Event | None:
        """Cancel was pressed; set once it is certain whether it worked. None when the job is not being driven."""
        ...

    def too_late(self, job_id: JobId) -> bool:
        """Whether the provider said that it cannot be cancelled any more."""
        ...


class Imagine:
    """The product's verbs, one method each."""

    def __init__(self, store: Store, worker: Works, clock: Clock, allowance: Allowance) -> None:
        self._store = store
        self._worker = worker
        self._clock = clock
        self._allowance = allowance

    @property
    def allowance(self) -> Allowance:
        """What each member may have."""
        return self._allowance

    async def submit(
        self, job_id: JobId, user: UserId, guild: GuildId | None, request: ImagineRequest, reply: ReplyAddress
    ) -> Taken:
        """Save the wish and hold its cost; nothing is sent before `confirm`.

        Raises QuotaExceeded, TooManyAtOnce, NotAvailable or Stopping; then nothing was saved.
        """
        self._worker.check_available()
        place = self._worker.place_for(user)
        cost = self._allowance.cost(request.images)
        job = Job(job_id, user, guild, request, reply, cost, accepted_at=self._clock.now())
        accepted = await self._store.accept(job, self._allowance)
        return Taken(accepted.job, place, accepted.fresh)

    async def confirm(self, job: Job, message_id: int) -> None:
        """The person has seen the first reply: now the job may go on."""
        self._worker.take(await self._store.confirm_reply(job.id, message_id))

    def abandon(self, job: Job) -> None:
        """The first reply did not arrive, or nobody knows: the job ends here and the charge goes back."""
        self._worker.take(job)

    async def cancel(self, job_id: JobId, presser: Presser, fresh_reply: ReplyAddress | None) -> Cancel:
        """Write the wish down, wake the worker, and wait a moment for what comes of it.

        `fresh_reply` is the newer right to edit the same message that the press brought, if it was acknowledged.

        Raises NoSuchJob, NotYourJob (not the requester, and no moderator of that server) or TooLate (it has ended).
        """
        job = await self._store.get(job_id)
        moderates_here = presser.moderates and job.guild_id is not None and presser.guild_id == job.guild_id
        if presser.user_id != job.user_id and not moderates_here:
            raise NotYourJob
        if job.state is JobState.KEPT and fresh_reply is not None and presser.user_id == job.user_id:
            await self.collect(job, fresh_reply)  # the press opened the very message that was closed to us
        if job.ended or job.state in (JobState.READY, JobState.KEPT):
            raise TooLate
        settled = self._worker.cancelling(job_id)
        if fresh_reply is not None:
            await self._store.refresh_reply(job_id, fresh_reply)
        await self._store.request_cancel(job_id, presser.user_id)
        self._worker.wake(job_id)
        if settled is not None:
            await self._clock.wait(settled, CANCEL_ANSWER_S)
        job = await self._store.get(job_id)
        return Cancel(self._answer(job), job)

    async def kept(self, user: UserId) -> Sequence[Job]:
        """Finished jobs of this person whose pictures could not be shown and wait for them, oldest first.

        Raises Stopping.
        """
        self._worker.check_running()
        return await self._store.kept(user)

    async def collect(self, job: Job, reply: ReplyAddress) -> None:
        """Bring the pictures of a kept job to a new place, whose first reply is confirmed.

        Raises TooLate when somebody was faster, Stopping when this process is about to end.
        """
        self._worker.check_running()
        await self._worker.take_again(await self._store.reopen(job.id, job.user_id, reply))

    async def quota(self, user: UserId, guild: GuildId | None) -> QuotaReport:
        """What this member may have here, what is used and held, and when it starts anew."""
        window = current_window(self._allowance, self._clock.now())
        usage = await self._store.usage(user, guild, window)
        return QuotaReport(self._allowance, usage, window.ends_at)

    def _answer(self, job: Job) -> CancelAnswer:
        if job.state is JobState.CANCELLED:
            return CancelAnswer.CANCELLED
        if job.ended:
            raise TooLate
        if job.state is JobState.READY or self._worker.too_late(job.id):
            return CancelAnswer.TOO_LATE
        return CancelAnswer.ASKED
