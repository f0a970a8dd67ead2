"""/imagine-admin quota …: single members' quotas. Counts nothing itself."""

from collections.abc import Callable

import discord
from discord import app_commands

from bot.chat import admin_words, labels, quota_words
from bot.chat.addresses import asker_about, guild_of, presser
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.history_views import link_of
from bot.chat.languages import Language
from bot.core.granting import GRANT_MOST, GrantId
from bot.core.jobs import UserId
from bot.core.quotas import QuotaReport
from bot.core.ranks import Rank, demand

Person = discord.Member | discord.User
"""Discord names who has left as a user, not as a member."""
Head = Callable[[Language, int, QuotaReport], list[str]]
"""What is said before what it comes to."""


@app_commands.command(name="show", description=labels.QUOTA_SHOW)
@app_commands.describe(member=labels.MEMBER)
async def show(interaction: discord.Interaction[ImagineBot], member: Person) -> None:
    """What /quota tells that member."""
    demand(presser(interaction), Rank.MODERATOR)
    await _answer(interaction, member, admin_words.about)


@app_commands.command(name="grant", description=labels.QUOTA_GRANT)
@app_commands.describe(member=labels.MEMBER, images=labels.GRANT_IMAGES)
async def grant(
    interaction: discord.Interaction[ImagineBot],
    member: Person,
    images: app_commands.Range[int, -GRANT_MOST, GRANT_MOST],
) -> None:
    """More or fewer for this period; then what it comes to."""
    bot = interaction.client
    await bot.granting.grant(GrantId(interaction.id), presser(interaction), UserId(member.id), images)
    await _answer(interaction, member, admin_words.about)


@app_commands.command(name="reset", description=labels.QUOTA_RESET)
@app_commands.describe(member=labels.MEMBER)
async def reset(interaction: discord.Interaction[ImagineBot], member: Person) -> None:
    """Used and held count anew, what was granted stays; then what it comes to."""
    bot = interaction.client
    await bot.granting.reset(presser(interaction), UserId(member.id))
    await _answer(interaction, member, admin_words.was_reset)


async def _answer(
    interaction: discord.Interaction[ImagineBot],
    member: Person,
    head: Callable[[Language, int, QuotaReport], list[str]],
) -> None:
    bot = interaction.client
    say = bot.languages.of(interaction.locale)
    report = await bot.imagine.quota(asker_about(interaction, member))
    jobs = await bot.history.being_made(UserId(member.id), guild_of(interaction))
    under_way = [(job, link_of(job)) for job in jobs if not job.reply.private]
    await answer(interaction, quota_words.quota(say, report, under_way, head(say, member.id, report)))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    bot.add_admin(show, grant, reset, group=app_commands.Group(name="quota", description=labels.QUOTA_ADMIN))
