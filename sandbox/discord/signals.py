"""Waiting until something is true. Knows nothing of what."""

import asyncio
from collections.abc import Callable


class Signal:
    """Wakes those who wait for a condition whenever something may have changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def notify(self) -> None:
        """Something changed: look again."""
        for event in self._waiting:
            event.set()

    async def wait_until(self, true: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until `true()`, at most `timeout_s`; returns the last answer."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(timeout_s):
                while not true():
                    await event.wait()
                    event.clear()
        except TimeoutError:
            return true()
        finally:
            self._waiting.discard(event)
        return True
