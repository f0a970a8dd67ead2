"""/imagine: options and preferences become a request; how it is answered and goes on is asking.py's."""

from typing import Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import labels
from bot.chat.asking import ask
from bot.chat.client import ImagineBot
from bot.core.jobs import UserId
from bot.core.people import Typed, wished
from bot.core.requests import PROMPT_LIMIT_CHARS, SCALE_CHOICES, SIZES, Images

_SIZES: Final = [app_commands.Choice(name=labels.size_label(size), value=size.value) for size in SIZES]
_SCALES: Final = [app_commands.Choice(name=labels.SCALE_LABELS[scale], value=scale) for scale in SCALE_CHOICES]
_IMAGES: Final = [app_commands.Choice(name=labels.IMAGES_LABELS[images], value=images.value) for images in Images]


class ImagineCog(commands.Cog):
    """The main job."""

    @app_commands.command(name="imagine", description=labels.IMAGINE)
    @app_commands.describe(
        prompt=labels.PROMPT,
        aspect_ratio=labels.ASPECT_RATIO,
        scale=labels.SCALE,
        images=labels.IMAGES,
        private=labels.PRIVATE,
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
        private: bool | None = None,
    ) -> None:
        """See bot/chat/asking.py."""
        typed = Typed(prompt, aspect_ratio, scale, images, private)
        wish = wished(typed, await interaction.client.people.preferences(UserId(interaction.user.id)))
        await ask(interaction, wish.request, private=wish.private)


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(ImagineCog())
