"""/imagine-admin stats: this server's last days as a chart and as a file. Counts and draws nothing itself."""

import discord
from discord import app_commands

from bot.chat import labels
from bot.chat.client import ImagineBot
from bot.chat.statistics import show_stats
from bot.core.ranks import Rank
from bot.core.stats import DAYS

_DAYS = [app_commands.Choice(name=labels.STATS_DAYS[days], value=days) for days in DAYS]


@app_commands.command(name="stats", description=labels.STATS)
@app_commands.describe(days=labels.STATS_HOW_LONG)
@app_commands.choices(days=_DAYS)
async def stats(interaction: discord.Interaction[ImagineBot], days: int = DAYS[0]) -> None:
    """See bot/chat/statistics.py."""
    await show_stats(interaction, days if days in DAYS else DAYS[0])


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    bot.add_admin(Rank.MODERATOR, stats)
