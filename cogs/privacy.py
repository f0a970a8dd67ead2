"""/privacy: what is kept about one, to take along or to delete. What the buttons do is people_views.py's."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import labels, people_words
from bot.chat.addresses import guild_of
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.people_views import privacy_view


class PrivacyCog(commands.Cog):
    """About oneself, seen only by oneself."""

    @app_commands.command(name="privacy", description=labels.PRIVACY)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def privacy(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """Say it, with what can be done about it."""
        bot, guild = interaction.client, guild_of(interaction)
        say = bot.languages.of(interaction.locale)
        text = people_words.privacy(say, await bot.configuration.kept_days(guild), in_server=guild is not None)
        await answer(interaction, text, view=privacy_view(say))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(PrivacyCog())
