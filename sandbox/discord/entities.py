"""The things in the model: servers, channels, members, messages, interactions. Knows nothing of JSON on the wire."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from sandbox.discord import limits, permissions
from sandbox.discord.jsons import Json


class ChannelKind(IntEnum):
    """Discord's channel types that exist here."""

    TEXT = 0
    DM = 1
    THREAD = 11


class InteractionKind(IntEnum):
    """Discord's interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """Discord's interaction callback types."""

    MESSAGE = 4
    DEFERRED = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


class Flag(IntFlag):
    """Message flags."""

    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass
class User:
    """Somebody with a name: the bot or a member."""

    id: str
    name: str
    bot: bool = False


@dataclass
class Role:
    """A role of one server."""

    id: str
    name: str
    permissions: frozenset[str] = frozenset()
    server_id: str = ""


@dataclass(eq=False)
class Server:
    """A guild. `takes_commands`: the bot was invited with the scope for commands, too.

    `rights` are roles without a name of their own: permissions are a role's, and members here are given them as such.
    """

    id: str
    name: str
    owner_id: str
    upload_limit_bytes: int = limits.UPLOAD_BYTES
    locale: str = "en-US"
    bot_permissions: frozenset[str] = permissions.INVITED_BOT
    takes_commands: bool = True
    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    rights: dict[frozenset[str], Role] = field(default_factory=dict[frozenset[str], Role])
    commands: list[Json] = field(default_factory=list[Json])


@dataclass(eq=False)
class Member(User):
    """A person; the same in every server, but for the roles' ids."""

    permissions: frozenset[str] = frozenset()
    roles: list[str] = field(default_factory=list[str])
    locale: str = "en-US"
    nitro: bool = False
    servers: set[str] = field(default_factory=set[str])

    def may(self, server: Server | None) -> frozenset[str]:
        """Everything this member may do there."""
        if server is not None and server.owner_id == self.id:
            return permissions.EVERYTHING
        granted = permissions.ORDINARY | self.permissions
        for name in self.roles if server is not None else ():
            granted |= server.roles[name].permissions if server and name in server.roles else frozenset[str]()
        return permissions.EVERYTHING if "administrator" in granted else granted

    def may_in(self, channel: "Channel") -> frozenset[str]:
        """Everything this member may do in that channel; a thread is as its channel."""
        return self.may(channel.server) | (channel.parent or channel).members_may.get(self.id, frozenset())


@dataclass(eq=False)
class Channel:
    """A text channel, a thread or a DM; `server` is None and `member` is set for a DM.

    `members_may`: what single members may do in this very channel beside what they may everywhere.
    """

    id: str
    name: str
    kind: ChannelKind
    server: Server | None = None
    parent: "Channel | None" = None
    member: Member | None = None
    bot_permissions: frozenset[str] = permissions.INVITED_BOT
    archived: bool = False
    locked: bool = False
    nsfw: bool = False
    members_may: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    deleted: bool = False

    @property
    def age_restricted(self) -> bool:
        """Whether only adults may be here; a thread is what its channel is."""
        return self.parent.age_restricted if self.parent is not None else self.nsfw


@dataclass(frozen=True)
class Attachment:
    """A file on a message, byte for byte."""

    id: str
    filename: str
    content_type: str
    data: bytes = field(repr=False)
    width: int | None
    height: int | None
    description: str | None


@dataclass(frozen=True)
class MessageState:
    """What a message said from `at` on."""

    at: float
    content: str
    embeds: tuple[Json, ...]
    components: tuple[Json, ...]
    attachments: tuple[Attachment, ...]
    flags: Flag
    edited_at: float | None = None


@dataclass(eq=False)
class Message:
    """A message with every state it was ever in."""

    id: str
    channel: Channel
    author: User
    created_at: float
    states: list[MessageState]
    interaction: "Interaction | None" = None
    visible_to: Member | None = None
    nonce: str | int | None = None
    reply_to: str | None = None
    deleted: bool = False
    dismissed: bool = False

    @property
    def now(self) -> MessageState:
        """The newest state."""
        return self.states[-1]

    @property
    def loading(self) -> bool:
        """Whether this is still the "thinking" message of a deferral."""
        return Flag.LOADING in self.now.flags


@dataclass(eq=False)
class Interaction:
    """Somebody's command, click, typing or form, and what became of it."""

    id: str
    token: str = field(repr=False)
    kind: InteractionKind
    member: Member
    channel: Channel
    data: Json
    created_at: float
    expires_at: float
    upload_limit_bytes: int
    name: str = ""
    message: Message | None = None
    triggered_by: "Interaction | None" = None
    answered_at: float | None = None
    callback: Callback | None = None
    original: Message | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    failed: bool = False

    @property
    def state(self) -> str:
        """In one word, as the member's screen has it."""
        if self.answered_at is not None:
            return "answered"
        return "failed" if self.failed else "waiting"
