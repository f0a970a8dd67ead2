"""/history and /show: one's finished pictures, page by page and one by one. Holds nothing."""

import re

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import history_words, labels
from bot.chat.addresses import guild_of, presser
from bot.chat.answers import show_layout
from bot.chat.client import ImagineBot
from bot.chat.history_views import detail_layout, page_layout
from bot.chat.pressing import JOB_ID
from bot.core.errors import ImagineError, NoSuchJob
from bot.core.history import WORDS_LIMIT_CHARS, Place
from bot.core.jobs import JobId, UserId


class HistoryCog(commands.Cog):
    """What was made before, seen only by whoever asks."""

    @app_commands.command(name="history", description=labels.HISTORY)
    @app_commands.describe(words=labels.WORDS)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def history(
        self, interaction: discord.Interaction[ImagineBot], words: app_commands.Range[str, 1, WORDS_LIMIT_CHARS] = ""
    ) -> None:
        """The newest page."""
        bot, place = interaction.client, Place(history_words.searched(words))
        page = await bot.history.page(UserId(interaction.user.id), guild_of(interaction), place)
        await show_layout(interaction, await page_layout(bot, bot.languages.of(interaction.locale), page))

    @app_commands.command(name="show", description=labels.SHOW)
    @app_commands.rename(result="id")
    @app_commands.describe(result=labels.RESULT_ID)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def show(self, interaction: discord.Interaction[ImagineBot], result: str) -> None:
        """One result; anything may be typed there, for Discord's suggestions are only suggestions."""
        if re.fullmatch(JOB_ID, result.strip()) is None:
            raise NoSuchJob
        bot = interaction.client
        job = await bot.history.open(JobId(int(result)), presser(interaction))
        await show_layout(interaction, await detail_layout(bot, interaction, job))

    @show.autocomplete("result")
    async def suggest(
        self, interaction: discord.Interaction[ImagineBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """One's own newest results with these words; none while they cannot be looked up."""
        words = history_words.searched(current)
        try:
            jobs = await interaction.client.history.suggestions(
                UserId(interaction.user.id), guild_of(interaction), words
            )
        except ImagineError:
            return []
        return [app_commands.Choice(name=name, value=value) for name, value in history_words.suggestions(jobs)]


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(HistoryCog())
