"""Setting the world: members, channels, servers, tokens, the gateway. Knows nothing of the bot's process."""

from typing import Any

from aiohttp import web

from sandbox import screen, survey
from sandbox.discord import interactions
from sandbox.discord.entities import Channel, ChannelKind, Member, Message
from sandbox.discord.jsons import Json, as_list, as_object
from sandbox.discord.limits import MIB
from sandbox.discord.permissions import to_bits
from sandbox.discord.server import Chat
from sandbox.discord.world import What
from sandbox.web import ApiError, number, read, reply, text, the_channel, the_member, the_message, the_server

_LARGEST_UPLOAD_BYTES = 500 * MIB
_INHERITED = "a thread is age-restricted when its channel is; set it there"


class Setting:
    """The handlers; the names of routes and fields are those of README.md."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._world = chat.world

    def add_routes(self, app: web.Application) -> None:
        """Serve everything that changes the world from outside."""
        router = app.router
        router.add_get("/sandbox/world", self._read_world)
        router.add_post("/sandbox/members", self._add_member)
        router.add_patch("/sandbox/members/{member}", self._change_member)
        router.add_post("/sandbox/servers", self._add_server)
        router.add_patch("/sandbox/servers/{server}", self._change_server)
        router.add_delete("/sandbox/servers/{server}/roles/{role}", self._delete_role)
        router.add_post("/sandbox/channels", self._add_channel)
        router.add_patch("/sandbox/channels/{channel}", self._change_channel)
        router.add_delete("/sandbox/channels/{channel}", self._delete_channel)
        router.add_patch("/sandbox/messages/{id}", self._change_message)
        router.add_delete("/sandbox/messages/{id}", self._delete_message)
        router.add_post("/sandbox/tokens/expire", self._expire)
        router.add_post("/sandbox/gateway/drop", self._drop)
        router.add_post("/sandbox/interactions/{id}/redeliver", self._redeliver)
        router.add_patch("/sandbox/application", self._change_application)
        router.add_get("/sandbox/calls", self._calls)
        router.add_get("/sandbox/violations", self._violations)

    async def _read_world(self, _: web.Request) -> web.Response:
        bot = self._world.bot
        servers = [survey.server(self._world, server) for server in self._world.servers.values()]
        return reply({"servers": servers, "bot": {"id": bot.id, "name": bot.name}})

    # --- members ----------------------------------------------------------------------------------------

    async def _add_member(self, request: web.Request) -> web.Response:
        body = await read(request)
        name = text(body, "name")
        if self._world.member(name) is not None:
            raise ApiError(400, f"somebody is called {name!r} already")
        member = self._world.add_member(name, set(self._world.servers))
        try:
            self._apply(member, body)
        except ApiError:
            self._world.forget(member)
            raise
        self._world.tell(What.MEMBER_CHANGED, member)
        return reply({"id": member.id}, 201)

    async def _change_member(self, request: web.Request) -> web.Response:
        member = the_member(self._world, request.match_info["member"])
        self._apply(member, await read(request))
        self._world.tell(What.MEMBER_CHANGED, member)
        return reply({"id": member.id})

    def _apply(self, member: Member, body: Json) -> None:
        unknown = sorted(set(body) - {"name", "server", "permissions", "roles", "locale", "nitro"})
        if unknown:
            raise ApiError(400, f"members have no {unknown[0]!r}")
        servers = member.servers
        if "server" in body:
            server = body["server"]
            servers = set[str]() if server is None else {the_server(self._world, str(server)).id}
        permissions = _names(body, "permissions") if "permissions" in body else member.permissions
        if "permissions" in body:
            _check_permissions(permissions)
        roles = _names(body, "roles") if "roles" in body else member.roles
        member.servers = servers
        self._world.permit(member, frozenset(permissions))
        member.locale = text(body, "locale", member.locale)
        member.nitro = bool(body.get("nitro", member.nitro))
        member.roles = []
        for role in roles:
            self._world.give_role(member, role)

    # --- places and messages ------------------------------------------------------------------------------

    async def _add_server(self, request: web.Request) -> web.Response:
        body = await read(request)
        name = text(body, "name")
        if self._world.server(name) is not None:
            raise ApiError(400, f"a server is called {name!r} already")
        owner = the_member(self._world, text(body, "owner", "olga"))
        made = self._world.add_server(name, owner)
        self._world.tell(What.SERVER_CREATED, made)  # the bot was invited to it
        return reply({"id": made.id}, 201)

    async def _change_server(self, request: web.Request) -> web.Response:
        server = the_server(self._world, request.match_info["server"])
        body = await read(request)
        if "upload_limit_bytes" in body:
            limit = number(body["upload_limit_bytes"], "upload_limit_bytes", 1, _LARGEST_UPLOAD_BYTES)
            server.upload_limit_bytes = int(limit)
        server.locale = text(body, "locale", server.locale)
        server.takes_commands = bool(body.get("takes_commands", server.takes_commands))
        if "bot_permissions" in body:
            server.bot_permissions = _check_permissions(_names(body, "bot_permissions"))
            for channel in (one for one in self._world.channels.values() if one.server is server):
                channel.bot_permissions = server.bot_permissions
                self._world.tell(What.CHANNEL_CHANGED, channel)
        self._world.tell(What.SERVER_CHANGED, server)
        return reply(survey.server(self._world, server))

    async def _delete_role(self, request: web.Request) -> web.Response:
        server, key = the_server(self._world, request.match_info["server"]), request.match_info["role"]
        found = [one for one in server.roles.values() if key in (one.id, one.name) and one.id != server.id]
        if not found:
            raise ApiError(404, f"there is no role {key!r} in {server.name}")
        self._world.delete_role(server, found[0])
        return reply({"id": found[0].id})

    async def _add_channel(self, request: web.Request) -> web.Response:
        body = await read(request)
        name = text(body, "name")
        if self._world.channel(name) is not None:
            raise ApiError(400, f"a channel is called {name!r} already")
        parent = the_channel(self._world, text(body, "parent")) if body.get("parent") else None
        if parent is not None and parent.kind is not ChannelKind.TEXT:
            raise ApiError(400, "threads stand under text channels")
        server = parent.server if parent is not None else None
        if server is None:
            server = the_server(self._world, text(body, "server", next(iter(self._world.servers))))
        if parent is not None and "nsfw" in body:
            raise ApiError(400, _INHERITED)
        made = self._world.add_channel(server, name, parent, nsfw=_flag(body, "nsfw"))
        return reply({"id": made.id}, 201)

    async def _change_channel(self, request: web.Request) -> web.Response:
        channel = the_channel(self._world, request.match_info["channel"])
        body = await read(request)
        if "bot_permissions" in body:
            channel.bot_permissions = _check_permissions(_names(body, "bot_permissions"))
        for key, names in (as_object(body.get("members_may", {})) or {}).items():
            member = the_member(self._world, key)
            channel.members_may[member.id] = _check_permissions(_names({key: names}, key))
        for name in ("archived", "locked"):
            if name in body:
                if channel.kind is not ChannelKind.THREAD:
                    raise ApiError(400, f"only threads can be {name}")
                setattr(channel, name, bool(body[name]))
        if "nsfw" in body:
            _restrict(channel, _flag(body, "nsfw"))
        self._world.tell(What.CHANNEL_CHANGED, channel)
        return reply({"id": channel.id})

    async def _delete_channel(self, request: web.Request) -> web.Response:
        channel = the_channel(self._world, request.match_info["channel"])
        if channel.server is None:
            raise ApiError(400, "a DM cannot be deleted")
        self._world.delete_channel(channel)
        return reply({"id": channel.id})

    async def _change_message(self, request: web.Request) -> web.Response:
        message = the_message(self._world, request.match_info["id"])
        age_s = number((await read(request)).get("age_s"), "age_s", 0, 10 * 365 * 86400)
        message.created_at = self._world.clock() - age_s
        return reply({"id": message.id})

    async def _delete_message(self, request: web.Request) -> web.Response:
        message = the_message(self._world, request.match_info["id"])
        if "as" in request.query:
            self._check_may_delete(the_member(self._world, request.query["as"]), message)
        self._world.delete_message(message)
        return reply({"id": message.id})

    def _check_may_delete(self, member: Member, message: Message) -> None:
        if message.visible_to is not None:
            raise ApiError(403, "messages that only one member sees are dismissed, not deleted")
        if message.author is not member and "manage_messages" not in member.may_in(message.channel):
            raise ApiError(403, f"{member.name} may not delete messages of others")

    # --- tokens, gateway, records ---------------------------------------------------------------------------

    async def _expire(self, _: web.Request) -> web.Response:
        interactions.expire_all(self._world)
        return reply({})

    async def _drop(self, request: web.Request) -> web.Response:
        body = await read(request)
        how = text(body, "how", "break")
        if how not in ("break", "reconnect", "invalidate", "refuse"):
            raise ApiError(400, "'how' is break, reconnect, invalidate or refuse")
        await self._chat.gateway.drop(resumable=bool(body.get("resumable", False)), how=how)
        return reply({})

    async def _redeliver(self, request: web.Request) -> web.Response:
        found = self._world.interactions.get(request.match_info["id"])
        if found is None:
            raise ApiError(404, f"there is no interaction {request.match_info['id']}")
        self._world.tell(What.INTERACTION_AGAIN, found)
        return reply(screen.interaction(found))

    async def _change_application(self, request: web.Request) -> web.Response:
        body, world = await read(request), self._world
        url = body.get("interactions_endpoint_url", world.interactions_endpoint_url)
        if url is not None and not isinstance(url, str):
            raise ApiError(400, "'interactions_endpoint_url' must be text or null")
        world.interactions_endpoint_url = url
        world.application_flags = int(number(body.get("flags", world.application_flags), "flags", 0, 1 << 31))
        world.needs_code_grant = bool(body.get("bot_require_code_grant", world.needs_code_grant))
        return reply({"interactions_endpoint_url": url})

    async def _calls(self, _: web.Request) -> web.Response:
        return reply(self._chat.ledger.calls())

    async def _violations(self, _: web.Request) -> web.Response:
        return reply(self._chat.ledger.violations())


def _restrict(channel: Channel, nsfw: bool) -> None:
    if channel.kind is ChannelKind.THREAD:
        raise ApiError(400, _INHERITED)
    if channel.server is None:
        raise ApiError(400, "a DM cannot be age-restricted")
    channel.nsfw = nsfw


def _flag(body: Json, name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise ApiError(400, f"{name!r} is true or false")
    return value


def _names(body: Json, name: str) -> list[str]:
    values: list[Any] | None = as_list(body[name])
    if values is None or not all(isinstance(value, str) for value in values):
        raise ApiError(400, f"{name!r} must be a list of names")
    return [str(value) for value in values]


def _check_permissions(names: Any) -> frozenset[str]:
    try:
        to_bits(names)
    except ValueError as problem:
        raise ApiError(400, str(problem)) from None
    return frozenset(names)
