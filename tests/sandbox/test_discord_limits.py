"""What Discord refuses is refused here, with the same codes: messages, commands, answers, files."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from sandbox.discord.entities import Interaction
from tests.sandbox import PROMPT, Room, a_picture, a_room

pytestmark = pytest.mark.asyncio

BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        await room.register()
        yield room


def _row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def _option(index: int) -> dict[str, str]:
    return {"label": f"{index}", "value": f"{index}"}


def _paths(errors: dict[str, Any], path: str = "") -> list[str]:
    found = [path] if "_errors" in errors else []
    for name, inner in errors.items():
        if name != "_errors":
            found += _paths(inner, f"{path}.{name}".lstrip("."))
    return found


async def _acknowledge(room: Room, interaction: Interaction, body: Any, **more: Any) -> tuple[int, Any]:
    path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1"
    return await room.rest("POST", path, body, **more)


SELECT = "components.0.components.0"


def _people(**more: Any) -> dict[str, Any]:
    """A message with a menu of people."""
    return {"components": [_row({"type": 5, "custom_id": "who", **more})]}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"content": 5}, "content"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"content": "x", "flags": "many"}, "flags"),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse"),
        ({"embeds": [{"title": "t"}] * 11}, "embeds"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
        ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
        ({"embeds": [{"description": "x" * 4000}] * 2}, "embeds"),
        ({"embeds": [{"fields": [{"name": "n", "value": ""}]}]}, "embeds.0.fields.0.value"),
        ({"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]}, "embeds.0.fields"),
        ({"embeds": [{"image": {"url": "file:///x"}}]}, "embeds.0.image.url"),
        ({"components": [_row(BUTTON)] * 6}, "components"),
        ({"components": [BUTTON]}, "components.0.type"),
        ({"components": [_row(*[{**BUTTON, "custom_id": f"{n}"} for n in range(6)])]}, "components.0.components"),
        ({"components": [_row({**BUTTON, "label": "x" * 81})]}, "components.0.components.0.label"),
        ({"components": [_row({**BUTTON, "custom_id": "x" * 101})]}, "components.0.components.0.custom_id"),
        ({"components": [_row({**BUTTON, "style": 9})]}, "components.0.components.0.style"),
        ({"components": [_row({**BUTTON, "style": 5})]}, "components.0.components.0.url"),
        ({"components": [_row(BUTTON), _row(BUTTON)]}, "components"),
        (
            {"components": [_row({"type": 3, "custom_id": "s", "options": [_option(n) for n in range(26)]})]},
            "components.0.components.0.options",
        ),
        (_people(default_values=[{"id": "1", "type": "role"}]), f"{SELECT}.default_values.0.type"),
        (_people(default_values=[{"type": "user"}]), f"{SELECT}.default_values.0.id"),
        (_people(default_values=[{"id": f"{n}", "type": "user"} for n in (1, 2)]), f"{SELECT}.default_values"),
        (_people(type=8, channel_types=["text"]), f"{SELECT}.channel_types.0"),
        ({"content": "x", "attachments": [{"id": 0, "description": "x" * 1025}]}, "attachments.0.description"),
        ({"content": "x", "attachments": [{"id": 7, "filename": "x.png"}]}, "attachments.0"),
        ({"content": "x", "flags": 1 << 15}, "content"),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4001}]}, "components"),
        (
            {"flags": 1 << 15, "components": [{"type": 12, "items": [{"media": {"url": "attachment://x"}}] * 11}]},
            "components.0.items",
        ),
    ],
)
async def test_a_message_outside_the_limits_is_refused_with_the_field_that_is_wrong(
    room: Room, body: dict[str, Any], path: str
) -> None:
    channel = room.channel_id("pictures")
    files = (("x.png", a_picture()),) if body.get("attachments") else ()
    status, answer = await room.rest("POST", f"/channels/{channel}/messages", body, files=files)
    assert (status, answer["code"], answer["message"]) == (400, 50035, "Invalid Form Body")
    assert path in _paths(answer["errors"])
    interaction = await room.paint()
    status, answer = await _acknowledge(room, interaction, {"type": 4, "data": body}, files=files)
    assert (status, answer["code"]) == (400, 50035)
    assert f"data.{path}" in _paths(answer["errors"])
    assert interaction.state == "waiting"
    kinds = {violation["kind"] for violation in room.chat.ledger.violations()}
    assert kinds == {"refused"}


@pytest.mark.parametrize(
    ("command", "path"),
    [
        ({"name": "Paint"}, "0.name"),
        ({"name": "two words"}, "0.name"),
        ({"name": "x" * 33}, "0.name"),
        ({"description": ""}, "0.description"),
        ({"description": "x" * 101}, "0.description"),
        ({"options": [{**PROMPT, "name": f"o{n}"} for n in range(26)]}, "0.options"),
        ({"options": [PROMPT, PROMPT]}, "0.options.1.name"),
        ({"options": [{**PROMPT, "required": False}, {**PROMPT, "name": "b"}]}, "0.options.1.required"),
        ({"options": [{**PROMPT, "type": 12}]}, "0.options.0.type"),
        ({"options": [{**PROMPT, "max_length": 6001}]}, "0.options.0.max_length"),
        (
            {"options": [{**PROMPT, "choices": [{"name": f"{n}", "value": f"{n}"} for n in range(26)]}]},
            "0.options.0.choices",
        ),
        (
            {"options": [{**PROMPT, "choices": [{"name": "n", "value": "x" * 101}]}]},
            "0.options.0.choices.0.value",
        ),
        (
            {"options": [{**PROMPT, "autocomplete": True, "choices": [{"name": "n", "value": "v"}]}]},
            "0.options.0.autocomplete",
        ),
        ({"options": [{**PROMPT, "type": 4, "max_value": 2**53}]}, "0.options.0.max_value"),
        (
            {
                "options": [
                    {
                        **PROMPT,
                        "name": f"o{n}",
                        "choices": [{"name": f"{i}" * 50, "value": f"{i}" * 50} for i in range(10, 30)],
                    }
                    for n in range(5)
                ]
            },
            "0",
        ),
    ],
)
async def test_a_command_outside_the_limits_is_refused(room: Room, command: dict[str, Any], path: str) -> None:
    whole = {"name": "paint", "description": "Paint", **command}
    status, answer = await room.rest("PUT", f"/applications/{room.chat.world.bot.id}/commands", [whole])
    assert (status, answer["code"]) == (400, 50035)
    assert path in _paths(answer["errors"])


async def test_commands_keep_their_ids_when_they_are_registered_again(room: Room) -> None:
    first = await room.call("GET", "/commands")
    await room.register()
    assert [command["id"] for command in await room.call("GET", "/commands")] == [first[0]["id"]]


@pytest.mark.parametrize("kind", [1, 6, 7, 8, 99, None])
async def test_a_command_takes_only_answers_that_fit(room: Room, kind: int | None) -> None:
    interaction = await room.paint()
    status, answer = await _acknowledge(room, interaction, {"type": kind})
    assert (status, answer["code"]) == (400, 50035)


async def test_uploads_are_limited_by_file_by_number_and_in_total(room: Room) -> None:
    path = f"/channels/{room.channel_id('pictures')}/messages"
    await room.call("PATCH", "/servers/Lantern%20Street", {"upload_limit_bytes": 100})
    status, answer = await room.rest("POST", path, {}, files=(("x.bin", b"x" * 101),))
    assert (status, answer["code"]) == (413, 40005)
    status, answer = await room.rest("POST", path, {}, files=(("x.bin", b"x"),) * 11)
    assert (status, answer["code"]) == (400, 30015)
    await room.call("PATCH", "/servers/Lantern%20Street", {"upload_limit_bytes": 10 * 1024 * 1024})
    status, answer = await room.rest("POST", path, {}, files=(("x.bin", bytes(9 * 1024 * 1024)),) * 3)
    assert (status, answer["code"]) == (413, 40005)


async def test_a_body_that_is_no_json_is_refused(room: Room) -> None:
    interaction = await room.paint()
    path = f"/api/v10/interactions/{interaction.id}/{interaction.token}/callback"
    async with room.http.post(path, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
