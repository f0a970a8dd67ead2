"""Takes every unfinished job to its end: who is driven, whose turn it is, how it all stops.

What happens to one job is in journey.py. Knows nothing of Discord, HTTP or SQL.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.core.errors import NotAvailable, StaleJob, Stopping
from bot.core.jobs import AT_PROVIDER, Job, JobId, UserId
from bot.core.journey import Journey
from bot.core.line import FairLine
from bot.core.ports import Tools

log = logging.getLogger(__name__)

ACCOUNT_PAUSE: Final = timedelta(seconds=60)
"""After the provider refused our account, so long no new job is taken; then the next one tries again."""
MISHAP_PAUSE_S: Final = 30.0
"""After an error that nobody foresaw, a job rests this long and goes on from its saved state."""
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


class Worker:
    """The parent of all journeys, and the only one that lets a job go on."""

    def __init__(self, tools: Tools, places: int) -> None:
        self._tools = tools
        self._places = Places(places)
        self._line = FairLine()
        self._places_in_line: dict[JobId, int] = {}
        self._journeys: dict[JobId, Journey] = {}
        self._tasks: dict[JobId, asyncio.Task[None]] = {}
        self._sending: set[asyncio.Task[Any]] = set()
        self._account_problem_at: datetime | None = None
        self._stopping = False

    # -- what imagine.py asks ---------------------------------------------------------------------------------

    def check_available(self) -> None:
        """Return if a new job has a chance; raises Stopping or NotAvailable (the account is known to be refused)."""
        if self._stopping:
            raise Stopping
        problem_at = self._account_problem_at
        if problem_at is not None and self._tools.clock.now() - problem_at < ACCOUNT_PAUSE:
            raise NotAvailable

    def place_for(self, user: UserId) -> int:
        """The place in line, from 1, that this person's next job would get; 0 when it need not wait."""
        if self._places.free and not len(self._line):
            return 0
        return self._line.place_if_joined(user)

    def take(self, job: Job) -> None:
        """Drive this job to its end; taking it twice changes nothing."""
        if job.done or job.id in self._tasks or self._stopping:
            return
        if job.state in AT_PROVIDER:
            self._places.taken.add(job.id)
        self._tasks[job.id] = asyncio.create_task(self._drive(job), name=f"job {job.id}")

    def wake(self, job_id: JobId) -> None:
        """Something about this job was written down: read it again."""
        if journey := self._journeys.get(job_id):
            journey.wake()

    def settled(self, job_id: JobId) -> asyncio.Event | None:
        """Set once it is certain whether a cancellation worked."""
        journey = self._journeys.get(job_id)
        return journey.cancel_settled if journey else None

    def too_late(self, job_id: JobId) -> bool:
        """Whether the provider said that it cannot be cancelled any more."""
        journey = self._journeys.get(job_id)
        return journey is not None and journey.too_late

    # -- what journey.py asks ----------------------------------------------------------------------------------

    def join_line(self, job: Job) -> None:
        """Wait for a turn; `granted` tells when it has come."""
        if job.id not in self._places.taken:
            self._line.join(job.user_id, job.id)
            self._grant()

    def granted(self, job: Job) -> bool:
        """Whether this job may be sent now; nothing may be when this process is about to end."""
        return job.id in self._places.taken and not self._stopping

    def place(self, job: Job) -> int:
        """This job's place in line, from 1; 0 when it is not in it."""
        return self._places_in_line.get(job.id, 0)

    def free_place(self, job: Job) -> None:
        """The job no longer waits here nor takes a place at the provider."""
        waited = self._line.leave(job.user_id, job.id)
        if waited or job.id in self._places.taken:
            self._places.taken.discard(job.id)
            self._grant()

    def account_problem(self, why: str) -> None:
        """The provider refuses our account: tell the operator, once until it is well again."""
        if self._account_problem_at is None:
            log.error("provider account refused; no pictures until it is mended", extra={"why": why})
        self._account_problem_at = self._tools.clock.now()

    def account_well(self) -> None:
        """The provider took something from us."""
        if self._account_problem_at is not None:
            log.warning("provider account is well again")
            self._account_problem_at = None

    def sending(self, task: "asyncio.Task[Any]") -> None:
        """A request that may cost money is on its way: an orderly stop waits for its answer."""
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    # -- life --------------------------------------------------------------------------------------------------

    async def recover(self) -> Sequence[Job]:
        """Claim and take every unfinished job of an earlier process; returns them."""
        jobs = await self._tools.store.claim(self._tools.clock.now())
        for job in jobs:
            self.take(job)
        return jobs

    async def stop(self) -> None:
        """Take no new job, let requests on their way come home, and leave the rest for the next process."""
        if self._stopping:
            return
        self._stopping = True
        if self._sending:
            await asyncio.wait(self._sending, timeout=STOP_PATIENCE_S)
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _drive(self, job: Job) -> None:
        try:
            mishaps = 0
            while True:
                journey = self._journeys[job.id] = Journey(job, self._tools, self, mishaps)
                try:
                    await journey.run()
                    return
                except StaleJob:
                    log.warning("someone else moved this job; leaving it to them", extra={"job": job.id})
                    return
                except Exception:  # a mistake of ours or a sick disk must cost one job a pause, not all jobs their bot
                    mishaps += 1
                    log.exception("job interrupted; trying again from its saved state", extra={"job": job.id})
                await self._tools.clock.wait(asyncio.Event(), MISHAP_PAUSE_S)
                job = await self._reload(job)
        finally:
            self.free_place(job)
            self._journeys.pop(job.id, None)
            self._tasks.pop(job.id, None)

    async def _reload(self, job: Job) -> Job:
        while True:
            try:
                return await self._tools.store.get(job.id)
            except Exception:  # as above: the disk may be well again later
                log.exception("job cannot be read", extra={"job": job.id})
                await self._tools.clock.wait(asyncio.Event(), MISHAP_PAUSE_S)

    def _grant(self) -> None:
        while self._places.free and (job_id := self._line.next()) is not None:
            self._places.taken.add(job_id)
            self.wake(job_id)
        self._places_in_line = {job_id: place for place, job_id in enumerate(self._line.order(), 1)}
        for job_id in self._places_in_line:
            self.wake(job_id)
