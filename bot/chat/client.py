"""The discord.py client: intents, cogs, buttons, and an answer to whatever goes wrong in a command. Knows no job."""

import logging
from collections.abc import Sequence
from typing import Any, Final

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import wording
from bot.chat.answers import answer
from bot.chat.buttons import add_buttons
from bot.chat.waits import tell_waits
from bot.core.errors import ImagineError, SettingsError
from bot.core.imagine import Imagine

log = logging.getLogger(__name__)

ENDPOINT_IS_SET: Final = (
    "This application has an Interactions Endpoint URL in Discord's portal, so no command would ever arrive here."
    " Clear that field (General Information) and start again."
)


class ImagineBot(commands.Bot):
    """Carries what the cogs and buttons need. `imagine` is set before the client logs in."""

    imagine: Imagine

    def __init__(self, extensions: Sequence[str]) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=ImagineTree,
            http_trace=tell_waits(),
        )
        self._to_load = extensions

    async def setup_hook(self) -> None:
        """After the login and before the gateway: everything that must be there when the first interaction comes."""
        if self.application is not None and self.application.interactions_endpoint_url:
            raise SettingsError((ENDPOINT_IS_SET,))
        add_buttons(self)
        for extension in self._to_load:
            await self.load_extension(extension)
        await self.tree.sync()


class ImagineTree(app_commands.CommandTree[ImagineBot]):
    """Answers the person whatever happens."""

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """A command raised: the person gets its sentence, the log gets the rest."""
        cause: BaseException = error.__cause__ or error
        if isinstance(cause, ImagineError):
            text = wording.sentence(cause)
        elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            text = wording.OUTDATED
        else:
            log.error("command failed", extra={"command": getattr(interaction.command, "name", None)}, exc_info=cause)
            text = wording.UNEXPECTED
        if not interaction.response.is_done():
            await answer(interaction, text)
