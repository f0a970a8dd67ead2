"""/imagine-admin budget: what this server spent and may spend. Counts nothing itself."""

import discord
from discord import app_commands

from bot.chat import admin_words, labels
from bot.chat.addresses import presser
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.money_views import budget_view
from bot.core.ranks import Rank


@app_commands.command(name="budget", description=labels.BUDGET)
async def budget(interaction: discord.Interaction[ImagineBot]) -> None:
    """Paid, held and possibly paid, today and this month."""
    bot = interaction.client
    say = bot.languages.of(interaction.locale)
    report = await bot.spending.report(presser(interaction))
    await answer(interaction, admin_words.budget(say, report), view=budget_view(say, report))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    bot.add_admin(Rank.MODERATOR, budget)
