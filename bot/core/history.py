"""What a member finds again: their finished pictures, page by page, and what is still in the making. Moves no state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, Protocol

from bot.core.errors import NoSuchJob
from bot.core.jobs import GuildId, Job, JobId, JobState, ReplyAddress, UserId
from bot.core.ports import Clock
from bot.core.ranks import Presser
from bot.core.reposting import Reposted, Reposting

PAGE_JOBS: Final = 5
"""Results on one page."""
SUGGESTIONS_LIMIT: Final = 25
"""Discord takes no more choices while somebody types."""
UNFINISHED_LIMIT: Final = 25
"""Options in one menu, says Discord; `JOBS_AT_ONCE` is far below."""
WORDS_LIMIT_CHARS: Final = 40
"""What can be searched for; it travels inside the ids of buttons."""

BEING_MADE: Final = frozenset({JobState.ACCEPTED, JobState.SUBMITTING, JobState.QUEUED, JobState.RUNNING})
"""States in which cancelling may still make a difference."""


class Way(Enum):
    """In which direction a page lies from the one in front of somebody."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in their history: the page that lies in this direction from this job; None is the beginning.

    `words` must stand in the prompts; empty takes them all.
    """

    words: str = ""
    way: Way = Way.OLDER
    beside: JobId | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of one's results, newest first, and whether there are more on either side."""

    place: Place
    jobs: tuple[Job, ...]
    newer: bool
    older: bool


class HistoryStore(Protocol):
    """What is asked of the database; every verb is one transaction.

    A result is *in the history* when it was shown, was not removed, and its words were not erased.
    """

    async def results(self, user: UserId, guild: GuildId | None, place: Place, limit: int) -> Sequence[Job]:
        """This person's results here in the history from that place on, nearest to it first."""
        ...

    async def result(self, job_id: JobId) -> Job:
        """A result in anybody's history. Raises NoSuchJob."""
        ...

    async def remove(self, job_id: JobId, user: UserId, now: datetime) -> None:
        """Take a result out of this person's history. Raises NoSuchJob when it is not in it."""
        ...

    async def of_message(self, message_id: int) -> Job:
        """The newest job that is told about in this message, whatever its state. Raises NoSuchJob."""
        ...

    async def job(self, job_id: JobId) -> Job:
        """Any job whose words were not erased. Raises NoSuchJob."""
        ...

    async def not_done(self, user: UserId, guild: GuildId | None) -> Sequence[Job]:
        """This person's jobs here that have not come to their end, oldest first."""
        ...


class History:
    """A member's own past, and what others here may see of it."""

    def __init__(self, store: HistoryStore, clock: Clock, reposting: Reposting) -> None:
        self._store = store
        self._clock = clock
        self._reposting = reposting

    async def page(self, user: UserId, guild: GuildId | None, place: Place) -> Page:
        """One page of this person's results here. A place whose results are gone is taken for the beginning."""
        found = await self._store.results(user, guild, place, PAGE_JOBS + 1)
        jobs, more = tuple(found[:PAGE_JOBS]), len(found) > PAGE_JOBS
        if place.beside is None:
            return Page(place, jobs, newer=False, older=more)
        if not jobs or (place.way is Way.NEWER and not more):  # the beginning, which is always a full page
            return await self.page(user, guild, Place(place.words))
        if place.way is Way.NEWER:
            return Page(place, jobs[::-1], newer=True, older=True)
        return Page(place, jobs, newer=True, older=more)

    async def suggestions(self, user: UserId, guild: GuildId | None, words: str) -> Sequence[Job]:
        """This person's newest results here in whose prompt these words stand."""
        return await self._store.results(user, guild, Place(words), SUGGESTIONS_LIMIT)

    async def open(self, job_id: JobId, presser: Presser) -> Job:
        """A result of this very server, or of this person's direct messages.

        Raises NoSuchJob when it is anywhere else, was removed, or is a private one of somebody else.
        """
        job = await self._store.result(job_id)
        if not _may_see(job, presser):
            raise NoSuchJob
        return job

    async def own(self, job_id: JobId, presser: Presser) -> Job:
        """A result in this person's own history. Raises NoSuchJob."""
        job = await self.open(job_id, presser)
        if job.user_id != presser.user_id:
            raise NoSuchJob
        return job

    async def remove(self, job_id: JobId, presser: Presser) -> None:
        """Take a result out of one's own history; its message stays. Raises NoSuchJob."""
        await self.own(job_id, presser)
        await self._store.remove(job_id, presser.user_id, self._clock.now())

    async def post_again(self, job: Job, by: UserId, press: int, place: ReplyAddress) -> Reposted:
        """Bring the pictures of an opened result to that place once more; see Reposting."""
        return await self._reposting.post_again(job, by, press, place)

    def links(self, job: Job) -> list[str]:
        """Addresses of its pictures that may be shown, in their order."""
        return self._reposting.links(job)

    async def own_request(self, job_id: JobId, presser: Presser) -> Job:
        """A request of this person, whatever its state, made in this very place. Raises NoSuchJob."""
        job = await self._store.job(job_id)
        if job.user_id != presser.user_id or job.guild_id != presser.guild_id:
            raise NoSuchJob
        return job

    async def of_message(self, message_id: int) -> Job:
        """The newest job that is told about in this message, for those who check what they may see of it.

        Raises NoSuchJob.
        """
        return await self._store.of_message(message_id)

    async def told_in(self, message_id: int, named: JobId | None, presser: Presser) -> Job:
        """The job of a message that this person has before them: the one that the message names, else by its id.

        Raises NoSuchJob when there is none that they may see.
        """
        job = await (self._store.of_message(message_id) if named is None else self._store.job(named))
        if not _may_see(job, presser):
            raise NoSuchJob
        return job

    async def being_made(self, user: UserId, guild: GuildId | None) -> Sequence[Job]:
        """This person's requests here that cancelling may still stop, oldest first."""
        jobs = await self._store.not_done(user, guild)
        return [job for job in jobs if job.state in BEING_MADE][:UNFINISHED_LIMIT]


def _may_see(job: Job, presser: Presser) -> bool:
    if job.user_id == presser.user_id:
        return job.guild_id == presser.guild_id
    return job.guild_id is not None and job.guild_id == presser.guild_id and not job.reply.private
