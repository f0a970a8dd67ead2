"""The world as `GET /sandbox/world` tells it: servers with their channels, roles and members. Changes nothing."""

from sandbox.discord.entities import Channel, ChannelKind, Member, Server
from sandbox.discord.jsons import Json
from sandbox.discord.world import World

_KINDS = {ChannelKind.TEXT: "text", ChannelKind.DM: "dm", ChannelKind.THREAD: "thread"}


def server(world: World, what: Server) -> Json:
    """A server with everything in it."""
    channels = [one for one in world.channels.values() if one.server is what and not one.deleted]
    return {
        "id": what.id,
        "name": what.name,
        "owner": what.owner_id,
        "locale": what.locale,
        "upload_limit_bytes": what.upload_limit_bytes,
        "channels": [_channel(one) for one in channels],
        "roles": [{"id": role.id, "name": role.name} for role in what.roles.values() if role.id != what.id],
        "members": [_member(one, what) for one in world.members.values() if what.id in one.servers],
    }


def _channel(what: Channel) -> Json:
    return {
        "id": what.id,
        "name": what.name,
        "type": _KINDS[what.kind],
        "parent": what.parent.id if what.parent else None,
        "archived": what.archived,
        "locked": what.locked,
        "nsfw": what.age_restricted,
        "bot_permissions": sorted(what.bot_permissions),
    }


def _member(who: Member, where: Server) -> Json:
    return {
        "id": who.id,
        "name": who.name,
        "permissions": sorted(who.may(where)),
        "roles": [name for name in who.roles if name in where.roles],
        "locale": who.locale,
        "nitro": who.nitro,
    }
