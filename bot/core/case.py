"""The job in hand: what is saved of it, and what its message shall say. Knows neither the provider nor other jobs."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from bot.core import pacing
from bot.core.errors import StaleJob, StoreTrouble
from bot.core.figures import Again
from bot.core.jobs import Failure, IllegalMove, Job, JobState
from bot.core.ports import Tools
from bot.core.quoting import unquoted
from bot.core.updates import Progress

log = logging.getLogger(__name__)

_FROM_OUTSIDE: Final = frozenset({"why", "detail"})
"""What may hold others' words."""


class Case:
    """Saves first, shows then. `job` is always as it was last saved or read."""

    def __init__(self, job: Job, tools: Tools) -> None:
        self.job = job
        self.tools = tools
        self._nudged = asyncio.Event()
        self._outdated = False

    def nudge(self) -> None:
        """Something changed around the job: the next pause ends early."""
        self._nudged.set()

    def wake(self) -> None:
        """Somebody else wrote something down: the next pause ends early and reads it."""
        self._outdated = True
        self._nudged.set()

    async def pause(self, pause_s: float) -> None:
        """Wait this long or until woken; then take over what others may write: a wish to cancel, a fresh token."""
        await self.tools.clock.wait(self._nudged, pause_s)
        self._nudged.clear()
        if self._outdated:
            self._outdated = False
            saved = await self.tools.store.get(self.job.id)
            self.job = replace(self.job, reply=saved.reply, cancel_requested_by=saved.cancel_requested_by)

    async def move(self, target: JobState, **facts: Any) -> None:
        """Save a move; raises StaleJob when someone else moved the job."""
        now = self.now()
        after = self.job.moved(target, **facts)
        if after.ended:
            after = replace(after, ended_at=now)
        before, self.job = self.job, await self.tools.store.advance(self.job, after, now)
        self.tools.figures.moved(before, self.job)
        log.info("job moved", extra=self.facts())

    async def move_for_certain(self, target: JobState, **facts: Any) -> None:
        """Save a move that stands for something done outside: not let go of because a disk is full for a while."""
        while True:
            try:
                await self.move(target, **facts)
                return
            except (StaleJob, IllegalMove):
                raise
            except StoreTrouble as error:
                log.error("done, but it cannot be saved yet", extra=self.facts(target=target.value, why=error.why))
            except Exception:  # whatever keeps the store from writing: what was done exists nowhere else
                log.exception("done, but it cannot be saved yet", extra=self.facts(target=target.value))
            self.again(Again.SAVE)
            await self.tools.clock.wait(asyncio.Event(), pacing.SAVE_PAUSE_S)

    async def go_elsewhere(self) -> None:
        """Save that the pictures go into another message, before one is sent; raises StaleJob or StoreTrouble."""
        self.job = await self.tools.store.go_elsewhere(self.job)

    async def fail(self, why: Failure, detail: str | None = None, **facts: Any) -> None:
        """The bad end, for certain; the charge goes back. `detail` is what was seen from outside, for the operator."""
        detail = None if detail is None else unquoted(detail, self.job.request.prompt)
        await self.move_for_certain(JobState.FAILED, failure=why, detail=detail, **facts)

    def show(self, progress: Progress) -> None:
        """Let the message say this soon."""
        self.tools.messenger.show(self.job, progress)

    def again(self, what: Again) -> None:
        """This is tried once more, which somebody may want to count."""
        self.tools.figures.again[what] += 1

    def now(self) -> datetime:
        """The time."""
        return self.tools.clock.now()

    def seconds_since(self, time: datetime) -> float:
        """How long ago that was; never negative, even when the clock was set back."""
        return max(0.0, (self.now() - time).total_seconds())

    def place(self) -> dict[str, object]:
        """Where the job was asked for: what an operator needs to give the bot its rights back."""
        return {"server": self.job.guild_id, "channel": self.job.reply.channel_id}

    def facts(self, **more: object) -> dict[str, object]:
        """What every line in the log about this job says. Of its prompt nothing, also where somebody repeats that."""
        job = self.job
        facts: dict[str, object] = {"job": job.id, "state": job.state.value}
        if job.provider_id is not None:
            facts["provider_id"] = job.provider_id
        if job.cost_usd is not None:
            facts["cost_usd"] = job.cost_usd
        if job.failure is not None:
            facts["failure"] = job.failure.value
        for name in _FROM_OUTSIDE & more.keys():
            more[name] = unquoted(str(more[name]), job.request.prompt)
        return facts | more
