"""The form with the alt texts of a result, the button that opens it, and what is done when it is sent. Decides nothing.

It may be opened from the menu of a message, whose id travels in the form's: then that message carries the texts first.
"""

import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat import alttext_words, error_words, labels
from bot.chat.addresses import presser, reply_address
from bot.chat.alttext_words import BECAME
from bot.chat.answers import acknowledge, amend, answer, show_form, tell_privately
from bot.chat.ladder import picture_number
from bot.chat.languages import Language
from bot.chat.pressing import JOB_ID, Item
from bot.core.alttexts import ALT_TEXT_LIMIT_UNITS, Described, parse_alt_text
from bot.core.errors import NoSuchJob
from bot.core.jobs import Job, JobId, ReplyAddress

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

FIELDS: Final = 5
"""Pictures in one form; Discord takes no more fields."""
KEPT_S: Final = 900.0
"""So long discord.py remembers a form that nobody sends; ours is understood without that."""
_FIELD: Final = re.compile(r"alt-([1-9][0-9]?)")
_FORM: Final = re.compile(rf"imagine:described:{JOB_ID}(:(?P<message>[0-9]{{1,19}}))?")
_NO_TOKEN_SINCE: Final = datetime.fromtimestamp(0, UTC)

_Button = discord.ui.Button[Any]


class AltTextButton(Item, discord.ui.DynamicItem[_Button], template=rf"imagine:alttext:{JOB_ID}:(?P<first>[16])"):
    """The form with up to five of a result's alt texts, from the picture with the number `first` on."""

    def __init__(self, job_id: JobId, first: int = 1, label: str = labels.EDIT_ALT_TEXT) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:alttext:{job_id}:{first}"))
        self.job_id = job_id
        self.first = first

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        return cls(JobId(int(match["job"])), int(match["first"]))

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        described = await bot.alt_texts.open(self.job_id, presser(interaction))
        if self.first > described.pictures:
            raise NoSuchJob
        await show_alt_text_form(interaction, bot, say, described, self.first)


def alt_text_buttons(say: Language, described: Described) -> list[AltTextButton]:
    """One for the first five pictures, and one for those after them."""
    job, many = described.job, described.pictures
    buttons = [AltTextButton(job.id, 1, say(labels.EDIT_ALT_TEXT))]
    if many > FIELDS:
        label = alttext_words.further(say, labels.EDIT_ALT_TEXT, FIELDS + 1, many)
        buttons.append(AltTextButton(job.id, FIELDS + 1, label))
    return buttons


async def show_alt_text_form(
    interaction: discord.Interaction[Any],
    bot: "ImagineBot",
    say: Language,
    described: Described,
    first: int = 1,
    message: discord.Message | None = None,
) -> None:
    """What is said of the pictures now, to be changed; `message` is the one out of whose menu it is opened."""
    numbers = range(first, min(first + FIELDS, described.pictures + 1))
    said = bot.captions.texts(described.job, described.texts, numbers)
    there = None if message is None or not _shows(message, described.job) else message.id
    await show_form(interaction, alt_text_form(say, described, said, there))


def alt_text_form(
    say: Language, described: Described, said: Mapping[int, str], message_id: int | None = None
) -> discord.ui.Modal:
    """A field for what is `said` of each of these pictures; `message_id` is the message that shall have it first."""
    custom_id = f"imagine:described:{described.job.id}" + ("" if message_id is None else f":{message_id}")
    form = discord.ui.Modal(title=say(labels.EDIT_ALT_TEXT), custom_id=custom_id, timeout=KEPT_S)
    for number, text in said.items():
        label = say(labels.FORM_ALT_TEXT) if described.pictures == 1 else alttext_words.field_label(say, number)
        field = discord.ui.TextInput[discord.ui.Modal](
            style=discord.TextStyle.paragraph,
            custom_id=f"alt-{number}",
            default=text,
            required=False,
            max_length=ALT_TEXT_LIMIT_UNITS,
        )
        form.add_item(discord.ui.Label(text=label, description=say(labels.ALT_TEXT_HINT), component=field))
    return form


async def describe(interaction: discord.Interaction[Any], job_id: JobId, bot: "ImagineBot", say: Language) -> None:
    """The form was sent: save what it says, then let the messages carry it, and tell what became of that."""
    who = presser(interaction)
    opened = await bot.alt_texts.open(job_id, who)
    typed = {number: text for number, text in _typed(interaction).items() if number <= opened.pictures}
    form = _FORM.fullmatch(str(_data(interaction).get("custom_id", "")))
    if not typed or form is None:
        raise NoSuchJob  # a form of an older version, or made up
    made_from_prompt = bot.captions.texts(opened.job, {}, typed)
    texts = {n: "" if text == parse_alt_text(made_from_prompt[n]) else text for n, text in typed.items()}
    await bot.alt_texts.describe(job_id, who, texts)
    places = _places(interaction, opened.job, int(form["message"]) if form["message"] else None)
    await _bring(interaction, opened.job, places, typed, bot, say)


async def _bring(
    interaction: discord.Interaction[Any],
    job: Job,
    places: Sequence[ReplyAddress],
    numbers: Collection[int],
    bot: "ImagineBot",
    say: Language,
) -> None:
    """Answer first; the messages may take their time."""
    from_menu = interaction.message is None
    if from_menu:
        confirmed = await answer(interaction, say(alttext_words.SAVED)) is not None
    else:
        confirmed = await acknowledge(interaction)
    try:
        text = say(BECAME[await bot.captions.renew(job, places, numbers)])
    except Exception:  # it is saved, and whoever sent it must hear how it ended
        log.exception("describing failed", extra={"job": job.id})
        text = say(error_words.UNEXPECTED)
    if confirmed:
        await (amend if from_menu else tell_privately)(interaction, text)


def _places(interaction: discord.Interaction[Any], job: Job, message_id: int | None) -> list[ReplyAddress]:
    """The messages with these pictures that we know of; first the one in front of whoever sent the form.

    `message_id` is the one that the form names, if any.
    """
    own = [] if job.elsewhere else [job.reply]  # where they were brought instead is not written down
    if interaction.message is not None:
        here = reply_address(interaction) if _shows(interaction.message, job) else None
    else:
        here = None if message_id is None else _by_our_own_right(interaction, job, message_id)
    if here is None:
        return own
    return [here, *(reply for reply in own if reply.message_id != here.message_id)]


def _by_our_own_right(interaction: discord.Interaction[Any], job: Job, message_id: int) -> ReplyAddress:
    """The message of a menu, which no token belongs to, unless it is the job's own."""
    if message_id == job.reply.message_id:
        return job.reply
    channel_id = interaction.channel_id or 0
    place = replace(job.reply, channel_id=channel_id, message_id=message_id, private=False)
    return replace(place, token="", token_expires_at=_NO_TOKEN_SINCE)


def _shows(message: discord.Message, job: Job) -> bool:
    return any(picture_number(job, attachment.filename) for attachment in message.attachments)


def _typed(interaction: discord.Interaction[Any]) -> dict[int, str]:
    """What a form says of each picture; an empty text is one. Raises AltTextTooLong."""
    found: dict[int, str] = {}
    for item in _data(interaction).get("components") or ():
        field: dict[str, Any] = item.get("component") or item
        number, value = _FIELD.fullmatch(str(field.get("custom_id", ""))), field.get("value")
        if number is not None and isinstance(value, str):
            found[int(number[1])] = parse_alt_text(value)
    return found


def _data(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    return cast("dict[str, Any]", interaction.data or {})
