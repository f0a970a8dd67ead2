"""axe-core's rules over everything that the page can show, in both themes and on a phone; none may be broken."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.chat import DESKTOP, PHONE, a_member, imagine_by_keyboard, the_browser

pytestmark = pytest.mark.asyncio(loop_scope="module")
Scheme = Literal["dark", "light"]
FOR_EVER_S = 3600
BOTH = pytest.mark.parametrize("scheme", ["dark", "light"])


@asynccontextmanager
async def ada(address: str, scheme: Scheme, size: tuple[int, int] = DESKTOP) -> AsyncGenerator[Page]:
    """Ada with this theme and screen, and a quick studio."""
    async with a_member(the_browser(), address, size=size, scheme=scheme) as page:
        answer = await page.request.patch(f"{address}sandbox/provider", data={"queue_s": 0, "render_s": 0.2})
        assert answer.ok
        yield page


async def broken(page: Page) -> list[str]:
    """Every rule that is broken: which, by what, how to mend it."""
    results: Any = await Axe().run(page)
    found: Any = results.response
    assert len(found["passes"]) > 10, "axe has looked at nothing"
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def test_axe_sees_what_is_wrong(address: str) -> None:
    async with ada(address, "dark") as page:
        await page.evaluate("document.body.append(document.createElement('button'))")
        assert any(line.startswith("button-name") for line in await broken(page))


@BOTH
async def test_the_first_screen_and_the_world(address: str, scheme: Scheme) -> None:
    async with ada(address, scheme) as page:
        answer = await page.request.patch(f"{address}sandbox/channels/quay", data={"nsfw": True})
        assert answer.ok
        await page.locator(".channel", has_text="quay").click()
        await expect(page.locator("#channel-name")).to_contain_text("18+")
        await expect(page.locator("#suggestion")).to_be_visible()
        for section in await page.locator("#world details.block:not([open]) > summary").element_handles():
            await section.click()
        assert await broken(page) == []
        await page.get_by_role("button", name="What is this?").click()
        await expect(page.locator("dialog")).to_be_visible()
        assert await broken(page) == []


@BOTH
async def test_messages_pictures_refusals_and_the_large_view(address: str, scheme: Scheme) -> None:
    async with ada(address, scheme) as page:
        prompt = f"a kettle in a {scheme} kitchen"
        await imagine_by_keyboard(page, prompt)
        message = page.locator("#messages > .message", has_text=prompt)
        await expect(message.locator("img")).to_be_visible()
        answer = await page.request.patch(f"{address}sandbox/provider", data={"queue_s": FOR_EVER_S})
        assert answer.ok
        await imagine_by_keyboard(page, f"{prompt} that waits")
        await expect(page.locator("#messages")).to_contain_text("studio's queue")
        await page.keyboard.press("/")
        await page.keyboard.type("quota")
        await expect(page.get_by_role("option", name="/quota")).to_be_visible()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.ephemeral").last).to_be_visible()
        assert await broken(page) == []
        await message.locator(".tile-open").click()
        await expect(page.locator("dialog.lightbox")).to_be_visible()
        assert await broken(page) == []
        await page.keyboard.press("Escape")
        await page.locator("#messages > .message", has_text="that waits").get_by_role("button", name="Cancel").click()
        await expect(page.locator("#messages")).to_contain_text("Cancelled")


@BOTH
async def test_typing_a_command_with_its_lists_and_complaints(address: str, scheme: Scheme) -> None:
    async with ada(address, scheme) as page:
        await page.keyboard.press("/")
        await expect(page.get_by_role("option", name="/imagine").first).to_be_visible()
        assert await broken(page) == []
        await page.keyboard.type("imagine ")
        await page.keyboard.press("Enter")
        await expect(page.locator("#composer-wrong")).to_be_visible()
        assert await broken(page) == []
        await page.get_by_role("combobox", name="aspect_ratio").click()
        await expect(page.locator(".listbox [role=option]").first).to_be_visible()
        assert await broken(page) == []


@BOTH
async def test_menus_of_messages_and_people(address: str, scheme: Scheme) -> None:
    async with ada(address, scheme) as page:
        await page.locator("#typed").fill(f"hello in {scheme}")
        await page.keyboard.press("Enter")
        message = page.locator("#messages > .message", has_text=f"hello in {scheme}")
        await message.click(button="right")
        await expect(page.get_by_role("menu")).to_be_visible()
        assert await broken(page) == []
        await page.keyboard.press("Escape")
        await page.locator("#messages").get_by_role("button", name="ada", exact=True).last.click()
        await expect(page.locator(".popup")).to_contain_text("No roles")
        assert await broken(page) == []


@BOTH
async def test_the_page_on_a_phone(address: str, scheme: Scheme) -> None:
    async with ada(address, scheme, PHONE) as page:
        assert await broken(page) == []
        await page.get_by_role("button", name="Channels", exact=True).click()
        await expect(page.locator("#sidebar")).to_be_visible()
        assert await broken(page) == []
        await page.keyboard.press("Escape")
        await page.locator("#open-world").click()
        await expect(page.locator("#world")).to_be_visible()
        assert await broken(page) == []
