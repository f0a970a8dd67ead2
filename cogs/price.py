"""/price: what a wish would cost, before it is one. Counts nothing itself."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import admin_words, labels
from bot.chat.addresses import asker
from bot.chat.answers import answer
from bot.chat.client import ImagineBot
from bot.core.people import wished_images
from bot.core.requests import Images, parse_images

_IMAGES = [app_commands.Choice(name=labels.IMAGES_LABELS[images], value=images.value) for images in Images]


class PriceCog(commands.Cog):
    """Seen only by whoever asks."""

    @app_commands.command(name="price", description=labels.PRICE)
    @app_commands.describe(images=labels.IMAGES)
    @app_commands.choices(images=_IMAGES)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def price(self, interaction: discord.Interaction[ImagineBot], images: str | None = None) -> None:
        """Pictures of one's quota, and the server's dollars, for what /imagine would take where nothing is chosen."""
        bot, who = interaction.client, asker(interaction)
        say = bot.languages.of(interaction.locale)
        wanted = parse_images(wished_images(images, await bot.people.preferences(who.user_id)))
        left = (await bot.imagine.quota(who)).left
        estimate = await bot.spending.estimate(who, wanted, left)
        await answer(interaction, admin_words.price(say, estimate, in_server=who.guild_id is not None))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(PriceCog())
