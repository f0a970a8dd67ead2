"""The answer of /help names everything there is, and Discord takes it whole, in every language."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from discord import app_commands

from bot.app import COGS
from bot.chat.client import ImagineBot
from bot.chat.languages import Language, spoken
from bot.core.quotas import Period
from bot.core.ranks import Rank
from cogs.help import help_layout
from tests.makers import an_allowance

pytestmark = pytest.mark.asyncio
LAYOUT_LIMIT = 4000
"""Characters of all texts in one layout, says Discord."""
COMMAND_ID = 9_223_372_036_854_775_807
"""As long as an id can be: mentions carry it."""


@pytest_asyncio.fixture
async def bot() -> AsyncGenerator[ImagineBot]:
    async with ImagineBot(()) as bot:
        for cog in COGS:
            await bot.load_extension(cog)
        bot.languages.learn_commands((command.name, COMMAND_ID) for command in bot.tree.get_commands())
        yield bot


def typed(bot: ImagineBot) -> tuple[list[str], list[str]]:
    """What members type, and what stands below /imagine-admin."""
    members = [one.name for one in bot.tree.get_commands() if isinstance(one, app_commands.Command)]
    below = [one.qualified_name for one in bot.admin.walk_commands() if isinstance(one, app_commands.Command)]
    return members, below


def menus(bot: ImagineBot, say: Language) -> list[str]:
    return [say(one.name) for one in bot.tree.get_commands() if isinstance(one, app_commands.ContextMenu)]


@pytest.mark.parametrize("locale", spoken())
@pytest.mark.parametrize("period", Period)
async def test_all_commands_are_named_whole_to_those_who_moderate(bot: ImagineBot, locale: str, period: Period) -> None:
    say = bot.languages.of(locale)
    layout = help_layout(bot, say, an_allowance(images=1_000_000, period=period), Rank.MODERATOR, in_server=True)
    assert layout.content_length() <= LAYOUT_LIMIT
    words = "\n".join(str(part["content"]) for part in layout.to_components())
    members, below = typed(bot)
    assert len(below) > 20
    for name in (*members, *below):
        assert (f"</{name}:{COMMAND_ID}>" in words) == (name != "help"), name
    for name in menus(bot, say):
        assert name in words, name


async def test_members_read_nothing_of_what_only_moderators_type(bot: ImagineBot) -> None:
    say = bot.languages.of("en-US")
    layout = help_layout(bot, say, an_allowance(), Rank.MEMBER, in_server=True)
    assert "imagine-admin" not in str(layout.to_components())


async def test_direct_messages_hear_nothing_of_a_menu_that_is_not_there(bot: ImagineBot) -> None:
    say = bot.languages.of("en-US")
    words = str(help_layout(bot, say, an_allowance(), Rank.MEMBER, in_server=False).to_components())
    assert "Use this prompt" in words
    assert "Report picture" not in words
