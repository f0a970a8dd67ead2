"""A server's statistics brought into an answer that only its asker sees: names found, chart drawn, files attached."""

import asyncio
import io
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

import aiohttp
import discord

from bot.chat import stats_words
from bot.chat.addresses import presser
from bot.chat.answers import amend, answer, bring_files
from bot.chat.languages import ENGLISH, Language
from bot.core.errors import NotDrawn
from bot.core.jobs import UserId
from bot.core.sheets import Name, Sheet
from bot.core.stats import Stats, csv_text

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

NAMES_WITHIN_S: Final = 4.0
"""So long members' names are looked up, for the bot has no list of them."""


async def show_stats(interaction: discord.Interaction[Any], days: int) -> None:
    """Answer at once, then bring what there is. Raises NotAllowed or StoreTrouble before anything is said."""
    bot = cast("ImagineBot", interaction.client)
    say = bot.languages.of(interaction.locale)
    rows, stats = await bot.statistics.rows(presser(interaction), days)
    if not stats.requests:
        await answer(interaction, say(stats_words.NOTHING))
        return
    if await answer(interaction, say(stats_words.DRAWING)) is None:
        return
    names = await _names(interaction, stats)
    sheet = _sheet(say, interaction, stats, days, names)
    in_english = _sheet(bot.languages.of(ENGLISH), interaction, stats, days, names)
    text = sheet.subtitle
    try:
        drawn = await bot.charts.draw(sheet, in_english)
    except NotDrawn as error:
        log.warning("statistics without a chart", extra={"why": error.why})
        drawn = None
    table = await asyncio.to_thread(csv_text, rows, bot.statistics.timezone)
    files = [discord.File(io.BytesIO(table.encode()), f"imagine-{days}-days.csv")]
    if drawn is None:
        text = f"{say(stats_words.NOT_DRAWN)}\n{text}"
    else:
        alt = stats_words.aloud(say, sheet)
        files.insert(0, discord.File(io.BytesIO(drawn), f"imagine-{days}-days.png", description=alt))
    if not await bring_files(interaction, text, files):
        await amend(interaction, say(stats_words.NOT_BROUGHT))


def _sheet(
    say: Language, interaction: discord.Interaction[Any], stats: Stats, days: int, names: Mapping[UserId, str]
) -> Sheet:
    guild = interaction.guild
    server = Name(guild.name if guild else "", stats_words.server_without_name(say, interaction.guild_id or 0))
    return stats_words.sheet(say, stats, days, server, names)


async def _names(interaction: discord.Interaction[Any], stats: Stats) -> dict[UserId, str]:
    """What the busiest members are called here; nothing where that cannot be learned in time."""
    found = await asyncio.gather(*(_name(interaction.guild, user) for user, _ in stats.members))
    return {user: name for (user, _), name in zip(stats.members, found, strict=True)}


async def _name(guild: discord.Guild | None, user: UserId) -> str:
    if guild is None:
        return ""
    try:
        async with asyncio.timeout(NAMES_WITHIN_S):
            member = guild.get_member(user) or await guild.fetch_member(user)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError):
        return ""
    return member.display_name
