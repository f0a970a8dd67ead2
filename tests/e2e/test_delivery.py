"""First replies that go wrong, messages that are left behind, and the demo; how results go is in test_ladder.py."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
from PIL import Image

from sandbox.client import ROOT
from tests.e2e.sandbox import Json, World, buttons

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"


async def test_where_automod_refuses_the_words_of_the_first_reply_they_are_left_out(world: World) -> None:
    await world.fault("automod", text="rude")
    who = await world.member("blunt from the start")
    told = await world.type(who, prompt="a rude word", aspect_ratio=SMALL)
    assert told.state == "answered"
    message = await world.until_pictures(who, told.message)
    assert "rude" not in message["content"]


async def test_a_first_reply_that_is_not_confirmed_in_time_is_taken_back_and_nothing_is_sent(world: World) -> None:
    await world.fault("slow_ack", times=1, delay_s=3.5)
    who = await world.member("slow")
    before = len((await world.provider())["requests"])
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "could not answer in time")
    assert "10 of 10" in await world.read_quota(who)
    assert len((await world.provider())["requests"]) == before


async def sent_directly(world: World, who: str) -> list[Json]:
    """The pictures that this member has in direct messages."""
    return [one for one in await world.messages(who, "dm") if one["attachments"]]


async def about_to_go_elsewhere(world: World, who: str) -> str:
    """Ask, and let the result be on its way into a direct message, whose sending is held; the old message's id."""
    await world.provider(queue_s=600)
    told = await world.type(who, prompt="a fox that moves", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.fault("uploads_limited")
    await world.fault("discord_held", on="send")
    await world.provider(queue_s=0)

    leaving = re.compile(rf"result goes elsewhere .*\bjob={told.interaction}\b")

    async def leaves() -> bool:
        return leaving.search(await world.log()) is not None

    await world.wait_for(leaves)
    assert told.message is not None
    return told.message


async def test_an_old_message_says_where_its_result_went_although_discord_fails_at_first(world: World) -> None:
    who = await world.member("left behind")
    left = await about_to_go_elsewhere(world, who)
    await world.fault("discord_status", on=["edit", "bot_edit"], times=1)
    await world.call("DELETE", "/faults/discord_held")
    old = await world.until_says(who, left, "so I sent it as a direct message")
    assert buttons(old) == []
    assert len(await sent_directly(world, who)) == 1


async def test_killed_before_the_old_message_says_where_its_result_went_it_says_so_afterwards(world: World) -> None:
    who = await world.member("left behind twice")
    left = await about_to_go_elsewhere(world, who)
    await world.fault("discord_held", on=["edit", "bot_edit"])

    async def sent() -> bool:
        return bool(await sent_directly(world, who))

    await world.wait_for(sent)
    await world.bot("kill")
    await world.call("DELETE", "/faults")
    await world.bot("start")
    old = await world.until_says(who, left, "so I sent it as a direct message")
    assert buttons(old) == []
    assert len(await sent_directly(world, who)) == 1
    assert "1 used · 0 in the making" in await world.read_quota(who)


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
