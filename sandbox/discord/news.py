"""From what happened in the world to the events that the gateway dispatches. Knows nothing of sessions."""

from dataclasses import dataclass
from typing import Any

from sandbox.discord import message_payloads, payloads
from sandbox.discord.entities import Channel, ChannelKind, Interaction, Member, Message, Role, Server
from sandbox.discord.world import Happening, What, World

GUILDS = 1 << 0
GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12


@dataclass(frozen=True)
class Dispatch:
    """One event; sessions without the `intent` do not get it, 0 is for everybody."""

    name: str
    data: Any
    intent: int = 0


_MESSAGES = {What.MESSAGE_CREATED: "MESSAGE_CREATE", What.MESSAGE_CHANGED: "MESSAGE_UPDATE"}
_CHANNELS = {
    What.CHANNEL_CREATED: "CREATE",
    What.CHANNEL_CHANGED: "UPDATE",
    What.CHANNEL_DELETED: "DELETE",
}


def dispatches(world: World, happening: Happening) -> list[Dispatch]:
    """The events that tell of it; none for what Discord keeps to itself."""
    match happening.subject:
        case Interaction() as interaction:
            if happening.what is What.INTERACTION_CHANGED:
                return []
            return [Dispatch("INTERACTION_CREATE", message_payloads.interaction(world, interaction))]
        case Message() as message:
            return [] if message.visible_to else [_of_message(world, happening.what, message)]
        case Channel() as channel:
            if channel.server is None:
                return []
            noun = "THREAD" if channel.kind is ChannelKind.THREAD else "CHANNEL"
            name = f"{noun}_{_CHANNELS[happening.what]}"
            return [Dispatch(name, payloads.channel(channel, world.bot), GUILDS)]
        case Member():
            return []  # needs a privileged intent
        case Role() as role:
            return [Dispatch("GUILD_ROLE_DELETE", {"guild_id": role.server_id, "role_id": role.id}, GUILDS)]
        case Server() as server if happening.what is What.SERVER_CREATED:
            return [Dispatch("GUILD_CREATE", payloads.server(world, server), GUILDS)]
        case Server() as server:
            return [Dispatch("GUILD_UPDATE", payloads.server_summary(server), GUILDS)]


def _of_message(world: World, what: What, message: Message) -> Dispatch:
    server = message.channel.server
    intent = GUILD_MESSAGES if server else DIRECT_MESSAGES
    where = {"guild_id": server.id} if server else {}
    if what is What.MESSAGE_DELETED:
        data = {"id": message.id, "channel_id": message.channel.id, **where}
        return Dispatch("MESSAGE_DELETE", data, intent)
    whole = message_payloads.message(world, message)
    data = {**message_payloads.without_content(world, whole, message), **where}
    if server:
        data["member"] = {key: value for key, value in payloads.member(message.author, server).items() if key != "user"}
    return Dispatch(_MESSAGES[what], data, intent)
