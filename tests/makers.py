"""Ready-made values for tests; each test names only what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.admission import Admission, OperatorLimits
from bot.core.alttexts import AltTexts, AltTextStore, Texts
from bot.core.audit import Entry
from bot.core.configuration import Block, Configuration, ConfigurationStore, Saved
from bot.core.errors import NoSuchJob
from bot.core.jobs import Failure, GuildId, Job, JobId, JobState, ProviderId, ReplyAddress, UserId
from bot.core.money import Budget, Prices, Spent, micros
from bot.core.ports import Clock
from bot.core.quotas import Allowance, Period
from bot.core.requests import ImagineRequest

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
GUILD = GuildId(77)
ADA = UserId(1001)
BRUNO = UserId(1002)


class NoServers:
    """The configuration store of servers that have decided nothing."""

    async def saved(self, guild: GuildId) -> Saved:
        return Saved()

    async def change(
        self, guild: GuildId, values: Mapping[str, Any], seen: Mapping[str, int], entries: tuple[Entry, ...]
    ) -> None:
        raise NotImplementedError

    async def block(self, guild: GuildId, block: Block, entry: Entry) -> None:
        raise NotImplementedError

    async def unblock(self, guild: GuildId, user: UserId, entry: Entry) -> bool:
        raise NotImplementedError


class Heard:
    """Notices, written down."""

    def __init__(self) -> None:
        self.budgets: list[tuple[GuildId | None, Budget, Spent]] = []

    def nearly_spent(self, guild: GuildId | None, budget: Budget, spent: Spent) -> None:
        self.budgets.append((guild, budget, spent))


class Written:
    """The store of alt texts, in memory: of jobs that it was given."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = {job.id: job for job in jobs}
        self.texts: dict[JobId, dict[int, str]] = {}
        self.entries: list[Entry] = []

    async def job(self, job_id: JobId) -> Job:
        if job_id not in self.jobs:
            raise NoSuchJob
        return self.jobs[job_id]

    async def of(self, jobs: Sequence[JobId]) -> Mapping[JobId, Texts]:
        return {job: dict(self.texts[job]) for job in jobs if job in self.texts}

    async def describe(self, job_id: JobId, texts: Texts, entry: Entry | None) -> Texts:
        before = self.texts.get(job_id, {})
        after = {number: text for number, text in {**before, **texts}.items() if text}
        if after != before and entry is not None:
            self.entries.append(entry)
        self.texts[job_id] = after
        return after


def the_alt_texts(store: AltTextStore, clock: Clock, servers: ConfigurationStore | None = None) -> AltTexts:
    """Those of servers that have decided nothing, or what is in `servers`."""
    return AltTexts(store, Configuration(servers or NoServers(), clock), clock)


def an_admission(allowance: Allowance, clock: Clock, store: ConfigurationStore | None = None, **more: Any) -> Admission:
    """The door of servers that have decided nothing, or what is in that store; three cents a picture."""
    configuration = more.pop("configuration", None) or Configuration(store or NoServers(), clock)
    prices = Prices(more.pop("price", micros(0.03)))
    return Admission(configuration, prices, clock, allowance, OperatorLimits(**more))


def an_allowance(**changes: Any) -> Allowance:
    """Ten pictures a day, UTC, three jobs at once, a set counts as four."""
    return replace(Allowance(10, Period.DAY, ZoneInfo("UTC"), jobs_at_once=3, set_cost=4), **changes)


def a_reply(**changes: Any) -> ReplyAddress:
    """A young reply in a channel."""
    reply = ReplyAddress(1, 2, None, "token", NOON + timedelta(minutes=14), 10 * 1024 * 1024, "en-US")
    return replace(reply, **changes)


def a_job(job_id: int = 1, *, token: str = "token", message_id: int | None = None, **changes: Any) -> Job:
    """Ada's job in a server, accepted at noon; what its state needs is filled in."""
    job = Job(JobId(job_id), ADA, GUILD, ImagineRequest("a fox"), a_reply(token=token, message_id=message_id), 1, NOON)
    state = changes.get("state", JobState.ACCEPTED)
    if state not in (JobState.ACCEPTED, JobState.SUBMITTING, JobState.CANCELLED, JobState.FAILED):
        job = replace(job, provider_id=ProviderId(f"p-{job_id}"), submitted_at=NOON)
    if state is JobState.FAILED:
        job = replace(job, failure=Failure.PROVIDER_FAILED)
    return replace(job, **changes)
