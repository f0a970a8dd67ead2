"""A job at the provider: looking, cancelling, giving up, until there is a verdict. Knows no other job."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime

from bot.core import pacing
from bot.core.case import Case
from bot.core.errors import Busy, ImageApiError, NotFound
from bot.core.figures import Again
from bot.core.jobs import Failure, JobState, ProviderId
from bot.core.ports import (
    CancelOutcome,
    GaveUp,
    Over,
    Status,
    Succeeded,
    Unfinished,
    Verdict,
    Waiting,
    WasCancelled,
)
from bot.core.rhythm import Rhythm
from bot.core.sending import Desk
from bot.core.updates import CancelWish, Rendering, WaitingThere

log = logging.getLogger(__name__)


class Following:
    """Takes a job from QUEUED or RUNNING to READY or an end. `settled`: certain whether a cancellation worked."""

    def __init__(self, case: Case, desk: Desk) -> None:
        self._case = case
        self._desk = desk
        self.settled = asyncio.Event()
        self.wish = CancelWish.NONE
        self._cancel_tries = 0
        self._not_found_since: datetime | None = None
        self._silent_since: datetime | None = None
        self._rhythm = Rhythm()  # nothing learned yet
        self._usual_s: float | None = None

    def overdue(self) -> bool:
        """Whether it is past every patience, the one with a silent provider included."""
        return self._waited_s() >= self._case.tools.job_timeout.total_seconds() + pacing.LOOK_PATIENCE_S

    def asked_again(self) -> None:
        """Somebody presses Cancel once more: what got no clear answer before is tried anew."""
        if self.wish is CancelWish.UNCONFIRMED:
            self.wish, self._cancel_tries = CancelWish.NONE, 0
            self.settled.clear()

    async def step(self) -> None:
        """A pause, perhaps one more until it is our turn, and a look; or a try to cancel and a look."""
        case = self._case
        if not self._cancel_is_open():
            await case.pause(await self._gap_s())
        if (wait_s := self._desk.reads.wait_s(case.now())) > 0:
            await case.pause(wait_s)
            return
        if self._cancel_is_open():
            await self._ask_to_cancel()
        elif (wait_s := self._desk.looks.wait_s(case.now())) > 0:
            await case.pause(wait_s)
        try:
            verdict = await self._look()
        except NotFound:
            self._desk.read_worked()
            self._silent_since = None
            await self._not_found()
        except ImageApiError as error:
            await self._not_answered(error)
        else:
            self._desk.read_worked()
            self._desk.rhythms.answered()
            self._silent_since = self._not_found_since = None
            await self._judge(verdict)

    async def _gap_s(self) -> float:
        """How long to the next look, a little other for each job: many that were sent together do not ask together."""
        case, jitter = self._case, pacing.jitter(self._case.job.id)
        if case.job.state is JobState.QUEUED:
            return pacing.queue_look_s(self._waited_s()) * jitter
        rhythm = await self._learned()
        return rhythm.next_s(case.seconds_since(self._began_at()), jitter)

    async def _learned(self) -> Rhythm:
        """When to look at it, kept from the first time on."""
        self._rhythm = await self._desk.rhythms.of(self._case.job.request, self._rhythm)
        return self._rhythm

    async def _look(self) -> Verdict:
        status = await self._case.tools.api.status(self._provider_id())
        if not isinstance(status, Over):
            return Unfinished(status)
        return await self._case.tools.api.result(self._provider_id())

    async def _not_answered(self, error: ImageApiError) -> None:
        """Says nothing about the job, which may be finished and paid: only a day of silence ends it."""
        case = self._case
        self._not_found_since = None  # what counts there is an answer after an answer
        self._silent_since = self._silent_since or case.now()
        case.again(Again.LOOK)
        log.warning("looking failed; the job goes on", extra=case.facts(why=str(error)))
        silent_s = case.seconds_since(self._silent_since)
        if silent_s >= pacing.LOOK_PATIENCE_S and self._waited_s() >= case.tools.job_timeout.total_seconds():
            await self._give_up(str(error))
        elif isinstance(error, Busy):
            self._desk.rhythms.refused()
            await case.pause(min(error.retry_after_s or 0.0, pacing.BUSY_PAUSE_MAX_S))
        else:
            self._desk.read_failed(error)

    async def _judge(self, verdict: Verdict) -> None:
        case = self._case
        match verdict:
            case Unfinished() if self._waited_s() >= case.tools.job_timeout.total_seconds():
                await self._give_up("not finished in time")
            case Unfinished(status):
                await self._progress(status)
            case Succeeded(urls, cost_usd):
                self._desk.rhythms.finished(case.job.request, case.seconds_since(self._began_at()))
                await case.move(JobState.READY, ready_at=case.now(), outputs=urls, cost_usd=cost_usd)
            case GaveUp(blocked, detail, cost_usd):
                log.warning("the provider gave up", extra=case.facts(detail=detail))
                why = Failure.BLOCKED if blocked else Failure.PROVIDER_FAILED
                await case.fail(why, detail, cost_usd=cost_usd)
            case WasCancelled() if case.job.cancel_requested_by is not None:
                await case.move(JobState.CANCELLED)
            case WasCancelled():
                await case.fail(Failure.CANCELLED_THERE)

    async def _progress(self, status: Status) -> None:
        case = self._case
        if isinstance(status, Waiting):
            if case.job.state is JobState.RUNNING:
                await case.move(JobState.QUEUED)
            case.show(WaitingThere(status.position, self.wish))
            return
        if case.job.state is JobState.QUEUED:
            await case.move(JobState.RUNNING, started_at=case.now())
        if self._usual_s is None:  # what is learned meanwhile is not worth an edit
            self._usual_s = (await self._learned()).usual_s
        case.show(Rendering(case.job.started_at or case.now(), self._usual_s, self.wish))

    async def _not_found(self) -> None:
        case = self._case
        self._not_found_since = self._not_found_since or case.now()
        if case.seconds_since(self._not_found_since) > pacing.NOT_FOUND_PATIENCE_S:
            log.error("the provider no longer knows a request; possibly paid", extra=case.facts())
            await case.fail(Failure.LOST_THERE)

    def _cancel_is_open(self) -> bool:
        """Whether there is a wish to cancel that has no answer yet."""
        asked_for = self._case.job.cancel_requested_by is not None
        return asked_for and self.wish in (CancelWish.NONE, CancelWish.ASKED)

    async def _ask_to_cancel(self) -> None:
        case = self._case
        if self.wish is CancelWish.NONE:
            self.wish = CancelWish.ASKED
        else:
            case.again(Again.CANCEL)
            await case.pause(pacing.CANCEL_GAP_S)
        self._cancel_tries += 1
        outcome = CancelOutcome.UNCONFIRMED
        try:
            outcome = await case.tools.api.cancel(self._provider_id())
        except ImageApiError as error:
            log.warning("cancelling failed", extra=case.facts(why=str(error)))
        if outcome is CancelOutcome.TOO_LATE:
            self.wish = CancelWish.TOO_LATE
            self.settled.set()
        elif self._cancel_tries >= pacing.CANCEL_TRIES:
            self.wish = CancelWish.UNCONFIRMED
            self.settled.set()

    async def _give_up(self, why: str) -> None:
        case = self._case
        log.error("given up on after the time limit; possibly paid", extra=case.facts(why=why))
        with suppress(ImageApiError):  # worth a try: if it still waits there, nobody pays for it
            await case.tools.api.cancel(self._provider_id())
        await case.fail(Failure.TIMED_OUT, why)

    def _began_at(self) -> datetime:
        job = self._case.job
        return job.started_at or job.submitted_at or job.accepted_at

    def _waited_s(self) -> float:
        return self._case.seconds_since(self._case.job.submitted_at or self._case.job.accepted_at)

    def _provider_id(self) -> ProviderId:
        assert self._case.job.provider_id is not None  # noqa: S101 - QUEUED and RUNNING carry one, the schema sees to it
        return self._case.job.provider_id
