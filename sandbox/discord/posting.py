"""What becomes of messages: posted, edited, gone. Knows no HTTP; raises Refusal where Discord would."""

from sandbox.discord import limits
from sandbox.discord.entities import (
    Channel,
    ChannelKind,
    Interaction,
    Member,
    Message,
    MessageState,
)
from sandbox.discord.errors import Code, refusal
from sandbox.discord.world import What, World


def find(world: World, channel: Channel, message_id: str) -> Message:
    """A message that stands in a channel."""
    message = world.messages.get(message_id)
    if message is None or message.deleted or message.channel is not channel:
        raise refusal(Code.UNKNOWN_MESSAGE)
    return message


def post(
    world: World,
    channel: Channel,
    state: MessageState,
    *,
    interaction: Interaction | None = None,
    visible_to: Member | None = None,
    nonce: str | int | None = None,
    reply_to: str | None = None,
    author: Member | None = None,
) -> Message:
    """A new message, of the bot unless a member is named; wakes an archived thread."""
    if channel.archived:
        if channel.locked:
            raise refusal(Code.LOCKED_THREAD)
        wake(world, channel)
    message = Message(
        world.ids.next(),
        channel,
        author or world.bot,
        world.clock(),
        [state],
        interaction,
        visible_to,
        nonce,
        reply_to,
    )
    world.messages[message.id] = message
    world.attachments.update({attachment.id: attachment for attachment in state.attachments})
    world.tell(What.MESSAGE_CREATED, message)
    return message


def edit(world: World, message: Message, state: MessageState) -> None:
    """The message says something else from now on."""
    if message.deleted:
        raise refusal(Code.UNKNOWN_MESSAGE)
    if message.channel.archived:
        raise refusal(Code.ARCHIVED_THREAD)
    message.states.append(state)
    world.attachments.update({attachment.id: attachment for attachment in state.attachments})
    world.tell(What.MESSAGE_CHANGED, message)


def wake(world: World, thread: Channel) -> None:
    """An archived thread is open again."""
    thread.archived = False
    world.tell(What.CHANNEL_CHANGED, thread)


def posted_with_nonce(world: World, channel: Channel, nonce: str | int) -> Message | None:
    """The message that an enforced nonce stands for, if it is a few minutes old at most."""
    since = world.clock() - limits.NONCE_LIFE_S
    for message in reversed(world.messages.values()):
        if message.created_at < since:
            return None
        if message.channel is channel and str(message.nonce) == str(nonce) and not message.deleted:
            return message
    return None


def require(world: World, channel: Channel, *, send: bool = False, files: bool = False) -> None:
    """What the bot's own token needs in this channel (an interaction's token needs nothing)."""
    if channel.deleted:
        raise refusal(Code.UNKNOWN_CHANNEL)
    if channel.server is None:
        member = channel.member
        if send and member is not None and not member.servers & set(world.servers):
            raise refusal(Code.NO_MUTUAL_SERVER)
        return
    if "view_channel" not in channel.bot_permissions:
        raise refusal(Code.MISSING_ACCESS)
    sending = "send_messages_in_threads" if channel.kind is ChannelKind.THREAD else "send_messages"
    if send and sending not in channel.bot_permissions:
        raise refusal(Code.MISSING_PERMISSIONS)
    if files and "attach_files" not in channel.bot_permissions:
        raise refusal(Code.MISSING_PERMISSIONS)
