"""Acting as a member: the routes that type, press, choose and read. Knows nothing of how the bot answers."""

from aiohttp import web

from sandbox import clicks, filling, screen, using_commands
from sandbox.discord import interactions, posting
from sandbox.discord.command_checks import STRING
from sandbox.discord.entities import Channel, Flag, Interaction, InteractionKind, Member, Message, MessageState
from sandbox.discord.errors import Refusal
from sandbox.discord.jsons import Json, as_object, objects
from sandbox.discord.limits import ACKNOWLEDGE_S, CONTENT
from sandbox.discord.world import World
from sandbox.resolving import Resolved
from sandbox.web import ApiError, number, read, reply, text, the_channel, the_member, the_message

LONGEST_WAIT_S = 60.0
"""For `wait_s`, in seconds."""


class Members:
    """The handlers; the names of routes and fields are those of README.md."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_routes(self, app: web.Application) -> None:
        """Serve everything a member can do."""
        router = app.router
        router.add_get("/sandbox/commands", self._commands)
        router.add_post("/sandbox/commands/{name}", self._type_command)
        router.add_post("/sandbox/commands/{name}/complete", self._complete)
        router.add_post("/sandbox/messages/{id}/commands/{name}", self._use_on_message)
        router.add_post("/sandbox/members/{member}/commands/{name}", self._use_on_member)
        router.add_get("/sandbox/interactions/{id}", self._interaction)
        router.add_get("/sandbox/channels/{channel}/messages", self._messages)
        router.add_post("/sandbox/channels/{channel}/messages", self._say)
        router.add_get("/sandbox/messages/{id}", self._message)
        router.add_get("/sandbox/messages/{id}/versions", self._versions)
        router.add_post("/sandbox/messages/{id}/press", self._press)
        router.add_post("/sandbox/messages/{id}/select", self._select)
        router.add_post("/sandbox/messages/{id}/dismiss", self._dismiss)
        router.add_post("/sandbox/modals/{id}/submit", self._submit)
        router.add_get("/sandbox/attachments/{id}/{filename}", self._attachment)

    # --- commands ---------------------------------------------------------------------------------------

    async def _commands(self, request: web.Request) -> web.Response:
        if "as" in request.query or "channel" in request.query:
            member = the_member(self._world, request.query.get("as"))
            channel = the_channel(self._world, request.query.get("channel", ""), member)
            return reply(using_commands.usable_commands(self._world, member, channel))
        own = [command for server in self._world.servers.values() for command in server.commands]
        return reply([*self._world.commands, *own])

    async def _begin_command(self, request: web.Request, focused: str | None = None) -> Interaction:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        channel = the_channel(self._world, text(body, "channel"), member)
        given = as_object(body.get("options", {}))
        if given is None:
            raise ApiError(400, "'options' must be an object")
        if focused is not None:
            focused = text(body, "focused")
        name = request.match_info["name"]
        typing = using_commands.Typing(self._world, member, channel, unchecked=bool(body.get("unchecked")))
        data = typing.data(name, given, focused)
        kind = InteractionKind.COMMAND
        if focused is not None:
            kind = InteractionKind.AUTOCOMPLETE
            data["focused_type"] = _focused_type(data)
        return interactions.begin(self._world, kind, member, channel, data, name=name)

    async def _type_command(self, request: web.Request) -> web.Response:
        begun = await self._begin_command(request)
        return reply({"interaction": begun.id}, 201)

    async def _use_on_message(self, request: web.Request) -> web.Response:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        message = the_message(self._world, request.match_info["id"], member)
        name = request.match_info["name"]
        unchecked = bool(body.get("unchecked"))
        data = using_commands.on_message(self._world, member, message, name, unchecked=unchecked)
        return self._begun(member, message.channel, data, name)

    async def _use_on_member(self, request: web.Request) -> web.Response:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        channel = the_channel(self._world, text(body, "channel"), member)
        name, target = request.match_info["name"], request.match_info["member"]
        unchecked = bool(body.get("unchecked"))
        data = using_commands.on_member(self._world, member, channel, target, name, unchecked=unchecked)
        return self._begun(member, channel, data, name)

    def _begun(self, member: Member, channel: Channel, data: Json, name: str) -> web.Response:
        begun = interactions.begin(self._world, InteractionKind.COMMAND, member, channel, data, name=name)
        return reply({"interaction": begun.id}, 201)

    async def _complete(self, request: web.Request) -> web.Response:
        begun = await self._begin_command(request, focused="")
        await self._world.changed.wait_until(lambda: begun.state != "waiting", ACKNOWLEDGE_S + 1)
        if begun.choices is None:
            raise ApiError(404, "the bot has offered nothing in time")
        return reply({"choices": begun.choices})

    async def _interaction(self, request: web.Request) -> web.Response:
        found = self._find_interaction(request)
        wait_s = number(request.query.get("wait_s", "0"), "wait_s", 0, LONGEST_WAIT_S)
        await self._world.changed.wait_until(lambda: found.state != "waiting", wait_s)
        return reply(screen.interaction(found))

    def _find_interaction(self, request: web.Request) -> Interaction:
        found = self._world.interactions.get(request.match_info["id"])
        if found is None:
            raise ApiError(404, f"there is no interaction {request.match_info['id']}")
        return found

    # --- messages ---------------------------------------------------------------------------------------

    async def _messages(self, request: web.Request) -> web.Response:
        member = the_member(self._world, request.query.get("as"))
        channel = the_channel(self._world, request.match_info["channel"], member)
        seen = (each for each in self._world.messages_in(channel) if self._world.sees(member, each))
        return reply([screen.message(self._world, message) for message in seen])

    async def _say(self, request: web.Request) -> web.Response:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        channel = the_channel(self._world, request.match_info["channel"], member)
        words = text(body, "content").strip()
        if not 1 <= len(words) <= CONTENT:
            raise ApiError(400, f"a message has 1 to {CONTENT} characters, not {len(words)}")
        answered: Message | None = None
        if body.get("reply_to") is not None:
            answered = the_message(self._world, str(body["reply_to"]), member)
            if answered.channel is not channel or answered.visible_to is not None:
                raise ApiError(400, "only a message that everybody sees here can be answered")
        state = MessageState(self._world.clock(), words, (), (), (), Flag(0))
        try:
            said = posting.post(self._world, channel, state, reply_to=answered.id if answered else None, author=member)
        except Refusal:
            raise ApiError(403, f"{channel.name} is locked") from None
        return reply({"id": said.id}, 201)

    async def _message(self, request: web.Request) -> web.Response:
        member = the_member(self._world, request.query.get("as"))
        found = the_message(self._world, request.match_info["id"], member)
        return reply(screen.message(self._world, found))

    async def _versions(self, request: web.Request) -> web.Response:
        member = the_member(self._world, request.query.get("as"))
        found = the_message(self._world, request.match_info["id"], member, gone=True)
        return reply(screen.versions(self._world, found))

    async def _attachment(self, request: web.Request) -> web.Response:
        found = self._world.attachments.get(request.match_info["id"])
        if found is None or found.filename != request.match_info["filename"]:
            raise ApiError(404, "there is no such attachment")
        headers = {
            "Content-Type": found.content_type,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, immutable, max-age=3600",
        }
        return web.Response(body=found.data, headers=headers)

    # --- components and modals ----------------------------------------------------------------------------

    async def _press(self, request: web.Request) -> web.Response:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        message = the_message(self._world, request.match_info["id"], member)
        custom_id = text(body, "custom_id")
        data = clicks.forged(custom_id) if body.get("unchecked") else clicks.pressed(message, custom_id)
        kind = InteractionKind.COMPONENT
        begun = interactions.begin(self._world, kind, member, message.channel, data, message=message)
        return reply({"interaction": begun.id}, 201)

    async def _select(self, request: web.Request) -> web.Response:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        message = the_message(self._world, request.match_info["id"], member)
        found = Resolved(self._world, member, message.channel)
        data = clicks.selected(message, text(body, "custom_id"), body.get("values"), found)
        kind = InteractionKind.COMPONENT
        begun = interactions.begin(self._world, kind, member, message.channel, data, message=message)
        return reply({"interaction": begun.id}, 201)

    async def _submit(self, request: web.Request) -> web.Response:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        asked = self._find_interaction(request)
        if asked.member is not member:
            raise ApiError(403, f"this modal was not shown to {member.name}")
        if body.get("unchecked"):
            data = filling.forged(text(body, "custom_id"), body.get("components"))
        else:
            found = Resolved(self._world, member, asked.channel)
            data = filling.submitted(asked, body.get("fields", {}), found)
        begun = interactions.begin(
            self._world, InteractionKind.MODAL, member, asked.channel, data, message=asked.message, triggered_by=asked
        )
        return reply({"interaction": begun.id}, 201)

    async def _dismiss(self, request: web.Request) -> web.Response:
        body = await read(request)
        member = the_member(self._world, body.get("as"))
        message = the_message(self._world, request.match_info["id"], member)
        if message.visible_to is not member:
            raise ApiError(403, "only messages that nobody else sees can be dismissed")
        self._world.dismiss(message)
        return reply({"id": message.id})


def _focused_type(data: Json) -> int:
    """The type of the option that is being typed, however deep in subcommands."""
    for option in objects(data.get("options")):
        if option.get("focused"):
            return int(option["type"])
        if option.get("options"):
            return _focused_type(option)
    return STRING
