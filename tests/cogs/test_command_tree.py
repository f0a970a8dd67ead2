"""The real command tree against Discord's limits, and against its published description where that is at hand."""

import json
import re
from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
import pytest_asyncio

from bot.app import COGS
from bot.chat.client import ImagineBot
from bot.core.requests import SIZES
from tests.openapi import OPENAPI, WHY_SKIPPED

pytestmark = pytest.mark.asyncio
NAME = re.compile(r"^[-_'\w]{1,32}$")


@pytest_asyncio.fixture
async def commands() -> AsyncGenerator[list[dict[str, Any]]]:
    async with ImagineBot(()) as bot:
        for cog in COGS:
            await bot.load_extension(cog)
        yield [command.to_dict(bot.tree) for command in bot.tree.get_commands()]


async def test_names_descriptions_and_choices_are_within_discords_limits(commands: list[dict[str, Any]]) -> None:
    typed = [command for command in commands if command["type"] == discord.AppCommandType.chat_input.value]
    assert {command["name"] for command in typed} == {
        "imagine", "collect", "quota", "preferences", "privacy", "history", "show", "cancel", "help", "price",
        "imagine-admin",
    }  # fmt: skip
    for command in typed:
        texts = within_limits(command)
        assert sum(map(len, texts)) <= 8000, command["name"]


def within_limits(thing: dict[str, Any]) -> list[str]:
    """All texts of a command, group, subcommand or option, each of which fits; those of what is below it, too."""
    assert NAME.match(thing["name"])
    assert 1 <= len(thing["description"]) <= 100
    assert thing["description"] != "…"
    below: list[dict[str, Any]] = thing.get("options") or []
    choices: list[dict[str, Any]] = thing.get("choices") or []
    assert len(below) <= 25
    assert len(choices) <= 25
    required = [option.get("required", False) for option in below]
    assert required == sorted(required, reverse=True)
    assert all(1 <= len(choice["name"]) <= 100 and len(str(choice["value"])) <= 100 for choice in choices)
    texts = [thing["name"], thing["description"]]
    texts += [str(text) for choice in choices for text in (choice["name"], choice["value"])]
    return texts + [text for option in below for text in within_limits(option)]


async def test_menus_have_short_names_and_nothing_else(commands: list[dict[str, Any]]) -> None:
    menus = [command for command in commands if command["type"] != discord.AppCommandType.chat_input.value]
    assert [(menu["name"], menu["type"]) for menu in menus] == [
        ("Use this prompt", 3),
        ("Report picture", 3),
        ("Edit alt text", 3),
    ]
    assert all(len(menu["name"]) <= 32 and not menu.get("description") for menu in menus)


async def test_imagine_offers_exactly_the_models_sizes_as_people_read_them(commands: list[dict[str, Any]]) -> None:
    imagine = next(command for command in commands if command["name"] == "imagine")
    options = {option["name"]: option for option in imagine["options"]}
    assert list(options) == ["prompt", "aspect_ratio", "scale", "images", "private"]
    assert (options["prompt"]["min_length"], options["prompt"]["max_length"]) == (1, 800)
    choices = options["aspect_ratio"]["choices"]
    assert [choice["value"] for choice in choices] == [size.value for size in SIZES]
    assert "16:9 · 2K (2560×1440)" in [choice["name"] for choice in choices]
    assert [choice["value"] for choice in options["scale"]["choices"]] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert options["scale"]["type"] == discord.AppCommandOptionType.number.value


async def test_commands_work_in_servers_and_in_the_bots_direct_messages_only(commands: list[dict[str, Any]]) -> None:
    for command in commands:
        assert command["contexts"] == ([0] if command["name"] in ("imagine-admin", "Report picture") else [0, 1])
        assert command["integration_types"] == [0]


@pytest.mark.skipif(not OPENAPI.exists(), reason=WHY_SKIPPED)
async def test_the_registration_is_what_discords_description_takes(commands: list[dict[str, Any]]) -> None:
    from jsonschema import Draft202012Validator

    spec = json.loads(OPENAPI.read_text())
    operation = spec["paths"]["/applications/{application_id}/commands"]["put"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": spec["components"]})
    assert [error.message for error in validator.iter_errors(commands)] == []
