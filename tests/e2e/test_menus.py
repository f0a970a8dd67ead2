"""“Use this prompt” on a message, and /help."""

import pytest

from tests.e2e.desk import MANAGES
from tests.e2e.sandbox import Told, World
from tests.e2e.test_history import posted, show
from tests.e2e.test_results import SMALL, asked, chosen, delivered, fields, form, send

pytestmark = pytest.mark.asyncio
NO_WORDS = "I find no words in this message"


async def use(world: World, who: str, message: str) -> Told:
    """Choose the command in the menu of a message."""
    return await world.told(await world.call("POST", f"/messages/{message}/commands/Use%20this%20prompt", {"as": who}))


async def say(world: World, who: str, content: str, channel: str = "pictures") -> str:
    """A member's own words; the id of the message."""
    body = {"as": who, "content": content}
    return (await world.call("POST", f"/channels/{channel}/messages", body))["id"]


async def test_a_result_gives_its_whole_wish(world: World) -> None:
    hers, his = await world.member("maker"), await world.member("fan")
    made = await delivered(world, hers, "a fox to use", scale=0.25)
    opened = await use(world, his, made["id"])
    shown = fields(await form(world, opened))
    assert shown["prompt"]["value"] == "a fox to use"
    assert [chosen(shown[name]) for name in ("size", "scale", "images")] == [SMALL, "0.25", "one"]
    message = await world.until_pictures(his, (await send(world, his, opened, prompt="a badger to use")).message)
    assert "a badger to use" in message["content"]
    assert f"<@{his}>" in message["content"]
    assert "**9 of 10" in await world.read_quota(his)


async def test_a_failed_request_gives_its_wish_too(world: World) -> None:
    who = await world.member("unlucky")
    await world.fault("fails", times=1)
    told = await world.type(who, prompt="a fox that failed", aspect_ratio=SMALL)
    failed = await world.until_says(who, told.message, "given back")
    opened = await use(world, who, failed["id"])
    assert fields(await form(world, opened))["prompt"]["value"] == "a fox that failed"
    assert "that failed" in (await world.until_pictures(who, (await send(world, who, opened)).message))["content"]


async def test_pictures_that_were_posted_again_or_moved_give_the_wish_that_made_them(world: World) -> None:
    who = await world.member("poster")
    made = await delivered(world, who, "a fox that moves", scale=1.0)
    place = await world.channel("gallery")
    job = next(one["custom_id"] for row in made["components"] for one in row["components"]).split(":")[-1]
    await posted(world, who, await show(world, who, job, channel=place))
    (again,) = [one for one in await world.messages(who, place) if one["attachments"]]
    await world.call("PATCH", "/provider", {"render_s": 1.5})
    told = await world.type(who, prompt="a fox that flees", aspect_ratio=SMALL, channel=place)
    await world.call("DELETE", f"/messages/{told.message}")
    moved = [one for one in await world.messages(who, place) if "flees" in one["content"]]

    async def arrived() -> bool:
        found = [one for one in await world.messages(who, place) if "flees" in one["content"] and one["attachments"]]
        moved[:] = found
        return bool(found)

    await world.wait_for(arrived)
    for message, prompt in ((again, "a fox that moves"), (moved[0], "a fox that flees")):
        assert fields(await form(world, await use(world, who, message["id"])))["prompt"]["value"] == prompt


@pytest.mark.parametrize("channel", ["pictures", "dm"])
async def test_a_members_words_become_a_prompt_of_at_most_800_characters(world: World, channel: str) -> None:
    who = await world.member("talker")
    words = "a lighthouse " + "far " * 400
    opened = await use(world, who, await say(world, who, words, channel))
    value = fields(await form(world, opened))["prompt"]["value"]
    assert value == words[:800].strip()
    message = await world.until_pictures(who, (await send(world, who, opened, size=[SMALL])).message)
    assert not message["ephemeral"]
    assert (await asked(world))[-1]["prompt"] == value


async def test_a_form_of_a_members_words_lives_on_after_a_kill(world: World) -> None:
    who = await world.member("patient")
    opened = await use(world, who, await say(world, who, "a patient lighthouse"))
    await world.bot("kill")
    await world.bot("start")
    await world.until_pictures(who, (await send(world, who, opened, size=[SMALL])).message)


async def test_a_message_without_words_gets_a_friendly_sentence(world: World) -> None:
    who = await world.member("quiet")
    told = await world.type(who, "quota")
    assert told.message is not None
    assert NO_WORDS in await world.words(who, await use(world, who, told.message))
    assert NO_WORDS in await world.words(who, await use(world, who, await say(world, who, "\u200b\u200b")))


async def test_what_was_private_stays_so(world: World) -> None:
    who = await world.member("shy")
    made = await delivered(world, who, "a private fox", private=True)
    sent = await send(world, who, await use(world, who, made["id"]))
    assert sent.ephemeral
    assert (await world.until_pictures(who, sent.message))["ephemeral"]


async def test_a_forged_form_is_an_ordinary_wish_with_the_forgers_own_quota(world: World) -> None:
    who = await world.member("forger")
    opened = await use(world, who, await say(world, who, "a fox"))
    prompt = {"type": 18, "component": {"type": 4, "custom_id": "prompt", "value": ""}}
    body = {"as": who, "custom_id": "imagine:wished:1", "components": [prompt], "unchecked": True}
    told = await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))
    assert "the prompt is empty" in await world.words(who, told)


async def test_help_lists_what_exists_to_be_pressed_and_says_what_a_set_costs(world: World) -> None:
    who = await world.member("newcomer")
    words = await world.words(who, await world.type(who, "help"))
    registered = {one["name"]: one["id"] for one in await world.call("GET", "/commands") if (one.get("type") or 1) == 1}
    assert len(registered) >= 7
    for name, number in registered.items():
        assert (f"</{name}:{number}>" in words) == (name not in ("help", "imagine-admin")), name
    assert "imagine-admin" not in words
    moderator = await world.member("moderator", "manage_messages")
    theirs = await world.words(moderator, await world.type(moderator, "help"))
    manager = await world.member("manager", *MANAGES)
    of_managers = await world.words(manager, await world.type(manager, "help"))
    for name, both in (("quota show", True), ("block", True), ("quota grant", False), ("settings", False)):
        command = f"</imagine-admin {name}:{registered['imagine-admin']}>"
        assert command in of_managers
        assert (command in theirs) == both, name
    assert "Everybody has 10 pictures here each day." in words
    assert "A set counts as 4." in words
    assert "Use this prompt" in words
