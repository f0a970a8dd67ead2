"""Typing a command as Discord's own client lets one: which command, which options, which values. Knows no HTTP."""

from typing import Any

from sandbox.discord.command_checks import (
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
)
from sandbox.discord.entities import Channel, Member
from sandbox.discord.interactions import visible_commands
from sandbox.discord.jsons import Json, is_integer, is_number, objects
from sandbox.discord.payloads import acting_member, channel, user
from sandbox.discord.permissions import from_bits
from sandbox.discord.world import World
from sandbox.web import ApiError


class Typing:
    """One command on its way from the keyboard to the interaction's data."""

    def __init__(self, world: World, member: Member, where: Channel, *, unchecked: bool) -> None:
        self._world = world
        self._member = member
        self._where = where
        self._unchecked = unchecked
        self._resolved: Json = {}

    def data(self, line: str, given: Json, focused: str | None = None) -> Json:
        """The `data` of the interaction for a command with its subcommands, as in `quota show`."""
        words = line.split()
        command = self._command(words)
        leaf, path = command, list[Json]()
        for word in words[1:]:
            leaf = self._child(leaf, word)
            path.append(leaf)
        if any(option["type"] in (SUBCOMMAND, GROUP) for option in objects(leaf.get("options"))):
            raise ApiError(400, f"/{line} needs a subcommand")
        options = self._options(leaf, given, focused)
        for step in reversed(path):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        data: Json = {"id": command["id"], "name": command["name"], "type": 1}
        if options:
            data["options"] = options
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        if self._resolved:
            data["resolved"] = self._resolved
        return data

    def _command(self, words: list[str]) -> Json:
        name = words[0] if words else ""
        for command in visible_commands(self._world, self._where):
            if command["name"] == name:
                self._check_allowed(command)
                return command
        raise ApiError(404, f"the bot has registered no command /{name} here")

    def _check_allowed(self, command: Json) -> None:
        contexts = command.get("contexts")
        here, place = (1, "a DM") if self._where.server is None else (0, "a server")
        hidden = self._where.server is None and command.get("dm_permission") is False
        if hidden or (contexts is not None and here not in contexts):
            raise ApiError(403, f"/{command['name']} cannot be used in {place}")
        needed = command.get("default_member_permissions")
        if needed is not None and self._where.server is not None:
            missing = from_bits(int(needed)) - self._member.may(self._where.server)
            if missing or needed == "0":
                raise ApiError(403, f"{self._member.name} may not use /{command['name']}")

    def _child(self, parent: Json, word: str) -> Json:
        for option in objects(parent.get("options")):
            if option["name"] == word and option["type"] in (SUBCOMMAND, GROUP):
                return option
        raise ApiError(404, f"/{parent['name']} has no subcommand {word!r}")

    def _options(self, leaf: Json, given: Json, focused: str | None) -> list[Json]:
        declared = {option["name"]: option for option in objects(leaf.get("options"))}
        unknown = sorted(set(given) - set(declared))
        if unknown:
            raise ApiError(400, f"/{leaf['name']} has no option {unknown[0]!r}")
        result: list[Json] = []
        for name, option in declared.items():
            if name not in given:
                if option.get("required") and not self._unchecked and focused is None:
                    raise ApiError(400, f"option {name!r} is required")
                continue
            typed: Json = {"name": name, "type": option["type"], "value": given[name]}
            if name == focused:
                typed["focused"] = True
            elif not self._unchecked:
                _check(option, given[name])
            typed["value"] = self._value(option, given[name])
            result.append(typed)
        return result

    def _value(self, option: Json, value: Any) -> Any:
        """The value as it goes over the wire; people and places become ids with their data beside them."""
        kind = option["type"]
        if kind in (USER, MENTIONABLE):
            return self._resolve_user(str(value))
        if kind == CHANNEL:
            return self._resolve_channel(str(value))
        if kind == ROLE:
            raise ApiError(400, "options of type role are not modelled")
        if kind == NUMBER and isinstance(value, float) and value.is_integer():
            return int(value)  # as JavaScript writes it
        return value

    def _resolve_user(self, key: str) -> str:
        who = self._world.member(key) or (self._world.bot if key == self._world.bot.id else None)
        if who is None:
            raise ApiError(400, f"nobody is called {key!r}")
        self._resolved.setdefault("users", {})[who.id] = user(who)
        server = self._where.server
        if server is not None and isinstance(who, Member) and server.id in who.servers:
            partial = {name: value for name, value in acting_member(who, server).items() if name != "user"}
            self._resolved.setdefault("members", {})[who.id] = partial
        return who.id

    def _resolve_channel(self, key: str) -> str:
        found = self._world.channel(key)
        if found is None or found.server is not self._where.server:
            raise ApiError(400, f"there is no channel {key!r} here")
        self._resolved.setdefault("channels", {})[found.id] = {**channel(found), "permissions": "0"}
        return found.id


def _check(option: Json, value: Any) -> None:
    """What the client does not let one type; raises ApiError."""
    name, kind = option["name"], option["type"]
    fits = {
        STRING: isinstance(value, str),
        INTEGER: is_integer(value),
        NUMBER: is_number(value),
        BOOLEAN: isinstance(value, bool),
    }.get(kind, isinstance(value, str))
    if not fits:
        raise ApiError(400, f"option {name!r} cannot be {value!r}")
    choices = [choice["value"] for choice in objects(option.get("choices"))]
    if choices and value not in choices:
        raise ApiError(400, f"option {name!r} must be one of {choices}")
    if kind == STRING:
        _check_range(len(value), option.get("min_length"), option.get("max_length"), f"the length of {name!r}")
    elif kind in (INTEGER, NUMBER):
        _check_range(value, option.get("min_value"), option.get("max_value"), f"option {name!r}")


def _check_range(value: float, least: float | None, most: float | None, what: str) -> None:
    if least is not None and value < least:
        raise ApiError(400, f"{what} must be at least {least}")
    if most is not None and value > most:
        raise ApiError(400, f"{what} must be at most {most}")
