"""Using a command as Discord's own client lets one: which command, on what, with which options. Knows no HTTP."""

from collections.abc import Callable
from typing import Any

from sandbox.discord.command_checks import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    CHAT_INPUT,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ON_MEMBER,
    ON_MESSAGE,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
)
from sandbox.discord.entities import Channel, Member, Message
from sandbox.discord.interactions import kind_and_name, upload_limit_bytes, visible_commands
from sandbox.discord.jsons import Json, as_list, as_object, is_integer, is_number, objects
from sandbox.discord.permissions import suffices
from sandbox.discord.world import World
from sandbox.resolving import Resolved
from sandbox.web import ApiError


def usable_commands(world: World, member: Member, where: Channel) -> list[Json]:
    """The commands of every kind that this member can use there."""
    return [command for command in visible_commands(world, where) if _why_not(command, member, where) is None]


def on_message(world: World, member: Member, message: Message, name: str, *, unchecked: bool) -> Json:
    """The `data` of the interaction for a command of a message's context menu."""
    found = Resolved(world, member, message.channel)
    command = _command(world, message.channel, (ON_MESSAGE, name), None if unchecked else member)
    return _from_menu(command, found, found.message(message))


def on_member(world: World, member: Member, where: Channel, target: str, name: str, *, unchecked: bool) -> Json:
    """The `data` of the interaction for a command of somebody's context menu."""
    found = Resolved(world, member, where)
    command = _command(world, where, (ON_MEMBER, name), None if unchecked else member)
    return _from_menu(command, found, found.user(target))


def _from_menu(command: Json, found: Resolved, target: str) -> Json:
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"], "target_id": target}
    if "guild_id" in command:
        data["guild_id"] = command["guild_id"]
    return found.into(data)


def _command(world: World, where: Channel, key: tuple[int, str], user: Member | None) -> Json:
    """A command that is registered there, and that `user` may use there: None for a client that does not care."""
    for command in visible_commands(world, where):
        if kind_and_name(command) == key:
            why_not = None if user is None else _why_not(command, user, where)
            if why_not is not None:
                raise ApiError(403, why_not)
            return command
    what = {CHAT_INPUT: "command /", ON_MEMBER: "command on members, ", ON_MESSAGE: "command on messages, "}[key[0]]
    raise ApiError(404, f"the bot has registered no {what}{key[1]} here")


def _why_not(command: Json, member: Member, where: Channel) -> str | None:
    """Why Discord's client does not offer a command there, or None."""
    name = command["name"] if kind_and_name(command)[0] != CHAT_INPUT else f"/{command['name']}"
    contexts = command.get("contexts")
    here, place = (1, "a DM") if where.server is None else (0, "a server")
    hidden = where.server is None and command.get("dm_permission") is False
    if hidden or (contexts is not None and here not in contexts):
        return f"{name} cannot be used in {place}"
    if command.get("nsfw") and where.server is not None and not where.age_restricted:
        return f"{name} can be used in age-restricted channels only"
    needed = command.get("default_member_permissions")
    if needed is None or where.server is None or suffices(member.may(where.server), int(needed)):
        return None
    return f"{member.name} may not use {name}"


class Typing:
    """One command on its way from the keyboard to the interaction's data."""

    def __init__(self, world: World, member: Member, where: Channel, *, unchecked: bool) -> None:
        self._world = world
        self._member = member
        self._where = where
        self._unchecked = unchecked
        self._resolved = Resolved(world, member, where)

    def data(self, line: str, given: Json, focused: str | None = None) -> Json:
        """The `data` of the interaction for a command with its subcommands, as in `quota show`."""
        words = line.split()
        name = words[0] if words else ""
        command = _command(self._world, self._where, (CHAT_INPUT, name), None if self._unchecked else self._member)
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
        return self._resolved.into(data)

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
        """The value as it goes over the wire; people, places and files become ids with their data beside them."""
        kind, types, file = option["type"], option.get("channel_types"), as_object(value)
        if kind == ATTACHMENT and file is not None:
            return self._resolved.attachment(file, upload_limit_bytes(self._member, self._where))
        finders: dict[int, Callable[[str], str]] = {
            USER: self._resolved.user,
            ROLE: self._resolved.role,
            MENTIONABLE: self._resolved.mentionable,
            CHANNEL: lambda key: self._resolved.channel(key, None if self._unchecked else as_list(types)),
        }
        if kind in finders:
            return finders[kind](str(value))
        if kind == NUMBER and isinstance(value, float) and value.is_integer():
            return int(value)  # as JavaScript writes it
        return value


def _check(option: Json, value: Any) -> None:
    """What the client does not let one type; raises ApiError."""
    name, kind = option["name"], option["type"]
    fits = {
        STRING: isinstance(value, str),
        INTEGER: is_integer(value),
        NUMBER: is_number(value),
        BOOLEAN: isinstance(value, bool),
        ATTACHMENT: as_object(value) is not None,
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
