"""The real time, for the core that has none of its own."""

import asyncio
from datetime import UTC, datetime


class SystemClock:
    """Implements core.ports.Clock."""

    def now(self) -> datetime:
        """See core.ports.Clock."""
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event, timeout_s: float) -> bool:
        """See core.ports.Clock."""
        try:
            async with asyncio.timeout(timeout_s):
                await event.wait()
        except TimeoutError:
            return False
        return True
