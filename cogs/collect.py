"""/collect: finished pictures that could not be shown come here. Holds nothing afterwards."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import error_words, labels, wording
from bot.chat.addresses import reply_address
from bot.chat.answers import amend, answer
from bot.chat.client import ImagineBot
from bot.core.errors import ImagineError
from bot.core.jobs import UserId


class CollectCog(commands.Cog):
    """One's own pictures that wait, brought one request at a time, seen only by oneself."""

    @app_commands.command(name="collect", description=labels.COLLECT)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def collect(self, interaction: discord.Interaction[ImagineBot]) -> None:
        """Answer, and let the oldest one come to this answer once that is confirmed."""
        imagine, say = interaction.client.imagine, interaction.client.languages.of(interaction.locale)
        waiting = await imagine.kept(UserId(interaction.user.id))
        message_id = await answer(interaction, wording.collecting(say, len(waiting)))
        if not waiting or message_id is None:
            return
        try:
            await imagine.collect(waiting[0], replace(reply_address(interaction), message_id=message_id, private=True))
        except ImagineError as error:  # asked for twice at the same moment
            await amend(interaction, error_words.sentence(say, error))


async def setup(bot: ImagineBot) -> None:
    """Called by discord.py."""
    await bot.add_cog(CollectCog())
