"""/imagine-admin reports, audit, job: what moderators look through. Holds nothing."""

import re

import discord
from discord import app_commands

from bot.chat import case_words, history_words, labels
from bot.chat.addresses import presser
from bot.chat.answers import answer
from bot.chat.case_views import audit_view
from bot.chat.client import ImagineBot
from bot.chat.history_views import link_of
from bot.chat.pressing import JOB_ID
from bot.chat.report_views import show_open
from bot.core.audit import PAGE_ENTRIES, Action, Wanted
from bot.core.errors import ImagineError, NoSuchJob
from bot.core.jobs import JobId, UserId
from bot.core.ranks import Rank, demand

_ACTIONS = [app_commands.Choice(name=labels.ACTIONS[action], value=action.value) for action in Action]
_JOB_IN_LINK = re.compile(r"https://\S+/channels/\d+/\d+/(?P<message>\d{1,19})/?")


@app_commands.command(name="reports", description=labels.REPORTS)
async def reports(interaction: discord.Interaction[ImagineBot]) -> None:
    """What waits for a decision."""
    bot = interaction.client
    await show_open(interaction, bot, bot.languages.of(interaction.locale))


@app_commands.command(name="audit", description=labels.AUDIT)
@app_commands.describe(member=labels.AUDIT_MEMBER, action=labels.AUDIT_ACTION)
@app_commands.choices(action=_ACTIONS)
async def audit(
    interaction: discord.Interaction[ImagineBot],
    member: discord.Member | discord.User | None = None,
    action: str | None = None,
) -> None:
    """Who did what here, newest first."""
    bot = interaction.client
    say = bot.languages.of(interaction.locale)
    demand(presser(interaction), Rank.MODERATOR)
    known = next((one for one in Action if one.value == action), None)
    if action is not None and known is None:  # Discord checks no choices
        await answer(interaction, say(case_words.NO_SUCH_ACTION))
        return
    wanted = Wanted(UserId(member.id) if member else None, known)
    entries = await bot.cases.log(presser(interaction), wanted, None, PAGE_ENTRIES + 1)
    await answer(
        interaction, case_words.audit(say, entries[:PAGE_ENTRIES]), view=audit_view(say, wanted, entries, first=True)
    )


@app_commands.command(name="job", description=labels.JOB)
@app_commands.rename(which="id")
@app_commands.describe(which=labels.JOB_WHICH)
async def job(interaction: discord.Interaction[ImagineBot], which: str) -> None:
    """The whole story of one job of this server."""
    bot, who = interaction.client, presser(interaction)
    demand(who, Rank.MODERATOR)
    whole = await bot.cases.open(who, await _meant(bot, which.strip()))
    await answer(interaction, case_words.story(bot.languages.of(interaction.locale), whole, link_of(whole.job)))


async def _meant(bot: ImagineBot, which: str) -> JobId:
    """A number, or the address of a message."""
    if re.fullmatch(JOB_ID, which):
        return JobId(int(which))
    link = _JOB_IN_LINK.fullmatch(which)
    if link is None:
        raise NoSuchJob
    return (await bot.history.of_message(int(link["message"]))).id


@job.autocomplete("which")
async def suggest(interaction: discord.Interaction[ImagineBot], current: str) -> list[app_commands.Choice[str]]:
    """The newest jobs here with these words; none for those who may not look, or while they cannot be looked up."""
    try:
        jobs = await interaction.client.cases.newest(presser(interaction), history_words.searched(current))
    except ImagineError:
        return []
    return [app_commands.Choice(name=name, value=value) for name, value in history_words.suggestions(jobs)]


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    bot.add_admin(Rank.MODERATOR, reports, audit, job)
