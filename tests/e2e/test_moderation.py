"""What moderators do: reports, the audit log, the story of one request, the filter's words, budgets."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.desk import MANAGES, Desk, a_desk
from tests.e2e.sandbox import Json, Told, World, buttons
from tests.e2e.test_history import job_in, posted, show, texts
from tests.e2e.test_results import forge_press, send

pytestmark = pytest.mark.asyncio
UNKNOWN = "I do not know this request any more."
NOT_RENEWED = "a notice stays as it is"


async def report(desk: Desk, who: str, message: str, reason: str = "not for children") -> Told:
    """Report the picture of a message; what came of it."""
    begun = await desk.world.call("POST", f"/messages/{message}/commands/Report%20picture", {"as": who})
    told = await desk.world.told(begun)
    return await send(desk.world, who, told, reason=reason) if told.kind == "modal" else told


async def in_log(desk: Desk, log: str) -> list[Json]:
    """What stands in the log channel."""
    return await desk.world.messages(desk.who, log)


async def logged(desk: Desk, log: str, number: int = 1) -> Json:
    """The newest message of the log channel, once there are so many."""
    found: list[Json] = []

    async def look() -> bool:
        found[:] = await in_log(desk, log)
        return len(found) >= number

    await desk.world.wait_for(look)
    return found[-1]


def labels_in(message: Json) -> list[str]:
    return [one["label"] for one in buttons(message) if "label" in one]


async def press(desk: Desk, who: str, message: Json, label: str) -> Told:
    return await desk.world.press(who, message["id"], label)


# --- reports ----------------------------------------------------------------------------------------------------------


async def test_a_reported_picture_comes_before_the_moderators_and_is_deleted_once(world: World) -> None:
    desk = await a_desk(world)
    log = await desk.place("log")
    await desk.decide(log_channel=[log])
    hers, his = await desk.person("painter"), await desk.person("watcher")
    moderator = await desk.person("moderator", "manage_messages")
    picture = await desk.picture(hers, prompt="a *very* `odd` fox")
    told = await report(desk, his, picture["id"], "odd, @everyone")
    await world.until_says(his, told.message, "The moderators have it in front of them now.")
    seen = await logged(desk, log)
    words = texts(seen)
    assert f"**Report** by <@{his}>" in words
    assert "> `odd, @everyone`" in words
    assert f"Picture of <@{hers}>: `a *very* ˋoddˋ fox`" in words
    assert picture["id"] in words
    assert labels_in(seen) == ["Delete it", "Block the member", "Keep it"]
    (gallery,) = [one for one in seen["components"] if one["type"] == 12]
    assert gallery["items"][0]["spoiler"] is True
    assert "Only moderators" in await world.words(his, await press(desk, his, seen, "Delete it"))
    await world.bot("kill")
    await world.bot("start")
    await press(desk, moderator, seen, "Delete it")
    after = await world.until(desk.who, seen["id"], lambda one: "Deleted by" in texts(one))
    assert labels_in(after) == []

    async def gone() -> bool:
        return not [one for one in await world.messages(hers, desk.channel) if one["id"] == picture["id"]]

    await world.wait_for(gone)

    async def told_so() -> bool:
        return f"<@{moderator}> deleted a picture of <@{hers}>" in await desk.says("audit", moderator)

    await world.wait_for(told_so)
    assert await desk.says("reports", moderator) == "No report waits for a decision."


async def test_without_a_log_channel_reports_are_kept_and_found(world: World) -> None:
    desk = await a_desk(world)
    hers, his = await desk.person(), await desk.person()
    picture = await desk.picture(hers)
    told = await report(desk, his, picture["id"])
    assert "It is kept for the moderators" in await world.words(his, told)
    again = await report(desk, his, picture["id"])
    assert "reported this picture already" in await world.words(his, again)
    listed = await desk.admin("reports")
    seen = await world.see(desk.who, listed.message or "")
    assert "1 report waits for a decision." in texts(seen)
    form = await press(desk, desk.who, seen, "Block the member")
    await send(world, desk.who, form, reason="spam", hours=["24"])
    refused = await desk.refused(hers)
    assert "until <t:" in refused
    assert "`spam`" in refused
    assert (await desk.picture(his))["attachments"]


async def test_of_two_moderators_the_first_decides_and_keeping_ends_it(world: World) -> None:
    desk = await a_desk(world)
    log = await desk.place("log")
    await desk.decide(log_channel=[log])
    hers, his = await desk.person(), await desk.person()
    picture = await desk.picture(hers)
    await report(desk, his, picture["id"])
    seen = await logged(desk, log)
    listed = await world.see(desk.who, (await desk.admin("reports")).message or "")
    await press(desk, desk.who, seen, "Keep it")
    await world.until(desk.who, seen["id"], lambda one: "Kept by" in texts(one))
    late = await press(desk, desk.who, listed, "Delete it")
    assert "Another moderator has decided" in await world.words(desk.who, late)
    assert (await world.see(hers, picture["id"]))["attachments"]


async def reported_twice(world: World) -> tuple[Desk, str, Json, list[Json]]:
    """A desk with its log channel, a picture, and the messages of two reports of it."""
    desk = await a_desk(world)
    log = await desk.place("log")
    await desk.decide(log_channel=[log])
    picture = await desk.picture(await desk.person())
    messages: list[Json] = []
    for number in (1, 2):
        await report(desk, await desk.person(), picture["id"])
        messages.append(await logged(desk, log, number))
    return desk, log, picture, messages


def decided(words: str) -> Callable[[Json], bool]:
    """Whether a report's message says this and has nothing left to press."""
    return lambda seen: words in texts(seen) and labels_in(seen) == []


async def test_a_decision_in_the_list_takes_the_buttons_from_every_message_of_that_picture(world: World) -> None:
    desk, log, picture, messages = await reported_twice(world)
    other = await desk.picture(await desk.person())
    await report(desk, await desk.person(), other["id"])
    open_still = await logged(desk, log, 3)
    moderator = await desk.person("moderator", "manage_messages")
    listed = await world.see(moderator, (await desk.admin("reports", moderator)).message or "")
    assert "3 reports wait for a decision." in texts(listed)
    await press(desk, moderator, listed, "Keep it")
    for message in messages:
        await world.until(desk.who, message["id"], decided(f"Kept by <@{moderator}>"))
    assert len(labels_in(await world.see(desk.who, open_still["id"]))) == 3
    assert (await world.see(desk.who, picture["id"]))["attachments"]


async def test_a_decision_under_one_report_is_told_under_the_others_of_that_picture(world: World) -> None:
    desk, _, picture, (first, second) = await reported_twice(world)
    await press(desk, desk.who, second, "Delete it")
    for message in (first, second):
        await world.until(desk.who, message["id"], decided(f"Deleted by <@{desk.who}>"))
    assert picture["id"] not in [one["id"] for one in await world.messages(desk.who, desk.channel)]


async def test_a_blocked_members_other_reports_are_closed_in_the_log_too(world: World) -> None:
    desk, _, _, (first, second) = await reported_twice(world)
    form = await press(desk, desk.who, first, "Block the member")
    await send(world, desk.who, form, reason="spam", hours=["24"])
    for message in (first, second):
        await world.until(desk.who, message["id"], decided(f"blocked by <@{desk.who}>"))


async def test_messages_of_reports_that_are_gone_or_closed_are_no_obstacle_and_catch_up_when_pressed(
    world: World,
) -> None:
    desk, log, picture, (first, second) = await reported_twice(world)
    await world.call("DELETE", f"/messages/{first['id']}")
    await world.call("PATCH", f"/channels/{log}", {"bot_permissions": []})
    listed = await world.see(desk.who, (await desk.admin("reports")).message or "")
    before = (await world.log()).count(NOT_RENEWED)
    await press(desk, desk.who, listed, "Delete it")

    async def gone() -> bool:
        return picture["id"] not in [one["id"] for one in await world.messages(desk.who, desk.channel)]

    await world.wait_for(gone)
    assert await desk.says("reports") == "No report waits for a decision."

    async def tried() -> bool:
        return (await world.log()).count(NOT_RENEWED) == before + 2

    await world.wait_for(tried)
    assert len(labels_in(await world.see(desk.who, second["id"]))) == 3
    await press(desk, desk.who, second, "Keep it")
    await world.until(desk.who, second["id"], decided(f"Deleted by <@{desk.who}>"))


async def test_what_is_no_picture_of_this_server_cannot_be_reported(world: World) -> None:
    desk = await a_desk(world)
    hers, his = await desk.person(), await desk.person()
    words = await world.call("POST", f"/channels/{desk.channel}/messages", {"as": hers, "content": "hello"})
    told = await report(desk, his, words["id"])
    assert "no picture of mine" in await world.words(his, told)
    await world.provider(render_s=60)
    waiting = await desk.ask(hers)
    told = await report(desk, his, waiting.message or "")
    assert "no picture of mine" in await world.words(his, told)


async def test_a_picture_that_was_posted_again_is_reported_where_it_was_seen(world: World) -> None:
    desk = await a_desk(world)
    hers, his = await desk.person(), await desk.person()
    gallery = await desk.place("gallery")
    picture = await desk.picture(hers)
    await posted(world, hers, await show(world, hers, job_in(picture), channel=gallery))
    (again,) = [one for one in await world.messages(hers, gallery) if one["attachments"]]
    assert "kept for the moderators" in await world.words(his, await report(desk, his, again["id"]))
    seen = await world.see(desk.who, (await desk.admin("reports")).message or "")
    assert f"/{gallery}/{again['id']}" in texts(seen)


async def test_a_report_that_was_made_by_hand_is_no_case_unless_its_message_shows_the_picture(world: World) -> None:
    desk = await a_desk(world)
    hers, his = await desk.person(), await desk.person("forger")
    mine, hidden = await desk.picture(his), await desk.place("hidden")
    theirs, secret = await desk.picture(hers), await desk.picture(hers, channel=hidden)
    said = await world.call("POST", f"/channels/{desk.channel}/messages", {"as": hers, "content": "hello"})
    private = await world.type(hers, "help", channel=desk.channel)
    opened = await world.call("POST", f"/messages/{mine['id']}/commands/Report%20picture", {"as": his})
    opened = await world.told(opened)
    for job, message in (
        (theirs, mine["id"]),
        (theirs, said["id"]),
        (theirs, private.message),
        (secret, secret["id"]),
        (theirs, "1"),
        (theirs, "9" * 19),
        (theirs, "9" * 40),
        (theirs, "abc"),
        (theirs, "١٢"),
        (theirs, ""),
        (theirs, None),
    ):
        custom_id = f"imagine:reported:{job_in(job)}" + ("" if message is None else f":{message}")
        reason = {"type": 18, "component": {"type": 4, "custom_id": "reason", "value": "odd"}}
        body = {"as": his, "custom_id": custom_id, "components": [reason], "unchecked": True}
        told = await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))
        assert await world.words(his, told) in (UNKNOWN, "This is no picture of mine that could be reported."), message
    assert await desk.says("reports") == "No report waits for a decision."
    assert "reported a picture" not in await desk.says("audit")
    assert "a press failed" not in await world.log()


async def test_only_moderators_of_the_server_decide_about_its_reports(world: World) -> None:
    desk, elsewhere = await a_desk(world), await a_desk(world)
    log = await desk.place("log")
    await desk.decide(log_channel=[log])
    hers, his = await desk.person(), await desk.person()
    picture = await desk.picture(hers)
    told = await report(desk, his, picture["id"])
    seen = await logged(desk, log)
    there = await elsewhere.picture(elsewhere.who)
    for what in ("delete", "block", "keep"):
        custom_id = f"imagine:report:{what}:{told.interaction}"
        assert custom_id in [one["custom_id"] for one in buttons(seen)]
        for who in (hers, his):
            assert "Only moderators" in await world.words(who, await forge_press(world, who, seen, custom_id))
        pressed = await forge_press(world, elsewhere.who, there, custom_id)
        assert await world.words(elsewhere.who, pressed) == "Too late: this one has already finished."
    opened = await world.press(elsewhere.who, there["id"], "Edit prompt")
    body = {"as": elsewhere.who, "custom_id": f"imagine:blockreported:{told.interaction}", "unchecked": True}
    sent = await world.call("POST", f"/modals/{opened.interaction}/submit", {**body, "components": []})
    assert await world.words(elsewhere.who, await world.told(sent)) == UNKNOWN
    assert texts(await world.see(desk.who, seen["id"])) == texts(seen)
    assert labels_in(await world.see(desk.who, seen["id"])) == ["Delete it", "Block the member", "Keep it"]
    assert (await world.see(hers, picture["id"]))["attachments"]
    assert (await desk.picture(hers))["attachments"]
    assert "decided about a report" not in await desk.says("audit")


async def test_a_member_has_a_few_open_reports_at_most(world: World) -> None:
    desk = await a_desk(world)
    hers, his = await desk.person(), await desk.person()
    pictures = [await desk.picture(hers) for _ in range(6)]
    for picture in pictures[:5]:
        assert "kept for the moderators" in await world.words(his, await report(desk, his, picture["id"]))
    assert "still wait for the moderators" in await world.words(his, await report(desk, his, pictures[5]["id"]))


# --- audit and one job ------------------------------------------------------------------------------------------------


async def test_the_audit_log_says_who_did_what_filtered_and_page_by_page(world: World) -> None:
    desk = await a_desk(world)
    who, moderator = await desk.person(), await desk.person("moderator", "manage_messages")
    await desk.decide(quota_images="12", blocked_words="dragon")
    for number in range(1, 12):
        await desk.says("quota grant", desk.who, member=who, images=number)
    await world.provider(queue_s=600)
    waiting = await desk.ask(who)
    await world.press(moderator, waiting.message or "")
    await world.until_says(who, waiting.message, "Cancelled by")
    told = await desk.admin("audit")
    page = await world.see(desk.who, told.message or "")
    lines = page["content"].splitlines()
    assert len(lines) == 10
    assert f"<@{moderator}> cancelled a request of <@{who}>" in lines[0]
    assert f"<@{desk.who}> changed the quota of <@{who}> by +11" in lines[1]
    await world.press(desk.who, page["id"], "Older")
    older = await world.see(desk.who, page["id"])
    assert "changed Words that are stopped from — to `1`" in older["content"]
    assert "changed Pictures per member from — to 12" in older["content"]
    await world.press(desk.who, page["id"], "Newest")
    assert (await world.see(desk.who, page["id"]))["content"] == page["content"]
    assert "cancelled" in await desk.says("audit", action="cancelled")
    assert "granted" not in await desk.says("audit", action="cancelled")
    assert "Please choose it from the list." in await desk.says("audit", action="nonsense")
    assert await desk.says("audit", member=desk.who, action="blocked") == "Nothing like this stands in the audit log."


async def test_one_request_is_told_from_its_beginning_to_its_cost(world: World) -> None:
    desk = await a_desk(world)
    who = await desk.person()
    picture = await desk.picture(who, prompt="a fox that is looked into")
    job = job_in(picture)
    for which in (job, f"https://discord.com/channels/{desk.server}/{desk.channel}/{picture['id']}"):
        story = await desk.says("job", id=which)
        assert f"**{job}** · <@{who}> · was delivered" in story
        assert "`a fox that is looked into`" in story
        assert "taken by the studio" in story
        assert "1 picture was counted. $0.03 was paid." in story
    offered = await world.call(
        "POST",
        "/commands/imagine-admin%20job/complete",
        {"as": desk.who, "channel": desk.channel, "options": {"id": "looked into"}, "focused": "id"},
    )
    assert [one["value"] for one in offered["choices"]] == [job]
    elsewhere = await a_desk(world)
    assert await elsewhere.says("job", id=job) == UNKNOWN
    assert await desk.says("job", id="12") == UNKNOWN
    assert await desk.says("job", id="nonsense") == UNKNOWN


async def test_a_failure_is_told_with_its_reason_and_offers_other_words(world: World) -> None:
    desk = await a_desk(world)
    who = await desk.person()
    await world.fault("moderated", times=1)
    told = await desk.ask(who, prompt="a bold fox")
    seen = await world.until_says(who, told.message, "content filter stopped this one")
    assert labels_in(seen) == ["Edit prompt"]
    form = await world.press(who, seen["id"], "Edit prompt")
    sent = await send(world, who, form, prompt="a shy fox")
    assert (await world.until_pictures(who, sent.message))["attachments"]
    story = await desk.says("job", id=told.interaction)
    assert "failed" in story
    assert "Why: The studio's content filter stopped this one." in story
    assert "1 picture was given back. $0.00 was paid." in story
    other = await desk.person()
    assert await world.words(other, await world.press(other, seen["id"], "Edit prompt")) == UNKNOWN


async def test_private_pictures_stay_private_before_moderators(world: World) -> None:
    desk = await a_desk(world)
    who = await desk.person()
    told = await desk.ask(who, prompt="a secret fox", private=True)
    await world.until_pictures(who, told.message)
    story = await desk.says("job", id=told.interaction)
    assert "(private)" in story
    assert "secret" not in story


# --- the filter -------------------------------------------------------------------------------------------------------


async def test_the_filters_words_are_kept_tried_and_taken_out(world: World) -> None:
    desk = await a_desk(world)
    moderator = await desk.person("moderator", "manage_messages")
    said = await desk.says("filter block", entries="dragon, naked lady , dragon")
    assert said == "2 entries more. The list has 2 entries."
    assert await desk.says("filter block", entries="dragon") == "Nothing has changed."
    await desk.says("filter allow", entries="dragon fruit")
    assert "**Stopped** (2): `dragon` `naked lady`" in await desk.says("filter list", moderator)
    stopped = await desk.says("filter test", moderator, prompt="my d.r.a.g.o.n")
    assert stopped == "This prompt would be stopped: `d.r.a.g.o.n` is what the entry `dragon` means."
    assert "would pass" in await desk.says("filter test", moderator, prompt="a dragon fruit")
    assert "Only people who may manage" in await desk.says("filter block", moderator, entries="x-ray")
    assert "has a star inside" in await desk.says("filter block", entries="f*x")
    offered = await world.call(
        "POST",
        "/commands/imagine-admin%20filter%20remove/complete",
        {"as": desk.who, "channel": desk.channel, "options": {"entry": "nak"}, "focused": "entry"},
    )
    assert [one["value"] for one in offered["choices"]] == ["naked lady"]
    assert await desk.says("filter remove", entry="naked lady") == "Taken out."
    assert await desk.says("filter remove", entry="naked lady") == "There is no such entry."


# --- money ------------------------------------------------------------------------------------------------------------


async def test_a_budget_warns_once_stops_and_shows_where_the_money_is(world: World) -> None:
    desk = await a_desk(world)
    log = await desk.place("log")
    await desk.decide(log_channel=[log], budget_day="0.15", quota_images="50", jobs_at_once="20")
    who = await desk.person()
    for _ in range(4):
        await desk.picture(who)
    warning = await logged(desk, log)
    assert "**80 % of this server's budget are used up today**: $0.12 of $0.15." in warning["content"]
    assert "It costs this server $0.03." in await price(desk, who)
    await desk.picture(who)
    refused = await desk.refused(who)
    assert refused.startswith("This server has no budget left for this. Nothing was charged. It starts anew <t:")
    assert "no budget left for it just now" in await price(desk, who)
    said = await desk.says("budget")
    assert "$0.15 of $0.15 today" in said
    assert "$0.15 paid · $0.00 held" in said
    assert "A picture costs $0.03; a set is held at $0.45" in said
    assert len(await in_log(desk, log)) == 1
    await world.call("POST", "/clock", {"to": "next_day"})
    assert (await desk.picture(who))["attachments"]


async def test_parallel_requests_never_pass_a_budget(world: World) -> None:
    desk = await a_desk(world)
    await desk.decide(budget_day="0.21", quota_images="100", jobs_at_once="50")
    people = [await desk.person(f"one {number}") for number in range(4)]
    before = len((await world.provider())["requests"])
    begun = [
        await world.call("POST", "/commands/imagine", {"as": who, "channel": desk.channel, "options": wish})
        for who in people
        for wish in [{"prompt": "a fox", "aspect_ratio": "1024x1024(1:1)"}] * 5
    ]
    told = [await world.told(one) for one in begun]
    taken = [one for one in told if not one.ephemeral]
    assert len(taken) == 7
    for one in taken:
        await world.until_pictures(desk.who, one.message)
    assert len((await world.provider())["requests"]) - before == 7


async def test_what_was_possibly_paid_counts_until_somebody_says_what_became_of_it(world: World) -> None:
    desk = await a_desk(world)
    await desk.decide(budget_day="0.06")
    who, moderator = await desk.person(), await desk.person("moderator", "manage_messages")
    for _ in range(2):
        await world.fault("submit_lost_after", times=1)
        lost = await desk.ask(who, prompt="a lost fox")
        await world.until_says(who, lost.message, "I lost contact while sending")
    assert "no budget left" in await desk.refused(who)
    told = await desk.admin("budget")
    view = await world.see(desk.who, told.message or "")
    assert "$0.06 held (of that $0.06 possibly paid)" in view["content"]
    assert "**2 requests were possibly paid for nothing.**" in view["content"]
    assert "`a lost fox`" in view["content"]
    theirs = await world.see(moderator, (await desk.admin("budget", moderator)).message or "")
    assert "Only people who may manage" in await world.words(moderator, await clear(desk, moderator, theirs, "free"))
    await clear(desk, desk.who, view, "free")
    after = await world.see(desk.who, view["id"])
    assert "$0.03 held (of that $0.03 possibly paid)" in after["content"]
    await clear(desk, desk.who, after, "charged")
    assert "$0.03 paid · $0.00 held" in (await world.see(desk.who, view["id"]))["content"]
    assert (await desk.picture(who))["attachments"]
    assert "looked after a possibly paid request; charged: yes" in await desk.says("audit")


async def clear(desk: Desk, who: str, view: Json, how: str) -> Told:
    (menu,) = [one for one in buttons(view) if one["custom_id"] == f"imagine:money:{how}"]
    body = {"as": who, "custom_id": menu["custom_id"], "values": [menu["options"][0]["value"]]}
    return await desk.world.told(await desk.world.call("POST", f"/messages/{view['id']}/select", body))


async def price(desk: Desk, who: str, **options: Any) -> str:
    return await desk.world.words(who, await desk.world.type(who, "price", channel=desk.channel, **options))


async def test_nobody_is_let_in_by_another_servers_manager(world: World) -> None:
    desk, elsewhere = await a_desk(world), await a_desk(world)
    who = await desk.person()
    picture = await desk.picture(who)
    their_manager = await elsewhere.person("manager", *MANAGES)
    await elsewhere.says("block", their_manager, member=who)
    assert (await desk.picture(who))["attachments"]
    assert "deleted" not in await elsewhere.says("audit")
    assert await elsewhere.says("job", id=job_in(picture)) == UNKNOWN
