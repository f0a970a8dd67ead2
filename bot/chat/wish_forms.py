"""The form of a wish, filled in to be changed. Knows not what is done when it is sent: that is in forms.py."""

from typing import Final

import discord

from bot.chat import labels
from bot.chat.languages import Language
from bot.core.jobs import Job
from bot.core.requests import PROMPT_LIMIT_CHARS, SCALE_CHOICES, SIZES, Images, ImagineRequest

KEPT_S: Final = 900.0
"""So long discord.py remembers a form that nobody sends; ours are understood without that."""


def edit_form(say: Language, job: Job) -> discord.ui.Modal:
    """The wish of a result, to be changed."""
    return _wish_form(say, job.request, f"imagine:edited:{job.id}")


def wish_form(say: Language, request: ImagineRequest, *, private: bool) -> discord.ui.Modal:
    """A wish that belongs to no result, to be changed; whether its answer is `private` travels in the form's id."""
    return _wish_form(say, request, f"imagine:wished:{int(private)}")


def _wish_form(say: Language, request: ImagineRequest, custom_id: str) -> discord.ui.Modal:
    form = discord.ui.Modal(title=say(labels.EDIT), custom_id=custom_id, timeout=KEPT_S)
    prompt = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph,
        custom_id="prompt",
        default=request.prompt or None,
        min_length=1,
        max_length=PROMPT_LIMIT_CHARS,
    )
    sizes = [
        discord.SelectOption(label=labels.size_label(size), value=size.value, default=size == request.size)
        for size in SIZES
    ]
    scales = [
        discord.SelectOption(label=say(labels.SCALE_LABELS[scale]), value=f"{scale:g}", default=scale == request.scale)
        for scale in SCALE_CHOICES
    ]
    images = [
        discord.SelectOption(label=say(labels.IMAGES_LABELS[one]), value=one.value, default=one is request.images)
        for one in Images
    ]
    for text, component in (
        (labels.FORM_PROMPT, prompt),
        (labels.FORM_SIZE, discord.ui.Select[discord.ui.Modal](custom_id="size", options=sizes)),
        (labels.FORM_SCALE, discord.ui.Select[discord.ui.Modal](custom_id="scale", options=scales, required=False)),
        (labels.FORM_IMAGES, discord.ui.Select[discord.ui.Modal](custom_id="images", options=images)),
    ):
        form.add_item(discord.ui.Label(text=say(text), component=component))
    return form
