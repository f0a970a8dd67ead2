"""A job's way to the provider: its turn in our line, one submit, and what the answer means. Never looks afterwards."""

import asyncio
import logging
from datetime import datetime
from typing import Any, Protocol

from bot.core import pacing
from bot.core.case import Case
from bot.core.circuit import Circuit
from bot.core.errors import AccountProblem, Blocked, Busy, ImageApiError, NotSent, OutcomeUnknown, Rejected
from bot.core.figures import Again
from bot.core.jobs import Failure, Job, JobState
from bot.core.line import Place
from bot.core.rhythms import Rhythms
from bot.core.turnstile import Turnstile
from bot.core.updates import InLine, KeepsTrying
from bot.core.updates import Sending as OnItsWay

log = logging.getLogger(__name__)


class Desk(Protocol):
    """What is asked of the one who knows all jobs; see worker.py."""

    @property
    def submits(self) -> Circuit: ...
    @property
    def reads(self) -> Circuit: ...
    @property
    def rhythms(self) -> Rhythms: ...
    @property
    def looks(self) -> Turnstile: ...
    @property
    def account_refused(self) -> bool: ...
    def join_line(self, job: Job) -> None: ...
    def granted(self, job: Job) -> bool: ...
    def place(self, job: Job) -> Place: ...
    def free_place(self, job: Job) -> None: ...
    def submit_worked(self) -> None: ...
    def submit_failed(self, error: NotSent | OutcomeUnknown | AccountProblem) -> None: ...
    def read_failed(self, error: ImageApiError) -> None: ...
    def read_worked(self) -> None: ...
    def sending(self, task: "asyncio.Task[Any]") -> None: ...


class Sending:
    """Takes a job from ACCEPTED to QUEUED, or to an end."""

    def __init__(self, case: Case, desk: Desk) -> None:
        self._case = case
        self._desk = desk
        self._turn_came_at: datetime | None = None
        self._rested_since: datetime | None = None
        self._pause_s = 0.0
        self._tries = 0

    async def step(self) -> None:
        """Wait for the turn, then send; afterwards the job has moved on, has ended, or is ACCEPTED again."""
        case = self._case
        self._desk.join_line(case.job)
        while case.job.cancel_requested_by is None:
            if not self._desk.granted(case.job):
                place = self._desk.place(case.job)
                if place.number:
                    case.show(InLine(place.number, place.people))
                await case.pause(pacing.SUBMIT_GAP_MAX_S)
                continue
            self._turn_came_at = self._turn_came_at or case.now()
            others_s = min(self._desk.submits.wait_s(case.now()), pacing.SUBMIT_GAP_MAX_S)
            wait_s = max(others_s, self._rest_s())
            if wait_s == 0:
                await self._send_whatever_happens()
                return
            await self._wait_or_give_up(wait_s)
            if case.job.ended:
                return
        await case.move(JobState.CANCELLED)  # nothing was sent, so the wish is simply granted

    async def _send_whatever_happens(self) -> None:
        """The intent, the request and its answer belong together: an orderly stop waits for all three."""
        self._case.show(OnItsWay())
        task = asyncio.create_task(self._send(), name=f"submit {self._case.job.id}")
        self._desk.sending(task)
        not_taken = await asyncio.shield(task)
        if not_taken is not None:
            self._rested_since, self._pause_s = self._case.now(), self._next_pause_s(not_taken)

    async def _send(self) -> NotSent | Busy | AccountProblem | None:
        """Submit and save what came of it; returns why it was provably not taken, if so, and may be tried again."""
        case = self._case
        await case.move(JobState.SUBMITTING, sending_at=case.now())
        if case.job.cancel_requested_by is not None:  # saved before the intent was, and not yet seen
            await case.move_for_certain(JobState.ACCEPTED)
            return None
        try:
            provider_id = await case.tools.api.submit(case.job.request)
        except (NotSent, AccountProblem) as error:
            self._desk.submit_failed(error)
            await case.move_for_certain(JobState.ACCEPTED)
            return error
        except Busy as error:
            await case.move_for_certain(JobState.ACCEPTED)
            return error
        except Blocked as error:
            self._desk.submit_worked()
            await case.fail(Failure.BLOCKED, error.detail)
        except Rejected as error:
            self._desk.submit_worked()
            log.error("the provider declined", extra=case.facts(status=error.status, detail=error.detail))
            await case.fail(Failure.REJECTED, f"HTTP {error.status}: {error.detail}")
        except OutcomeUnknown as error:
            log.error("possibly paid: the answer to a submit was lost", extra=case.facts(why=error.why))
            self._desk.submit_failed(error)
            await case.fail(Failure.OUTCOME_UNKNOWN, error.why)
        else:
            self._desk.submit_worked()
            await case.move_for_certain(JobState.QUEUED, provider_id=provider_id, submitted_at=case.now())
        return None

    def _rest_s(self) -> float:
        """How long this job still waits after its last try; news that reach it meanwhile make that no shorter."""
        if self._rested_since is None:
            return 0.0
        return max(0.0, self._pause_s - self._case.seconds_since(self._rested_since))

    def _next_pause_s(self, error: NotSent | Busy | AccountProblem) -> float:
        self._tries += 1
        asked_s = error.retry_after_s if isinstance(error, Busy) else None
        pause_s = pacing.SUBMITTING.gap_before(self._tries + 1, asked_s)
        self._case.again(Again.SUBMIT)
        log.warning("not sent", extra=self._case.facts(why=str(error), again_in_s=pause_s))
        return pause_s

    async def _wait_or_give_up(self, pause_s: float) -> None:
        """Keep the place and wait, as long as patience reaches; otherwise the job ends, and nothing was sent."""
        case, refused = self._case, self._desk.account_refused
        patience_s = pacing.ACCOUNT_PATIENCE_S if refused else pacing.SUBMITTING.total_s
        waited_s = case.seconds_since(self._turn_came_at or case.now())
        if waited_s + pause_s > patience_s:
            await case.fail(Failure.NOT_AVAILABLE if refused else Failure.UNREACHABLE)
            return
        case.show(KeepsTrying())
        await case.pause(pause_s)
