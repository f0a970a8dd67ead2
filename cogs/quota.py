"""/quota: what is used, held and left. Counts nothing itself."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import labels, quota_words
from bot.chat.addresses import asker, guild_of
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.history_views import link_of
from bot.core.jobs import UserId


class QuotaCog(commands.Cog):
    """One's own quota, seen only by oneself."""

    @app_commands.command(name="quota", description=labels.QUOTA)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def quota(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """Look it up and say it."""
        bot = interaction.client
        report = await bot.imagine.quota(asker(interaction))
        jobs = await bot.history.being_made(UserId(interaction.user.id), guild_of(interaction))
        under_way = [(job, link_of(job)) for job in jobs]
        await answer(interaction, quota_words.quota(bot.languages.of(interaction.locale), report, under_way))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(QuotaCog())
