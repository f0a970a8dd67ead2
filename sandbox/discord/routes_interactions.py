"""REST routes that an interaction's token takes: the callback and its webhook. Knows nothing of the bot's own token."""

from typing import Any

from sandbox.discord import interactions, limits, message_payloads, posting
from sandbox.discord.calls import Answer, Call, Operation
from sandbox.discord.drafts import Sent, edited_state
from sandbox.discord.entities import Callback, Interaction
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_object, is_integer
from sandbox.discord.screening import screen

_SHOWN = frozenset({Callback.MESSAGE, Callback.DEFERRED, Callback.UPDATE})
"""Answers that give the message back."""
_WEBHOOK = "/webhooks/{app}/{token}"
_MESSAGE = "/webhooks/{app}/{token}/messages/{message}"


async def _acknowledge(call: Call) -> Answer:
    world = call.world
    interaction = interactions.to_acknowledge(world, call.param("interaction"), call.param("token"))
    payload = await call.read_object(interaction.upload_limit_bytes)
    kind = payload.get("type")
    if not is_integer(kind) or kind is None:
        form = Form()
        form.required("type")
        raise form.refusal()
    data = as_object(payload.get("data")) or {}
    # The body may have taken its time to arrive; another answer may have come meanwhile.
    interactions.to_acknowledge(world, interaction.id, interaction.token)
    sent = Sent(data, call.body.uploads, "data.")
    interactions.acknowledge(world, interaction, kind, data, sent, lambda state: screen(call.context.faults, state))
    if call.query.get("with_response") not in ("1", "true"):
        return Answer(status=204)
    return Answer(_response(call, interaction))


def _response(call: Call, interaction: Interaction) -> Json:
    message = interaction.original
    body: Json = {"id": interaction.id, "type": int(interaction.kind)}
    if message is not None:
        body |= {
            "response_message_id": message.id,
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.visible_to is not None,
        }
    answer: Json = {"interaction": body}
    callback = interaction.callback
    if callback in _SHOWN and callback is not None and message is not None:
        answer["resource"] = {
            "type": int(callback),
            "message": message_payloads.message(call.world, message),
        }
    return answer


def _interaction(call: Call) -> Interaction:
    """The interaction behind the token, counted in the token's bucket."""
    found = interactions.by_token(call.world, call.param("app"), call.param("token"))
    call.take("token", found.id, limits.TOKEN_RATE)
    return found


async def _read(call: Call) -> Answer:
    message = interactions.message_of(call.world, _interaction(call), call.param("message"))
    return Answer(message_payloads.message(call.world, message))


async def _edit(call: Call) -> Answer:
    interaction = _interaction(call)
    sent = await call.read_message(interaction.upload_limit_bytes)
    message = interactions.message_of(call.world, interaction, call.param("message"))
    state = edited_state(call.world.ids, call.world.clock(), message.now, sent)
    posting.edit(call.world, message, screen(call.context.faults, state))
    return Answer(message_payloads.message(call.world, message))


async def _delete(call: Call) -> Answer:
    message = interactions.message_of(call.world, _interaction(call), call.param("message"))
    call.world.delete_message(message)
    return Answer(status=204)


async def _follow_up(call: Call) -> Answer:
    interaction = _interaction(call)
    sent = await call.read_message(interaction.upload_limit_bytes)
    message = interactions.follow_up(call.world, interaction, sent, lambda state: screen(call.context.faults, state))
    body: Any = message_payloads.message(call.world, message)
    return Answer(body)


OPERATIONS: tuple[Operation, ...] = (
    Operation("ack", "POST", "/interactions/{interaction}/{token}/callback", _acknowledge, token=True),
    Operation("followup", "POST", _WEBHOOK, _follow_up, token=True),
    Operation("read", "GET", _MESSAGE, _read, token=True),
    Operation("edit", "PATCH", _MESSAGE, _edit, token=True),
    Operation("delete", "DELETE", _MESSAGE, _delete, token=True),
)
