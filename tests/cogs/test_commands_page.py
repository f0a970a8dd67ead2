"""docs/commands.md and `make commands` are what the bot registers, groups and menus included."""

import asyncio
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from tests.cogs.commands_page import PAGE, demanded, page, registration

ROOT = Path(__file__).parents[2]

FAKE_PYTHON = """#!/bin/sh
echo noise of the interpreter
[ "$1" = -m ] && [ "$2" = venv ] || exit 0
mkdir -p "$3/bin"
printf '#!/bin/sh\\necho noise of the installation\\n' > "$3/bin/pip"
printf '#!/bin/sh\\necho "[]"\\n' > "$3/bin/python"
chmod +x "$3/bin/pip" "$3/bin/python"
"""

# As from a person's own shell: called from a make (as these tests are), make says which folder it enters.
SHELL_ENV = {"PATH": os.environ["PATH"]}


def test_the_page_is_what_the_tree_says() -> None:
    assert PAGE.read_text() == page(asyncio.run(registration()), asyncio.run(demanded())), "run: make docs-commands"


def test_the_page_shows_groups_limits_choices_and_rights() -> None:
    commands = asyncio.run(_a_tree())
    text = page(commands, {})
    assert "## `/rule money limit`\n\nSet a limit.\n\n*Who:* members with Manage Server, in servers." in text
    assert "| `most` | needed | a whole number, 1 to 9 | How many |" in text
    assert "| `way` | | one of “Fast”, “Slow &#124; safe” | How |" in text
    assert "| `where` | | a channel, of the kind text or news | Where |" in text
    assert "## `/rule off`" in text
    assert "## `/rule`\n" not in text
    assert "## *Look*\n\nStands in the menu of a person, under *Apps*.\n\n*Who:* administrators, in servers" in text


async def _a_tree() -> list[dict[str, Any]]:
    async with discord.Client(intents=discord.Intents.none()) as client:
        tree = app_commands.CommandTree(client)
        rule = app_commands.Group(
            name="rule", description="Rules", default_permissions=discord.Permissions(manage_guild=True)
        )
        rule.allowed_contexts = app_commands.AppCommandContext(guild=True)
        money = app_commands.Group(name="money", description="Money", parent=rule)

        @money.command(name="limit", description="Set a limit")
        @app_commands.describe(most="How many", way="How", where="Where")
        @app_commands.choices(way=[app_commands.Choice(name=name, value=name) for name in ("Fast", "Slow | safe")])
        async def limit(
            _: discord.Interaction,
            most: app_commands.Range[int, 1, 9],
            way: str | None = None,
            where: discord.TextChannel | None = None,
        ) -> None: ...

        @rule.command(name="off", description="Set none")
        async def off(_: discord.Interaction) -> None: ...

        @tree.context_menu(name="Look")
        @app_commands.default_permissions(discord.Permissions.none())
        @app_commands.allowed_contexts(guilds=True)
        async def look(_: discord.Interaction, __: discord.Member) -> None: ...

        del limit, off, look  # all are registered
        tree.add_command(rule)
        return [command.to_dict(tree) for command in tree.get_commands()]


def test_make_commands_prints_the_commands_and_nothing_else() -> None:
    done = subprocess.run(["make", "commands"], cwd=ROOT, env=SHELL_ENV, capture_output=True, check=True, timeout=60)
    assert json.loads(done.stdout) == asyncio.run(registration())


def test_make_commands_prints_nothing_else_when_it_has_to_install_first(tmp_path: Path) -> None:
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python"
    python.write_text(FAKE_PYTHON)
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    done = subprocess.run(
        ["make", "commands", f"PYTHON={python}"], cwd=tmp_path, env=SHELL_ENV,
        capture_output=True, check=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == "[]\n"
    assert "noise of the installation" in done.stderr
