"""Age-restricted channels: what a bot is told of them, and which commands are kept for them."""

from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
import pytest_asyncio

from tests.sandbox import PaintBot, Room, a_bot_in, a_room

pytestmark = pytest.mark.asyncio

PAINT = {"name": "paint", "description": "Paint"}
GROWN_UP = {"name": "grown-up", "description": "For adults", "nsfw": True}


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        yield room


async def _restricted(room: Room) -> dict[str, bool]:
    world = await room.call("GET", "/world")
    return {channel["name"]: channel["nsfw"] for server in world["servers"] for channel in server["channels"]}


async def test_a_channel_is_age_restricted_with_its_threads_until_it_is_not(room: Room) -> None:
    assert not any((await _restricted(room)).values())
    await room.call("PATCH", "/channels/pictures", {"nsfw": True})
    assert [name for name, nsfw in (await _restricted(room)).items() if nsfw] == ["pictures", "night-shots"]
    await room.call("PATCH", "/channels/pictures", {"nsfw": False})
    assert not any((await _restricted(room)).values())


async def test_a_new_channel_can_be_age_restricted_from_the_start(room: Room) -> None:
    channel = await room.call("POST", "/channels", {"name": "cellar", "nsfw": True})
    await room.call("POST", "/channels", {"name": "deeper", "parent": "cellar"})
    assert [name for name, nsfw in (await _restricted(room)).items() if nsfw] == ["cellar", "deeper"]
    status, payload = await room.rest("GET", f"/channels/{channel['id']}")
    assert (status, payload["nsfw"]) == (200, True)


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("PATCH", "/channels/night-shots", {"nsfw": True}, "its channel"),
        ("POST", "/channels", {"name": "new", "parent": "pictures", "nsfw": True}, "its channel"),
        ("PATCH", "/channels/pictures", {"nsfw": "yes"}, "true or false"),
    ],
)
async def test_what_cannot_be_age_restricted_is_refused(
    room: Room, method: str, path: str, body: dict[str, Any], words: str
) -> None:
    status, answer = await room.ask(method, path, body)
    assert status == 400
    assert words in answer["error"]
    assert not any((await _restricted(room)).values())


async def test_a_direct_message_cannot_be_age_restricted(room: Room) -> None:
    ada = room.chat.world.member("ada")
    assert ada is not None
    status, _ = await room.ask("PATCH", f"/channels/{room.chat.world.dm(ada).id}", {"nsfw": True})
    assert status == 400


async def test_a_command_for_adults_is_listed_and_used_in_such_channels_and_in_direct_messages(room: Room) -> None:
    await room.register(PAINT, GROWN_UP)

    async def names(channel: str) -> list[str]:
        return [one["name"] for one in await room.call("GET", f"/commands?as=ada&channel={channel}")]

    assert await names("night-shots") == ["paint"]
    status, answer = await room.ask("POST", "/commands/grown-up", {"as": "ada", "channel": "night-shots"})
    assert (status, answer) == (403, {"error": "/grown-up can be used in age-restricted channels only"})
    await room.call("PATCH", "/channels/pictures", {"nsfw": True})
    assert await names("night-shots") == ["paint", "grown-up"]
    assert await names("dm") == ["paint", "grown-up"]
    await room.call("POST", "/commands/grown-up", {"as": "ada", "channel": "night-shots"})


async def test_discord_py_is_told_with_the_interaction_and_when_it_changes(room: Room) -> None:
    async with a_bot_in(room) as bot:

        async def answer(interaction: discord.Interaction[PaintBot]) -> bool:
            await interaction.response.send_message("painting")
            assert isinstance(interaction.channel, discord.TextChannel | discord.Thread)
            return interaction.channel.is_nsfw()

        bot.answer = answer
        for nsfw in (False, True, False):
            await room.call("PATCH", "/channels/pictures", {"nsfw": nsfw})
            for channel in ("pictures", "night-shots", "general"):
                await room.paint(channel=channel)
                assert await bot.outcome() is (nsfw and channel != "general"), channel
