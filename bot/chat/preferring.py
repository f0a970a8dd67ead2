"""Lets an interaction speak the language that its member chose, wherever it comes in. Chooses none itself."""

from typing import TYPE_CHECKING, Any, Final, cast

import discord

from bot.chat.languages import spoken
from bot.core.jobs import UserId

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

_DISCORDS: Final = "Discord's locale"


async def speak_as_preferred(interaction: discord.Interaction[Any]) -> None:
    """From now on `interaction.locale` is the language that this member chose, if they chose one.

    What is answered, and what a job remembers of whom it speaks to, follows from that attribute.
    """
    people = cast("ImagineBot", interaction.client).people
    locale = await people.locale(UserId(interaction.user.id))
    if locale in spoken():
        interaction.extras.setdefault(_DISCORDS, interaction.locale)
        interaction.locale = discord.Locale(locale)


def discords_locale(interaction: discord.Interaction[Any]) -> object:
    """The language of the member's own Discord, whatever they chose here."""
    return interaction.extras.get(_DISCORDS, interaction.locale)
