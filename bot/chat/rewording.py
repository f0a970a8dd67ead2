"""What a member is offered whose words the server does not want: their prompt again, and a form to change it.

The words stand in the answer that only this member sees, and are read from there: nothing here keeps them.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

import discord

from bot.chat import error_words, labels
from bot.chat.answers import answer, show_form
from bot.chat.languages import Language
from bot.chat.pressing import Item
from bot.chat.text import in_block
from bot.chat.wish_forms import wish_form
from bot.core.errors import WordsRefused
from bot.core.requests import SIZES, Images, ImagineRequest, parse_images, parse_size

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

_Button = discord.ui.Button[discord.ui.View]
_IMAGES: Final = "|".join(one.value for one in Images)
_SIZES: Final = "|".join(re.escape(size.value) for size in SIZES)


class RewordButton(
    Item,
    discord.ui.DynamicItem[_Button],
    template=rf"imagine:reword:(?P<private>[01]):(?P<scale>[01]\.[0-9]{{2}}):(?P<images>{_IMAGES}):(?P<size>{_SIZES})",
):
    """A form with the prompt that stands in the same message; the rest of the wish travels in the button's id."""

    def __init__(self, request: ImagineRequest, *, private: bool, label: str = labels.EDIT) -> None:
        rest = f"{int(private)}:{request.scale:.2f}:{request.images.value}:{request.size.value}"
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id=f"imagine:reword:{rest}"))
        self.request, self.private = request, private

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """See Item."""
        size, scale, images = parse_size(match["size"]), float(match["scale"]), parse_images(match["images"])
        return cls(ImagineRequest("", size, scale, images), private=match["private"] == "1")

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        prompt = in_block(interaction.message.content) if interaction.message else None
        await show_form(interaction, wish_form(say, replace(self.request, prompt=prompt or ""), private=self.private))


ITEMS: Final = (RewordButton,)


async def offer_other_words(
    interaction: discord.Interaction[Any],
    say: Language,
    error: WordsRefused,
    request: ImagineRequest,
    *,
    private: bool,
) -> None:
    """Say privately what is not wanted, and give the words back; only dynamic items, see cancel_view."""
    text, bare = error_words.words_refused(say, error, request.prompt)
    view = discord.ui.View(timeout=None)
    view.add_item(RewordButton(request, private=private, label=say(labels.EDIT)))
    await answer(interaction, text, bare=bare, view=view)
