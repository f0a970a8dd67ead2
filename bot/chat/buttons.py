"""Every button and form there is, and an answer to presses that belong to none. Decides nothing itself."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

import discord

from bot.chat import error_words, forms, report_views, settings_views
from bot.chat.answers import answer
from bot.chat.cancelling import CancelButton
from bot.chat.case_views import ITEMS as CASE_ITEMS
from bot.chat.describing import AltTextButton, describe
from bot.chat.history_views import ITEMS as HISTORY_ITEMS
from bot.chat.languages import Language
from bot.chat.money_views import ITEMS as MONEY_ITEMS
from bot.chat.people_views import ITEMS as PEOPLE_ITEMS
from bot.chat.people_views import erase
from bot.chat.preferring import speak_as_preferred
from bot.chat.pressing import JOB_ID, answered
from bot.chat.report_views import ITEMS as REPORT_ITEMS
from bot.chat.results import ITEMS
from bot.chat.rewording import ITEMS as REWORDING_ITEMS
from bot.chat.settings_files import ITEMS as FILE_ITEMS
from bot.chat.settings_views import ITEMS as SETTINGS_ITEMS
from bot.chat.stopping import ITEMS as STOP_ITEMS
from bot.core.errors import ImagineError, NoSuchJob, TooLate
from bot.core.jobs import JobId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

BUTTONS: Final = (
    CancelButton,
    AltTextButton,
    *PEOPLE_ITEMS,
    *HISTORY_ITEMS,
    *STOP_ITEMS,
    *SETTINGS_ITEMS,
    *FILE_ITEMS,
    *MONEY_ITEMS,
    *CASE_ITEMS,
    *REPORT_ITEMS,
    *REWORDING_ITEMS,
    *ITEMS,
)
"""Every kind of component that the bot ever puts under a message."""


def add_buttons(bot: "ImagineBot") -> None:
    """Let the bot answer every press, before it logs in."""
    bot.add_dynamic_items(*BUTTONS)
    bot.add_listener(answer_unknown_press, "on_interaction")
    bot.add_listener(answer_form, "on_interaction")


_FORM_ID: Final = re.compile(rf"imagine:(?P<form>[a-z]+):{JOB_ID}(:[a-z0-9_]{{1,60}})?")
"""A word, a number that most forms take for a job's, and more that only the form itself understands."""
_Act = Callable[[discord.Interaction[Any], JobId, "ImagineBot", Language], Awaitable[None]]
FORMS: Final[Mapping[str, _Act]] = {
    "edited": forms.edit,
    "wished": forms.wish,
    "deleted": forms.delete,
    "removed": forms.remove,
    "erased": erase,
    "set": settings_views.save,
    "reported": report_views.file_report,
    "blockreported": report_views.block_reported,
    "described": describe,
}
"""What is done when a form is sent, by the word in its id; given the number that the id carries."""


async def answer_form(interaction: discord.Interaction[Any]) -> None:
    """A listener for every interaction: a form of ours was sent."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data = cast("dict[str, Any]", interaction.data or {})
    found = _FORM_ID.fullmatch(str(data.get("custom_id", "")))
    act = None if found is None else FORMS.get(found["form"])
    number = JobId(0) if found is None else JobId(int(found["job"]))
    await answered(interaction, partial(act or _unknown, interaction, number))


async def _unknown(interaction: discord.Interaction[Any], number: JobId, bot: "ImagineBot", say: Language) -> None:
    raise NoSuchJob  # a form of an older version, or made up


async def answer_unknown_press(interaction: discord.Interaction[Any]) -> None:
    """A press that discord.py hands to no button, which would leave the presser with "This interaction failed"."""
    if interaction.type is not discord.InteractionType.component:
        return
    data = cast("dict[str, Any]", interaction.data or {})
    custom_id, kind = str(data.get("custom_id", "")), data.get("component_type")
    if not any(button.__discord_ui_compiled_template__.fullmatch(custom_id) for button in BUTTONS):
        error: ImagineError = NoSuchJob()  # of an older version, or made up
    elif not _stands_under(interaction.message, custom_id, kind):
        error = TooLate()  # taken away while it was being pressed; or made up, and then nobody may act on it
    else:
        return
    await speak_as_preferred(interaction)
    log.info("unknown button pressed", extra={"user": interaction.user.id, "interaction": interaction.id})
    say = cast("ImagineBot", interaction.client).languages.of(interaction.locale)
    await answer(interaction, error_words.sentence(say, error))


def _stands_under(message: discord.Message | None, custom_id: str, kind: int | None) -> bool:
    """Whether discord.py will find the button that was pressed."""
    rows = message.components if message is not None else []
    items = [item for row in rows if isinstance(row, discord.ActionRow) for item in row.children]
    return any(getattr(item, "custom_id", None) == custom_id and item.type.value == kind for item in items)
