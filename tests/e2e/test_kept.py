"""Pictures that no way was left to show: kept for their member, who gets them with /collect."""

import asyncio

import pytest

from tests.e2e.sandbox import RESULT_BUTTONS, World, buttons, labels

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"
ALLOWED = ["view_channel", "send_messages", "attach_files", "embed_links", "read_message_history"]


async def kept(world: World, who: str) -> str:
    """Ask in `bots`, and let every way to the member be closed when the picture is finished; the message's id."""
    await world.provider(queue_s=600)
    told = await world.type(who, channel="bots", prompt="a kept fox", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.call("POST", "/tokens/expire")
    await world.call("PATCH", "/channels/bots", {"bot_permissions": []})
    await world.fault("dm_closed")
    await world.provider(queue_s=0)

    async def waits() -> bool:
        return "waits for you: type </collect:" in await world.read_quota(who)

    try:
        await world.wait_for(waits)
    finally:
        await world.call("PATCH", "/channels/bots", {"bot_permissions": ALLOWED})
    assert told.message is not None
    return told.message


async def test_a_picture_that_could_not_be_brought_is_kept_and_comes_with_collect(world: World) -> None:
    who = await world.member("patient")
    paid_before = len((await world.provider())["requests"])
    asked_in = await kept(world, who)
    quota = await world.read_quota(who)
    assert "**9 of 10 pictures left today**" in quota
    assert "1 finished request waits for you" in quota
    assert "0 of 3 requests at once" in quota, "it takes no place"

    told = await world.type(who, "collect")
    assert told.ephemeral
    message = await world.until_pictures(who, told.message)
    assert "a kept fox" in message["content"]
    assert "9 pictures left" in message["content"]
    assert labels(message) == [label for label in RESULT_BUTTONS if label != "Delete"]
    assert len((await world.provider())["requests"]) == paid_before + 1
    quota = await world.read_quota(who)
    assert "1 used · 0 in the making" in quota
    assert "collect" not in quota
    again = await world.type(who, "collect")
    assert "Nothing waits for you" in await world.words(who, again)
    left = await world.until_says(who, asked_in, "Finished, and fetched with </collect:")
    assert buttons(left) == []


async def test_nobody_else_gets_it_and_a_restart_forgets_nothing(world: World) -> None:
    who, stranger = await world.member("owner of a fox"), await world.member("stranger")
    await kept(world, who)
    told = await world.type(stranger, "collect")
    assert "Nothing waits for you" in await world.words(stranger, told)
    await world.bot("kill")
    await world.bot("start")
    told = await world.type(who, "collect", channel="quay")
    await world.until_pictures(who, told.message)


async def test_asked_for_twice_at_the_same_moment_it_comes_once_and_the_other_answer_says_so(world: World) -> None:
    who = await world.member("double")
    await kept(world, who)
    answers = await asyncio.gather(*(world.type(who, "collect") for _ in range(2)))

    async def over() -> bool:
        seen = [await world.see(who, told.message) for told in answers if told.message]
        return sorted(len(one["attachments"]) for one in seen) == [0, 1] and all(
            "…" not in one["content"] for one in seen
        )

    await world.wait_for(over)


async def test_a_button_under_the_message_that_was_closed_brings_the_picture_there(world: World) -> None:
    who = await world.member("presser")
    asked_in = await kept(world, who)
    pressed = await world.press(who, asked_in)
    assert "already finished" in await world.words(who, pressed)
    message = await world.until_pictures(who, asked_in)
    assert labels(message) == RESULT_BUTTONS
    assert "1 used · 0 in the making" in await world.read_quota(who)


async def test_killed_while_it_is_being_collected_it_comes_all_the_same_and_once(world: World) -> None:
    who = await world.member("twice unlucky")
    await kept(world, who)
    await world.fault("file_status")
    told = await world.type(who, "collect")
    assert told.message is not None
    await world.until(who, told.message, lambda seen: "longer than usual" in seen["content"])
    await world.bot("kill")
    await world.call("DELETE", "/faults")
    await world.bot("start")
    await world.until_pictures(who, told.message)
    assert "1 used · 0 in the making" in await world.read_quota(who)


@pytest.mark.parametrize("channel", ["general", "night-shots"])
async def test_a_result_that_went_out_as_a_new_message_before_a_long_outage_is_not_posted_again(
    world: World, channel: str
) -> None:
    """In the thread the new message opens the old one's door again; the result must not go through it as well."""
    await world.provider(queue_s=600)
    who = await world.member("once is enough")
    told = await world.type(who, channel=channel, prompt="one fox", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.fault("discord_lost_after", on="send", times=1)
    if channel == "general":
        await world.call("DELETE", f"/messages/{told.message}")
    else:
        await world.call("POST", "/tokens/expire")
        await world.call("PATCH", f"/channels/{channel}", {"archived": True})
    await world.provider(queue_s=0)

    async def results() -> list[str]:
        seen = await world.call("GET", f"/channels/{channel}/messages", None, **{"as": who})
        return [one["id"] for one in seen if any(told.interaction in file["filename"] for file in one["attachments"])]

    async def posted() -> bool:
        return bool(await results())

    await world.wait_for(posted)
    await world.bot("kill")
    (message,) = await results()
    await world.call("PATCH", f"/messages/{message}", {"age_s": 4000})
    await world.bot("start")

    async def settled() -> bool:
        return "1 used · 0 in the making" in await world.read_quota(who)

    await world.wait_for(settled)
    assert await results() == [message]


async def test_what_is_collected_privately_is_never_posted_for_everybody(world: World) -> None:
    who, stranger = await world.member("private"), await world.member("stranger")
    await kept(world, who)
    await world.fault("file_status")
    told = await world.type(who, "collect", channel="quay")
    assert told.ephemeral
    assert told.message is not None
    await world.until(who, told.message, lambda seen: "longer than usual" in seen["content"])
    await world.call("POST", "/tokens/expire")
    await world.call("DELETE", "/faults")

    async def over() -> bool:
        return "0 in the making" in await world.read_quota(who)

    await world.wait_for(over)
    assert [seen for seen in await world.messages(stranger, "quay") if "a kept fox" in seen["content"]] == []
