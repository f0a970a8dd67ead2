"""What those who run a server are told in its log channel. Decides nothing; the operator reads the same in the log."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from bot.chat import admin_words
from bot.chat.languages import ENGLISH, Language
from bot.chat.settings_words import RIGHTS
from bot.core.errors import StoreTrouble
from bot.core.jobs import GuildId
from bot.core.money import Budget, Payer, Spent

if TYPE_CHECKING:
    from bot.chat.client import ImagineBot

log = logging.getLogger(__name__)

SEND_TIMEOUT_S: Final = 20.0


class DiscordNotices:
    """Implements core.ports.Notices. Each notice is worth one try; it carries nothing that was paid."""

    def __init__(self, bot: "ImagineBot") -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()
        self._untold: set[tuple[GuildId, int]] = set()

    def nearly_spent(self, guild: GuildId | None, budget: Budget, spent: Spent) -> None:
        """See core.ports.Notices."""
        facts = {"payer": budget.payer.value, "period": budget.period.value, "server": guild}
        log.warning("a budget is nearly used up", extra=facts | {"micros": spent.total, "of_micros": budget.limit})
        if guild is not None and budget.payer is Payer.SERVER:
            self._begin(self._tell(guild, budget, spent))

    async def close(self) -> None:
        """Tell nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def post(self, guild: GuildId, what: str | discord.ui.LayoutView) -> tuple[int, int] | None:
        """Put this into the server's log channel: the ids of channel and message.

        None where the server has no such channel, or it is gone or closed to us.
        """
        try:
            channel_id = (await self._bot.configuration.of(guild)).settings.log_channel
        except StoreTrouble:  # the store itself logs that
            return None
        if channel_id is None:
            return None
        channel = self._bot.get_channel(channel_id)
        if not isinstance(channel, discord.abc.Messageable) or _guild_of(channel) != guild:
            return self._not_told(guild, channel_id, "gone")
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                message = await (channel.send(what) if isinstance(what, str) else channel.send(view=what))
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            return self._not_told(guild, channel_id, type(error).__name__)
        self._untold.discard((guild, channel_id))
        return message.channel.id, message.id

    def lacking(self, channel_id: int) -> tuple[str, ...]:
        """Which of the rights that a log channel takes we do not have there, as far as we know; discord.py's names."""
        channel = self._bot.get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel):
            return ()
        may = channel.permissions_for(channel.guild.me)
        return tuple(name for name in RIGHTS if not getattr(may, name))

    def _not_told(self, guild: GuildId, channel_id: int, why: str) -> None:
        """For the operator, once until something is told there again."""
        if (guild, channel_id) not in self._untold:
            self._untold.add((guild, channel_id))
            facts = {"server": guild, "channel": channel_id, "error": why}
            log.warning("a log channel is not told, now and until it is mended", extra=facts)

    async def renew(self, notice: tuple[int, int], what: discord.ui.LayoutView) -> None:
        """Let a notice that `post` made say this. Worth one try: it may be gone, or closed to us."""
        channel_id, message_id = notice
        message = self._bot.get_partial_messageable(channel_id).get_partial_message(message_id)
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await message.edit(view=what)
        except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.info("a notice stays as it is", extra={"channel": channel_id, "error": type(error).__name__})

    async def language(self, guild: GuildId) -> Language:
        """What is spoken in that server's log channel."""
        language = (await self._bot.configuration.of(guild)).settings.language
        return self._bot.languages.of(language or ENGLISH)

    async def _tell(self, guild: GuildId, budget: Budget, spent: Spent) -> None:
        try:
            text = admin_words.nearly_spent(await self.language(guild), budget, spent)
        except StoreTrouble:  # the store itself logs that
            return
        await self.post(guild, text)

    def _begin(self, telling: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(telling, name="notice")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _guild_of(channel: object) -> int | None:
    guild = getattr(channel, "guild", None)
    return None if guild is None else guild.id
