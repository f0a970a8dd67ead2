"""One Chromium for all tests of a file; each test has a profile of its own in it."""

from collections.abc import AsyncGenerator

import pytest_asyncio

from tests.browser import chat


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def shared_browser() -> AsyncGenerator[None]:
    """Open it before the first test and close it after the last one."""
    async with chat.a_browser() as browser:
        chat.share(browser)
        yield
        chat.share(None)
