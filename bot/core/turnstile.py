"""Lets so many through in a second, in the order in which they come. Pure: no clock, no job."""

from datetime import datetime, timedelta
from typing import Final

TOGETHER_S: Final = 0.05
"""As many as belong into this time may pass at one instant: waits shorter than that are not worth a timer."""


class Turnstile:
    """`per_second` pass; whoever comes is given the next free moment."""

    def __init__(self, per_second: float) -> None:
        self._gap = timedelta(seconds=1 / per_second)
        self._free_at: datetime | None = None
        self._asked_at: datetime | None = None

    def wait_s(self, now: datetime) -> float:
        """How long the one who comes now waits, in seconds; their moment is theirs whether they wait or not."""
        if self._free_at is None or self._asked_at is None or now < self._asked_at:  # a clock may be set back
            self._free_at = now
        self._asked_at = now
        mine = max(now, self._free_at)
        self._free_at = mine + self._gap
        wait_s = (mine - now).total_seconds()
        return wait_s if wait_s > TOGETHER_S else 0.0
