"""One sandbox for all end-to-end tests; each test has new members, fair weather, and must leave no violation behind."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.e2e.sandbox import Process, World


@pytest.fixture(scope="session")
def process(tmp_path_factory: pytest.TempPathFactory) -> Generator[Process]:
    data: Path = tmp_path_factory.mktemp("sandbox")
    sandbox = Process(data, "LOG_LEVEL=DEBUG")
    yield sandbox
    assert sandbox.stop() == 0


@pytest_asyncio.fixture
async def world(process: Process) -> AsyncGenerator[World]:
    async with World(process.addresses) as world:
        await world.fresh()
        yield world
        assert await world.call("GET", "/violations") == []
