"""The bot lives in the world's time: a new day begins its quotas anew, and tokens end after a quarter of an hour."""

from collections.abc import Generator
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
import pytest

from sandbox.client import SandboxProcess
from tests.e2e.sandbox import RESULT_BUTTONS, World, labels
from tests.openapi import OPENAPI

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"
PAST_A_TOKENS_LIFE_S = 16 * 60


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Generator[SandboxProcess]:
    """A sandbox of its own: in the shared one, the others' time would move, too."""
    data: Path = tmp_path_factory.mktemp("time")
    settings = {"QUOTA_IMAGES": "1", "QUOTA_TIMEZONE": "Pacific/Auckland", "JOB_TIMEOUT_MINUTES": "60"}
    sandbox = SandboxProcess(data=data, settings=settings, openapi=OPENAPI if OPENAPI.exists() else None)
    yield sandbox
    assert sandbox.stop() == 0


async def test_all_servers_of_the_world_say_what_time_it_is_there(process: SandboxProcess, world: World) -> None:
    now = (await world.call("POST", "/clock", {"forward_s": 3600}))["now"]
    async with aiohttp.ClientSession() as http:
        for name in ("page", "provider", "files"):
            async with http.get(f"{process.addresses[name]}/nowhere") as answer:
                assert 0 <= parsedate_to_datetime(answer.headers["Date"]).timestamp() + 1 - now < 60


async def test_a_quota_that_is_used_up_begins_anew_the_next_day(world: World) -> None:
    who = await world.member("daily")
    await world.until_pictures(who, (await world.type(who, prompt="today", aspect_ratio=SMALL)).message)
    assert "used up" in await world.words(who, await world.type(who, prompt="x", aspect_ratio=SMALL))
    await world.call("POST", "/clock", {"to": "next_day"})
    assert "**1 of 1 picture left today**" in await world.read_quota(who)
    await world.until_pictures(who, (await world.type(who, prompt="tomorrow", aspect_ratio=SMALL)).message)


async def test_a_job_under_way_when_its_token_ends_is_delivered_by_the_bots_own_right(world: World) -> None:
    who = await world.member("patient")
    await world.provider(render_s=3600)
    told = await world.type(who, prompt="slow", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "Rendering")
    await world.call("POST", "/clock", {"forward_s": PAST_A_TOKENS_LIFE_S})
    await world.provider(render_s=0)
    shown = await world.until_pictures(who, told.message)
    assert labels(shown) == RESULT_BUTTONS
    last = [call for call in await world.call("GET", "/calls") if call["on"] in ("edit", "bot_edit")][-1]
    assert last["on"] == "bot_edit"


async def test_a_picture_that_was_finished_while_a_day_went_by_is_brought_and_not_given_up(world: World) -> None:
    who = await world.member("sleeper")
    await world.provider(queue_s=120, render_s=60)
    told = await world.type(who, prompt="overnight", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.call("POST", "/clock", {"to": "next_day"})
    await world.until_pictures(who, told.message)
