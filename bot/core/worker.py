"""Takes every unfinished job to its end: who is driven, whose turn it is, how it all stops.

What happens to one job is in journey.py. Knows nothing of Discord, HTTP or SQL.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from bot.core import pacing
from bot.core.circuit import COSTLY, TRIPS_AFTER, Circuit
from bot.core.errors import (
    AccountProblem,
    ImageApiError,
    NotAvailable,
    NotSent,
    OutcomeUnknown,
    StaleJob,
    Stopping,
    StoreTrouble,
)
from bot.core.figures import Again, JobFigures
from bot.core.jobs import AT_PROVIDER, Job, JobId, JobState, UserId
from bot.core.journey import KEPT_FOR, Journey
from bot.core.line import FairLine, Place
from bot.core.ports import Tools
from bot.core.rhythms import Rhythms
from bot.core.turnstile import Turnstile

log = logging.getLogger(__name__)

_ACCOUNT_REFUSED: Final = "provider account refused; no pictures until it is mended"

HEARTBEAT_S: Final = 10.0
"""Between two renewals of this process's lease."""
LEASE: Final = timedelta(seconds=30)
"""A process that has not renewed its lease for so long may lose its jobs to another one."""
HEARTBEAT_LATE: Final = timedelta(seconds=35)
"""A worker without a heartbeat for so long is not well: its store does not take what it writes."""
MISHAP_PAUSE_S: Final = 30.0
"""After an error that nobody foresaw, a job rests this long and goes on from its saved state."""
STORE_PAUSE_S: Final = 5.0
"""While the store cannot be read or written, each job tries again this often."""
FRONT_OF_LINE: Final = 20
"""So many jobs are told of each change of their place at once; the others see theirs every half minute."""
STOP_PATIENCE_S: Final = 10.0
"""So long an orderly stop waits for requests that are on their way; a lost answer would be a lost payment."""


@dataclass
class Places:
    """The places at the provider: how many there are and which jobs take one."""

    limit: int
    taken: set[JobId] = field(default_factory=set[JobId])

    @property
    def free(self) -> bool:
        """Whether one more job may be sent; a restart can leave more taken than there are."""
        return len(self.taken) < self.limit


@dataclass(frozen=True, slots=True)
class Figures:
    """What the worker does now and has done since its start, for those who watch it.

    `driven` counts jobs by state, `ended` journeys by their last state and, if it failed, why; `held_back` names the
    circuits and whether each is open. `oldest_s` is how long ago the oldest job was accepted of those that are driven
    and not ended, `oldest_waiting_s` the same of those that nothing was sent of; None when there is none.
    """

    driven: Mapping[JobState, int]
    in_line: int
    ended: Mapping[tuple[str, str], int]
    held_back: Mapping[str, bool]
    oldest_s: float | None
    oldest_waiting_s: float | None
    jobs: JobFigures


class Worker:
    """The parent of all journeys, and the only one that lets a job go on."""

    def __init__(self, tools: Tools, places: int) -> None:
        self._tools = tools
        self._places = Places(places)
        self._line = FairLine()
        self._places_in_line: dict[JobId, Place] = {}
        self._line_changed = False
        self._journeys: dict[JobId, Journey] = {}
        self._tasks: dict[JobId, asyncio.Task[None]] = {}
        self._sending: set[asyncio.Task[Any]] = set()
        self._ended: Counter[tuple[str, str]] = Counter()
        self._beaten_at = tools.clock.now()
        self._heart_trouble: str | None = None
        self._stopping = asyncio.Event()
        self.rhythms = Rhythms(tools.store)
        self.looks = Turnstile(pacing.LOOKS_PER_S)
        self.submits = Circuit("submits", pacing.PROBE_GAP_S, pacing.ACCOUNT_PROBE_GAP_MAX_S)
        self.reads = Circuit("reads", pacing.PROBE_GAP_S, pacing.PROBE_GAP_MAX_S)
        self.account_refused = False

    # -- what imagine.py asks ---------------------------------------------------------------------------------

    def check_available(self) -> None:
        """Return if a new job has a chance; raises Stopping or NotAvailable (the account is known to be refused)."""
        self.check_running()
        if self.account_refused and not self.submits.due(self._tools.clock.now()):
            raise NotAvailable

    def check_running(self) -> None:
        """Return unless this process is about to end; raises Stopping."""
        if self._stopping.is_set():
            raise Stopping

    def place_for(self, user: UserId, weight: int) -> Place:
        """The place in line that this person's next job would get; 0 when it need not wait."""
        if self._places.free and not len(self._line):
            return Place()
        return self._line.place_if_joined(user, weight)

    def take(self, job: Job) -> None:
        """Drive this job to its end; taking it twice changes nothing."""
        if job.done or job.id in self._tasks or self._stopping.is_set():
            return
        if job.state in AT_PROVIDER:
            self._places.taken.add(job.id)
        self._tasks[job.id] = asyncio.create_task(self._drive(job), name=f"job {job.id}")

    async def take_again(self, job: Job) -> None:
        """Drive a job that was given a new course; whoever still drives its old one is stopped first."""
        if (task := self._tasks.get(job.id)) is not None:
            task.cancel()
            await asyncio.wait([task])
            self._tasks.pop(job.id, None)  # one that had not begun yet did not clean up after itself
        self.take(job)

    def wake(self, job_id: JobId) -> None:
        """Something about this job was written down: read it again."""
        if journey := self._journeys.get(job_id):
            journey.wake()

    def cancelling(self, job_id: JobId) -> asyncio.Event | None:
        """Cancel was pressed; set once it is certain whether it worked. None when the job is not being driven."""
        journey = self._journeys.get(job_id)
        return journey.cancelling() if journey else None

    def too_late(self, job_id: JobId) -> bool:
        """Whether the provider said that it cannot be cancelled any more."""
        journey = self._journeys.get(job_id)
        return journey is not None and journey.too_late

    # -- what journey.py asks ----------------------------------------------------------------------------------

    def join_line(self, job: Job) -> None:
        """Wait for a turn; `granted` tells when it has come."""
        if job.id not in self._places.taken:
            self._line.join(job.user_id, job.id, job.terms.weight)
            self._grant()

    def granted(self, job: Job) -> bool:
        """Whether this job may be sent now; nothing may be when this process is about to end."""
        return job.id in self._places.taken and not self._stopping.is_set()

    def place(self, job: Job) -> Place:
        """This job's place in line; 0 when it is not in it."""
        return self._places_in_line.get(job.id, Place())

    def free_place(self, job: Job) -> None:
        """The job no longer waits here nor takes a place at the provider."""
        waited = self._line.leave(job.user_id, job.id)
        if waited or job.id in self._places.taken:
            self._places.taken.discard(job.id)
            self._grant()

    def submit_failed(self, error: NotSent | OutcomeUnknown | AccountProblem) -> None:
        """A request was not taken, or nobody knows, and others would fare the same: go slowly."""
        refused = isinstance(error, AccountProblem)
        if refused and not self.account_refused:
            log.error(_ACCOUNT_REFUSED, extra={"why": error.why})
            self.account_refused = True  # until something is taken again; a failed connection says nothing about it
        weight = TRIPS_AFTER if refused else COSTLY if isinstance(error, OutcomeUnknown) else 1
        self.submits.failed(self._tools.clock.now(), error.why, weight)

    def submit_worked(self) -> None:
        """The provider took something from us."""
        if self.account_refused:
            log.warning("provider account is well again")
            self.account_refused = False
        self._worked(self.submits)

    def read_failed(self, error: ImageApiError) -> None:
        """A look was not answered, or refused; the operator is told of the latter, for it does not mend itself."""
        opened = self.reads.failed(self._tools.clock.now(), str(error))
        if opened and isinstance(error, AccountProblem):
            log.error(_ACCOUNT_REFUSED, extra={"why": error.why})

    def read_worked(self) -> None:
        """The provider answered a look."""
        self._worked(self.reads)

    def sending(self, task: "asyncio.Task[Any]") -> None:
        """A request that may cost money is on its way: an orderly stop waits for its answer."""
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    # -- life --------------------------------------------------------------------------------------------------

    async def recover(self) -> Sequence[Job]:
        """Take every unfinished job that nobody drives, and those whose pictures waited too long; returns them.

        Renews this process's lease, so that nobody takes its jobs. Raises StoreTrouble.
        """
        store, now = self._tools.store, self._tools.clock.now()
        await store.renew(now + LEASE)
        jobs = await self._take_over(await store.claim(now))
        jobs += await self._take_over(await store.forgotten(now - KEPT_FOR))
        self._beaten_at = self._tools.clock.now()
        return jobs

    async def _take_over(self, jobs: Sequence[Job]) -> list[Job]:
        """Drive jobs that are ours as of now; what drove them before with an older epoch can move them no more."""
        for job in jobs:
            await self.take_again(job)
        return list(jobs)

    async def keep_beating(self) -> None:
        """Until the stop: the heartbeat by which others know that this process lives."""
        while not await self._tools.clock.wait(self._stopping, HEARTBEAT_S):
            try:
                jobs = await self.recover()
            except StoreTrouble as error:  # the store itself logs that
                self._heart_trouble = f"database: {error.why}"
            except Exception as error:  # a heart that stops for a mistake of ours would look like a dead process
                log.exception("heartbeat failed")
                self._heart_trouble = type(error).__name__
            else:
                self._heart_trouble = None
                if jobs:
                    log.warning("took jobs that nobody drove", extra={"jobs": len(jobs)})

    def problems(self) -> list[str]:
        """What is wrong with the worker itself, one line each."""
        late = self._tools.clock.now() - self._beaten_at >= HEARTBEAT_LATE
        if self._heart_trouble is not None:
            return [f"worker: {self._heart_trouble}"]
        return ["worker: no heartbeat"] if late else []

    def figures(self) -> Figures:
        """What is going on."""
        jobs = [journey.job for journey in self._journeys.values()]
        return Figures(
            driven=Counter(job.state for job in jobs),
            in_line=len(self._line),
            ended=dict(self._ended),
            held_back={circuit.name: circuit.open for circuit in (self.submits, self.reads)},
            oldest_s=self._age_s(job for job in jobs if not job.ended and job.state is not JobState.KEPT),
            oldest_waiting_s=self._age_s(job for job in jobs if job.state is JobState.ACCEPTED),
            jobs=self._tools.figures,
        )

    def _age_s(self, jobs: Iterable[Job]) -> float | None:
        oldest = min((job.accepted_at for job in jobs), default=None)
        return None if oldest is None else max(0.0, (self._tools.clock.now() - oldest).total_seconds())

    async def stop(self) -> None:
        """Take no new job, let requests on their way come home, and leave the rest for the next process."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        if self._sending:
            await asyncio.wait(self._sending, timeout=STOP_PATIENCE_S)
        tasks = [*self._tasks.values(), *self._sending]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def hand_over(self) -> None:
        """Give the jobs back to whoever claims them next; nothing may be written to a message after this."""
        try:
            left = await self._tools.store.release()
        except StoreTrouble as error:  # the lease runs out by itself
            log.error("jobs could not be handed over", extra={"why": error.why})
        else:
            log.info("jobs handed over", extra={"jobs": left})

    async def _drive(self, job: Job) -> None:
        try:
            mishaps = 0
            while True:
                journey = self._journeys[job.id] = Journey(job, self._tools, self, mishaps)
                try:
                    await journey.run()
                    ended = journey.job
                    self._ended[ended.state.value, ended.failure.value if ended.failure else ""] += 1
                    return
                except StaleJob:
                    log.warning("someone else moved this job; leaving it to them", extra={"job": job.id})
                    return
                except StoreTrouble:
                    pause_s = STORE_PAUSE_S
                except Exception:  # a mistake of ours must cost one job a pause, not all jobs their bot
                    mishaps, pause_s = mishaps + 1, MISHAP_PAUSE_S
                    log.exception("job interrupted; trying again from its saved state", extra={"job": job.id})
                self._tools.figures.again[Again.JOURNEY] += 1
                await self._tools.clock.wait(asyncio.Event(), pause_s)
                job = await self._reload(job)
        finally:
            self.free_place(job)
            self._journeys.pop(job.id, None)
            self._tasks.pop(job.id, None)

    async def _reload(self, job: Job) -> Job:
        while True:
            try:
                return await self._tools.store.get(job.id)
            except StoreTrouble:
                await self._tools.clock.wait(asyncio.Event(), STORE_PAUSE_S)
            except Exception:  # as above
                log.exception("job cannot be read", extra={"job": job.id})
                await self._tools.clock.wait(asyncio.Event(), MISHAP_PAUSE_S)

    def _worked(self, circuit: Circuit) -> None:
        if circuit.worked(self._tools.clock.now()):
            for journey in self._journeys.values():
                journey.nudge()

    def _grant(self) -> None:
        while self._places.free and (job_id := self._line.next()) is not None:
            self._places.taken.add(job_id)
            self._nudge(job_id)
        if not self._line_changed:  # many join or leave in one turn of the loop, at a start all of them
            self._line_changed = True
            asyncio.get_running_loop().call_soon(self._tell_places)

    def _tell_places(self) -> None:
        """Let jobs show their place in line: who has just joined, and those in front; others do it in their rhythm."""
        self._line_changed = False
        before = self._places_in_line
        self._places_in_line = self._line.places()
        for job_id, place in self._places_in_line.items():
            known = before.get(job_id)
            if known is None or (place.number <= FRONT_OF_LINE and place != known):
                self._nudge(job_id)

    def _nudge(self, job_id: JobId) -> None:
        if journey := self._journeys.get(job_id):
            journey.nudge()
