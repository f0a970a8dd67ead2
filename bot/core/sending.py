"""A job's way to the provider: its turn in our line, one submit, and what the answer means. Never looks afterwards."""

import asyncio
import logging
from datetime import datetime
from typing import Any, Protocol

from bot.core import pacing
from bot.core.case import Case
from bot.core.errors import AccountProblem, Blocked, Busy, NotSent, OutcomeUnknown, Rejected
from bot.core.jobs import Failure, Job, JobState
from bot.core.updates import InLine, KeepsTrying
from bot.core.updates import Sending as OnItsWay

log = logging.getLogger(__name__)


class Desk(Protocol):
    """What is asked of the one who knows all jobs; see worker.py."""

    def join_line(self, job: Job) -> None: ...
    def granted(self, job: Job) -> bool: ...
    def place(self, job: Job) -> int: ...
    def free_place(self, job: Job) -> None: ...
    def account_problem(self, why: str) -> None: ...
    def account_well(self) -> None: ...
    def sending(self, task: "asyncio.Task[Any]") -> None: ...


class Sending:
    """Takes a job from ACCEPTED to QUEUED, or to an end."""

    def __init__(self, case: Case, desk: Desk) -> None:
        self._case = case
        self._desk = desk
        self._first_try_at: datetime | None = None
        self._tries = 0

    async def step(self) -> None:
        """Wait for the turn, then send; afterwards the job has moved on, has ended, or is ACCEPTED again."""
        case = self._case
        self._desk.join_line(case.job)
        while not self._desk.granted(case.job):
            if case.job.cancel_requested_by is not None:
                break
            case.show(InLine(self._desk.place(case.job)))
            await case.pause(pacing.SUBMIT_GAP_MAX_S)
        if case.job.cancel_requested_by is not None:
            await case.move(JobState.CANCELLED)  # nothing was sent, so the wish is simply granted
            return
        await self._send_whatever_happens()

    async def _send_whatever_happens(self) -> None:
        """The intent, the request and its answer belong together: an orderly stop waits for all three."""
        self._case.show(OnItsWay())
        task = asyncio.create_task(self._send(), name=f"submit {self._case.job.id}")
        self._desk.sending(task)
        pause_s = await asyncio.shield(task)
        if pause_s is not None:
            self._case.show(KeepsTrying())
            await self._case.pause(pause_s)

    async def _send(self) -> float | None:
        """Submit and save; returns how long to wait when it was provably not taken and may be tried again."""
        case = self._case
        await case.move(JobState.SUBMITTING)
        try:
            provider_id = await case.tools.api.submit(case.job.request)
        except (NotSent, Busy) as error:
            return await self._not_taken(error)
        except AccountProblem as error:
            self._desk.account_problem(error.why)
            await case.fail(Failure.NOT_AVAILABLE)
        except Blocked:
            await case.fail(Failure.BLOCKED)
        except Rejected as error:
            log.error("the provider declined", extra=case.facts(status=error.status, detail=error.detail))
            await case.fail(Failure.REJECTED)
        except OutcomeUnknown as error:
            log.error("possibly paid: the answer to a submit was lost", extra=case.facts(why=error.why))
            await case.fail(Failure.OUTCOME_UNKNOWN)
        else:
            self._desk.account_well()
            await case.move_for_certain(JobState.QUEUED, provider_id=provider_id, submitted_at=case.now())
        return None

    async def _not_taken(self, error: NotSent | Busy) -> float | None:
        case = self._case
        self._tries += 1
        self._first_try_at = self._first_try_at or case.now()
        asked_s = error.retry_after_s if isinstance(error, Busy) else None
        pause_s = pacing.SUBMITTING.pause(self._tries, case.seconds_since(self._first_try_at), asked_s)
        log.warning("not sent", extra=case.facts(why=str(error), again_in_s=pause_s))
        await case.move(JobState.ACCEPTED)
        if pause_s is None:
            await case.fail(Failure.UNREACHABLE)
        return pause_s
