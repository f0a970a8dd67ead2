"""One Chromium and one sandbox for all tests of a file; each test has a profile of its own in that browser."""

from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio

from tests.browser import chat


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def shared_browser() -> AsyncGenerator[None]:
    """Open it before the first test and close it after the last one."""
    async with chat.a_browser() as browser:
        chat.share(browser)
        yield
        chat.share(None)


@pytest.fixture(scope="module")
def address() -> Generator[str]:
    """The page of a sandbox with its bot; a file that needs another one has its own."""
    chat.chromium()
    with chat.a_sandbox(QUOTA_IMAGES="200") as page:
        yield page
