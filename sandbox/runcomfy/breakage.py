"""How an answer goes wrong on the wire: refused, hanging, lost, unreadable; knows nothing of what was asked."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.runcomfy import answers

LOOK_S = 0.1
"""How often a hanging answer looks whether its reader has gone; aiohttp tells the handler nothing."""


def lose(request: web.Request) -> web.Response:
    """Break the connection now; nothing of the answer arrives."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def hang(request: web.Request, closing: asyncio.Event) -> web.Response:
    """Answer nothing until the reader goes away or the server closes."""
    while request.transport is not None and not request.transport.is_closing():
        if await closed_within(closing, LOOK_S):
            break
    return lose(request)


async def closed_within(closing: asyncio.Event, wait_s: float) -> bool:
    """Wait this long at most; True as soon as the server closes."""
    try:
        await asyncio.wait_for(closing.wait(), wait_s)
    except TimeoutError:
        return False
    return True


def unreadable() -> web.Response:
    """Status 200 with something that is not JSON."""
    return web.Response(text="<html><body>One moment, please…</body></html>", content_type="text/html")


def refuse(struck: dict[str, Any]) -> web.Response:
    """Answer with the HTTP status of a behaviour, in the form in which that status usually comes."""
    status = int(struck["status"])
    retry_after_s = struck.get("retry_after_s")
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    if status >= 500:  # what stands in front of the API answers in HTML
        page = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
        return web.Response(status=status, text=page, content_type="text/html", headers=headers)
    if status == 422:
        detail = [{"type": "value_error", "loc": ["body", "prompt"], "msg": "Value error, refused by the sandbox"}]
        return web.json_response({"detail": detail}, status=status, headers=headers)
    return web.json_response(answers.error(None, f"refused with {status}"), status=status, headers=headers)
