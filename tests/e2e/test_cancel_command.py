"""/cancel: one's own requests in the making, one, some or all, and never anybody else's."""

import pytest

from tests.e2e.sandbox import Json, World, labels
from tests.e2e.test_history import choose, forge
from tests.e2e.test_results import SMALL, delivered

pytestmark = pytest.mark.asyncio
NOTHING = "You have nothing in the making here that could be cancelled."


async def waiting(world: World, who: str, prompt: str, channel: str = "pictures") -> str:
    """A request that waits at the provider; its message."""
    told = await world.type(who, prompt=prompt, aspect_ratio=SMALL, channel=channel)
    message = await world.until(who, told.message, lambda seen: "studio's queue" in seen["content"])
    return message["id"]


async def slow(world: World) -> None:
    await world.call("PATCH", "/provider", {"queue_s": 600})


async def asked_to_cancel(world: World, who: str) -> Json:
    told = await world.type(who, "cancel")
    assert told.ephemeral
    assert told.message is not None
    return await world.see(who, told.message)


async def outcome(world: World, who: str, answer: Json) -> str:
    """What the answer says after a press."""
    seen = await world.until(who, answer["id"], lambda message: message["content"] != answer["content"])
    assert labels(seen) == []
    return seen["content"]


async def test_with_nothing_in_the_making_it_says_so(world: World) -> None:
    who = await world.member("idle")
    await delivered(world, who)
    assert (await asked_to_cancel(world, who))["content"] == NOTHING


async def test_the_only_one_is_cancelled_after_being_asked_and_given_back(world: World) -> None:
    who = await world.member("hasty")
    await slow(world)
    message = await waiting(world, who, "a fox too many")
    answer = await asked_to_cancel(world, who)
    assert "a fox too many" in answer["content"]
    assert labels(answer) == ["Cancel it"]
    await world.bot("kill")
    await world.bot("start")
    await world.press(who, answer["id"], "Cancel it")
    words = await outcome(world, who, answer)
    assert "Cancelled. 1 picture was given back." in words or "I asked to cancel." in words
    assert "a fox too many" in words
    await world.until_says(who, message, "Cancelled. 1 picture was given back.")
    assert "**10 of 10" in await world.read_quota(who)
    again = await forge(world, who, answer["id"], "imagine:stopall")
    assert "finished" in await world.words(who, again), "its buttons are gone"


async def test_some_of_several(world: World) -> None:
    who = await world.member("chooser")
    await slow(world)
    first, second, third = [await waiting(world, who, f"fox {number}") for number in (1, 2, 3)]
    answer = await asked_to_cancel(world, who)
    (menu,) = [one for row in answer["components"] for one in row["components"] if "options" in one]
    assert [option["label"] for option in menu["options"]] == ["fox 1", "fox 2", "fox 3"]
    await choose(world, who, answer, *[option["value"] for option in menu["options"][:2]])
    told = await world.until(who, answer["id"], lambda message: message["content"] != answer["content"])
    became, rest = told["content"].split("This is in the making. Cancel it?")
    assert "2 pictures were given back" in became
    assert "`fox 2`" in became
    assert ("fox 3" in became, "`fox 3`" in rest) == (False, True)
    for message in (first, second):
        await world.until_says(who, message, "Cancelled.")
    assert "queue" in (await world.see(who, third))["content"]
    assert labels(told) == ["Cancel it"], "what was not chosen can be cancelled, too"
    await world.press(who, told["id"], "Cancel it")
    assert "fox 3" in await outcome(world, who, told)
    await world.until_says(who, third, "Cancelled.")


async def test_all_of_mine_are_mine_and_of_this_place_alone(world: World) -> None:
    hers, his, moderator = (
        await world.member("her"),
        await world.member("him"),
        await world.member("mod", "manage_messages"),
    )
    await slow(world)
    other = await waiting(world, his, "his own")
    far = await waiting(world, hers, "far away", "quay")
    mine = [await waiting(world, hers, f"mine {number}") for number in (1, 2)]
    assert (await asked_to_cancel(world, moderator))["content"] == NOTHING
    answer = await asked_to_cancel(world, hers)
    assert "his own" not in str(answer)
    assert "far away" not in str(answer)
    await world.press(hers, answer["id"], "Cancel all of mine")
    assert "2 pictures were given back" in await outcome(world, hers, answer)
    for message in mine:
        await world.until_says(hers, message, "Cancelled.")
    for who, message in ((his, other), (hers, far)):
        assert "queue" in (await world.see(who, message))["content"]


async def test_what_cannot_be_cancelled_any_more_is_said_for_each(world: World) -> None:
    who = await world.member("late")
    await world.call("PATCH", "/provider", {"queue_s": 0, "render_s": 4})
    told = await world.type(who, prompt="a fox being drawn", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "Rendering")
    answer = await asked_to_cancel(world, who)
    await world.press(who, answer["id"], "Cancel it")
    words = await outcome(world, who, answer)
    assert "Too late to cancel" in words or "I asked to cancel" in words
    await world.until_pictures(who, told.message)
    ended = await world.type(who, prompt="a fox that ended", aspect_ratio=SMALL)
    await world.until_says(who, ended.message, "Rendering")
    answer = await asked_to_cancel(world, who)
    await world.until_pictures(who, ended.message)
    await world.press(who, answer["id"], "Cancel it")
    assert "already finished" in await outcome(world, who, answer)
