"""What the doctor says of Discord: what is so, and how to mend it. Plain text, in English. Decides nothing."""

from collections.abc import Iterable, Sequence
from typing import Final

from bot.chat.doctor_words import Said
from bot.chat.text import count

_PORTAL: Final = "https://discord.com/developers/applications"

TOKEN_REFUSED: Final = (
    "DISCORD_TOKEN is refused by Discord.",
    f"Reset it on the portal's Bot page ({_PORTAL}) and put the new one into .env.",
)
ENDPOINT_SET: Final = (
    "This application has an Interactions Endpoint URL, so no command would ever arrive here.",
    f"Clear that field in the portal (General Information, {_PORTAL}).",
)
ENDPOINT_EMPTY: Final = "The Interactions Endpoint URL is empty, as it must be."
INTENTS_RIGHT: Final = "No privileged intent is needed, and none is switched on."
CODE_GRANT: Final = (
    "Nobody can invite this bot, for the portal says Requires OAuth2 Code Grant.", "Switch that off on the Bot page.",
)  # fmt: skip


def token_taken(name: str) -> str:
    """The login worked."""
    return f"Discord takes the token: this is {name}."


def discord_silent(why: str) -> Said:
    """Not to be reached."""
    return (f"Discord does not answer: {why}.", "Look at the network, and at https://discordstatus.com.")


def intents_lacking(names: Iterable[str]) -> Said:
    """The gateway would refuse the bot."""
    return (
        f"The bot needs intents that the portal does not grant: {', '.join(names)}.",
        "Switch them on on the Bot page.",
    )


def intents_unneeded(names: Iterable[str]) -> Said:
    """More than it needs."""
    return (
        f"The portal grants intents that the bot does not need: {', '.join(names)}.",
        "Switch them off on the Bot page.",
    )


def commands_registered(number: int) -> str:
    """As this program has them."""
    return f"Commands can be registered, and Discord has all {number}."


def commands_unreadable(why: str) -> Said:
    """Not even to be read."""
    return (
        f"Discord does not let the bot see its own commands: {why}.",
        "Try again; nothing can be registered like that.",
    )


def commands_differ(missing: Sequence[str], strange: Sequence[str]) -> Said:
    """Another version's, or none yet."""
    parts = [f"lacks {', '.join(missing)}"] if missing else []
    parts += [f"has {', '.join(strange)} of another version"] if strange else []
    return (f"Commands can be registered, but Discord {' and '.join(parts)}.", "The bot's next start registers all.")


def invitation(application_id: int, permissions: int) -> str:
    """The address that invites the bot, or gives it its rights back."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application_id}"
        f"&scope=bot+applications.commands&permissions={permissions}"
    )


def servers_unreadable(why: str) -> Said:
    """Not told."""
    return (f"Discord does not say which servers the bot is in: {why}.", "Try again.")


def no_servers(link: str) -> Said:
    """Nobody has invited it."""
    return ("The bot is in no server yet.", f"Invite it: {link}")


def servers_well(number: int) -> str:
    """It may what it needs."""
    return f"In {count(number, 'server', 'servers')} the bot has every right of its invitation."


def server_unknown(server_id: int, link: str) -> Said:
    """Asked about by number."""
    return (f"The bot is not in server {server_id}.", f"Look at the number, or invite it: {link}")


def server_lacks(name: str, server_id: int, lacks: Iterable[str], link: str) -> Said:
    """Its role has lost something."""
    return (
        f"In server {name} ({server_id}) the bot lacks {', '.join(lacks)}.",
        f"Give its role that, or invite it again: {link}",
    )


def server_without_commands(name: str, server_id: int, link: str) -> Said:
    """Invited as a bot alone."""
    return (f"In server {name} ({server_id}) nobody sees the commands.", f"Invite it again with their scope: {link}")


def scope_unreadable(why: str) -> Said:
    """Not told."""
    return (f"Discord does not say in which servers commands are seen: {why}.", "Try again.")


def scopes_not_asked(number: int) -> str:
    """Too many for one look."""
    where = count(number, "more server", "more servers")
    return f"In {where} it was not asked whether commands are seen; name one with --server."


def more_servers(number: int) -> Said:
    """A list that would be too long."""
    return (f"The same in {count(number, 'more server', 'more servers')}.", "Name one with --server.")


def channel_unreadable(channel_id: int, why: str) -> Said:
    """Not told."""
    return (f"Discord does not say what may be done in channel {channel_id}: {why}.", "Try again.")


def channel_unknown(channel_id: int) -> Said:
    """Asked about by number."""
    return (
        f"There is no channel {channel_id} for the bot.",
        "Look at the number: right-click the channel, Copy Channel ID.",
    )


def channel_elsewhere(name: str, channel_id: int) -> Said:
    """Of another server than the one named."""
    return (f"Channel {name} ({channel_id}) is in another server.", "Name its own server with --server, or none.")


def channel_lacks(name: str, channel_id: int, lacks: Iterable[str]) -> Said:
    """Somebody has closed it for the bot."""
    return (
        f"In channel {name} ({channel_id}) the bot lacks {', '.join(lacks)}.",
        "Give its role that in the channel's settings.",
    )


def channel_closed(name: str, channel_id: int) -> Said:
    """Archived or locked."""
    return (f"Thread {name} ({channel_id}) is archived or locked.", "Open it, or ask in another channel.")


def channel_well(name: str) -> str:
    """It may what it needs."""
    return f"In channel {name} the bot has every right that it needs."
