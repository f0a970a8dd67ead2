"""The discord.py client: intents, cogs, buttons, and an answer to whatever goes wrong in a command. Knows no job."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.chat import error_words, labels
from bot.chat.answers import answer
from bot.chat.buttons import add_buttons
from bot.chat.calls import count_calls
from bot.chat.captions import Captions
from bot.chat.languages import Languages, translated
from bot.chat.notices import DiscordNotices
from bot.chat.preferring import speak_as_preferred
from bot.chat.waits import tell_waits
from bot.core.alttexts import AltTexts
from bot.core.cases import Cases
from bot.core.configuration import Configuration
from bot.core.errors import ImagineError, SettingsError
from bot.core.exports import Exports
from bot.core.figures import Calls, ChatFigures
from bot.core.granting import Granting
from bot.core.history import History
from bot.core.imagine import Imagine
from bot.core.people import People
from bot.core.ranks import Rank
from bot.core.reports import Reports
from bot.core.sheets import Drawer
from bot.core.spending import Spending
from bot.core.stats import Statistics

log = logging.getLogger(__name__)

ENDPOINT_IS_SET: Final = (
    "This application has an Interactions Endpoint URL in Discord's portal, so no command would ever arrive here."
    " Clear that field (General Information) and start again."
)

INTENTS: Final = discord.Intents(guilds=True)
"""What Discord tells the bot by itself; none of it has to be switched on in the portal."""


class ImagineBot(commands.Bot):
    """Carries what the cogs and buttons need.

    What is declared below is set before the client logs in. `usual` are the operator's values of the settings that a
    server can decide, by name; `figures` is what is counted of all that is said. The commands for owners and moderators
    are below `admin`; cogs/admin/ adds them.
    """

    imagine: Imagine
    configuration: Configuration
    granting: Granting
    spending: Spending
    reports: Reports
    cases: Cases
    statistics: Statistics
    charts: Drawer
    notices: DiscordNotices
    history: History
    alt_texts: AltTexts
    captions: Captions
    people: People
    exports: Exports
    usual: Mapping[str, Any]

    def __init__(self, extensions: Sequence[str]) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        self.figures = ChatFigures()
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=INTENTS,
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=ImagineTree,
            http_trace=_trace(self.figures.calls),
        )
        self.languages = Languages()
        self.admin = app_commands.Group(
            name="imagine-admin",
            description=labels.ADMIN,
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        )
        self.tree.add_command(self.admin)
        self._to_load = extensions

    def add_admin(self, rank: Rank, *of_admin: Any, group: app_commands.Group | None = None) -> None:
        """Commands below /imagine-admin, or in a group below it; what they are made with leaves their type open.

        `rank` is what they demand, said here for those who read about them; they demand it themselves.
        """
        if group is not None and group.parent is None:
            self.admin.add_command(group)
        for command in of_admin:
            command.extras["rank"] = rank
            (group or self.admin).add_command(command)

    def admin_commands(self) -> list[tuple[str, Rank]]:
        """The whole name of everything below /imagine-admin, with the rank that it takes."""
        below = (one for one in self.admin.walk_commands() if isinstance(one, app_commands.Command))
        return [(one.qualified_name, one.extras["rank"]) for one in below]

    async def setup_hook(self) -> None:
        """After the login and before the gateway: everything that must be there when the first interaction comes."""
        if self.application is not None and self.application.interactions_endpoint_url:
            raise SettingsError((ENDPOINT_IS_SET,))
        add_buttons(self)
        await self._learn_commands()
        registered = await self.tree.sync()
        self.languages.learn_commands((command.name, command.id) for command in registered)

    async def registration(self) -> list[dict[str, Any]]:
        """What Discord is sent of all commands, in every language; needs no login."""
        translator = await self._learn_commands()
        return [await command.get_translated_payload(self.tree, translator) for command in self.tree.get_commands()]

    async def _learn_commands(self) -> "CommandTranslator":
        translator = CommandTranslator(self.languages)
        for extension in self._to_load:
            await self.load_extension(extension)
        await self.tree.set_translator(translator)
        return translator


def _trace(calls: Calls) -> aiohttp.TraceConfig:
    trace = tell_waits()
    count_calls(trace, calls)
    return trace


class CommandTranslator(app_commands.Translator):
    """Gives Discord the names and descriptions of commands, options and choices in every language that there is."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """See discord.py. None where the text is the same as in English."""
        if str(locale) not in translated():
            return None
        say = self._languages.of(locale)
        is_menu = isinstance(context.data, app_commands.ContextMenu)  # whose name may be any words
        named = context.location in _NAMES and not is_menu
        found = say.name(string.message) if named else say(string.message)
        return None if found == string.message else found


_NAMES: Final = frozenset(
    {
        app_commands.TranslationContextLocation.command_name,
        app_commands.TranslationContextLocation.group_name,
        app_commands.TranslationContextLocation.parameter_name,
    }
)


class ImagineTree(app_commands.CommandTree[ImagineBot]):
    """Answers the person whatever happens, in their language."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Before every command and its suggestions: see discord.py."""
        await speak_as_preferred(interaction)
        return True

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """A command raised: the person gets its sentence, the log gets the rest."""
        cause: BaseException = error.__cause__ or error
        say = self.client.languages.of(interaction.locale)
        if isinstance(cause, ImagineError):
            text = error_words.sentence(say, cause)
        elif isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            text = say(error_words.OUTDATED)
        else:
            log.error("command failed", extra={"command": getattr(interaction.command, "name", None)}, exc_info=cause)
            text = say(error_words.UNEXPECTED)
        if not interaction.response.is_done():
            await answer(interaction, text)
