"""What a person can do: submit, cancel, look at the quota. Never moves a job's state; that is the worker's alone."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Protocol

from bot.core.admission import Admission, Asker
from bot.core.errors import NoSuchJob, NotYourJob, StillBringing, TooLate
from bot.core.jobs import Job, JobId, JobState, ReplyAddress, UserId
from bot.core.line import Place
from bot.core.ports import Clock, Notices, Store
from bot.core.quotas import Allowance, QuotaReport, current_window
from bot.core.ranks import Presser
from bot.core.requests import ImagineRequest

SHOWN: Final = frozenset({JobState.READY, JobState.DELIVERED})
"""Pictures stand in the chat a moment before that is written down."""
CANCEL_ANSWER_S: Final = 1.5
"""So long the presser of Cancel waits for a certain answer before being told that there is none yet."""


class CancelAnswer(Enum):
    """What the presser of Cancel is told."""

    CANCELLED = "cancelled"  # for certain; the charge went back
    TOO_LATE = "too_late"  # rendering; the picture will come and counts
    ASKED = "asked"  # not confirmed yet; the message will tell


@dataclass(frozen=True, slots=True)
class Taken:
    """A job was accepted, and stands at `place` in our line. Not `fresh`: it had been taken before."""

    job: Job
    place: Place
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

    def place_for(self, user: UserId, weight: int) -> Place:
        """The place in line that this person's next job would get; 0 when it need not wait."""
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

    def __init__(self, store: Store, worker: Works, clock: Clock, admission: Admission, notices: Notices) -> None:
        self._store = store
        self._worker = worker
        self._clock = clock
        self._admission = admission
        self._notices = notices

    async def submit(
        self,
        job_id: JobId,
        asker: Asker,
        request: ImagineRequest,
        reply: ReplyAddress,
        parent: JobId | None = None,
    ) -> Taken:
        """Save the wish and hold its cost; nothing is sent before `confirm`. `parent` is the job that it came from.

        Raises as Admission.admit and Store.accept do, NotAvailable or Stopping; then nothing was saved.
        """
        self._worker.check_available()
        admitted = await self._admission.admit(asker, request)
        place = self._worker.place_for(asker.user_id, admitted.terms.weight)
        job = Job(
            job_id,
            asker.user_id,
            asker.guild_id,
            request,
            reply,
            admitted.allowance.cost(request.images),
            self._clock.now(),
            parent=parent,
            terms=admitted.terms,
        )
        accepted = await self._store.accept(job, admitted.allowance, admitted.limits)
        for budget, spent in accepted.warnings:
            self._notices.nearly_spent(asker.guild_id, budget, spent)
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
        if job.erased:
            raise NoSuchJob
        moderates_here = presser.moderates and job.guild_id is not None and presser.guild_id == job.guild_id
        if presser.user_id != job.user_id and not moderates_here:
            raise NotYourJob
        if job.state is JobState.KEPT and fresh_reply is not None and presser.user_id == job.user_id:
            await self.collect(job, fresh_reply)  # the press opened the very message that was closed to us
        if job.ended or job.state in (JobState.READY, JobState.KEPT):
            raise TooLate
        settled = self._worker.cancelling(job_id)
        if fresh_reply is not None:
            # Another member's press brings a newer right to the message, not another language for it.
            await self._store.refresh_reply(job_id, replace(fresh_reply, locale=job.reply.locale))
        await self._store.request_cancel(job_id, presser.user_id, self._clock.now())
        self._worker.wake(job_id)
        if settled is not None:
            await self._clock.wait(settled, CANCEL_ANSWER_S)
        job = await self._store.get(job_id)
        return Cancel(self._answer(job), job)

    async def result(self, job_id: JobId, presser: Presser) -> Job:
        """The job whose pictures somebody has in front of them, to ask for more of it or for the originals.

        Raises NoSuchJob unless it was asked for in this very server; in their direct messages a person has all of their
        own, for some are brought there. What was for one person alone is for them alone; of what failed, the wish.
        """
        job = await self._store.get(job_id)
        own = job.user_id == presser.user_id
        here = own if presser.guild_id is None else job.guild_id == presser.guild_id
        hidden = job.erased or (job.reply.private and not own)
        there = job.state in SHOWN or (own and job.state is JobState.FAILED)
        if not here or hidden or not there:
            raise NoSuchJob
        return job

    async def may_delete(self, job_id: JobId, presser: Presser) -> Job:
        """The job whose message this person may take away.

        Raises NoSuchJob as `result` does, NotYourJob, or StillBringing: what is READY is shown until it is certain that
        it stands there, in a new message if need be, and so would come back.
        """
        job = await self.result(job_id, presser)
        if presser.user_id != job.user_id and not presser.moderates:
            raise NotYourJob
        if job.state is JobState.READY:
            raise StillBringing
        return job

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

    async def allowance(self, asker: Asker) -> Allowance:
        """What this member may have here."""
        return (await self._admission.standing(asker)).allowance

    async def quota(self, asker: Asker) -> QuotaReport:
        """What this member may have here, what is used and held, when it starts anew, and what keeps them from it."""
        standing = await self._admission.standing(asker)
        window = current_window(standing.allowance, self._clock.now())
        usage = await self._store.usage(asker.user_id, asker.guild_id, window)
        return QuotaReport(
            standing.allowance,
            usage,
            window.ends_at,
            standing.given_by,
            standing.weight,
            standing.largest,
            standing.closed,
        )

    def _answer(self, job: Job) -> CancelAnswer:
        if job.state is JobState.CANCELLED:
            return CancelAnswer.CANCELLED
        if job.ended:
            raise TooLate
        if job.state is JobState.READY or self._worker.too_late(job.id):
            return CancelAnswer.TOO_LATE
        return CancelAnswer.ASKED
