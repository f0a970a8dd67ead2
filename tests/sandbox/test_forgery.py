"""What the sandbox shows of a bot that could wake people, and what a forged client may send it."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from sandbox.discord.entities import Interaction
from tests.sandbox import Room, a_room

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        await room.register({"name": "paint", "description": "Paint", "options": []})
        yield room


async def answer(room: Room, interaction: Interaction, **data: Any) -> str:
    path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"
    status, said = await room.rest("POST", path, {"type": 4, "data": data})
    assert status == 200, said
    return said["interaction"]["response_message_id"]


async def begin(room: Room) -> Interaction:
    begun = await room.call("POST", "/commands/paint", {"as": "ada", "channel": "pictures"})
    return room.chat.world.interactions[begun["interaction"]]


@pytest.mark.parametrize(
    ("mentions", "pings"),
    [
        ({}, ["everyone", "roles", "users"]),
        ({"allowed_mentions": None}, ["everyone", "roles", "users"]),
        ({"allowed_mentions": {"parse": []}}, []),
        ({"allowed_mentions": {}}, []),
        ({"allowed_mentions": {"parse": ["everyone"], "users": ["7"]}}, ["everyone", "7"]),
    ],
)
async def test_each_call_with_a_text_says_whom_it_may_notify(
    room: Room, mentions: dict[str, Any], pings: list[str]
) -> None:
    interaction = await begin(room)
    await answer(room, interaction, content="@everyone <@7>", **mentions)
    path = f"/webhooks/{room.chat.world.bot.id}/{interaction.token}/messages/@original"
    await room.rest("PATCH", path, {"content": "@everyone", **mentions})
    await room.rest("PATCH", path, {"components": []})
    seen = {call["on"]: call["pings"] for call in await room.call("GET", "/calls") if call["pings"] is not None}
    assert seen == {"ack": pings, "edit": pings}


async def test_an_unchecked_press_sends_whatever_id_somebody_made_up(room: Room) -> None:
    message = await answer(room, await begin(room), content="no button here")
    press = f"/messages/{message}/press"
    assert (await room.ask("POST", press, {"as": "bruno", "custom_id": "made up"}))[0] == 404
    begun = await room.call("POST", press, {"as": "bruno", "custom_id": "made up", "unchecked": True})
    sent = room.chat.world.interactions[begun["interaction"]]
    assert (sent.data["custom_id"], sent.member.name) == ("made up", "bruno")
    assert sent.message is room.chat.world.messages[message]
