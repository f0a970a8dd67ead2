"""A member in front of the chat page: the system's Chromium on the sandbox's page. Knows no test."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright, expect

ROOT = Path(__file__).parents[2]
STOPPED_WITHIN_S = 30
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
DESKTOP = (1440, 900)
PHONE = (390, 844)


def chromium() -> str:
    """Where Chromium is; without it the test is skipped, and fails where CI=true."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is not None:
        return found
    reason = f"no Chromium on this machine (looked for {', '.join(NAMES)})"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def a_sandbox(*settings: str) -> Generator[str]:
    """`python -m sandbox` with the real bot, as a child process; gives the address of its page."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--no-browser"]
    command += [part for setting in settings for part in ("--set", setting)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "the sandbox did not start; its errors are above"
        try:
            yield json.loads(line)["page"]
        finally:
            process.terminate()
            process.wait(STOPPED_WITHIN_S)


@asynccontextmanager
async def a_browser() -> AsyncGenerator[Browser]:
    """A headless Chromium with an empty profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def a_member(
    browser: Browser, address: str, name: str = "ada", size: tuple[int, int] = DESKTOP
) -> AsyncGenerator[Page]:
    """The page as this member sees it; at the end the console must be clean and nothing have come from elsewhere."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.set_default_timeout(SHOWN_WITHIN_MS)
    expect.set_options(SHOWN_WITHIN_MS)
    page = await context.new_page()
    troubles: list[str] = []
    strangers: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
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
    await page.locator("#me").select_option(value)
    await expect(page.locator("#topic")).to_have_text(f"as {name}")


async def imagine_by_keyboard(page: Page, prompt: str) -> None:
    """Type the command as people do: slash, two letters, Enter, the words, Enter."""
    await page.keyboard.press("/")
    await page.keyboard.type("im")
    await expect(page.get_by_role("option", name="/imagine")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type(prompt)
    await page.keyboard.press("Enter")
