"""The names and bits of permissions. Knows nothing of who has them."""

from collections.abc import Iterable

BITS: dict[str, int] = {
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
}
"""The permissions this model knows, by Discord's names (API reference, Permissions)."""

ORDINARY = frozenset(
    {
        "add_reactions",
        "view_channel",
        "send_messages",
        "embed_links",
        "attach_files",
        "read_message_history",
        "use_application_commands",
        "send_messages_in_threads",
    }
)
"""What every member may do."""

INVITED_BOT = frozenset(
    {
        "view_channel",
        "send_messages",
        "send_messages_in_threads",
        "embed_links",
        "attach_files",
        "read_message_history",
    }
)
"""What the bot was invited with."""

EVERYTHING = frozenset(BITS)


def to_bits(names: Iterable[str]) -> int:
    """The permission integer; raises ValueError for an unknown name."""
    bits = 0
    for name in names:
        if name not in BITS:
            raise ValueError(f"no permission is called {name!r}; known are {', '.join(BITS)}")
        bits |= BITS[name]
    return bits


def suffices(have: frozenset[str], needed: int) -> bool:
    """Whether these permissions are all that `needed` asks for, 0 being nobody but administrators (Discord's commands).

    A bit that this model does not know is a permission that only administrators have.
    """
    return "administrator" in have or (needed != 0 and not needed & ~to_bits(have))
