"""The HTTP API under `/sandbox/`: what members can do and see, and how the world is set."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from sandbox.discord.entities import Interaction
from tests.sandbox import BOUND_S, PROMPT, Room, a_picture, a_room

pytestmark = pytest.mark.asyncio

SIZE = {
    "name": "size",
    "description": "How large",
    "type": 3,
    "choices": [{"name": "Small", "value": "small"}, {"name": "Large", "value": "large"}],
}
STRENGTH = {"name": "strength", "description": "How much", "type": 10, "min_value": 0, "max_value": 1}
COUNT = {"name": "count", "description": "How many", "type": 4, "max_value": 4}
SURE = {"name": "sure", "description": "Sure?", "type": 5}
PAINT = {
    "name": "paint",
    "description": "Paint",
    "options": [{**PROMPT, "max_length": 20}, SIZE, STRENGTH, COUNT, SURE],
}
ADMIN = {
    "name": "admin",
    "description": "For moderators",
    "default_member_permissions": str(1 << 13),
    "contexts": [0],
    "options": [
        {
            "name": "quota",
            "description": "Quotas",
            "type": 2,
            "options": [
                {
                    "name": "grant",
                    "description": "Grant",
                    "type": 1,
                    "options": [{"name": "whom", "description": "Who", "type": 6}],
                }
            ],
        }
    ],
}


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        await room.register(PAINT, ADMIN)
        yield room


async def _answer(room: Room, interaction: Interaction, **data: Any) -> str:
    path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"
    status, answer = await room.rest("POST", path, {"type": 4, "data": data})
    assert status == 200, answer
    return answer["interaction"]["response_message_id"]


async def test_the_world_is_as_the_readme_says(room: Room) -> None:
    world = await room.call("GET", "/world")
    lantern, harbour = world["servers"]
    assert [(channel["name"], channel["type"]) for channel in lantern["channels"]] == [
        ("general", "text"),
        ("pictures", "text"),
        ("bots", "text"),
        ("night-shots", "thread"),
    ]
    assert [channel["name"] for channel in harbour["channels"]] == ["quay"]
    assert lantern["channels"][3]["parent"] == lantern["channels"][1]["id"]
    members = {member["name"]: member for member in harbour["members"]}
    assert sorted(members) == ["ada", "bruno", "chiara", "kenji", "mira", "olga"]
    assert [name for name, member in members.items() if member["nitro"]] == ["bruno"]
    assert "manage_messages" in members["mira"]["permissions"]
    assert "manage_messages" not in members["ada"]["permissions"]
    assert lantern["owner"] == members["olga"]["id"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({}, "required"),
        ({"prompt": 5}, "cannot be 5"),
        ({"prompt": "x" * 21}, "at most 20"),
        ({"prompt": "x", "size": "huge"}, "must be one of"),
        ({"prompt": "x", "strength": 1.5}, "at most 1"),
        ({"prompt": "x", "strength": True}, "cannot be True"),
        ({"prompt": "x", "count": 1.5}, "cannot be 1.5"),
        ({"prompt": "x", "sure": "yes"}, "cannot be 'yes'"),
        ({"prompt": "x", "colour": "red"}, "no option 'colour'"),
    ],
)
async def test_options_are_checked_as_the_client_checks_them(room: Room, options: dict[str, Any], reason: str) -> None:
    body = {"as": "ada", "channel": "pictures", "options": options}
    status, answer = await room.ask("POST", "/commands/paint", body)
    assert status == 400
    assert reason in answer["error"]
    assert room.chat.world.interactions == {}


async def test_unchecked_options_are_sent_as_they_are(room: Room) -> None:
    options = {"prompt": "x" * 500, "strength": 999.5, "size": "huge"}
    body = {"as": "ada", "channel": "pictures", "options": options, "unchecked": True}
    begun = await room.call("POST", "/commands/paint", body)
    sent = room.chat.world.interactions[begun["interaction"]].data["options"]
    assert {option["name"]: option["value"] for option in sent} == options


@pytest.mark.parametrize(
    ("needed", "who"),
    [
        (None, ["ada", "mira", "olga"]),
        (1 << 13, ["mira", "olga"]),
        (1 << 5, ["olga"]),
        ((1 << 13) | (1 << 5), ["olga"]),
        (1 << 51, ["olga"]),
        (0, ["olga"]),
    ],
)
async def test_a_command_is_listed_for_those_who_have_all_its_permissions(
    room: Room, needed: int | None, who: list[str]
) -> None:
    await room.register({"name": "keep", "description": "Keep", "default_member_permissions": needed})
    for name in ("ada", "mira", "olga"):
        listed = await room.call("GET", f"/commands?as={name}&channel=pictures")
        assert [one["name"] for one in listed] == (["keep"] if name in who else [])
        status, _ = await room.ask("POST", "/commands/keep", {"as": name, "channel": "pictures"})
        assert status == (201 if name in who else 403)
    (command,) = await room.call("GET", "/commands")
    assert command["default_member_permissions"] == (None if needed is None else str(needed))


async def test_unchecked_a_command_is_sent_by_a_member_who_does_not_have_it(room: Room) -> None:
    body = {"as": "ada", "channel": "pictures", "unchecked": True}
    assert (await room.ask("POST", "/commands/admin%20quota%20grant", {**body, "unchecked": False}))[0] == 403
    begun = await room.call("POST", "/commands/admin%20quota%20grant", body)
    sent = room.chat.world.interactions[begun["interaction"]]
    assert (sent.member.name, sent.data["name"]) == ("ada", "admin")
    assert (await room.ask("POST", "/commands/nothing", body))[0] == 404, "what is not registered cannot be sent"


async def test_numbers_are_numbers_on_the_wire(room: Room) -> None:
    interaction = await room.paint(strength=0.5, count=2, sure=True)
    values = {option["name"]: (option["type"], option["value"]) for option in interaction.data["options"]}
    assert values == {"prompt": (3, "a fox"), "strength": (10, 0.5), "count": (4, 2), "sure": (5, True)}


async def test_subcommands_are_typed_with_spaces_and_people_by_name(room: Room) -> None:
    body = {"as": "mira", "channel": "pictures", "options": {"whom": "ada"}}
    begun = await room.call("POST", "/commands/admin%20quota%20grant", body)
    data = room.chat.world.interactions[begun["interaction"]].data
    ada = room.chat.world.member("ada")
    assert ada is not None
    assert data["options"][0]["options"][0]["options"] == [{"name": "whom", "type": 6, "value": ada.id}]
    assert data["resolved"]["users"][ada.id]["username"] == "ada"
    assert "manage_messages" not in data["resolved"]["members"][ada.id]["permissions"]


@pytest.mark.parametrize(
    ("name", "who", "channel", "status"),
    [
        ("admin quota grant", "ada", "pictures", 403),
        ("admin quota grant", "mira", "dm", 403),
        ("admin quota grant", "mira", "pictures", 201),
        ("admin quota grant", "olga", "pictures", 201),
        ("admin", "mira", "pictures", 400),
        ("admin other", "mira", "pictures", 404),
        ("dance", "ada", "pictures", 404),
        ("paint", "nobody", "pictures", 404),
        ("paint", "ada", "nowhere", 404),
    ],
)
async def test_who_may_type_what_where(room: Room, name: str, who: str, channel: str, status: int) -> None:
    options = {"prompt": "x"} if name == "paint" else {}
    body = {"as": who, "channel": channel, "options": options}
    assert (await room.ask("POST", f"/commands/{name.replace(' ', '%20')}", body))[0] == status


async def test_an_unanswered_interaction_fails_after_three_seconds(room: Room) -> None:
    interaction = await room.paint()
    seen = await room.call("GET", f"/interactions/{interaction.id}?wait_s=5")
    assert (seen["state"], seen["message"], seen["answer_ms"]) == ("failed", None, None)


async def test_ephemeral_messages_are_for_their_owner_and_can_be_dismissed(room: Room) -> None:
    interaction = await room.paint()
    message = await _answer(room, interaction, content="psst", flags=64)
    assert (await room.call("GET", f"/messages/{message}?as=ada"))["ephemeral"] is True
    for path in (f"/messages/{message}?as=mira", f"/messages/{message}/versions?as=mira"):
        assert (await room.ask("GET", path))[0] == 404
    assert await room.call("GET", "/channels/pictures/messages?as=mira") == []
    assert (await room.ask("POST", f"/messages/{message}/dismiss", {"as": "mira"}))[0] == 404
    await room.call("POST", f"/messages/{message}/dismiss", {"as": "ada"})
    assert await room.call("GET", "/channels/pictures/messages?as=ada") == []


async def test_dms_and_servers_one_is_not_in_are_closed(room: Room) -> None:
    await room.call("POST", "/members", {"name": "nils", "server": "Harbour", "locale": "de", "nitro": True})
    assert (await room.ask("GET", "/channels/pictures/messages?as=nils"))[0] == 403
    assert await room.call("GET", "/channels/quay/messages?as=nils") == []
    ada = room.chat.world.member("ada")
    assert ada is not None
    assert (await room.ask("GET", f"/channels/{room.chat.world.dm(ada).id}/messages?as=nils"))[0] == 403


async def test_only_what_is_there_and_enabled_can_be_pressed(room: Room) -> None:
    button = {"type": 2, "style": 4, "label": "Cancel", "custom_id": "cancel"}
    greyed = {**button, "custom_id": "greyed", "disabled": True}
    rows = [{"type": 1, "components": [button, greyed]}]
    message = await _answer(room, await room.paint(), content="x", components=rows)
    press = f"/messages/{message}/press"
    assert (await room.ask("POST", press, {"as": "bruno", "custom_id": "cancel"}))[0] == 201
    assert (await room.ask("POST", press, {"as": "bruno", "custom_id": "greyed"}))[0] == 400
    assert (await room.ask("POST", press, {"as": "bruno", "custom_id": "other"}))[0] == 404
    assert (await room.ask("POST", press, {"custom_id": "cancel"}))[0] == 400


async def test_every_state_of_a_message_is_kept(room: Room) -> None:
    interaction = await room.paint()
    message = await _answer(room, interaction, content="one")
    path = f"/webhooks/{room.chat.world.bot.id}/{interaction.token}/messages/@original"
    await room.rest("PATCH", path, {"content": "two"}, files=(("x.png", a_picture()),))
    await room.rest("PATCH", path, {"content": "three", "attachments": []})
    versions = await room.call("GET", f"/messages/{message}/versions?as=ada")
    assert [version["content"] for version in versions] == ["one", "two", "three"]
    assert [len(version["attachments"]) for version in versions] == [0, 1, 0]
    assert versions[0]["edited_at"] is None
    assert versions[2]["edited_at"] == versions[2]["at"]


async def test_the_world_is_set_with_sentences_for_mistakes(room: Room) -> None:
    for method, path, body in (
        ("POST", "/members", {"name": "ada"}),
        ("POST", "/members", {"name": "new", "permissions": ["fly"]}),
        ("PATCH", "/members/ada", {"age": 7}),
        ("PATCH", "/channels/pictures", {"bot_permissions": "all"}),
        ("PATCH", "/channels/pictures", {"archived": True}),
        ("PATCH", "/servers/Harbour", {"upload_limit_bytes": -1}),
        ("POST", "/gateway/drop", {"how": "gently"}),
    ):
        status, answer = await room.ask(method, path, body)
        assert status == 400, path
        assert isinstance(answer["error"], str)
    assert room.chat.world.member("new") is None
    assert (await room.ask("GET", "/nothing"))[0] == 404
    assert (await room.ask("DELETE", "/world"))[0] == 405


async def test_a_role_is_made_where_it_is_given(room: Room) -> None:
    await room.call("PATCH", "/members/ada", {"roles": ["patron"]})
    world = await room.call("GET", "/world")
    ada = next(member for member in world["servers"][0]["members"] if member["name"] == "ada")
    assert ada["roles"] == ["patron"]
    lantern, harbour = room.chat.world.servers.values()
    assert lantern.roles["patron"].id != harbour.roles["patron"].id


async def test_pages_of_other_websites_cannot_drive_the_sandbox(room: Room) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with room.http.get("/sandbox/world", headers=headers) as response:
            assert response.status == 403


class _Reader:
    """Reads server-sent events."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def next(self) -> tuple[str, Any]:
        """The next event's name and data."""
        name = ""
        while True:
            line = (await asyncio.wait_for(self._response.content.readline(), BOUND_S)).decode().rstrip("\n")
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                return name, json.loads(line.removeprefix("data: "))


async def test_the_stream_brings_what_this_member_may_see(room: Room) -> None:
    async with room.http.get("/sandbox/events?as=ada") as response:
        assert response.content_type == "text/event-stream"
        reader = _Reader(response)
        await _answer(room, await room.paint("bruno"), content="only bruno", flags=64)
        await _answer(room, await room.paint("bruno"), content="for all")
        mine = await room.paint("ada")
        message = await _answer(room, mine, content="only ada", flags=64)
        await room.call("DELETE", f"/messages/{message}")
        seen = [await reader.next() for _ in range(5)]
    assert [name for name, _ in seen] == ["message", "interaction", "message", "interaction", "message_deleted"]
    assert [data["content"] for name, data in seen if name == "message"] == ["for all", "only ada"]
    assert seen[3][1]["state"] == "answered"
    assert seen[4][1] == {"id": message, "channel": room.channel_id("pictures")}
