"""/preferences: one's own defaults and language. Holds nothing; what is chosen is people_views.py's."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import labels, people_words
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.people_views import preferences_view
from bot.core.jobs import UserId


class PreferencesCog(commands.Cog):
    """About oneself, seen only by oneself."""

    @app_commands.command(name="preferences", description=labels.PREFERENCES)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def preferences(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """Say it, with what can be done about it."""
        people, say = interaction.client.people, interaction.client.languages.of(interaction.locale)
        now = await people.preferences(UserId(interaction.user.id))
        await answer(interaction, people_words.preferences(say, now), view=preferences_view(say, now))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(PreferencesCog())
