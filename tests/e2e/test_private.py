"""Private pictures: seen by their member alone, also when the studio takes longer than Discord lets us answer."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import SandboxProcess
from tests.e2e.desk import a_desk
from tests.e2e.sandbox import RESULT_BUTTONS, Json, Told, World, buttons, labels
from tests.openapi import OPENAPI

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"
PAST_A_TOKENS_LIFE_S = 16 * 60
DAY_S = 86_400
NOTE = "Only you see this. If it takes longer than 15 minutes"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Generator[SandboxProcess]:
    """A sandbox of its own: in the shared one, the others' time would move, too."""
    data: Path = tmp_path_factory.mktemp("private")
    sandbox = SandboxProcess(data=data, settings={}, openapi=OPENAPI if OPENAPI.exists() else None)
    yield sandbox
    assert sandbox.stop() == 0


async def slow(world: World, who: str, prompt: str = "a secret fox") -> Told:
    """A private picture that renders until it is told to be ready."""
    await world.provider(render_s=36_000)
    told = await world.type(who, prompt=prompt, aspect_ratio=SMALL, private=True)
    assert told.ephemeral
    await world.until_says(who, told.message, "Rendering")
    return told


async def past_its_token(world: World) -> None:
    await world.call("POST", "/clock", {"forward_s": PAST_A_TOKENS_LIFE_S})


async def direct_messages(world: World, who: str, prompt: str) -> list[Json]:
    return [seen for seen in await world.messages(who, "dm") if prompt in seen["content"]]


async def is_over(world: World, who: str) -> bool:
    return "0 in the making" in await world.read_quota(who)


async def nobody_else_sees(world: World, prompt: str) -> None:
    stranger = await world.member("stranger")
    for channel in ("pictures", "general", "bots"):
        assert [seen for seen in await world.messages(stranger, channel) if prompt in seen["content"]] == []


async def refused_calls(world: World) -> list[Json]:
    """Calls about a message or a channel that Discord turned away: its bans count them."""
    return [call for call in await world.call("GET", "/calls") if call["on"] == "bot_edit" and call["status"] >= 400]


async def test_a_private_picture_is_seen_by_its_member_alone_from_the_first_word_to_the_last(world: World) -> None:
    who = await world.member("shy")
    told = await world.type(who, prompt="a shy fox", aspect_ratio=SMALL, private=True)
    assert told.ephemeral
    done = await world.until_pictures(who, told.message)
    assert labels(done) == [label for label in RESULT_BUTTONS if label != "Delete"]
    first = (await world.versions(who, done["id"]))[0]
    assert NOTE in first["content"]
    assert "</collect:" in first["content"]
    assert NOTE not in done["content"]
    again = await world.press(who, done["id"], "Again")
    assert again.ephemeral, "what is asked for from a private message stays private"
    await world.until_pictures(who, again.message)
    await nobody_else_sees(world, "a shy fox")


@pytest.mark.parametrize("answer", [False, None])
async def test_a_picture_is_for_everybody_unless_it_is_said_otherwise(world: World, answer: bool | None) -> None:
    who = await world.member("open")
    options: dict[str, Any] = {} if answer is None else {"private": answer}
    told = await world.type(who, prompt="an open fox", aspect_ratio=SMALL, **options)
    assert not told.ephemeral
    done = await world.until_pictures(who, told.message)
    assert all(NOTE not in version["content"] for version in await world.versions(who, done["id"]))


async def test_in_a_direct_message_private_is_an_ordinary_message_that_can_be_edited_at_any_time(world: World) -> None:
    who = await world.member("direct")
    await world.provider(render_s=36_000)
    told = await world.type(who, prompt="a direct fox", aspect_ratio=SMALL, private=True, channel="dm")
    assert not told.ephemeral
    await world.until_says(who, told.message, "Rendering")
    await past_its_token(world)
    await world.provider(render_s=0)
    assert NOTE not in (await world.until_pictures(who, told.message))["content"]


async def test_what_takes_longer_than_its_token_comes_as_a_direct_message(world: World) -> None:
    who = await world.member("patient")
    await slow(world, who, "a slow secret fox")
    await past_its_token(world)
    await world.provider(render_s=0)
    await world.wait_for(lambda: is_over(world, who))
    (brought,) = await direct_messages(world, who, "a slow secret fox")
    assert len(brought["attachments"]) == 1
    assert f"<@{who}>, your picture is ready." in brought["content"]
    assert "Your request was here" not in brought["content"], "there is nothing to be seen there"
    await nobody_else_sees(world, "a slow secret fox")
    assert await refused_calls(world) == []
    assert "1 used" in await world.read_quota(who)


async def test_where_direct_messages_are_closed_it_is_kept_and_collect_brings_it_privately(world: World) -> None:
    who = await world.member("closed")
    told = await slow(world, who, "a kept secret fox")
    await past_its_token(world)
    await world.fault("dm_closed")
    await world.provider(render_s=0)

    async def waits() -> bool:
        return "waits for you: type </collect:" in await world.read_quota(who)

    await world.wait_for(waits)
    await world.fair()
    collected = await world.type(who, "collect", channel="general")
    assert collected.ephemeral
    done = await world.until_pictures(who, collected.message)
    assert "a kept secret fox" in done["content"]
    assert "Delete" not in labels(done)
    await nobody_else_sees(world, "a kept secret fox")
    assert await direct_messages(world, who, "a kept secret fox") == []
    assert told.message is not None
    assert "Rendering" in (await world.see(who, told.message))["content"], "nobody can change that one any more"
    await world.wait_for(lambda: is_over(world, who))
    assert await refused_calls(world) == []


async def test_a_press_of_cancel_brings_a_new_quarter_of_an_hour_to_the_same_message(world: World) -> None:
    who = await world.member("presser")
    told = await slow(world, who, "a pressed fox")
    await past_its_token(world)
    assert told.message is not None
    assert "Too late to cancel" in await world.words(who, await world.press(who, told.message))
    await world.provider(render_s=0)
    done = await world.until_pictures(who, told.message)
    assert done["ephemeral"]
    assert await direct_messages(world, who, "a pressed fox") == []


async def test_a_kept_one_comes_into_its_own_message_when_its_button_is_pressed(world: World) -> None:
    who = await world.member("late presser")
    told = await slow(world, who, "a late fox")
    await past_its_token(world)
    await world.fault("dm_closed")
    await world.provider(render_s=0)

    async def waits() -> bool:
        return "waits for you" in await world.read_quota(who)

    await world.wait_for(waits)
    assert told.message is not None
    await world.press(who, told.message)
    done = await world.until_pictures(who, told.message)
    assert done["ephemeral"]
    assert buttons(done)


async def test_a_failure_after_the_token_is_told_directly_for_nobody_would_see_it_otherwise(world: World) -> None:
    who = await world.member("unlucky")
    await world.fault("fails")
    await slow(world, who, "an unlucky fox")
    await past_its_token(world)
    await world.provider(render_s=0)
    await world.wait_for(lambda: is_over(world, who))

    async def told_so() -> bool:
        return bool(await direct_messages(world, who, "an unlucky fox"))

    await world.wait_for(told_so)
    (message,) = await direct_messages(world, who, "an unlucky fox")
    assert "given back" in message["content"]
    assert "0 used" in await world.read_quota(who)
    await nobody_else_sees(world, "an unlucky fox")


async def test_a_restart_in_the_middle_changes_nothing_of_that(world: World) -> None:
    who = await world.member("restarted")
    await slow(world, who, "a restarted fox")
    await world.bot("kill")
    await past_its_token(world)
    await world.bot("start")
    await world.provider(render_s=0)
    await world.wait_for(lambda: is_over(world, who))
    assert len(await direct_messages(world, who, "a restarted fox")) == 1
    await nobody_else_sees(world, "a restarted fox")


@pytest.mark.parametrize("verb", ["again", "edit", "largest", "original", "delete"])
async def test_what_was_for_one_person_is_not_to_be_had_by_its_number_in_the_same_server(
    world: World, verb: str
) -> None:
    hers = await world.member("owner")
    his = await world.member("forger", "manage_messages")
    told = await world.type(hers, prompt="a hidden fox", aspect_ratio=SMALL, private=True)
    hidden = await world.until_pictures(hers, told.message)
    mine = await world.type(his, prompt="x", aspect_ratio=SMALL)
    place = await world.until_pictures(his, mine.message)
    number = next(one["custom_id"] for one in buttons(hidden) if "custom_id" in one).split(":")[-1]
    body = {"as": his, "custom_id": f"imagine:{verb}:{number}", "unchecked": True}
    answer = await world.told(await world.call("POST", f"/messages/{place['id']}/press", body))
    words = await world.words(his, answer)
    assert words in ("I do not know this request any more.", "Too late: this one has already finished.")


async def test_words_of_old_requests_go_on_their_day_and_young_ones_stay(world: World) -> None:
    """RETENTION_DAYS with the moved clock: the bot looks again within half a minute."""
    await world.bot("stop")
    await world.bot("start", RETENTION_DAYS="30")
    who = await world.member("long ago")
    old = await world.until_pictures(who, (await world.type(who, prompt="an old fox", aspect_ratio=SMALL)).message)

    async def written_down() -> bool:
        return "1 used" in await world.read_quota(who)

    await world.wait_for(written_down)  # a moment after it is shown; on another day it would have ended on that one
    await world.call("POST", "/clock", {"forward_s": 20 * DAY_S})
    young = await world.until_pictures(who, (await world.type(who, prompt="a new fox", aspect_ratio=SMALL)).message)
    assert "erased 30 days after" in (await world.words(who, await world.type(who, "privacy")))
    await world.call("POST", "/clock", {"forward_s": 11 * DAY_S})

    async def gone() -> bool:
        pressed = await world.press(who, old["id"], "Original")
        return "I do not know this request any more." in await world.words(who, pressed)

    await world.wait_for(gone)
    assert "do not know" not in await world.words(who, await world.press(who, young["id"], "Original"))
    assert "old jobs were erased" in await world.log()


async def test_a_manager_cannot_wipe_their_trail_by_keeping_words_for_a_day(world: World) -> None:
    desk = await a_desk(world)
    who = await desk.person("blocked")
    await desk.says("block", member=who, reason="a grudge")
    await desk.decide(retention_days="1")
    await world.call("POST", "/clock", {"forward_s": 3 * DAY_S})

    async def without_words() -> bool:
        return "a grudge" not in await desk.says("audit")

    await world.wait_for(without_words)
    said = await desk.says("audit")
    assert f"<@{desk.who}> blocked <@{who}>: —" in said
    assert "changed **Words are kept for**" in said
    assert "`a grudge`" in await desk.refused(who), "a block in force says why"
