"""What the core needs from outside, as Protocols. Says what each answer means, not how it is had."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Protocol

from bot.core.figures import JobFigures
from bot.core.jobs import GuildId, Job, JobId, ProviderId, ReplyAddress, UserId
from bot.core.money import Budget, Limits, Spent
from bot.core.quotas import Allowance, Usage, Window
from bot.core.requests import ImagineRequest
from bot.core.updates import Ending, Picture, Progress


class Clock(Protocol):
    """Time, which tests replace."""

    def now(self) -> datetime:
        """The time, aware, UTC."""
        ...

    async def wait(self, event: asyncio.Event, timeout_s: float) -> bool:
        """Wait until the event is set or the time is over; whether it is set."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """In the provider's queue; `position` as they count, None if they do not say."""

    position: int | None


@dataclass(frozen=True, slots=True)
class AtWork:
    """Being rendered, or a word we do not know, which is taken for that."""


@dataclass(frozen=True, slots=True)
class Over:
    """Ended one way or another; the verdict comes from `result`."""


Status = Waiting | AtWork | Over


@dataclass(frozen=True, slots=True)
class Succeeded:
    """There are pictures; `cost_usd` only when the provider says it."""

    urls: tuple[str, ...]
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class GaveUp:
    """There are none; `blocked` when the content filter decided so. `detail` is theirs, for the log.

    `cost_usd` as with `Succeeded`: whether such a one costs anything, only the provider can say.
    """

    blocked: bool
    detail: str
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class WasCancelled:
    """Cancelled, whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """No verdict yet; `status` is what they say instead."""

    status: Status


Verdict = Succeeded | GaveUp | WasCancelled | Unfinished


class CancelOutcome(Enum):
    """What the provider answers to a wish to cancel. Only `result` proves a cancellation."""

    CANCELLED = "cancelled"
    TOO_LATE = "too_late"
    UNCONFIRMED = "unconfirmed"


class ImageApi(Protocol):
    """The provider. Every method may raise AccountProblem; the others are named with each."""

    async def submit(self, request: ImagineRequest) -> ProviderId:
        """Order and pay, at most once.

        Raises NotSent, Busy, Rejected or Blocked when it was certainly not taken, OutcomeUnknown when it may have been.
        """
        ...

    async def status(self, provider_id: ProviderId) -> Status:
        """Where it stands. Raises NotFound, Busy, Unreachable or Unintelligible; none of them says that it failed."""
        ...

    async def result(self, provider_id: ProviderId) -> Verdict:
        """How it ended. Raises as `status` does."""
        ...

    async def cancel(self, provider_id: ProviderId) -> CancelOutcome:
        """Ask to cancel; harmless to repeat. Raises as `status` does."""
        ...

    def trusts(self, url: str) -> bool:
        """Whether a result link leads to a host of the provider's, so that it may be shown."""
        ...

    async def download(self, url: str, target: Path) -> None:
        """Put a result file at `target`. Raises BadFile for good, Unreachable when it may work later."""
        ...


class PictureTools(Protocol):
    """What can be done with a picture file."""

    async def fit(self, path: Path, url: str, limit_bytes: int) -> Picture:
        """The file as it is when it is at most `limit_bytes`, else re-encoded beside it until it is.

        Raises BadFile when it is no picture or one that would take too much memory, CannotFit when it is one that
        cannot be made small enough.
        """
        ...


class Messenger(Protocol):
    """The one writer of each job's message."""

    def show(self, job: Job, progress: Progress) -> None:
        """Let the message say this soon; newest wins, the same text twice is written once, errors are only logged."""
        ...

    async def finish(self, job: Job, ending: Ending) -> None:
        """Let the message say this as its last word, and wait until it does.

        Pictures of a job that goes `elsewhere` are brought as a new message, or directly to the person. Safe to
        repeat. Raises ReplyGone, ReplyForbidden, TooLarge, DiscordTrouble or StoreTrouble.
        """
        ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of an order: the job, and whether this call made it (an interaction may arrive twice).

    `warnings`: budgets that are nearly used up, each told once in its window.
    """

    job: Job
    fresh: bool
    warnings: tuple[tuple[Budget, Spent], ...] = ()


class Notices(Protocol):
    """What those who run a server are told of, in its log channel; the operator reads it in the log. Never raises."""

    def nearly_spent(self, guild: GuildId | None, budget: Budget, spent: Spent) -> None:
        """Most of this budget is spent or held; said once in its window."""
        ...


class Store(Protocol):
    """What must survive; every verb is one transaction."""

    async def accept(self, job: Job, allowance: Allowance, limits: Limits = ...) -> Accepted:
        """Check the allowance and the limits, hold what the job counts and can cost, and save it; or find it.

        Raises QuotaExceeded, TooManyAtOnce, ServerBusy, BudgetExceeded or PriceUnknown; then nothing was saved.
        """
        ...

    async def confirm_reply(self, job_id: JobId, message_id: int) -> Job:
        """The first reply is there, under this id. Raises NoSuchJob."""
        ...

    async def refresh_reply(self, job_id: JobId, reply: ReplyAddress) -> None:
        """A newer token for the same message."""
        ...

    async def request_cancel(self, job_id: JobId, by: UserId, now: datetime) -> Job:
        """Write the wish down (the first one stays; somebody else's goes into the audit log) and return the job.

        Raises NoSuchJob.
        """
        ...

    async def get(self, job_id: JobId) -> Job:
        """The job as it is now. Raises NoSuchJob."""
        ...

    async def renew(self, lease_until: datetime) -> None:
        """Say that this process is alive and holds its jobs until then."""
        ...

    async def claim(self, now: datetime) -> Sequence[Job]:
        """Take over every job that is not done and whose holder's lease is over or was never there, oldest first.

        A new epoch fences the older holder out: whatever it still writes is StaleJob. Its own jobs are not among them.
        """
        ...

    async def release(self) -> int:
        """Give back the lease and all jobs that this process holds; returns how many. It can move none of them then."""
        ...

    async def advance(self, before: Job, after: Job, now: datetime) -> Job:
        """Save a move that `Job.moved` made, and settle the charge as the table says, in one step.

        Returns `after` with its new version. Raises StaleJob when the job is no longer as `before` says.
        """
        ...

    async def go_elsewhere(self, job: Job) -> Job:
        """Its pictures go into another message from now on, also after a restart. Raises StaleJob as `advance` does."""
        ...

    async def mark_told(self, job: Job) -> None:
        """The message of an ended or kept job says so, or never can. Raises StaleJob as `advance` does."""
        ...

    async def kept(self, user: UserId) -> Sequence[Job]:
        """This person's jobs whose pictures wait for them, wherever they were asked for, oldest first."""
        ...

    async def reopen(self, job_id: JobId, user: UserId, reply: ReplyAddress) -> Job:
        """A kept job of this person becomes READY again and ours, to be shown at the new address.

        Raises NoSuchJob when it is not theirs, TooLate when it is not kept (any more).
        """
        ...

    async def forgotten(self, ready_before: datetime) -> Sequence[Job]:
        """Take over kept jobs that nobody came for since then."""
        ...

    async def usage(self, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        """What this person used and holds here in the window: a sum over the ledger."""
        ...

    async def durations(self, request: ImagineRequest) -> Sequence[float]:
        """Seconds that the last finished jobs of this tier and kind were rendered in, newest first.

        Counted from when we saw the work begin, or from the submit where we never did.
        """
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """All that a journey works with. `job_timeout` counts from the submit; `spool` is where files rest on their way.

    `figures` is what journeys keep of themselves, for those who watch.
    """

    store: Store
    api: ImageApi
    pictures: PictureTools
    messenger: Messenger
    clock: Clock
    allowance: Allowance
    spool: Path
    job_timeout: timedelta
    figures: JobFigures = field(default_factory=JobFigures)
