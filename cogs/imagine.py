"""/imagine: options become a request, the first reply is given, the rest is the worker's. Holds nothing afterwards."""

from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import wording
from bot.chat.addresses import guild_of, reply_address
from bot.chat.answers import answer
from bot.chat.buttons import cancel_view
from bot.chat.client import ImagineBot
from bot.core.jobs import JobId, UserId
from bot.core.requests import PROMPT_LIMIT_CHARS, SCALE_CHOICES, SIZES, Images, ImagineRequest
from bot.core.updates import InLine

_SIZES: Final = [app_commands.Choice(name=wording.size_label(size), value=size.value) for size in SIZES]
_SCALES: Final = [app_commands.Choice(name=wording.SCALE_LABELS[scale], value=scale) for scale in SCALE_CHOICES]
_IMAGES: Final = [app_commands.Choice(name=wording.IMAGES_LABELS[images], value=images.value) for images in Images]


class ImagineCog(commands.Cog):
    """The main job."""

    @app_commands.command(name="imagine", description=wording.IMAGINE)
    @app_commands.describe(
        prompt=wording.PROMPT, aspect_ratio=wording.ASPECT_RATIO, scale=wording.SCALE, images=wording.IMAGES
    )
    @app_commands.choices(aspect_ratio=_SIZES, images=_IMAGES)
    @app_commands.choices(scale=_SCALES)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def imagine(
        self,
        interaction: discord.Interaction[ImagineBot],
        prompt: app_commands.Range[str, 1, PROMPT_LIMIT_CHARS],
        aspect_ratio: str | None = None,
        scale: float | None = None,
        images: str | None = None,
    ) -> None:
        """Take the wish, answer, and let it go on once the answer is confirmed."""
        imagine = interaction.client.imagine
        request = ImagineRequest.parse(prompt, aspect_ratio, scale, images)
        taken = await imagine.submit(
            JobId(interaction.id),
            UserId(interaction.user.id),
            guild_of(interaction),
            request,
            reply_address(interaction),
        )
        if not taken.fresh:
            return  # Discord delivered the same interaction again
        news = InLine(taken.place)
        text, bare = wording.message(taken.job, news), wording.message(taken.job, news, echo=False)
        confirmed = False
        try:
            message_id = await answer(interaction, text, bare=bare, view=cancel_view(taken.job.id), private=False)
            if message_id is not None:
                await imagine.confirm(taken.job, message_id)
                confirmed = True
        finally:
            if not confirmed:  # whatever went wrong: without a reply that we know of, nothing is sent or charged
                imagine.abandon(taken.job)


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(ImagineCog())
