"""The Cancel button, alive for as long as its message stands. Decides nothing itself."""

import logging
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.chat import error_words, labels, wording
from bot.chat.addresses import presser, reply_address
from bot.chat.answers import acknowledge, tell_privately
from bot.chat.languages import Language
from bot.chat.preferring import speak_as_preferred
from bot.chat.pressing import JOB_ID, JobItem
from bot.core.errors import ImagineError, NotYourJob
from bot.core.jobs import JobId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

_Button = discord.ui.Button[discord.ui.View]


class CancelButton(JobItem, discord.ui.DynamicItem[_Button], template=f"imagine:cancel:{JOB_ID}"):
    """Cancel, for one job; whether the presser may, core/imagine.py says at every press."""

    def __init__(self, job_id: JobId, label: str = labels.CANCEL) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:cancel:{job_id}"))
        self.job_id = job_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed. The wish counts even when Discord did not take our acknowledgement in time."""
        bot = cast("ImagineBot", interaction.client)
        acknowledged = await acknowledge(interaction)
        await speak_as_preferred(interaction)
        say = bot.languages.of(interaction.locale)
        try:
            fresh_reply = reply_address(interaction) if acknowledged else None
            cancel = await bot.imagine.cancel(self.job_id, presser(interaction), fresh_reply)
            text = wording.cancel_answer(say, cancel.answer, cancel.job.cost)
        except ImagineError as error:
            text = error_words.sentence(say, error)
            if isinstance(error, NotYourJob):
                log.info("cancel refused", extra={"job": self.job_id, "user": interaction.user.id})
        except Exception:  # discord.py would only log it and leave the presser without an answer
            log.exception("cancel button failed", extra={"job": self.job_id})
            text = say(error_words.UNEXPECTED)
        if acknowledged:
            await tell_privately(interaction, text)


def cancel_view(say: Language, job_id: JobId) -> discord.ui.View:
    """Only dynamic items may be in it: beside a plain button, discord.py 2.7 forgets them all when the view ends."""
    view = discord.ui.View(timeout=None)
    view.add_item(CancelButton(job_id, say(labels.CANCEL)))
    return view
