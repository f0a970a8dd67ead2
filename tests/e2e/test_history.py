"""What members find again: the history, one result, posting again, removing; who may see what, and who not."""

from typing import Any

import aiohttp
import pytest

from sandbox.client import SandboxProcess
from tests.e2e.sandbox import Json, Told, World, buttons, labels
from tests.e2e.test_results import asked, delivered, fields, form, send

pytestmark = pytest.mark.asyncio
UNKNOWN = "I do not know this request any more."


def texts(message: Json) -> str:
    """All words of a layout, in their order."""
    found: list[str] = []

    def walk(components: list[Json]) -> None:
        for one in components:
            if one["type"] == 10:
                found.append(one["content"])
            walk(one.get("components", []))

    walk(message["components"])
    return "\n".join(found)


def media(message: Json) -> list[str]:
    """The addresses of the pictures in a layout."""
    sections = [one["accessory"]["media"]["url"] for one in message["components"] if one["type"] == 9]
    galleries = [one for one in message["components"] if one["type"] == 12]
    return sections + [item["media"]["url"] for gallery in galleries for item in gallery["items"]]


def job_in(message: Json) -> str:
    """The number of the job that a result's buttons carry."""
    return next(one["custom_id"] for one in buttons(message) if "custom_id" in one).split(":")[-1]


async def seen(world: World, who: str, told: Told) -> Json:
    """A private answer that was just given."""
    assert told.state == "answered"
    assert told.ephemeral
    assert told.message is not None
    return await world.see(who, told.message)


async def history(world: World, who: str, **options: Any) -> Json:
    """The first page."""
    return await seen(world, who, await world.type(who, "history", **options))


async def show(world: World, who: str, job: str, **options: Any) -> Json:
    """One result, opened by its number."""
    return await seen(world, who, await world.type(who, "show", id=job, **options))


async def turn(world: World, who: str, page: Json, label: str) -> Json:
    """The page after a press of Newer or Older, which replaces the one before."""
    told = await world.press(who, page["id"], label)
    assert (told.kind, told.message) == ("update", page["id"])
    return await world.see(who, page["id"])


async def forge(world: World, who: str, message: str, custom_id: str) -> Told:
    """A press of something that does not stand there."""
    body = {"as": who, "custom_id": custom_id, "unchecked": True}
    return await world.told(await world.call("POST", f"/messages/{message}/press", body))


async def choose(world: World, who: str, message: Json, *values: str) -> Told:
    """Choose in the menu of a message."""
    (menu,) = [one for one in buttons(message) if "options" in one]
    body = {"as": who, "custom_id": menu["custom_id"], "values": list(values)}
    return await world.told(await world.call("POST", f"/messages/{message['id']}/select", body))


async def test_nobody_has_a_history_before_their_first_picture(world: World) -> None:
    who = await world.member("new")
    assert "no finished pictures here yet" in texts(await history(world, who))


async def test_the_history_has_the_newest_first_five_to_a_page_and_pages_survive_a_restart(world: World) -> None:
    who = await world.member("busy")
    made = [await delivered(world, who, f"fox number {number}") for number in range(7)]
    page = await history(world, who)
    assert [f"fox number {number}" in texts(page) for number in range(7)] == [False, False, *[True] * 5]
    assert texts(page).index("number 6") < texts(page).index("number 2")
    assert len(media(page)) == 5
    assert f"/{made[6]['id']})" in texts(page), "a way to its message"
    assert "<t:" in texts(page)
    assert [one.get("disabled") for one in buttons(page) if "label" in one] == [True, False]
    await world.bot("kill")
    await world.bot("start")
    older = await turn(world, who, page, "Older")
    assert [f"fox number {number}" in texts(older) for number in range(7)] == [True, True, *[False] * 5]
    assert [one.get("disabled") for one in buttons(older) if "label" in one] == [False, True]
    assert texts(await turn(world, who, older, "Newer")) == texts(page)


async def test_the_page_shows_pictures_of_a_layout_and_fetches_no_other_address(
    world: World, process: SandboxProcess
) -> None:
    who = await world.member("looker")
    await delivered(world, who)
    (url,) = media(await history(world, who))
    address = f"{process.addresses['api']}/media"
    async with aiohttp.ClientSession() as session:
        async with session.get(address, params={"url": url}) as shown:
            assert (shown.status, shown.content_type) == (200, "image/png")
            assert (await shown.read()).startswith(b"\x89PNG")
        for other in (f"{url}?", process.addresses["page"], "file:///etc/hostname", ""):
            async with session.get(address, params={"url": other}) as refused:
                assert refused.status == 404


async def test_words_search_in_prompts_whatever_their_case_and_mean_nothing_else(world: World) -> None:
    who = await world.member("seeker")
    prompts = ["a Fox at dusk", "100% fox_fur", "ÄRGERLICHE Füchse", "a badger"]
    for prompt in prompts:
        await delivered(world, who, prompt)
    for words, found in (
        ("fOX", prompts[:2]),
        ("ärgerliche fÜ", prompts[2:3]),
        ("%", prompts[1:2]),
        ("x_f", prompts[1:2]),
        (" a  badger ", prompts[3:]),
    ):
        entries = texts(await history(world, who, words=words)).split("\n")[1:]  # the first line repeats the words
        assert {line.strip("`") for line in entries if line.startswith("`")} == set(found), words
    assert "No picture of yours here" in texts(await history(world, who, words="wolf"))


async def test_the_words_stay_with_the_pages(world: World) -> None:
    who = await world.member("seeker")
    for number in range(6):
        await delivered(world, who, f"fox {number}: 🦊")
    await delivered(world, who, "a badger")
    page = await history(world, who, words="FOX")
    older = await turn(world, who, page, "Older")
    assert "fox 0" in texts(older)
    assert "badger" not in texts(await turn(world, who, older, "Newer"))
    longest = await history(world, who, words="🦊" * 40)
    assert "No picture of yours" in texts(longest)


async def test_a_history_is_ones_own_and_of_this_place(world: World) -> None:
    hers, his = await world.member("owner"), await world.member("other")
    await delivered(world, hers, "a fox in the street")
    far = await delivered(world, hers, "a fox in the harbour", channel="quay")
    direct = await delivered(world, hers, "a fox between us", channel="dm")
    for channel, own in (("pictures", "street"), ("quay", "harbour"), ("dm", "between us")):
        page = texts(await history(world, hers, channel=channel))
        assert [word for word in ("street", "harbour", "between us") if word in page] == [own]
        assert "no finished pictures" in texts(await history(world, his, channel=channel))
    for job, channel in ((job_in(far), "pictures"), (job_in(direct), "pictures"), (job_in(direct), "quay")):
        assert await world.words(hers, await world.type(hers, "show", id=job, channel=channel)) == UNKNOWN
    assert await world.words(his, await world.type(his, "show", id=job_in(direct), channel="dm")) == UNKNOWN


async def test_one_result_with_all_that_belongs_to_it(world: World) -> None:
    who, other = await world.member("owner"), await world.member("guest")
    made = await delivered(world, who, "a fox\nto see whole " + "x" * 700, scale=0.75, images="set")
    own, guests = await show(world, who, job_in(made)), await show(world, other, job_in(made))
    assert "to see whole " + "x" * 700 in texts(own)
    for fact in (
        "1:1 · 1K (1024×1024)",
        "scale 0.75",
        "a set",
        "counted as 4 pictures",
        f"<@{who}>",
        f"/{made['id']})",
    ):
        assert fact in texts(own)
    outputs = [output for request in (await world.provider())["requests"] for output in request["outputs"]]
    assert len(media(own)) == 2
    assert set(media(own)) <= set(outputs)
    items = [item for one in own["components"] if one["type"] == 12 for item in one["items"]]
    assert "Picture 2 of 2 made from the words" in items[1]["description"]
    assert labels(own) == ["Again", "Edit prompt", "Original", "Post again", "Remove from history", "Edit alt text"]
    assert labels(guests) == labels(own)[:-2], "only one's own can be removed and described"
    assert "(<http" in await world.words(other, await world.press(other, guests["id"], "Original"))


@pytest.mark.parametrize("number", ["0", "1", "9" * 19, "9" * 40, "a fox", " ", "-1", "1e3"])
async def test_what_is_no_result_is_said_to_be_unknown(world: World, number: str) -> None:
    who = await world.member("curious")
    assert await world.words(who, await world.type(who, "show", id=number)) == UNKNOWN


async def test_a_private_result_is_opened_by_its_person_alone(world: World) -> None:
    hers, his = await world.member("owner"), await world.member("peeper")
    made = await delivered(world, hers, "a private fox", private=True)
    page = await history(world, hers)
    assert "a private fox" in texts(page)
    assert made["id"] not in texts(page), "no link to what Discord forgets"
    assert "a private fox" in texts(await show(world, hers, job_in(made)))
    assert await world.words(his, await world.type(his, "show", id=job_in(made))) == UNKNOWN


async def test_suggestions_are_ones_own_newest_with_these_words_each_by_another_name(world: World) -> None:
    hers, his = await world.member("typist"), await world.member("other")
    made = [await delivered(world, hers, prompt) for prompt in ("a fox", "a badger", "a fox", "x" * 300)]

    async def offered(who: str, typed: str) -> list[Json]:
        body = {"as": who, "channel": "pictures", "options": {"id": typed}, "focused": "id"}
        return (await world.call("POST", "/commands/show/complete", body))["choices"]

    assert [one["value"] for one in await offered(hers, "")] == [job_in(one) for one in made[::-1]]
    assert [one["name"] for one in await offered(hers, "FOX")] == ["a fox", "a fox (2)"]
    assert await offered(his, "") == []
    assert len((await offered(hers, "xxx"))[0]["name"]) == 100


async def test_a_result_is_opened_from_the_page_and_asked_for_again_after_a_restart(world: World) -> None:
    who = await world.member("patient")
    made = await delivered(world, who, "a fox that comes back")
    opened = await seen(world, who, await choose(world, who, await history(world, who), job_in(made)))
    await world.bot("kill")
    await world.bot("start")
    again = await world.press(who, opened["id"], "Again")
    assert not again.ephemeral, "what was for everybody comes for everybody"
    await world.until_pictures(who, again.message)
    asked_to_edit = await world.press(who, opened["id"], "Edit prompt")
    assert fields(await form(world, asked_to_edit))["prompt"]["value"] == "a fox that comes back"
    assert not (await send(world, who, asked_to_edit)).ephemeral


async def test_more_of_a_private_picture_stays_private_from_the_history_too(world: World) -> None:
    who = await world.member("shy")
    opened = await show(world, who, job_in(await delivered(world, who, "a private fox", private=True)))
    assert (await world.press(who, opened["id"], "Again")).ephemeral
    assert (await send(world, who, await world.press(who, opened["id"], "Edit prompt"))).ephemeral


async def posted(world: World, who: str, opened: Json) -> str:
    """What the presser of Post again is told in the end."""
    told = await world.press(who, opened["id"], "Post again")
    assert told.ephemeral
    ended = await world.until(who, told.message, lambda message: "Fetching" not in message["content"])
    return ended["content"]


async def test_pictures_are_posted_again_for_everybody_and_for_nothing(world: World) -> None:
    hers, his = await world.member("maker"), await world.member("fan")
    made = await delivered(world, hers, "a fox worth seeing twice")
    before = len(await asked(world))
    place = await world.channel("gallery")
    assert (
        await posted(world, his, await show(world, his, job_in(made), channel=place)) == "Posted again. That is free."
    )
    (message,) = [one for one in await world.messages(hers, place) if one["attachments"]]
    assert not message["ephemeral"]
    assert "a fox worth seeing twice" in message["content"]
    assert f"Made by <@{hers}>, posted again by <@{his}>" in message["content"]
    assert message["attachments"][0]["description"] == "Picture made from the words: a fox worth seeing twice"
    assert message["attachments"][0]["size"] == made["attachments"][0]["size"]
    assert "**10 of 10" in await world.read_quota(his)
    assert "**9 of 10" in await world.read_quota(hers)
    assert len(await asked(world)) == before
    calls = [call for call in await world.call("GET", "/calls") if call["on"] == "send" and call["channel"] == place]
    assert [call["pings"] for call in calls] == [[]], "nobody is called"
    refusal = await world.words(his, await world.press(his, message["id"], "Delete"))
    assert refusal == "Only the person who asked for it, or a moderator, can do that."
    await send(world, hers, await world.press(hers, message["id"], "Delete"))

    async def gone() -> bool:
        return message["id"] not in [one["id"] for one in await world.messages(hers, place)]

    await world.wait_for(gone)


@pytest.mark.parametrize(
    ("fault", "arguments", "words"),
    [
        ("file_status", {"status": 410}, "no longer has these pictures"),
        ("file_status", {"status": 404}, "does not hand out these pictures just now"),
        ("file_wrong_type", {}, "no longer has these pictures"),
        ("discord_status", {"on": "send", "status": 500}, "Discord is in trouble"),
    ],
)
async def test_what_cannot_be_posted_again_is_said_honestly_and_leaves_nothing_behind(
    world: World, fault: str, arguments: Json, words: str
) -> None:
    who = await world.member("late")
    opened = await show(world, who, job_in(await delivered(world, who)))
    before = [one["id"] for one in await world.messages(who, "pictures") if not one["ephemeral"]]
    await world.fault(fault, **arguments)
    assert words in await posted(world, who, opened)
    assert [one["id"] for one in await world.messages(who, "pictures") if not one["ephemeral"]] == before
    await world.fair()
    assert "Posted again" in await posted(world, who, opened), "and the next one may"


async def test_where_the_bot_may_not_write_it_says_so(world: World) -> None:
    who = await world.member("muted")
    made = await delivered(world, who)
    place = await world.channel("closed")
    await world.call("PATCH", f"/channels/{place}", {"bot_permissions": ["view_channel"]})
    assert "may not write" in await posted(world, who, await show(world, who, job_in(made), channel=place))


async def test_an_upload_that_is_refused_as_too_large_is_posted_smaller(world: World) -> None:
    who = await world.member("heavy")
    made = await delivered(world, who)
    size = made["attachments"][0]["size"]
    opened = await show(world, who, job_in(made))
    await world.fault("upload_too_large", over_bytes=size - 1)
    assert "Posted again" in await posted(world, who, opened)
    newest = [one for one in await world.messages(who, "pictures") if one["attachments"]][-1]
    assert newest["attachments"][0]["size"] < size


async def test_a_private_result_that_its_person_posts_asks_nothing_of_others(world: World) -> None:
    hers, his = await world.member("shy"), await world.member("fan")
    made = await delivered(world, hers, "a private fox", private=True)
    place = await world.channel("gallery")
    assert "Posted again" in await posted(world, hers, await show(world, hers, job_in(made), channel=place))
    (message,) = [one for one in await world.messages(his, place) if one["attachments"]]
    assert labels(message) == ["Delete"]
    assert f"Posted again by <@{hers}>" in message["content"]


async def test_a_result_leaves_the_history_after_being_asked_once_and_its_message_stays(world: World) -> None:
    hers, his = await world.member("tidy"), await world.member("other")
    made = await delivered(world, hers, "a fox to forget")
    await delivered(world, hers, "a badger to keep")
    old_page, opened = await history(world, hers), await show(world, hers, job_in(made))
    told = await world.press(hers, opened["id"], "Remove from history")
    assert (await form(world, told))["title"] == "Remove this from your history?"
    assert "a fox to forget" in texts(await history(world, hers)), "not before it is meant"
    assert (await send(world, hers, told)).kind == "update"
    gone = await world.see(hers, opened["id"])
    assert "Removed from your history" in texts(gone)
    assert labels(gone) == []
    page = texts(await history(world, hers))
    assert "a fox to forget" not in page
    assert "a badger to keep" in page
    for who in (hers, his):
        assert await world.words(who, await world.type(who, "show", id=job_in(made))) == UNKNOWN
    assert await world.words(hers, await choose(world, hers, old_page, job_in(made))) == UNKNOWN
    assert (await world.see(his, made["id"]))["attachments"]
    await world.until_pictures(his, (await world.press(his, made["id"], "Again")).message)


async def test_forged_ids_open_post_and_remove_nothing(world: World) -> None:
    hers, his = await world.member("owner"), await world.member("forger")
    mine = await delivered(world, his, "my own fox")
    theirs = await delivered(world, hers, "her fox")
    far = job_in(await delivered(world, hers, "far away", channel="quay"))
    secret = job_in(await delivered(world, hers, "secret", private=True))
    for verb in ("repost", "remove", "stop"):
        for job in (far, secret, "0", "9" * 25):
            words = await world.words(his, await forge(world, his, mine["id"], f"imagine:{verb}:{job}"))
            assert words in (UNKNOWN, "Too late: this one has already finished."), verb
    for custom_id in ("imagine:older:0:", f"imagine:newer:{far}:fox", "imagine:open", "imagine:stopall"):
        words = await world.words(his, await forge(world, his, mine["id"], custom_id))
        assert words in (UNKNOWN, "Too late: this one has already finished.")
    opened = await world.press(his, mine["id"], "Edit prompt")
    for form_of, job in (("removed", far), ("removed", secret), ("removed", job_in(theirs)), ("removed", "0")):
        body: Json = {"as": his, "custom_id": f"imagine:{form_of}:{job}", "components": [], "unchecked": True}
        told = await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))
        assert await world.words(his, told) == UNKNOWN
    assert "her fox" in texts(await history(world, hers))
    assert "far away" in texts(await history(world, hers, channel="quay"))
