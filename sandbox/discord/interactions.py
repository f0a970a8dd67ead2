"""What becomes of interactions: made, acknowledged once and in time, dead after a while. Knows no HTTP."""

import secrets
from collections.abc import Callable

from sandbox.discord import limits
from sandbox.discord.command_checks import CHAT_INPUT, check_choices
from sandbox.discord.drafts import Sent, edited_state, flags_in, new_state
from sandbox.discord.entities import (
    Callback,
    Channel,
    Flag,
    Interaction,
    InteractionKind,
    Member,
    Message,
    MessageState,
)
from sandbox.discord.errors import Code, refusal
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, objects
from sandbox.discord.modal_checks import check_modal
from sandbox.discord.posting import edit, post, wake
from sandbox.discord.world import What, World

Screen = Callable[[MessageState], MessageState]
"""Gives a message back, or refuses it for what it says."""

_ALLOWED = {
    InteractionKind.COMMAND: {Callback.MESSAGE, Callback.DEFERRED, Callback.MODAL},
    InteractionKind.COMPONENT: {
        Callback.MESSAGE,
        Callback.DEFERRED,
        Callback.DEFERRED_UPDATE,
        Callback.UPDATE,
        Callback.MODAL,
    },
    InteractionKind.AUTOCOMPLETE: {Callback.AUTOCOMPLETE},
    InteractionKind.MODAL: {
        Callback.MESSAGE,
        Callback.DEFERRED,
        Callback.DEFERRED_UPDATE,
        Callback.UPDATE,
    },
}


def begin(
    world: World,
    kind: InteractionKind,
    member: Member,
    channel: Channel,
    data: Json,
    *,
    name: str = "",
    message: Message | None = None,
    triggered_by: Interaction | None = None,
) -> Interaction:
    """Somebody did something; the bot now has 3 s. A form that is sent was `triggered_by` what asked for it."""
    now = world.clock()
    interaction = Interaction(
        id=world.ids.next(),
        token=secrets.token_urlsafe(48),
        kind=kind,
        member=member,
        channel=channel,
        data=data,
        created_at=now,
        expires_at=now + limits.TOKEN_LIFE_S,
        upload_limit_bytes=upload_limit_bytes(member, channel),
        name=name,
        message=message,
        triggered_by=triggered_by,
    )
    world.interactions[interaction.id] = interaction
    world.tokens[interaction.token] = interaction
    if channel.archived and not channel.locked:
        wake(world, channel)
    world.later(limits.ACKNOWLEDGE_S, lambda: _give_up(world, interaction))
    world.tell(What.INTERACTION_CREATED, interaction)
    return interaction


def upload_limit_bytes(member: Member, channel: Channel) -> int:
    """The largest file that this member, or the bot in answer to them, may send there."""
    here = channel.server.upload_limit_bytes if channel.server else limits.UPLOAD_BYTES
    return max(here, limits.NITRO_UPLOAD_BYTES) if member.nitro else here


def _give_up(world: World, interaction: Interaction) -> None:
    if interaction.answered_at is None:
        interaction.failed = True
        world.tell(What.INTERACTION_CHANGED, interaction)


def to_acknowledge(world: World, interaction_id: str, token: str) -> Interaction:
    """The interaction that a callback names, if it may still be acknowledged."""
    interaction = world.interactions.get(interaction_id)
    if interaction is None or interaction.token != token:
        raise refusal(Code.UNKNOWN_INTERACTION)
    if interaction.answered_at is not None:
        raise refusal(Code.ALREADY_ACKNOWLEDGED)
    if interaction.failed or world.clock() - interaction.created_at > limits.ACKNOWLEDGE_S:
        raise refusal(Code.UNKNOWN_INTERACTION)
    return interaction


def by_token(world: World, application_id: str, token: str) -> Interaction:
    """The interaction whose token is used as a webhook, if that is still good."""
    interaction = world.tokens.get(token)
    if interaction is None:
        raise refusal(Code.DEAD_WEBHOOK_TOKEN)
    if application_id != world.bot.id:
        raise refusal(Code.UNKNOWN_WEBHOOK)
    if world.clock() >= interaction.expires_at:
        raise refusal(Code.DEAD_WEBHOOK_TOKEN)
    if interaction.answered_at is None:
        raise refusal(Code.UNKNOWN_WEBHOOK)
    if interaction.channel.deleted:
        raise refusal(Code.UNKNOWN_CHANNEL)
    return interaction


def message_of(world: World, interaction: Interaction, which: str) -> Message:
    """The message that a token's call names: `@original`, or by id one that the token may touch."""
    if which == "@original":
        message = interaction.original
    else:
        message = world.messages.get(which)
        if message is not interaction.original and (message is None or message.interaction is not interaction):
            message = None
    if message is None or message.deleted:
        raise refusal(Code.UNKNOWN_MESSAGE)
    return message


def acknowledge(world: World, interaction: Interaction, kind: int, data: Json, sent: Sent, screen: Screen) -> None:
    """The first answer, and the only one of its kind; raises Refusal."""
    form = Form()
    if kind not in _ALLOWED[interaction.kind] or (
        kind in (Callback.DEFERRED_UPDATE, Callback.UPDATE) and interaction.message is None
    ):
        form.one_of("type", tuple(int(allowed) for allowed in sorted(_ALLOWED[interaction.kind])))
        form.raise_if_any()
    callback = Callback(kind)
    if interaction.channel.deleted:
        raise refusal(Code.UNKNOWN_CHANNEL)
    _carry_out(world, interaction, callback, data, sent, screen)
    interaction.callback = callback
    interaction.answered_at = world.clock()
    world.tell(What.INTERACTION_CHANGED, interaction)


def _carry_out(
    world: World, interaction: Interaction, callback: Callback, data: Json, sent: Sent, screen: Screen
) -> None:
    match callback:
        case Callback.MESSAGE:
            state = screen(new_state(world.ids, world.clock(), sent))
            interaction.original = _answer(world, interaction, state)
        case Callback.DEFERRED:
            flags = flags_in(data) & Flag.EPHEMERAL
            state = MessageState(world.clock(), "", (), (), (), flags | Flag.LOADING)
            interaction.original = _answer(world, interaction, state)
        case Callback.DEFERRED_UPDATE:
            interaction.original = interaction.message
        case Callback.UPDATE:
            interaction.original = interaction.message
            if interaction.message is not None:
                before = interaction.message.now
                edit(world, interaction.message, screen(edited_state(world.ids, world.clock(), before, sent)))
        case Callback.MODAL:
            form = Form()
            check_modal(data, form, "data.")
            form.raise_if_any()
            interaction.modal = data
        case Callback.AUTOCOMPLETE:
            form = Form()
            choices = objects(data.get("choices"))
            check_choices(choices, form, "data.choices", interaction.data.get("focused_type"))
            form.raise_if_any()
            interaction.choices = choices


def _answer(world: World, interaction: Interaction, state: MessageState) -> Message:
    visible_to = interaction.member if Flag.EPHEMERAL in state.flags else None
    return post(world, interaction.channel, state, interaction=interaction, visible_to=visible_to)


def follow_up(world: World, interaction: Interaction, sent: Sent, screen: Screen) -> Message:
    """One more message through the token; the first one after a deferral fills the waiting message."""
    original = interaction.original
    if original is not None and original.loading and not original.deleted:
        edit(world, original, screen(edited_state(world.ids, world.clock(), original.now, sent)))
        return original
    return _answer(world, interaction, screen(new_state(world.ids, world.clock(), sent)))


def expire_all(world: World) -> None:
    """Every token handed out so far is 15 minutes old."""
    for interaction in world.interactions.values():
        interaction.expires_at = min(interaction.expires_at, world.clock())


def visible_commands(world: World, channel: Channel) -> list[Json]:
    """The commands that exist in a channel; a server's own hide global ones of the same type and name."""
    own = channel.server.commands if channel.server else []
    hidden = {kind_and_name(command) for command in own}
    return [*own, *(command for command in world.commands if kind_and_name(command) not in hidden)]


def kind_and_name(command: Json) -> tuple[int, str]:
    """What tells commands apart."""
    return command.get("type") or CHAT_INPUT, command["name"]
