"""What a member may have, what is refused, in which words, and who sees them."""

import asyncio
from typing import Any

import pytest

from tests.e2e.sandbox import ONCE_MORE, World, labels

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"


async def test_quota_shows_used_held_left_a_bar_and_the_reset(world: World) -> None:
    who = await world.member("counter")
    assert "**10 of 10 pictures left today**" in await world.read_quota(who)
    await world.until_pictures(who, (await world.type(who, prompt="x", aspect_ratio=SMALL)).message)
    await world.provider(queue_s=600)
    waiting = await world.type(who, prompt="x", aspect_ratio=SMALL, images="set")
    quota = await world.read_quota(who)
    assert "**5 of 10 pictures left today**" in quota
    assert "1 used · 4 in the making" in quota
    assert "█" in quota
    assert "▒" in quota
    assert "<t:" in quota
    assert waiting.message is not None
    await world.press(who, waiting.message)
    await world.until_says(who, waiting.message, "4 pictures were given back")
    assert "**9 of 10 pictures left today**" in await world.read_quota(who)


async def test_in_direct_messages_no_server_pays(world: World) -> None:
    who = await world.member("alone")
    assert "It costs this server $0.03." in await world.words(who, await world.type(who, "price"))
    for images, words in (("one", "$0.03."), ("set", "up to $0.45, for up to 15 pictures.")):
        told = await world.words(who, await world.type(who, "price", channel="dm", images=images))
        assert f"It costs the bot's operator {words}" in told
        assert "server" not in told


async def test_a_used_up_quota_is_refused_with_the_reset_and_nothing_is_sent(world: World) -> None:
    who = await world.member("eager")
    for _ in range(2):
        told = await world.type(who, prompt="x", aspect_ratio=SMALL, images="set")
        await world.until_pictures(who, told.message)
    before = len((await world.provider())["requests"])
    refused = await world.type(who, prompt="x", aspect_ratio=SMALL, images="set")
    words = await world.words(who, refused)
    assert "This needs 4, and you have 2 left: 8 of 10 pictures used." in words
    assert "<t:" in words
    assert len((await world.provider())["requests"]) == before
    for _ in range(2):
        told = await world.type(who, prompt="x", aspect_ratio=SMALL)
        await world.until_pictures(who, told.message)
    assert "used up" in await world.words(who, await world.type(who, prompt="x", aspect_ratio=SMALL))
    assert "**0 of 10" in await world.read_quota(who)


async def test_too_many_at_once_is_refused_until_one_ends(world: World) -> None:
    await world.provider(queue_s=600)
    who = await world.member("impatient")
    tolds = [await world.type(who, prompt="x", aspect_ratio=SMALL) for _ in range(3)]
    assert "no more than 3 at once" in await world.words(who, await world.type(who, prompt="x", aspect_ratio=SMALL))
    assert tolds[0].message is not None
    await world.press(who, tolds[0].message)
    await world.until_says(who, tolds[0].message, "Cancelled.")
    assert not (await world.type(who, prompt="x", aspect_ratio=SMALL)).ephemeral
    await world.provider(queue_s=0)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"prompt": "x" * 801}, "801 characters; 800 are possible"),
        ({"prompt": "   "}, "the prompt is empty"),
        ({"prompt": "x", "aspect_ratio": "9x16"}, "do not know this size"),
        ({"prompt": "x", "scale": 7.5}, "between 0 and 1"),
        ({"prompt": "x", "images": "thousand"}, "one picture or a set"),
    ],
)
async def test_what_discords_client_would_not_send_is_refused_in_plain_words(
    world: World, options: dict[str, Any], words: str
) -> None:
    who = await world.member("crafty")
    before = len((await world.provider())["requests"])
    refused = await world.type(who, unchecked=True, **options)
    assert words in await world.words(who, refused)
    assert len((await world.provider())["requests"]) == before
    assert "10 of 10" in await world.read_quota(who)


ANOTHER_PROMPT = ["Edit prompt"]  # the same words would fail again
FAILURES: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("moderated", {}, "content filter stopped", ANOTHER_PROMPT),
    ("fails", {}, "could not make this one", ONCE_MORE),
    ("fails_on_status", {}, "could not make this one", ONCE_MORE),
    ("cancelled_there", {}, "was cancelled at the studio", ONCE_MORE),
    ("no_pictures", {}, "no picture that I can show", ONCE_MORE),
    ("foreign_link", {}, "no picture that I can show", ONCE_MORE),
    ("submit_lost_after", {}, "lost contact while sending", ONCE_MORE),
    ("submit_status", {"status": 422}, "did not accept this request", ANOTHER_PROMPT),
    ("submit_status", {"status": 503}, "lost contact while sending", ONCE_MORE),
    ("file_wrong_type", {}, "no picture that I can show", ONCE_MORE),
    ("file_bomb", {}, "no picture that I can show", ONCE_MORE),
]


@pytest.mark.parametrize(("fault", "arguments", "words", "offered"), FAILURES, ids=[f"{f[0]}-{f[1]}" for f in FAILURES])
async def test_a_failure_is_told_in_plain_words_in_the_same_message_and_given_back(
    world: World, fault: str, arguments: dict[str, Any], words: str, offered: list[str]
) -> None:
    await world.fault(fault, times=1, **arguments)
    who = await world.member("unlucky")
    before = (await world.provider())["calls"].get("submit", 0)
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    message = await world.until_says(who, told.message, words)
    assert "1 picture was given back." in message["content"]
    assert labels(message) == offered
    assert "10 of 10" in await world.read_quota(who)
    assert (await world.provider())["calls"]["submit"] == before + 1


@pytest.mark.parametrize(("fault", "arguments"), [("bad_key", {"on": "submit"}), ("no_balance", {})])
async def test_a_refused_account_pauses_the_bot_the_operator_is_told_once_and_it_goes_on_by_itself(
    world: World, fault: str, arguments: dict[str, Any]
) -> None:
    await world.fault(fault, **arguments)
    told_before = (await world.log()).count("provider account refused")
    people = [await world.member(f"customer {number}") for number in range(3)]
    paid_before = len((await world.provider())["requests"])
    told = await world.type(people[0], prompt="x", aspect_ratio=SMALL)
    await world.until_says(people[0], told.message, "I keep trying; nothing is charged yet")
    for who in people[1:]:
        refused = await world.type(who, prompt="x", aspect_ratio=SMALL)
        assert "not available right now" in await world.words(who, refused)
    assert len((await world.provider())["requests"]) == paid_before
    await world.call("DELETE", f"/faults/{fault}")
    await world.until_pictures(people[0], told.message)
    assert len((await world.provider())["requests"]) == paid_before + 1
    log = await world.log()
    assert log.count("provider account refused") == told_before + 1
    assert log.count("provider account is well again") == told_before + 1


@pytest.mark.alone
async def test_fifty_members_at_once_are_all_answered_in_time_and_served(world: World) -> None:
    people = await asyncio.gather(*(world.member(f"crowd {number}") for number in range(50)))
    before = len((await world.provider())["requests"])
    tolds = await asyncio.gather(*(world.type(who, prompt="x", aspect_ratio=SMALL) for who in people))
    assert {told.state for told in tolds} == {"answered"}
    await asyncio.gather(*(world.until_pictures(who, told.message) for who, told in zip(people, tolds, strict=True)))
    assert len((await world.provider())["requests"]) == before + 50
    quotas = [await world.read_quota(who) for who in people]
    assert all("**9 of 10" in quota for quota in quotas)


@pytest.mark.alone
async def test_one_member_pressing_fifty_times_at_once_is_never_overdrawn(world: World) -> None:
    who = await world.member("hammer")
    before = len((await world.provider())["requests"])
    tolds = await asyncio.gather(*(world.type(who, prompt="x", aspect_ratio=SMALL) for _ in range(50)))
    assert {told.state for told in tolds} == {"answered"}
    taken = [told for told in tolds if not told.ephemeral]
    assert 3 <= len(taken) <= 10
    await asyncio.gather(*(world.until_pictures(who, told.message) for told in taken))
    assert len((await world.provider())["requests"]) == before + len(taken)
    assert f"**{10 - len(taken)} of 10" in await world.read_quota(who)
