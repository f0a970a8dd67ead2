"""/quota: what is used, held and left. Counts nothing itself."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import wording
from bot.chat.addresses import guild_of
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.core.jobs import UserId


class QuotaCog(commands.Cog):
    """One's own quota, seen only by oneself."""

    @app_commands.command(name="quota", description=wording.QUOTA)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def quota(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """Look it up and say it."""
        report = await interaction.client.imagine.quota(UserId(interaction.user.id), guild_of(interaction))
        await answer(interaction, wording.quota(report))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(QuotaCog())
