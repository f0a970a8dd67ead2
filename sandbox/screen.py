"""What members see: messages and interactions as JSON for the page and for scripts. Knows no HTTP; changes nothing."""

from sandbox.discord import message_payloads
from sandbox.discord.entities import Attachment, Callback, Flag, Interaction, Message, MessageState
from sandbox.discord.jsons import Json
from sandbox.discord.world import World

_KINDS = {
    Callback.MESSAGE: "message",
    Callback.DEFERRED: "deferred",
    Callback.DEFERRED_UPDATE: "update",
    Callback.UPDATE: "update",
    Callback.AUTOCOMPLETE: "choices",
    Callback.MODAL: "modal",
}


def message(world: World, what: Message, state: MessageState | None = None) -> Json:
    """A message as it is now, or as it was in an earlier state."""
    state = state or what.now
    origin = what.interaction
    return {
        "id": what.id,
        "channel": what.channel.id,
        "author": {"id": what.author.id, "name": what.author.name, "bot": what.author.bot},
        "content": state.content,
        "embeds": message_payloads.embeds(world, state),
        "components": list(state.components),
        "attachments": [_attachment(world, attachment) for attachment in state.attachments],
        "created_at": what.created_at,
        "edited_at": state.edited_at,
        "ephemeral": what.visible_to is not None,
        "loading": Flag.LOADING in state.flags,
        "interaction": {
            "id": origin.id,
            "name": origin.name,
            "user": {"id": origin.member.id, "name": origin.member.name},
        }
        if origin is not None
        else None,
        "reply_to": what.reply_to,
    }


def versions(world: World, what: Message) -> list[Json]:
    """Every state the message was ever in, each with `at`."""
    return [{"at": state.at, **message(world, what, state)} for state in what.states]


def interaction(what: Interaction) -> Json:
    """What became of an interaction."""
    answered = what.answered_at is not None
    shown = what.original
    return {
        "id": what.id,
        "state": what.state,
        "answer_ms": round((what.answered_at - what.created_at) * 1000, 1) if what.answered_at else None,
        "kind": _KINDS[what.callback] if what.callback is not None else None,
        "ephemeral": answered and shown is not None and shown.visible_to is not None,
        "message": shown.id if shown is not None else None,
        "modal": what.modal,
        "member": what.member.id,
        "channel": what.channel.id,
        "name": what.name,
    }


def _attachment(world: World, what: Attachment) -> Json:
    return {
        "id": what.id,
        "filename": what.filename,
        "content_type": what.content_type,
        "size": len(what.data),
        "width": what.width,
        "height": what.height,
        "description": what.description,
        "url": message_payloads.attachment_url(world, what),
    }
