"""Stop and kill the bot in the middle: the next one continues in the same message."""

import asyncio

import pytest

from tests.e2e.sandbox import World

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"


@pytest.mark.parametrize("end", ["kill", "stop"])
async def test_a_job_goes_on_in_the_same_message_after_a_restart_and_is_paid_once(world: World, end: str) -> None:
    await world.provider(queue_s=1, render_s=600)
    who = await world.member("survivor")
    before = len((await world.provider())["requests"])
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "Rendering")
    ended = await world.bot(end)
    assert ended["exit_code"] == (0 if end == "stop" else -9)
    await world.provider(queue_s=0, render_s=0.1)
    await world.bot("start")
    message = await world.until_pictures(who, told.message)
    assert "9 pictures left" in message["content"]
    assert len((await world.provider())["requests"]) == before + 1


async def test_the_cancel_button_of_an_old_message_works_after_a_restart(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("returner")
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "studio's queue")
    await world.bot("kill")
    await world.bot("start")
    assert told.message is not None
    pressed = await world.press(who, told.message)
    assert "Cancelled." in await world.words(who, pressed)
    await world.until_says(who, told.message, "Cancelled.")
    assert "10 of 10" in await world.read_quota(who)


async def test_killed_while_the_answer_to_the_submit_is_open_it_never_submits_again(world: World) -> None:
    await world.fault("submit_hangs", times=1)
    who = await world.member("between")
    before = len((await world.provider())["requests"])
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_provider(lambda seen: len(seen["requests"]) == before + 1)
    await world.bot("kill")
    await world.bot("start")
    message = await world.until_says(who, told.message, "lost contact while sending")
    assert "given back" in message["content"]
    assert len((await world.provider())["requests"]) == before + 1
    assert "possibly paid" in await world.log()
    assert "10 of 10" in await world.read_quota(who)


async def test_while_it_stops_commands_are_told_to_come_back_and_its_work_is_handed_over(world: World) -> None:
    who, late = await world.member("in flight"), await world.member("late")
    await world.provider(queue_s=600)
    queued = await world.type(late, prompt="x", aspect_ratio=SMALL, channel="general")
    await world.until_says(late, queued.message, "studio's queue")
    await world.fault("submit_hangs", times=1)
    before = len((await world.provider())["requests"])
    hanging = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_provider(lambda seen: len(seen["requests"]) == before + 1)
    stopping = asyncio.create_task(world.bot("stop"))

    async def said() -> bool:
        return "stopping" in (await world.log()).splitlines()[-1]

    await world.wait_for(said)
    refused = await world.type(late, prompt="y", aspect_ratio=SMALL)
    assert "I am restarting. Please try again in a moment." in await world.words(late, refused)
    assert (await stopping)["exit_code"] == 0
    assert "jobs handed over" in await world.log()
    assert "never retrieved" not in await world.log()
    await world.provider(queue_s=0)
    await world.bot("start")
    await world.until_pictures(late, queued.message)
    await world.until_says(who, hanging.message, "lost contact while sending")
    assert len((await world.provider())["requests"]) == before + 1
