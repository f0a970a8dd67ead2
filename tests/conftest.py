"""For all tests: a database for those that want one; where CI=true, a test that skips for lack of something fails."""

import os
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.sqlite import SqliteStore
from tests.openapi import WHY_SKIPPED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    """Turn a skip into a failure in CI."""
    report = yield
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr)
        if WHY_SKIPPED not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped in CI: {reason}"
    return report


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a database may be."""
    return tmp_path / "imagine.db"


@pytest_asyncio.fixture
async def database(path: Path) -> AsyncGenerator[Database]:
    """An empty one."""
    opened = await Database.open(path)
    await migrate(opened)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> SqliteStore:
    """The store on it."""
    return SqliteStore(database, "this process")
