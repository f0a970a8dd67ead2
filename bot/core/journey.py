"""One job's way from where it stands to its end: which step comes next, and that the person is told how it ended.

Knows nothing of other jobs; the steps are in sending.py, following.py and delivery.py.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.core import pacing
from bot.core.case import Case
from bot.core.delivery import Delivery
from bot.core.errors import DiscordTrouble, ReplyForbidden, ReplyGone, TooLarge
from bot.core.figures import Again
from bot.core.following import Following
from bot.core.jobs import AT_PROVIDER, Failure, Job, JobState
from bot.core.ports import Tools
from bot.core.sending import Desk, Sending
from bot.core.updates import Cancelled, CancelWish, Collected, Ending, Failed, Kept

log = logging.getLogger(__name__)

MISHAPS_LIMIT: Final = 20
"""So often in a row an unforeseen error may interrupt the delivery of one job before its pictures are put aside."""
KEPT_FOR: Final = timedelta(days=7)
"""So long pictures that could not be shown wait for their person; the provider keeps its files no longer."""


class Journey:
    """Drives one job; `mishaps` counts the unforeseen errors that ended earlier attempts."""

    def __init__(self, job: Job, tools: Tools, desk: Desk, mishaps: int = 0) -> None:
        self._case = Case(job, tools)
        self._desk = desk
        self._mishaps = mishaps
        self._sending = Sending(self._case, desk)
        self._following = Following(self._case, desk)

    def nudge(self) -> None:
        """Go on now: its turn has come, or its place in line is another."""
        self._case.nudge()

    def wake(self) -> None:
        """Look at the saved job again soon: somebody wrote something down."""
        self._case.wake()

    @property
    def job(self) -> Job:
        """The job as it was last saved or read."""
        return self._case.job

    def cancelling(self) -> asyncio.Event:
        """Cancel was pressed; set once it is certain whether it worked."""
        self._following.asked_again()
        return self._following.settled

    @property
    def too_late(self) -> bool:
        """Whether the provider said that it cannot be cancelled any more."""
        return self._following.wish is CancelWish.TOO_LATE

    async def run(self) -> None:
        """Go on from the job's state until it is done. Raises StaleJob when someone else moved it."""
        case = self._case
        await self._begin()
        while not case.job.ended and case.job.state is not JobState.KEPT:
            match case.job.state:
                case JobState.ACCEPTED:
                    await self._sending.step()
                case JobState.QUEUED | JobState.RUNNING:
                    await self._following.step()
                case _:
                    await self._deliver()
            if case.job.state not in AT_PROVIDER | {JobState.ACCEPTED}:
                self._desk.free_place(case.job)
        self._desk.free_place(case.job)
        self._following.settled.set()
        if not case.job.told:
            await self._tell_the_end()

    async def _begin(self) -> None:
        job = self._case.job
        if job.state is JobState.SUBMITTING:
            log.error("possibly paid: the answer to a submit was lost with its process", extra=self._case.facts())
            await self._case.fail(Failure.OUTCOME_UNKNOWN, "the process ended before the answer was saved")
        elif job.state is JobState.ACCEPTED and job.reply.message_id is None:
            await self._case.fail(Failure.NOT_ACKNOWLEDGED)
        elif job.state is JobState.READY and self._mishaps >= MISHAPS_LIMIT:
            await self._case.move_for_certain(JobState.KEPT)
        elif job.state in AT_PROVIDER and self._mishaps and self._following.overdue():
            await self._case.fail(Failure.TIMED_OUT, "interrupted again and again")
        elif job.state is JobState.KEPT and self._case.now() >= kept_until(job):
            await self._case.fail(Failure.UNDELIVERABLE)

    async def _deliver(self) -> None:
        case = self._case
        delivery = Delivery(case)
        try:
            shown = await delivery.carry_out()
        finally:
            delivery.clean_up()
        if shown:
            await case.move_for_certain(JobState.DELIVERED, delivered=shown, told=case.job.left is None)
        elif delivery.failure is None:
            log.error("the pictures cannot be shown now; kept for their person", extra=case.facts(**case.place()))
            await case.move_for_certain(JobState.KEPT)
        else:
            await case.fail(delivery.failure)

    async def _tell_the_end(self) -> None:
        """The charge is settled; now its messages must say so. After a day in vain that is left to the next start."""
        told = [await self._tell(where) for where in _where_to_tell(self._case.job)]
        # That something is kept for them, people read in /quota as well.
        if all(told) or self._case.job.state is JobState.KEPT:
            await self._case.tools.store.mark_told(self._case.job)

    async def _tell(self, where: Job) -> bool:
        """Let the message of this address say the end; whether it does, or there is no way to let it."""
        case = self._case
        began, tries = case.now(), 0
        while True:
            tries += 1
            try:
                await case.tools.messenger.finish(where, self._ending())
                return True
            except (ReplyGone, ReplyForbidden, TooLarge) as error:
                log.warning("nowhere left to tell the end", extra=case.facts(why=str(error), **case.place()))
                return True
            except DiscordTrouble as error:
                pause_s = pacing.SHOWING.pause(tries, case.seconds_since(began), error.retry_after_s)
                log.warning("telling the end failed", extra=case.facts(why=error.why, again_in_s=pause_s))
                if pause_s is None:
                    return False
                case.again(Again.TELL)
                await case.tools.clock.wait(asyncio.Event(), pause_s)

    def _ending(self) -> Ending:
        job = self._case.job
        if job.state is JobState.DELIVERED:
            return Collected()
        if job.state is JobState.CANCELLED:
            return Cancelled(job.cancel_requested_by, job.cost)
        if job.state is JobState.KEPT:
            return Kept(kept_until(job))
        links = tuple(filter(self._case.tools.api.trusts, job.outputs))
        return Failed(job.failure or Failure.PROVIDER_FAILED, job.cost, links)


def _where_to_tell(job: Job) -> list[Job]:
    """The job with each address at which its end is told: its own, unless its pictures stand there; the one it left.

    A message that was left can be edited by the bot's own right only; the token that was good for it is another's now.
    """
    own = [] if job.state is JobState.DELIVERED else [job]
    if job.left is None or job.state is JobState.KEPT:
        return own
    left = replace(
        job.reply,
        channel_id=job.left.channel_id,
        message_id=job.left.message_id,
        token_expires_at=job.accepted_at,
        private=False,
    )
    return [*own, replace(job, reply=left)]


def kept_until(job: Job) -> datetime:
    """When pictures that nobody came for are given up."""
    return (job.ready_at or job.accepted_at) + KEPT_FOR
