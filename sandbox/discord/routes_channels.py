"""REST routes that the bot's own token takes to channels and messages. Knows nothing of interactions' tokens."""

from sandbox.discord import limits, message_payloads, payloads, posting
from sandbox.discord.calls import Answer, Call, Operation
from sandbox.discord.drafts import Sent, edited_state, new_state
from sandbox.discord.entities import Channel, Message
from sandbox.discord.errors import Code, refusal
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_object
from sandbox.discord.screening import screen

_MESSAGES = "/channels/{channel}/messages"
_MESSAGE = "/channels/{channel}/messages/{message}"
_PAGE = 100
"""Messages per page (Get Channel Messages)."""


def _channel(call: Call) -> Channel:
    found = call.world.channels.get(call.param("channel"))
    if found is None or found.deleted:
        raise refusal(Code.UNKNOWN_CHANNEL)
    return found


def _upload_limit(channel: Channel) -> int:
    return channel.server.upload_limit_bytes if channel.server else limits.UPLOAD_BYTES


def _public(call: Call, channel: Channel) -> Message:
    """A message that the bot's token can reach: ephemeral ones do not exist for it."""
    message = posting.find(call.world, channel, call.param("message"))
    if message.visible_to is not None:
        raise refusal(Code.UNKNOWN_MESSAGE)
    return message


async def _read_channel(call: Call) -> Answer:
    channel = _channel(call)
    posting.require(call.world, channel)
    return Answer(payloads.channel(channel, call.world.bot))


async def _read_messages(call: Call) -> Answer:
    channel = _channel(call)
    posting.require(call.world, channel)
    if channel.server and "read_message_history" not in channel.bot_permissions:
        return Answer([])
    found = [message for message in call.world.messages_in(channel) if message.visible_to is None]
    count = max(1, min(int(call.query.get("limit", "50")), _PAGE))
    if "after" in call.query:
        found = [message for message in found if int(message.id) > int(call.query["after"])][:count]
    else:
        before = int(call.query.get("before", 1 << 63))
        found = [message for message in found if int(message.id) < before][-count:]
    return Answer([_read(call, message) for message in reversed(found)])


async def _read_message(call: Call) -> Answer:
    channel = _channel(call)
    posting.require(call.world, channel)
    return Answer(_read(call, _public(call, channel)))


def _read(call: Call, message: Message) -> Json:
    return message_payloads.without_content(call.world, message_payloads.message(call.world, message), message)


async def _send(call: Call) -> Answer:
    channel = _channel(call)
    call.take("send", channel.id, limits.CHANNEL_RATE)
    sent = await call.read_message(_upload_limit(channel))
    posting.require(call.world, channel, send=True, files=bool(sent.uploads))
    if channel.server is None and call.context.faults.strike("dm_closed") is not None:
        raise refusal(Code.CANNOT_SEND_TO_USER)
    nonce = sent.payload.get("nonce")
    if nonce is not None and sent.payload.get("enforce_nonce"):
        before = posting.posted_with_nonce(call.world, channel, nonce)
        if before is not None:
            return Answer(message_payloads.message(call.world, before))
    if sent.payload.get("embeds") and channel.server and "embed_links" not in channel.bot_permissions:
        raise refusal(Code.MISSING_PERMISSIONS)
    state = screen(call.context.faults, new_state(call.world.ids, call.world.clock(), sent))
    message = posting.post(call.world, channel, state, nonce=nonce, reply_to=_reply_target(call, channel, sent))
    return Answer(message_payloads.message(call.world, message))


def _reply_target(call: Call, channel: Channel, sent: Sent) -> str | None:
    """The message that this one answers; a missing one is an error unless the bot said otherwise."""
    reference = as_object(sent.payload.get("message_reference"))
    if reference is None:
        return None
    if channel.server and "read_message_history" not in channel.bot_permissions:
        raise refusal(Code.NO_HISTORY_FOR_REPLY)
    target = call.world.messages.get(str(reference.get("message_id")))
    if target is not None and not target.deleted and target.visible_to is None:
        return target.id
    if reference.get("fail_if_not_exists", True):
        form = Form()
        form.add("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        form.raise_if_any()
    return None


async def _edit(call: Call) -> Answer:
    channel = _channel(call)
    message = call.world.messages.get(call.param("message"))
    call.take("edit", channel.id, limits.CHANNEL_RATE)
    if message is not None and call.world.clock() - message.created_at > limits.OLD_MESSAGE_S:
        # A limit within the limit: no header tells of it before it is reached.
        call.context.buckets.take("old edit", channel.id, limits.OLD_EDIT_RATE, code=Code.TOO_MANY_OLD_EDITS)
    sent = await call.read_message(_upload_limit(channel))
    posting.require(call.world, channel, files=bool(sent.uploads))
    message = _public(call, channel)
    if message.author is not call.world.bot:
        raise refusal(Code.NOT_YOUR_MESSAGE)
    state = edited_state(call.world.ids, call.world.clock(), message.now, sent)
    posting.edit(call.world, message, screen(call.context.faults, state))
    return Answer(message_payloads.message(call.world, message))


async def _delete(call: Call) -> Answer:
    channel = _channel(call)
    call.take("delete", channel.id, limits.CHANNEL_RATE)
    posting.require(call.world, channel)
    message = _public(call, channel)
    if message.author is not call.world.bot and "manage_messages" not in channel.bot_permissions:
        raise refusal(Code.MISSING_PERMISSIONS)
    call.world.delete_message(message)
    return Answer(status=204)


async def _typing(call: Call) -> Answer:
    posting.require(call.world, _channel(call), send=True)
    return Answer(status=204)


OPERATIONS: tuple[Operation, ...] = (
    Operation("read", "GET", "/channels/{channel}", _read_channel),
    Operation("read", "GET", _MESSAGES, _read_messages),
    Operation("read", "GET", _MESSAGE, _read_message),
    Operation("send", "POST", _MESSAGES, _send),
    Operation("bot_edit", "PATCH", _MESSAGE, _edit),
    Operation("bot_delete", "DELETE", _MESSAGE, _delete),
    Operation("typing", "POST", "/channels/{channel}/typing", _typing),
)
