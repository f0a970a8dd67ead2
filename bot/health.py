"""/healthz and /metrics: says whether this process does its work, and asks another one. Decides and counts nothing."""

import logging
import urllib.error
import urllib.request
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web

from bot.core.errors import SettingsError

log = logging.getLogger(__name__)

HOST: Final = "127.0.0.1"
ASK_TIMEOUT_S: Final = 5.0

Problems = Callable[[], Awaitable[list[str]]]
"""What is wrong now, one short line each; nothing when all is well."""
Metrics = Callable[[], tuple[bytes, str]]
"""The figures of now in an exposition format, and the content type that names it."""


@asynccontextmanager
async def serve_health(port: int, problems: Problems, metrics: Metrics) -> AsyncGenerator[None]:
    """Serve on this machine only; port 0 serves nothing. Raises SettingsError when the port is taken."""
    if port == 0:
        yield
        return

    async def healthz(_: web.Request) -> web.Response:
        found = await problems()
        return web.json_response({"ok": not found, "problems": found}, status=503 if found else 200)

    async def figures(_: web.Request) -> web.Response:
        text, content_type = metrics()
        return web.Response(body=text, headers={"Content-Type": content_type})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", figures)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise SettingsError(
                (f"HEALTH_PORT {port} cannot be used: {error.strerror}. Choose another, or 0.",)
            ) from error
        yield
    finally:
        await runner.cleanup()


def ask(port: int) -> str | None:
    """What is wrong with the process on this machine that serves this port, or None; for the image's HEALTHCHECK."""
    if port == 0:
        return "HEALTH_PORT is 0, so nothing can be asked. Set it to a free port."
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=ASK_TIMEOUT_S):
            return None
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode(errors="replace")
    except OSError as error:
        return f"no answer on port {port}: {error}"
