"""Alt texts: written in a form from the menu of a message or from /show, by whom, and where they stand afterwards."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from sandbox.client import SandboxProcess
from tests.e2e.sandbox import Json, Told, World, buttons, labels
from tests.e2e.test_history import history, posted, seen, show
from tests.e2e.test_results import delivered, fields, forge_press, form, number_of, send

pytestmark = pytest.mark.asyncio
CHANGED = "Saved, and the message has it now."
GONE = (
    "Saved. I cannot change the message any more, so it stays as it is there; what you wrote is used when the"
    " pictures are posted again."
)
NOT_YOURS = "Only the person who asked for it, or a moderator, can do that."
NOT_THERE = "Too late: this one has already finished."
"""To a press of what does not stand under that message."""
UNKNOWN = "I do not know this request any more."
NO_PICTURES = "I find no finished pictures of mine in this message."
MADE_FROM_PROMPT = "Picture made from the words: a fox"


async def use(world: World, who: str, message: str, **more: Any) -> Told:
    """Choose the command in the menu of a message."""
    path = f"/messages/{message}/commands/Edit%20alt%20text"
    return await world.told(await world.call("POST", path, {"as": who, **more}))


async def said_at_last(world: World, who: str, told: Told) -> str:
    """What the sender of a form is told in the end."""
    if told.kind == "update":
        return await world.words(who, told)
    assert told.ephemeral
    ended = await world.until(who, told.message, lambda message: "I am changing" not in message["content"])
    return ended["content"]


async def write(world: World, who: str, message: str, *written: str, channel: str = "pictures") -> str:
    """From the menu of a message: these texts for its pictures; what one is told in the end."""
    opened = await use(world, who, message)
    values = {f"alt-{number}": text for number, text in enumerate(written, 1)}
    return await said_at_last(world, who, await send(world, who, opened, **values))


async def descriptions(world: World, who: str, message: str) -> list[str | None]:
    return [one["description"] for one in (await world.see(who, message))["attachments"]]


def described(layout: Json) -> list[str]:
    """The alt texts of the pictures in a layout."""
    thumbnails = [one["accessory"]["description"] for one in layout["components"] if one["type"] == 9]
    galleries = [one for one in layout["components"] if one["type"] == 12]
    return thumbnails + [item["description"] for gallery in galleries for item in gallery["items"]]


async def forged(world: World, who: str, via: Json, custom_id: str, **values: str) -> Told:
    """A form that was never shown, sent in the place of one of one's own that was opened under `via`."""
    (edit,) = [one for one in buttons(via) if one.get("label") == "Edit prompt"]
    opened = await forge_press(world, who, via, edit["custom_id"])
    components = [
        {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}} for name, value in values.items()
    ]
    body = {"as": who, "custom_id": custom_id, "components": components, "unchecked": True}
    return await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))


async def test_from_the_menu_of_its_message_and_nothing_else_of_it_changes(world: World) -> None:
    who = await world.member("writer")
    made = await delivered(world, who)
    opened = await use(world, who, made["id"])
    (field,) = fields(await form(world, opened)).values()
    assert (field["value"], field["max_length"], field["style"], field["required"]) == (
        MADE_FROM_PROMPT,
        1024,
        2,
        False,
    )
    told = await send(world, who, opened, **{"alt-1": "A fox asleep\nin the \u202esnow\x07 **today**"})
    assert await said_at_last(world, who, told) == CHANGED
    after = await world.see(who, made["id"])
    assert after["attachments"][0]["description"] == "A fox asleep in the snow **today**", "one line of plain text"
    same = ("content", "components", "embeds", "ephemeral")
    assert [after[name] for name in same] == [made[name] for name in same]
    assert [one["url"] for one in after["attachments"]] == [one["url"] for one in made["attachments"]]


async def test_it_is_what_every_later_picture_of_it_says(world: World) -> None:
    who, other = await world.member("writer"), await world.member("guest")
    made = await delivered(world, who)
    job = number_of(made)
    assert await write(world, who, made["id"], "A fox in the snow") == CHANGED
    assert described(await history(world, who)) == ["A fox in the snow"]
    opened = await show(world, other, job)
    assert described(opened) == ["A fox in the snow"]
    place = await world.channel("gallery")
    assert "Posted again" in await posted(world, other, await show(world, other, job, channel=place))
    (again,) = [one for one in await world.messages(who, place) if one["attachments"]]
    assert again["attachments"][0]["description"] == "A fox in the snow"
    (field,) = fields(await form(world, await use(world, who, made["id"]))).values()
    assert field["value"] == "A fox in the snow"


async def test_from_show_each_picture_of_a_set_has_its_own_and_an_empty_one_is_made_from_the_prompt(
    world: World,
) -> None:
    who = await world.member("collector")
    made = await delivered(world, who, images="set")
    opened = await show(world, who, number_of(made))
    told = await world.press(who, opened["id"], "Edit alt text")
    shown = fields(await form(world, told))
    assert [field["value"] for field in shown.values()] == [
        "Picture 1 of 2 made from the words: a fox",
        "Picture 2 of 2 made from the words: a fox",
    ]
    sent = await send(world, who, told, **{"alt-2": "The fox runs away"})
    assert await said_at_last(world, who, sent) == CHANGED
    assert await descriptions(world, who, made["id"]) == [
        "Picture 1 of 2 made from the words: a fox",
        "The fox runs away",
    ]
    again = await show(world, who, number_of(made))
    assert described(again)[1] == "The fox runs away"
    sent = await send(
        world, who, await world.press(who, again["id"], "Edit alt text"), **{"alt-1": "The fox", "alt-2": " \n"}
    )
    assert await said_at_last(world, who, sent) == CHANGED
    assert await descriptions(world, who, made["id"]) == ["The fox", "Picture 2 of 2 made from the words: a fox"]


async def test_a_set_of_more_than_five_has_a_second_form(world: World) -> None:
    who = await world.member("collector")
    await world.provider(set_size=7)
    made = await delivered(world, who, images="set")
    opened = await show(world, who, number_of(made))
    assert labels(opened)[-2:] == ["Edit alt text", "Edit alt text 6–7"]
    told = await world.press(who, opened["id"], "Edit alt text 6–7")
    assert list(fields(await form(world, told))) == ["alt-6", "alt-7"]
    assert await said_at_last(world, who, await send(world, who, told, **{"alt-7": "The last fox"})) == CHANGED
    assert (await descriptions(world, who, made["id"]))[5:] == [
        "Picture 6 of 7 made from the words: a fox",
        "The last fox",
    ]


async def test_a_form_and_a_button_live_on_after_a_kill_and_after_the_token(world: World) -> None:
    who = await world.member("patient")
    made = await delivered(world, who)
    opened, detail = await use(world, who, made["id"]), await show(world, who, number_of(made))
    await world.bot("kill")
    await world.bot("start")
    await world.call("POST", "/tokens/expire")
    told = await send(world, who, opened, **{"alt-1": "A patient fox"})
    assert await said_at_last(world, who, told) == CHANGED
    assert await descriptions(world, who, made["id"]) == ["A patient fox"]
    told = await send(world, who, await world.press(who, detail["id"], "Edit alt text"), **{"alt-1": "Asleep"})
    assert await said_at_last(world, who, told) == CHANGED
    assert await descriptions(world, who, made["id"]) == ["Asleep"]


async def test_a_moderator_changes_and_clears_what_was_written_and_others_may_not(world: World) -> None:
    hers, his, boss = await world.member("writer"), await world.member("other"), await world.member("boss")
    await world.call("PATCH", f"/members/{boss}", {"permissions": ["manage_messages"]})
    made = await delivered(world, hers)
    job = number_of(made)
    assert await write(world, hers, made["id"], "Something rude") == CHANGED
    assert await world.words(his, await use(world, his, made["id"])) == NOT_YOURS
    assert "Edit alt text" not in labels(await show(world, his, job))
    assert await world.words(his, await forge_press(world, his, made, f"imagine:alttext:{job}:1")) == NOT_THERE
    for custom_id in (f"imagine:described:{job}", f"imagine:described:{job}:{made['id']}"):
        told = await forged(world, his, made, custom_id, **{"alt-1": "mine now"})
        assert await world.words(his, told) == NOT_YOURS
    assert await descriptions(world, hers, made["id"]) == ["Something rude"]
    assert "Edit alt text" in labels(await show(world, boss, job))
    assert await write(world, boss, made["id"], "A fox") == CHANGED
    assert await descriptions(world, hers, made["id"]) == ["A fox"]
    assert await write(world, boss, made["id"], "") == CHANGED
    assert await descriptions(world, hers, made["id"]) == [MADE_FROM_PROMPT]


async def test_nobody_reaches_into_another_server_not_even_who_moderates_both(world: World) -> None:
    hers, boss = await world.member("writer"), await world.member("boss", "manage_messages", "manage_guild")
    made = await delivered(world, hers)
    far = await delivered(world, boss, channel="quay")
    for custom_id in (f"imagine:described:{number_of(made)}", f"imagine:described:{number_of(made)}:{made['id']}"):
        told = await forged(world, boss, far, custom_id, **{"alt-1": "from afar"})
        assert await world.words(boss, told) == UNKNOWN
    told = await forge_press(world, boss, far, f"imagine:alttext:{number_of(made)}:1")
    assert await world.words(boss, told) == NOT_THERE
    assert await descriptions(world, hers, made["id"]) == [MADE_FROM_PROMPT]


async def test_a_private_result_is_described_by_its_member_alone_as_long_as_discord_lets_it(world: World) -> None:
    who, boss = await world.member("shy"), await world.member("boss", "manage_messages", "manage_guild")
    made = await delivered(world, who, private=True)
    job = number_of(made)
    assert await write(world, who, made["id"], "A shy fox") == CHANGED
    assert await descriptions(world, who, made["id"]) == ["A shy fox"]
    other = await delivered(world, boss)
    told = await forged(world, boss, other, f"imagine:described:{job}", **{"alt-1": "seen"})
    assert await world.words(boss, told) == UNKNOWN
    await world.call("POST", "/tokens/expire")
    before = len(await world.call("GET", "/calls"))
    assert await write(world, who, made["id"], "A fox that nobody sees") == GONE
    tried = [call["on"] for call in (await world.call("GET", "/calls"))[before:]]
    assert "bot_edit" not in tried, "to the bot's own right that message does not exist"
    assert await descriptions(world, who, made["id"]) == ["A shy fox"]
    assert described(await show(world, who, job)) == ["A fox that nobody sees"]


async def test_when_the_message_is_gone_the_text_is_kept_for_the_next_time(world: World) -> None:
    who = await world.member("late")
    made = await delivered(world, who)
    opened = await show(world, who, number_of(made))
    await world.call("DELETE", f"/messages/{made['id']}")
    told = await send(world, who, await world.press(who, opened["id"], "Edit alt text"), **{"alt-1": "A late fox"})
    assert await said_at_last(world, who, told) == GONE
    place = await world.channel("gallery")
    assert "Posted again" in await posted(world, who, await show(world, who, number_of(made), channel=place))
    (again,) = [one for one in await world.messages(who, place) if one["attachments"]]
    assert again["attachments"][0]["description"] == "A late fox"


async def test_pictures_that_were_posted_again_are_described_from_their_own_menu_with_the_first_ones(
    world: World,
) -> None:
    who = await world.member("poster")
    made = await delivered(world, who)
    place = await world.channel("gallery")
    await posted(world, who, await show(world, who, number_of(made), channel=place))
    (again,) = [one for one in await world.messages(who, place) if one["attachments"]]
    assert await write(world, who, again["id"], "A fox, twice") == CHANGED
    assert await descriptions(world, who, again["id"]) == ["A fox, twice"]
    assert await descriptions(world, who, made["id"]) == ["A fox, twice"]
    await world.call("DELETE", f"/messages/{made['id']}")
    assert await write(world, who, again["id"], "A fox, once") == CHANGED, "the one in front of them"
    assert await descriptions(world, who, again["id"]) == ["A fox, once"]


async def test_where_the_bot_may_not_see_the_channel_any_more_it_says_so(world: World) -> None:
    who = await world.member("shut")
    place = await world.channel("shut")
    made = await delivered(world, who, channel=place)
    opened = await show(world, who, number_of(made))
    await world.call("PATCH", f"/channels/{place}", {"bot_permissions": []})
    await world.call("POST", "/tokens/expire")
    told = await send(world, who, await world.press(who, opened["id"], "Edit alt text"), **{"alt-1": "A shut fox"})
    assert await said_at_last(world, who, told) == GONE
    assert await descriptions(world, who, made["id"]) == [MADE_FROM_PROMPT]


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [(400, 200000, "this chat does not take these words"), (500, 0, "Discord is in trouble")],
)
async def test_what_discord_does_not_take_is_saved_and_told_as_it_is(
    world: World, status: int, code: int, words: str
) -> None:
    who = await world.member("unlucky")
    made = await delivered(world, who)
    opened = await use(world, who, made["id"])
    await world.call("POST", "/tokens/expire")
    await world.fault("discord_status", on="bot_edit", status=status, code=code)
    told = await send(world, who, opened, **{"alt-1": "A fox that is refused"})
    assert words in await said_at_last(world, who, told)
    await world.fair()
    assert await descriptions(world, who, made["id"]) == [MADE_FROM_PROMPT]
    assert described(await show(world, who, number_of(made))) == ["A fox that is refused"]
    assert await write(world, who, made["id"], "A fox that is refused") == CHANGED, "the same once more"
    assert await descriptions(world, who, made["id"]) == ["A fox that is refused"]


async def test_what_cannot_be_an_alt_text_is_refused_and_changes_nothing(world: World) -> None:
    who = await world.member("forger")
    made = await delivered(world, who)
    custom_id = f"imagine:described:{number_of(made)}"
    told = await forged(world, who, made, custom_id, **{"alt-1": "🦊" * 513})
    assert "This text has 1026 characters; 1024 are possible" in await world.words(who, told)
    for values in ({"alt-2": "no such picture"}, {"alt-0": "x"}, {"alt-99": "x"}, {"text": "x"}, {}):
        assert await world.words(who, await forged(world, who, made, custom_id, **values)) == UNKNOWN
    for other in (f"imagine:described:{number_of(made)}:x", "imagine:described:1", f"imagine:described:{'9' * 19}"):
        assert await world.words(who, await forged(world, who, made, other, **{"alt-1": "x"})) == UNKNOWN
    assert await descriptions(world, who, made["id"]) == [MADE_FROM_PROMPT]


async def test_a_form_that_names_another_message_changes_none_but_with_these_pictures(world: World) -> None:
    hers, his = await world.member("writer"), await world.member("forger")
    theirs = await delivered(world, hers, "a badger")
    own = await delivered(world, his)
    word = (await world.call("POST", "/channels/pictures/messages", {"as": hers, "content": "hello"}))["id"]
    for message in (theirs["id"], word, "1"):
        told = await forged(world, his, own, f"imagine:described:{number_of(own)}:{message}", **{"alt-1": "mine"})
        assert told.kind == "update"
    assert await descriptions(world, hers, theirs["id"]) == ["Picture made from the words: a badger"]
    await world.until(his, own["id"], lambda seen: seen["attachments"][0]["description"] == "mine")


async def test_a_message_without_finished_pictures_of_ours_gets_a_friendly_sentence(world: World) -> None:
    who = await world.member("curious")
    word = (await world.call("POST", "/channels/pictures/messages", {"as": who, "content": "hello"}))["id"]
    assert await world.words(who, await use(world, who, word)) == NO_PICTURES
    await world.provider(render_s=3600)
    told = await world.type(who, prompt="a fox that renders")
    await world.until_says(who, told.message, "Rendering")
    assert told.message is not None
    assert await world.words(who, await use(world, who, told.message)) == NO_PICTURES


async def test_what_was_brought_as_a_direct_message_is_described_there(world: World) -> None:
    who = await world.member("mover")
    place = await world.channel("shutting")
    await world.provider(render_s=1.5)
    told = await world.type(who, prompt="a fox that flees", aspect_ratio="1024x1024(1:1)", channel=place)
    await world.call("PATCH", f"/channels/{place}", {"bot_permissions": []})
    await world.call("POST", "/tokens/expire")
    assert told.message is not None
    brought: list[Json] = []

    async def arrived() -> bool:
        brought[:] = [one for one in await world.messages(who, "dm") if one["attachments"]]
        return bool(brought)

    await world.wait_for(arrived)
    assert await write(world, who, brought[0]["id"], "A fox in flight") == CHANGED
    assert await descriptions(world, who, brought[0]["id"]) == ["A fox in flight"]


async def test_alt_texts_speak_the_language_of_their_message_until_somebody_writes_one(world: World) -> None:
    who, boss = await world.member("italiana", locale="it"), await world.member("boss", "manage_messages")
    made = await delivered(world, who)
    before = await descriptions(world, who, made["id"])
    assert before != [MADE_FROM_PROMPT]
    (field,) = fields(await form(world, await use(world, boss, made["id"]))).values()
    assert [field["value"]] == before, "an English moderator sees what stands there"
    assert await write(world, boss, made["id"], "Una volpe") == CHANGED
    assert await write(world, boss, made["id"], "") == CHANGED
    assert await descriptions(world, who, made["id"]) == before


def rows(process: SandboxProcess, statement: str, *values: Any) -> list[Any]:
    assert process.data is not None
    path = process.data / "imagine.db"
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        return file.execute(statement, values).fetchall()


async def test_each_change_stands_in_the_audit_log_without_the_words(world: World, process: SandboxProcess) -> None:
    hers, boss = await world.member("writer"), await world.member("boss", "manage_messages")
    made = await delivered(world, hers, images="set")
    job = int(number_of(made))
    await write(world, hers, made["id"], "One", "Two")
    await write(world, hers, made["id"], "One", "Two")
    await write(world, boss, made["id"], "", "Three")
    found = rows(process, "SELECT actor_id, action, user_id, facts FROM audit WHERE job_id = ? ORDER BY id", job)
    assert [(actor, action, user, json.loads(facts)) for actor, action, user, facts in found] == [
        (int(hers), "described", int(hers), {"written": 2, "cleared": 0}),
        (int(boss), "described", int(hers), {"written": 1, "cleared": 1}),
    ]


async def test_they_are_in_the_export_and_are_erased_with_the_rest(world: World, process: SandboxProcess) -> None:
    who = await world.member("leaver")
    made = await delivered(world, who, images="set")
    job = number_of(made)
    assert await write(world, who, made["id"], "One fox", "Another") == CHANGED
    told = await world.type(who, "privacy")
    assert "alt texts" in await world.words(who, told)
    assert told.message is not None
    exported = await world.press(who, told.message, "Export my data")
    file = (await world.until_pictures(who, exported.message))["attachments"][0]
    (request,) = json.loads(await world.download(file["url"]))["requests"]
    assert request["alt_texts"] == {"1": "One fox", "2": "Another"}
    opened = await world.press(who, told.message, "Delete my data")
    assert "erased" in await world.words(who, await send(world, who, opened))
    assert rows(process, "SELECT * FROM alt_texts WHERE job_id = ?", int(job)) == []
    told = await forged(world, who, made, f"imagine:described:{job}", **{"alt-1": "back again"})
    assert await world.words(who, told) == UNKNOWN
    assert rows(process, "SELECT * FROM alt_texts WHERE job_id = ?", int(job)) == []


async def test_a_form_that_was_opened_under_the_pictures_changes_them_by_its_own_token(world: World) -> None:
    who = await world.member("shy")
    made = await delivered(world, who, private=True)
    await world.call("POST", "/tokens/expire")
    told = await forged(world, who, made, f"imagine:described:{number_of(made)}", **{"alt-1": "A fresh fox"})
    assert told.kind == "update"
    await world.until(who, made["id"], lambda one: one["attachments"][0]["description"] == "A fresh fox")
    assert (await world.see(who, made["id"]))["components"] == made["components"]


async def test_the_menu_of_the_answer_to_show_is_about_the_same_pictures(world: World) -> None:
    who = await world.member("owner")
    made = await delivered(world, who)
    opened = await seen(world, who, await world.type(who, "show", id=number_of(made)))
    assert await write(world, who, opened["id"], "A fox on show") == CHANGED
    assert await descriptions(world, who, made["id"]) == ["A fox on show"]
