"""First replies that go wrong, and the demo; how results reach their person is the matrix in test_ladder.py."""

import asyncio
import sys
from pathlib import Path

import pytest
from PIL import Image

from sandbox.client import ROOT
from tests.e2e.sandbox import World

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
