"""Counts calls to Discord by what they are for and how they ended. Makes none, and changes none."""

import re
import time
from types import SimpleNamespace
from typing import Final

import aiohttp

from bot.core.figures import Calls

_KINDS: Final = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"\w+ /gateway.*|GET /", "gateway"),
        (r"POST /interactions/\d+/[^/]+/callback", "ack"),
        (r"PATCH /webhooks/\d+/[^/]+/messages/.+", "edit"),
        (r"DELETE /webhooks/\d+/[^/]+/messages/.+", "delete"),
        (r"POST /webhooks/\d+/[^/]+", "followup"),
        (r"POST /channels/\d+/messages", "send"),
        (r"PATCH /channels/\d+/messages/\d+", "bot_edit"),
        (r"DELETE /channels/\d+/messages/\d+", "bot_delete"),
        (r"POST /users/@me/channels", "dm"),
        (r"\w+ /applications/\d+/.*commands.*", "commands"),
        (r"GET /(users/@me|oauth2/applications/@me|applications/@me)", "login"),
        (r"GET .*", "read"),
    )
)
"""What a call is for, by its method and its path below the version; `edit` is by an interaction's token, `bot_edit` by
the bot's own."""
OTHER: Final = "other"
_VERSION: Final = re.compile(r"^/api/v\d+")
_LOST: Final = "lost"


def count_calls(trace: aiohttp.TraceConfig, calls: Calls) -> None:
    """Let every call of the session that gets this trace be counted."""

    async def begin(_: aiohttp.ClientSession, call: SimpleNamespace, __: aiohttp.TraceRequestStartParams) -> None:
        call.began_s = time.monotonic()

    async def end(_: aiohttp.ClientSession, call: SimpleNamespace, done: aiohttp.TraceRequestEndParams) -> None:
        _count(calls, call, done.method, done.url.path, _outcome(done.response.status))

    async def lose(_: aiohttp.ClientSession, call: SimpleNamespace, lost: aiohttp.TraceRequestExceptionParams) -> None:
        _count(calls, call, lost.method, lost.url.path, _LOST)

    trace.on_request_start.append(begin)
    trace.on_request_end.insert(0, end)  # before whoever else listens and may raise
    trace.on_request_exception.append(lose)


def _count(calls: Calls, call: SimpleNamespace, method: str, path: str, outcome: str) -> None:
    calls.count(kind_of(method, path), outcome, time.monotonic() - call.began_s)


def kind_of(method: str, path: str) -> str:
    """What a call is for."""
    called = f"{method} {_VERSION.sub('', path)}"
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(called)), OTHER)


def _outcome(status: int) -> str:
    if status < 400:
        return "ok"
    if status == 429:
        return "rate_limited"
    return "refused" if status < 500 else "failed"
