"""/healthz and /metrics: says whether this process does its work, and asks another one. Decides and counts nothing."""

import logging
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web

from bot.core.errors import SettingsError

log = logging.getLogger(__name__)

THIS_MACHINE: Final = "127.0.0.1"
ALL_ADDRESSES: Final = {"0.0.0.0": THIS_MACHINE, "::": "::1"}  # noqa: S104 - compared with what the operator wrote
"""What is listened on for everybody, and where it is asked from here."""
ASK_TIMEOUT_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Health:
    """What is wrong now, one short line each; nothing when all is well. `facts` are for whoever wants to know more."""

    problems: list[str]
    facts: Mapping[str, Any]


Look = Callable[[], Awaitable[Health]]
Metrics = Callable[[], Awaitable[tuple[bytes, str]]]
"""The figures of now in an exposition format, and the content type that names it."""


@asynccontextmanager
async def serve_health(host: str, port: int, look: Look, metrics: Metrics) -> AsyncGenerator[None]:
    """Serve at this address; port 0 serves nothing. Raises SettingsError when it cannot be listened on."""
    if port == 0:
        yield
        return

    async def healthz(_: web.Request) -> web.Response:
        found = await look()
        body = {"ok": not found.problems, "problems": found.problems, **found.facts}
        return web.json_response(body, status=503 if found.problems else 200)

    async def figures(_: web.Request) -> web.Response:
        text, content_type = await metrics()
        return web.Response(body=text, headers={"Content-Type": content_type})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", figures)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            where = f"HEALTH_PORT {port} cannot be used at HEALTH_HOST {host}: {error.strerror}"
            raise SettingsError((f"{where}. Choose another, or 0.",)) from error
        yield
    finally:
        await runner.cleanup()


def ask(host: str, port: int) -> str | None:
    """What is wrong with the process on this machine that serves there, or None; for the image's HEALTHCHECK."""
    if port == 0:
        return "HEALTH_PORT is 0, so nothing can be asked. Set it to a free port."
    name = ALL_ADDRESSES.get(host, host)
    where = f"[{name}]" if ":" in name else name
    try:
        with urllib.request.urlopen(f"http://{where}:{port}/healthz", timeout=ASK_TIMEOUT_S):
            return None
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode(errors="replace")
    except OSError as error:
        return f"no answer on port {port}: {error}"
