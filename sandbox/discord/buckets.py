"""Counting requests against rate limits. Knows nothing of routes."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.discord.errors import Code, RateLimited


@dataclass
class _Window:
    used: int
    ends_at: float


@dataclass(frozen=True)
class Allowance:
    """What is left in a bucket, for the answer's headers."""

    name: str
    limit: int
    remaining: int
    resets_at: float
    resets_after_s: float

    def headers(self) -> dict[str, str]:
        """The headers that discord.py steers by."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{self.resets_at:.3f}",
            "X-RateLimit-Reset-After": f"{self.resets_after_s:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(self.name.encode()).hexdigest()[:32],
        }


class Buckets:
    """Fixed windows that begin with the first request in them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], _Window] = {}

    def take(
        self, name: str, key: str, rate: tuple[int, float], *, scope: str = "user", code: Code = Code.GENERAL
    ) -> Allowance:
        """Count one request; raises RateLimited when the window is full."""
        limit, window_s = rate
        now = self._clock()
        window = self._windows.get((name, key))
        if window is None or window.ends_at <= now:
            window = self._windows[name, key] = _Window(0, now + window_s)
        left_s = window.ends_at - now
        if window.used >= limit:
            raise RateLimited(math.ceil(left_s * 1000) / 1000, scope, code)
        window.used += 1
        return Allowance(name, limit, limit - window.used, window.ends_at, left_s)
