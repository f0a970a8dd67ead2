"""The ways by which a finished picture reaches its person when the first one is closed."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from sandbox.client import ROOT
from tests.e2e.sandbox import World

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"


async def test_the_result_comes_by_the_bots_own_right_when_the_token_is_dead(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("late")
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.call("POST", "/tokens/expire")
    await world.provider(queue_s=0)
    message = await world.until_pictures(who, told.message)
    assert "9 pictures left" in message["content"]


async def test_the_result_comes_anew_when_its_message_was_deleted(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("deleted")
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.call("DELETE", f"/messages/{told.message}")
    await world.provider(queue_s=0)
    messages = await _until_result_for(world, who)
    assert len(messages) == 1


async def _until_result_for(world: World, who: str, channel: str = "pictures") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    async def look() -> bool:
        seen = await world.call("GET", f"/channels/{channel}/messages", None, **{"as": who})
        found[:] = [message for message in seen if f"<@{who}>, your picture is ready" in message["content"]]
        return bool(found)

    await world.wait_for(look)
    return found


async def test_the_result_comes_as_a_direct_message_when_the_channel_is_closed_to_the_bot(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("shut out")
    told = await world.type(who, channel="bots", prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.call("POST", "/tokens/expire")
    await world.call("PATCH", "/channels/bots", {"bot_permissions": []})
    await world.provider(queue_s=0)
    try:
        (message,) = await _until_result_for(world, who, "dm")
        assert message["attachments"]
        assert f"/{told.message}" in message["content"]
    finally:
        allowed = ["view_channel", "send_messages", "attach_files", "embed_links", "read_message_history"]
        await world.call("PATCH", "/channels/bots", {"bot_permissions": allowed})


async def test_where_automod_refuses_the_words_the_picture_comes_without_them(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("blunt")
    told = await world.type(who, prompt="a rude word", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.fault("automod", text="rude")
    await world.provider(queue_s=0)
    message = await world.until_pictures(who, told.message)
    assert "rude" not in message["content"]


async def test_where_automod_refuses_the_words_of_the_first_reply_they_are_left_out(world: World) -> None:
    await world.fault("automod", text="rude")
    who = await world.member("blunt from the start")
    told = await world.type(who, prompt="a rude word", aspect_ratio=SMALL)
    assert told.state == "answered"
    message = await world.until_pictures(who, told.message)
    assert "rude" not in message["content"]


async def test_a_chat_that_refuses_everything_costs_nobody_anything_for_ever(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("unwelcome")
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.fault("discord_status", on="edit", status=400, code=240000)
    await world.fault("discord_status", on="edit", status=400, code=240000)
    await world.provider(queue_s=0)
    found = await world.until_provider(lambda seen: seen["requests"][-1]["state"] == "completed")
    assert found

    async def settled() -> bool:
        return "in the making" in (quota := await world.read_quota(who)) and "0 in the making" in quota

    await world.wait_for(settled)


async def test_an_upload_refused_as_too_large_is_made_smaller_and_tried_again(world: World) -> None:
    await world.fault("upload_too_large", times=1)
    who = await world.member("heavy")
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    message = await world.until_pictures(who, told.message)
    assert message["attachments"][0]["filename"].endswith(".jpg")
    assert "Too large for this chat" in message["content"]


@pytest.mark.parametrize("fault", ["discord_status", "discord_lost_after"])
async def test_discord_in_trouble_for_a_moment_delays_the_picture_and_doubles_nothing(world: World, fault: str) -> None:
    await world.provider(queue_s=600)
    who = await world.member("waiter")
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.fault(fault, times=2, on="edit")
    await world.provider(queue_s=0)
    message = await world.until_pictures(who, told.message)
    assert len(message["attachments"]) == 1
    seen = await world.call("GET", "/channels/pictures/messages", None, **{"as": who})
    mine = [one for one in seen if one["interaction"] and one["interaction"]["user"]["id"] == who]
    assert len(mine) == 1


async def test_a_first_reply_that_is_not_confirmed_in_time_is_taken_back_and_nothing_is_sent(world: World) -> None:
    await world.fault("slow_ack", times=1, delay_s=3.5)
    who = await world.member("slow")
    before = len((await world.provider())["requests"])
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "could not answer in time")
    assert "10 of 10" in await world.read_quota(who)
    assert len((await world.provider())["requests"]) == before


async def test_the_demo_delivers_and_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sandbox.demo", "--prompt", "a red bicycle in the rain", "--ratio", SMALL]
    done = await asyncio.create_subprocess_exec(
        *command, "--out", str(tmp_path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    transcript = (await done.communicate())[0].decode()
    assert done.returncode == 0
    assert "/imagine prompt: a red bicycle in the rain" in transcript
    (picture,) = tmp_path.iterdir()
    with Image.open(picture) as image:
        assert image.size == (1024, 1024)
