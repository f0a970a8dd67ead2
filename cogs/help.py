"""/help: what there is to type, with examples. Knows no command by name but the first."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import admin_words, history_words, labels
from bot.chat.addresses import asker, presser
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.wording import MESSAGE_LIMIT
from bot.core.ranks import Rank, rank_of


class HelpCog(commands.Cog):
    """Short, and only about what exists."""

    @app_commands.command(name="help", description=labels.HELP)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def help(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """List the commands that are registered."""
        bot = interaction.client
        existing = (one for one in bot.tree.get_commands() if isinstance(one, app_commands.Command))
        commands_of_ours = {one.name: one.description for one in existing if one.name != "help"}
        say = bot.languages.of(interaction.locale)
        allowance = await bot.imagine.allowance(asker(interaction))
        text = history_words.help_text(say, commands_of_ours, allowance)
        if (rank := rank_of(presser(interaction))) >= Rank.MODERATOR:
            below = [name for name, needed in bot.admin_commands() if needed <= rank]
            text = f"{text}\n{admin_words.admin_help(say, below)}"[:MESSAGE_LIMIT]
        await answer(interaction, text)


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(HelpCog())
