"""What somebody may do in a server, as the chat says at this very press; nothing of it is remembered."""

from dataclasses import dataclass
from enum import IntEnum

from bot.core.errors import NotAllowed, Outranked
from bot.core.jobs import GuildId, UserId


@dataclass(frozen=True, slots=True)
class Presser:
    """Who pressed where, with what they may do.

    `moderates`: manage messages in that very place; `moderates_everywhere`: in the whole server, whatever is said for
    single channels; `manages`: manage the server.
    """

    user_id: UserId
    guild_id: GuildId | None
    moderates: bool
    manages: bool = False
    moderates_everywhere: bool = False


class Rank(IntEnum):
    """Each may what those before it may."""

    MEMBER = 0
    MODERATOR = 1  # may manage messages, in the whole server
    MANAGER = 2  # may manage the server


def rank_of(presser: Presser) -> Rank:
    """Nobody has a rank in direct messages."""
    if presser.guild_id is None:
        return Rank.MEMBER
    if presser.manages:
        return Rank.MANAGER
    return Rank.MODERATOR if presser.moderates_everywhere else Rank.MEMBER


def demand(presser: Presser, needed: Rank) -> None:
    """Return if they have that rank here; raises NotAllowed. What Discord shows to whom is only its own default."""
    if rank_of(presser) < needed:
        raise NotAllowed(manager=needed is Rank.MANAGER)


def demand_over(presser: Presser, theirs: Rank) -> None:
    """Return if this can be done to somebody of that rank; raises Outranked. Equals may do it to each other."""
    if rank_of(presser) < theirs:
        raise Outranked
