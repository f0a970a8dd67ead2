"""/help: what there is to type, with examples. Knows no command by name but the first."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import admin_words, history_words, labels
from bot.chat.addresses import asker, guild_of, presser
from bot.chat.answers import show_layout
from bot.chat.client import ImagineBot
from bot.chat.languages import Language
from bot.core.quotas import Allowance
from bot.core.ranks import Rank, rank_of


class HelpCog(commands.Cog):
    """Short, and only about what exists."""

    @app_commands.command(name="help", description=labels.HELP)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def help(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """List the commands that are registered."""
        bot = interaction.client
        say, rank = bot.languages.of(interaction.locale), rank_of(presser(interaction))
        allowance = await bot.imagine.allowance(asker(interaction))
        in_server = guild_of(interaction) is not None
        await show_layout(interaction, help_layout(bot, say, allowance, rank, in_server=in_server))


def help_layout(
    bot: ImagineBot, say: Language, allowance: Allowance, rank: Rank, *, in_server: bool
) -> discord.ui.LayoutView:
    """What members type, and below it what moderators do: commands that can be pressed are long to write.

    A layout, which takes twice the characters of a message; a test adds up what it comes to in every language.
    """
    existing = (one for one in bot.tree.get_commands() if isinstance(one, app_commands.Command))
    of_members = {one.name: one.description for one in existing if one.name != "help"}
    layout = discord.ui.LayoutView(timeout=None)
    text = history_words.help_text(say, of_members, allowance, in_server=in_server)
    layout.add_item(discord.ui.TextDisplay(text))
    if rank >= Rank.MODERATOR:
        below = [one.qualified_name for one in bot.admin.walk_commands() if isinstance(one, app_commands.Command)]
        layout.add_item(discord.ui.TextDisplay(admin_words.admin_help(say, below)))
    return layout


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(HelpCog())
