"""The components of /cancel: one, some or all of one's own requests. Decides nothing itself."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

import discord

from bot.chat import history_words, labels
from bot.chat.addresses import guild_of
from bot.chat.answers import acknowledge, amend
from bot.chat.history_views import chosen_jobs, job_options
from bot.chat.languages import Language
from bot.chat.pressing import JOB_ID, Item, JobItem
from bot.core.errors import ImagineError
from bot.core.imagine import CancelAnswer
from bot.core.jobs import Job, JobId, UserId
from bot.core.ranks import Presser

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

_Button = discord.ui.Button[discord.ui.View]
_Select = discord.ui.Select[discord.ui.View]


class StopButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:stop:{JOB_ID}"):
    """Cancel the one request that is in the making."""

    def __init__(self, job_id: JobId, label: str = labels.CANCEL_IT) -> None:
        custom_id = f"imagine:stop:{job_id}"
        item = _Button(label=label, style=discord.ButtonStyle.danger, custom_id=custom_id)
        discord.ui.DynamicItem.__init__(self, item)
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        await _stop(interaction, [self.job_id])


class StopSelect(Item, discord.ui.DynamicItem[_Select], template="imagine:stopsome"):
    """Cancel some of one's own requests."""

    def __init__(self, placeholder: str = labels.CANCEL_WHICH, jobs: Sequence[Job] = ()) -> None:
        options = job_options(jobs)
        most = max(1, len(options))
        item = _Select(placeholder=placeholder, options=options, max_values=most, custom_id="imagine:stopsome")
        discord.ui.DynamicItem.__init__(self, item)

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        await _stop(interaction, chosen_jobs(interaction), offer_rest=True)


class StopAllButton(Item, discord.ui.DynamicItem[_Button], template="imagine:stopall"):
    """Cancel everything that the presser has in the making here."""

    def __init__(self, label: str = labels.CANCEL_ALL) -> None:
        item = _Button(label=label, style=discord.ButtonStyle.danger, custom_id="imagine:stopall")
        discord.ui.DynamicItem.__init__(self, item)

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        jobs = await bot.history.being_made(UserId(interaction.user.id), guild_of(interaction))
        await _stop(interaction, [job.id for job in jobs])


def stop_view(say: Language, jobs: Sequence[Job]) -> discord.ui.View:
    """What can be cancelled; only dynamic items, see cancel_view."""
    view = discord.ui.View(timeout=None)
    if len(jobs) == 1:
        view.add_item(StopButton(jobs[0].id, say(labels.CANCEL_IT)))
    else:
        view.add_item(StopSelect(say(labels.CANCEL_WHICH), jobs))
        view.add_item(StopAllButton(say(labels.CANCEL_ALL)))
    return view


async def _stop(interaction: discord.Interaction[Any], job_ids: Sequence[JobId], *, offer_rest: bool = False) -> None:
    """Cancel these of the presser's own; what was not chosen can be cancelled afterwards with `offer_rest`.

    The wish counts even when Discord did not take our acknowledgement in time.
    """
    bot = cast("ImagineBot", interaction.client)
    say = bot.languages.of(interaction.locale)
    acknowledged = await acknowledge(interaction)
    # Without a moderator's rights: this is about one's own requests, whatever a button says.
    who = Presser(UserId(interaction.user.id), guild_of(interaction), moderates=False)
    became = await asyncio.gather(*(_cancel(bot, job_id, who) for job_id in job_ids))
    if not acknowledged:
        return
    told = history_words.cancelled_each(say, became) or say(history_words.NOTHING_IN_THE_MAKING)
    if offer_rest and (rest := await _others(bot, job_ids, who)):
        await amend(interaction, f"{told}\n{history_words.cancel_question(say, rest)}", stop_view(say, rest))
    else:
        await amend(interaction, told)


async def _others(bot: "ImagineBot", job_ids: Sequence[JobId], who: Presser) -> list[Job]:
    try:
        return [job for job in await bot.history.being_made(who.user_id, who.guild_id) if job.id not in job_ids]
    except ImagineError:
        return []  # what became of the others is to be told in any case


async def _cancel(bot: "ImagineBot", job_id: JobId, who: Presser) -> tuple[Job | None, CancelAnswer | ImagineError]:
    job: Job | None = None
    try:
        job = await bot.history.own_request(job_id, who)
        cancel = await bot.imagine.cancel(job_id, who, None)
    except ImagineError as error:
        return job, error
    return cancel.job, cancel.answer


ITEMS: Final = (StopButton, StopSelect, StopAllButton)
"""Everything that stands in the answer of /cancel."""
