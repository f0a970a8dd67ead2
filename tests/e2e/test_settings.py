"""What those who run a server decide: the settings view, pauses, blocks, members' quotas, files."""

import base64
import json
from typing import Any

import pytest

from tests.e2e.desk import MANAGES, Desk, a_desk
from tests.e2e.sandbox import World
from tests.e2e.test_moderation import report
from tests.e2e.test_results import send

pytestmark = pytest.mark.asyncio
NO_QUOTA = "This is a bot: it cannot ask for pictures, and has no quota."


async def test_every_kind_of_setting_is_changed_in_its_form_seen_at_once_and_taken_back(world: World) -> None:
    desk = await a_desk(world)
    log = await desk.place("log")
    view = await desk.settings()
    text = await view.text()
    assert "Pictures per member: 10 (as the bot's operator has it)" in text
    for setting, value, shown in (
        ("quota_images", "25", "Pictures per member: **25**"),
        ("quota_period", ["week"], "Quota starts anew: **each week**"),
        ("largest", ["2K"], "Largest size: **2K**"),
        ("quota_images", "1,000", "Pictures per member: **1,000**"),
        ("budget_day", "2.5", "Budget per day: **$2.50**"),
        ("budget_day", "1,000", "Budget per day: **$1,000.00**"),
        ("budget_day", "1.000,50 $", "Budget per day: **$1,000.50**"),
        ("spoiler", ["yes"], "Pictures covered as spoilers: **yes**"),
        ("log_channel", [log], f"Log channel: **<#{log}>**"),
        ("channels", [desk.channel, log], f"Channels: **<#{desk.channel}> <#{log}>**"),
        ("language", ["it"], "Language for everybody: **Italiano**"),
        ("retention_days", "30", "Words are kept for: **30 days**"),
        ("blocked_words", "dragon\nnaked lady\n\n", "Words that are stopped: **2 entries**"),
        ("paused", "tea", "Paused: **`tea`**"),
    ):
        said = await view.change(setting, value)
        assert said.startswith("Saved."), (setting, said)
        assert shown in said, (setting, said)
        empty: Any = [] if isinstance(value, list) else ""
        assert shown not in await view.change(setting, empty), setting
    assert "10 (as the bot's operator has it)" in await view.group("limits")


async def test_roles_get_rules_and_the_highest_counts(world: World) -> None:
    desk = await a_desk(world)
    patron, plain = await desk.person("patron", roles=["patron", "friend"]), await desk.person("plain")
    found = await world.call("GET", "/world")
    roles = {
        one["name"]: one["id"] for server in found["servers"] if server["id"] == desk.server for one in server["roles"]
    }
    view = await desk.settings()
    await view.change("roles", {"role": [roles["friend"]], "images": "3", "weight": "2"})
    said = await view.change("roles", {"role": [roles["patron"]], "images": "50"})
    assert f"<@&{roles['friend']}> 3 pictures, 2 turns" in said
    quota = await world.read_quota(patron, desk.channel)
    assert "**50 of 50 pictures left today**" in quota
    assert f"You have this many through <@&{roles['patron']}>." in quota
    assert "You have 2 turns in each round of the line." in quota
    assert "**10 of 10" in await world.read_quota(plain, desk.channel)
    said = await view.change("roles", {"role": [roles["patron"]], "images": ""})
    assert roles["patron"] not in said


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("quota_images", "-1", "**Pictures per member** must be between 0 and 1,000,000."),
        ("quota_images", "ten", "**Pictures per member** must be a whole number, 0 to 1,000,000."),
        ("quota_images", "1e3", "**Pictures per member** must be a whole number, 0 to 1,000,000."),
        ("budget_month", "1e9", "**Budget per month** must be an amount in dollars, 0 to 1,000,000, with two decimals"),
        ("budget_day", "0.001", "**Budget per day** must be an amount in dollars"),
        ("budget_day", "1.000", "how `1.000` is meant. Please write `1000` for the large number or `1` for the small"),
        ("server_jobs", "0", "**At once, whole server** must be between 1 and 10,000."),
        ("blocked_words", "f*ck", "has a star inside"),
        ("blocked_words", "/(a+)+/", "too rich a pattern"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_range(world: World, setting: str, value: str, words: str) -> None:
    desk = await a_desk(world)
    assert words in await desk.decide(**{setting: value})
    assert "**" not in (await (await desk.settings()).group("limits")).partition("\n")[2]


async def test_a_refusal_names_what_was_typed_in_the_readers_language(world: World) -> None:
    desk = await a_desk(world)
    await desk.person("friend", roles=["friend"])
    german = await desk.person("german", *MANAGES, locale="de")
    view = await desk.settings(german)
    said = await view.change("quota_images", "abc")
    assert "**Bilder pro Mitglied**" in said
    assert "quota_images" not in said
    said = await view.change("roles", {"role": ["friend"], "weight": "11"})
    assert "**Plätze in jeder Runde der Schlange**" in said


async def test_of_two_managers_at_once_the_second_one_overwrites_nothing_unseen(world: World) -> None:
    desk = await a_desk(world)
    other = await desk.person("other manager", *MANAGES)
    first, second = await desk.settings(), await desk.settings(other)
    opened_first, opened_second = await first.open("quota_images"), await second.open("quota_images")
    await first.send(opened_first, value="7")
    await second.send(opened_second, value="9")
    said = await second.text()
    assert said.startswith("Somebody else has changed this meanwhile. Nothing was overwritten")
    assert "Pictures per member: **7**" in said
    assert "Pictures per member: **9**" in await second.change("quota_images", "9")


async def test_what_a_server_decided_is_there_after_a_restart_and_its_view_still_works(world: World) -> None:
    desk = await a_desk(world)
    view = await desk.settings()
    await view.change("quota_images", "4")
    await world.bot("kill")
    await world.bot("start")
    assert "Pictures per member: **4**" in await view.group("limits")
    assert "Pictures per member: **5**" in await view.change("quota_images", "5")
    assert "**5 of 5" in await world.read_quota(await desk.person(), desk.channel)


async def test_settings_are_kept_by_everything_that_asks_for_pictures(world: World) -> None:
    desk = await a_desk(world)
    who, pictures = await desk.person(), await desk.place("pictures")
    first = await desk.picture(who, prompt="a quiet fox")
    await desk.decide(channels=[pictures], largest=["1K"], blocked_words="dragon")
    assert f"in these channels only: <#{pictures}>" in await desk.refused(who)
    thread = await desk.place("thread", parent=pictures)
    assert "up to 1K" in await desk.refused(who, channel=pictures, aspect_ratio="2048x2048(1:1)")
    stopped = await desk.refused(who, channel=thread, prompt="a DR4G0N at tea")
    assert "does not want these words in pictures: `DR4G0N`" in stopped
    again = await world.press(who, first["id"], "Again")
    assert "in these channels only" in await world.words(who, again)
    assert (await desk.picture(who, channel=thread))["attachments"]


async def test_age_restricted_only_and_covered_pictures(world: World) -> None:
    desk = await a_desk(world)
    who, evening = await desk.person(), await desk.place("evening", nsfw=True)
    await desk.decide(age_restricted_only=["yes"], spoiler=["yes"])
    assert "age-restricted channels only" in await desk.refused(who)
    (picture,) = (await desk.picture(who, channel=evening))["attachments"]
    assert picture["filename"].startswith("SPOILER_")


async def test_what_everybody_reads_is_in_the_servers_language(world: World) -> None:
    desk = await a_desk(world)
    await desk.decide(language=["it"])
    seen = await desk.picture(await desk.person())
    assert "Modifica prompt" in json.dumps(seen["components"], ensure_ascii=False) or "Di nuovo" in json.dumps(
        seen["components"], ensure_ascii=False
    )


async def test_a_pause_lets_nobody_ask_and_what_is_under_way_goes_on(world: World) -> None:
    desk = await a_desk(world)
    who = await desk.person()
    await world.provider(render_s=3)
    running = await desk.ask(who)
    assert "Paused: nobody can ask" in await desk.says("pause", reason="the *owner* is asleep")
    assert await desk.refused(who) == "Pictures are paused in this server. `the *owner* is asleep`"
    await world.until_pictures(who, running.message)
    assert "asked for again" in await desk.says("resume")
    assert (await desk.picture(who))["attachments"]
    assert "paused" in await desk.refused(who) if await desk.says("pause") else ""
    await desk.says("resume")


async def test_a_block_is_told_with_its_reason_and_end_and_ends(world: World) -> None:
    desk = await a_desk(world)
    who, moderator = await desk.person("rude"), await desk.person("moderator", "manage_messages")
    said = await desk.says("block", moderator, member=who, reason="spam, `again`", **{"for": 1})
    assert f"<@{who}> cannot ask for pictures here until <t:" in said
    refused = await desk.refused(who)
    assert "You cannot ask for pictures in this server until <t:" in refused
    assert "`spam, ˋagainˋ`" in refused
    assert f"<@{who}>" in await desk.says("blocks")
    await world.call("POST", "/clock", {"forward_s": 3601})
    assert (await desk.picture(who))["attachments"]
    assert await desk.says("blocks") == "Nobody is blocked here."
    await desk.says("block", moderator, member=who)
    assert await desk.says("unblock", moderator, member=who) == f"<@{who}> can ask for pictures again."
    assert await desk.says("unblock", moderator, member=who) == f"<@{who}> was not blocked."
    assert "cannot block yourself" in await desk.says("block", moderator, member=moderator)


async def test_a_member_gets_more_pictures_or_starts_anew(world: World) -> None:
    desk = await a_desk(world)
    who, moderator = await desk.person(), await desk.person("moderator", "manage_messages")
    manager = desk.who
    await desk.decide(quota_images="1")
    await desk.picture(who)
    assert "used up" in await desk.refused(who)
    assert "**2 of 3 pictures left today**" in await desk.says("quota grant", manager, member=who, images=2)
    assert "changed it by +2" in await world.read_quota(who, desk.channel)
    await desk.picture(who)
    assert "**3 of 3" in await desk.says("quota reset", manager, member=who)
    await desk.says("quota grant", manager, member=who, images=-3)
    assert "**0 of 0" in await desk.says("quota show", moderator, member=who)
    refused = await desk.says("quota grant", manager, member=who, images=0)
    assert refused == "You can grant 1 to 10,000 pictures at once, or take them back with a minus: -1 to -10,000."
    for command in ("quota grant", "quota reset"):
        options = {"images": 5} if command == "quota grant" else {}
        assert "may manage this server" in await desk.says(command, moderator, member=moderator, **options)
    bot = (await world.call("GET", "/world"))["bot"]["id"]
    for command, options in (("quota show", {}), ("quota grant", {"images": 5}), ("quota reset", {})):
        assert await desk.says(command, manager, member=bot, **options) == NO_QUOTA
    assert await desk.says("block", manager, member=bot) == "You cannot block yourself, nor a bot."


async def test_nobody_is_blocked_by_those_who_may_do_less_than_they(world: World) -> None:
    desk = await a_desk(world)
    who, moderator = await desk.person(), await desk.person("moderator", "manage_messages")
    other = await desk.person("other moderator", "manage_messages")
    server = next(one for one in (await world.call("GET", "/world"))["servers"] if one["id"] == desk.server)
    outranked = "You cannot do that to somebody who may do more in this server than you."
    for above in (server["owner"], desk.who):
        assert await desk.says("block", moderator, member=above) == outranked
    for below in (who, other):
        assert "cannot ask for pictures" in await desk.says("block", moderator, member=below)
    picture = await desk.picture(desk.who)
    await report(desk, other, picture["id"])
    listed = await world.see(moderator, (await desk.admin("reports", moderator)).message or "")
    form = await world.press(moderator, listed["id"], "Block the member")
    told = await send(world, moderator, form, reason="", hours=["24"])
    assert await world.words(moderator, told) == outranked
    assert (await desk.picture(desk.who))["attachments"]
    assert "Nobody is blocked" not in await desk.says("blocks")
    assert f"<@{desk.who}> ·" not in await desk.says("blocks")


async def test_settings_of_another_server_change_nothing_of_what_a_member_has_here(world: World) -> None:
    here, there = await a_desk(world), await a_desk(world)
    who = await world.member("traveller")
    await here.decide(quota_images="3", quota_period=["week"], largest=["1K"])
    await there.decide(quota_images="20", set_cost="7", language=["it"], blocked_words="dragon")
    await here.picture(who, prompt="a dragon")
    assert "**2 of 3 pictures left this week**" in await world.read_quota(who, here.channel)
    assert "**20 of 20 pictures left today**" in await world.read_quota(who, there.channel)
    assert "**10 of 10 pictures left today**" in await world.read_quota(who, "dm")
    for desk, cost, left in ((here, 4, 2), (there, 7, 20)):
        told = await world.type(who, "price", channel=desk.channel, images="set")
        said = await world.words(who, told)
        assert f"This takes {cost} pictures of your quota. You have {left} left." in said
    assert "up to 1K" in await here.refused(who, aspect_ratio="2048x2048(1:1)")
    assert "does not want these words" in await there.refused(who, prompt="a dragon")
    assert (await there.picture(who, aspect_ratio="2048x2048(1:1)"))["attachments"]
    assert "**2 of 3 pictures left this week**" in await world.read_quota(who, here.channel)


async def test_settings_travel_as_a_file_and_only_after_a_question(world: World) -> None:
    here, there = await a_desk(world), await a_desk(world)
    await here.decide(quota_images="12", blocked_words="dragon\nsex*", log_channel=[here.channel])
    told = await here.admin("export")
    (file,) = (await world.see(here.who, told.message or ""))["attachments"]
    found = json.loads(await world.download(file["url"]))
    assert (found["quota_images"], found["blocked_words"]) == (12, ["dragon", "sex*"])
    assert not {"log_channel", "roles", "channels", "paused"} & set(found)
    told = await upload(there, found)
    seen = await world.see(there.who, told.message or "")
    assert (
        "This file changes 2 settings:\n- Pictures per member: 10 (as the bot's operator has it) → **12**"
        in seen["content"]
    )
    assert "**10 of 10" in await world.read_quota(await there.person(), there.channel)
    await world.bot("kill")
    await world.bot("start")
    await world.press(there.who, seen["id"], "Take it over")
    assert "2 settings were changed." in (await world.see(there.who, seen["id"]))["content"]
    assert "**12 of 12" in await world.read_quota(await there.person(), there.channel)
    assert "says what is set already" in await world.words(there.who, await upload(there, found))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"quota_images": -5}, "`quota_images` must be between"), ({"roles": []}, "`roles` belongs to one server"),
        ({"no_such": 1}, "There is no setting called `no_such`."),
        ([1, 2], "no settings file"), ("{", "no settings file"),
        ("x" * 600_000, "no settings file"), ({"blocked_words": ["*"]}, "has no letters"),
    ],
)  # fmt: skip
async def test_a_file_that_cannot_be_taken_over_is_refused_as_a_whole(world: World, content: Any, words: str) -> None:
    desk = await a_desk(world)
    said = await world.words(desk.who, await upload(desk, content))
    assert words in said


async def test_a_list_that_is_longer_than_a_form_says_how_else_it_is_changed(world: World) -> None:
    desk = await a_desk(world)
    words = [f"dragon of {number} {'long' * 10}" for number in range(100)]
    asked = await upload(desk, {"blocked_words": words, "allowed_words": words[:50]})
    await world.press(desk.who, asked.message, "Take it over")
    view = await desk.settings()
    assert "100 entries" in await view.group("moderation")
    said = await world.words(desk.who, await view.choose("imagine:settings:change", "blocked_words"))
    assert "longer than a form can hold" in said
    for command in ("filter block", "filter remove", "export", "import"):
        assert f"</imagine-admin {command}:" in said
    await view.open("allowed_words")


async def upload(desk: Desk, content: Any) -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    file = {"filename": "settings.json", "content_base64": base64.b64encode(text.encode()).decode()}
    return await desk.admin("import", file=file)


async def test_a_stranger_cannot_decide_for_this_server_with_forms_made_by_hand(world: World) -> None:
    desk, elsewhere = await a_desk(world), await a_desk(world)
    theirs = await elsewhere.settings()
    opened = await theirs.open("quota_images")
    body = {
        "as": elsewhere.who,
        "custom_id": "imagine:set:0:quota_images",
        "components": [{"type": 18, "component": {"type": 4, "custom_id": "value", "value": "99"}}],
        "unchecked": True,
    }
    await world.told(await world.call("POST", f"/modals/{opened.interaction}/submit", body))
    assert "**10 of 10" in await world.read_quota(await desk.person(), desk.channel)
    assert "**99 of 99" in await world.read_quota(await elsewhere.person(), elsewhere.channel)
    member = await desk.person()
    picture = await desk.picture(member)
    told = await world.press(member, picture["id"], "Edit prompt")
    body |= {"as": member}
    sent = await world.told(await world.call("POST", f"/modals/{told.interaction}/submit", body))
    assert "Only people who may manage this server" in await world.words(member, sent)
