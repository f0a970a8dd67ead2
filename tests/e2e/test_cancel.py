"""Cancel in every state, by whom, and what becomes of the quota."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.e2e.sandbox import Told, World, buttons

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"


async def ask(world: World, who: str) -> Told:
    return await world.type(who, prompt="a fox", aspect_ratio=SMALL)


async def test_in_the_studios_queue_it_is_cancelled_and_given_back(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("queued")
    told = await ask(world, who)
    await world.until_says(who, told.message, "studio's queue")
    assert told.message is not None
    pressed = await world.press(who, told.message)
    assert await world.words(who, pressed) == "Cancelled. 1 picture was given back."
    message = await world.until_says(who, told.message, "Cancelled.")
    assert buttons(message) == []
    assert "10 of 10" in await world.read_quota(who)
    provider = await world.provider()
    assert provider["requests"][-1]["state"] == "cancelled"
    assert not provider["requests"][-1]["cost_usd"]


async def test_while_rendering_it_is_too_late_and_the_picture_comes(world: World) -> None:
    await world.provider(render_s=4)
    who = await world.member("rendering")
    told = await ask(world, who)
    assert told.message is not None
    await world.until_says(who, told.message, "Rendering")
    pressed = await world.press(who, told.message)
    assert "Too late to cancel" in await world.words(who, pressed)
    message = await world.until_pictures(who, told.message)
    assert "9 pictures left" in message["content"]


async def test_a_stranger_is_refused_and_only_the_stranger_sees_it(world: World) -> None:
    await world.provider(queue_s=600)
    who, stranger = await world.member("owner"), await world.member("stranger")
    told = await ask(world, who)
    assert told.message is not None
    pressed = await world.press(stranger, told.message)
    assert "Only the person who asked for it" in await world.words(stranger, pressed)
    seen_by_owner = await world.call("GET", "/channels/pictures/messages", None, **{"as": who})
    assert not [message for message in seen_by_owner if "Only the person" in message["content"]]
    await world.press(who, told.message)
    await world.until_says(who, told.message, "Cancelled.")


async def test_a_moderator_may_cancel_and_is_named(world: World) -> None:
    await world.provider(queue_s=600)
    who, moderator = await world.member("member"), await world.member("moderator", "manage_messages")
    told = await ask(world, who)
    assert told.message is not None
    await world.until_says(who, told.message, "studio's queue")
    await world.press(moderator, told.message)
    message = await world.until_says(who, told.message, "Cancelled")
    assert f"<@{moderator}>" in message["content"]
    assert "10 of 10" in await world.read_quota(who)


async def test_when_the_studio_never_cancels_the_person_is_told_the_truth(world: World) -> None:
    await world.fault("never_cancels", times=1)
    await world.provider(queue_s=3, render_s=0.2)
    who = await world.member("patient")
    told = await ask(world, who)
    assert told.message is not None
    await world.until_says(who, told.message, "studio's queue")
    pressed = await world.press(who, told.message)
    assert "Too late to cancel" in await world.words(who, pressed)
    await world.until_pictures(who, told.message)


async def test_when_the_answer_to_a_cancel_is_lost_it_is_asked_again(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("unlucky")
    told = await ask(world, who)
    assert told.message is not None
    await world.until_says(who, told.message, "studio's queue")
    await world.fault("read_lost", times=1, on="cancel")
    await world.press(who, told.message)
    await world.until_says(who, told.message, "Cancelled.")
    assert "10 of 10" in await world.read_quota(who)


class TestInOurOwnLine:
    """With one place at the provider, others wait with us."""

    @pytest_asyncio.fixture
    async def narrow(self, world: World) -> AsyncGenerator[World]:
        await world.bot("stop")
        await world.bot("start", PARALLEL_JOBS="1")
        await world.provider(render_s=600)
        yield world
        await world.provider(render_s=0.1)
        await world.bot("stop")
        await world.bot("start", PARALLEL_JOBS="10")

    async def test_waiting_jobs_know_their_place_and_are_cancelled_without_a_trace_at_the_studio(
        self, narrow: World
    ) -> None:
        people = [await narrow.member(f"in line {number}") for number in range(3)]
        before = len((await narrow.provider())["requests"])
        tolds = [await ask(narrow, who) for who in people]
        await narrow.until_says(people[1], tolds[1].message, "You are next.")
        await narrow.until_says(people[2], tolds[2].message, "2nd in line")
        assert tolds[1].message is not None
        pressed = await narrow.press(people[1], tolds[1].message)
        assert "given back" in await narrow.words(people[1], pressed)
        await narrow.until_says(people[1], tolds[1].message, "Cancelled.")
        await narrow.until_says(people[2], tolds[2].message, "You are next.")
        assert len((await narrow.provider())["requests"]) == before + 1
        await narrow.provider(render_s=0.1)
        await asyncio.gather(
            narrow.until_pictures(people[0], tolds[0].message), narrow.until_pictures(people[2], tolds[2].message)
        )
