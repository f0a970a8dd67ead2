"""Discord's ids, which carry their time. Knows nothing of what they name."""

from collections.abc import Callable

EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, where Discord's ids begin to count (API reference, Snowflakes)."""


class Snowflakes:
    """Hands out ids that only ever grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """A new id for this moment."""
        now = (int(self._clock() * 1000) - EPOCH_MS) << 22
        self._last = max(now, self._last + 1)
        return str(self._last)


def time_of(snowflake: str) -> float:
    """When an id was made, in seconds since 1970."""
    return ((int(snowflake) >> 22) + EPOCH_MS) / 1000
