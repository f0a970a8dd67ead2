"""One rhythm for each kind of request, learned anew as jobs of that kind finish. Knows no job; asks no provider."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from bot.core.requests import Images, ImagineRequest, Tier
from bot.core.rhythm import PRICE_FACTOR_MAX, REMEMBERED, Rhythm, learned

RELEARN_JOBS: Final = 10
"""So many jobs of a kind finish before its rhythm is learned anew, which takes some 3 ms."""
CALM_LOOKS: Final = 200
"""After so many answered looks in a row the price of a call halves again."""

Kind = tuple[Tier, Images]
"""Jobs of one size and mode take about as long; pooled, they would hide each other."""


class History(Protocol):
    """What is asked of the store; see core.ports.Store."""

    async def durations(self, request: ImagineRequest) -> Sequence[float]: ...


@dataclass
class _Known:
    """The times of one kind, newest first, in seconds; `news` of them came after the rhythm was learned."""

    durations_s: deque[float]
    rhythm: Rhythm
    news: int = 0


class Rhythms:
    """Asks the store once for each kind; afterwards what finishes is told here."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._known: dict[Kind, _Known] = {}
        self._asking = asyncio.Lock()
        self._price_factor = 1.0
        self._calm_looks = 0

    async def of(self, request: ImagineRequest, so_far: Rhythm | None = None) -> Rhythm:
        """When to look at a job like this. Raises StoreTrouble.

        A job at work keeps the learned rhythm that it had `so_far`, while calls cost the same: of many that were begun
        together the fast ones finish first, and what these teach is too short for the others.
        """
        if so_far is not None and so_far.usual_s is not None and so_far.price_factor == self._price_factor:
            return so_far
        kind = _kind(request)
        if kind not in self._known:
            async with self._asking:
                if kind not in self._known:
                    durations = deque(await self._store.durations(request), REMEMBERED)
                    self._known[kind] = _Known(durations, learned(durations, self._price_factor))
        return self._known[kind].rhythm

    def finished(self, request: ImagineRequest, took_s: float) -> None:
        """A job of this kind was rendered in that time."""
        known = self._known.get(_kind(request))
        if known is None:
            return
        known.durations_s.appendleft(took_s)
        known.news += 1
        if known.news >= RELEARN_JOBS or len(known.durations_s) <= RELEARN_JOBS:
            self._learn(known)

    def answered(self) -> None:
        """The provider answered a look."""
        self._calm_looks += 1
        if self._calm_looks >= CALM_LOOKS:
            self._reprice(max(1.0, self._price_factor / 2))

    def refused(self) -> None:
        """The provider asked us to look less often."""
        self._reprice(min(float(PRICE_FACTOR_MAX), self._price_factor * 2))

    def _reprice(self, factor: float) -> None:
        self._calm_looks = 0
        if factor != self._price_factor:
            self._price_factor = factor
            for known in self._known.values():
                self._learn(known)

    def _learn(self, known: _Known) -> None:
        known.rhythm, known.news = learned(known.durations_s, self._price_factor), 0


def _kind(request: ImagineRequest) -> Kind:
    return request.size.tier, request.images
