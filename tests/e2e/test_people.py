"""What belongs to a member: preferences that count everywhere, the language, all their data to take or to delete."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.e2e.desk import Desk, a_desk
from tests.e2e.sandbox import Json, Told, World, buttons, full_disk, labels
from tests.e2e.test_results import SMALL, asked, delivered, form, send

pytestmark = pytest.mark.asyncio
WIDE = "2560x1440(16:9)"
UNKNOWN = "I do not know this request any more."


async def preferences(world: World, who: str, channel: str = "pictures") -> Json:
    """The answer of /preferences."""
    told = await world.type(who, "preferences", channel=channel)
    assert told.ephemeral
    assert told.message is not None
    return await world.see(who, told.message)


async def choose(world: World, who: str, message: Json, what: str, value: str, **more: Any) -> Told:
    """Choose in one of the menus of /preferences."""
    body = {"as": who, "custom_id": f"imagine:preferences:{what}", "values": [value], **more}
    return await world.told(await world.call("POST", f"/messages/{message['id']}/select", body))


async def privacy(world: World, who: str, channel: str = "pictures") -> Json:
    """The answer of /privacy."""
    told = await world.type(who, "privacy", channel=channel)
    assert told.ephemeral
    assert told.message is not None
    return await world.see(who, told.message)


async def export(world: World, who: str, channel: str = "pictures") -> tuple[Json, Json]:
    """The answer that brings the file, and what is in the file."""
    told = await world.press(who, (await privacy(world, who, channel))["id"], "Export my data")
    assert told.ephemeral
    message = await world.until_pictures(who, told.message)
    (file,) = message["attachments"]
    assert file["filename"] == f"imagine-data-{who}.json"
    return message, json.loads(await content(world, file))


async def content(world: World, file: Json) -> bytes:
    """A file's bytes."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(file["url"]) as response,
    ):  # the sandbox's client knows JSON only
        assert response.status == 200
        return await response.read()


async def delete(world: World, who: str, channel: str = "pictures") -> str:
    """Delete everything, after being asked once; what is said."""
    opened = await world.press(who, (await privacy(world, who, channel))["id"], "Delete my data")
    return await world.words(who, await send(world, who, opened))


# --- preferences ------------------------------------------------------------------------------------------------------


async def test_preferences_count_where_nothing_is_typed_and_give_way_where_something_is(world: World) -> None:
    who, other = await world.member("particular"), await world.member("other")
    message = await preferences(world, who)
    assert "Usual (1:1 · 2K (2048×2048))" in message["content"]
    for what, value in (("size", SMALL), ("scale", "0.75"), ("images", "set")):
        assert (await choose(world, who, message, what, value)).kind == "update"
    shown = await world.see(who, message["id"])
    assert "1:1 · 1K (1024×1024)" in shown["content"]
    assert "0.75 · close to your words" in shown["content"]
    assert "A set: several pictures" in shown["content"]
    menus = {one["custom_id"].split(":")[-1]: one for one in buttons(shown) if "options" in one}
    assert menus["size"]["placeholder"] == "Shape and size: 1:1 · 1K (1024×1024)"

    told = await world.type(who, prompt="a preferred fox", channel="quay")
    await world.until_pictures(who, told.message)
    mine = (await asked(world))[-1]
    assert (mine["width×height"], mine["scale"]) == (SMALL, 0.75)
    assert "6 of 10" in await world.read_quota(who, "quay"), "a set counts as four"
    told = await world.type(who, prompt="x", aspect_ratio=WIDE, scale=0.0, images="one")
    await world.until_pictures(who, told.message)
    mine = (await asked(world))[-1]
    assert (mine["width×height"], mine["scale"]) == (WIDE, 0)
    assert "9 of 10" in await world.read_quota(who)
    told = await world.type(other, prompt="theirs")
    await world.until_says(other, told.message, "2048×2048")


async def test_the_price_is_of_what_one_prefers_unless_one_types_otherwise(world: World) -> None:
    who = await world.member("thrifty")
    assert "This takes 1 picture of your quota." in await world.words(who, await world.type(who, "price"))
    await choose(world, who, await preferences(world, who), "images", "set")
    assert "This takes 4 pictures of your quota." in await world.words(who, await world.type(who, "price"))
    typed = await world.type(who, "price", images="one")
    assert "This takes 1 picture of your quota." in await world.words(who, typed)


async def test_private_as_a_preference_and_typed_otherwise(world: World) -> None:
    who = await world.member("shy")
    message = await preferences(world, who)
    assert "Everybody here sees your pictures." in message["content"]
    await world.press(who, message["id"], "Let only me see my pictures")
    assert "Only you see your pictures." in (await world.see(who, message["id"]))["content"]
    assert (await world.type(who, prompt="mine", aspect_ratio=SMALL)).ephemeral
    assert not (await world.type(who, prompt="ours", aspect_ratio=SMALL, private=False)).ephemeral
    await world.press(who, message["id"], "Let everybody see my pictures")
    assert not (await world.type(who, prompt="ours again", aspect_ratio=SMALL)).ephemeral


async def test_the_chosen_language_is_spoken_in_answers_buttons_errors_and_a_job_s_message(world: World) -> None:
    who = await world.member("polyglot", locale="en-US")
    message = await preferences(world, who)
    await choose(world, who, message, "locale", "de")
    german = await world.see(who, message["id"])
    assert "Deutsch" in german["content"]
    assert "Bilder" in await world.read_quota(who)
    await world.provider(render_s=3600)
    told = await world.type(who, prompt="ein Fuchs", aspect_ratio=SMALL)
    await world.until(who, told.message, lambda seen: "Abbrechen" in labels(seen))
    assert told.message is not None
    stranger = await world.member("stranger")
    assert "Only the person who asked" in await world.words(
        stranger, await world.press(stranger, told.message, "Abbrechen")
    )
    await world.bot("kill")
    await world.bot("start")
    await world.provider(render_s=0.2)
    done = await world.until_pictures(who, told.message)
    assert "Again" not in labels(done), "its language is kept with the job"
    again = await world.press(who, done["id"], labels(done)[0])
    assert "Again" not in labels(await world.until_pictures(who, again.message))
    opened = await world.type(who, prompt=" ", aspect_ratio=SMALL, unchecked=True)
    assert "the prompt is empty" not in await world.words(who, opened)
    body = {"as": who, "custom_id": "imagine:nothing", "unchecked": True}
    answer = await world.told(await world.call("POST", f"/messages/{done['id']}/press", body))
    assert await world.words(who, answer) != UNKNOWN


async def test_as_in_discord_takes_the_chosen_language_away_and_reset_takes_everything_away(world: World) -> None:
    who = await world.member("resetter", locale="it")
    message = await preferences(world, who)
    await choose(world, who, message, "locale", "en-US")
    assert "Your preferences" in (await world.see(who, message["id"]))["content"]
    await choose(world, who, message, "size", SMALL)
    await choose(world, who, message, "locale", "usual")
    assert "10 of 10 pictures left" not in await world.read_quota(who), "Italian again"
    await choose(world, who, message, "locale", "en-US")
    shown = await world.see(who, message["id"])
    assert "1:1 · 1K" in shown["content"]
    await world.press(who, message["id"], "Reset")
    shown = await world.see(who, message["id"])
    assert "2048×2048" in shown["content"]
    assert "10 of 10 pictures left" not in await world.read_quota(who)


async def test_preferences_outlive_a_kill_and_old_menus_still_work(world: World) -> None:
    who = await world.member("patient")
    message = await preferences(world, who)
    await choose(world, who, message, "size", SMALL)
    await world.bot("kill")
    await world.bot("start")
    await choose(world, who, message, "scale", "1")
    shown = await world.see(who, message["id"])
    assert "1:1 · 1K (1024×1024)" in shown["content"]
    assert "1 · strict" in shown["content"]


async def test_two_menus_used_at_the_same_moment_both_count(world: World) -> None:
    who = await world.member("hasty")
    message = await preferences(world, who)
    await asyncio.gather(choose(world, who, message, "size", SMALL), choose(world, who, message, "scale", "1"))
    shown = await preferences(world, who)
    assert "1:1 · 1K (1024×1024)" in shown["content"]
    assert "1 · strict" in shown["content"]


async def test_on_a_full_disk_preferences_stay_as_they_were_and_that_is_said(world: World) -> None:
    who = await world.member("full")
    message = await preferences(world, who)
    pid = (await world.call("GET", "/bot"))["pid"]
    with full_disk(pid):
        assert "cannot write anything down" in await world.words(who, await choose(world, who, message, "size", SMALL))
    assert (await preferences(world, who))["content"] == message["content"]
    await choose(world, who, message, "size", SMALL)
    assert "1:1 · 1K" in (await preferences(world, who))["content"]


# --- privacy ----------------------------------------------------------------------------------------------------------


async def test_privacy_says_what_is_kept_and_for_how_long(world: World) -> None:
    message = await privacy(world, await world.member("curious"))
    assert "erased 365 days after a request has ended" in message["content"]
    assert "RunComfy" in message["content"]
    assert labels(message) == ["Export my data", "Delete my data"]


async def test_privacy_says_what_this_server_decided_and_what_holds_elsewhere(world: World) -> None:
    desk = await a_desk(world)
    who = await desk.person("curious")
    refused = await desk.decide(retention_days="366")
    assert "`retention_days` must be between 1 and 365." in refused, "the operator promises less"
    await desk.decide(retention_days="30")
    here = (await privacy(world, who, desk.channel))["content"]
    assert "In this server, words, links and addresses are erased 30 days after a request has ended." in here
    assert "In other places it can be different" in here
    for kept in ("Reports that you made", "Blocks and changes of your quota", "audit log of a server, for 365 days"):
        assert kept in here
    direct = (await privacy(world, who, "dm"))["content"]
    assert "Words, links and addresses are erased 365 days after a request has ended." in direct
    assert "A server may have them erased sooner" in direct


async def reported(desk: Desk, who: str, picture: Json, reason: str) -> None:
    """A member reports a picture."""
    path = f"/messages/{picture['id']}/commands/Report%20picture"
    opened = await desk.world.told(await desk.world.call("POST", path, {"as": who}))
    assert "Thank you" in await desk.world.words(who, await send(desk.world, who, opened, reason=reason))


async def test_the_export_has_reports_blocks_grants_and_the_audit_log_and_deleting_takes_ones_words_out(
    world: World,
) -> None:
    desk = await a_desk(world)
    who, other = await desk.person("reporter"), await desk.person("painter")
    await reported(desk, who, await desk.picture(other), "a reason of mine")
    await reported(desk, other, await desk.picture(who, prompt="my own fox"), "a reason of theirs")
    await desk.says("quota grant", member=who, images=3)
    await desk.says("quota reset", member=who)
    await desk.says("block", member=who, reason="a reason of the moderator")
    _, data = await export(world, who, desk.channel)
    text = json.dumps(data)
    assert [one["reason"] for one in data["reports_by_you"]] == ["a reason of mine"]
    assert len(data["reports_of_your_pictures"]) == 1
    assert [(one["reason"], one["until"]) for one in data["blocks"]] == [("a reason of the moderator", None)]
    assert [one["pictures"] for one in data["quota_grants"]] == [3]
    assert len(data["quota_resets"]) == 1
    actions = [one["action"] for one in data["audit_log"]]
    assert actions == ["blocked", "reset", "granted", "reported", "reported"]
    for hidden in ("a reason of theirs", other, desk.who):
        assert hidden not in text, "nobody else is named"

    assert "the reasons that you wrote" in await delete(world, who, desk.channel)
    assert "a reason of mine" not in await desk.says("audit")
    listed = await world.see(desk.who, (await desk.admin("reports")).message or "")
    assert "(its words were erased)" in json.dumps(listed)
    assert "a reason of mine" not in json.dumps(listed)
    _, data = await export(world, who, desk.channel)
    assert [one["reason"] for one in data["reports_by_you"]] == [""], "that it was reported stays"
    assert [one["action"] for one in data["audit_log"]] == actions
    assert [one["reason"] for one in data["blocks"]] == ["a reason of the moderator"], "a block in force stays"


async def test_the_export_holds_everything_of_that_member_alone_and_no_secret(world: World) -> None:
    who, other = await world.member("exporter"), await world.member("other")
    await choose(world, who, await preferences(world, who), "scale", "0.25")
    here = await delivered(world, who, "a 🦊 to take along")
    await delivered(world, who, "far away", channel="quay")
    await delivered(world, other, "not yours")
    message, data = await export(world, who)
    assert "2 requests" in message["content"]
    assert data["complete"] is True
    assert data["preferences"]["scale"] == 0.25
    assert [one["prompt"] for one in data["requests"]] == ["far away", "a 🦊 to take along"]
    oldest = data["requests"][1]
    assert oldest["message"] == here["id"]
    assert oldest["size"] == SMALL
    assert oldest["charge"]["became"] == "spent"
    assert oldest["charge"]["settled_at"] is not None
    assert len(oldest["pictures"]) == 1
    secrets = await world.call("GET", "/secrets")
    text = json.dumps(data)
    assert "not yours" not in text
    assert len(secrets) > 5
    assert [secret for secret in secrets if secret in text] == []


async def test_an_export_without_any_request_is_whole_all_the_same(world: World) -> None:
    _, data = await export(world, await world.member("new"))
    assert data["requests"] == []
    assert data["complete"] is True


async def test_delete_erases_the_words_everywhere_and_keeps_the_accounts(world: World) -> None:
    who, other = await world.member("leaver"), await world.member("stayer")
    message = await preferences(world, who)
    await choose(world, who, message, "size", SMALL)
    first = await delivered(world, who, "a fox to forget")
    far = await delivered(world, who, "a far fox to forget", channel="quay")
    theirs = await delivered(world, other, "a fox to keep")
    opened = await world.press(who, (await privacy(world, who))["id"], "Delete my data")
    modal = await form(world, opened)
    assert modal["title"] == "Delete your data?"
    assert "What stays, for the accounts" in str(modal["components"])
    assert "a fox to forget" in json.dumps((await export(world, who))[1]), "not before it is meant"
    words = await world.words(who, await send(world, who, opened))
    assert "Done: the words of 2 requests are erased" in words
    assert "No words" in words

    for place in (first, far):
        for label in ("Again", "Edit prompt", "Original", "Delete"):
            assert await world.words(who, await world.press(who, place["id"], label)) == UNKNOWN
    assert await world.words(other, await world.press(other, first["id"], "Again")) == UNKNOWN
    assert (await world.press(other, theirs["id"], "Edit prompt")).kind == "modal"
    _, data = await export(world, who)
    assert "fox" not in json.dumps(data)
    assert [one["erased"] for one in data["requests"]] == [True, True]
    assert [one["prompt"] for one in data["requests"]] == [None, None]
    assert [one["charge"]["became"] for one in data["requests"]] == ["spent", "spent"]
    assert data["preferences"]["size"] is None
    assert "9 of 10" in await world.read_quota(who), "what was counted stays counted"
    assert (await world.see(who, first["id"]))["attachments"], "Discord's own messages stay"
    assert "2048×2048" in (await preferences(world, who))["content"]


async def test_delete_is_refused_while_something_is_in_the_making_and_says_what_to_do(world: World) -> None:
    who = await world.member("impatient")
    opened_before = await world.press(who, (await privacy(world, who))["id"], "Delete my data")
    await delivered(world, who, "an old fox")
    await world.provider(queue_s=600)
    told = await world.type(who, prompt="a fox in the making", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    assert told.message is not None
    message = await privacy(world, who)
    refusal = await world.words(who, await world.press(who, message["id"], "Delete my data"))
    assert "1 request of yours is not over" in refusal
    assert "`a fox in the making`" in refusal
    assert f"/{told.message}" in refusal, "a link to it"
    assert "press Cancel under it" in refusal
    assert "is not over" in await world.words(who, await send(world, who, opened_before)), "also for an open form"
    assert "an old fox" in json.dumps((await export(world, who))[1])
    await world.press(who, told.message)
    await world.until_says(who, told.message, "Cancelled")

    async def goes() -> bool:
        return (await world.press(who, message["id"], "Delete my data")).kind == "modal"

    await world.wait_for(goes)
    assert "Done: the words of 2 requests" in await delete(world, who)
    assert "the words of 0 requests" in await delete(world, who), "a second time there is nothing left"


async def test_delete_is_refused_while_pictures_wait_to_be_collected(world: World) -> None:
    who = await world.member("waiting")
    await world.provider(queue_s=600)
    told = await world.type(who, channel="bots", prompt="a kept fox", aspect_ratio=SMALL, private=True)
    await world.until_says(who, told.message, "studio's queue")
    await world.call("POST", "/tokens/expire")
    await world.fault("dm_closed")
    await world.provider(queue_s=0)

    async def waits() -> bool:
        return "waits for you: type </collect:" in await world.read_quota(who)

    await world.wait_for(waits)
    refusal = await world.words(who, await world.press(who, (await privacy(world, who))["id"], "Delete my data"))
    assert "its pictures wait for you: type </collect:" in refusal
    await world.fair()
    await world.until_pictures(who, (await world.type(who, "collect")).message)

    async def deleted() -> bool:
        opened = await world.press(who, (await privacy(world, who))["id"], "Delete my data")
        return opened.kind == "modal" and "Done" in await world.words(who, await send(world, who, opened))

    await world.wait_for(deleted)


async def test_deleting_and_pressing_at_the_same_moment_leaves_no_half_erased_wish(world: World) -> None:
    who, fan = await world.member("leaver"), await world.member("fan")
    first = await delivered(world, who, "a contested fox")
    opened = await world.press(who, (await privacy(world, who))["id"], "Delete my data")
    answers = await asyncio.gather(
        send(world, who, opened),
        world.press(fan, first["id"], "Again"),
        world.press(fan, first["id"], "Original"),
        world.press(who, first["id"], "Edit prompt"),
    )
    assert "Done" in await world.words(who, answers[0])
    pressed = answers[1]
    if not pressed.ephemeral:  # the press was first: then it is the fan's own wish, whole
        assert "a contested fox" in (await world.until_pictures(fan, pressed.message))["content"]
    assert await world.words(who, await world.press(who, first["id"], "Again")) == UNKNOWN
    assert all(one["prompt"] for one in await asked(world))


@pytest.mark.parametrize("custom_id", ["imagine:erased:0", "imagine:erased:12345"])
async def test_a_forged_form_erases_nothing_of_anybody_else(world: World, custom_id: str) -> None:
    hers, his = await world.member("victim"), await world.member("forger")
    first = await delivered(world, hers, "a fox that stays")
    opened = await world.press(his, first["id"], "Edit prompt")
    body: Json = {"as": his, "custom_id": custom_id, "components": [], "unchecked": True}
    await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))
    assert "a fox that stays" in json.dumps((await export(world, hers))[1])


async def test_on_a_full_disk_nothing_is_erased_or_exported_and_that_is_said(world: World) -> None:
    who = await world.member("full")
    await delivered(world, who, "a fox on a full disk")
    message = await privacy(world, who)
    opened = await world.press(who, message["id"], "Delete my data")
    pid = (await world.call("GET", "/bot"))["pid"]
    with full_disk(pid):
        assert "cannot write anything down" in await world.words(who, await send(world, who, opened))
        told = await world.press(who, message["id"], "Export my data")
        await world.until_says(who, told.message, "cannot write anything down")
    assert "a fox on a full disk" in json.dumps((await export(world, who))[1])
    assert "Done" in await delete(world, who)


async def test_a_file_that_cannot_be_brought_is_said_and_comes_with_the_next_press(world: World) -> None:
    who = await world.member("unlucky")
    message = await privacy(world, who)
    await world.fault("discord_status", on="edit", status=403, times=1)
    told = await world.press(who, message["id"], "Export my data")
    await world.until_says(who, told.message, "could not bring your file")
    await export(world, who)
