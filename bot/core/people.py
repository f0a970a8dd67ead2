"""What belongs to a member: their preferences, and what is kept about them. Moves no job; knows no SQL, no Discord."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol

from bot.core.audit import Entry
from bot.core.configuration import Block
from bot.core.errors import StoreTrouble
from bot.core.granting import Grant
from bot.core.jobs import Charge, GuildId, Job, JobId, UserId
from bot.core.ports import Clock
from bot.core.reports import Report
from bot.core.requests import Images, ImagineRequest, Size

log = logging.getLogger(__name__)

REMEMBERED_PEOPLE: Final = 10_000
"""So many members' preferences stay in memory; a few hundred bytes each."""
LOCALE_WITHIN_S: Final = 0.5
"""So long an answer waits to learn its language; Discord waits 3 s for the answer."""
ERASED_AT_ONCE: Final = 500
"""Jobs (or words beside them) erased in one transaction: some 10 ms in which nobody else writes."""
SHOWN_UNDER_WAY: Final = 8
"""So many of the jobs that stand against erasing are named."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a member wants where they say nothing; None where they have no wish.

    `locale` is one of Discord's; without it Discord's own setting of that member counts.
    """

    size: Size | None = None
    scale: float | None = None
    images: Images | None = None
    private: bool | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """What a member typed, as it came; None for what was left out."""

    prompt: str
    size: str | None = None
    scale: float | None = None
    images: str | None = None
    private: bool | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a member wants: the request, and whether only they shall see it."""

    request: ImagineRequest
    private: bool


def wished(typed: Typed, preferences: Preferences) -> Wish:
    """What was typed, completed by what its member prefers. Raises as `ImagineRequest.parse` does."""
    size = preferences.size.value if typed.size is None and preferences.size is not None else typed.size
    scale = preferences.scale if typed.scale is None else typed.scale
    images = wished_images(typed.images, preferences)
    private = preferences.private if typed.private is None else typed.private
    return Wish(ImagineRequest.parse(typed.prompt, size, scale, images), private=bool(private))


def wished_images(typed: str | None, preferences: Preferences) -> str | None:
    """One picture or a set, as it was typed or else as its member prefers; None where they have no wish."""
    return preferences.images.value if typed is None and preferences.images is not None else typed


@dataclass(frozen=True, slots=True)
class Record:
    """A job as it is kept, with how its charge was settled and when; None while it is held.

    `alt_texts` are what was written about its pictures, by their number.
    """

    job: Job
    settled: Charge | None
    settled_at: datetime | None
    alt_texts: Mapping[int, str] = field(default_factory=dict[int, str])


@dataclass(frozen=True, slots=True)
class Traces:
    """What is kept about a member beside requests and preferences, newest first; `left_out` are so many older ones.

    `reports` are theirs, `reported` are of their pictures; `entries` are what they did and what was done about them.
    """

    reports: Sequence[Report] = ()
    reported: Sequence[Report] = ()
    blocks: Sequence[tuple[GuildId, Block]] = ()
    grants: Sequence[tuple[GuildId, Grant]] = ()
    resets: Sequence[tuple[GuildId, datetime]] = ()
    entries: Sequence[Entry] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Jobs that stand against erasing: in the making, or kept for their member. `number` counts those not named too."""

    jobs: tuple[Job, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Erased:
    """So many jobs lost their words."""

    jobs: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction erased; `last` is where to go on, None when there is no more."""

    erased: int
    last: JobId | None


class PeopleStore(Protocol):
    """What is kept about people; every verb is one transaction and may raise StoreTrouble."""

    async def preferences(self, user: UserId) -> Preferences:
        """What this member prefers; nothing of what this program does not know any more."""
        ...

    async def prefer(self, user: UserId, preferences: Preferences, now: datetime) -> None:
        """Put these in the place of what was preferred before."""
        ...

    async def under_way(self, user: UserId, limit: int) -> UnderWay:
        """Jobs of this member that have not ended, whose end is still being told, or whose pictures wait for them."""
        ...

    async def records(self, user: UserId, before: JobId | None, limit: int) -> Sequence[Record]:
        """Jobs of this member in any server, newest first, from before that one; erased ones without what they lost."""
        ...

    async def traces(self, user: UserId, limit: int) -> Traces:
        """What is kept about this member beside that, in any server; at most so many of each kind."""
        ...

    async def number_of_jobs(self, user: UserId) -> int:
        """How many jobs of this member are kept, erased ones among them."""
        ...

    async def begin_erasing(self, user: UserId, limit: int) -> UnderWay | None:
        """Forget the preferences and in whose jobs this member pressed Cancel.

        Or return what stands against it, at most `limit` of them named; then nothing was erased.
        """
        ...

    async def erase_jobs_of(self, user: UserId, after: JobId | None, limit: int, now: datetime) -> Batch:
        """Erase this member's ended jobs with what was written about their pictures, oldest first, from after that one.

        Charges are not touched.
        """
        ...

    async def erase_words_of(self, user: UserId, limit: int, now: datetime) -> int:
        """Erase reasons that this member wrote, in reports and the audit log, and blocks with them that are over.

        Returns how many, fewer than `limit` when there is no more. Reports, entries and blocks in force stay.
        """
        ...

    async def erase_jobs_ended(self, before: datetime, limit: int, now: datetime, guild: GuildId | None = None) -> int:
        """Erase anybody's jobs that ended before then, or those of one server, as `erase_jobs_of` does.

        Returns how many, fewer than `limit` when there is no more. Possibly paid ones that nobody has cleared stay as
        they are. Charges are not touched.
        """
        ...

    async def erase_words(self, before: datetime, limit: int, guild: GuildId | None = None) -> int:
        """Erase anybody's reasons from before then: of decided reports, in the audit log, of blocks over by then.

        Or those of one server. Returns how many, fewer than `limit` when there is no more. The entries stay.
        """
        ...

    async def forget_entries(self, before: datetime, limit: int) -> int:
        """Take entries of the audit log from before then away; how many, fewer than `limit` when there is no more."""
        ...

    async def keeping_shorter(self) -> Mapping[GuildId, int]:
        """Servers that decided how many days words are kept there."""
        ...


class People:
    """What members do with what belongs to them."""

    def __init__(self, store: PeopleStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: OrderedDict[UserId, Preferences] = OrderedDict()
        self._lookups: dict[UserId, asyncio.Task[Preferences]] = {}
        self._changing = asyncio.Lock()

    async def preferences(self, user: UserId) -> Preferences:
        """What this member prefers. Raises StoreTrouble."""
        known = self._known.get(user)
        if known is not None:
            self._known.move_to_end(user)
            return known
        return await asyncio.shield(self._lookup(user))

    @property
    def remembered(self) -> int:
        """How many people's preferences are in memory."""
        return len(self._known)

    async def locale(self, user: UserId) -> str | None:
        """The language that this member chose; None when they chose none, or it cannot be learned in time."""
        if user in self._known:
            return self._known[user].locale
        task = self._lookup(user)
        await asyncio.wait({task}, timeout=LOCALE_WITHIN_S)
        learned = task.done() and not task.cancelled() and task.exception() is None
        return task.result().locale if learned else None

    async def prefer(self, user: UserId, **changes: Any) -> Preferences:
        """Change some preferences, by their names; how they are now. Raises StoreTrouble; then nothing was changed."""
        async with self._changing:  # two menus that are used at the same moment both count
            preferences = replace(await self.preferences(user), **changes)
            await self._store.prefer(user, preferences, self._clock.now())
            self._remember(user, preferences)
        return preferences

    async def reset(self, user: UserId) -> Preferences:
        """Prefer nothing. Raises StoreTrouble."""
        return await self.prefer(user, size=None, scale=None, images=None, private=None, locale=None)

    async def under_way(self, user: UserId) -> UnderWay | None:
        """What stands against erasing everything about this member now, if anything. Raises StoreTrouble."""
        found = await self._store.under_way(user, SHOWN_UNDER_WAY)
        return found if found.number else None

    async def erase(self, user: UserId) -> Erased | UnderWay:
        """Erase what is kept about this member but for the accounts, unless something is under way.

        Raises StoreTrouble; what was erased by then stays erased, and it can be asked for again.
        """
        async with self._changing:
            stands_against = await self._store.begin_erasing(user, SHOWN_UNDER_WAY)
            if stands_against is not None:
                return stands_against
            self._remember(user, Preferences())
        while await self._store.erase_words_of(user, ERASED_AT_ONCE, self._clock.now()) >= ERASED_AT_ONCE:
            pass  # some of them a time, as the jobs below
        erased, last = 0, None
        while True:
            batch = await self._store.erase_jobs_of(user, last, ERASED_AT_ONCE, self._clock.now())
            erased, last = erased + batch.erased, batch.last
            if last is None:
                log.info("a member's data was erased", extra={"user": user, "jobs": erased})
                return Erased(erased)

    def _lookup(self, user: UserId) -> "asyncio.Task[Preferences]":
        """One look into the store for all who ask at the same time; it goes on when they do not wait for it."""
        task = self._lookups.get(user)
        if task is None:
            task = self._lookups[user] = asyncio.create_task(self._look_up(user), name=f"preferences of {user}")
            task.add_done_callback(_trouble_is_told)
        return task

    async def _look_up(self, user: UserId) -> Preferences:
        try:
            found = await self._store.preferences(user)
            if user not in self._known:  # changed meanwhile: what was read may be older
                self._remember(user, found)
            return self._known[user]
        finally:
            self._lookups.pop(user, None)

    def _remember(self, user: UserId, preferences: Preferences) -> None:
        self._known[user] = preferences
        self._known.move_to_end(user)
        if len(self._known) > REMEMBERED_PEOPLE:
            self._known.popitem(last=False)


def _trouble_is_told(task: "asyncio.Task[Preferences]") -> None:
    """Those who waited may have gone on without it; the store itself logs its troubles."""
    if not task.cancelled() and (error := task.exception()) is not None and not isinstance(error, StoreTrouble):
        log.error("preferences cannot be read", exc_info=error)
