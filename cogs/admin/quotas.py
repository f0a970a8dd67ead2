"""/imagine-admin quota …: single members' quotas. Counts nothing itself."""

import discord
from discord import app_commands

from bot.chat import admin_words, labels, wording
from bot.chat.addresses import asker_about, guild_of, presser
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.chat.history_views import link_of
from bot.core.granting import GRANT_MOST, GrantId
from bot.core.jobs import UserId
from bot.core.ranks import Rank, demand

Person = discord.Member | discord.User
"""Discord names who has left as a user, not as a member."""


@app_commands.command(name="show", description=labels.QUOTA_SHOW)
@app_commands.describe(member=labels.MEMBER)
async def show(interaction: discord.Interaction[ImagineBot], member: Person) -> None:
    """What /quota tells that member."""
    demand(presser(interaction), Rank.MODERATOR)
    if not await _is_bot(interaction, member):
        await _answer(interaction, member)


@app_commands.command(name="grant", description=labels.QUOTA_GRANT)
@app_commands.describe(member=labels.MEMBER, images=labels.GRANT_IMAGES)
async def grant(
    interaction: discord.Interaction[ImagineBot],
    member: Person,
    images: app_commands.Range[int, -GRANT_MOST, GRANT_MOST],
) -> None:
    """More or fewer for this period; then what it comes to."""
    bot = interaction.client
    demand(presser(interaction), Rank.MANAGER)
    if await _is_bot(interaction, member):
        return
    await bot.granting.grant(GrantId(interaction.id), presser(interaction), UserId(member.id), images)
    await _answer(interaction, member)


@app_commands.command(name="reset", description=labels.QUOTA_RESET)
@app_commands.describe(member=labels.MEMBER)
async def reset(interaction: discord.Interaction[ImagineBot], member: Person) -> None:
    """Used and held count anew; then what it comes to."""
    bot = interaction.client
    demand(presser(interaction), Rank.MANAGER)
    if await _is_bot(interaction, member):
        return
    await bot.granting.reset(presser(interaction), UserId(member.id))
    await _answer(interaction, member)


async def _is_bot(interaction: discord.Interaction[ImagineBot], member: Person) -> bool:
    """Whether this is nobody who could ask for pictures; then that was said."""
    if member.bot:
        await answer(interaction, interaction.client.languages.of(interaction.locale)(admin_words.A_BOT))
    return member.bot


async def _answer(interaction: discord.Interaction[ImagineBot], member: Person) -> None:
    bot = interaction.client
    say = bot.languages.of(interaction.locale)
    report = await bot.imagine.quota(asker_about(interaction, member))
    jobs = await bot.history.being_made(UserId(member.id), guild_of(interaction))
    under_way = [(job, link_of(job)) for job in jobs if not job.reply.private]
    about = admin_words.about(say, member.id)
    await answer(interaction, f"{about}\n{wording.quota(say, report, under_way)}")


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    group = app_commands.Group(name="quota", description=labels.QUOTA_ADMIN)
    bot.add_admin(Rank.MODERATOR, show, group=group)
    bot.add_admin(Rank.MANAGER, grant, reset, group=group)
