"""Writes docs/commands.md from the command tree: what may be typed, and who may. Run by `make docs-commands`."""

import asyncio
import sys
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Final

import discord

from bot.app import COGS
from bot.chat.client import ImagineBot
from bot.chat.languages import spoken
from bot.core.ranks import Rank

PAGE: Final = Path(__file__).parents[2] / "docs/commands.md"
Json = dict[str, Any]
_KINDS: Final = discord.AppCommandOptionType
_GROUPS: Final = frozenset({_KINDS.subcommand_group.value, _KINDS.subcommand.value})
_TAKES: Final = {
    _KINDS.string.value: "text",
    _KINDS.integer.value: "a whole number",
    _KINDS.boolean.value: "yes or no",
    _KINDS.user.value: "a person",
    _KINDS.channel.value: "a channel",
    _KINDS.role.value: "a role",
    _KINDS.mentionable.value: "a person or a role",
    _KINDS.number.value: "a number",
    _KINDS.attachment.value: "a file",
}
_MENUS: Final = {
    discord.AppCommandType.message.value: "in the menu of a message",
    discord.AppCommandType.user.value: "in the menu of a person",
}
_RANKS: Final = {Rank.MODERATOR: "moderators and managers", Rank.MANAGER: "managers"}
_PLACES: Final = {0: "servers", 1: "direct messages with the bot", 2: "other direct messages and groups"}
_HEAD: Final = """# Commands

Made from the command tree by `make docs-commands`; a test fails when this is not what the bot registers. Names,
descriptions and choices are given here in English; Discord shows them in each member's language, if it is one of the
{languages} that the bot speaks. `make commands` prints all of them as Discord is sent them.

*Who* is checked by the bot itself at every press. Moderators have *Manage Messages* in the whole server (not only in
single channels), managers *Manage Server*. Discord shows `/imagine-admin` to managers alone until a server's owner
opens it to moderators, too (Server Settings, Integrations). What an option takes beyond what is said here is checked by
the bot, which answers with a sentence."""


async def registration() -> list[Json]:
    """What the bot registers."""
    async with ImagineBot(COGS) as bot:
        return await bot.registration()


async def demanded() -> dict[str, Rank]:
    """What the bot demands by itself, by the whole name of a command."""
    async with ImagineBot(COGS) as bot:
        await bot.registration()
        return dict(bot.admin_commands())


def page(commands: list[Json], ranks: Mapping[str, Rank]) -> str:
    """The whole document."""
    typed = sorted((one for one in commands if one["type"] not in _MENUS), key=lambda one: str(one["name"]))
    menus = sorted((one for one in commands if one["type"] in _MENUS), key=lambda one: str(one["name"]))
    parts = [_HEAD.format(languages=len(spoken()))]
    for command in typed:
        for path, one in _leaves(f"/{command['name']}", command):
            rank = ranks.get(path.removeprefix("/"))
            who = _who(command) if rank is None else _RANKS[rank]
            parts.append(_section(path, one, f"{who}, in {_where(command)}"))
    parts += [_menu(menu) for menu in menus]
    return "\n\n".join(parts) + "\n"


def _leaves(path: str, command: Json) -> Generator[tuple[str, Json]]:
    """A command that can be typed, or all of those in a group, with what is typed."""
    below = [option for option in command.get("options", ()) if option["type"] in _GROUPS]
    if not below:
        yield path, command
    for one in below:
        yield from _leaves(f"{path} {one['name']}", one)


def _section(path: str, command: Json, rights: str) -> str:
    about = str(command["description"])
    lines = [f"## `{path}`", "", about if about.endswith((".", "?", "!")) else f"{about}.", "", f"*Who:* {rights}."]
    options: list[Json] = command.get("options", [])
    if options:
        lines += ["", "| option | | takes | meaning |", "|---|---|---|---|"]
        lines += [_row(option) for option in options]
    return "\n".join(lines)


def _row(option: Json) -> str:
    needed = "needed" if option.get("required") else ""
    cells = (f"`{option['name']}`", needed, _takes(option), str(option["description"]))
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |".replace("|  |", "| |")


def _takes(option: Json) -> str:
    parts = [_TAKES.get(option["type"], "?")]
    kinds = [discord.ChannelType(kind) for kind in option.get("channel_types", ())]
    parts += [f"of the kind {' or '.join(kind.name for kind in kinds)}"] if kinds else []
    bounds = (("min_length", "max_length", " characters"), ("min_value", "max_value", ""))
    for low, high, unit in bounds:
        least, most = option.get(low), option.get(high)
        if least is not None and most is not None:
            parts.append(f"{least:g} to {most:g}{unit}")
        elif least is not None or most is not None:
            parts.append(f"at least {least:g}{unit}" if least is not None else f"at most {most:g}{unit}")
    if option.get("autocomplete"):
        parts.append("suggestions come while one types")
    choices = [f"“{choice['name']}”" for choice in option.get("choices", ())]
    return f"one of {', '.join(choices)}" if choices else ", ".join(parts)


def _menu(menu: Json) -> str:
    where = f"Stands {_MENUS[menu['type']]}, under *Apps*."
    return f"## *{menu['name']}*\n\n{where}\n\n*Who:* {_who(menu)}, in {_where(menu)}."


def _who(command: Json) -> str:
    needed = command.get("default_member_permissions")
    if needed is None:
        return "everybody"
    rights = [name for name, on in discord.Permissions(needed) if on]
    names = [name.replace("_", " ").title().replace("Guild", "Server") for name in rights]
    return f"members with {' and '.join(names)}" if names else "administrators"


def _where(command: Json) -> str:
    places = [_PLACES[place] for place in command["contexts"]]
    return " and ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places)


def main() -> int:
    """Write the document."""
    PAGE.write_text(page(asyncio.run(registration()), asyncio.run(demanded())))
    sys.stdout.write(f"{PAGE.name}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
