"""Keeps core's prices up to the provider's catalogue, and says what else has changed there. Decides no budget."""

import asyncio
import logging
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.core.errors import AccountProblem, ImageApiError
from bot.core.money import Prices, micros
from bot.core.ports import Clock
from bot.runcomfy.client import RunComfy
from bot.runcomfy.wire import Catalogue

log = logging.getLogger(__name__)

LOOK_GAP: Final = timedelta(hours=1)
"""Between two looks into the catalogue; a price is not expected to change more often."""
RETRY_GAP: Final = timedelta(minutes=1)
"""The same while nobody knows the price."""
PER_PICTURE: Final = frozenset({None, "output", "image", "request"})
"""Units in which the catalogue's price is that of one picture."""


class PriceWatch:
    """`fallback_usd` is the operator's own word, for a catalogue that names no price."""

    def __init__(self, api: RunComfy, prices: Prices, clock: Clock, fallback_usd: Decimal | None) -> None:
        self._api = api
        self._prices = prices
        self._clock = clock
        self._fallback = None if fallback_usd is None else micros(fallback_usd)
        self._prices.per_picture = self._fallback
        self._said: tuple[object, ...] = ()

    async def keep_looking(self) -> None:
        """Never returns: look at once, and then each hour."""
        never = asyncio.Event()
        while True:
            await self.look()
            gap = RETRY_GAP if self._prices.per_picture is None else LOOK_GAP
            await self._clock.wait(never, gap.total_seconds())

    async def look(self) -> None:
        """Read the catalogue; a price that cannot be read just now stays what it was."""
        try:
            catalogue = await self._api.catalogue()
        except AccountProblem as error:
            log.error(
                "RUNCOMFY_API_KEY is refused; members get no pictures until it is mended", extra={"why": error.why}
            )
        except ImageApiError as error:
            log.warning("the provider's catalogue cannot be read", extra={"why": str(error)})
        else:
            self._learn(catalogue)

    def _learn(self, catalogue: Catalogue) -> None:
        usable = catalogue.price_usd is not None and catalogue.price_unit in PER_PICTURE
        self._prices.per_picture = micros(catalogue.price_usd or 0) if usable else self._fallback
        told = (catalogue.price_usd, catalogue.price_unit, catalogue.drift)
        if told == self._said:
            return
        self._said = told
        log.info("provider ready", extra={"price_usd": catalogue.price_usd, "per": catalogue.price_unit})
        for difference in catalogue.drift:
            log.warning("the provider's model has changed", extra={"difference": difference})
