"""The world panel, the people and the first screen in a real browser, on the real sandbox with the real bot."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.chat import DESKTOP, PHONE, a_member, a_sandbox, be, imagine_by_keyboard, the_browser

pytestmark = pytest.mark.asyncio(loop_scope="module")
FOR_EVER_S = 3600
USUAL_S = {"queue_s": 0, "render_s": 0.2, "set_size": 2}
INVITED = (
    "attach_files",
    "embed_links",
    "read_message_history",
    "send_messages",
    "send_messages_in_threads",
    "view_channel",
)
NARROW = (1000, 800)


@asynccontextmanager
async def ada(address: str, size: tuple[int, int] = DESKTOP, **settings: Any) -> AsyncGenerator[Page]:
    """Ada with the studio set as asked; afterwards nothing goes wrong, the bot runs and its rights are as they were."""
    async with a_member(the_browser(), address, size=size) as page:
        await change(page, address, "provider", {**USUAL_S, **settings})
        try:
            yield page
        finally:
            await page.request.delete(f"{address}sandbox/faults")
            await page.request.post(f"{address}sandbox/bot", data={"action": "start"})
            for name in ("pictures", "bots"):
                await change(page, address, f"channels/{name}", {"bot_permissions": list(INVITED)})


async def change(page: Page, address: str, what: str, body: dict[str, Any]) -> None:
    """PATCH something through the HTTP API."""
    answer = await page.request.patch(f"{address}sandbox/{what}", data=body)
    assert answer.ok, await answer.text()


async def change_faults(page: Page, address: str, name: str, **arguments: Any) -> None:
    """Switch a behaviour on."""
    answer = await page.request.post(f"{address}sandbox/faults", data={"name": name, **arguments})
    assert answer.ok, await answer.text()


async def read(page: Page, address: str, what: str) -> Any:
    """GET something through the HTTP API."""
    answer = await page.request.get(f"{address}sandbox/{what}")
    assert answer.ok, await answer.text()
    return await answer.json()


def message_with(page: Page, words: str) -> Locator:
    """The message whose text has these words."""
    return page.locator("#messages > .message", has_text=words)


async def go_to(page: Page, channel: str) -> None:
    """Open a channel; the sidebar is there."""
    await page.locator(".channel", has_text=channel).click()
    await expect(page.locator("#channel-name")).to_contain_text(channel)


def section(page: Page, title: str) -> Locator:
    """One section of the panel."""
    return page.locator("#world details.block", has=page.locator("summary", has_text=title))


async def open_section(page: Page, title: str) -> Locator:
    """One section of the panel, opened."""
    found = section(page, title)
    if await found.get_attribute("open") is None:
        await found.locator("summary").first.click()
    return found


async def test_a_right_withdrawn_in_the_panel_sends_the_picture_to_the_member_instead(address: str):
    async with ada(address, render_s=FOR_EVER_S) as page:
        await page.locator("#world").get_by_role("checkbox", name="attach files").uncheck()
        await imagine_by_keyboard(page, "a gate that is shut")
        message = message_with(page, "a gate that is shut")
        await expect(message).to_contain_text("Rendering")
        name = await message.get_attribute("id")
        await page.get_by_role("button", name="15 minutes on").click()
        await change(page, address, "provider", USUAL_S)
        await expect(page.locator(f"#{name}")).to_contain_text("I sent it as a direct message")
        await go_to(page, "imagine")
        await expect(message_with(page, "a gate that is shut").locator("img")).to_be_visible()


async def test_the_rights_in_the_panel_are_those_of_the_open_channel(address: str):
    async with ada(address) as page:
        files = page.locator("#world").get_by_role("checkbox", name="attach files")
        await go_to(page, "bots")
        await files.uncheck()
        await expect(page.locator("#world")).to_contain_text("What the bot may do in #bots")
        await go_to(page, "pictures")
        await expect(files).to_be_checked()
        await change(page, address, "channels/pictures", {"bot_permissions": ["view_channel"]})
        await expect(files).not_to_be_checked()
        await go_to(page, "bots")
        await expect(files).not_to_be_checked()
        world = await read(page, address, "world")
        bots = next(one for one in world["servers"][0]["channels"] if one["name"] == "bots")
        assert set(bots["bot_permissions"]) == set(INVITED) - {"attach_files"}
        await go_to(page, "imagine")
        await expect(files).to_be_hidden()


async def test_the_upload_limit_and_an_archived_thread_are_set_in_the_panel(address: str):
    async with ada(address) as page:
        discord = section(page, "Discord")
        await go_to(page, "night-shots")
        await discord.get_by_label("Largest file in Lantern Street").select_option("50 MB")
        archived = discord.get_by_role("checkbox", name="this thread is archived")
        await archived.check()
        await expect(page.locator(".channel", has_text="night-shots")).to_contain_text("archived")
        server = (await read(page, address, "world"))["servers"][0]
        assert server["upload_limit_bytes"] == 50 * 1024 * 1024
        locked = discord.get_by_role("checkbox", name="this thread is locked")
        await locked.check()
        world = await read(page, address, "world")
        thread = next(one for one in world["servers"][0]["channels"] if one["name"] == "night-shots")
        assert thread["locked"]
        await locked.uncheck()
        await archived.uncheck()
        await expect(page.locator(".channel", has_text="night-shots")).not_to_contain_text("archived")
        await discord.get_by_label("Largest file in Lantern Street").select_option("10 MB")
        await go_to(page, "general")
        await expect(archived).to_be_hidden()
        await expect(locked).to_be_hidden()


async def test_on_the_next_day_a_used_up_quota_begins_anew():
    with a_sandbox(QUOTA_IMAGES="1") as address:
        async with ada(address) as page:
            await imagine_by_keyboard(page, "the only one of today")
            await expect(message_with(page, "the only one of today").locator("img")).to_be_visible()
            await imagine_by_keyboard(page, "one too many")
            refusal = page.locator(".message.ephemeral")
            await expect(refusal).to_contain_text("Your quota is used up")
            time = section(page, "Time")
            before = (await read(page, address, "clock"))["ahead_s"]
            await time.get_by_role("button", name="To the next day").click()
            await expect(time).to_contain_text("Quotas begin anew")
            await expect(time).to_contain_text("ahead of your own clock")
            assert (await read(page, address, "clock"))["ahead_s"] > before
            await imagine_by_keyboard(page, "the first of tomorrow")
            await expect(message_with(page, "the first of tomorrow").locator("img")).to_be_visible()


async def test_times_on_the_page_are_told_by_the_world_s_clock(address: str):
    async with ada(address) as page:
        await imagine_by_keyboard(page, "a clock in a tower")
        line = page.locator("#world .request", has_text="a clock in a tower")
        await expect(line).to_contain_text("done")
        shown = page.locator(".world-now")
        there = await read(page, address, "clock")
        await page.get_by_role("button", name="1 hour on").click()
        await expect(line).to_contain_text("1 hour ago")
        here = await read(page, address, "clock")
        assert here["ahead_s"] - there["ahead_s"] == pytest.approx(3600, abs=5)
        today = await page.evaluate(f"new Date({here['now']} * 1000).getDate()")
        await expect(shown).to_contain_text(re.compile(rf" {today} "))


async def test_a_bot_killed_in_the_middle_brings_the_picture_into_the_same_message(address: str):
    async with ada(address, render_s=FOR_EVER_S) as page:
        await imagine_by_keyboard(page, "a bridge half built")
        message = message_with(page, "a bridge half built")
        await expect(message).to_contain_text("Rendering")
        name = await message.get_attribute("id")
        world = section(page, "Bot")
        await world.get_by_role("button", name="Kill").click()
        await expect(world).to_contain_text("stopped")
        await change(page, address, "provider", USUAL_S)
        await world.get_by_role("button", name="Start").click()
        await expect(page.locator(f"#{name} img")).to_be_visible()
        await expect(message).to_have_count(1)


async def test_while_the_bot_is_away_a_line_says_so_and_starts_it(address: str):
    async with ada(address) as page:
        line = page.locator("#bot-line")
        await expect(line).to_be_hidden()
        await section(page, "Bot").get_by_role("button", name="Stop").click()
        await expect(line).to_contain_text("The bot is not running")
        await line.get_by_role("button", name="Start the bot").click()
        await expect(line).to_be_hidden()
        await expect(section(page, "Bot")).to_contain_text("running")
        await imagine_by_keyboard(page, "a light in the window again")
        await expect(message_with(page, "a light in the window again").locator("img")).to_be_visible()


async def test_who_one_is_can_be_changed_and_shows_in_the_sidebar(address: str):
    async with ada(address) as page:
        await be(page, "bruno")
        people = await open_section(page, "People")
        await people.get_by_label("Language").select_option("it")
        me = page.locator("#me option:checked")
        await expect(me).to_have_text("bruno · member, Nitro, it")
        await people.get_by_role("checkbox", name="Nitro").uncheck()
        await expect(me).to_have_text("bruno · member, it")  # what comes back draws the boxes anew
        await people.get_by_role("checkbox", name="Manage Messages").check()
        await expect(me).to_have_text("bruno · moderator, it")
        await people.get_by_label("Roles").fill("painter, night owl")
        await page.keyboard.press("Tab")
        await expect(me).to_have_text("bruno · moderator, it")
        await be(page, "ada")
        await expect(people.get_by_label("Roles")).to_have_value("")
        await expect(people.get_by_label("Language")).to_have_value("en-US")
        await be(page, "bruno")
        await expect(people.get_by_label("Roles")).to_have_value("painter, night owl")
        world = await read(page, address, "world")
        bruno = next(one for one in world["servers"][0]["members"] if one["name"] == "bruno")
        assert (bruno["locale"], bruno["nitro"], bruno["roles"]) == ("it", False, ["painter", "night owl"])
        assert "manage_messages" in bruno["permissions"]
        await change(page, address, "members/bruno", {"locale": "en-US", "nitro": True, "roles": [], "permissions": []})
        await expect(me).to_have_text("bruno · member, Nitro")


async def test_the_owner_s_rights_cannot_be_taken_away(address: str):
    async with ada(address) as page:
        await be(page, "olga")
        people = await open_section(page, "People")
        await expect(people.get_by_role("checkbox", name="Manage Server")).to_be_checked()
        await expect(people.get_by_role("checkbox", name="Manage Server")).to_be_disabled()


async def test_a_person_is_added_and_one_is_that_person_at_once(address: str):
    async with ada(address) as page:
        people = await open_section(page, "People")
        await people.get_by_label("Add a person").fill("noor")
        await page.keyboard.press("Enter")
        await expect(page.locator("#topic")).to_have_text("as noor")
        await page.locator("#typed").focus()
        await imagine_by_keyboard(page, "the first picture of noor")
        await expect(message_with(page, "the first picture of noor")).to_contain_text("noor used /imagine")
        await be(page, "ada")
        await change(page, address, "members/noor", {"locale": "ja"})
        await expect(page.locator("#me option", has_text="noor")).to_have_text("noor · member, ja")


async def test_what_discord_would_refuse_is_counted_and_listed():
    with a_sandbox() as address:
        async with ada(address) as page:
            refused = await open_section(page, "What Discord would refuse")
            await expect(refused).to_contain_text("Nothing so far.")
            token = (await read(page, address, "secrets"))[0]
            world = await read(page, address, "world")
            channel = world["servers"][0]["channels"][0]["id"]
            answer = await page.request.post(
                f"{address}api/v10/channels/{channel}/messages",
                data={"content": ""},
                headers={"Authorization": f"Bot {token}"},
            )
            assert answer.status == 400
            await expect(refused.locator(".tally")).to_have_text("1")
            await expect(refused.locator(".violation")).to_contain_text("/messages")
            await expect(refused.get_by_text("Nothing so far.")).to_be_hidden()


async def test_a_channel_that_is_deleted_vanishes_and_is_left(address: str):
    async with ada(address) as page:
        made = await page.request.post(f"{address}sandbox/channels", data={"name": "attic"})
        assert made.ok
        await go_to(page, "attic")
        await page.request.delete(f"{address}sandbox/channels/attic")
        await expect(page.locator("#channel-name")).to_have_text("# general")
        await expect(page.locator(".channel", has_text="attic")).to_have_count(0)
        await expect(page.locator("#trouble")).to_be_hidden()


async def test_the_title_names_the_channel_and_counts_what_is_unread(address: str):
    async with a_member(the_browser(), address) as hers, a_member(the_browser(), address, "bruno") as his:
        await change(hers, address, "provider", USUAL_S)
        await go_to(his, "bots")
        await imagine_by_keyboard(his, "a bell that rings")
        await expect(hers).to_have_title("(1) # pictures · sandbox")
        await go_to(hers, "bots")
        await expect(hers).to_have_title("# bots · sandbox")


async def test_arguments_are_shown_as_what_they_are_and_kept_while_the_list_is_drawn_anew(address: str):
    async with ada(address) as page:
        faults = await open_section(page, "What goes wrong")
        await faults.get_by_label("Filter behaviours").fill("bare output")
        await faults.locator("summary", has_text="How").click()
        await faults.get_by_role("checkbox", name="many").check()
        await faults.get_by_label("times").fill("3")
        await faults.get_by_role("checkbox", name="bare output").check()
        await expect(faults).to_contain_text("3× more")
        await expect(faults.get_by_role("checkbox", name="many")).to_be_checked()
        await faults.get_by_role("button", name="All off").click()
        await faults.get_by_label("Filter behaviours").fill("dm closed")
        await faults.get_by_label("Filter behaviours").fill("slow ack")
        await faults.locator("summary", has_text="How").click()
        await faults.get_by_label("delay s").fill("soon")
        await faults.get_by_role("checkbox", name="slow ack").click()
        await expect(faults).to_contain_text("delay s must be a number.")
        await expect(faults.get_by_role("checkbox", name="slow ack")).not_to_be_checked()


async def test_the_panel_goes_when_the_window_becomes_narrow_and_comes_back(address: str):
    async with ada(address) as page:
        world = page.locator("#world")
        await expect(world).to_be_visible()
        await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        await expect(world).to_be_hidden()
        await expect(page.locator("#open-world")).to_have_attribute("aria-expanded", "false")
        await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        await expect(world).to_be_visible()
        await page.get_by_role("button", name="Close the world panel").click()
        await page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        await page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        await expect(page.locator("#open-world")).to_have_attribute("aria-expanded", "false")
        await expect(world).to_be_hidden()


async def test_on_a_phone_the_whole_panel_fits_and_the_chat_waits_behind_it(address: str):
    async with ada(address, size=PHONE) as page:
        await page.locator("#open-world").click()
        await page.evaluate("for (const one of document.querySelectorAll('#world details')) one.open = true")
        for place in ("html", "#world", "#world .blocks"):
            assert await page.locator(place).evaluate("place => place.scrollWidth <= place.clientWidth"), place
        assert await page.locator("#chat").evaluate("chat => chat.inert")
        await page.keyboard.press("Escape")
        await expect(page.locator("#open-world")).to_be_focused()
        assert not await page.locator("#chat").evaluate("chat => chat.inert")


async def test_the_first_screen_begins_at_its_beginning_on_a_phone(address: str):
    async with ada(address, size=PHONE) as page:
        await page.locator(".channel", has_text="quay").dispatch_event("click")
        await expect(page.locator("#hint-title")).to_be_in_viewport(ratio=1)
        await page.reload()
        await page.locator(".channel", has_text="quay").dispatch_event("click")
        await page.locator("#me").dispatch_event("change")  # everything is read anew
        await expect(page.locator("#hint-title")).to_be_in_viewport(ratio=1)


async def test_the_first_screen_slows_the_studio_so_that_one_can_cancel(address: str):
    async with ada(address) as page:
        await go_to(page, "general")
        await page.get_by_role("button", name="Ask a slow studio").click()
        await expect(page.locator("[data-speed=Slow]")).to_have_attribute("aria-pressed", "true")
        message = message_with(page, "a lighthouse at dusk")
        await message.get_by_role("button", name="Cancel").click()
        await expect(message).to_contain_text("Cancelled")
        await expect(page.locator("[data-speed=Usual]")).to_have_attribute("aria-pressed", "true")


async def test_the_first_screen_gives_words_to_write_over_and_the_focus_to_the_composer(address: str):
    async with ada(address) as page:
        await page.locator("#open-hint").click()
        await page.get_by_role("dialog").get_by_role("button", name="a picture of your own").click()
        prompt = page.locator("#composer").get_by_label("prompt", exact=True)
        await expect(prompt).to_be_focused()
        await page.keyboard.type("a heron")
        await expect(prompt).to_have_value("a heron")
        await page.keyboard.press("Escape")
        await page.locator("#open-hint").click()
        await page.get_by_role("dialog").get_by_role("button", name="move to the next day").click()
        await expect(page.locator("#typed")).to_be_focused()


async def test_a_number_that_cannot_be_goes_back_to_the_one_in_force(address: str):
    async with ada(address) as page:
        studio = section(page, "Picture studio")
        await studio.locator("summary", has_text="Exact settings").click()
        rendering = studio.locator(".setting", has_text="Rendering").locator("input").first
        for wrong in ("", "-1"):
            await rendering.fill(wrong)
            await page.keyboard.press("Tab")
            await expect(studio.locator(".wrong-line")).to_have_text("Rendering must be a number, at least 0.")
            await expect(rendering).to_have_value("0.2")


async def test_buttons_of_the_panel_keep_their_size_when_they_say_what_they_did(address: str):
    async with ada(address) as page:
        for name, said in (("Expire all tokens", "minutes old now"), ("Drop the connection", "was cut")):
            line = page.locator("#world .doing", has_text=name)
            button = line.get_by_role("button")
            before = await button.bounding_box()
            await button.click()
            await expect(line).to_contain_text(said)
            after = await button.bounding_box()
            assert before
            assert after
            assert (before["width"], before["height"]) == (after["width"], after["height"])


async def test_a_prompt_that_turns_the_direction_of_words_keeps_that_to_itself(address: str):
    async with ada(address) as page:
        await imagine_by_keyboard(page, "\u202eturned round")
        prompt = page.locator("#world .request-prompt", has_text="turned round")
        await expect(prompt).to_have_css("unicode-bidi", "isolate")


async def test_who_one_is_can_be_read_whole_in_the_sidebar(address: str):
    async with ada(address) as page:
        await change(page, address, "members/mira", {"locale": "es-419", "nitro": True})
        await be(page, "mira")
        cut = """select => { const words = document.createElement('canvas').getContext('2d');
            const style = getComputedStyle(select); words.font = style.font;
            const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 18;
            return words.measureText(select.selectedOptions[0].text).width > room; }"""
        await expect(page.locator("#me option:checked")).to_have_text("mira · moderator, Nitro, es-419")
        assert not await page.locator("#me").evaluate(cut)
        await change(page, address, "members/mira", {"locale": "en-US", "nitro": False})


async def test_the_first_screen_kills_the_bot_while_it_renders(address: str):
    async with ada(address) as page:
        await go_to(page, "quay")
        await page.get_by_role("button", name="Kill the bot while it renders").click()
        await expect(page.locator("#bot-line")).to_contain_text("The bot is not running")
        message = message_with(page, "a lighthouse at dusk")
        await expect(message).to_contain_text(re.compile("Rendering|studio|line", re.IGNORECASE))
        await expect(message.locator("img")).to_have_count(0)
        await page.locator("#open-hint").click()
        await page.get_by_role("dialog").get_by_role("button", name="start it again").click()
        await expect(message.locator("img")).to_be_visible()
        await expect(page.locator("#bot-line")).to_be_hidden()


async def test_the_first_screen_makes_one_somebody_else(address: str):
    async with ada(address) as page:
        await page.locator("#open-hint").click()
        await page.get_by_role("dialog").get_by_role("button", name="Be somebody else").click()
        await expect(page.locator("#topic")).to_have_text("as bruno")


async def test_the_commands_are_asked_for_anew_for_each_member_and_channel(address: str):
    async with ada(address) as page:
        world = await read(page, address, "world")
        bots = next(one for one in world["servers"][0]["channels"] if one["name"] == "bots")
        bruno = next(one for one in world["servers"][0]["members"] if one["name"] == "bruno")
        async with page.expect_request(re.compile(rf"/sandbox/commands\?as=\d+&channel={bots['id']}$")):
            await go_to(page, "bots")
        async with page.expect_request(re.compile(rf"/sandbox/commands\?as={bruno['id']}&channel={bots['id']}$")):
            await be(page, "bruno")


async def test_the_list_of_commands_has_what_manages_the_server_only_for_those_who_may(address: str):
    async with ada(address) as page:
        commands = page.locator(".listbox:visible [role=option]")
        offered = commands.filter(has_text="/imagine-admin")
        await page.locator("#typed").fill("/imagine")
        await expect(commands.first).to_contain_text("/imagine")
        await expect(offered).to_have_count(0)
        may = (await open_section(page, "People")).get_by_role("checkbox", name="Manage Server")
        await may.check()
        await page.locator("#typed").fill("/imagine-")
        await expect(offered.first).to_be_visible()
        await may.uncheck()
        await page.locator("#typed").fill("/imagine-")
        await expect(offered).to_have_count(0)
        await page.locator("#typed").fill("")


async def test_the_log_can_show_only_what_went_wrong(address: str):
    async with ada(address) as page:
        log = page.locator("#world .log")
        await change_faults(page, address, "submit_status", status=503)
        await imagine_by_keyboard(page, "a letter nobody takes")
        await expect(log.locator(".warning, .error").first).to_be_attached()
        await page.get_by_role("checkbox", name="only warnings and errors").check()
        await expect(log.locator("span", has_text="logged in").first).to_be_hidden()
        await expect(log.locator(".warning, .error").first).to_be_visible()


async def test_an_age_restricted_channel_is_marked_and_set_in_the_panel(address: str):
    async with ada(address) as page:
        discord = section(page, "Discord")
        await go_to(page, "bots")
        adults = discord.get_by_role("checkbox", name="this channel is age-restricted")
        await adults.check()
        await expect(page.get_by_role("button", name="bots (age-restricted)")).to_be_visible()
        await expect(page.locator("#channel-name")).to_contain_text("18+")
        await go_to(page, "pictures")
        await expect(adults).not_to_be_checked()
        await expect(page.locator("#channel-name")).not_to_contain_text("18+")
        await change(page, address, "channels/pictures", {"nsfw": True})
        await expect(adults).to_be_checked()
        await go_to(page, "night-shots")
        await expect(page.locator("#channel-name")).to_contain_text("18+")
        await expect(adults).to_be_hidden()
        for name in ("pictures", "bots"):
            await change(page, address, f"channels/{name}", {"nsfw": False})
        await expect(page.locator(".adult")).to_have_count(0)
