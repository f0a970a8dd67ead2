"""How long Discord asks us to wait, told at once instead of slept through inside discord.py. Knows no message.

On a 429 discord.py sleeps inside the call for any time that is asked for; on a global one behind a gate for all calls,
which stays shut for ever when the call is cancelled meanwhile. Whoever has a time limit needs to know instead: then the
wait can be kept outside, and nothing has to be cancelled.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Final

import aiohttp
import discord

SHORT_WAIT_S: Final = 5.0
"""Up to this discord.py may sleep by itself: the usual time until a bucket is full again."""

_told: ContextVar[bool] = ContextVar("waits are told", default=False)


@contextmanager
def waits_are_told() -> Generator[None]:
    """Calls in here raise discord.RateLimited for a global or a long 429."""
    before = _told.set(True)
    try:
        yield
    finally:
        _told.reset(before)


def tell_waits() -> aiohttp.TraceConfig:
    """What the client needs as its `http_trace` for `waits_are_told` to work."""
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_look)
    return trace


def asked_wait_s(response: object) -> float | None:
    """For how many seconds an answer asks us to wait, if it does."""
    headers = getattr(response, "headers", {})
    try:
        return float(headers["Retry-After"])
    except (KeyError, ValueError):
        return None


async def _look(_: aiohttp.ClientSession, __: SimpleNamespace, done: aiohttp.TraceRequestEndParams) -> None:
    if not _told.get() or done.response.status != 429:
        return
    wait_s = asked_wait_s(done.response)
    if wait_s is not None and (wait_s > SHORT_WAIT_S or "X-RateLimit-Global" in done.response.headers):
        raise discord.RateLimited(wait_s)
