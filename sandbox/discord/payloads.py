"""From people and places to Discord's JSON. Knows nothing of messages and requests, and changes nothing."""

from datetime import UTC, datetime
from typing import Any

from sandbox.discord import permissions
from sandbox.discord.entities import (
    Channel,
    ChannelKind,
    Member,
    Role,
    Server,
    User,
)
from sandbox.discord.jsons import Json
from sandbox.discord.snowflakes import time_of
from sandbox.discord.world import World


def iso(at: float | None) -> str | None:
    """A time as Discord writes it."""
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat()


def user(who: User) -> Json:
    """A user."""
    return {
        "id": who.id,
        "username": who.name,
        "global_name": None if who.bot else who.name.capitalize(),
        "discriminator": "0",
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "collectibles": None,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
        **({"bot": True} if who.bot else {}),
    }


def own_user(world: World) -> Json:
    """The bot, as it sees itself."""
    return {**user(world.bot), "mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def member(who: User, server: Server) -> Json:
    """A user as a member of a server."""
    roles: list[Role] = []
    if isinstance(who, Member):
        given = [server.roles[name] for name in who.roles if name in server.roles]
        roles = [*given, *(one for one in (server.rights.get(who.permissions),) if one)]
    return {
        "user": user(who),
        "nick": None,
        "avatar": None,
        "banner": None,
        "roles": [one.id for one in roles],
        "joined_at": iso(time_of(server.id)),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }


def acting_member(who: User, server: Server, where: Channel) -> Json:
    """A member, or the bot, as an interaction carries it: with permissions in that channel."""
    may = who.may_in(where) if isinstance(who, Member) else permissions.INVITED_BOT
    return {**member(who, server), "permissions": str(permissions.to_bits(may))}


def _overwrites(what: Channel, bot: User | None) -> list[Json]:
    """What the bot may and may not do in this very channel, where that is not what it was invited with."""
    if bot is None or what.bot_permissions == permissions.INVITED_BOT:
        return []
    allow, everything = permissions.to_bits(what.bot_permissions), permissions.to_bits(permissions.EVERYTHING)
    return [{"id": bot.id, "type": 1, "allow": str(allow), "deny": str(everything & ~allow)}]


def channel(what: Channel, bot: User | None = None) -> Json:
    """A channel, a thread or a DM; with the rights of the bot in it, if that is given."""
    body: Json = {
        "id": what.id,
        "type": int(what.kind),
        "last_message_id": None,
        "flags": 0,
    }
    if what.member is not None:
        return {**body, "recipients": [user(what.member)], "last_pin_timestamp": None}
    body |= {"name": what.name, "guild_id": what.server.id if what.server else None, "rate_limit_per_user": 0}
    if what.kind is ChannelKind.THREAD:
        return body | {
            "parent_id": what.parent.id if what.parent else None,
            "owner_id": what.server.owner_id if what.server else None,
            "message_count": 0,
            "member_count": 1,
            "total_message_sent": 0,
            "thread_metadata": {
                "archived": what.archived,
                "locked": what.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": iso(time_of(what.id)),
                "create_timestamp": iso(time_of(what.id)),
            },
        }
    return body | {
        "parent_id": None,
        "position": 0,
        "permission_overwrites": _overwrites(what, bot),
        "nsfw": what.nsfw,
        "topic": None,
    }


def server(world: World, what: Server) -> Json:
    """A whole server, as GUILD_CREATE brings it."""
    channels = [other for other in world.channels.values() if other.server is what and not other.deleted]
    people = [who for who in world.members.values() if what.id in who.servers]
    return {
        **server_summary(what),
        "joined_at": iso(time_of(what.id)),
        "large": False,
        "unavailable": False,
        "member_count": len(people) + 1,
        "members": [member(who, what) for who in (world.bot, *people)],
        "channels": [channel(other, world.bot) for other in channels if other.kind is ChannelKind.TEXT],
        "threads": [channel(other) for other in channels if other.kind is ChannelKind.THREAD],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def own_server(world: World, what: Server) -> Json:
    """A server in the list of those that the bot is in."""
    return {
        "id": what.id,
        "name": what.name,
        "icon": None,
        "banner": None,
        "owner": what.owner_id == world.bot.id,
        "permissions": str(permissions.to_bits(what.bot_permissions)),
        "features": [],
    }


_NOT_MODELLED: Json = {
    **dict.fromkeys(
        ("home_header", "splash", "discovery_splash", "banner", "application_id", "afk_channel_id", "system_channel_id",
         "widget_channel_id", "max_presences", "vanity_url_code", "rules_channel_id", "safety_alerts_channel_id",
         "public_updates_channel_id", "incidents_data")
    ),
    "region": "us-west", "widget_enabled": False, "premium_progress_bar_enabled": False, "nsfw": False,
    "max_members": 500_000, "max_stage_video_channel_users": 50, "max_video_channel_users": 25,
}  # fmt: skip
"""What a server has, too, and what nobody here asks for."""


def server_summary(what: Server) -> Json:
    """A server without its channels and members."""
    return {
        **_NOT_MODELLED,
        "id": what.id,
        "name": what.name,
        "owner_id": what.owner_id,
        "icon": None,
        "description": None,
        "features": [],
        "roles": [role(one, what) for one in (*what.roles.values(), *what.rights.values())],
        "emojis": [],
        "stickers": [],
        "preferred_locale": what.locale,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "nsfw_level": 0,
        "mfa_level": 0,
        "afk_timeout": 300,
        "system_channel_flags": 0,
    }


def role(what: Role, where: Server) -> Json:
    """A role of a server."""
    names = permissions.ORDINARY | what.permissions if what.id == where.id else what.permissions
    return {
        "id": what.id,
        "name": what.name,
        "permissions": str(permissions.to_bits(names)),
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "position": 0,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "description": None,
        "flags": 0,
    }


def application(world: World) -> Json:
    """The bot's application."""
    owner = next(iter(world.members.values()))
    nothing: dict[str, Any] = dict.fromkeys(
        (
            "icon",
            "team",
            "role_connections_verification_url",
            "event_webhooks_url",
        )
    )
    return {
        **nothing,
        "interactions_endpoint_url": world.interactions_endpoint_url,
        "id": world.bot.id,
        "name": world.bot.name,
        "description": "A bot in a sandbox",
        "type": None,
        "bot": user(world.bot),
        "bot_public": True,
        "bot_require_code_grant": world.needs_code_grant,
        "verify_key": "0" * 64,
        "flags": world.application_flags,
        "flags_new": str(world.application_flags),
        "hook": True,
        "owner": user(owner),
        "redirect_uris": [],
        "approximate_guild_count": len(world.servers),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "integration_types_config": {"0": {}},
        "eligible_oauth2_scopes": [],
    }
