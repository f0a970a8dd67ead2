"""The state of the little world: who and what there is, and the news when it changes. Knows no wire format."""

import asyncio
import base64
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sandbox.discord.entities import (
    Attachment,
    Channel,
    ChannelKind,
    Interaction,
    Member,
    Message,
    Role,
    Server,
    User,
)
from sandbox.discord.jsons import Json
from sandbox.discord.signals import Signal
from sandbox.discord.snowflakes import Snowflakes


class What(StrEnum):
    """What can happen."""

    MESSAGE_CREATED = "message created"
    MESSAGE_CHANGED = "message changed"
    MESSAGE_DELETED = "message deleted"
    CHANNEL_CREATED = "channel created"
    CHANNEL_CHANGED = "channel changed"
    CHANNEL_DELETED = "channel deleted"
    SERVER_CREATED = "server created"
    SERVER_CHANGED = "server changed"
    ROLE_DELETED = "role deleted"
    MEMBER_CHANGED = "member changed"
    INTERACTION_CREATED = "interaction created"
    INTERACTION_CHANGED = "interaction changed"
    INTERACTION_AGAIN = "interaction delivered again"


@dataclass(frozen=True)
class Happening:
    """One thing that happened, and to whom or what."""

    what: What
    subject: Message | Channel | Server | Role | Member | Interaction


class World:
    """Everything that exists, by id.

    `clock` gives seconds since 1970; `origin` is where attachments can be fetched, set once the port is known.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.origin = ""
        self.servers: dict[str, Server] = {}
        self.channels: dict[str, Channel] = {}
        self.members: dict[str, Member] = {}
        self.messages: dict[str, Message] = {}
        self.attachments: dict[str, Attachment] = {}
        self.interactions: dict[str, Interaction] = {}
        self.tokens: dict[str, Interaction] = {}
        self.commands = list[Json]()
        self.synced = False
        self.changed = Signal()
        self.bot = User(self.ids.next(), "imagine", bot=True)
        self.bot_token = _made_up_token(self.bot.id)
        self.interactions_endpoint_url: str | None = None
        self.application_flags = 0
        self.needs_code_grant = False
        self._listeners: list[Callable[[Happening], None]] = []
        self._timers: set[asyncio.TimerHandle] = set()

    # --- news -------------------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[Happening], None]) -> None:
        """Tell `listener` of everything that happens from now on."""
        self._listeners.append(listener)

    def tell(self, what: What, subject: Message | Channel | Server | Role | Member | Interaction) -> None:
        """Something happened."""
        for listener in self._listeners:
            listener(Happening(what, subject))
        self.changed.notify()

    def later(self, delay_s: float, act: Callable[[], None]) -> None:
        """Do something after a while, unless the world is closed before."""

        def run() -> None:
            self._timers.discard(handle)
            act()

        handle = asyncio.get_running_loop().call_later(delay_s, run)
        self._timers.add(handle)

    def close(self) -> None:
        """Nothing happens by itself any more."""
        for handle in self._timers:
            handle.cancel()
        self._timers.clear()

    # --- making -----------------------------------------------------------------------------------------

    def add_server(self, name: str, owner: Member) -> Server:
        """A new server with its everyone role."""
        server = Server(self.ids.next(), name, owner.id)
        server.roles["@everyone"] = Role(server.id, "@everyone", server_id=server.id)
        self.servers[server.id] = server
        owner.servers.add(server.id)
        return server

    def add_channel(self, server: Server, name: str, parent: Channel | None = None, *, nsfw: bool = False) -> Channel:
        """A new text channel, or a thread under `parent`."""
        kind = ChannelKind.TEXT if parent is None else ChannelKind.THREAD
        channel = Channel(self.ids.next(), name, kind, server, parent, nsfw=nsfw)
        self.channels[channel.id] = channel
        self.tell(What.CHANNEL_CREATED, channel)
        return channel

    def add_member(self, name: str, servers: set[str]) -> Member:
        """A new person with a DM channel to the bot."""
        member = Member(self.ids.next(), name, servers=set(servers))
        self.members[member.id] = member
        channel = Channel(self.ids.next(), "dm", ChannelKind.DM, member=member)
        self.channels[channel.id] = channel
        return member

    def forget(self, member: Member) -> None:
        """The person never was."""
        del self.channels[self.dm(member).id]
        del self.members[member.id]

    def give_role(self, member: Member, name: str) -> None:
        """Give a role by name, in every server the member is in; made where it does not exist yet."""
        for server_id in member.servers:
            server = self.servers[server_id]
            if name not in server.roles:
                server.roles[name] = Role(self.ids.next(), name, server_id=server.id)
                self.tell(What.SERVER_CHANGED, server)
        if name not in member.roles:
            member.roles.append(name)

    def permit(self, member: Member, names: frozenset[str]) -> None:
        """Let a member do this, and nothing else beside what everybody may, in every server they are in."""
        member.permissions = names
        for server in (self.servers[one] for one in member.servers if names):
            if names not in server.rights:
                server.rights[names] = Role(self.ids.next(), "may " + ", ".join(sorted(names)), names, server.id)
                self.tell(What.SERVER_CHANGED, server)

    # --- finding ----------------------------------------------------------------------------------------

    def member(self, key: str) -> Member | None:
        """A member by id or name."""
        if key in self.members:
            return self.members[key]
        return next((member for member in self.members.values() if member.name == key), None)

    def dm(self, member: Member) -> Channel:
        """The member's DM channel with the bot."""
        return next(channel for channel in self.channels.values() if channel.member is member)

    def channel(self, key: str, member: Member | None = None) -> Channel | None:
        """A channel by id, by name, or `dm` for this member's DM with the bot."""
        if key in self.channels:
            found = self.channels[key]
        elif key == "dm":
            return self.dm(member) if member is not None else None
        else:
            named = [channel for channel in self.channels.values() if channel.name == key and channel.server]
            found = next((channel for channel in named if not channel.deleted), None)
        return found if found is not None and not found.deleted else None

    def server(self, key: str) -> Server | None:
        """A server by id or name."""
        if key in self.servers:
            return self.servers[key]
        return next((server for server in self.servers.values() if server.name == key), None)

    def messages_in(self, channel: Channel) -> list[Message]:
        """What stands in a channel, oldest first."""
        return [message for message in self.messages.values() if message.channel is channel and not message.deleted]

    def sees_channel(self, member: Member, channel: Channel) -> bool:
        """Whether this member can open the channel."""
        if channel.server is None:
            return channel.member is member
        return channel.server.id in member.servers

    def sees(self, member: Member, message: Message) -> bool:
        """Whether this member has the message on the screen."""
        if message.visible_to is not None and (message.visible_to is not member or message.dismissed):
            return False
        return self.sees_channel(member, message.channel)

    # --- acts of moderators -----------------------------------------------------------------------------

    def delete_message(self, message: Message) -> None:
        """The message is gone."""
        message.deleted = True
        self.tell(What.MESSAGE_DELETED, message)

    def dismiss(self, message: Message) -> None:
        """The only person who could see the message sent it away."""
        message.dismissed = True
        self.tell(What.MESSAGE_DELETED, message)

    def delete_role(self, server: Server, role: Role) -> None:
        """The role is gone, and nobody has it there any more."""
        del server.roles[role.name]
        for member in self.members.values():
            if role.name in member.roles and not any(role.name in self.servers[one].roles for one in member.servers):
                member.roles.remove(role.name)
        self.tell(What.ROLE_DELETED, role)

    def delete_channel(self, channel: Channel) -> None:
        """The channel is gone, with its threads and messages."""
        for thread in [other for other in self.channels.values() if other.parent is channel]:
            self.delete_channel(thread)
        for message in self.messages_in(channel):
            message.deleted = True
        channel.deleted = True
        self.tell(What.CHANNEL_DELETED, channel)


def opening_world(clock: Callable[[], float] = time.time) -> World:
    """The world as README.md describes it at the start."""
    world = World(clock)
    olga = world.add_member("olga", set())
    lantern = world.add_server("Lantern Street", olga)
    world.add_channel(lantern, "general")
    pictures = world.add_channel(lantern, "pictures")
    world.add_channel(lantern, "bots")
    world.add_channel(lantern, "night-shots", parent=pictures)
    harbour = world.add_server("Harbour", olga)
    world.add_channel(harbour, "quay")
    both = {lantern.id, harbour.id}
    world.add_member("ada", both)
    world.add_member("bruno", both).nitro = True
    world.add_member("chiara", both).locale = "it"
    world.add_member("kenji", both).locale = "ja"
    mira = world.add_member("mira", both)
    world.permit(mira, frozenset({"manage_messages"}))
    world.give_role(mira, "moderator")
    return world


def _made_up_token(bot_id: str) -> str:
    """A token of the usual shape: the bot's id, a time, a signature."""
    name = base64.urlsafe_b64encode(bot_id.encode()).decode().rstrip("=")
    return f"{name}.{secrets.token_urlsafe(5)[:6]}.{secrets.token_urlsafe(28)}"
