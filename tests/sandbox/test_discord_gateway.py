"""The gateway as an unmodified discord.py client meets it, and as a bare websocket does."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket, KeepAliveHandler

from sandbox.discord import gateway
from tests.sandbox import BOUND_S, PaintBot, Room, a_bot_in, a_room

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        yield room


@pytest_asyncio.fixture
async def bot(room: Room) -> AsyncGenerator[PaintBot]:
    async with a_bot_in(room) as bot:
        yield bot


async def test_a_bot_that_comes_back_gets_what_it_missed(room: Room, bot: PaintBot) -> None:
    await room.call("POST", "/gateway/drop", {"resumable": True})
    interaction = await room.paint()
    await bot.outcome()
    await asyncio.wait_for(bot.resumed.wait(), BOUND_S)
    assert interaction.state == "answered"
    assert room.chat.gateway.readies == 1


async def test_a_bot_whose_session_is_gone_identifies_anew(room: Room, bot: PaintBot) -> None:
    bot.connected.clear()
    await room.call("POST", "/gateway/drop", {"resumable": False})
    await asyncio.wait_for(bot.connected.wait(), BOUND_S)
    assert room.chat.gateway.readies == 2
    await room.paint()
    assert (await bot.outcome()).message_id


async def test_a_bot_that_is_asked_to_reconnect_resumes(room: Room, bot: PaintBot) -> None:
    await room.call("POST", "/gateway/drop", {"resumable": True, "how": "reconnect"})
    await asyncio.wait_for(bot.resumed.wait(), BOUND_S)
    assert room.chat.gateway.readies == 1


async def test_the_same_interaction_delivered_twice_can_be_acknowledged_once(room: Room, bot: PaintBot) -> None:
    interaction = await room.paint()
    await bot.outcome()
    await room.call("POST", f"/interactions/{interaction.id}/redeliver")
    second = await bot.outcome()
    assert isinstance(second, discord.HTTPException)
    assert second.code == 40060


async def test_a_deleted_channel_disappears_from_the_bots_cache(room: Room, bot: PaintBot) -> None:
    channel = int(room.channel_id("general"))
    removed = asyncio.ensure_future(bot.wait_for("guild_channel_delete", timeout=BOUND_S))
    await asyncio.sleep(0)
    assert bot.get_channel(channel) is not None
    await room.call("DELETE", "/channels/general")
    assert (await removed).id == channel
    assert bot.get_channel(channel) is None


async def test_a_heartbeat_never_looks_as_late_as_the_one_before_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    # discord.py warns that it cannot keep up when this is more than 10 s; with the usual interval it would be 41.
    interval_s, busy_s = 0.5, 0.02
    latencies: asyncio.Queue[float] = asyncio.Queue()
    ack = KeepAliveHandler.ack

    def noting(handler: KeepAliveHandler) -> None:
        ack(handler)
        latencies.put_nowait(handler.latency)

    send_heartbeat = DiscordWebSocket.send_heartbeat

    async def sending(socket: DiscordWebSocket, data: Any) -> None:
        await send_heartbeat(socket, data)
        await asyncio.sleep(busy_s)  # as long as the thread that notes the time has to wait for its turn

    monkeypatch.setattr(KeepAliveHandler, "ack", noting)
    monkeypatch.setattr(DiscordWebSocket, "send_heartbeat", sending)
    monkeypatch.setattr(gateway, "HEARTBEAT_MS", interval_s * 1000)
    async with a_bot_in(room):
        found = [await asyncio.wait_for(latencies.get(), BOUND_S) for _ in range(4)]
    assert max(found) < interval_s * 0.8, found


async def test_a_wrong_token_fails_at_login(room: Room) -> None:
    room.chat.world.bot_token = "right"
    status, answer = await room.rest("GET", "/users/@me", token="wrong")
    assert (status, answer) == (401, {"message": "401: Unauthorized", "code": 0})


async def _close_code(room: Room, *messages: Any) -> int | None:
    """The code with which the gateway closes after these messages."""
    async with room.http.ws_connect("/gateway") as socket:
        assert (await socket.receive_json(timeout=BOUND_S))["op"] == 10
        for message in messages:
            await socket.send_str(message if isinstance(message, str) else json.dumps(message))
        while (await socket.receive(timeout=BOUND_S)).type is aiohttp.WSMsgType.TEXT:
            pass
        return socket.close_code


def _identify(token: str, intents: int = 1) -> dict[str, Any]:
    return {"op": 2, "d": {"token": token, "intents": intents, "properties": {}}}


async def test_the_gateway_closes_with_discords_codes(room: Room) -> None:
    token = room.chat.world.bot_token
    assert await _close_code(room, "no json") == 4002
    assert await _close_code(room, {"op": 99}) == 4001
    assert await _close_code(room, {"op": 3, "d": {}}) == 4003
    assert await _close_code(room, _identify("wrong")) == 4004
    assert await _close_code(room, _identify(token), _identify(token)) == 4005
    assert await _close_code(room, _identify(token, -1)) == 4013
    assert await _close_code(room, _identify(token, 1 << 15)) == 4014
    assert await _close_code(room, *[{"op": 1, "d": None}] * 121) == 4008


async def test_a_session_that_never_was_cannot_be_resumed(room: Room) -> None:
    async with room.http.ws_connect("/gateway") as socket:
        await socket.receive_json(timeout=BOUND_S)
        resume = {"token": room.chat.world.bot_token, "session_id": "none", "seq": 1}
        await socket.send_json({"op": 6, "d": resume})
        answer = await socket.receive_json(timeout=BOUND_S)
    assert (answer["op"], answer["d"]) == (9, False)


async def test_events_without_their_intent_are_not_sent(room: Room) -> None:
    async with room.http.ws_connect("/gateway") as socket:
        await socket.receive_json(timeout=BOUND_S)
        await socket.send_json(_identify(room.chat.world.bot_token, intents=0))
        assert (await socket.receive_json(timeout=BOUND_S))["t"] == "READY"
        await room.register()
        await room.call("DELETE", "/channels/general")
        await room.paint()
        assert (await socket.receive_json(timeout=BOUND_S))["t"] == "INTERACTION_CREATE"
