"""Makes the pictures of the README: the real bot in the sandbox, as a browser shows it. Run by `make screenshots`."""

import asyncio
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.chat import a_browser, a_member, a_sandbox, imagine_by_keyboard

IMAGES = Path(__file__).parents[2] / "docs/images"
PROMPTS = ("a red bicycle in the rain", "a lighthouse at dusk, waves, warm light in the window")


async def _delivered(page: Page, prompt: str) -> None:
    await imagine_by_keyboard(page, prompt)
    picture = page.locator("#messages > .message", has_text=prompt).locator("img")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("complete", True)


async def _rendering(page: Page, address: str) -> None:
    answer = await page.request.patch(f"{address}sandbox/provider", data={"render_s": 3600})
    assert answer.ok
    await imagine_by_keyboard(page, "two foxes under the northern lights")
    last = page.locator("#messages > .message").last
    await expect(last).to_contain_text("Rendering")
    await expect(last).to_be_in_viewport(ratio=1)


async def main() -> None:
    """Ask for two pictures, wait for them, ask for a third, take the picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with a_sandbox() as address:
        async with a_browser() as browser, a_member(browser, address, size=(1280, 860)) as page:
            await page.request.patch(f"{address}sandbox/provider", data={"queue_s": 0, "render_s": 1})
            for prompt in PROMPTS:
                await _delivered(page, prompt)
            await _rendering(page, address)
            await page.screenshot(path=IMAGES / "chat.png")


if __name__ == "__main__":
    asyncio.run(main())
