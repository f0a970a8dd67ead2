"""/imagine from typing to pictures, with the unmodified discord.py, as a member sees it."""

import asyncio
import io
from itertools import pairwise

import pytest
from PIL import Image

from bot.core.requests import SIZES, Size, Tier
from tests.e2e.sandbox import RESULT_BUTTONS, World, labels

pytestmark = pytest.mark.asyncio
ids = [size.value for size in SIZES]
SETS = [next(size for size in SIZES if size.tier is tier) for tier in Tier]


async def delivered(world: World, size: Size, images: str) -> None:
    who = await world.member(f"member of {size.value} {images}")
    told = await world.type(who, prompt=f"a lighthouse, {size.value}", aspect_ratio=size.value, images=images)
    message = await world.until_pictures(who, told.message)
    assert len(message["attachments"]) == (1 if images == "one" else 2)
    for number, attachment in enumerate(message["attachments"], 1):
        assert (attachment["width"], attachment["height"]) == (size.width_px, size.height_px)
        assert "a lighthouse" in attachment["description"]
        assert f"{number} of 2" in attachment["description"] or images == "one"
        with Image.open(io.BytesIO(await world.download(attachment["url"]))) as picture:
            assert picture.size == (size.width_px, size.height_px)
    assert f"{size.ratio} · {size.tier.value} ({size.width_px}×{size.height_px})" in message["content"]
    assert labels(message) == [label for label in RESULT_BUTTONS if label != "In 4K" or size.tier is not Tier.FOUR_K]


@pytest.mark.parametrize("size", SIZES, ids=ids)
async def test_one_picture_of_every_size_is_delivered(world: World, size: Size) -> None:
    await delivered(world, size, "one")


@pytest.mark.parametrize("size", SETS, ids=lambda size: size.value)
async def test_a_set_of_every_tier_is_delivered(world: World, size: Size) -> None:
    await delivered(world, size, "set")


async def test_what_is_sent_is_what_was_chosen_and_what_is_shown_is_what_was_made(world: World) -> None:
    who = await world.member("chooser")
    told = await world.type(who, prompt="a fox", aspect_ratio="1024x1024(1:1)", scale=0.75)
    message = await world.until_pictures(who, told.message)
    request = (await world.provider())["requests"][-1]
    assert request["input"] == {
        "prompt": "a fox",
        "width×height": "1024x1024(1:1)",
        "scale": 0.75,
        "force_single": True,
    }
    made = await world.download(request["outputs"][0])
    shown = await world.download(message["attachments"][0]["url"])
    assert shown == made
    assert request["cost_usd"] == pytest.approx(0.03)
    assert "9 pictures left" in message["content"]


async def test_the_defaults_are_two_k_square_balanced_one_picture(world: World) -> None:
    who = await world.member("plain")
    await world.until_pictures(who, (await world.type(who, prompt="a fox")).message)
    request = (await world.provider())["requests"][-1]
    assert request["input"] == {
        "prompt": "a fox",
        "width×height": "2048x2048(1:1)",
        "scale": 0.5,
        "force_single": True,
    }


async def test_one_message_tells_the_whole_story_in_few_edits_with_time_between(world: World) -> None:
    await world.provider(queue_s=3, render_s=4)
    who = await world.member("reader")
    told = await world.type(who, prompt="a lighthouse")
    await world.until_pictures(who, told.message)
    assert told.message is not None
    versions = await world.versions(who, told.message)
    story = "\n".join(version["content"] for version in versions)
    positions = [story.find(word) for word in ("On its way", "studio's queue", "Rendering", "left")]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert len({version["content"] for version in versions}) == len(versions)
    progress = [version["at"] for version in versions[:-1]]
    assert all(later - earlier >= 1.9 for earlier, later in pairwise(progress))
    assert len(versions) <= 7
    assert len(await world.call("GET", "/channels/pictures/messages", None, **{"as": who})) >= 1


async def test_it_works_in_the_bots_direct_messages_with_a_quota_of_their_own(world: World) -> None:
    who = await world.member("dm-reader")
    told = await world.type(who, channel="dm", prompt="a fox", aspect_ratio="1024x1024(1:1)")
    message = await world.until_pictures(who, told.message)
    assert "9 pictures left" in message["content"]
    assert "10 of 10" in await world.read_quota(who)
    assert "9 of 10" in await world.read_quota(who, channel="dm")


PROMPTS = {
    "emoji": "🦊👩‍👩‍👧‍👦 fox 🇮🇹",
    "rtl": "קשת בענן مرحبا",
    "markdown": "**bold** __under__ ~~gone~~ # head > quote ||spoiler|| [link](https://example.com)",
    "mentions": "@everyone @here <@123> <@&456> <#789> </imagine:1>",
    "newlines": "one\ntwo\r\nthree",
    "longest": "🦊" * 800,
    "long_words": "x" * 800,
}


@pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS.keys())
async def test_any_prompt_reaches_the_provider_as_typed_and_harms_nothing(world: World, prompt: str) -> None:
    who = await world.member("typist")
    told = await world.type(who, prompt=prompt, aspect_ratio="1024x1024(1:1)")
    message = await world.until_pictures(who, told.message)
    assert (await world.provider())["requests"][-1]["input"]["prompt"] == prompt
    first_line = message["content"].split("\n")[0]
    assert first_line.startswith("`")
    assert first_line.endswith("`")
    assert first_line.count("`") == 2
    assert first_line[1:-1] == " ".join(prompt.split())
    assert len(message["attachments"][0]["description"]) <= 1024


@pytest.mark.parametrize(
    "prompt", ["a `tick` ``two``", "dir\u202eection", "zero\u200bwidth", "tag\U000e0041s", "```\ncode"]
)
async def test_what_could_break_out_of_the_code_span_is_shown_without_its_power(world: World, prompt: str) -> None:
    who = await world.member("prankster")
    told = await world.type(who, prompt=prompt, aspect_ratio="1024x1024(1:1)")
    message = await world.until_pictures(who, told.message)
    first_line = message["content"].split("\n")[0]
    assert first_line.count("`") == 2
    assert not set(first_line) & set("\u202e\u200b\U000e0041")


async def test_a_picture_over_the_upload_limit_is_shown_smaller_with_a_link_to_the_original(world: World) -> None:
    await world.fault("huge_image", times=1)
    who = await world.member("big")
    told = await world.type(who, prompt="a fox", aspect_ratio="5404x3040(16:9)")
    message = await world.until_pictures(who, told.message)
    (attachment,) = message["attachments"]
    assert attachment["size"] <= 10 * 1024 * 1024
    assert attachment["filename"].endswith(".jpg")
    original = (await world.provider())["requests"][-1]["outputs"][0]
    assert f"(<{original}>)" in message["content"]
    assert len(await world.download(original)) > 10 * 1024 * 1024


async def test_of_a_set_beyond_ten_pictures_the_rest_is_told(world: World) -> None:
    await world.fault("several_images", count=12, times=1)
    who = await world.member("collector")
    told = await world.type(who, prompt="a fox", aspect_ratio="1024x1024(1:1)", images="set")
    message = await world.until_pictures(who, told.message)
    assert len(message["attachments"]) == 10
    assert "2 more pictures do not fit here" in message["content"]
    assert message["content"].count("(<http") == 2


async def test_a_redelivered_interaction_is_one_job_one_message_one_charge(world: World) -> None:
    await world.provider(render_s=2)
    who = await world.member("echo")
    before = len((await world.provider())["requests"])
    told = await world.type(who, prompt="a fox", aspect_ratio="1024x1024(1:1)")
    await world.call("POST", f"/interactions/{told.interaction}/redeliver")
    await world.until_pictures(who, told.message)
    assert len((await world.provider())["requests"]) == before + 1
    assert "9 of 10" in await world.read_quota(who)


async def test_jobs_of_many_members_run_side_by_side(world: World) -> None:
    await world.provider(render_s=3)
    people = await asyncio.gather(*(world.member(f"side {number}") for number in range(5)))
    tolds = await asyncio.gather(*(world.type(who, prompt="x", aspect_ratio="1024x1024(1:1)") for who in people))
    await asyncio.gather(*(world.until_pictures(who, told.message) for who, told in zip(people, tolds, strict=True)))
    requests = (await world.provider())["requests"][-5:]
    assert max(request["started_at"] for request in requests) < min(request["finished_at"] for request in requests)
