"""The provider as a small model: a queue, slots, rendering, and what was paid; knows nothing of HTTP.

A request is paid when it finishes with pictures, per picture, at the price of the moment it was submitted.
A failed, moderated or cancelled request costs nothing. That is our decision: the provider publishes no rule.

States follow from times. One timer waits for the next moment at which something changes, so that every
change is published when it happens and not when somebody looks.
"""

import asyncio
import math
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.runcomfy.inputs import Ask
from sandbox.runcomfy.requests import Picture, Request
from sandbox.runcomfy.script import decide
from sandbox.runcomfy.settings import Settings

AHEAD_AT_START = 3
"""Place in line of a new request when nobody of ours is ahead: other customers of the provider."""
KEPT_REQUESTS = 2000
"""Finished requests beyond this number expire, oldest first: their ids answer 404001, as documented."""
LOOKS_S = 1.0
"""Looks at one request within this many seconds are one piece of news."""


class Provider:
    """The queue and everything in it. Its methods are called from one event loop."""

    def __init__(
        self, faults: Faults, events: Events, api_key: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.faults = faults
        self.api_key = api_key
        self.files_origin = ""
        """Where the output links point to; set by whoever starts the file host."""
        self.calls: Counter[str] = Counter()
        self.token_leaks = 0
        """Downloads that carried a bearer token."""
        self.paid_usd = 0.0
        self.closing = asyncio.Event()
        """Set when the provider stops; answers that hang give up then."""
        self._events = events
        self._monotonic = monotonic
        self._settings = Settings()
        self._requests: dict[str, Request] = {}
        self._files: dict[str, Picture] = {}
        self._drawn: Counter[str] = Counter()
        self._queue: list[Request] = []
        self._running: list[Request] = []
        self._timer: asyncio.TimerHandle | None = None
        self._next_at: float | None = None
        self._looked_at: dict[str, asyncio.TimerHandle] = {}
        self._epoch_s = time.time() - time.monotonic()

    @property
    def settings(self) -> Settings:
        """The settings now in force."""
        return self._settings

    def quiet_s(self) -> float:
        """Seconds until something changes by itself; infinite when nothing is under way."""
        self._advance()
        return math.inf if self._next_at is None else max(0.0, self._next_at - self._monotonic())

    def configure(self, settings: dict[str, Any]) -> None:
        """Change settings, for waiting requests too; raises ValueError with a sentence."""
        self._settings = self._settings.changed(settings)
        self._advance()

    async def close(self) -> None:
        """Stop the timers and let go of every answer that hangs."""
        self.closing.set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for timer in self._looked_at.values():
            timer.cancel()
        self._looked_at.clear()

    # --- what the API does --------------------------------------------------------------------------------

    def submit(self, ask: Ask) -> Request:
        """Accept a request."""
        script = decide(self.faults, self._settings.set_size, single=ask.single)
        before = self._drawn[ask.prompt]
        self._drawn[ask.prompt] += script.pictures
        request = Request(str(uuid.uuid4()), ask, script, self._settings.price_usd, self._monotonic(), before)
        self._requests[request.id] = request
        self._queue.append(request)
        self._advance()
        self._forget_the_oldest()
        return request

    def find(self, request_id: str) -> Request | None:
        """The request of that id, in its present state."""
        self._advance()
        return self._requests.get(request_id)

    def count(self, request: Request, call: str) -> None:
        """Note a call about a request, and publish that a little later, together with those that follow."""
        request.calls[call] += 1
        if request.id not in self._looked_at and not self.closing.is_set():
            loop = asyncio.get_running_loop()
            self._looked_at[request.id] = loop.call_later(LOOKS_S, self._publish, request)

    def cancel(self, request: Request) -> bool:
        """Cancel a request that is still queued; False when it is too late. A cancelled one stays cancelled."""
        self._advance()
        if request.state == "in_queue" and not request.script.never_cancels:
            self._finish(request, cancelled=True)
            self._advance()
        return request.state == "cancelled"

    def file(self, raw_path: str) -> Picture | None:
        """What lies on the file host at exactly this path."""
        return self._files.get(raw_path)

    def outputs(self, request: Request) -> list[str]:
        """The addresses of its pictures; none before it succeeded."""
        if request.state != "completed" or request.script.error is not None:
            return []
        return [self.files_origin + path for path in request.paths()]

    def wall_s(self, monotonic_s: float | None) -> float | None:
        """Seconds since 1970 of a moment inside."""
        return None if monotonic_s is None else round(monotonic_s + self._epoch_s, 3)

    # --- what the world panel shows -----------------------------------------------------------------------

    def describe(self) -> dict[str, Any]:
        """Everything, as `GET /sandbox/provider` shows it."""
        self._advance()
        return {
            "settings": asdict(self._settings),
            "requests": [self._describe(request) for request in self._requests.values()],
            "calls": dict(self.calls),
            "paid_usd": round(self.paid_usd, 6),
            "token_leaks": self.token_leaks,
        }

    def _describe(self, request: Request) -> dict[str, Any]:
        return {
            "id": request.id,
            "state": request.state,
            "position": request.position if request.state == "in_queue" else None,
            "error": request.script.error if request.state == "completed" else None,
            "input": request.ask.sent,
            "submitted_at": self.wall_s(request.submitted_at),
            "started_at": self.wall_s(request.started_at),
            "finished_at": self.wall_s(request.finished_at),
            "cost_usd": request.cost_usd,
            "outputs": self.outputs(request),
            "calls": {name: request.calls[name] for name in ("status", "result", "cancel")},
        }

    # --- time ---------------------------------------------------------------------------------------------

    def _advance(self) -> None:
        """Bring every request to where it is now, publish what changed, and wait for the next moment."""
        now = self._monotonic()
        for request in [one for one in self._running if self._done_at(one) <= now]:
            self._finish(request)
        self._queue.sort(key=self._ready_at)
        for request in [one for one in self._queue if self._ready_at(one) <= now]:
            if request.script.cancelled_there:
                self._finish(request, cancelled=True)
            elif len(self._running) < self._settings.slots:
                self._start(request, now)
        for place, request in enumerate(self._queue, start=1):
            position = max(place, self._steps_left(request, now))
            if position != request.position:
                request.position = position
                self._publish(request)
        self._wait_for_the_next_moment(now)

    def _start(self, request: Request, now: float) -> None:
        self._queue.remove(request)
        self._running.append(request)
        request.state = "in_progress"
        request.started_at = now
        self._publish(request)
        if self._done_at(request) <= now:
            self._finish(request)

    def _finish(self, request: Request, *, cancelled: bool = False) -> None:
        (self._queue if cancelled else self._running).remove(request)
        request.state = "cancelled" if cancelled else "completed"
        request.finished_at = self._monotonic()
        if not cancelled and request.script.error is None:
            paths = request.paths()
            request.cost_usd = round(request.price_usd * len(paths), 6)
            self.paid_usd += request.cost_usd
            self._files.update((path, request.picture(index)) for index, path in enumerate(paths))
        self._publish(request)

    def _wait_for_the_next_moment(self, now: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        moments = [self._done_at(request) for request in self._running]
        for request in self._queue:
            if (ready_at := self._ready_at(request)) > now:  # otherwise it waits for a slot, not for a time
                step_s = self._queue_s(request) / self._first_position(request)
                moments.append(ready_at - step_s * (self._steps_left(request, now) - 1))
        self._next_at = min(moments, default=None)
        if self._next_at is not None and not self.closing.is_set():
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, self._next_at - now), self._advance)

    def _queue_s(self, request: Request) -> float:
        return self._settings.queue_s if request.script.queue_s is None else request.script.queue_s

    def _ready_at(self, request: Request) -> float:
        return request.submitted_at + self._queue_s(request)

    def _done_at(self, request: Request) -> float:
        render_s = self._settings.render_s if request.script.render_s is None else request.script.render_s
        return (request.started_at or 0.0) + render_s

    def _first_position(self, request: Request) -> int:
        return max(1, request.script.position or AHEAD_AT_START)

    def _steps_left(self, request: Request, now: float) -> int:
        queue_s = self._queue_s(request)
        left = (self._ready_at(request) - now) / queue_s if queue_s > 0 else 0.0
        return max(1, math.ceil(min(1.0, left) * self._first_position(request)))

    def _publish(self, request: Request) -> None:
        if timer := self._looked_at.pop(request.id, None):
            timer.cancel()  # this news carries the count, too
        self._events.publish("provider", self._describe(request))

    def _forget_the_oldest(self) -> None:
        """Keep the list bounded; requests that are not finished stay."""
        excess = len(self._requests) - KEPT_REQUESTS
        for request in [one for one in self._requests.values() if one.finished_at is not None][: max(0, excess)]:
            del self._requests[request.id]
            for path in request.paths():
                self._files.pop(path, None)
