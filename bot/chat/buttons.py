"""The buttons under a job's message: they carry the job's id, so they outlive any restart. Decides nothing itself."""

import logging
import re
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat import wording
from bot.chat.addresses import presser, reply_address
from bot.chat.answers import acknowledge, tell_privately
from bot.core.errors import ImagineError
from bot.core.jobs import JobId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

_CANCEL_ID: Final = r"imagine:cancel:(?P<job>[0-9]{1,19})"


class CancelButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=_CANCEL_ID):
    """Cancel, for one job; whether the presser may, core/imagine.py says at every press."""

    def __init__(self, job_id: JobId) -> None:
        super().__init__(
            discord.ui.Button(
                label=wording.CANCEL, style=discord.ButtonStyle.secondary, custom_id=f"imagine:cancel:{job_id}"
            )
        )
        self.job_id = job_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button of an old message, from the id that it carries."""
        return cls(JobId(int(match["job"])))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed. The wish counts even when Discord did not take our acknowledgement in time."""
        imagine = cast("ImagineBot", interaction.client).imagine
        acknowledged = await acknowledge(interaction)
        try:
            fresh_reply = reply_address(interaction) if acknowledged else None
            cancel = await imagine.cancel(self.job_id, presser(interaction), fresh_reply)
            text = wording.cancel_answer(cancel.answer, cancel.job.cost)
        except ImagineError as error:
            text = wording.sentence(error)
        except Exception:  # discord.py would only log it and leave the presser without an answer
            log.exception("cancel button failed", extra={"job": self.job_id})
            text = wording.UNEXPECTED
        if acknowledged:
            await tell_privately(interaction, text)


def cancel_view(job_id: JobId) -> discord.ui.View:
    """Only dynamic items may be in it: beside a plain button, discord.py 2.7 forgets them all when the view ends."""
    view = discord.ui.View(timeout=None)
    view.add_item(CancelButton(job_id))
    return view
