"""One job's way from where it stands to its end: each step asks the provider, saves, then shows.

Knows nothing of other jobs; whose turn it is and what a stop means, its desk (worker.py) says.
"""

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from bot.core import pacing
from bot.core.delivery import Delivery
from bot.core.errors import (
    AccountProblem,
    Blocked,
    Busy,
    DiscordTrouble,
    ImageApiError,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Rejected,
    ReplyForbidden,
    ReplyGone,
    StaleJob,
)
from bot.core.jobs import Failure, Job, JobState, ProviderId
from bot.core.ports import (
    CancelOutcome,
    GaveUp,
    Over,
    Status,
    Succeeded,
    Tools,
    Unfinished,
    Verdict,
    Waiting,
    WasCancelled,
)
from bot.core.updates import (
    Cancelled,
    CancelWish,
    Ending,
    Failed,
    InLine,
    KeepsTrying,
    Progress,
    Rendering,
    Sending,
    WaitingThere,
)

log = logging.getLogger(__name__)


class Desk(Protocol):
    """What a journey asks of the one who runs all of them; see worker.py."""

    def join_line(self, job: Job) -> None: ...
    def granted(self, job: Job) -> bool: ...
    def place(self, job: Job) -> int: ...
    def free_place(self, job: Job) -> None: ...
    def account_problem(self, why: str) -> None: ...
    def account_well(self) -> None: ...
    def sending(self, task: "asyncio.Task[Any]") -> None: ...


class Journey:
    """Drives one job. `cancel_settled` is set once it is certain whether a cancellation worked."""

    def __init__(self, job: Job, tools: Tools, desk: Desk) -> None:
        self.job = job
        self.cancel_settled = asyncio.Event()
        self._tools = tools
        self._desk = desk
        self._nudged = asyncio.Event()
        self._cancel = CancelWish.NONE
        self._cancel_tries = 0
        self._usual_s: float | None = None
        self._first_try_at: datetime | None = None
        self._not_found_since: datetime | None = None
        self._tries = 0

    def wake(self) -> None:
        """Look at the saved job again soon: somebody wrote something down."""
        self._nudged.set()

    @property
    def too_late(self) -> bool:
        """Whether the provider said that it cannot be cancelled any more."""
        return self._cancel is CancelWish.TOO_LATE

    async def run(self) -> None:
        """Go on from the job's state until it is done. Raises StaleJob when someone else moved it."""
        await self._begin()
        while not self.job.ended:
            match self.job.state:
                case JobState.ACCEPTED:
                    await self._wait_for_turn()
                case JobState.SUBMITTING:
                    await self._submit()
                case JobState.QUEUED | JobState.RUNNING:
                    await self._follow()
                case _:
                    await self._deliver()
        self._desk.free_place(self.job)
        self.cancel_settled.set()
        if not self.job.told:
            await self._tell_the_end()

    async def _begin(self) -> None:
        if self.job.state is JobState.SUBMITTING:
            log.error("possibly paid: the answer to a submit was lost with its process", extra=self._facts())
            await self._fail(Failure.OUTCOME_UNKNOWN)
        elif self.job.state is JobState.ACCEPTED and self.job.reply.message_id is None:
            await self._fail(Failure.NOT_ACKNOWLEDGED)

    # -- our own line ------------------------------------------------------------------------------------------

    async def _wait_for_turn(self) -> None:
        self._desk.join_line(self.job)
        while not self._desk.granted(self.job):
            if await self._cancelled_here():
                return
            self._show(InLine(self._desk.place(self.job)))
            await self._tools.clock.wait(self._nudged, pacing.SUBMIT_GAP_MAX_S)
            await self._read_again()
        if not await self._cancelled_here():
            await self._move(JobState.SUBMITTING)

    async def _cancelled_here(self) -> bool:
        """Nothing was sent yet, so a wish to cancel is simply granted."""
        if self.job.cancel_requested_by is None:
            return False
        await self._move(JobState.CANCELLED)
        return True

    # -- sending -----------------------------------------------------------------------------------------------

    async def _submit(self) -> None:
        """Send once, and write down what came of it even if we are being stopped meanwhile."""
        self._show(Sending())
        task = asyncio.create_task(self._send_and_save(), name=f"submit {self.job.id}")
        self._desk.sending(task)
        pause_s = await asyncio.shield(task)
        if pause_s is not None:
            self._show(KeepsTrying())
            await self._tools.clock.wait(self._nudged, pause_s)
            await self._read_again()

    async def _send_and_save(self) -> float | None:
        """Submit and move on; returns how long to wait when it was provably not taken and may be tried again."""
        try:
            provider_id = await self._tools.api.submit(self.job.request)
        except (NotSent, Busy) as error:
            return await self._not_taken(error)
        except AccountProblem as error:
            self._desk.account_problem(error.why)
            await self._fail(Failure.NOT_AVAILABLE)
        except Blocked:
            await self._fail(Failure.BLOCKED)
        except Rejected as error:
            log.error("the provider declined", extra=self._facts(status=error.status, detail=error.detail))
            await self._fail(Failure.REJECTED)
        except OutcomeUnknown as error:
            log.error("possibly paid: the answer to a submit was lost", extra=self._facts(why=error.why))
            await self._fail(Failure.OUTCOME_UNKNOWN)
        else:
            self._desk.account_well()
            await self._save_as_taken(provider_id)
        return None

    async def _save_as_taken(self, provider_id: ProviderId) -> None:
        """It is paid from now on: its id is not let go of because a disk is full for a while."""
        submitted_at = self._now()
        while True:
            try:
                await self._move(JobState.QUEUED, provider_id=provider_id, submitted_at=submitted_at)
                return
            except StaleJob:
                raise
            except Exception:  # whatever keeps the store from writing: the id exists nowhere else
                log.exception("paid, and its id cannot be saved yet", extra=self._facts(provider_id=provider_id))
            await self._tools.clock.wait(asyncio.Event(), pacing.SAVE_PAUSE_S)

    async def _not_taken(self, error: NotSent | Busy) -> float | None:
        self._tries += 1
        self._first_try_at = self._first_try_at or self._now()
        spent_s = (self._now() - self._first_try_at).total_seconds()
        asked_s = error.retry_after_s if isinstance(error, Busy) else None
        pause_s = pacing.SUBMITTING.pause(self._tries, spent_s, asked_s)
        log.warning("not sent", extra=self._facts(why=str(error), again_in_s=pause_s))
        await self._move(JobState.ACCEPTED)
        if pause_s is None:
            await self._fail(Failure.UNREACHABLE)
        return pause_s

    # -- at the provider ---------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        if self._usual_s is None:
            self._usual_s = pacing.usual_seconds(await self._tools.store.durations(self.job.request))
        if self.job.cancel_requested_by is None or self._cancel in (
            CancelWish.TOO_LATE,
            CancelWish.UNCONFIRMED,
        ):
            await self._tools.clock.wait(
                self._nudged, pacing.next_look_s(self.job.state, self._waited_s(), self._usual_s)
            )
            await self._read_again()
        if self.job.cancel_requested_by is not None and self._cancel in (CancelWish.NONE, CancelWish.ASKED):
            await self._ask_to_cancel()
        try:
            verdict = await self._look()
        except AccountProblem as error:
            self._desk.account_problem(error.why)
        except NotFound:
            self._not_found_since = self._not_found_since or self._now()
            if (self._now() - self._not_found_since).total_seconds() > pacing.NOT_FOUND_PATIENCE_S:
                await self._fail(Failure.LOST_THERE)
                return
        except ImageApiError as error:
            log.warning("looking failed; the job goes on", extra=self._facts(why=str(error)))
            if isinstance(error, Busy) and error.retry_after_s is not None:
                await self._tools.clock.wait(self._nudged, min(error.retry_after_s, pacing.BUSY_PAUSE_MAX_S))
        else:
            self._not_found_since = None
            await self._judge(verdict)
        if not self.job.ended and self.job.state is not JobState.READY:
            await self._mind_the_deadline()

    async def _look(self) -> Verdict:
        status = await self._tools.api.status(self._provider_id())
        if not isinstance(status, Over):
            return Unfinished(status)
        return await self._tools.api.result(self._provider_id())

    async def _judge(self, verdict: Verdict) -> None:
        match verdict:
            case Unfinished(status):
                await self._progress(status)
            case Succeeded(urls, cost_usd):
                await self._move(JobState.READY, ready_at=self._now(), outputs=urls, cost_usd=cost_usd)
                self._desk.free_place(self.job)
            case GaveUp(blocked, detail):
                log.warning("the provider gave up", extra=self._facts(detail=detail))
                await self._fail(Failure.BLOCKED if blocked else Failure.PROVIDER_FAILED)
            case WasCancelled() if self.job.cancel_requested_by is not None:
                await self._move(JobState.CANCELLED)
            case WasCancelled():
                await self._fail(Failure.CANCELLED_THERE)

    async def _progress(self, status: Status) -> None:
        if isinstance(status, Waiting):
            if self.job.state is JobState.RUNNING:
                await self._move(JobState.QUEUED)
            self._show(WaitingThere(status.position, self._cancel))
            return
        if self.job.state is JobState.QUEUED:
            await self._move(JobState.RUNNING, started_at=self._now())
        self._show(Rendering(self.job.started_at or self._now(), self._usual_s, self._cancel))

    async def _ask_to_cancel(self) -> None:
        if self._cancel is CancelWish.NONE:
            self._cancel = CancelWish.ASKED
        else:
            await self._tools.clock.wait(self._nudged, pacing.LOOK_GAP_MIN_S)
            self._nudged.clear()
        self._cancel_tries += 1
        outcome = CancelOutcome.UNCONFIRMED
        try:
            outcome = await self._tools.api.cancel(self._provider_id())
        except ImageApiError as error:
            log.warning("cancelling failed", extra=self._facts(why=str(error)))
        if outcome is CancelOutcome.TOO_LATE:
            self._cancel = CancelWish.TOO_LATE
            self.cancel_settled.set()
        elif self._cancel_tries >= pacing.CANCEL_TRIES:
            self._cancel = CancelWish.UNCONFIRMED
            self.cancel_settled.set()

    async def _mind_the_deadline(self) -> None:
        if self._waited_s() < self._tools.job_timeout.total_seconds():
            return
        log.error("given up on after the time limit; possibly paid", extra=self._facts())
        with suppress(ImageApiError):  # worth a try: if it still waits there, nobody pays for it
            await self._tools.api.cancel(self._provider_id())
        await self._fail(Failure.TIMED_OUT)

    # -- the end -----------------------------------------------------------------------------------------------

    async def _deliver(self) -> None:
        delivery = Delivery(self.job, self._tools)
        try:
            shown = await delivery.carry_out()
        finally:
            delivery.clean_up()
        if shown:
            await self._move(JobState.DELIVERED, delivered=shown, told=True)
        else:
            await self._fail(delivery.failure)

    async def _tell_the_end(self) -> None:
        """The charge is settled; now the message must say so, however long Discord is in trouble."""
        began, tries = self._now(), 0
        while True:
            tries += 1
            try:
                await self._tools.messenger.finish(self.job, self._ending())
                break
            except (ReplyGone, ReplyForbidden) as error:
                log.warning("nowhere left to tell the end", extra=self._facts(why=str(error)))
                break
            except DiscordTrouble as error:
                spent_s = (self._now() - began).total_seconds()
                pause_s = pacing.FETCHING.pause(tries, spent_s)
                log.warning("telling the end failed", extra=self._facts(why=error.why, again_in_s=pause_s))
                if pause_s is None or self.job.failure is Failure.NOT_ACKNOWLEDGED:
                    break
                await self._tools.clock.wait(asyncio.Event(), pause_s)
        await self._tools.store.mark_told(self.job)

    def _ending(self) -> Ending:
        if self.job.state is JobState.CANCELLED:
            return Cancelled(self.job.cancel_requested_by, self.job.cost)
        return Failed(self.job.failure or Failure.PROVIDER_FAILED, self.job.cost, self.job.outputs)

    # -- small things ------------------------------------------------------------------------------------------

    def _now(self) -> datetime:
        return self._tools.clock.now()

    def _provider_id(self) -> ProviderId:
        assert self.job.provider_id is not None  # noqa: S101 - QUEUED and RUNNING carry one, the schema sees to it
        return self.job.provider_id

    def _waited_s(self) -> float:
        since = self.job.submitted_at or self.job.accepted_at
        return (self._now() - since).total_seconds()

    def _show(self, progress: Progress) -> None:
        self._tools.messenger.show(self.job, progress)

    async def _move(self, target: JobState, **facts: Any) -> None:
        """Save the move first; everything else follows from what is saved."""
        now = self._now()
        after = self.job.moved(target, **facts)
        if after.ended:
            after = replace(after, ended_at=now)
        self.job = await self._tools.store.advance(self.job, after, now)
        log.info("job moved", extra=self._facts())

    async def _fail(self, why: Failure) -> None:
        await self._move(JobState.FAILED, failure=why)

    async def _read_again(self) -> None:
        """Take over what others may write: a wish to cancel, a fresh token."""
        if self._nudged.is_set():
            self._nudged.clear()
            saved = await self._tools.store.get(self.job.id)
            self.job = replace(self.job, reply=saved.reply, cancel_requested_by=saved.cancel_requested_by)

    def _facts(self, **more: object) -> dict[str, object]:
        facts: dict[str, object] = {"job": self.job.id, "state": self.job.state.value}
        if self.job.provider_id is not None:
            facts["provider_id"] = self.job.provider_id
        if self.job.failure is not None:
            facts["failure"] = self.job.failure.value
        return facts | more
