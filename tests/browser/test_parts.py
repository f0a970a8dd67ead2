"""Every part of Discord that the chat page shows, driven in a real browser; parts_bot.py says back what it received."""

import re
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.chat import PHONE, a_member, a_sandbox, be, chromium, the_browser

pytestmark = pytest.mark.asyncio(loop_scope="module")
FAILS_WITHIN_MS = 10_000
"""Discord's three seconds and the way to the page."""


@pytest.fixture(scope="module")
def address() -> Generator[str]:
    """The page of a sandbox whose bot shows every part; one for all tests of this file."""
    chromium()
    with a_sandbox(bot_module="tests.browser.parts_bot") as page:
        yield page


@asynccontextmanager
async def somebody(address: str, name: str = "ada", **how: Any) -> AsyncGenerator[Page]:
    """A member at their desk; at the end the bot must have sent nothing that Discord would refuse."""
    async with a_member(the_browser(), address, name, **how) as page:
        await say(page, f"{name} is here")  # the first screen is gone
        yield page
        found = await page.request.get(f"{address}sandbox/violations")
        assert await found.json() == []


async def say(page: Page, words: str, shown: str | None = None) -> Locator:
    """Type own words and send them; the message, which has `shown` in it where its words are marked up."""
    await page.locator("#typed").fill(words)
    await page.keyboard.press("Enter")
    said = newest(page, shown or words)
    await expect(said).to_be_visible()
    return said


async def use(page: Page, command: str, **options: str) -> None:
    """Type a command with its options and send it."""
    await page.locator("#typed").fill(f"/{command} ")
    for name, value in options.items():
        await option_field(page, name).fill(value)
        await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Send", exact=True).click()


def option_field(page: Page, name: str) -> Locator:
    """The field of an option."""
    return page.locator("#composer").get_by_label(name, exact=True)


def offered(page: Page, name: str | None = None) -> Locator:
    """What a list under the composer or a menu offers."""
    return page.locator(".listbox:visible, .popup").get_by_role("option", name=name)


def newest(page: Page, words: str | re.Pattern[str]) -> Locator:
    """The newest message with these words."""
    return page.locator("#messages > .message", has_text=words).last


async def read_out(page: Page) -> set[str]:
    """The names of everything that a screen reader is given."""
    session = await page.context.new_cdp_session(page)
    tree = cast("dict[str, list[Any]]", await session.send("Accessibility.getFullAXTree"))
    return {str(node["name"]["value"]) for node in tree["nodes"] if not node["ignored"] and "name" in node}


async def got(page: Page, words: str) -> None:
    """The bot has said what it received."""
    await expect(page.locator("#messages > .message").last).to_contain_text(f"got {words}")


# --- menus on messages and members ------------------------------------------------------------------------------------


async def test_a_command_on_a_message_is_found_and_used_with_the_keyboard(address: str):
    async with somebody(address) as page:
        message = await say(page, "seven letters, or more")
        await message.get_by_role("button", name="More").focus()
        await page.keyboard.press("Enter")
        menu = page.get_by_role("menu")
        await expect(menu.get_by_role("menuitem", name="Reply")).to_be_focused()
        await expect(menu.get_by_role("group", name="Apps").get_by_role("menuitem")).to_have_count(2)
        await page.keyboard.press("End")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("c")
        await expect(menu.get_by_role("menuitem", name="Copy text")).to_be_focused()
        await page.keyboard.press("c")
        await expect(menu.get_by_role("menuitem", name="Count letters")).to_be_focused()
        await page.keyboard.press("Enter")
        answer = newest(page, "22 letters in 'seven letters, or more'")
        await expect(answer).to_contain_text("Only you can see this")
        await expect(answer.locator(".used")).to_have_text(re.compile("used Count letters$"))


async def test_the_menu_opens_with_a_right_click_and_gives_the_focus_back(address: str):
    async with somebody(address) as page:
        message = await say(page, "right here")
        await message.click(button="right")
        await expect(page.get_by_role("menu")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("menu")).to_have_count(0)
        more = message.get_by_role("button", name="More")
        await expect(more).to_be_focused()
        await page.keyboard.press("ContextMenu")
        await expect(page.get_by_role("menu")).to_be_visible()
        await page.locator("#typed").click()
        await expect(page.get_by_role("menu")).to_have_count(0)


async def test_a_command_on_a_message_can_show_a_form(address: str):
    async with somebody(address) as page:
        message = await say(page, "what is this about")
        await message.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Ask about it").click()
        await page.get_by_role("dialog").get_by_label("Name").fill("Ada L")
        await page.keyboard.press("Enter")
        await got(page, "name='Ada L', story='Once'")


async def test_the_words_of_a_message_are_copied_as_they_were_written(address: str):
    async with somebody(address) as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        message = await say(page, "some **bold** words", "some bold words")
        await message.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Copy text").click()
        await expect(page.locator("#says")).to_have_text("Copied.")
        assert await page.evaluate("navigator.clipboard.readText()") == "some **bold** words"


async def test_a_member_is_waved_at_from_their_name_and_can_be_become(address: str):
    async with somebody(address, "bruno") as page:
        await be(page, "ada")
        name = newest(page, "bruno is here").get_by_role("button", name="bruno", exact=True)
        await name.click()
        await page.get_by_role("menuitem", name="Wave").click()
        await expect(newest(page, "ada waves at bruno")).to_be_visible()
        await name.click()
        await expect(page.locator(".menu-head")).to_contain_text("bruno")
        await page.get_by_role("menuitem", name="Be bruno").click()
        await expect(page.locator("#topic")).to_have_text("as bruno")


# --- own words --------------------------------------------------------------------------------------------------------


async def test_own_words_are_text_and_never_markup(address: str):
    async with somebody(address) as page:
        message = await say(page, '<img src=x onerror="alert(1)"> **strong** and <b>plain</b>', "and <b>plain</b>")
        await expect(message.locator("strong", has_text="strong")).to_be_visible()
        await expect(message.locator("img, b")).to_have_count(0)
        await expect(message).to_contain_text("<b>plain</b>")
        await expect(page.locator("#says")).to_contain_text("ada: <img")


async def test_what_one_person_says_in_a_row_stands_together(address: str):
    async with somebody(address) as page:
        await say(page, "one thing")
        second = await say(page, "and another")
        await expect(second).to_have_class(re.compile("follows"))
        await expect(second.get_by_role("button", name="ada", exact=True)).to_be_hidden()
        await expect(second.get_by_role("article")).to_have_attribute("aria-label", re.compile("^ada, "))


async def test_an_answer_quotes_its_message_and_says_when_that_is_gone(address: str):
    async with somebody(address) as page:
        said = await say(page, "shall we sail?")
        first = page.locator(f"#{await said.get_attribute('id')}")
        await first.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Reply").click()
        await expect(page.locator(".replying")).to_contain_text("Replying to ada")
        await expect(page.locator("#typed")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator(".replying")).to_be_hidden()
        await first.get_by_role("button", name="More").click()
        await page.keyboard.press("Enter")
        answer = await say(page, "at noon")
        await expect(answer.locator(".replied")).to_contain_text("shall we sail?")
        await answer.get_by_role("button", name="shall we sail?").click()
        await expect(first.get_by_role("button", name="More")).to_be_focused()
        await expect(page.locator(".replying")).to_be_hidden()
        await first.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Delete message").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
        await expect(answer.locator(".replied")).to_have_text("Original message was deleted")


async def test_only_own_messages_can_be_deleted_unless_one_manages_them(address: str):
    async with somebody(address) as page:
        message = await say(page, "this is ada's")
        deleting = page.get_by_role("menuitem", name="Delete message")
        for who, number in (("ada", 1), ("bruno", 0), ("mira", 1)):
            await be(page, who)
            await message.get_by_role("button", name="More").click()
            await expect(page.get_by_role("menu")).to_be_visible()
            await expect(deleting).to_have_count(number)
            await page.keyboard.press("Escape")


async def test_a_message_that_names_the_reader_stands_out(address: str):
    async with somebody(address) as page:
        message = await say(page, "hello @bruno, look at #general")
        await expect(message.locator(".mention")).to_have_text(["@bruno", "#general"])
        await expect(message).not_to_have_class(re.compile("mentioned"))
        await be(page, "bruno")
        await expect(message).to_have_class(re.compile("mentioned"))


async def test_what_looks_like_a_command_but_is_none_is_not_sent(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/dance")
        await page.keyboard.press("Enter")
        await expect(page.locator("#composer-wrong")).to_have_text(re.compile("There is no command /dance here"))
        await expect(page.locator("#typed")).to_have_value("/dance")


async def test_how_much_still_fits_is_said_near_the_end(address: str):
    async with somebody(address) as page:
        left = page.locator(".line > .left")
        await page.locator("#typed").fill("a" * 1000)
        await expect(left).to_be_hidden()
        await page.locator("#typed").fill("a" * 1990)
        await expect(left).to_have_text("10 left")
        await page.locator("#typed").fill("a" * 2003)
        await expect(left).to_have_text("3 too many")
        await page.keyboard.press("Enter")
        await expect(page.locator("#composer-wrong")).to_contain_text("At most 2000 characters")
        await page.locator("#typed").fill("")


# --- typed commands ---------------------------------------------------------------------------------------------------


async def test_commands_speak_the_language_of_the_member_and_the_bot_gets_its_own_names(address: str):
    async with somebody(address, "chiara") as page:
        await page.keyboard.press("/")
        await page.keyboard.type("salu")
        line = offered(page, "/saluta")
        await expect(line).to_contain_text("Dice ciao")
        await expect(page.locator(".listbox-head")).to_contain_text("imagine")
        await page.keyboard.press("Enter")
        await option_field(page, "parole").fill("buongiorno")
        await option_field(page, "colore").fill("ros")
        await expect(offered(page, "Rosso")).to_be_visible()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await got(page, "words='buongiorno', count=1, ratio=1.0, loud=False, colour='red'")
        await page.locator("#typed").fill("/greet ")
        await expect(option_field(page, "parole")).to_be_focused()
        await page.keyboard.press("Backspace")
        await expect(page.locator("#typed")).to_be_focused()
        message = newest(page, "buongiorno")
        await message.get_by_role("button", name="More").click()
        await expect(page.get_by_role("menuitem", name="Conta le lettere")).to_be_visible()


@pytest.mark.parametrize(("locale", "name"), [("de", "grüßen"), ("es-419", "saludar"), ("fr", "greet")])
async def test_a_language_that_is_missing_falls_back_as_discord_does(address: str, locale: str, name: str):
    async with somebody(address, "kenji") as page:
        changed = await page.request.patch(f"{address}sandbox/members/kenji", data={"locale": locale})
        assert changed.ok
        await page.reload()
        await be(page, "kenji")
        await page.locator("#typed").fill("/")
        await expect(offered(page, f"/{name}")).to_be_visible()


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("words", "ab", "words: at least 3 characters; this has 2."),
        ("words", "a" * 41, "words: at most 40 characters; this has 41."),
        ("words", "", "words is required."),
        ("count", "9", "count must be at most 5."),
        ("count", "0", "count must be at least 1."),
        ("count", "1.5", "count must be a whole number."),
        ("count", "many", "count must be a number."),
        ("ratio", "0,25", "ratio must be at least 0.5."),
        ("colour", "green", "colour: choose one of the offered values."),
    ],
)
async def test_a_value_that_cannot_be_is_refused_in_its_field(address: str, option: str, value: str, sentence: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet hello")
        field = option_field(page, option)
        await field.fill(value)
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator("#composer-wrong")).to_have_text(sentence)
        await expect(field).to_be_focused()
        await expect(field).to_have_attribute("aria-invalid", "true")


async def test_how_much_of_an_option_is_left_is_said_near_its_limit(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet ")
        await option_field(page, "words").fill("a" * 38)
        await expect(page.locator(".option .left").first).to_have_text("2 left")
        await option_field(page, "words").fill("a" * 44)
        await expect(page.locator(".option .left").first).to_have_text("4 too many")


async def test_options_of_every_kind_reach_the_bot(address: str):
    async with somebody(address) as page:
        made = await page.request.patch(f"{address}sandbox/members/bruno", data={"roles": ["painters"]})
        assert made.ok
        await page.locator("#typed").fill("/greet hello there")
        await page.keyboard.press("Tab")
        await page.keyboard.type("3")
        await page.keyboard.press("Tab")
        await page.keyboard.type("1,5")
        await page.keyboard.press("Tab")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await page.keyboard.type("blu")
        await page.keyboard.press("Tab")
        await page.keyboard.type("ap")
        await expect(offered(page)).to_have_text(["Apple", "Apricot"])
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        for word in ("bru", "paint", "gener"):
            await page.keyboard.press("Tab")
            await page.keyboard.type(word)
            await expect(page.locator(".listbox:visible [role=option]")).to_have_count(1)
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await got(
            page,
            "words='hello there', count=3, ratio=1.5, loud=True, colour='blue', fruit='apricot', "
            "who='bruno', role='painters', place='general'",
        )


async def test_a_role_that_comes_while_a_command_is_typed_is_offered(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet hello there")
        await option_field(page, "role").fill("sculp")
        await expect(page.locator(".listbox:visible")).to_contain_text("Nothing fits")
        made = await page.request.patch(f"{address}sandbox/members/bruno", data={"roles": ["sculptors"]})
        assert made.ok
        await expect(offered(page)).to_have_text(["@sculptors"])


A_NOTE = FilePayload(name="my note.txt", mimeType="text/plain", buffer=b"to be read by the bot")


async def test_a_file_is_given_to_an_option_with_the_keyboard(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet hello there")
        field = option_field(page, "file")
        async with page.expect_file_chooser() as chooser:
            # Chromium is told to hand choosers over, with no answer back; the focus goes the same way, after it.
            await field.focus()
            await page.keyboard.press("Enter")
        await (await chooser.value).set_files(A_NOTE)
        await expect(page.get_by_role("button", name="Remove the file of file")).to_be_visible()
        await field.focus()
        await page.keyboard.press("Enter")
        await got(page, "words='hello there'")
        said = page.locator("#messages > .message").last
        await expect(said).to_contain_text("file=('my_note.txt', 'text/plain', 21, 21)")


async def test_a_file_stays_while_the_command_is_translated_and_can_be_taken_away(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet hello there")
        await option_field(page, "file").set_input_files(A_NOTE)
        await be(page, "chiara")
        await expect(option_field(page, "parole")).to_have_value("hello there")
        remove = page.get_by_role("button", name="Remove the file of file")
        await expect(remove).to_be_visible()
        await remove.click()
        await expect(remove).to_be_hidden()
        await expect(option_field(page, "file")).to_be_focused()
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator("#messages > .message").last).not_to_contain_text("file=")


async def test_a_command_that_stands_in_the_line_changes_its_language_with_the_member(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet hello there")
        await option_field(page, "colour").fill("blu")
        await page.keyboard.press("Tab")
        await be(page, "chiara")
        await expect(option_field(page, "parole")).to_have_value("hello there")
        await expect(option_field(page, "colore")).to_have_value("Blu")
        await option_field(page, "parole").press("Escape")


async def test_shift_tab_goes_back_and_escape_leaves_the_command(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet ")
        await page.keyboard.press("Tab")
        await expect(option_field(page, "count")).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        await expect(option_field(page, "words")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#typed")).to_be_focused()
        await page.keyboard.type("/menus ")
        await page.keyboard.press("Escape")
        await expect(page.locator("#typed")).to_be_focused()


# --- buttons and select menus -----------------------------------------------------------------------------------------


async def test_buttons_wait_fail_and_change_their_message(address: str):
    async with somebody(address) as page:
        await use(page, "buttons")
        message = page.locator("#messages > .message").last
        await expect(message.get_by_role("button", name="Not now")).to_be_disabled()
        await expect(message.get_by_role("link", name="Docs")).to_have_attribute("href", "https://example.com/docs")
        silence = message.get_by_role("button", name="Silence")
        await silence.focus()
        await page.keyboard.press("Enter")
        await expect(silence).to_have_attribute("aria-busy", "true")
        count = message.get_by_role("button", name="Count")
        await expect(count).to_contain_text("🔢")
        await count.click()  # the message is drawn anew while Silence still waits
        await expect(message).to_contain_text("Pressed 1")
        await expect(count).to_be_focused()
        await expect(message.locator(".failed")).to_have_text("This interaction failed", timeout=FAILS_WITHIN_MS)
        await expect(page.locator("#says")).to_have_text("This interaction failed")
        await message.get_by_role("button", name="Form").click()
        await expect(page.get_by_role("dialog", name="Two texts")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_several_texts_are_chosen_with_checkboxes_and_done(address: str):
    async with somebody(address) as page:
        await use(page, "menus")
        message = newest(page, "Five menus")
        opener = message.get_by_role("button", name="What to eat")
        await opener.focus()
        await page.keyboard.press("ArrowDown")
        choices = page.get_by_role("group", name="What to eat")
        await expect(choices).to_contain_text("from the field")
        await expect(choices).to_contain_text("Choose 2 to 3.")
        await expect(choices.get_by_role("checkbox", name="Bread")).to_be_focused()
        await page.keyboard.press("Space")
        done = choices.get_by_role("button", name="Done")
        await expect(done).to_be_disabled()
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Space")
        await expect(done).to_be_enabled()
        await page.keyboard.press("Enter")
        await got(page, "food=['Soup', 'bread']")
        await expect(opener).to_be_focused()


@pytest.mark.parametrize(
    ("menu", "choice", "answer"),
    [
        ("Somebody", "bruno", "who=['bruno']"),
        ("A role", "@potters", "role=['potters']"),
        ("A place", "#general", "place=['general']"),
    ],
)
async def test_one_person_role_or_channel_is_chosen(address: str, menu: str, choice: str, answer: str):
    async with somebody(address) as page:
        made = await page.request.patch(f"{address}sandbox/members/mira", data={"roles": ["potters"]})
        assert made.ok
        await use(page, "menus")
        await newest(page, "Five menus").get_by_role("button", name=menu).click()
        await expect(offered(page, "night-shots")).to_have_count(0)
        await offered(page, choice).click()
        await got(page, answer)
        await expect(newest(page, "Five menus").get_by_role("button", name=menu)).to_have_text(re.compile(menu))


async def test_people_and_roles_are_chosen_together(address: str):
    async with somebody(address) as page:
        made = await page.request.patch(f"{address}sandbox/members/mira", data={"roles": ["potters"]})
        assert made.ok
        await use(page, "menus")
        await newest(page, "Five menus").get_by_role("button", name="Anyone").click()
        await page.get_by_role("checkbox", name="olga").check()
        await page.get_by_role("checkbox", name="@potters").check()
        await expect(page.get_by_role("checkbox", name="bruno")).to_be_disabled()
        await page.get_by_role("button", name="Done").click()
        await got(page, "anyone=['olga', 'potters']")


# --- places, times and commands in words ------------------------------------------------------------------------------


async def post_as(page: Page, address: str, who: str, content: str, channel: str = "pictures") -> str:
    """Somebody's own words, with mentions as Discord keeps them; the message's id."""
    answer = await page.request.post(
        f"{address}sandbox/channels/{channel}/messages", data={"as": who, "content": content}
    )
    assert answer.ok, await answer.text()
    return (await answer.json())["id"]


async def ids(page: Page, address: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """The id of the first server, and those of its channels and members by name."""
    answer = await page.request.get(f"{address}sandbox/world")
    server = (await answer.json())["servers"][0]
    channels, members = ({one["name"]: one["id"] for one in server[kind]} for kind in ("channels", "members"))
    return server["id"], channels, members


async def test_times_are_told_in_the_language_of_the_member(address: str):
    async with somebody(address) as page:
        await post_as(page, address, "ada", "long ago it was <t:86400:D>, and <t:86400:R>")
        times = newest(page, "long ago it was").locator(".moment")
        await expect(times.first).to_have_text("January 2, 1970")
        await be(page, "chiara")
        await expect(times.first).to_have_text("2 gennaio 1970")
        await expect(times.last).to_have_text(re.compile("anni fa"))
        changed = await page.request.patch(f"{address}sandbox/members/chiara", data={"locale": "ja"})
        assert changed.ok
        await expect(times.first).to_have_text("1970年1月2日")
        await page.request.patch(f"{address}sandbox/members/chiara", data={"locale": "it"})
        await expect(times.first).to_have_text("2 gennaio 1970")


async def test_a_command_is_named_as_its_reader_calls_it(address: str):
    async with somebody(address, "chiara") as page:
        await use(page, "saluta", parole="buona notte")
        used = newest(page, "buona notte").locator(".used")
        await expect(used).to_have_text(re.compile("chiara used /saluta$"))
        await be(page, "ada")
        await expect(used).to_have_text(re.compile("chiara used /greet$"))


async def test_a_command_in_a_message_goes_into_the_composer(address: str):
    async with somebody(address) as page:
        await post_as(page, address, "bruno", "try </greet:123456789012345678> or </dance:123456789012345679>")
        message = newest(page, "or /dance")
        await message.get_by_role("button", name="/dance").click()
        await expect(page.locator("#typed")).to_be_visible()
        await message.get_by_role("button", name="/greet").click()
        await expect(option_field(page, "words")).to_be_focused()
        await page.keyboard.press("Escape")


async def test_a_link_to_a_message_jumps_to_it_in_another_channel_and_says_when_it_is_gone(address: str):
    async with somebody(address) as page:
        server, channels, _ = await ids(page, address)
        there = await post_as(page, address, "bruno", "the one to find", "night-shots")
        for number in range(60):
            await post_as(page, address, "bruno", f"and after it number {number}", "night-shots")
        link = f"https://discord.com/channels/{server}/{channels['night-shots']}/{there}"
        await post_as(page, address, "bruno", f"look: {link} or [this one]({link})")
        pointing = newest(page, "or this one")
        await expect(pointing.get_by_role("link")).to_have_count(0)
        await expect(pointing.locator(".mention")).to_have_text("# night-shots › message")
        await pointing.locator(".mention").focus()
        await page.keyboard.press("Enter")
        await expect(page.locator("#channel-name")).to_contain_text("night-shots")
        found = page.locator(f"#message-{there}")
        await expect(found).to_be_in_viewport()
        await expect(found).to_have_class(re.compile("target"))
        await expect(found.get_by_role("button", name="More")).to_be_focused()
        await page.locator(".channel", has_text="pictures").click()
        gone = await page.request.delete(f"{address}sandbox/messages/{there}")
        assert gone.ok
        await pointing.get_by_role("button", name="this one").click()
        await expect(page.locator("#trouble")).to_have_text("That message is not there any more.")
        await expect(page.locator("#channel-name")).to_contain_text("pictures")


async def test_a_link_into_a_direct_message_leads_there(address: str):
    async with somebody(address) as page:
        said = await page.request.post(f"{address}sandbox/channels/dm/messages", data={"as": "ada", "content": "psst"})
        assert said.ok, await said.text()
        there = (await said.json())["id"]
        await post_as(page, address, "ada", f"here: <https://discord.com/channels/@me/123/{there}>")
        link = newest(page, "here: ").locator(".mention")
        await expect(link).to_have_text("✦ imagine › message")
        await link.click()
        await expect(page.locator("#channel-name")).to_contain_text("imagine")
        await expect(page.locator(f"#message-{there}")).to_be_in_viewport()


async def test_only_what_really_pings_stands_out(address: str):
    async with somebody(address) as page:
        _, _, members = await ids(page, address)
        me = f"<@{members['ada']}>"
        for number, (words, stands_out) in enumerate(
            ((me, True), (f"`{me}`", False), (f"```\n{me}\n```", False), ("@everyone", True), ("`@everyone`", False))
        ):
            message = page.locator(f"#message-{await post_as(page, address, 'bruno', f'{number}: {words}')}")
            await expect(message).to_be_visible()
            assert ("mentioned" in (await message.get_attribute("class") or "").split()) is stands_out, words
        await use(page, "greet", words="hello @everyone there")
        await expect(newest(page, "hello @everyone there")).not_to_have_class(re.compile("mentioned"))


async def test_a_deletion_is_asked_about_in_plain_words(address: str):
    async with somebody(address) as page:
        message = await say(page, "**bold** and ||hidden||", "bold and")
        await message.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Delete message").click()
        await expect(page.locator("dialog .quoted")).to_have_text("bold and (spoiler)")
        await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()


async def test_a_list_names_no_choice_while_none_is_marked(address: str):
    async with somebody(address) as page:
        await page.locator("#typed").fill("/greet hello there")
        colour = option_field(page, "colour")
        await colour.focus()
        await expect(offered(page, "Red")).to_be_visible()
        await expect(colour).not_to_have_attribute("aria-activedescendant", re.compile(""))
        await page.keyboard.press("ArrowDown")
        await expect(colour).to_have_attribute("aria-activedescendant", re.compile("-0$"))


async def test_where_nothing_hovers_the_button_for_more_covers_no_words(address: str):
    async with somebody(address, size=PHONE, touch=True) as page:
        message = await say(page, "words " * 40, "words words")
        await expect(message).to_have_class(re.compile("follows"))
        words = await message.locator(".text").bounding_box()
        more = await message.get_by_role("button", name="More").bounding_box()
        assert words
        assert more
        assert words["x"] + words["width"] <= more["x"]


async def test_days_are_divided_and_yesterday_is_called_so():
    chromium()
    with a_sandbox(bot_module="tests.browser.parts_bot") as address:
        async with somebody(address) as page:
            first = await say(page, "said on the first day")
            for words in ("said on the second", "said on the third"):
                moved = await page.request.post(f"{address}sandbox/clock", data={"forward_s": 86400})
                assert moved.ok
                await say(page, words)
            await expect(page.locator(".day")).to_have_count(2)
            second = newest(page, "said on the second")
            await expect(second.locator(".day")).to_have_text(re.compile(r"^[A-Z][a-z]+ \d+, \d{4}$"))
            await expect(second.locator("header .when")).to_have_text(re.compile("^Yesterday at "))
            await expect(first.locator("header .when")).to_have_text(re.compile(r"^\d+/\d+/\d\d, "))
            await be(page, "chiara")
            await expect(second.locator("header .when")).to_have_text(re.compile(r"^Ieri, \d+:\d\d$"))


# --- forms ------------------------------------------------------------------------------------------------------------


async def form(page: Page, which: str, title: str) -> Locator:
    """Let the bot show a form."""
    await use(page, "form", kind=which)
    dialog = page.get_by_role("dialog", name=title)
    await expect(dialog).to_be_visible()
    return dialog


async def test_a_form_says_what_is_wrong_in_each_field_and_begins_with_the_first(address: str):
    async with somebody(address) as page:
        dialog = await form(page, "texts", "Two texts")
        await expect(dialog.locator("strong", has_text="about you")).to_be_visible()
        name, story = dialog.get_by_label("Name"), dialog.get_by_label("Story")
        await expect(name).to_be_focused()
        await expect(story).to_have_value("Once")
        await story.fill("a" * 60)
        await expect(dialog.locator(".left.over")).to_have_text("10 too many")
        await dialog.get_by_role("button", name="Submit").click()
        await expect(dialog.locator(".wrong-note:not(:empty)")).to_have_text(
            ["Please fill this in.", "At most 50 characters; this has 60."]
        )
        await expect(name).to_be_focused()
        await expect(name).to_have_accessible_description("As people call you Please fill this in.")
        await name.fill("Ada")
        await story.fill("")
        await dialog.get_by_role("button", name="Submit").click()
        await got(page, "name='Ada', story=''")
        await expect(dialog).to_have_count(0)


async def test_choices_in_a_form_reach_the_bot(address: str):
    async with somebody(address) as page:
        dialog = await form(page, "choices", "Choices")
        await dialog.get_by_role("button", name="Submit").click()
        await expect(dialog.locator(".wrong-note:not(:empty)")).to_have_text(["Choose 2.", "Please choose one."])
        food = dialog.get_by_role("button", name="Food")
        await expect(food).to_be_focused()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Space")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        await expect(food).to_be_focused()
        await expect(food).to_have_text(re.compile("Bread, Rice"))
        await page.keyboard.press("Tab")
        await expect(dialog.get_by_role("radio", name="Small")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(dialog.get_by_role("radio", name="Large")).to_be_checked()
        for name in ("Salt", "Oil", "Lemon"):
            await dialog.get_by_role("checkbox", name=name).check()
        await dialog.get_by_role("button", name="Submit").click()
        await expect(dialog.locator(".wrong-note:not(:empty)").last).to_have_text("Choose up to 2.")
        await dialog.get_by_role("checkbox", name="Oil").uncheck()
        await dialog.get_by_role("checkbox", name="Bring it soon").check()
        await dialog.get_by_role("button", name="Submit").click()
        await got(page, "food=['bread', 'rice'], size='Large', extras=['Salt', 'Lemon'], soon=True")


async def test_people_and_places_in_a_form_reach_the_bot(address: str):
    async with somebody(address) as page:
        dialog = await form(page, "people", "People and places")
        await dialog.get_by_role("button", name="Who").click()
        await offered(page, "bruno").click()
        await dialog.get_by_role("button", name="Where").click()
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_visible()
        await dialog.get_by_role("button", name="Where").click()
        await offered(page, "#bots").click()
        await dialog.get_by_role("button", name="Submit").click()
        await got(page, "who=['bruno'], role=[], anyone=[], where=['bots']")


async def test_a_form_that_nobody_answers_keeps_what_was_written(address: str):
    async with somebody(address) as page:
        dialog = await form(page, "silent", "Nobody answers")
        await dialog.get_by_label("Name").fill("Ada")
        await dialog.get_by_role("button", name="Submit").click()
        await expect(dialog.get_by_role("button", name="Submit")).to_have_attribute("aria-busy", "true")
        await expect(dialog.get_by_role("alert")).to_have_text(
            "Something went wrong. Try again.", timeout=FAILS_WITHIN_MS
        )
        await expect(dialog.get_by_label("Name")).to_have_value("Ada")
        await dialog.get_by_role("button", name="Cancel").click()
        await expect(dialog).to_have_count(0)


# --- what messages hold -----------------------------------------------------------------------------------------------


async def test_an_embed_shows_everything_in_it(address: str):
    async with somebody(address) as page:
        await use(page, "show", what="embed")
        embed = page.locator(".embed").last
        await expect(embed).to_have_css("border-left-color", "rgb(46, 139, 87)")
        await expect(embed.get_by_role("link", name="The harbour")).to_have_attribute(
            "href", "https://example.com/harbour"
        )
        await expect(embed.get_by_role("link", name="Mira")).to_be_visible()
        await expect(embed.locator("strong", has_text=re.compile("^ropes"))).to_be_visible()
        boxes = [await field.bounding_box() for field in await embed.locator(".embed-field").all()]
        tops = [box["y"] for box in boxes if box]
        assert tops[0] == tops[1] == tops[2] < tops[3]
        await expect(embed.locator("img")).to_have_count(2)
        await expect(embed.locator(".embed-footer")).to_contain_text("Seen today · January 2, 2026")
        await expect(newest(page, "The harbour").locator("img")).to_have_count(2)  # none of them a second time


async def test_a_layout_shows_its_boxes_and_covers_what_is_a_spoiler(address: str):
    async with somebody(address) as page:
        await use(page, "show", what="container")
        message = newest(page, "A container")
        await expect(message.locator(".box").first).to_have_css("border-left-color", "rgb(192, 80, 48)")
        await expect(message.get_by_role("heading", name="A container")).to_be_visible()
        await expect(message.locator("hr.wide")).to_have_count(1)
        await expect(message.get_by_role("button", name="Enlarge: Green water")).to_be_visible()
        await expect(message.locator("[inert] button[aria-label='Enlarge: The ending']")).to_have_count(1)
        await message.get_by_role("button", name="Spoiler").first.click()
        await expect(message.get_by_role("button", name="Enlarge: The ending")).to_be_focused()
        await message.get_by_role("button", name="Spoiler").click()
        await expect(message.get_by_text("Covered words")).to_be_visible()
        await message.get_by_role("button", name="More boats").click()
        await got(page, "more boats")


async def test_covered_files_open_when_they_are_pressed(address: str):
    async with somebody(address) as page:
        await use(page, "show", what="spoilers")
        message = newest(page, "Careful")
        await expect(message.locator("[inert] a")).to_have_count(2)
        covers = message.get_by_role("button", name="Spoiler")
        await expect(covers).to_have_count(2)
        await covers.last.click()
        await expect(message.get_by_role("link", name="SPOILER_notes.txt")).to_be_focused()


async def test_a_covered_picture_is_blurred_and_silent_until_it_is_pressed_with_the_keyboard(address: str):
    async with somebody(address) as page:
        await use(page, "show", what="spoilers")
        message = newest(page, "Careful")
        picture = message.locator("img[alt='Colour number 14']")
        cover = message.locator(".tile").get_by_role("button", name="Spoiler, press to show")
        await expect(picture.locator("xpath=ancestor::div[@inert]")).to_have_css("filter", "blur(26px)")
        assert "Enlarge: Colour number 14" not in await read_out(page), "what is covered is not read out"
        assert "Enlarge: Colour number 15" in await read_out(page)
        await cover.focus()
        await page.keyboard.press("Enter")
        await expect(cover).to_have_count(0)
        await expect(message.get_by_role("button", name="Enlarge: Colour number 14")).to_be_focused()
        assert "Enlarge: Colour number 14" in await read_out(page)
        await expect(picture.locator("xpath=ancestor::div[@inert]")).to_have_count(0)


async def test_the_large_view_of_one_picture_does_not_lead_to_those_that_are_covered(address: str):
    async with somebody(address) as page:
        await use(page, "show", what="spoilers")
        message = newest(page, "Careful")
        beginning = message.get_by_role("button", name="Enlarge: Colour number 15")
        await beginning.click()
        large = page.locator("dialog.lightbox img")
        await expect(large).to_have_attribute("alt", "Colour number 15")
        await page.keyboard.press("ArrowRight")
        await expect(large).to_have_attribute("alt", "Colour number 15")
        await page.keyboard.press("Escape")
        await message.locator(".tile").get_by_role("button", name="Spoiler").click()
        await beginning.click()
        await page.keyboard.press("ArrowRight")
        await expect(large).to_have_attribute("alt", "Colour number 14")
        await page.keyboard.press("Escape")


async def test_the_markdown_that_bots_write_is_shown(address: str):
    async with somebody(address) as page:
        await use(page, "show", what="markdown")
        message = newest(page, "in small print")
        text = message.locator(".text").first
        await expect(message).to_have_class(re.compile("mentioned"))
        await expect(text.locator(".mention")).to_have_text(["@ada", "/greet", "@everyone"])
        for name, words in (
            ("strong", "bold"),
            ("em", "italic"),
            ("strong em", "both"),
            ("u", "underlined"),
            ("s", "gone"),
        ):
            await expect(text.locator(name, has_text=words).first).to_be_visible()
        await expect(text.locator("ol > li")).to_have_text(["first", re.compile("^second")])
        await expect(text.locator("ol ul > li")).to_have_text("deeper")
        await expect(text.get_by_role("heading")).to_have_text(["Big", "Middle", "Small"])
        await expect(text.locator("blockquote").last).to_have_text(re.compile("to the very\\s+end"))
        await expect(text.locator("pre")).to_have_text('print("<b>not markup</b>")')
        await expect(text.locator("time")).to_contain_text("years ago")
        await expect(text).to_contain_text(":party:")
        await expect(text).to_contain_text("*star* <script>alert(1)</script>")
        await expect(text.get_by_role("link")).to_have_text(
            ["the docs", "https://example.com/plain", "https://example.com/bare"]
        )
        covered = text.get_by_role("button", name="Spoiler")
        await covered.focus()
        await page.keyboard.press("Enter")
        await expect(text.locator(".spoiler.shown")).to_have_text("a secret")


@pytest.mark.parametrize(
    ("number", "rows"), [(1, [1]), (2, [2]), (4, [2, 2]), (5, [2, 3]), (7, [1, 3, 3]), (10, [1, 3, 3, 3])]
)
async def test_pictures_stand_in_rows_as_discord_lays_them(address: str, number: int, rows: list[int]):
    async with somebody(address) as page:
        await use(page, "show", what="pictures", number=str(number))
        grid = newest(page, f"{number} pictures").locator(".grid")
        await expect(grid.locator("img")).to_have_count(number)
        boxes = [await tile.bounding_box() for tile in await grid.locator(".tile").all()]
        tops = [round(box["y"]) for box in boxes if box]
        assert [tops.count(top) for top in sorted(set(tops))] == rows


async def test_three_pictures_are_one_large_and_two_beside_it(address: str):
    async with somebody(address) as page:
        await use(page, "show", what="pictures", number="3")
        tiles = newest(page, "3 pictures").locator(".tile")
        await expect(tiles).to_have_count(3)
        large, upper, lower = [await tile.bounding_box() for tile in await tiles.all()]
        assert large
        assert upper
        assert lower
        assert large["width"] > upper["width"] == lower["width"]
        assert large["x"] < upper["x"] == lower["x"]
        assert abs(large["height"] - (lower["y"] + lower["height"] - upper["y"])) < 1
        await tiles.nth(1).get_by_role("button").click()
        dialog = page.get_by_role("dialog", name="Picture")
        await expect(dialog).to_contain_text("2 of 3 · 320 × 220")
        await dialog.get_by_role("button", name="Next").click()
        await expect(dialog.get_by_role("button", name="Next")).to_be_focused()
        await expect(dialog.locator("img")).to_have_attribute("alt", "Colour number 2")


async def test_a_bot_that_thinks_says_so_and_is_heard_once_when_it_has_thought(address: str):
    async with somebody(address) as page:
        await page.evaluate(
            """() => { window.heard = []; new MutationObserver(() => {
            const said = document.getElementById('says').textContent; if (said) window.heard.push(said); })
            .observe(document.getElementById('says'), { childList: true }); }"""
        )
        await use(page, "show", what="thinking")
        message = newest(page, "imagine is thinking")
        await expect(message).to_be_visible()
        where = page.locator(f"#{await message.get_attribute('id')}")
        await use(page, "show", what="mention")
        await expect(where).to_contain_text("Thought it over")
        await expect(page.locator("#says")).to_contain_text(re.compile("Thought it over|Hello @ada"))
        heard = " ".join(await page.evaluate("window.heard"))
        assert heard.count("Thought it over") == 1
        assert heard.count("Hello @ada") == 1


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_nothing_of_it_is_wider_than_a_phone(address: str, scheme: Any):
    async with somebody(address, size=PHONE) as page:
        await page.emulate_media(color_scheme=scheme)
        for what in ("embed", "container", "markdown", "spoilers"):
            await use(page, "show", what=what)
        await use(page, "menus")
        await expect(page.locator("#messages > .message").last).to_contain_text("Five menus")
        scroller = page.locator("#scroll")
        assert await scroller.evaluate("place => place.scrollWidth <= place.clientWidth")
        await newest(page, "Five menus").get_by_role("button", name="What to eat").click()
        box = await page.get_by_role("group", name="What to eat").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
