"""What managers do about single members' quotas: give more, let them start anew. Knows no SQL and no sentence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType, Protocol

from bot.core.audit import Action, Entry
from bot.core.errors import GrantRefused
from bot.core.jobs import GuildId, UserId
from bot.core.ports import Clock
from bot.core.ranks import Presser, Rank, demand

GrantId = NewType("GrantId", int)
"""Equal to the id of the interaction that brought it, so the same one twice is one grant."""
GRANT_MOST: Final = 10_000
"""Pictures in one grant, more or fewer."""


@dataclass(frozen=True, slots=True)
class Grant:
    """So many pictures more (or fewer), in the period in which it was given."""

    id: GrantId
    user: UserId
    images: int
    at: datetime


class GrantStore(Protocol):
    """What is asked of the database; every verb is one transaction and may raise StoreTrouble."""

    async def grant(self, guild: GuildId, grant: Grant, entry: Entry) -> None:
        """Write it down; from now on it counts. The same one twice counts once."""
        ...

    async def reset(self, guild: GuildId, user: UserId, at: datetime, entry: Entry) -> None:
        """What this member used and holds until then no longer counts."""
        ...


class Granting:
    """Each verb raises NotAllowed for those who may not manage this server: a quota is its money."""

    def __init__(self, store: GrantStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def grant(self, grant_id: GrantId, presser: Presser, user: UserId, images: int) -> None:
        """Change a member's quota of this period, once for each `grant_id`.

        Raises GrantRefused for 0 and for more than GRANT_MOST.
        """
        guild = _where(presser)
        if images == 0 or abs(images) > GRANT_MOST:
            raise GrantRefused(GRANT_MOST)
        now = self._clock.now()
        entry = Entry(guild, now, presser.user_id, Action.GRANTED, user, facts={"images": images})
        await self._store.grant(guild, Grant(grant_id, user, images, now), entry)

    async def reset(self, presser: Presser, user: UserId) -> None:
        """Let a member's usage count anew; what was granted stays."""
        guild, now = _where(presser), self._clock.now()
        await self._store.reset(guild, user, now, Entry(guild, now, presser.user_id, Action.RESET, user))


def _where(presser: Presser) -> GuildId:
    demand(presser, Rank.MANAGER)
    assert presser.guild_id is not None  # noqa: S101 - nobody has a rank elsewhere
    return presser.guild_id
