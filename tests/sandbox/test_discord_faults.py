"""The chat's named behaviours: each strikes where it should, and nothing is changed that should not be."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.discord.entities import Interaction
from tests.sandbox import Room, a_picture, a_room

pytestmark = pytest.mark.asyncio
FILES = (("x.png", a_picture()),)


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        await room.register()
        yield room
        assert room.chat.ledger.violations() == []


def _messages(room: Room, channel: str = "pictures") -> str:
    return f"/channels/{room.channel_id(channel)}/messages"


async def _answered(room: Room) -> Interaction:
    interaction = await room.paint()
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    assert (await room.rest("POST", path, {"type": 4, "data": {"content": "painting"}}))[0] == 204
    return interaction


def _hook(room: Room, interaction: Interaction) -> str:
    return f"/webhooks/{room.chat.world.bot.id}/{interaction.token}/messages/@original"


async def test_a_connection_that_breaks_in_an_upload_leaves_the_message_as_it_was(room: Room) -> None:
    interaction = await _answered(room)
    room.chat.faults.switch_on("upload_dropped", 1)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await room.rest("PATCH", _hook(room, interaction), {"content": "done"}, files=(("x.bin", bytes(4_000_000)),))
    assert interaction.original is not None
    assert [state.content for state in interaction.original.states] == ["painting"]
    assert room.chat.ledger.calls()[-1]["status"] == 0
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "done"}, files=FILES))[0] == 200


async def test_an_upload_is_too_large_from_a_size_on_and_in_three_ways(room: Room) -> None:
    for code, wanted in ((40005, (413, 40005)), (50045, (400, 50045))):
        room.chat.faults.switch_on("upload_too_large", code=code, over_bytes=100)
        status, answer = await room.rest("POST", _messages(room), {}, files=(("x.bin", bytes(101)),))
        assert (status, answer["code"]) == wanted
    assert (await room.rest("POST", _messages(room), {}, files=(("x.bin", bytes(100)),)))[0] == 200
    room.chat.faults.switch_on("upload_too_large", code=413, over_bytes=100)
    form = aiohttp.FormData()
    form.add_field("files[0]", bytes(101), filename="x.bin")
    headers = {"Authorization": f"Bot {room.chat.world.bot_token}"}
    async with room.http.post(f"/api/v10{_messages(room)}", data=form, headers=headers) as response:
        assert (response.status, response.content_type) == (413, "text/html")


async def test_uploads_are_limited_in_servers_and_not_in_direct_messages(room: Room) -> None:
    ada = room.chat.world.member("ada")
    assert ada is not None
    room.chat.faults.switch_on("uploads_limited")
    status, answer = await room.rest("POST", _messages(room), {"content": "x"}, files=FILES)
    assert (status, answer["code"]) == (400, 400001)
    assert (await room.rest("POST", _messages(room), {"content": "x"}))[0] == 200
    path = f"/channels/{room.chat.world.dm(ada).id}/messages"
    assert (await room.rest("POST", path, {"content": "x"}, files=FILES))[0] == 200


async def test_the_filter_of_links_has_a_code_of_its_own(room: Room) -> None:
    room.chat.faults.switch_on("automod", text="fox", code=240000)
    assert (await room.rest("POST", _messages(room), {"content": "a fox"}))[1]["code"] == 240000


async def test_a_rate_limit_on_purpose_says_how_long_and_why(room: Room) -> None:
    arguments: dict[str, Any] = {"status": 429, "code": 30046, "retry_after_s": 600.5, "on": "send"}
    room.chat.faults.switch_on("discord_status", **arguments)
    headers = {"Authorization": f"Bot {room.chat.world.bot_token}"}
    async with room.http.post(f"/api/v10{_messages(room)}", json={"content": "x"}, headers=headers) as response:
        answer = await response.json()
        assert (response.status, answer["code"], answer["retry_after"]) == (429, 30046, 600.5)
        assert response.headers["Retry-After"] == "601"


async def test_a_behaviour_strikes_only_the_channels_and_calls_that_it_names(room: Room) -> None:
    here = room.channel_id("pictures")
    room.chat.faults.switch_on("discord_status", status=503, on=["send", "edit"], channel=[here])
    assert (await room.rest("POST", _messages(room), {"content": "x"}))[0] == 503
    assert (await room.rest("POST", _messages(room, "bots"), {"content": "x"}))[0] == 200
    assert (await room.rest("GET", _messages(room)))[0] == 200
    interaction = await _answered(room)
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "y"}))[0] == 503
    assert room.chat.ledger.calls()[-1]["channel"] == here


async def test_a_behaviour_can_strike_so_often_in_each_channel(room: Room) -> None:
    room.chat.faults.switch_on("discord_status", status=503, on="send", per_channel=1)
    answers = [await room.rest("POST", _messages(room, name), {"content": "x"}) for name in ("pictures", "bots") * 2]
    assert [status for status, _ in answers] == [503, 503, 200, 200]


async def test_an_upload_whose_answer_is_lost_was_carried_out(room: Room) -> None:
    interaction = await _answered(room)
    room.chat.faults.switch_on("upload_lost_after", per_channel=1)
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "y"}))[0] == 200
    with pytest.raises((aiohttp.ClientError, OSError)):
        await room.rest("PATCH", _hook(room, interaction), {"content": "done"}, files=FILES)
    assert interaction.original is not None
    assert interaction.original.now.attachments
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "done"}, files=FILES))[0] == 200


async def test_a_call_that_is_held_is_looked_at_when_it_is_let_go(room: Room) -> None:
    interaction = await _answered(room)
    room.chat.faults.switch_on("discord_held", on="edit", channel=room.channel_id("pictures"))
    call = asyncio.create_task(room.rest("PATCH", _hook(room, interaction), {"content": "y"}))
    other = await room.rest("POST", _messages(room, "bots"), {"content": "x"})  # others go on meanwhile
    assert (other[0], call.done()) == (200, False)
    await room.call("POST", "/tokens/expire")
    room.chat.faults.switch_off("discord_held")
    status, answer = await call
    assert (status, answer["code"]) == (401, 50027)


async def test_channels_and_threads_can_be_added(room: Room) -> None:
    channel = await room.call("POST", "/channels", {"name": "darkroom", "server": "Harbour"})
    thread = await room.call("POST", "/channels", {"name": "prints", "parent": "darkroom"})
    world = await room.call("GET", "/world")
    (harbour,) = (server for server in world["servers"] if server["name"] == "Harbour")
    found = {one["id"]: (one["type"], one["parent"]) for one in harbour["channels"]}
    assert found[channel["id"]] == ("text", None)
    assert found[thread["id"]] == ("thread", channel["id"])
    assert (await room.ask("POST", "/channels", {"name": "darkroom"}))[0] == 400
    assert (await room.ask("POST", "/channels", {"name": "deeper", "parent": "prints"}))[0] == 400
