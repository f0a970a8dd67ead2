"""Erases the words of old jobs, and old reasons: once a day, a few at a time. Knows no unfinished job and no charge."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from bot.core.audit import KEPT_DAYS
from bot.core.errors import StoreTrouble
from bot.core.jobs import GuildId
from bot.core.people import ERASED_AT_ONCE, PeopleStore
from bot.core.ports import Clock
from bot.core.servers import kept_days

log = logging.getLogger(__name__)

GAP: Final = timedelta(days=1)
"""From one purge to the next."""
LOOK_GAP_S: Final = 30.0
"""So often the clock is looked at: it may have been set, and a machine may have slept."""
BREATH_S: Final = 0.1
"""Between two batches, in which others read and write."""


class Retention:
    """Keeps its promise for as long as the process lives; `days` is how long words are kept, 0 for ever."""

    def __init__(self, store: PeopleStore, clock: Clock, days: int) -> None:
        self._store = store
        self._clock = clock
        self._days = days
        self._purged_at: datetime | None = None

    async def keep_purging(self) -> None:
        """Never returns: at once, and then each day, erase what is too old."""
        never = asyncio.Event()
        while True:
            if self._purged_at is None or self._clock.now() - self._purged_at >= GAP:
                await self._purge_if_possible()
            await self._clock.wait(never, LOOK_GAP_S)

    async def purge(self) -> int:
        """Erase what is too old now; how many jobs that were. Raises StoreTrouble."""
        audited = self._clock.now() - timedelta(days=KEPT_DAYS)
        await self._in_batches(lambda: self._store.forget_entries(audited, ERASED_AT_ONCE))
        total = await self._purge(self._days, None) if self._days else 0
        for guild, days in (await self._store.keeping_shorter()).items():
            if kept_days(days, self._days) != self._days:
                total += await self._purge(days, guild)
        return total

    async def _purge(self, days: int, guild: GuildId | None) -> int:
        now = self._clock.now()
        before = now - timedelta(days=days)
        await self._in_batches(lambda: self._store.erase_words(before, ERASED_AT_ONCE, guild))
        return await self._in_batches(lambda: self._store.erase_jobs_ended(before, ERASED_AT_ONCE, now, guild))

    async def _in_batches(self, verb: Callable[[], Awaitable[int]]) -> int:
        """Again until there is no more; how many that were."""
        total = 0
        while True:
            erased = await verb()
            total += erased
            if erased < ERASED_AT_ONCE:
                return total
            await self._clock.wait(asyncio.Event(), BREATH_S)

    async def _purge_if_possible(self) -> None:
        began = self._clock.now()
        try:
            erased = await self.purge()
        except StoreTrouble:  # the store itself logs that; what was erased is erased, the rest comes with the next look
            return
        except Exception:  # a mistake of ours must not end the promise
            log.exception("old jobs cannot be erased")
            erased = 0
        self._purged_at = began
        if erased:
            log.info("old jobs were erased", extra={"jobs": erased, "older_than_days": self._days})
