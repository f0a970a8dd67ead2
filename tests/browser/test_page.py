"""The chat page in a real browser, on the real sandbox with the real bot."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from sandbox.client import SandboxProcess
from tests.browser.chat import (
    PHONE,
    SHOWN_WITHIN_MS,
    a_member,
    be,
    chromium,
    imagine_by_keyboard,
    the_browser,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")
FOR_EVER_S = 3600
CONNECTED_TWICE = re.compile(r"(connected to Gateway[\s\S]*){2}")
"""discord.py's own words in the bot's log, after a second start."""


@asynccontextmanager
async def ada(address: str, **settings: Any) -> AsyncGenerator[Page]:
    """Ada at her desk, with the studio set as asked; fair weather otherwise."""
    async with a_member(the_browser(), address) as page:
        await set_studio(page, address, {"queue_s": 0, "render_s": 0.2, "set_size": 2, **settings})
        yield page


async def set_studio(page: Page, address: str, settings: dict[str, Any]) -> None:
    """Change the provider's speed through the HTTP API."""
    answer = await page.request.patch(f"{address}sandbox/provider", data=settings)
    assert answer.ok, await answer.text()


def message_with(page: Page, words: str):
    """The message whose text has these words."""
    return page.locator("#messages > .message", has_text=words)


async def test_the_main_job_is_done_with_the_keyboard_alone(address: str):
    async with ada(address) as page:
        await imagine_by_keyboard(page, "a red bicycle in the rain")
        message = message_with(page, "a red bicycle in the rain")
        picture = message.locator("img")
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("naturalWidth", 2048)
        assert "a red bicycle in the rain" in (await picture.get_attribute("alt") or "")
        await expect(message).to_contain_text("ada used /imagine")
        await expect(page.locator("#typed")).to_be_focused()
        await expect(page.locator("#says")).to_contain_text("a picture")


async def test_who_reads_the_end_sees_the_newest_message_whole_while_pictures_load_above(address: str):
    async with ada(address) as page:
        for number in range(2):
            await imagine_by_keyboard(page, f"a boat, number {number}")
            await expect(message_with(page, f"number {number}").locator("img")).to_be_visible()
        await set_studio(page, address, {"render_s": FOR_EVER_S})
        await imagine_by_keyboard(page, "a kite that takes its time")
        newest = message_with(page, "a kite that takes its time")
        await expect(newest).to_contain_text("Rendering")
        await expect(newest).to_be_in_viewport(ratio=1)
        await set_studio(page, address, {"render_s": 0.2})
        await expect(newest.locator("img")).to_be_visible()
        await expect(newest).to_be_in_viewport(ratio=0.9)


async def test_the_suggested_command_runs_with_one_click(address: str):
    async with ada(address) as page:
        await page.get_by_role("button", name="general").click()
        await page.locator("#suggestion").click()
        await expect(message_with(page, "a lighthouse at dusk").locator("img")).to_be_visible()
        await expect(page.locator("#suggestion")).to_have_count(0)


async def test_a_waiting_job_is_cancelled_with_the_mouse(address: str):
    async with ada(address, queue_s=FOR_EVER_S) as page:
        await imagine_by_keyboard(page, "a boat that never sails")
        message = message_with(page, "a boat that never sails")
        await message.get_by_role("button", name="Cancel").click()
        await expect(message).to_contain_text("Cancelled")
        await expect(message.get_by_role("button", name="Cancel")).to_have_count(0)


async def test_a_refusal_is_seen_only_by_the_member_it_is_for(address: str):
    async with a_member(the_browser(), address) as hers, a_member(the_browser(), address, "bruno") as his:
        await set_studio(hers, address, {"queue_s": FOR_EVER_S})
        await imagine_by_keyboard(hers, "a cat that belongs to ada")
        await message_with(his, "a cat that belongs to ada").get_by_role("button", name="Cancel").click()
        refusal = his.locator(".message.ephemeral")
        await expect(refusal).to_contain_text("Only you can see this")
        await expect(hers.locator(f"#{await refusal.get_attribute('id')}")).to_have_count(0)
        await refusal.get_by_role("button", name="Dismiss message").click()
        await expect(refusal).to_have_count(0)
        await message_with(hers, "a cat that belongs to ada").get_by_role("button", name="Cancel").click()
        await expect(message_with(his, "a cat that belongs to ada")).to_contain_text("Cancelled")


async def test_a_set_opens_large_and_arrows_go_through_it(address: str):
    async with ada(address) as page:
        await page.keyboard.press("/")
        await page.keyboard.type("imagine three foxes")
        await page.get_by_role("combobox", name="images").fill("set")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        message = message_with(page, "three foxes")
        await expect(message.locator("img")).to_have_count(2)
        await message.locator(".tile-open").first.click()
        dialog = page.locator("dialog.lightbox")
        await expect(dialog).to_contain_text("1 of 2")
        await page.keyboard.press("ArrowRight")
        await expect(dialog).to_contain_text("2 of 2")
        assert await dialog.get_by_role("link").get_attribute("download")
        await page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
        await expect(message.locator(".tile-open").first).to_be_focused()


async def test_choices_are_filtered_while_typing_and_nonsense_is_refused_in_place(address: str):
    async with ada(address) as page:
        await page.keyboard.press("/")
        await page.keyboard.type("imagine a tree")
        ratio = page.get_by_role("combobox", name="aspect_ratio")
        await ratio.fill("16:9")
        choices = page.locator(".listbox [role=option]")
        await expect(choices).to_have_count(2)
        await ratio.fill("as wide as the sea")
        await expect(choices).to_have_count(0)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Enter")
        await expect(page.locator("#composer-wrong")).to_contain_text("aspect_ratio")
        await expect(ratio).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#typed")).to_be_focused()


async def test_a_bot_that_is_gone_does_not_respond_and_comes_back_from_the_panel(address: str):
    async with ada(address) as page:
        world = page.locator("#world")
        await world.get_by_role("button", name="Kill").click()
        await expect(world).to_contain_text("stopped")
        await imagine_by_keyboard(page, "a fox")
        await expect(page.locator("#pending")).to_contain_text("The application did not respond")
        await world.get_by_role("button", name="Start").click()
        await expect(world).to_contain_text("running")
        await expect(world.locator(".log")).to_have_text(CONNECTED_TWICE)
        await imagine_by_keyboard(page, "a fox at home again")
        await expect(message_with(page, "a fox at home again").locator("img")).to_be_visible()


async def test_a_behaviour_is_switched_on_and_off_in_the_panel(address: str):
    async with ada(address) as page:
        await page.locator("summary", has_text="What goes wrong").click()
        await page.get_by_label("Filter behaviours").fill("moderated")
        await page.get_by_role("checkbox", name="moderated").check()
        await expect(page.locator(".count")).to_have_text("1 on")
        await imagine_by_keyboard(page, "something the filter stops")
        message = message_with(page, "something the filter stops")
        await expect(message.get_by_role("button", name="Cancel")).to_have_count(0)
        await expect(message.locator("img")).to_have_count(0)
        await page.get_by_role("button", name="All off").click()
        await expect(page.get_by_role("checkbox", name="moderated")).not_to_be_checked()


async def test_nothing_is_wider_than_a_phone(address: str):
    async with a_member(the_browser(), address, size=PHONE) as page:
        await page.get_by_role("button", name="Channels").click()
        await page.get_by_role("button", name="general").click()
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0
        await page.locator("#open-world").click()
        await page.get_by_role("button", name="Close the world panel").click()
        await expect(page.locator("#world")).to_be_hidden()


@asynccontextmanager
async def ada_on_her_phone(address: str) -> AsyncGenerator[Page]:
    """Ada with the small screen, and with everything moving as it does for most people."""
    async with a_member(the_browser(), address, size=PHONE, motion=True) as page:
        await set_studio(page, address, {"queue_s": 0, "render_s": 0.2})
        yield page


async def test_on_a_phone_the_channels_take_the_focus_and_give_it_back(address: str):
    async with ada_on_her_phone(address) as page:
        opener = page.get_by_role("button", name="Channels", exact=True)
        await opener.click()
        await expect(page.get_by_role("button", name="pictures")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.locator("#sidebar")).to_be_hidden()
        await expect(opener).to_be_focused()
        await expect(opener).to_have_attribute("aria-expanded", "false")


async def test_on_a_phone_a_tap_beside_the_channels_only_closes_them(address: str):
    async with ada_on_her_phone(address) as page:
        await page.locator(".channel", has_text="bots").dispatch_event("click")
        await expect(page.locator("#suggestion")).to_be_visible()
        await page.get_by_role("button", name="Channels", exact=True).click()
        place = await page.locator("#suggestion").bounding_box()
        assert place
        await page.mouse.click(place["x"] + place["width"] - 4, place["y"] + place["height"] / 2)
        await expect(page.locator("#sidebar")).to_be_hidden()
        await expect(page.locator("#pending li")).to_have_count(0)
        await expect(page.locator("#suggestion")).to_be_visible()
        await page.locator("#open-world").click()
        await expect(page.locator("#world")).to_be_visible()


async def test_on_a_phone_the_world_and_the_channels_are_never_open_at_once(address: str):
    async with ada_on_her_phone(address) as page:
        await page.get_by_role("button", name="Channels", exact=True).click()
        for _ in range(20):  # once round the page with the keyboard
            await page.keyboard.press("Tab")
            assert await page.evaluate("document.activeElement.closest('main') === null")
        world = page.locator("#open-world")
        box = await world.bounding_box()
        assert box
        await page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await expect(page.locator("#world")).to_be_hidden()
        await expect(page.locator("#sidebar")).to_be_hidden()
        await world.click()
        await expect(page.locator("#world")).to_be_visible()
        await page.mouse.click(10, 26)  # where the button for the channels still looks out
        await expect(page.locator("#world")).to_be_hidden()
        await expect(page.locator("#sidebar")).to_be_hidden()


async def test_a_window_that_grows_is_not_left_behind_the_channels(address: str):
    async with ada_on_her_phone(address) as page:
        await page.get_by_role("button", name="Channels", exact=True).click()
        await page.set_viewport_size({"width": 1000, "height": 800})
        await page.locator("#typed").fill("/")
        await expect(page.get_by_role("option", name="/imagine").first).to_be_visible()


async def test_on_a_phone_the_commands_and_what_they_do_stand_on_lines_of_their_own(address: str):
    async with ada_on_her_phone(address) as page:
        await page.locator("#typed").fill("/")
        await expect(page.get_by_role("option", name="/imagine").first).to_be_visible()
        lines = await page.locator(".listbox [role=option]").all()
        assert len(lines) > 1
        for line in lines:
            name = await line.locator(".command-name").bounding_box()
            says = await line.locator(".command-says").bounding_box()
            assert name
            assert says
            assert name["x"] == says["x"]
            assert name["y"] + name["height"] <= says["y"]


async def test_chosen_values_are_seen_whole_and_long_ones_end_with_an_ellipsis(address: str):
    async with a_member(the_browser(), address, size=(1280, 860)) as page:
        await page.keyboard.press("/")
        await page.keyboard.type("imagine a tree")
        ratio = page.get_by_role("combobox", name="aspect_ratio")
        await ratio.fill("4096×4096")
        await page.keyboard.press("Enter")
        await expect(ratio).to_have_value(re.compile("4096×4096"))
        assert await ratio.evaluate("field => field.scrollWidth <= field.clientWidth")
        await ratio.fill("as wide as the sea " * 5)
        assert await ratio.evaluate("field => field.clientWidth < 300 && field.scrollWidth > field.clientWidth")
        await expect(ratio).to_have_css("text-overflow", "ellipsis")


async def test_how_often_the_bot_asked_is_kept_true(address: str):
    async with ada(address, render_s=FOR_EVER_S) as page:
        await imagine_by_keyboard(page, "a snail under way")
        line = page.locator("#world .request", has_text="a snail under way")
        await expect(line).to_contain_text("rendering")
        await expect(line).to_contain_text(re.compile(r"asked ([3-9]|\d\d)×"))
        await set_studio(page, address, {"render_s": 0.2})


async def say(page: Page, address: str, who: str, words: str, channel: str = "pictures") -> None:
    """Somebody writes own words, wherever the page is."""
    answer = await page.request.post(
        f"{address}sandbox/channels/{channel}/messages", data={"as": who, "content": words}
    )
    assert answer.ok, await answer.text()


async def go_to(page: Page, channel: str) -> None:
    """Open a channel; the sidebar is there."""
    await page.locator(".channel", has_text=channel).click()
    await expect(page.locator("#channel-name")).to_contain_text(channel)


async def long_talk(page: Page, address: str, about: str, channel: str = "pictures") -> None:
    """More than two screens of bruno's words."""
    for number in range(60):
        await say(page, address, "bruno", f"line {number} {about}", channel)


async def read_above(page: Page) -> None:
    """Scroll to the beginning of a long conversation, and be there."""
    await page.locator("#scroll").evaluate("scroll => { scroll.scrollTop = 0; }")
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert await page.locator("#scroll").evaluate("scroll => scroll.scrollHeight - scroll.clientHeight > 400")


async def test_a_page_whose_sandbox_was_started_anew_begins_anew():
    chromium()
    with SandboxProcess() as first:
        address = first.addresses["page"]
        async with a_member(the_browser(), address, "bruno", lost=True) as page:
            await page.locator("#typed").fill("words of the old world")
            await page.keyboard.press("Enter")
            await expect(message_with(page, "words of the old world")).to_be_visible()
            first.stop()
            await expect(page.locator("#trouble")).to_contain_text("trying again")
            with SandboxProcess(port=int(address.rstrip("/").rsplit(":", 1)[1])) as second:
                assert second.addresses["page"] == address
                await expect(page.locator("#messages > .message")).to_have_count(0)
                await expect(page.locator("#trouble")).to_be_hidden()
                await expect(page.locator("#topic")).to_have_text("as bruno")
                await page.locator("#typed").fill("words of the new world")
                await page.keyboard.press("Enter")
                await expect(message_with(page, "words of the new world")).to_be_visible()


async def test_what_others_say_leaves_the_reader_in_peace_and_own_words_go_to_the_end(address: str):
    async with ada(address) as page:
        await long_talk(page, address, "of a long talk")
        await expect(message_with(page, "line 59 of a long talk")).to_be_in_viewport()
        below = page.get_by_role("button", name="New messages")
        await expect(below).to_have_count(0)
        await read_above(page)
        await say(page, address, "bruno", "a word from below")
        await expect(below).to_be_visible()
        await expect(page.locator("#says")).to_contain_text("There are new messages below")
        await say(page, address, "bruno", "a second word from below")
        await expect(page.locator("#says")).to_contain_text("a second word")
        await expect(page.locator("#says")).not_to_contain_text("There are new messages below")
        await expect(message_with(page, "a second word from below")).not_to_be_in_viewport()
        await below.focus()
        await page.keyboard.press("Enter")
        await expect(message_with(page, "a second word from below")).to_be_in_viewport(ratio=1)
        await expect(below).to_have_count(0)
        await expect(page.locator("#scroll")).to_be_focused()
        await read_above(page)
        await page.locator("#typed").fill("my own word")
        await page.keyboard.press("Enter")
        await expect(message_with(page, "my own word")).to_be_in_viewport(ratio=1)
        await expect(below).to_have_count(0)


async def test_the_answer_to_a_button_of_an_old_result_is_seen(address: str):
    async with ada(address) as page:
        await go_to(page, "general")
        await imagine_by_keyboard(page, "a stair that goes far up")
        result = message_with(page, "a stair that goes far up")
        await expect(result.locator("img")).to_be_visible()
        await expect(result.get_by_role("button", name="Cancel")).to_have_count(0)
        await long_talk(page, address, "on something else", "general")
        await expect(message_with(page, "line 59 on something else")).to_be_in_viewport()
        await result.scroll_into_view_if_needed()
        last = page.locator("#messages > .message").last
        before = await last.get_attribute("id")
        await result.locator("button.press").first.click()
        await expect(last).not_to_have_attribute("id", str(before))
        await expect(last).to_contain_text("a stair that goes far up")
        await expect(last).to_be_in_viewport(ratio=0.9)


async def test_drafts_and_complaints_stay_with_their_member_and_channel(address: str):
    async with ada(address) as page:
        typed, wrong = page.locator("#typed"), page.locator("#composer-wrong")
        await typed.fill("/nosuchcommand at all")
        await page.keyboard.press("Enter")
        await expect(wrong).to_contain_text("There is no command")
        await go_to(page, "general")
        await expect(wrong).to_be_hidden()
        await expect(typed).to_have_value("")
        await typed.fill("half a sentence of ada")
        await be(page, "bruno")
        await expect(typed).to_have_value("")
        await be(page, "ada")
        await expect(typed).to_have_value("half a sentence of ada")
        await go_to(page, "pictures")
        await expect(typed).to_have_value("/nosuchcommand at all")
        await expect(wrong).to_be_hidden()


async def test_a_reload_keeps_who_and_where_one_is(address: str):
    async with ada(address) as page:
        await be(page, "bruno")
        await go_to(page, "general")
        assert page.url.endswith("#bruno/general")
        await page.reload()
        await expect(page.locator("#topic")).to_have_text("as bruno")
        await expect(page.locator("#channel-name")).to_contain_text("general")
        await go_to(page, "imagine")
        assert page.url.endswith("#bruno/dm")
        await page.reload()
        await expect(page.locator("#topic")).to_have_text("as bruno")
        await expect(page.locator("#channel-name")).to_contain_text("✦")
        await page.goto("about:blank")
        await page.goto(f"{address}#nobody/nowhere%")
        await expect(page.locator("#topic")).to_have_text("as ada")
        await expect(page.locator("#channel-name")).to_contain_text("pictures")
        assert page.url.endswith("#ada/pictures")


async def test_a_channel_that_is_tapped_on_a_phone_calls_up_no_keyboard(address: str):
    async with a_member(the_browser(), address, size=PHONE, touch=True) as page:
        await page.get_by_role("button", name="Channels", exact=True).tap()
        await page.get_by_role("button", name="general").tap()
        await expect(page.locator("#sidebar")).to_be_hidden()
        await expect(page.locator("#scroll")).to_be_focused()


async def test_what_is_said_and_deleted_while_a_channel_is_being_read_is_so_afterwards(address: str):
    async with a_member(the_browser(), address) as page:
        reading, go_on = asyncio.Event(), asyncio.Event()

        async def hold(route: Route) -> None:
            answer = await route.fetch()
            reading.set()
            await go_on.wait()
            await route.fulfill(response=answer)

        async def say(words: str) -> str:
            body = {"as": "bruno", "content": words}
            said = await page.request.post(f"{address}sandbox/channels/bots/messages", data=body)
            return (await said.json())["id"]

        await say("said before")
        gone = await say("soon gone")
        await page.route(re.compile(r"/channels/\d+/messages\?as="), hold)
        await page.locator(".channel", has_text="bots").click()
        await asyncio.wait_for(reading.wait(), SHOWN_WITHIN_MS / 1000)
        await page.request.delete(f"{address}sandbox/messages/{gone}")
        await say("said meanwhile")
        await expect(page.locator("#says")).to_contain_text("said meanwhile")
        go_on.set()
        await expect(message_with(page, "said before")).to_be_visible()
        await expect(message_with(page, "said meanwhile")).to_be_visible()
        await expect(message_with(page, "soon gone")).to_have_count(0)
        await page.unroute_all(behavior="wait")
