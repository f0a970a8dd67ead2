"""A server's settings as a file: handed out, looked at, taken over after a question. Decides nothing itself.

The question's message carries the file, so that its button needs nobody's memory and works after a restart.
"""

import asyncio
import io
import json
import logging
from typing import TYPE_CHECKING, Any, Final, cast

import aiohttp
import discord

from bot.chat import settings_words
from bot.chat.addresses import guild_of, presser
from bot.chat.answers import answer, renew
from bot.chat.languages import Language
from bot.chat.pressing import Item
from bot.core.configuration import Configured, export
from bot.core.ranks import Rank, demand
from bot.core.servers import SETTING

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

FILE_LIMIT_BYTES: Final = 512 * 1024
"""More than the longest lists of words take."""
READ_WITHIN_S: Final = 1.5
"""Discord waits 3 s for the answer in all."""
FILE_NAME: Final = "imagine-settings.json"

_Button = discord.ui.Button[discord.ui.View]


class ImportButton(Item, discord.ui.DynamicItem[_Button], template="imagine:settings:import"):
    """Takes over the file that stands in the same message."""

    def __init__(self, label: str = settings_words.IMPORT) -> None:
        discord.ui.DynamicItem.__init__(self, _Button(label=label, custom_id="imagine:settings:import"))

    async def pressed(self, interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language) -> None:
        """See Item."""
        demand(presser(interaction), Rank.MANAGER)
        attached = interaction.message.attachments if interaction.message else []
        values = await read_file(attached[0]) if attached else None
        if values is None:
            await answer(interaction, say(settings_words.NOT_A_FILE))
            return
        number = await bot.configuration.load(presser(interaction), values)
        await renew(interaction, settings_words.imported(say, number), discord.ui.View())


ITEMS: Final = (ImportButton,)


def export_file(configured: Configured) -> discord.File:
    """What another server can take over."""
    return _file(export(configured))


def _file(values: dict[str, Any]) -> discord.File:
    text = json.dumps(values, indent=2, ensure_ascii=False)
    return discord.File(io.BytesIO(text.encode()), FILE_NAME)


async def read_file(attachment: discord.Attachment) -> dict[str, Any] | None:
    """The values in a settings file; None where it is none, is too large or cannot be read now."""
    if attachment.size > FILE_LIMIT_BYTES:
        return None
    try:
        async with asyncio.timeout(READ_WITHIN_S):
            found = json.loads(await attachment.read())
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("a settings file could not be read", extra={"error": type(error).__name__})
        return None
    except (ValueError, RecursionError):  # no JSON, or no text
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


async def ask_to_import(
    interaction: discord.Interaction[Any], bot: "ImagineBot", say: Language, values: dict[str, Any]
) -> None:
    """Say what the file would change. Raises what taking it over would raise."""
    planned = await bot.configuration.planned(guild_of(interaction), values)
    changes = {
        name: (_shown(say, bot, name, before), _shown(say, bot, name, after))
        for name, (before, after) in planned.items()
    }
    if not changes:
        await answer(interaction, say(settings_words.NOTHING_NEW))
        return
    view = discord.ui.View(timeout=None)
    view.add_item(ImportButton(say(settings_words.IMPORT)))
    await answer(interaction, settings_words.import_question(say, changes), view=view, file=_file(values))


def _shown(say: Language, bot: "ImagineBot", name: str, value: Any) -> str:
    return settings_words.value_text(say, SETTING[name], value, bot.usual)
