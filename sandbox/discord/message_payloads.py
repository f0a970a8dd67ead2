"""From messages and interactions to Discord's JSON. Knows nothing of requests, and changes nothing."""

import re

from sandbox.discord import permissions
from sandbox.discord.entities import (
    Attachment,
    Channel,
    Flag,
    Interaction,
    InteractionKind,
    Message,
    MessageState,
)
from sandbox.discord.jsons import Json, as_object
from sandbox.discord.payloads import acting_member, channel, iso, user
from sandbox.discord.world import World

_COMMAND_REPLY = 20
_REPLY = 19
_MENTION = re.compile(r"<@!?(\d+)>")


def attachment_url(world: World, what: Attachment) -> str:
    """Where an attachment can be fetched."""
    return f"{world.origin}/sandbox/attachments/{what.id}/{what.filename}"


def attachment(world: World, what: Attachment, *, ephemeral: bool) -> Json:
    """An attachment of a message or of an option; an `ephemeral` one is for few eyes and does not stay for ever."""
    url = attachment_url(world, what)
    body: Json = {
        "id": what.id,
        "filename": what.filename,
        "size": len(what.data),
        "url": url,
        "proxy_url": url,
        "content_type": what.content_type,
    }
    if what.width is not None:
        body |= {"width": what.width, "height": what.height}
    if what.description is not None:
        body["description"] = what.description
    if ephemeral:
        body["ephemeral"] = True
    return body


def _embed(world: World, embed: Json, attachments: tuple[Attachment, ...]) -> Json:
    """An embed as it is given back: with a type, and `attachment://` addresses resolved."""
    by_name = {what.filename: attachment_url(world, what) for what in attachments}
    shown: Json = {**embed, "type": "rich"}
    for name in ("image", "thumbnail"):
        picture = as_object(embed.get(name))
        if picture is not None:
            url = str(picture.get("url"))
            shown[name] = {**picture, "url": by_name.get(url.removeprefix("attachment://"), url)}
    return shown


def embeds(world: World, state: MessageState) -> list[Json]:
    """The embeds of a message as they are shown."""
    return [_embed(world, embed, state.attachments) for embed in state.embeds]


def _mentioned(world: World, what: Message) -> list[Json]:
    """Whom a member's words mention; the bot's own may ping nobody here."""
    if what.author is world.bot:
        return []
    everybody = {**world.members, world.bot.id: world.bot}
    return [user(everybody[key]) for key in dict.fromkeys(_MENTION.findall(what.now.content)) if key in everybody]


def without_content(world: World, body: Json, what: Message) -> Json:
    """A message as a bot gets it that may not read what members say: their words stay away unless they are for it."""
    own = what.author is world.bot or what.channel.server is None
    if own or any(who["id"] == world.bot.id for who in body["mentions"]):
        return body
    return {**body, "content": "", "embeds": [], "components": [], "attachments": []}


def message(world: World, what: Message) -> Json:
    """A message, whole; see `without_content`."""
    state = what.now
    layout = Flag.COMPONENTS_V2 in state.flags
    ephemeral = what.visible_to is not None
    body: Json = {
        "id": what.id,
        "type": _message_type(what),
        "channel_id": what.channel.id,
        "author": user(what.author),
        "content": state.content,
        "embeds": embeds(world, state),
        "components": list(state.components),
        "attachments": [] if layout else [attachment(world, item, ephemeral=ephemeral) for item in state.attachments],
        "flags": int(state.flags),
        "timestamp": iso(what.created_at),
        "edited_timestamp": iso(state.edited_at),
        "mentions": _mentioned(world, what),
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
    }
    if what.nonce is not None:
        body["nonce"] = what.nonce
    if what.reply_to is not None:
        body["message_reference"] = {"type": 0, "message_id": what.reply_to, "channel_id": what.channel.id}
    if what.interaction is not None:
        body |= {
            "application_id": world.bot.id,
            "webhook_id": world.bot.id,
            "interaction_metadata": _origin(what.interaction),
        }
        if what.interaction.kind is InteractionKind.COMMAND:
            body["interaction"] = _old_origin(what.interaction)
    return body


def _message_type(what: Message) -> int:
    origin = what.interaction
    if origin is not None and origin.kind is InteractionKind.COMMAND and origin.original in (None, what):
        return _COMMAND_REPLY
    return _REPLY if what.reply_to is not None else 0


def _old_origin(interaction: Interaction) -> Json:
    return {
        "id": interaction.id,
        "type": int(interaction.kind),
        "name": interaction.name,
        "user": user(interaction.member),
    }


def _origin(interaction: Interaction) -> Json:
    body: Json = {
        "id": interaction.id,
        "type": int(interaction.kind),
        "user": user(interaction.member),
        "authorizing_integration_owners": _owners(interaction.channel),
    }
    if interaction.kind is InteractionKind.COMMAND:
        body |= {"name": interaction.name, "command_type": interaction.data.get("type", 1), **_target(interaction)}
    if interaction.kind is InteractionKind.COMPONENT and interaction.message is not None:
        body["interacted_message_id"] = interaction.message.id
    if interaction.triggered_by is not None:
        body["triggering_interaction_metadata"] = _origin(interaction.triggered_by)
    return body


def _target(interaction: Interaction) -> Json:
    """What a command of a context menu was used on."""
    target = interaction.data.get("target_id")
    resolved = as_object(interaction.data.get("resolved")) or {}
    users = as_object(resolved.get("users")) or {}
    if target in users:
        return {"target_user": users[target]}
    return {} if target is None else {"target_message_id": target}


def _owners(where: Channel) -> dict[str, str]:
    return {"0": where.server.id if where.server else "0"}


def app_permissions(where: Channel) -> str:
    """What the bot may do in a channel."""
    names = where.bot_permissions if where.server else permissions.INVITED_BOT
    return str(permissions.to_bits(names))


def interaction(world: World, what: Interaction) -> Json:
    """An interaction, as INTERACTION_CREATE brings it."""
    where = what.channel
    body: Json = {
        "id": what.id,
        "application_id": world.bot.id,
        "type": int(what.kind),
        "token": what.token,
        "version": 1,
        "data": {key: value for key, value in what.data.items() if key != "focused_type"},
        "channel_id": where.id,
        "channel": {**channel(where), **_channel_permissions(what)},
        "app_permissions": app_permissions(where),
        "attachment_size_limit": what.upload_limit_bytes,
        "authorizing_integration_owners": _owners(where),
        "context": 0 if where.server else 1,
        "locale": what.member.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
    }
    if where.server is not None:
        body |= {
            "guild_id": where.server.id,
            "guild": {"id": where.server.id, "locale": where.server.locale, "features": []},
            "guild_locale": where.server.locale,
            "member": acting_member(what.member, where.server, where),
        }
    else:
        body["user"] = user(what.member)
    if what.message is not None:
        body["message"] = message(world, what.message)
    return body


def _channel_permissions(what: Interaction) -> Json:
    if what.channel.server is None:
        return {}
    return {"permissions": str(permissions.to_bits(what.member.may_in(what.channel)))}
