"""The routes of the world's clock. Knows who lives by it: the provider, whose work goes on while time is moved."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.events import Events
from sandbox.runcomfy.provider import Provider
from sandbox.web import ApiError, number, read, reply
from sandbox.worldclock import LONGEST_STEP_S, WorldClock

AFTER_MIDNIGHT_S = 1.0
"""The next day has surely begun then, whoever rounds."""


class Timing:
    """The handlers; the names of routes and fields are those of README.md.

    `zone` is whose midnight begins a day.
    """

    def __init__(self, clock: WorldClock, provider: Provider, events: Events, zone: Callable[[], ZoneInfo]) -> None:
        self._clock = clock
        self._provider = provider
        self._events = events
        self._zone = zone

    def add_routes(self, app: web.Application) -> None:
        """Serve the clock."""
        app.router.add_get("/sandbox/clock", self._read)
        app.router.add_post("/sandbox/clock", self._move)

    async def _read(self, _: web.Request) -> web.Response:
        return reply(self._describe())

    async def _move(self, request: web.Request) -> web.Response:
        body = await read(request)
        if "to" in body:
            if body["to"] != "next_day":
                raise ApiError(400, "'to' is next_day; anything else is 'forward_s', in seconds")
            left_s = self._clock.until_next_day(self._zone()) + AFTER_MIDNIGHT_S
        else:
            left_s = number(body.get("forward_s"), "forward_s", 0, LONGEST_STEP_S)
        while left_s > 0:  # from one happening to the next, so that everything happens in its own time
            step_s = min(left_s, self._provider.quiet_s())
            self._clock.forward(step_s)
            left_s -= step_s
        self._provider.quiet_s()
        self._events.publish("clock", self._describe())
        return reply(self._describe())

    def _describe(self) -> dict[str, float]:
        return {"now": round(self._clock.now(), 3), "ahead_s": round(self._clock.ahead_s, 3)}
