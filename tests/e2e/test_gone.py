"""What was set about roles, channels and members that are gone: nobody is left outside, and whoever looks is told."""

import pytest

from tests.e2e.desk import a_desk
from tests.e2e.sandbox import World
from tests.e2e.test_history import texts
from tests.e2e.test_moderation import logged, report
from tests.e2e.test_results import send

pytestmark = pytest.mark.asyncio


async def test_a_role_that_is_gone_gives_nothing_is_told_and_leaves_with_the_next_change(world: World) -> None:
    desk = await a_desk(world)
    patron = await desk.person("patron", roles=["patron", "friend"])
    view = await desk.settings()
    await view.change("roles", {"role": ["patron"], "images": "50", "weight": "3"})
    assert "**50 of 50" in await world.read_quota(patron, desk.channel)
    await world.call("DELETE", f"/servers/{desk.server}/roles/patron")
    assert "**10 of 10" in await world.read_quota(patron, desk.channel)
    assert (await desk.picture(patron))["attachments"]
    assert "By role: **(a role that is gone) 50 pictures, 3 turns**" in await view.group("limits")
    said = await view.change("roles", {"role": ["friend"], "images": "5"})
    assert "gone" not in said
    assert "5 pictures" in said


async def test_a_deleted_log_channel_is_told_where_it_is_set_and_to_the_operator_once(world: World) -> None:
    desk = await a_desk(world)
    log = await desk.place("log")
    await desk.decide(log_channel=[log], budget_day="0.03")
    view = await desk.settings()
    assert f"Log channel: **<#{log}>**" in await view.group("places")
    await world.call("DELETE", f"/channels/{log}")
    assert "Log channel: **a channel that is gone, so nothing is told." in await view.group("places")
    picture = await desk.picture(await desk.person())
    for _ in range(2):
        await report(desk, await desk.person(), picture["id"])
    said = await world.log()
    assert said.count(f"channel={log}") == 1
    assert "a budget is nearly used up" in said
    listed = await world.see(desk.who, (await desk.admin("reports")).message or "")
    assert "2 reports wait" in texts(listed)
    await view.change("log_channel", [desk.channel])
    assert f"Log channel: **<#{desk.channel}>**" in await view.group("places")


async def test_a_log_channel_that_is_closed_to_the_bot_is_saved_with_a_warning(world: World) -> None:
    desk = await a_desk(world)
    log = await desk.place("log")
    await world.call("PATCH", f"/channels/{log}", {"bot_permissions": ["view_channel", "read_message_history"]})
    said = await desk.decide(log_channel=[log])
    assert said.startswith(f"Saved, but I cannot write in <#{log}> yet. There I still need: Send Messages.")
    assert f"Log channel: **<#{log}>**" in said
    await world.call("PATCH", f"/channels/{log}", {"bot_permissions": []})
    assert "There I still need: View Channel, Send Messages." in await desk.decide(log_channel=[log])
    await world.call("PATCH", f"/channels/{log}", {"bot_permissions": ["view_channel", "send_messages"]})
    assert (await desk.decide(log_channel=[log])).startswith("Saved.")
    await report(desk, await desk.person(), (await desk.picture(await desk.person()))["id"])
    assert await logged(desk, log)


async def test_a_deleted_channel_stays_no_place_for_pictures_and_leaves_with_the_next_change(world: World) -> None:
    desk = await a_desk(world)
    who, one, other = await desk.person(), await desk.place("one"), await desk.place("other")
    await desk.decide(channels=[one, other])
    await world.call("DELETE", f"/channels/{one}")
    assert "in these channels only" in await desk.refused(who)
    assert (await desk.picture(who, channel=other))["attachments"]
    view = await desk.settings()
    assert f"Channels: **(a channel that is gone) <#{other}>**" in await view.group("places")
    told = await view.send(await view.open("channels"))
    assert told.state == "answered"
    assert f"Channels: **<#{other}>**" in await view.text()
    await world.call("DELETE", f"/channels/{other}")
    assert "in these channels only" in await desk.refused(who)
    assert "Channels: everywhere" in await view.change("channels", [])
    assert (await desk.picture(who))["attachments"]


async def test_members_who_have_left_can_be_looked_after_and_lose_nothing_of_it(world: World) -> None:
    desk = await a_desk(world)
    who, moderator = await desk.person("leaver"), await desk.person("moderator", "manage_messages")
    await desk.decide(quota_images="5")
    picture = await desk.picture(who)
    watcher = await desk.person("watcher")
    await report(desk, watcher, picture["id"])
    await world.provider(render_s=2)
    waiting = await desk.ask(who)
    await world.call("PATCH", f"/members/{who}", {"server": None})
    await world.until_pictures(desk.who, waiting.message)
    assert "**3 of 5 pictures left today**" in await desk.says("quota show", moderator, member=who)
    assert "**5 of 7 pictures left today**" in await desk.says("quota grant", member=who, images=2)
    listed = await world.see(moderator, (await desk.admin("reports", moderator)).message or "")
    form = await world.press(moderator, listed["id"], "Block the member")
    await send(world, moderator, form, reason="spam", hours=["24"])
    assert f"<@{who}>" in await desk.says("blocks")
    assert f"<@{moderator}> blocked <@{who}>" in await desk.says("audit", member=who)
    await world.call("PATCH", f"/members/{who}", {"server": desk.server})
    assert "You cannot ask for pictures in this server until" in await desk.refused(who)
    assert "can ask for pictures again" in await desk.says("unblock", moderator, member=who)
    assert (await desk.picture(who))["attachments"]
