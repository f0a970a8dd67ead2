"""One job with all that is known of it, and the newest jobs of a server: for its moderators. Moves nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.core.audit import Action, AuditStore, Entry, Wanted
from bot.core.errors import NoSuchJob
from bot.core.jobs import Charge, GuildId, Job, JobId, UserId
from bot.core.money import Micros
from bot.core.ports import Clock
from bot.core.ranks import Presser, Rank, demand

ENTRIES_MOST: Final = 20
SUGGESTIONS_LIMIT: Final = 25
"""Discord takes no more choices while somebody types."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A job and its ledgers. `settled` is what became of the charge and when; `held` and `paid` are its dollars, None
    where there are none yet; `children` were asked for from its result; `reports` are so many."""

    job: Job
    settled: Charge | None
    settled_at: datetime | None
    held: Micros | None
    paid: Micros | None
    children: tuple[JobId, ...] = ()
    reports: int = 0
    entries: tuple[Entry, ...] = ()


class CaseStore(Protocol):
    """What is asked of the database; each verb is one transaction and may raise StoreTrouble."""

    async def whole(self, guild: GuildId, job_id: JobId) -> Whole:
        """A job of this server with its ledgers, erased or not. Raises NoSuchJob."""
        ...

    async def newest(self, guild: GuildId, words: str, limit: int) -> Sequence[Job]:
        """The newest jobs of this server that everybody could see and in whose prompts these words stand."""
        ...


class Cases:
    """For moderators of the job's own server."""

    def __init__(self, store: CaseStore, audit: AuditStore, clock: Clock) -> None:
        self._store = store
        self._audit = audit
        self._clock = clock

    async def deleted(self, job: Job, by: UserId) -> None:
        """The message of a result was taken away: say so in its server's log."""
        if job.guild_id is not None:
            entry = Entry(job.guild_id, self._clock.now(), by, Action.DELETED, job.user_id, job.id)
            await self._audit.record(entry)

    async def open(self, presser: Presser, job_id: JobId) -> Whole:
        """A job with all that is known of it. Raises NotAllowed or NoSuchJob."""
        guild = _where(presser)
        whole = await self._store.whole(guild, job_id)
        entries = await self._audit.entries(guild, Wanted(job=job_id), None, ENTRIES_MOST)
        return Whole(
            whole.job,
            whole.settled,
            whole.settled_at,
            whole.held,
            whole.paid,
            whole.children,
            whole.reports,
            tuple(reversed(entries)),
        )

    async def newest(self, presser: Presser, words: str) -> Sequence[Job]:
        """What a moderator may mean. Raises NotAllowed."""
        return await self._store.newest(_where(presser), words, SUGGESTIONS_LIMIT)

    async def log(self, presser: Presser, wanted: Wanted, before: int | None, limit: int) -> Sequence[Entry]:
        """The audit log of this server. Raises NotAllowed."""
        return await self._audit.entries(_where(presser), wanted, before, limit)


def _where(presser: Presser) -> GuildId:
    demand(presser, Rank.MODERATOR)
    if presser.guild_id is None:
        raise NoSuchJob
    return presser.guild_id
