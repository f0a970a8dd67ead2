"""Who did what in a server: the words of the log that its people can read. Decides nothing; knows no sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, Protocol

from bot.core.jobs import GuildId, JobId, UserId

Fact = str | int | float | bool | None
PAGE_ENTRIES: Final = 10
"""Entries on one page."""
KEPT_DAYS: Final = 365
"""So long an entry stays, whatever a server or the operator decides about words: nobody can wipe their own trail."""


class Action(Enum):
    """What was done. `facts` of its entry are named with each; words of people stand in `reason` alone."""

    SET = "set"  # setting, before, after: as in the settings file
    IMPORTED = "imported"  # settings: how many were changed
    PAUSED = "paused"  # reason
    RESUMED = "resumed"
    GRANTED = "granted"  # images, about a user
    RESET = "reset"  # about a user's quota
    BLOCKED = "blocked"  # reason, until (ISO 8601) or None
    UNBLOCKED = "unblocked"
    CANCELLED = "cancelled"  # somebody else's job
    DELETED = "deleted"  # the message of a job
    REPORTED = "reported"  # reason
    DECIDED = "decided"  # decision: what became of a reported picture or its member
    CLEARED = "cleared"  # a job that was possibly paid was looked after; paid: whether it was
    DESCRIBED = "described"  # written, cleared: of how many pictures of a job the alt text was


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that `actor` did, perhaps about a member or a job. `id` is the store's; 0 before it is saved."""

    guild_id: GuildId
    at: datetime
    actor: UserId
    action: Action
    user: UserId | None = None
    job: JobId | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])
    id: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries somebody asks for; None asks for all. `member`: who did it or whom it is about."""

    member: UserId | None = None
    action: Action | None = None
    job: JobId | None = None


class AuditStore(Protocol):
    """What is asked of the database; entries of a server are for that server alone. May raise StoreTrouble."""

    async def record(self, entry: Entry) -> None:
        """Write one down. What changes something else writes its entry in that same transaction instead."""
        ...

    async def entries(self, guild: GuildId, wanted: Wanted, before: int | None, limit: int) -> Sequence[Entry]:
        """Newest first, from before that id on."""
        ...
