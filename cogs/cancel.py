"""/cancel: one's own requests in the making, to be cancelled. Holds nothing; what is pressed is stopping.py's."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import history_words, labels
from bot.chat.addresses import guild_of
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.stopping import stop_view
from bot.core.jobs import UserId


class CancelCog(commands.Cog):
    """For whoever cannot find the message any more, seen only by oneself."""

    @app_commands.command(name="cancel", description=labels.CANCEL_COMMAND)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def cancel(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """Say what is in the making here, and ask."""
        bot = interaction.client
        say = bot.languages.of(interaction.locale)
        jobs = await bot.history.being_made(UserId(interaction.user.id), guild_of(interaction))
        if jobs:
            await answer(interaction, history_words.cancel_question(say, jobs), view=stop_view(say, jobs))
        else:
            await answer(interaction, say(history_words.NOTHING_IN_THE_MAKING))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(CancelCog())
