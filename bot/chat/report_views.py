"""Reports: the form that a member sends, what moderators see of it and press. Decides nothing itself."""

import asyncio
import logging
import re
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Self, cast

import aiohttp
import discord

from bot.chat import case_words, labels, wording
from bot.chat.addresses import presser, rank_in_server, seen_by_one
from bot.chat.answers import answer, redraw, show_form, tell_privately
from bot.chat.history_views import job_of
from bot.chat.languages import Language
from bot.chat.pressing import JOB_ID, Item, field_lists
from bot.core.errors import DiscordTrouble, ImagineError, NoSuchJob, StoreTrouble
from bot.core.jobs import Job, JobId, UserId
from bot.core.ranks import Presser, Rank, demand, rank_of
from bot.core.reports import REASON_LIMIT_CHARS, Decision, Report, ReportId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

KEPT_S: Final = 900.0
LOOK_WITHIN_S: Final = 1.5
"""Discord waits 3 s for the answer in all."""
_Button = discord.ui.Button[Any]
_Layout = discord.ui.LayoutView


class ReportButton(
    Item, discord.ui.DynamicItem[_Button], template=f"imagine:report:(?P<what>delete|block|keep):{JOB_ID}"
):
    """What a moderator decides about a report."""

    def __init__(self, what: str, report_id: ReportId, label: str = "…") -> None:
        style = discord.ButtonStyle.danger if what == "delete" else discord.ButtonStyle.secondary
        item = _Button(label=label, style=style, custom_id=f"imagine:report:{what}:{report_id}")
        discord.ui.DynamicItem.__init__(self, item)
        self.what, self.report_id = what, report_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        return cls(match["what"], ReportId(int(match["job"])))

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        report, job = await bot.reports.look(presser(interaction), self.report_id)
        if report.decision is not None and not seen_by_one(interaction):  # the decision did not reach this message
            await redraw(interaction, report_layout(bot, await bot.notices.language(report.guild_id), report, job))
            return
        if self.what == "block" and report.decision is None:
            await show_form(interaction, _block_form(say, report))
            return
        await _decide(interaction, bot, job, report.id, Decision.DELETED if self.what == "delete" else Decision.KEPT)


ITEMS: Final = (ReportButton,)


async def offer_report(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """The form for a report of this message's picture; a sentence when there is none in it."""
    bot = cast("ImagineBot", interaction.client)
    say = bot.languages.of(interaction.locale)
    job: Job | None = None
    with suppress(NoSuchJob):
        if message.author.id == interaction.application_id:
            found = await bot.history.told_in(message.id, job_of(message), presser(interaction))
            bot.reports.check(presser(interaction), found)
            job = found
    if job is None:
        await answer(interaction, say(case_words.NOT_REPORTABLE))
        return
    custom_id = f"imagine:reported:{job.id}:{message.id}"
    form = discord.ui.Modal(title=say(case_words.REPORT_TITLE), custom_id=custom_id, timeout=KEPT_S)
    reason = discord.ui.TextInput[Any](
        style=discord.TextStyle.paragraph, custom_id="reason", min_length=1, max_length=REASON_LIMIT_CHARS
    )
    form.add_item(discord.ui.Label(text=say(case_words.REPORT_WHY), component=reason))
    await show_form(interaction, form)


async def file_report(interaction: discord.Interaction[Any], job_id: JobId, bot: "ImagineBot", say: Language) -> None:
    """The form was sent: keep it, and put it in front of the moderators.

    A form can be made by hand, so the message that it names is looked at once more.
    """
    who = presser(interaction)
    job = await bot.imagine.result(job_id, who)
    bot.reports.check(who, job)
    named = str(cast("dict[str, Any]", interaction.data or {}).get("custom_id", "")).rpartition(":")[2]
    where = (interaction.channel_id or 0, int(named) if re.fullmatch(JOB_ID, named) else 0)
    if not await _is_shown(bot, job, where):
        log.warning("a report names another message", extra={"job": job.id, "by": who.user_id})
        await answer(interaction, say(case_words.NOT_REPORTABLE))
        return
    reason = (field_lists(interaction).get("reason") or [""])[0]
    report = await bot.reports.add(ReportId(interaction.id), who, job, where, reason)
    told = await answer(interaction, say(case_words.REPORTED_QUIETLY))
    theirs = await bot.notices.language(report.guild_id)
    notice = await bot.notices.post(report.guild_id, report_layout(bot, theirs, report, job))
    if notice is None:
        return
    with suppress(StoreTrouble):  # then its buttons go when they are pressed
        report = await bot.reports.told(report, notice)
    if report.decision is not None:  # somebody was faster, and did not know of this message
        await bot.notices.renew(notice, report_layout(bot, theirs, report, job))
    if told is not None:
        await _amend(interaction, say(case_words.REPORTED))


async def _is_shown(bot: "ImagineBot", job: Job, where: tuple[int, int]) -> bool:
    """Whether the message with these ids of channel and message shows this job's picture. Raises DiscordTrouble."""
    channel_id, message_id = where
    if where == (job.reply.channel_id, job.reply.message_id):
        return True  # known without asking, also where the bot may not read
    if not message_id:
        return False
    try:
        async with asyncio.timeout(LOOK_WITHIN_S):
            message = await bot.get_partial_messageable(channel_id).fetch_message(message_id)
    except (discord.NotFound, discord.Forbidden):
        return False
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise DiscordTrouble(type(error).__name__) from error
    return _shows(bot, message, job)


def _shows(bot: "ImagineBot", message: discord.Message, job: Job) -> bool:
    """Whether a message is the job's own, or one of the bot's with its pictures."""
    its_own = message.id == job.reply.message_id or job_of(message) == job.id
    return bot.user is not None and message.author.id == bot.user.id and its_own


async def _amend(interaction: discord.Interaction[Any], text: str) -> None:
    try:
        await interaction.edit_original_response(content=text)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.info("the thanks stay as they are", extra={"error": type(error).__name__})


def report_layout(bot: "ImagineBot", say: Language, report: Report, job: Job) -> _Layout:
    """A report with the picture covered, and with what can be done about it while nobody has decided."""
    layout = _Layout(timeout=None)
    link = f"https://discord.com/channels/{report.guild_id}/{report.channel_id}/{report.message_id}"
    layout.add_item(discord.ui.TextDisplay(case_words.report(say, report, job, link)))
    if report.decision is not None:
        return layout
    urls = bot.history.links(job)[:1]
    if urls:
        gallery = discord.ui.MediaGallery[_Layout]()
        gallery.add_item(media=urls[0], description=wording.alt_text(say, job, 1, 1), spoiler=True)
        layout.add_item(gallery)
    layout.add_item(discord.ui.ActionRow[Any](*_buttons(say, report.id)))
    return layout


def _buttons(say: Language, report_id: ReportId) -> list[ReportButton]:
    names = {"delete": case_words.DELETE_IT, "block": case_words.BLOCK_THEM, "keep": case_words.KEEP_IT}
    return [ReportButton(what, report_id, say(name)) for what, name in names.items()]


def _block_form(say: Language, report: Report) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=say(case_words.BLOCK_TITLE), custom_id=f"imagine:blockreported:{report.id}", timeout=KEPT_S
    )
    options = [discord.SelectOption(label=say(name), value=str(hours)) for hours, name in labels.BLOCK_TIMES.items()]
    reason = discord.ui.TextInput[Any](custom_id="reason", required=False, max_length=200, default=report.reason[:200])
    form.add_item(discord.ui.Label(text=say(labels.BLOCK_REASON), component=reason))
    menu = discord.ui.Select[Any](custom_id="hours", options=options)
    form.add_item(discord.ui.Label(text=say(case_words.FOR_HOW_LONG), component=menu))
    return form


async def block_reported(
    interaction: discord.Interaction[Any], number: JobId, bot: "ImagineBot", say: Language
) -> None:
    """The form for blocking was sent."""
    who, report_id = presser(interaction), ReportId(int(number))
    report, job = await bot.reports.look(who, report_id)
    if report.decision is None:
        fields = field_lists(interaction)
        known = {str(hours): hours for hours in labels.BLOCK_TIMES}
        hours = known.get((fields.get("hours") or [""])[0])
        until = interaction.created_at + timedelta(hours=hours) if hours else None
        theirs = await _rank_of_member(bot, who, job.user_id)
        await bot.configuration.block(who, job.user_id, theirs, (fields.get("reason") or [""])[0].strip(), until)
    await _decide(interaction, bot, job, report_id, Decision.BLOCKED)


async def _rank_of_member(bot: "ImagineBot", who: Presser, member: UserId) -> Rank:
    """Of a member who is not in the interaction; only asked for where it matters. Raises DiscordTrouble."""
    guild = None if rank_of(who) is Rank.MANAGER else bot.get_guild(who.guild_id or 0)
    if guild is None:
        return Rank.MEMBER
    try:
        async with asyncio.timeout(LOOK_WITHIN_S):
            return rank_in_server(await guild.fetch_member(member))
    except discord.NotFound:  # they have left
        return Rank.MEMBER
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise DiscordTrouble(type(error).__name__) from error


async def _decide(
    interaction: discord.Interaction[Any], bot: "ImagineBot", job: Job, report_id: ReportId, decision: Decision
) -> None:
    """Write it down, let the message that was pressed say it, do it, and let the other messages say it too."""
    closed = await bot.reports.decide(presser(interaction), report_id, decision)
    theirs = await bot.notices.language(closed[0].guild_id)
    redrawn = await redraw(interaction, report_layout(bot, theirs, closed[0], job))
    log.info("report decided", extra={"job": job.id, "decision": decision.value, "by": interaction.user.id})
    if decision is Decision.DELETED:
        await _delete(interaction, bot, closed[0], job)
    pressed = (interaction.channel_id, interaction.message.id) if redrawn and interaction.message else None
    for report in closed:
        if report.told_in is not None and report.told_in != pressed:
            await bot.notices.renew(report.told_in, report_layout(bot, theirs, report, job))


async def _delete(interaction: discord.Interaction[Any], bot: "ImagineBot", report: Report, job: Job) -> None:
    """Take the reported message away, or say that somebody else must."""
    if await _delete_message(bot, report, job):
        await bot.cases.deleted(job, UserId(interaction.user.id))
    else:
        say = bot.languages.of(interaction.locale)
        await tell_privately(interaction, say(case_words.STILL_THERE))


async def _delete_message(bot: "ImagineBot", report: Report, job: Job) -> bool:
    """By the bot's own right, and only a message with this job's picture. Whether it is gone."""
    channel = bot.get_partial_messageable(report.channel_id, guild_id=report.guild_id)
    try:
        message = await channel.fetch_message(report.message_id)
        if not _shows(bot, message, job):
            log.warning("a report names another message", extra={"job": job.id})
            return False
        await message.delete()
    except discord.NotFound:
        return True  # somebody was faster
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("a reported picture was not deleted", extra={"job": report.job_id, "error": type(error).__name__})
        return False
    return True


async def show_open(interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
    """The oldest open reports, each with its buttons. Raises NotAllowed."""
    demand(presser(interaction), Rank.MODERATOR)
    reports, number = await bot.reports.open(presser(interaction))
    if not reports:
        await answer(interaction, say(case_words.NO_REPORTS))
        return
    layout = _Layout(timeout=None)
    layout.add_item(discord.ui.TextDisplay(case_words.waiting(say, number)))
    for report in reports:
        try:
            job = (await bot.reports.look(presser(interaction), report.id))[1]
        except ImagineError:  # its words were erased meanwhile
            continue
        link = f"https://discord.com/channels/{report.guild_id}/{report.channel_id}/{report.message_id}"
        layout.add_item(discord.ui.TextDisplay(case_words.report(say, report, job, link)))
        layout.add_item(discord.ui.ActionRow[Any](*_buttons(say, report.id)))
    await interaction.response.send_message(view=layout, ephemeral=True)
