"""How late the event loop is: now and then it asks to be called, and notes by how much it was called too late."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from bot.core.figures import Histogram

LOOK_EVERY_S: Final = 0.5
LAG_BOUNDS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""From what a busy machine does by itself to what costs an interaction its 3 s."""


@contextmanager
def sampled_lag(every_s: float = LOOK_EVERY_S) -> Generator[Histogram]:
    """The lag of the running loop in seconds, sampled until the end of the block."""
    loop, seen = asyncio.get_running_loop(), Histogram(LAG_BOUNDS_S)

    def ask() -> asyncio.TimerHandle:
        due = loop.time() + every_s
        return loop.call_at(due, look, due)

    def look(due: float) -> None:
        nonlocal asked
        seen.observe(loop.time() - due)
        asked = ask()

    asked = ask()
    try:
        yield seen
    finally:
        asked.cancel()
