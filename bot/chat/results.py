"""What stands under finished pictures: again, edited, larger, in another size, the originals, gone. Decides nothing.

Each component carries the job's id and outlives any restart. Whoever presses asks for themselves, with their own quota;
what was for one person alone stays so. What was for everybody comes for everybody, also from the history.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

import discord

from bot.chat import labels, wording
from bot.chat.addresses import presser, stays_private
from bot.chat.answers import answer, show_form
from bot.chat.asking import ask
from bot.chat.forms import delete_form
from bot.chat.languages import Language
from bot.chat.pressing import JOB_ID, JobItem
from bot.chat.wish_forms import edit_form
from bot.core.jobs import Failure, Job, JobId
from bot.core.requests import SIZES, Size, largest, parse_size

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

_Button = discord.ui.Button[discord.ui.View]
_Select = discord.ui.Select[discord.ui.View]


class AgainButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:again:{JOB_ID}"):
    """The same wish once more."""

    def __init__(self, job_id: JobId, label: str = labels.AGAIN) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:again:{job_id}"))
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.imagine.result(self.job_id, presser(interaction))
        await ask(interaction, job.request, parent=job.id, private=stays_private(interaction, job))


class EditButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:edit:{JOB_ID}"):
    """A form with the wish in it, to be changed."""

    def __init__(self, job_id: JobId, label: str = labels.EDIT) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:edit:{job_id}"))
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.imagine.result(self.job_id, presser(interaction))
        await show_form(interaction, edit_form(say, job))


class LargestButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:largest:{JOB_ID}"):
    """The same wish and shape in the largest size."""

    def __init__(self, job_id: JobId, label: str = labels.LARGEST) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:largest:{job_id}"))
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.imagine.result(self.job_id, presser(interaction))
        request = replace(job.request, size=largest(job.request.size))
        await ask(interaction, request, parent=job.id, private=stays_private(interaction, job))


class OriginalButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:original:{JOB_ID}"):
    """Where the pictures lie as the studio made them."""

    def __init__(self, job_id: JobId, label: str = labels.ORIGINAL) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:original:{job_id}"))
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.imagine.result(self.job_id, presser(interaction))
        await answer(interaction, wording.originals(say, job))


class DeleteButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:delete:{JOB_ID}"):
    """Takes the message away, after asking once."""

    def __init__(self, job_id: JobId, label: str = labels.DELETE) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:delete:{job_id}"))
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.imagine.may_delete(self.job_id, presser(interaction))
        await show_form(interaction, delete_form(say, job))


class SizeSelect(JobItem, discord.ui.DynamicItem[_Select], template=f"imagine:size:{JOB_ID}"):
    """The same wish in another shape or size."""

    def __init__(self, job_id: JobId, placeholder: str = labels.OTHER_SIZE, now: Size | None = None) -> None:
        options = [
            discord.SelectOption(label=labels.size_label(size), value=size.value) for size in SIZES if size != now
        ]
        menu = _Select(placeholder=placeholder, options=options, custom_id=f"imagine:size:{job_id}")
        discord.ui.DynamicItem.__init__(self, menu)
        self.job_id = job_id

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See JobItem."""
        job = await bot.imagine.result(self.job_id, presser(interaction))
        chosen = cast("dict[str, Any]", interaction.data or {}).get("values") or [None]
        request = replace(job.request, size=parse_size(str(chosen[0])))
        await ask(interaction, request, parent=job.id, private=stays_private(interaction, job))


ITEMS: Final = (AgainButton, EditButton, LargestButton, OriginalButton, DeleteButton, SizeSelect)
"""Everything that stands under finished pictures."""


def result_view(say: Language, job: Job) -> discord.ui.View:
    """What can be done with a result; only dynamic items, see cancel_view."""
    view = discord.ui.View(timeout=None)
    view.add_item(AgainButton(job.id, say(labels.AGAIN)))
    view.add_item(EditButton(job.id, say(labels.EDIT)))
    if job.request.size != largest(job.request.size):
        view.add_item(LargestButton(job.id, say(labels.LARGEST)))
    view.add_item(OriginalButton(job.id, say(labels.ORIGINAL)))
    if not job.reply.private:  # what only one person sees is dismissed, not deleted
        view.add_item(DeleteButton(job.id, say(labels.DELETE)))
    view.add_item(SizeSelect(job.id, say(labels.OTHER_SIZE), job.request.size))
    return view


WORTH_OTHER_WORDS: Final = frozenset({Failure.BLOCKED, Failure.REJECTED})
"""Asking the same once more would end the same."""


def failed_view(say: Language, job: Job, why: Failure) -> discord.ui.View | None:
    """What its person can do about a request that failed; only dynamic items, see cancel_view."""
    if why in (Failure.NOT_ACKNOWLEDGED, Failure.UNDELIVERABLE):
        return None
    view = discord.ui.View(timeout=None)
    if why not in WORTH_OTHER_WORDS:
        view.add_item(AgainButton(job.id, say(labels.AGAIN)))
    view.add_item(EditButton(job.id, say(labels.EDIT)))
    return view
