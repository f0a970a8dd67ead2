"""What all components share: the language, what they carry, an answer whatever goes wrong. Knows no single one."""

import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Self, cast

import discord

from bot.chat import error_words
from bot.chat.answers import answer
from bot.chat.languages import Language
from bot.chat.preferring import speak_as_preferred
from bot.core.errors import ImagineError
from bot.core.jobs import JobId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

JOB_ID: Final = r"(?P<job>[0-9]{1,18}|[1-8][0-9]{18})"
"""Fits into 63 bits, as Discord's ids do; a larger number is no id, and SQLite cannot look it up."""


class Item:
    """One component of a message. A subclass is a discord.ui.DynamicItem as well, and says what a press does.

    It outlives the process: discord.py makes it anew from the id in the message, here from an id that carries nothing.
    """

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The component of an old message, from the id that it carries."""
        return cls()

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """What a press does. May raise ImagineError, whose sentence the presser gets."""
        raise NotImplementedError

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Pressed or chosen: see discord.py."""
        await answered(interaction, partial(self.pressed, interaction))


class JobItem(Item):
    """One that carries a job's id, and can be made with that alone."""

    def __init__(self, job_id: JobId) -> None:
        raise NotImplementedError

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        return cls(JobId(int(match["job"])))


async def answered(
    interaction: discord.Interaction[Any], act: Callable[["ImagineBot", Language], Awaitable[None]]
) -> None:
    """Do it, and tell the presser privately what went wrong, if anything did and nothing was said yet.

    `act` is given the bot and the presser's language.
    """
    await speak_as_preferred(interaction)
    bot = cast("ImagineBot", interaction.client)
    say = bot.languages.of(interaction.locale)
    try:
        await act(bot, say)
    except ImagineError as error:
        text = error_words.sentence(say, error)
    except Exception:  # the presser must get an answer whatever broke
        log.exception("a press failed", extra={"interaction": interaction.id})
        text = say(error_words.UNEXPECTED)
    else:
        return
    if not interaction.response.is_done():
        await answer(interaction, text)


def field_lists(interaction: discord.Interaction[Any]) -> dict[str, list[str]]:
    """What a form says, by field: a text as a list of one; nothing for a field that was left empty."""
    found: dict[str, list[str]] = {}
    for item in cast("dict[str, Any]", interaction.data or {}).get("components") or ():
        field = item.get("component") or item
        text = field.get("value")
        values = [text] if text else field.get("values") or ()
        if field.get("custom_id") and values:
            found[str(field["custom_id"])] = [str(value) for value in values]
    return found
