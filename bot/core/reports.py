"""Reports of pictures that should not be here: who may report what, what moderators decide. Knows no SQL, no chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, NewType, Protocol

from bot.core.audit import Action, Entry
from bot.core.cases import Whole
from bot.core.errors import NoSuchJob, StillBringing
from bot.core.jobs import GuildId, Job, JobId, JobState, UserId
from bot.core.ports import Clock
from bot.core.ranks import Presser, Rank, demand

ReportId = NewType("ReportId", int)
"""Equal to the id of the interaction that brought it, so the same one twice is one report."""
REASON_LIMIT_CHARS: Final = 300
OPEN_MOST: Final = 5
"""Open reports that one member may have in a server."""
PAGE_REPORTS: Final = 5


class Decision(Enum):
    """What moderators did about a report."""

    DELETED = "deleted"
    BLOCKED = "blocked"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Report:
    """One member's report of the picture of a job. `channel_id` and `message_id` are where they saw it.

    `told_in`: channel and message in which moderators have it before them, as far as is known.
    """

    id: ReportId
    guild_id: GuildId
    job_id: JobId
    reporter: UserId
    reason: str
    at: datetime
    channel_id: int
    message_id: int
    decision: Decision | None = None
    decided_by: UserId | None = None
    told_in: tuple[int, int] | None = None


class ReportStore(Protocol):
    """What is asked of the database; every verb is one transaction and may raise StoreTrouble."""

    async def add(self, report: Report, open_most: int, entry: Entry) -> None:
        """Save it. Raises AlreadyReported (this member, this job) or TooManyReports."""
        ...

    async def one(self, guild: GuildId, report_id: ReportId) -> Report:
        """A report of this server. Raises NoSuchJob."""
        ...

    async def open(self, guild: GuildId, limit: int) -> tuple[Sequence[Report], int]:
        """Reports that nobody decided yet, oldest first, and how many there are."""
        ...

    async def told(self, guild: GuildId, report_id: ReportId, told_in: tuple[int, int]) -> Report:
        """Note where moderators have it before them; the report as it is by now. Raises NoSuchJob."""
        ...

    async def decide(self, guild: GuildId, report_id: ReportId, decision: Decision, entry: Entry) -> Sequence[Report]:
        """Decide it, and every other open report of the same job; all of them, this one first.

        Raises NoSuchJob, or AlreadyDecided.
        """
        ...


class JobStore(Protocol):
    """What is asked of the store of cases."""

    async def whole(self, guild: GuildId, job_id: JobId) -> Whole:
        """A job of this server, its words erased or not. Raises NoSuchJob."""
        ...


class Reports:
    """What members and moderators do about pictures that should not be here."""

    def __init__(self, store: ReportStore, jobs: JobStore, clock: Clock) -> None:
        self._store = store
        self._jobs = jobs
        self._clock = clock

    @staticmethod
    def check(presser: Presser, job: Job) -> None:
        """Return if this job's picture is shown to everybody in this server; raises NoSuchJob."""
        here = job.guild_id is not None and job.guild_id == presser.guild_id
        if not here or job.reply.private or job.state not in (JobState.READY, JobState.DELIVERED):
            raise NoSuchJob

    async def add(self, report_id: ReportId, presser: Presser, job: Job, where: tuple[int, int], reason: str) -> Report:
        """A member reports a picture that they see here; `where` are the ids of channel and message.

        Raises NoSuchJob for what is not shown to everybody in this server, AlreadyReported or TooManyReports.
        """
        self.check(presser, job)
        if job.guild_id is None:
            raise NoSuchJob
        now = self._clock.now()
        words = reason.strip()[:REASON_LIMIT_CHARS]
        report = Report(report_id, job.guild_id, job.id, presser.user_id, words, now, *where)
        facts = {"reason": words}
        entry = Entry(job.guild_id, now, presser.user_id, Action.REPORTED, job.user_id, job.id, facts)
        await self._store.add(report, OPEN_MOST, entry)
        return report

    async def open(self, presser: Presser) -> tuple[Sequence[Report], int]:
        """What waits for a decision here, and how many there are. Raises NotAllowed."""
        return await self._store.open(_where(presser), PAGE_REPORTS)

    async def look(self, presser: Presser, report_id: ReportId) -> tuple[Report, Job]:
        """A report of this server and the job that it is about. Raises NotAllowed or NoSuchJob."""
        report = await self._store.one(_where(presser), report_id)
        return report, (await self._jobs.whole(report.guild_id, report.job_id)).job

    async def told(self, report: Report, told_in: tuple[int, int]) -> Report:
        """Moderators have it before them, in the message with these ids of channel and message.

        The report as it is by now: somebody may have decided about it meanwhile.
        """
        return await self._store.told(report.guild_id, report.id, told_in)

    async def decide(self, presser: Presser, report_id: ReportId, decision: Decision) -> Sequence[Report]:
        """The first decision counts, for all open reports of that picture: they are returned, this one first.

        Raises NotAllowed, NoSuchJob, AlreadyDecided, or StillBringing as `may_delete`.
        """
        guild, now = _where(presser), self._clock.now()
        _, job = await self.look(presser, report_id)
        if decision is Decision.DELETED and job.state is JobState.READY:
            raise StillBringing
        facts = {"decision": decision.value}
        entry = Entry(guild, now, presser.user_id, Action.DECIDED, job.user_id, job.id, facts)
        return await self._store.decide(guild, report_id, decision, entry)


def _where(presser: Presser) -> GuildId:
    demand(presser, Rank.MODERATOR)
    if presser.guild_id is None:
        raise NoSuchJob
    return presser.guild_id
