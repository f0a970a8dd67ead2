"""A member in front of the chat page: the system's Chromium on the sandbox's page. Knows no test."""

import shutil
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Literal

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

from sandbox.client import SandboxProcess

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOWN_WITHIN_MS = 20_000
"""Longest wait for anything on the page; only reached when something is broken."""
BROWSER_SAYS = "Failed to load resource"
"""How Chromium begins a line on the console about an answer that was an error or did not come."""
DESKTOP = (1440, 900)
PHONE = (390, 844)


def chromium() -> str:
    """Where Chromium is; without it the test is skipped (and fails where CI=true, see tests/conftest.py)."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is not None:
        return found
    pytest.skip(f"no Chromium on this machine (looked for {', '.join(NAMES)})")


@contextmanager
def a_sandbox(*, bot_module: str | None = None, **settings: str) -> Generator[str]:
    """The sandbox with the real bot, or with another one; gives the address of its page."""
    with SandboxProcess(settings=settings, bot_module=bot_module) as process:
        yield process.addresses["page"]


@asynccontextmanager
async def a_browser() -> AsyncGenerator[Browser]:
    """A headless Chromium with an empty profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


_shared: list[Browser] = []


def share(browser: Browser | None) -> None:
    """From now on tests use this browser; None takes it away."""
    _shared[:] = [] if browser is None else [browser]


def the_browser() -> Browser:
    """The browser that the tests of a file share; see conftest.py."""
    return _shared[0]


@asynccontextmanager
async def a_member(
    browser: Browser,
    address: str,
    name: str = "ada",
    size: tuple[int, int] = DESKTOP,
    *,
    motion: bool = False,
    touch: bool = False,
    lost: bool = False,
    scheme: Literal["dark", "light"] = "dark",
) -> AsyncGenerator[Page]:
    """The page as this member sees it; at the end the console must be clean and nothing have come from elsewhere.

    `lost` allows for what the browser itself writes down when a server is not there.
    """
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="no-preference" if motion else "reduce",
        color_scheme=scheme,
        has_touch=touch,
        is_mobile=touch,
    )
    context.set_default_timeout(SHOWN_WITHIN_MS)
    expect.set_options(SHOWN_WITHIN_MS)
    page = await context.new_page()
    troubles: list[str] = []
    strangers: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not (lost and message.text.startswith(BROWSER_SAYS)):
            troubles.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            strangers.append(request.url)

    page.on("console", on_console)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", on_request)
    await page.goto(address)
    await expect(page.locator("#typed")).to_be_visible()
    await expect(page.locator("#me")).to_be_attached()
    if name != "ada":
        await be(page, name)
    yield page
    await context.close()
    assert troubles == []
    assert strangers == []


async def be(page: Page, name: str) -> None:
    """Be another member of the sandbox."""
    value = await page.locator("#me option", has_text=name).first.get_attribute("value")
    narrow = await page.locator("#open-sidebar").is_visible()
    if narrow:
        await page.locator("#open-sidebar").click()
    await page.locator("#me").select_option(value)
    if narrow:
        await page.keyboard.press("Escape")
    await expect(page.locator("#topic")).to_have_text(f"as {name}")


async def imagine_by_keyboard(page: Page, prompt: str) -> None:
    """Type the command as people do: slash, two letters, Enter, the words, Enter."""
    await page.keyboard.press("/")
    await page.keyboard.type("im")
    await expect(page.get_by_role("option", name="/imagine")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type(prompt)
    await page.keyboard.press("Enter")
