"""Commands of context menus, members' own words, and who may delete what; with discord.py where it reads them."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands

from tests.sandbox import BOUND_S, PaintBot, Room, a_bot_in, a_room

pytestmark = pytest.mark.asyncio

USE = {"name": "Use this prompt", "type": 3}
PROFILE = {"name": "Profile", "type": 2, "contexts": [0]}
REPORT = {"name": "Report", "type": 3, "default_member_permissions": str(1 << 13)}
PAINT = {"name": "paint", "description": "Paint"}
SAME_NAME = {"name": "paint", "type": 3}


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        await room.register(USE, PROFILE, REPORT, PAINT, SAME_NAME)
        yield room


async def _say(
    room: Room, who: str = "ada", channel: str = "pictures", content: str = "a fox at dusk", **more: Any
) -> str:
    said = await room.call("POST", f"/channels/{channel}/messages", {"as": who, "content": content, **more})
    return said["id"]


async def _names(room: Room, who: str, channel: str = "pictures") -> list[tuple[int, str]]:
    listed = await room.call("GET", f"/commands?as={who}&channel={channel}")
    return sorted((command.get("type") or 1, command["name"]) for command in listed)


async def test_a_command_on_a_message_carries_the_message_whole(room: Room) -> None:
    message = await _say(room)
    begun = await room.call("POST", f"/messages/{message}/commands/Use%20this%20prompt", {"as": "bruno"})
    data = room.chat.world.interactions[begun["interaction"]].data
    assert (data["type"], data["target_id"]) == (3, message)
    assert data["resolved"]["messages"][message]["content"] == "a fox at dusk"


async def test_a_command_on_a_member_carries_the_member(room: Room) -> None:
    body = {"as": "bruno", "channel": "pictures"}
    begun = await room.call("POST", "/members/mira/commands/Profile", body)
    data = room.chat.world.interactions[begun["interaction"]].data
    mira = room.chat.world.member("mira")
    assert mira is not None
    assert data["target_id"] == mira.id
    assert data["resolved"]["users"][mira.id]["username"] == "mira"
    assert data["resolved"]["members"][mira.id]["permissions"] != "0"
    on_the_bot = await room.call("POST", f"/members/{room.chat.world.bot.id}/commands/Profile", body)
    assert room.chat.world.interactions[on_the_bot["interaction"]].data["target_id"] == room.chat.world.bot.id


async def test_commands_of_all_kinds_are_listed_for_who_may_use_them_and_where(room: Room) -> None:
    everybody = [(1, "paint"), (3, "Use this prompt"), (3, "paint")]
    assert await _names(room, "ada") == sorted([*everybody, (2, "Profile")])
    assert await _names(room, "mira") == sorted([*everybody, (2, "Profile"), (3, "Report")])
    assert await _names(room, "ada", "dm") == sorted([*everybody, (3, "Report")]), "no permissions in a DM"


async def test_what_somebody_may_not_use_or_nobody_registered_is_refused_with_a_sentence(room: Room) -> None:
    message = await _say(room)
    status, answer = await room.ask("POST", f"/messages/{message}/commands/Report", {"as": "ada"})
    assert (status, answer) == (403, {"error": "ada may not use Report"})
    status, answer = await room.ask("POST", f"/messages/{message}/commands/Profile", {"as": "ada"})
    assert (status, answer) == (404, {"error": "the bot has registered no command on messages, Profile here"})
    status, answer = await room.ask("POST", "/members/mira/commands/Profile", {"as": "ada", "channel": "dm"})
    assert (status, answer) == (403, {"error": "Profile cannot be used in a DM"})


async def test_unchecked_a_command_of_a_menu_is_sent_by_whom_it_is_not_offered(room: Room) -> None:
    message = await _say(room)
    forged = {"as": "ada", "unchecked": True}
    for path, body in (
        (f"/messages/{message}/commands/Report", forged),
        ("/members/mira/commands/Profile", {**forged, "channel": "dm"}),
    ):
        begun = await room.call("POST", path, body)
        assert room.chat.world.interactions[begun["interaction"]].member.name == "ada"
    status, _ = await room.ask("POST", f"/messages/{message}/commands/Nothing", forged)
    assert status == 404


async def test_words_of_members_stand_in_the_channel_and_are_as_long_as_discord_allows(room: Room) -> None:
    first = await _say(room, content="  hello  ")
    answered = await _say(room, "bruno", content="and hello to you", reply_to=first)
    seen = await room.call("GET", "/channels/pictures/messages?as=mira")
    assert [(one["author"]["name"], one["content"], one["reply_to"]) for one in seen] == [
        ("ada", "hello", None),
        ("bruno", "and hello to you", first),
    ]
    for words in ("", "   ", "x" * 2001):
        status, answer = await room.ask("POST", "/channels/pictures/messages", {"as": "ada", "content": words})
        assert status == 400, answer
    status, _ = await room.ask("POST", "/channels/general/messages", {"as": "ada", "content": "x", "reply_to": first})
    assert status == 400, "answered in another channel"
    assert answered in room.chat.world.messages


async def test_a_locked_thread_takes_no_words(room: Room) -> None:
    await room.call("PATCH", "/channels/night-shots", {"archived": True, "locked": True})
    status, answer = await room.ask("POST", "/channels/night-shots/messages", {"as": "ada", "content": "x"})
    assert (status, answer) == (403, {"error": "night-shots is locked"})


async def test_the_bot_may_not_read_what_is_not_for_it(room: Room) -> None:
    bot = room.chat.world.bot.id
    for words, read in (("a secret", ""), (f"<@{bot}> a question", f"<@{bot}> a question")):
        message = await _say(room, content=words)
        path = f"/channels/{room.channel_id('pictures')}/messages/{message}"
        status, answer = await room.rest("GET", path)
        assert (status, answer["content"]) == (200, read)
    message = await _say(room, channel="dm", content="between us")
    ada = room.chat.world.member("ada")
    assert ada is not None
    _, answer = await room.rest("GET", f"/channels/{room.chat.world.dm(ada).id}/messages/{message}")
    assert answer["content"] == "between us"


async def test_the_bot_deletes_the_words_of_others_only_with_that_permission(room: Room) -> None:
    message = await _say(room)
    path = f"/channels/{room.channel_id('pictures')}/messages/{message}"
    status, answer = await room.rest("DELETE", path)
    assert (status, answer["code"]) == (403, 50013)
    status, answer = await room.rest("PATCH", path, {"content": "changed"})
    assert (status, answer["code"]) == (403, 50005)
    permissions = ["view_channel", "manage_messages"]
    await room.call("PATCH", "/channels/pictures", {"bot_permissions": permissions})
    status, _ = await room.rest("DELETE", path)
    assert status == 204


async def test_members_delete_their_own_words_and_moderators_everybodys(room: Room) -> None:
    first, second = await _say(room), await _say(room)
    status, answer = await room.ask("DELETE", f"/messages/{first}?as=bruno")
    assert (status, answer) == (403, {"error": "bruno may not delete messages of others"})
    await room.call("DELETE", f"/messages/{first}?as=ada")
    await room.call("DELETE", f"/messages/{second}?as=mira")
    assert await room.call("GET", "/channels/pictures/messages?as=ada") == []


async def test_the_page_hears_of_a_changed_world(room: Room) -> None:
    events = room.events.watch()
    heard = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0)  # it listens from its first step on
    await room.call("PATCH", "/members/ada", {"locale": "de"})
    assert (await asyncio.wait_for(heard, BOUND_S)).kind == "world"


async def test_discord_py_understands_both_kinds_of_menu_and_members_words() -> None:
    async with a_room() as room:

        class Menus(PaintBot):
            async def setup_hook(self) -> None:
                @self.tree.context_menu(name="Use this prompt")
                async def use(interaction: discord.Interaction[PaintBot], message: discord.Message) -> None:
                    await interaction.response.send_message(message.content, ephemeral=True)

                @self.tree.context_menu(name="Profile")
                @app_commands.guild_only()
                async def profile(interaction: discord.Interaction[PaintBot], member: discord.Member) -> None:
                    await interaction.response.send_message(member.name, ephemeral=True)

                del use, profile  # both are registered
                await super().setup_hook()

        async with a_bot_in(room, Menus):
            message = await _say(room)
            for path, body, says in (
                (f"/messages/{message}/commands/Use%20this%20prompt", {"as": "bruno"}, "a fox at dusk"),
                ("/members/mira/commands/Profile", {"as": "bruno", "channel": "pictures"}, "mira"),
            ):
                begun = await room.call("POST", path, body)
                seen = await room.call("GET", f"/interactions/{begun['interaction']}?wait_s=5")
                answer = await room.call("GET", f"/messages/{seen['message']}?as=bruno")
                assert (answer["content"], answer["ephemeral"]) == (says, True)
                assert answer["interaction"]["name"] in ("Use this prompt", "Profile")
        assert room.chat.ledger.violations() == []
