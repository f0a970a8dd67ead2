"""Who and what an interaction's data names: ids for the wire, and the things themselves beside them. Knows no HTTP."""

import base64
from typing import Any

from sandbox.discord import drafts, message_payloads
from sandbox.discord.bodies import Upload
from sandbox.discord.entities import Channel, Member, Message
from sandbox.discord.jsons import Json
from sandbox.discord.payloads import acting_member, channel, role, user
from sandbox.discord.permissions import to_bits
from sandbox.discord.world import World
from sandbox.web import ApiError


class Resolved:
    """Finds by id or name what `member` names in a channel; `data` is Discord's `resolved` for all that was found."""

    def __init__(self, world: World, member: Member, where: Channel) -> None:
        self._world = world
        self._member = member
        self._where = where
        self.data: Json = {}

    def into(self, data: Json) -> Json:
        """The interaction's data with `resolved` where there is anything to say."""
        return {**data, "resolved": self.data} if self.data else data

    def user(self, key: str) -> str:
        """The id of a member, or of the bot."""
        who = self._world.member(key) or (self._world.bot if key == self._world.bot.id else None)
        if who is None:
            raise ApiError(400, f"nobody is called {key!r}")
        self._add("users", who.id, user(who))
        server = self._where.server
        if server is not None and (not isinstance(who, Member) or server.id in who.servers):
            partial = {name: value for name, value in acting_member(who, server, self._where).items() if name != "user"}
            self._add("members", who.id, partial)
        return who.id

    def role(self, key: str) -> str:
        """The id of a role of this server."""
        server = self._where.server
        for one in server.roles.values() if server is not None else ():
            if server is not None and key in (one.id, one.name):
                self._add("roles", one.id, role(one, server))
                return one.id
        raise ApiError(400, f"there is no role {key!r} here")

    def mentionable(self, key: str) -> str:
        """The id of a member or a role."""
        named = self._world.member(key) is not None or key == self._world.bot.id
        return self.user(key) if named else self.role(key)

    def channel(self, key: str, types: list[Any] | None = None) -> str:
        """The id of a channel of this server, of one of Discord's `types` of channels if any are named."""
        found = self._world.channel(key)
        if found is None or found.server is None or found.server is not self._where.server:
            raise ApiError(400, f"there is no channel {key!r} here")
        if types and found.kind not in types:
            raise ApiError(400, f"{found.name} is of type {int(found.kind)}, and {types} are asked for")
        may = to_bits(self._member.may_in(found))
        self._add("channels", found.id, {**channel(found), "permissions": str(may)})
        return found.id

    def message(self, what: Message) -> str:
        """The id of a message."""
        self._add("messages", what.id, message_payloads.message(self._world, what))
        return what.id

    def attachment(self, file: Json, limit_bytes: int) -> str:
        """The id of a file that is given to an option; it lies where the bot can fetch it from now on."""
        name, encoded, kind = file.get("filename"), file.get("content_base64"), file.get("content_type")
        if not isinstance(name, str) or not name or not isinstance(encoded, str):
            raise ApiError(400, "a file has a 'filename' and a 'content_base64'")
        if kind is not None and not isinstance(kind, str):
            raise ApiError(400, "a file's 'content_type' is text")
        try:
            data = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise ApiError(400, f"the 'content_base64' of {name} is no base64") from None
        if len(data) > limit_bytes:
            raise ApiError(400, f"{name} has {len(data)} bytes, and {limit_bytes} are allowed here")
        made = drafts.attachment(self._world.ids, Upload(None, name, data), name, content_type=kind)
        self._world.attachments[made.id] = made
        self._add("attachments", made.id, message_payloads.attachment(self._world, made, ephemeral=True))
        return made.id

    def _add(self, kind: str, key: str, thing: Json) -> None:
        self.data.setdefault(kind, {})[key] = thing
