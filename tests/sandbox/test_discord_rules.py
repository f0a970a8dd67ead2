"""Discord's rules beyond the form of a request: permissions, what is gone, rates, threads, tokens."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from sandbox.discord.entities import Interaction
from tests.sandbox import Room, a_bot_in, a_room

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        await room.register()
        yield room


def _paths(errors: dict[str, Any], path: str = "") -> list[str]:
    found = [path] if "_errors" in errors else []
    for name, inner in errors.items():
        if name != "_errors":
            found += _paths(inner, f"{path}.{name}".lstrip("."))
    return found


async def _acknowledge(room: Room, interaction: Interaction, body: Any, **more: Any) -> tuple[int, Any]:
    path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"
    return await room.rest("POST", path, body, **more)


def _hook(room: Room, interaction: Interaction, rest: str = "/messages/@original") -> str:
    return f"/webhooks/{room.chat.world.bot.id}/{interaction.token}{rest}"


@pytest.mark.parametrize(
    ("allowed", "wanted"),
    [
        ([], (403, 50001)),
        (["view_channel"], (403, 50013)),
        (["view_channel", "send_messages"], (403, 50013)),
        (["view_channel", "send_messages", "attach_files"], (200, None)),
    ],
)
async def test_the_bots_own_token_needs_permissions_to_send(
    room: Room, allowed: list[str], wanted: tuple[int, int | None]
) -> None:
    await room.call("PATCH", "/channels/pictures", {"bot_permissions": allowed})
    path = f"/channels/{room.channel_id('pictures')}/messages"
    status, answer = await room.rest("POST", path, {"content": "x"}, files=(("x.png", b"x"),))
    assert (status, answer.get("code")) == wanted


async def test_in_a_thread_sending_is_a_permission_of_its_own(room: Room) -> None:
    path = f"/channels/{room.channel_id('night-shots')}/messages"
    await room.call("PATCH", "/channels/night-shots", {"bot_permissions": ["view_channel", "send_messages"]})
    assert (await room.rest("POST", path, {"content": "x"}))[0] == 403
    await room.call("PATCH", "/channels/night-shots", {"bot_permissions": ["view_channel", "send_messages_in_threads"]})
    assert (await room.rest("POST", path, {"content": "x"}))[0] == 200


async def test_the_interactions_token_needs_no_permission(room: Room) -> None:
    await room.call("PATCH", "/channels/pictures", {"bot_permissions": []})
    interaction = await room.paint()
    assert (await _acknowledge(room, interaction, {"type": 4, "data": {"content": "x"}}))[0] == 200
    status, _ = await room.rest("PATCH", _hook(room, interaction), {"content": "y"}, files=(("x.png", b"x"),))
    assert status == 200


async def test_an_archived_thread_refuses_edits_and_wakes_for_a_new_message(room: Room) -> None:
    path = f"/channels/{room.channel_id('night-shots')}/messages"
    _, message = await room.rest("POST", path, {"content": "x"})
    await room.call("PATCH", "/channels/night-shots", {"archived": True})
    status, answer = await room.rest("PATCH", f"{path}/{message['id']}", {"content": "y"})
    assert (status, answer["code"]) == (400, 50083)
    assert (await room.rest("POST", path, {"content": "z"}))[0] == 200
    assert (await room.rest("PATCH", f"{path}/{message['id']}", {"content": "y"}))[0] == 200


async def test_what_is_gone_is_unknown_by_its_own_code(room: Room) -> None:
    interaction = await room.paint()
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "x"}))[1]["code"] == 10015
    _, answer = await _acknowledge(room, interaction, {"type": 4, "data": {"content": "x"}})
    message = answer["interaction"]["response_message_id"]
    path = f"/channels/{room.channel_id('pictures')}/messages/{message}"
    await room.call("DELETE", f"/messages/{message}")
    assert (await room.rest("PATCH", path, {"content": "y"}))[1]["code"] == 10008
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "y"}))[1]["code"] == 10008
    await room.call("DELETE", "/channels/pictures")
    assert (await room.rest("PATCH", path, {"content": "y"}))[1]["code"] == 10003
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "y"}))[1]["code"] == 10003
    await room.call("POST", "/tokens/expire")
    status, answer = await room.rest("PATCH", _hook(room, interaction), {"content": "y"})
    assert (status, answer["code"]) == (401, 50027)
    assert (await room.rest("PATCH", "/webhooks/1/made-up/messages/@original", {}))[0] == 401


async def test_a_token_cannot_edit_the_message_of_another_interaction(room: Room) -> None:
    first, second = await room.paint(), await room.paint("bruno")
    for interaction in (first, second):
        await _acknowledge(room, interaction, {"type": 4, "data": {"content": "x"}})
    assert first.original is not None
    path = _hook(room, second, f"/messages/{first.original.id}")
    assert (await room.rest("PATCH", path, {"content": "y"}))[1]["code"] == 10008


async def test_an_edit_cannot_leave_nothing(room: Room) -> None:
    interaction = await room.paint()
    await _acknowledge(room, interaction, {"type": 4, "data": {"content": "x"}})
    status, answer = await room.rest("PATCH", _hook(room, interaction), {"content": ""})
    assert (status, answer["code"]) == (400, 50006)


async def test_the_components_flag_is_never_taken_back(room: Room) -> None:
    interaction = await room.paint()
    await _acknowledge(room, interaction, {"type": 5})
    text = {"type": 10, "content": "new style"}
    path = _hook(room, interaction)
    assert (await room.rest("PATCH", path, {"flags": 1 << 15, "components": [text]}))[0] == 200
    status, answer = await room.rest("PATCH", path, {"flags": 0, "content": "old style"})
    assert (status, _paths(answer["errors"])) == (400, ["content"])


async def test_five_edits_with_a_token_fit_into_two_seconds(room: Room) -> None:
    interaction = await room.paint()
    await _acknowledge(room, interaction, {"type": 4, "data": {"content": "x"}})
    path = f"/api/v10{_hook(room, interaction)}"
    left: list[str] = []
    for index in range(5):
        async with room.http.patch(path, json={"content": f"{index}"}) as response:
            assert response.content_type == "application/json"
            assert response.headers["Content-Type"] == "application/json"
            left.append(response.headers["X-RateLimit-Remaining"])
    assert left == ["4", "3", "2", "1", "0"]
    async with room.http.patch(path, json={"content": "6"}) as response:
        answer = await response.json()
        assert response.status == 429
        assert "Via" in response.headers
        assert 0 < answer["retry_after"] <= 2
        assert answer["global"] is False
    room.clock.ahead_s += 2
    assert (await room.rest("PATCH", _hook(room, interaction), {"content": "7"}))[0] == 200


async def test_edits_of_old_messages_have_a_tighter_limit_with_its_own_code(room: Room) -> None:
    path = f"/channels/{room.channel_id('pictures')}/messages"
    _, message = await room.rest("POST", path, {"content": "x"})
    await room.call("PATCH", f"/messages/{message['id']}", {"age_s": 3700})
    answers = [await room.rest("PATCH", f"{path}/{message['id']}", {"content": f"{n}"}) for n in range(4)]
    assert [status for status, _ in answers] == [200, 200, 200, 429]
    assert answers[-1][1]["code"] == 30046


async def test_behaviours_that_are_switched_on_are_no_mistakes_of_the_bot(room: Room) -> None:
    path = f"/channels/{room.channel_id('pictures')}/messages"
    room.chat.faults.switch_on("automod", text="fox")
    room.chat.faults.switch_on("upload_too_large", code=50045)
    assert (await room.rest("POST", path, {"content": "a fox"}))[1]["code"] == 200000
    assert (await room.rest("POST", path, {}, files=(("x.bin", b"x"),)))[1]["code"] == 50045
    room.chat.faults.switch_on("discord_status", status=503, on="send", code=130000)
    assert (await room.rest("POST", path, {"content": "x"}))[0] == 503
    assert room.chat.ledger.violations() == []


async def test_a_closed_or_far_away_member_takes_no_direct_message(room: Room) -> None:
    ada = room.chat.world.member("ada")
    assert ada is not None
    _, dm = await room.rest("POST", "/users/@me/channels", {"recipient_id": ada.id})
    room.chat.faults.switch_on("dm_closed", 1)
    path = f"/channels/{dm['id']}/messages"
    assert (await room.rest("POST", path, {"content": "x"}))[1]["code"] == 50007
    assert (await room.rest("POST", path, {"content": "x"}))[0] == 200
    await room.call("PATCH", "/members/ada", {"server": None})
    assert (await room.rest("POST", path, {"content": "x"}))[1]["code"] == 50278


async def test_a_route_that_does_not_exist_is_written_down(room: Room) -> None:
    assert (await room.rest("GET", "/nowhere"))[0] == 404
    (violation,) = await room.call("GET", "/violations")
    assert violation["route"] == "GET /api/v10/nowhere"


# --- what the bot may do where --------------------------------------------------------------------------


async def test_the_bot_reads_which_servers_it_is_in_and_what_it_may_do_there(room: Room) -> None:
    status, servers = await room.rest("GET", "/users/@me/guilds?limit=200")
    assert (status, [server["name"] for server in servers]) == (200, ["Lantern Street", "Harbour"])
    assert {server["permissions"] for server in servers} == {"274878024704"}
    assert (await room.rest("GET", f"/users/@me/guilds?after={servers[0]['id']}"))[1] == servers[1:]
    await room.call("PATCH", "/servers/Harbour", {"bot_permissions": ["view_channel"]})
    assert (await room.rest("GET", "/users/@me/guilds"))[1][1]["permissions"] == "1024"
    path = f"/channels/{room.channel_id('quay')}/messages"
    assert (await room.rest("POST", path, {"content": "x"}))[1]["code"] == 50013


async def test_discord_py_understands_what_the_bot_may_do_in_a_channel(room: Room) -> None:
    await room.call("PATCH", "/channels/pictures", {"bot_permissions": ["view_channel", "manage_messages"]})
    async with a_bot_in(room) as bot:
        assert bot.user
        guild = await bot.fetch_guild(int(next(iter(room.chat.world.servers))))
        me = await guild.fetch_member(bot.user.id)
        seen = {}
        for name in ("pictures", "bots"):
            channel = await guild.fetch_channel(int(room.channel_id(name)))
            seen[name] = channel.permissions_for(me)
    assert (seen["pictures"].send_messages, seen["pictures"].manage_messages) == (False, True)
    assert (seen["bots"].send_messages, seen["bots"].manage_messages) == (True, False)


async def test_without_the_scope_for_commands_a_servers_commands_are_out_of_reach(room: Room) -> None:
    server = next(iter(room.chat.world.servers))
    path = f"/applications/{room.chat.world.bot.id}/guilds/{server}/commands"
    assert (await room.rest("GET", path))[0] == 200
    await room.call("PATCH", f"/servers/{server}", {"takes_commands": False})
    status, answer = await room.rest("GET", path)
    assert (status, answer["code"]) == (403, 50001)


async def test_what_is_set_in_the_portal_stands_in_the_application(room: Room) -> None:
    body = {"interactions_endpoint_url": "https://example.com/x", "flags": 1 << 19, "bot_require_code_grant": True}
    await room.call("PATCH", "/application", body)
    await room.call("PATCH", "/application", {"flags": 1 << 18})
    told = (await room.rest("GET", "/applications/@me"))[1]
    assert {key: told[key] for key in body} == {**body, "flags": 1 << 18}
