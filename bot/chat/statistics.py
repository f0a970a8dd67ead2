"""A server's statistics brought into an answer that only its asker sees: names found, chart drawn, files attached."""

import asyncio
import io
import logging
from typing import TYPE_CHECKING, Any, Final, cast

import aiohttp
import discord

from bot.chat import stats_words
from bot.chat.addresses import presser
from bot.chat.answers import amend, answer, bring_files
from bot.core.errors import NotDrawn
from bot.core.jobs import UserId
from bot.core.stats import Stats, csv_text

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

NAMES_WITHIN_S: Final = 4.0
"""So long members' names are looked up, for the bot has no list of them."""
TAIL_CHARS: Final = 4
ALT_TEXT_LIMIT_CHARS: Final = 1024


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
    server = interaction.guild.name if interaction.guild else ""
    text = stats_words.summary(say, stats, days)
    try:
        drawn = await bot.charts.draw(stats_words.sheet(say, stats, days, server, names))
    except NotDrawn as error:
        log.warning("statistics without a chart", extra={"why": error.why})
        drawn = None
    table = await asyncio.to_thread(csv_text, rows, bot.statistics.timezone)
    files = [discord.File(io.BytesIO(table.encode()), f"imagine-{days}-days.csv")]
    if drawn is None:
        text = f"{say(stats_words.NOT_DRAWN)}\n{text}"
    else:
        alt = text[:ALT_TEXT_LIMIT_CHARS]
        files.insert(0, discord.File(io.BytesIO(drawn), f"imagine-{days}-days.png", description=alt))
    if not await bring_files(interaction, text, files):
        await amend(interaction, say(stats_words.NOT_BROUGHT))


async def _names(interaction: discord.Interaction[Any], stats: Stats) -> dict[int, str]:
    """What the busiest members are called here; the last digits of the id where that cannot be learned in time."""
    found = await asyncio.gather(*(_name(interaction.guild, user) for user, _ in stats.members))
    return {user: name for (user, _), name in zip(stats.members, found, strict=True)}


async def _name(guild: discord.Guild | None, user: UserId) -> str:
    unknown = f"…{str(user)[-TAIL_CHARS:]}"
    if guild is None:
        return unknown
    try:
        async with asyncio.timeout(NAMES_WITHIN_S):
            member = guild.get_member(user) or await guild.fetch_member(user)
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError):
        return unknown
    return member.display_name or unknown
