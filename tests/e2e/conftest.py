"""One sandbox for all end-to-end tests; each test has new members, fair weather, and must leave no violation behind."""

from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio

from sandbox.client import SandboxProcess
from tests.e2e.sandbox import World
from tests.openapi import OPENAPI


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Generator[SandboxProcess]:
    openapi = OPENAPI if OPENAPI.exists() else None
    data = tmp_path_factory.mktemp("sandbox")
    sandbox = SandboxProcess(data=data, settings={"LOG_LEVEL": "DEBUG"}, openapi=openapi)
    yield sandbox
    assert sandbox.stop() == 0


@pytest_asyncio.fixture
async def world(process: SandboxProcess) -> AsyncGenerator[World]:
    """In the sandbox of the file, where a file has a `process` of its own."""
    async with World(process.addresses) as world:
        await world.fresh()
        yield world
        assert await world.call("GET", "/violations") == []
