"""Serves a provider on two ports, its API and its file host; knows nothing of who asks."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from sandbox.runcomfy.api import build_api
from sandbox.runcomfy.files import build_files
from sandbox.runcomfy.provider import Provider

SHUTDOWN_S = 2.0
"""Patience with open connections when the servers stop; hanging answers have let go by then."""


@dataclass(frozen=True)
class Origins:
    """Where the two servers listen, as `http://127.0.0.1:PORT`."""

    api: str
    files: str


@asynccontextmanager
async def serve(
    provider: Provider, host: str = "127.0.0.1", api_port: int = 0, files_port: int = 0
) -> AsyncGenerator[Origins]:
    """Serve the provider while the context lasts, and close it afterwards; port 0 takes a free one."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(provider.close)
        files = await _start(stack, build_files(provider), host, files_port)
        provider.files_origin = files
        api = await _start(stack, build_api(provider), host, api_port)
        yield Origins(api, files)


async def _start(stack: AsyncExitStack, app: web.Application, host: str, port: int) -> str:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, host, port).start()
    return f"http://{host}:{runner.addresses[0][1]}"
