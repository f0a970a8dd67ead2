"""REST routes about the bot itself: who it is, where the gateway is, its commands. Knows nothing of messages."""

from typing import Any

from sandbox.discord import limits, payloads
from sandbox.discord.calls import Answer, Call, Operation
from sandbox.discord.command_checks import CHAT_INPUT, check_command, check_commands
from sandbox.discord.entities import Member, Server
from sandbox.discord.errors import Code, refusal
from sandbox.discord.forms import Form
from sandbox.discord.jsons import Json, as_list, objects
from sandbox.discord.world import What

_COMMANDS = "/applications/{app}/commands"
_SERVER_COMMANDS = "/applications/{app}/guilds/{guild}/commands"


async def _own_user(call: Call) -> Answer:
    return Answer(payloads.own_user(call.world))


async def _user(call: Call) -> Answer:
    who = call.world.members.get(call.param("user"))
    if who is None:
        raise refusal(Code.UNKNOWN_USER)
    return Answer(payloads.user(who))


async def _application(call: Call) -> Answer:
    return Answer(payloads.application(call.world))


async def _gateway(call: Call) -> Answer:
    return Answer({"url": gateway_url(call)})


async def _gateway_bot(call: Call) -> Answer:
    start = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
    return Answer({"url": gateway_url(call), "shards": 1, "session_start_limit": start})


def gateway_url(call: Call) -> str:
    """Where the gateway listens."""
    return call.world.origin.replace("http", "ws", 1) + "/gateway"


def _server(call: Call) -> Server:
    found = call.world.servers.get(call.param("guild"))
    if found is None:
        raise refusal(Code.UNKNOWN_SERVER)
    return found


async def _list_servers(call: Call) -> Answer:
    after, most = int(call.query.get("after", 0)), int(call.query.get("limit", limits.SERVERS_PER_PAGE))
    servers = sorted((one for one in call.world.servers.values() if int(one.id) > after), key=lambda one: int(one.id))
    return Answer([payloads.own_server(call.world, server) for server in servers[:most]])


async def _read_server(call: Call) -> Answer:
    return Answer(payloads.server_summary(_server(call)))


async def _read_member(call: Call) -> Answer:
    server = _server(call)
    key = call.param("user")
    who = call.world.members.get(key) or (call.world.bot if key == call.world.bot.id else None)
    if who is None or (isinstance(who, Member) and server.id not in who.servers):
        raise refusal(Code.UNKNOWN_MEMBER)
    return Answer(payloads.member(who, server))


# --- commands -------------------------------------------------------------------------------------------


def _scope(call: Call) -> tuple[Server | None, list[Json]]:
    """Whose commands a route is about, and the ones registered there."""
    if call.param("app") != call.world.bot.id:
        raise refusal(Code.MISSING_ACCESS)
    if "guild" not in call.request.match_info:
        return None, call.world.commands
    server = _server(call)
    if not server.takes_commands:
        raise refusal(Code.MISSING_ACCESS)
    return server, server.commands


def _store(call: Call, server: Server | None, commands: list[Json]) -> None:
    if len(commands) > limits.COMMANDS:
        raise refusal(Code.TOO_MANY_COMMANDS)
    if server is None:
        call.world.commands = commands
    else:
        server.commands = commands
    call.world.synced = True
    call.world.changed.notify()


def _registered(call: Call, server: Server | None, sent: Json, before: list[Json]) -> Json:
    """A command as it is given back; one that existed under the same name keeps its id."""
    kind = sent.get("type") or CHAT_INPUT
    same = (old for old in before if old["name"] == sent["name"] and old["type"] == kind)
    old = next(same, None)
    base: dict[str, Any] = {
        "id": old["id"] if old else call.world.ids.next(),
        "application_id": call.world.bot.id,
        "version": call.world.ids.next(),
        "type": kind,
        "name": sent["name"],
        "name_localizations": sent.get("name_localizations"),
        "description": sent.get("description") or "",
        "description_localizations": sent.get("description_localizations"),
        "default_member_permissions": _permissions(sent.get("default_member_permissions")),
        "nsfw": bool(sent.get("nsfw")),
        "integration_types": sent.get("integration_types") or [0],
    }
    if server is not None:
        return base | {"guild_id": server.id} | _options(sent)
    permission = sent.get("dm_permission")
    return (
        base
        | {"contexts": sent.get("contexts"), "dm_permission": True if permission is None else permission}
        | _options(sent)
    )


def _options(sent: Json) -> Json:
    return {"options": sent["options"]} if sent.get("options") else {}


async def _list_commands(call: Call) -> Answer:
    return Answer(_scope(call)[1])


async def _replace_commands(call: Call) -> Answer:
    server, before = _scope(call)
    payload = await call.read()
    form = Form()
    if as_list(payload) is None:
        form.add("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    commands = objects(payload)
    check_commands(commands, form)
    form.raise_if_any()
    _store(call, server, [_registered(call, server, command, before) for command in commands])
    return Answer(_scope(call)[1])


async def _create_command(call: Call) -> Answer:
    server, before = _scope(call)
    sent = await call.read_object()
    form = Form()
    check_command(sent, form)
    form.raise_if_any()
    made = _registered(call, server, sent, before)
    others = [command for command in before if command["id"] != made["id"]]
    _store(call, server, [*others, made])
    return Answer(made, 200 if len(others) < len(before) else 201)


def _one(call: Call, commands: list[Json]) -> Json:
    for command in commands:
        if command["id"] == call.param("command"):
            return command
    raise refusal(Code.UNKNOWN_COMMAND)


async def _read_command(call: Call) -> Answer:
    return Answer(_one(call, _scope(call)[1]))


async def _edit_command(call: Call) -> Answer:
    server, before = _scope(call)
    old = _one(call, before)
    sent = {**old, **await call.read_object()}
    form = Form()
    check_command(sent, form)
    form.raise_if_any()
    made = {**_registered(call, server, sent, before), "id": old["id"]}
    _store(call, server, [made if command is old else command for command in before])
    return Answer(made)


async def _delete_command(call: Call) -> Answer:
    server, before = _scope(call)
    old = _one(call, before)
    _store(call, server, [command for command in before if command is not old])
    return Answer(status=204)


# --- direct messages ------------------------------------------------------------------------------------


async def _open_dm(call: Call) -> Answer:
    payload = await call.read_object()
    who = call.world.members.get(str(payload.get("recipient_id")))
    if who is None:
        raise refusal(Code.UNKNOWN_USER)
    dm = call.world.dm(who)
    call.world.tell(What.CHANNEL_CREATED, dm)
    return Answer(payloads.channel(dm))


OPERATIONS: tuple[Operation, ...] = (
    Operation("login", "GET", "/users/@me", _own_user),
    Operation("login", "GET", "/oauth2/applications/@me", _application),
    Operation("login", "GET", "/applications/@me", _application),
    Operation("login", "GET", "/gateway", _gateway),
    Operation("login", "GET", "/gateway/bot", _gateway_bot),
    Operation("read", "GET", "/users/{user}", _user),
    Operation("read", "GET", "/users/@me/guilds", _list_servers),
    Operation("read", "GET", "/guilds/{guild}", _read_server),
    Operation("read", "GET", "/guilds/{guild}/members/{user}", _read_member),
    Operation("dm", "POST", "/users/@me/channels", _open_dm),
    *(
        operation
        for base in (_COMMANDS, _SERVER_COMMANDS)
        for operation in (
            Operation("commands", "GET", base, _list_commands),
            Operation("commands", "PUT", base, _replace_commands),
            Operation("commands", "POST", base, _create_command),
            Operation("commands", "GET", base + "/{command}", _read_command),
            Operation("commands", "PATCH", base + "/{command}", _edit_command),
            Operation("commands", "DELETE", base + "/{command}", _delete_command),
        )
    ),
)


def _permissions(sent: Any) -> str | None:
    """Discord takes a number or a string and answers with a string, for the numbers outgrow JavaScript's."""
    return None if sent is None else str(sent)
