"""The sandbox's own news: what happened, for whoever watches (the page, a waiting script).

Knows nothing of Discord, RunComfy or HTTP.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

BACKLOG_EVENTS = 1000
"""A watcher that falls this far behind loses the oldest news; it can always read the state again."""


@dataclass(frozen=True)
class Event:
    """One piece of news.

    `kind` is one of the event names in README.md; `only_for` is a member's id when nobody else may see it.
    """

    kind: str
    data: dict[str, Any]
    only_for: str | None = None


class Events:
    """Publishes to every current watcher; nothing is kept for later ones."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[Event]] = set()

    def publish(self, kind: str, data: dict[str, Any], only_for: str | None = None) -> None:
        """Hand one event to every watcher, at once and without waiting."""
        for queue in self._watchers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(Event(kind, data, only_for))

    async def watch(self) -> AsyncIterator[Event]:
        """Every event published from now on, until the caller stops iterating."""
        queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG_EVENTS)
        self._watchers.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._watchers.discard(queue)
