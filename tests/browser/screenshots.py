"""Makes the pictures of the README: the real bot in the sandbox, as a browser shows it. Run by `make screenshots`."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from tests.browser.chat import PHONE, a_browser, a_member, a_sandbox, imagine_by_keyboard
from tests.e2e.desk import Desk
from tests.e2e.sandbox import World
from tests.e2e.test_moderation import report as reported

IMAGES = Path(__file__).parents[2] / "docs/images"
PROMPTS = ("a red bicycle in the rain", "a lighthouse at dusk, waves, warm light in the window")
WAITS = "two foxes under the northern lights"
README_SIZE = (1280, 900)
FOR_EVER_S = 3600


def message_with(page: Page, words: str):
    """The message whose text has these words."""
    return page.locator("#messages > .message", has_text=words)


async def studio(page: Page, address: str, **settings: float) -> None:
    """Set the provider's speed."""
    answer = await page.request.patch(f"{address}sandbox/provider", data=settings)
    assert answer.ok


async def delivered(page: Page, prompt: str) -> None:
    """Ask for a wide picture and wait until it is all there."""
    await page.keyboard.press("/")
    await page.keyboard.type(f"imagine {prompt}")
    await page.get_by_role("combobox", name="aspect_ratio").fill("16:9 · 2K")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    picture = message_with(page, prompt).locator("img")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("complete", True)


async def shoot(page: Page, name: str) -> None:
    """Take the picture once every picture in it is there."""
    await page.evaluate("Promise.all([...document.images].map(image => image.decode()))")
    await page.evaluate("document.activeElement.blur()")
    await page.screenshot(path=IMAGES / f"{name}.png")


async def story(browser: Browser, address: str) -> None:
    """Two pictures, a third that renders: dark, then light."""
    async with a_member(browser, address, size=README_SIZE) as page:
        await studio(page, address, queue_s=0, render_s=1)
        for prompt in PROMPTS:
            await delivered(page, prompt)
        await studio(page, address, render_s=FOR_EVER_S)
        await imagine_by_keyboard(page, WAITS)
        await expect(message_with(page, WAITS)).to_contain_text("Rendering")
        await expect(message_with(page, WAITS)).to_be_in_viewport(ratio=1)
        await shoot(page, "chat")
    async with a_member(browser, address, size=README_SIZE, scheme="light") as page:
        await expect(message_with(page, WAITS)).to_be_in_viewport(ratio=1)
        await shoot(page, "chat-light")


async def killed(browser: Browser, address: str) -> None:
    """The bot is killed while it renders, and started again; the same message gets its picture."""
    async with a_member(browser, address, size=README_SIZE) as page:
        world = page.locator("#world")
        await world.get_by_role("button", name="Kill").click()
        await expect(world).to_contain_text("stopped")
        await studio(page, address, render_s=0.1)
        await world.locator("summary", has_text="Bot").scroll_into_view_if_needed()
        await shoot(page, "killed")
        await world.get_by_role("button", name="Start", exact=True).click()
        await expect(message_with(page, WAITS).locator("img")).to_be_visible()


async def history(browser: Browser, address: str) -> None:
    """What a member finds again."""
    async with a_member(browser, address, size=(1000, 640)) as page:
        await page.keyboard.press("/")
        await page.keyboard.type("history")
        await expect(page.get_by_role("option", name="/history")).to_be_visible()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        found = page.locator(".message.ephemeral")
        await expect(found.locator("img")).to_have_count(len(PROMPTS) + 1)
        await expect(found).to_be_in_viewport(ratio=0.9)
        await shoot(page, "history")
        await found.get_by_role("button", name="Dismiss message").click()


async def settings(browser: Browser, address: str) -> None:
    """What those who run the server decide."""
    async with a_member(browser, address, "olga", size=(1000, 760)) as page:
        await page.locator("#typed").fill("/imagine-admin settings ")
        await page.get_by_role("button", name="Send", exact=True).click()
        view = page.locator(".message.ephemeral")
        await expect(view.locator("button.menu")).to_have_count(2)
        await expect(view).to_be_in_viewport(ratio=0.9)
        await shoot(page, "settings")
        await view.get_by_role("button", name="Dismiss message").click()


async def report(browser: Browser, address: str) -> None:
    """A picture that a member reported, as moderators see it in the log channel."""
    async with World({"api": f"{address}sandbox"}) as world:
        desk = Desk(world, "Lantern Street", "pictures", "olga")
        log = (await world.call("POST", "/channels", {"name": "moderation", "server": "Lantern Street"}))["id"]
        await desk.decide(log_channel=[log])
        picture = next(one for one in await world.messages("bruno", "pictures") if one["attachments"])
        await reported(desk, "bruno", picture["id"], "Nobody may ride without a helmet here.")
    async with a_member(browser, address, "olga", size=(1000, 640)) as page:
        await page.locator(".channel", has_text="moderation").click()
        case = page.locator("#messages > .message")
        await expect(case.get_by_role("button", name="Keep")).to_be_visible()
        await expect(case).to_be_in_viewport(ratio=0.9)
        await shoot(page, "report")


async def phone(browser: Browser, address: str) -> None:
    """A member with another language, on a phone."""
    async with a_member(browser, address, "chiara", size=PHONE, scheme="light") as page:
        await shoot(page, "phone")


async def main() -> None:
    """Every picture, one after the other in the same world."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with a_sandbox() as address:
        async with a_browser() as browser:
            for scene in (story, killed, history, settings, report, phone):
                await scene(browser, address)


if __name__ == "__main__":
    asyncio.run(main())
