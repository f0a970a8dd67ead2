"""Saying what a picture shows with the keyboard alone, and hearing it: the real bot in a real browser."""

from collections.abc import Generator

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.chat import a_member, a_sandbox, chromium, imagine_by_keyboard, the_browser
from tests.browser.test_accessibility import broken

pytestmark = pytest.mark.asyncio(loop_scope="module")
QUICK = {"queue_s": 0, "render_s": 0.2}
HINT = "For people who cannot see it. Empty: made from the prompt again."
TOLD = "Saved, and the message has it now."


@pytest.fixture(scope="module")
def address() -> Generator[str]:
    """The page of a sandbox with its bot."""
    chromium()
    with a_sandbox() as page:
        yield page


async def a_result(page: Page, address: str, prompt: str) -> Locator:
    """A finished picture, as a screen reader says it."""
    await page.request.patch(f"{address}sandbox/provider", data=QUICK)
    await imagine_by_keyboard(page, prompt)
    message = page.locator("#messages > .message:not(.ephemeral)", has_text=prompt)
    await expect(message.get_by_role("img", name=f"Picture made from the words: {prompt}")).to_be_visible()
    return message


async def write(page: Page, text: str) -> None:
    """In the form that is open: this text in the place of what is there, and send it."""
    await page.keyboard.press("Control+A")
    await page.keyboard.press("Delete")
    await page.keyboard.type(text)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Submit")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog.modal")).to_have_count(0)


async def test_a_picture_gets_its_alt_text_with_the_keyboard_and_a_screen_reader_says_it(address: str):
    async with a_member(the_browser(), address) as page:
        message = await a_result(page, address, "a fox asleep")
        await message.get_by_role("button", name="More").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("menu")).to_be_visible()
        await page.keyboard.press("End")
        await expect(page.get_by_role("menuitem", name="Edit alt text")).to_be_focused()
        await page.keyboard.press("Enter")
        field = page.get_by_label("What the picture shows")
        await expect(field).to_be_focused()
        await expect(field).to_have_value("Picture made from the words: a fox asleep")
        await expect(field).to_have_accessible_description(HINT)
        assert await broken(page) == []
        await write(page, "A red fox, curled up in the snow")
        await expect(message.get_by_role("img", name="A red fox, curled up in the snow")).to_be_visible()
        await expect(message.get_by_role("button", name="Enlarge: A red fox, curled up in the snow")).to_be_visible()
        await expect(page.locator("#messages > .message.ephemeral").last).to_contain_text(TOLD)


async def test_from_the_answer_to_show_it_is_written_and_made_from_the_prompt_again(address: str):
    async with a_member(the_browser(), address) as page:
        message = await a_result(page, address, "a badger at work")
        await page.keyboard.press("/")
        await page.keyboard.type("show badger")
        await expect(page.locator(".listbox:visible [role=option]")).to_have_text(["a badger at work"])
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        opened = page.locator("#messages > .message.ephemeral", has_text="counted as").last
        for text, said in (
            ("A badger with a spade", "A badger with a spade"),
            ("", "Picture made from the words: a badger at work"),
        ):
            await opened.get_by_role("button", name="Edit alt text").focus()
            await page.keyboard.press("Enter")
            await expect(page.get_by_label("What the picture shows")).to_be_focused()
            await write(page, text)
            await expect(message.get_by_role("img", name=said)).to_be_visible()
            await expect(page.locator("#messages > .message.ephemeral").last).to_contain_text(TOLD)
