"""The components of /preferences and /privacy, and what they do. Decides nothing itself.

They carry no id: whoever presses, it is about them. What is chosen stands in the database, so they outlive any restart.
"""

import math
import re
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat import error_words, labels, people_words
from bot.chat.answers import acknowledge, amend, answer, bring_file, renew, show_form, tell_privately
from bot.chat.ladder import jump_link
from bot.chat.languages import ENGLISH, Language, Languages, own_name, spoken
from bot.chat.preferring import discords_locale
from bot.chat.pressing import Item
from bot.core.delivery import MESSAGE_LIMIT_BYTES
from bot.core.errors import ImagineError, LanguageUnsupported
from bot.core.jobs import JobId, UserId
from bot.core.people import Erased, Preferences, UnderWay
from bot.core.requests import (
    DEFAULT_IMAGES,
    DEFAULT_SCALE,
    DEFAULT_SIZE,
    SCALE_CHOICES,
    SIZES,
    Images,
    parse_images,
    parse_scale,
    parse_size,
)

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

FORM_KEPT_S: Final = 900.0
"""So long discord.py remembers a form that nobody sends; ours is understood without that."""
ERASE_FORM: Final = "imagine:erased:0"
"""As the ids of all forms: a word that forms.py knows and a number, which says nothing here."""
USUAL: Final = "usual"
"""The value of the option that takes a preference away."""
_SCALES: Final = {f"{scale:g}": scale for scale in SCALE_CHOICES}

_Button = discord.ui.Button[discord.ui.View]
_Select = discord.ui.Select[discord.ui.View]
_NO_LANGUAGE: Final = Languages().of(ENGLISH)
"""For components that are only rebuilt to be found; nobody reads them."""


class PreferenceMenu(
    Item, discord.ui.DynamicItem[_Select], template=r"imagine:preferences:(?P<what>size|scale|images|locale)"
):
    """What is preferred of one kind."""

    def __init__(self, what: str, say: Language = _NO_LANGUAGE, now: Preferences | None = None) -> None:
        now = now or Preferences()
        title, chosen, options = _menu(what, say, now)
        menu = _Select(
            placeholder=labels.titled(say, title, chosen)[: people_words.PLACEHOLDER_LIMIT],
            options=options,
            custom_id=f"imagine:preferences:{what}",
        )
        discord.ui.DynamicItem.__init__(self, menu)
        self.what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        return cls(match["what"])

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        values = cast("dict[str, Any]", interaction.data or {}).get("values") or [USUAL]
        now = await bot.people.prefer(UserId(interaction.user.id), **{self.what: parsed(self.what, str(values[0]))})
        await _show(interaction, bot, now)


class PreferenceButton(
    Item, discord.ui.DynamicItem[_Button], template=r"imagine:preferences:(?P<what>private|public|reset)"
):
    """Who sees the pictures; or no preference at all any more."""

    def __init__(self, what: str, label: str = "…") -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:preferences:{what}"))
        self.what = what

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        return cls(match["what"])

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        user = UserId(interaction.user.id)
        if self.what == "reset":
            now = await bot.people.reset(user)
        else:
            now = await bot.people.prefer(user, private=True if self.what == "private" else None)
        await _show(interaction, bot, now)


class ExportButton(Item, discord.ui.DynamicItem[_Button], template=r"imagine:privacy:export"):
    """Everything that is kept about the presser, as a file."""

    def __init__(self, label: str = people_words.EXPORT) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id="imagine:privacy:export"))

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        if await answer(interaction, say(people_words.EXPORTING)) is None:
            return
        user, limit_bytes = UserId(interaction.user.id), min(interaction.filesize_limit, MESSAGE_LIMIT_BYTES)
        try:
            async with bot.exports.of(user, limit_bytes) as export:
                text = people_words.exported(say, export.jobs, export.left_out)
                brought = await bring_file(interaction, text, export.path, f"imagine-data-{user}.json")
        except ImagineError as error:
            await amend(interaction, error_words.sentence(say, error))
            return
        if not brought:
            await amend(interaction, say(people_words.NOT_EXPORTED))


class EraseButton(Item, discord.ui.DynamicItem[_Button], template=r"imagine:privacy:delete"):
    """Asks once, unless something stands against it."""

    def __init__(self, label: str = people_words.ERASE) -> None:
        item = _Button(label=label, style=discord.ButtonStyle.danger, custom_id="imagine:privacy:delete")
        discord.ui.DynamicItem.__init__(self, item)

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        under_way = await bot.people.under_way(UserId(interaction.user.id))
        if under_way is not None:
            await answer(interaction, _not_yet(say, under_way))
            return
        form = discord.ui.Modal(title=say(people_words.ERASE_TITLE), custom_id=ERASE_FORM, timeout=FORM_KEPT_S)
        form.add_item(discord.ui.TextDisplay(people_words.erase_question(say)))
        await show_form(interaction, form)


ITEMS: Final = (PreferenceMenu, PreferenceButton, ExportButton, EraseButton)
"""Everything that stands under the answers of /preferences and /privacy."""


def preferences_view(say: Language, now: Preferences) -> discord.ui.View:
    """What can be preferred; only dynamic items, see cancel_view."""
    view = discord.ui.View(timeout=None)
    for what in ("size", "scale", "images", "locale"):
        view.add_item(PreferenceMenu(what, say, now))
    if now.private:
        view.add_item(PreferenceButton("public", say(people_words.EVERYBODY)))
    else:
        view.add_item(PreferenceButton("private", say(people_words.ONLY_ME)))
    view.add_item(PreferenceButton("reset", say(people_words.RESET)))
    return view


def privacy_view(say: Language) -> discord.ui.View:
    """Export and delete; only dynamic items, see cancel_view."""
    view = discord.ui.View(timeout=None)
    view.add_item(ExportButton(say(people_words.EXPORT)))
    view.add_item(EraseButton(say(people_words.ERASE)))
    return view


async def erase(interaction: discord.Interaction[Any], _: JobId, bot: "ImagineBot", say: Language) -> None:
    """The form was sent: it is meant."""
    if not await acknowledge(interaction):
        return
    try:
        outcome = await bot.people.erase(UserId(interaction.user.id))
    except ImagineError as error:
        text = error_words.sentence(say, error)
    else:
        text = people_words.erased(say, outcome.jobs) if isinstance(outcome, Erased) else _not_yet(say, outcome)
    await tell_privately(interaction, text)


def _not_yet(say: Language, under_way: UnderWay) -> str:
    links = [
        None if job.reply.message_id is None or job.reply.private else jump_link(job, job.reply.message_id)
        for job in under_way.jobs
    ]
    return people_words.under_way(say, under_way, links)


async def _show(interaction: discord.Interaction[Any], bot: "ImagineBot", now: Preferences) -> None:
    """The answer of /preferences as it is now, in the language that is preferred now."""
    say = bot.languages.of(now.locale or discords_locale(interaction))
    await renew(interaction, people_words.preferences(say, now), preferences_view(say, now))


def _menu(what: str, say: Language, now: Preferences) -> tuple[str, str, list[discord.SelectOption]]:
    """A menu's title, what is chosen in it, and its options; the first one takes the preference away."""
    match what:
        case "size":
            title, chosen = people_words.SIZE, people_words.size(say, now)
            usual = people_words.size(say, Preferences())
            options = [(size.value, labels.size_label(size)) for size in SIZES if size != DEFAULT_SIZE]
        case "scale":
            title, chosen = people_words.SCALE, people_words.scale(say, now)
            usual = people_words.scale(say, Preferences())
            options = [(f"{one:g}", say(labels.SCALE_LABELS[one])) for one in SCALE_CHOICES if one != DEFAULT_SCALE]
        case "images":
            title, chosen = people_words.IMAGES, people_words.images(say, now)
            usual = people_words.images(say, Preferences())
            options = [(one.value, say(labels.IMAGES_LABELS[one])) for one in Images if one is not DEFAULT_IMAGES]
        case _:
            title, chosen = people_words.LANGUAGE, people_words.language(say, now)
            usual = people_words.language(say, Preferences())
            options = [(locale, own_name(locale)) for locale in spoken()]
    found = [discord.SelectOption(label=label, value=value) for value, label in [(USUAL, usual), *options]]
    return say(title), chosen, found


def parsed(what: str, value: str) -> Any:
    """A menu's value as a preference; None for no wish. Raises RequestRefused for what is in no menu of ours."""
    if value == USUAL:
        return None
    match what:
        case "size":
            return parse_size(value)
        case "scale":
            return parse_scale(_SCALES.get(value, math.nan))
        case "images":
            return parse_images(value)
        case _:
            if value not in spoken():
                raise LanguageUnsupported(value)
            return value
