"""What can be done with a finished picture, by whom, and who pays for it."""

from typing import Any

import pytest

from tests.e2e.sandbox import RESULT_BUTTONS, Json, Told, World, buttons, labels

pytestmark = pytest.mark.asyncio
SMALL = "1024x1024(1:1)"


async def delivered(world: World, who: str, prompt: str = "a fox", **more: Any) -> Json:
    """A finished picture, asked for by this member."""
    told = await world.type(who, prompt=prompt, aspect_ratio=SMALL, **more)
    return await world.until_pictures(who, told.message)


def number_of(message: Json) -> str:
    """The job's id, as the buttons under its message carry it."""
    return next(one["custom_id"] for one in buttons(message) if "custom_id" in one).split(":")[-1]


async def forge_press(world: World, who: str, message: Json, custom_id: str) -> Told:
    """Press a button that the message does not have."""
    body = {"as": who, "custom_id": custom_id, "unchecked": True}
    return await world.told(await world.call("POST", f"/messages/{message['id']}/press", body))


async def form(world: World, told: Told) -> Json:
    """The form that an answer is."""
    assert told.kind == "modal"
    return (await world.call("GET", f"/interactions/{told.interaction}"))["modal"]


async def send(world: World, who: str, told: Told, **fields: Any) -> Told:
    """Send a form, with what is not named left as it was."""
    return await world.told(
        await world.call("POST", f"/modals/{told.interaction}/submit", {"as": who, "fields": fields})
    )


async def choose(world: World, who: str, message: Json, value: str) -> Told:
    """Choose in the menu of sizes."""
    (menu,) = [one for one in buttons(message) if "options" in one]
    body = {"as": who, "custom_id": menu["custom_id"], "values": [value]}
    return await world.told(await world.call("POST", f"/messages/{message['id']}/select", body))


def fields(modal: Json) -> dict[str, Json]:
    """The fields of a form by their ids."""
    return {item["component"]["custom_id"]: item["component"] for item in modal["components"]}


def chosen(field: Json) -> str:
    """What is chosen in a menu before anybody touches it."""
    (value,) = [option["value"] for option in field["options"] if option.get("default")]
    return value


async def asked(world: World) -> list[Json]:
    """The input of every request that the provider has seen."""
    return [request["input"] for request in (await world.provider())["requests"]]


async def test_again_is_the_same_wish_for_whoever_presses_with_their_own_quota(world: World) -> None:
    hers, his = await world.member("maker"), await world.member("fan")
    first = await delivered(world, hers, "a fox to see twice", scale=0.75)
    assert labels(first) == RESULT_BUTTONS
    second = await world.until_pictures(his, (await world.press(his, first["id"], "Again")).message)
    assert second["id"] != first["id"]
    assert "a fox to see twice" in second["content"]
    assert f"<@{his}>" in second["content"], "nobody typed a command, so the message says who asked"
    assert f"<@{hers}>" not in first["content"]
    mine = [one for one in await asked(world) if one["prompt"] == "a fox to see twice"]
    assert len(mine) == 2
    assert mine[0] == mine[1]
    assert "**9 of 10" in await world.read_quota(hers)
    assert "**9 of 10" in await world.read_quota(his)


async def test_a_press_that_is_delivered_twice_asks_once(world: World) -> None:
    who = await world.member("twice")
    first = await delivered(world, who, "a fox delivered twice")
    pressed = await world.press(who, first["id"], "Again")
    await world.call("POST", f"/interactions/{pressed.interaction}/redeliver")
    await world.until_pictures(who, pressed.message)
    assert "**8 of 10" in await world.read_quota(who)


async def test_a_quota_that_is_used_up_refuses_every_button_privately(world: World) -> None:
    hers, his = await world.member("rich"), await world.member("poor")
    first = await delivered(world, hers)
    for _ in range(2):
        await world.until_pictures(his, (await world.type(his, prompt="x", aspect_ratio=SMALL, images="set")).message)
    for _ in range(2):
        await delivered(world, his)
    for label in ("Again", "In 4K"):
        assert "used up" in await world.words(his, await world.press(his, first["id"], label))
    assert "used up" in await world.words(his, await choose(world, his, first, "2560x1440(16:9)"))
    opened = await world.press(his, first["id"], "Edit prompt")
    assert "used up" in await world.words(his, await send(world, his, opened))


async def test_edit_prompt_brings_the_whole_wish_to_be_changed(world: World) -> None:
    who = await world.member("editor")
    first = await delivered(world, who, "a fox", scale=0.25)
    opened = await world.press(who, first["id"], "Edit prompt")
    shown = fields(await form(world, opened))
    assert shown["prompt"]["value"] == "a fox"
    assert [chosen(shown[name]) for name in ("size", "scale", "images")] == [SMALL, "0.25", "one"]
    sent = await send(world, who, opened, prompt="a badger", size=["2048x2048(1:1)"])
    message = await world.until_pictures(who, sent.message)
    assert "a badger" in message["content"]
    newest = (await asked(world))[-1]
    assert (newest["prompt"], newest["width×height"], newest["scale"]) == ("a badger", "2048x2048(1:1)", 0.25)
    assert (await world.see(who, first["id"]))["attachments"] == first["attachments"], "the first one stays"


async def test_words_that_cannot_be_are_refused_and_nothing_is_charged(world: World) -> None:
    who = await world.member("blank")
    first = await delivered(world, who)
    opened = await world.press(who, first["id"], "Edit prompt")
    assert "the prompt is empty" in await world.words(who, await send(world, who, opened, prompt=" \u200b "))
    assert "**9 of 10" in await world.read_quota(who)


async def test_larger_and_in_another_shape(world: World) -> None:
    who = await world.member("shaper")
    first = await delivered(world, who, "a wide fox")
    large = await world.until_pictures(who, (await world.press(who, first["id"], "In 4K")).message)
    assert (await asked(world))[-1]["width×height"] == "4096x4096(1:1)"
    assert "In 4K" not in labels(large)
    await world.until_pictures(who, (await choose(world, who, first, "3024x1296(21:9)")).message)
    assert (await asked(world))[-1] | {"scale": 0} == (await asked(world))[-2] | {
        "width×height": "3024x1296(21:9)",
        "scale": 0,
    }


async def test_the_original_is_told_to_whoever_asks_only_to_them(world: World) -> None:
    hers, his = await world.member("maker"), await world.member("collector")
    first = await delivered(world, hers)
    words = await world.words(his, await world.press(his, first["id"], "Original"))
    outputs = [output for request in (await world.provider())["requests"] for output in request["outputs"]]
    assert any(f"(<{output}>)" in words for output in outputs)
    assert "1024×1024 · PNG" in words
    assert "does not say how long" in words


async def test_its_requester_deletes_a_result_after_being_asked_once(world: World) -> None:
    who = await world.member("shy")
    first = await delivered(world, who, "a fox to forget")
    opened = await world.press(who, first["id"], "Delete")
    modal = await form(world, opened)
    assert modal["title"] == "Delete this for everybody?"
    assert "It stays counted." in str(modal["components"])
    assert (await world.see(who, first["id"]))["attachments"], "not before it is meant"
    sent = await send(world, who, opened)
    assert sent.state == "answered"

    async def gone() -> bool:
        return first["id"] not in [one["id"] for one in await world.messages(who, "pictures")]

    await world.wait_for(gone)
    assert "**9 of 10" in await world.read_quota(who)


async def test_pictures_are_not_deleted_while_they_are_still_being_brought_and_so_never_come_back(world: World) -> None:
    """Discord loses the answer to the edit that shows them: the bot will edit again, and where their message is gone it
    would bring them to another one."""
    who = await world.member("hasty")
    await world.fault("discord_lost_after", times=3, on="edit")
    first = await world.until_pictures(who, (await world.type(who, prompt="a fox to forget soon")).message)
    refusal = await world.words(who, await world.press(who, first["id"], "Delete"))
    assert refusal == "I could not delete it just now. Please try again in a moment."

    async def brought() -> bool:
        return "1 used · 0 in the making" in await world.read_quota(who)

    await world.wait_for(brought)
    await world.fair()
    await send(world, who, await world.press(who, first["id"], "Delete"))

    async def gone() -> bool:
        return first["id"] not in [one["id"] for one in await world.messages(who, "pictures")]

    await world.wait_for(gone)
    job = number_of(first)
    files = [file["filename"] for one in await world.messages(who, "pictures") for file in one["attachments"]]
    assert not [name for name in files if job in name]


async def test_a_moderator_deletes_anybodys_result_and_others_may_not(world: World) -> None:
    hers, his = await world.member("maker"), await world.member("meddler")
    moderator = await world.member("moderator", "manage_messages")
    first = await delivered(world, hers)
    refusal = await world.words(his, await world.press(his, first["id"], "Delete"))
    assert refusal == "Only the person who asked for it, or a moderator, can do that."
    opened = await world.press(moderator, first["id"], "Delete")
    await send(world, moderator, opened)

    async def gone() -> bool:
        return first["id"] not in [one["id"] for one in await world.messages(hers, "pictures")]

    await world.wait_for(gone)


async def test_buttons_and_forms_that_were_opened_before_live_on_after_a_kill(world: World) -> None:
    who = await world.member("patient")
    first = await delivered(world, who, "a fox that outlives")
    opened = await world.press(who, first["id"], "Edit prompt")
    await world.bot("kill")
    await world.bot("start")
    sent = await send(world, who, opened, prompt="a fox that has outlived")
    assert "has outlived" in (await world.until_pictures(who, sent.message))["content"]
    await world.until_pictures(who, (await world.press(who, first["id"], "Again")).message)


async def test_a_result_of_another_server_or_person_is_not_to_be_had_by_its_number(world: World) -> None:
    hers, his = await world.member("owner"), await world.member("forger")
    private = await delivered(world, hers, "a private fox", channel="dm")
    there = await delivered(world, his, channel="quay")
    here = await delivered(world, his)
    before = len(await asked(world))
    for verb in ("again", "edit", "largest", "original", "delete"):
        for source, place in ((private, there), (there, here)):
            custom_id = f"imagine:{verb}:{number_of(source)}"
            words = await world.words(his, await forge_press(world, his, place, custom_id))
            assert words in ("I do not know this request any more.", "Too late: this one has already finished.")
    assert len(await asked(world)) == before


PROMPT = {"type": 18, "component": {"type": 4, "custom_id": "prompt", "value": "a forged fox"}}


async def test_a_forged_form_for_another_server_or_for_no_job_changes_nothing(world: World) -> None:
    who = await world.member("forger")
    opened = await world.press(who, (await delivered(world, who))["id"], "Edit prompt")
    far = await delivered(world, who, "far away", channel="quay")
    forms = [
        f"imagine:{form_of}:{number}"
        for form_of in ("edited", "deleted", "nothing")
        for number in (number_of(far), "0", "9" * 19, "abc", "")
    ]
    contents: list[list[Any]] = [[PROMPT], [], [{"type": 18}], [{"type": 1, "components": [7, None]}]]
    for custom_id in forms:
        for components in contents:
            body = {"as": who, "custom_id": custom_id, "components": components, "unchecked": True}
            answer = await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))
            assert await world.words(who, answer) == "I do not know this request any more.", body
    assert (await world.see(who, far["id"]))["attachments"]


async def test_a_form_with_nonsense_in_it_is_refused_like_any_other_wish(world: World) -> None:
    who = await world.member("forger")
    opened = await world.press(who, (await delivered(world, who))["id"], "Edit prompt")
    custom_id = (await form(world, opened))["custom_id"]
    for name, value, words in (
        ("size", "9x9", "do not know this size"),
        ("scale", "nan", "scale must be"),
        ("scale", "warm", "scale must be"),
        ("images", "hundred", "one picture or a set"),
        ("prompt", "x" * 801, "801 characters"),
    ):
        components = [PROMPT, {"type": 18, "component": {"type": 3, "custom_id": name, "values": [value]}}]
        body = {"as": who, "custom_id": custom_id, "components": components, "unchecked": True}
        answer = await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))
        assert words in await world.words(who, answer)
    assert "**9 of 10" in await world.read_quota(who)
