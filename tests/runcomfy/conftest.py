"""The real client against the sandbox's provider, over real sockets."""

from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass

import pytest
import pytest_asyncio
import stamina
from aiohttp import web
from pydantic import SecretStr

from bot.runcomfy.client import RunComfy, Timeouts, open_runcomfy
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.runcomfy.api import build_api
from sandbox.runcomfy.files import build_files
from sandbox.runcomfy.provider import Provider

KEY = "a-key-for-tests"


@dataclass
class Studio:
    """The provider's inside, its addresses, and our client of it."""

    provider: Provider
    faults: Faults
    client: RunComfy
    api_origin: str
    files_origin: str


@pytest.fixture(autouse=True)
def _no_waiting_between_tries() -> Generator[None]:  # pyright: ignore[reportUnusedFunction]
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port: int = runner.addresses[0][1]
    return runner, f"http://127.0.0.1:{port}"


@pytest_asyncio.fixture
async def studio() -> AsyncGenerator[Studio]:
    faults = Faults()
    provider = Provider(faults, Events(), KEY)
    provider.configure({"queue_s": 0, "render_s": 0})
    api, api_origin = await serve(build_api(provider))
    files, files_origin = await serve(build_files(provider))
    provider.files_origin = files_origin
    timeouts = Timeouts(submit_s=2, read_s=1.5, file_s=4, file_silence_s=2)
    async with open_runcomfy(api_origin, SecretStr(KEY), files_origin, timeouts) as client:
        yield Studio(provider, faults, client, api_origin, files_origin)
    await provider.close()
    await files.cleanup()
    await api.cleanup()
