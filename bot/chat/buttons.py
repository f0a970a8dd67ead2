"""The buttons under a job's message: they carry the job's id, so they outlive any restart. Decides nothing itself."""

import logging
import re
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat import wording
from bot.chat.addresses import presser, reply_address
from bot.chat.answers import acknowledge, answer, tell_privately
from bot.core.errors import ImagineError, NoSuchJob, NotYourJob, TooLate
from bot.core.jobs import JobId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

_CANCEL_ID: Final = r"imagine:cancel:(?P<job>[0-9]{1,18}|[1-8][0-9]{18})"
"""What it carries fits into 63 bits, as Discord's ids do; a larger number is no id, and SQLite cannot look it up."""


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
            if isinstance(error, NotYourJob):
                log.info("cancel refused", extra={"job": self.job_id, "user": interaction.user.id})
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


BUTTONS: Final = (CancelButton,)
"""Every kind of button that the bot ever puts under a message."""


def add_buttons(bot: "ImagineBot") -> None:
    """Let the bot answer every press, before it logs in."""
    bot.add_dynamic_items(*BUTTONS)
    bot.add_listener(answer_unknown_press, "on_interaction")


async def answer_unknown_press(interaction: discord.Interaction[Any]) -> None:
    """A press that discord.py hands to no button, which would leave the presser with "This interaction failed"."""
    if interaction.type not in (discord.InteractionType.component, discord.InteractionType.modal_submit):
        return
    data = cast("dict[str, Any]", interaction.data or {})
    custom_id, kind = str(data.get("custom_id", "")), data.get("component_type")
    if not any(button.__discord_ui_compiled_template__.fullmatch(custom_id) for button in BUTTONS):
        error: ImagineError = NoSuchJob()  # of an older version, or made up
    elif not _stands_under(interaction.message, custom_id, kind):
        error = TooLate()  # taken away while it was being pressed; or made up, and then nobody may act on it
    else:
        return
    log.info("unknown button pressed", extra={"user": interaction.user.id, "interaction": interaction.id})
    await answer(interaction, wording.sentence(error))


def _stands_under(message: discord.Message | None, custom_id: str, kind: int | None) -> bool:
    """Whether discord.py will find the button that was pressed."""
    rows = message.components if message is not None else []
    items = [item for row in rows if isinstance(row, discord.ActionRow) for item in row.children]
    return any(getattr(item, "custom_id", None) == custom_id and item.type.value == kind for item in items)
