"""Files that a member gives to an option of a command: on the wire, and as discord.py reads them."""

import base64
from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
import pytest_asyncio

from sandbox.app import Options, open_sandbox
from sandbox.client import Api, Refused
from tests.sandbox import PaintBot, Room, a_bot_in, a_picture, a_room

pytestmark = pytest.mark.asyncio

SKETCH = {
    "name": "sketch",
    "description": "Paint after a picture",
    "options": [{"name": "picture", "description": "Which", "type": 11, "required": True}],
}
PICTURE = a_picture(40, 30)


def file(name: str = "my fox.png", data: bytes = PICTURE, **more: Any) -> dict[str, Any]:
    return {"filename": name, "content_base64": base64.b64encode(data).decode(), **more}


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        await room.register(SKETCH)
        yield room


async def ask(room: Room, picture: Any, who: str = "ada", **more: Any) -> tuple[int, Any]:
    body = {"as": who, "channel": "pictures", "options": {"picture": picture}, **more}
    return await room.ask("POST", "/commands/sketch", body)


async def test_a_file_arrives_with_its_facts_and_lies_where_the_bot_can_fetch_it(room: Room) -> None:
    status, begun = await ask(room, file())
    assert status == 201, begun
    data = room.chat.world.interactions[begun["interaction"]].data
    ((key, attachment),) = data["resolved"]["attachments"].items()
    assert data["options"] == [{"name": "picture", "type": 11, "value": key}]
    facts = ("id", "filename", "size", "content_type", "width", "height", "ephemeral")
    assert [attachment[name] for name in facts] == [key, "my_fox.png", len(PICTURE), "image/png", 40, 30, True]
    async with room.http.get(attachment["url"]) as response:
        assert (response.content_type, await response.read()) == ("image/png", PICTURE)


async def test_the_kind_of_a_file_is_what_its_sender_says(room: Room) -> None:
    _, begun = await ask(room, file("fox.png", b"no picture", content_type="image/webp"))
    (attachment,) = room.chat.world.interactions[begun["interaction"]].data["resolved"]["attachments"].values()
    assert attachment["content_type"] == "image/webp"
    assert "width" not in attachment


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        ("fox.png", "cannot be 'fox.png'"),
        ({"filename": "fox.png"}, "content_base64"),
        ({"filename": "", "content_base64": ""}, "filename"),
        ({"filename": "fox.png", "content_base64": "not base64!"}, "no base64"),
        (file(content_type=7), "content_type"),
    ],
)
async def test_what_is_no_file_is_refused_with_a_sentence(room: Room, picture: Any, words: str) -> None:
    status, answer = await ask(room, picture)
    assert status == 400
    assert words in answer["error"]
    assert room.chat.world.interactions == {}
    assert room.chat.world.attachments == {}


async def test_unchecked_an_id_that_nobody_uploaded_is_sent_as_it_is(room: Room) -> None:
    status, begun = await ask(room, "123", unchecked=True)
    assert status == 201, begun
    data = room.chat.world.interactions[begun["interaction"]].data
    assert data["options"][0]["value"] == "123"
    assert "resolved" not in data


async def test_a_file_may_be_as_large_as_others_of_this_member(room: Room) -> None:
    await room.call("PATCH", "/servers/Lantern%20Street", {"upload_limit_bytes": 1000})
    large = file("large.bin", b"x" * 1001)
    status, answer = await ask(room, large)
    assert (status, answer) == (400, {"error": "large.bin has 1001 bytes, and 1000 are allowed here"})
    assert (await ask(room, file("small.bin", b"x" * 1000)))[0] == 201
    assert (await ask(room, large, "bruno"))[0] == 201, "Bruno has Nitro"


async def test_discord_py_reads_the_file() -> None:
    class SketchBot(PaintBot):
        async def setup_hook(self) -> None:
            @self.tree.command(description="Paint after a picture")
            async def sketch(interaction: discord.Interaction[PaintBot], picture: discord.Attachment) -> None:
                await interaction.response.send_message("looking")
                facts = (picture.filename, picture.size, picture.content_type, picture.width)
                self.outcomes.put_nowait((*facts, await picture.read()))

            del sketch  # it is registered
            await super().setup_hook()

    async with a_room() as room, a_bot_in(room, SketchBot) as bot:
        status, answer = await ask(room, file())
        assert status == 201, answer
        assert await bot.outcome() == ("my_fox.png", len(PICTURE), "image/png", 40, PICTURE)
        assert room.chat.ledger.violations() == []


async def test_the_whole_sandbox_takes_a_file_of_the_usual_limit_and_says_when_a_body_is_too_large() -> None:
    async with open_sandbox(Options(with_bot=False)) as sandbox, Api({"api": f"{sandbox.origin}/sandbox"}) as api:
        largest = file("largest.bin", b"x" * (10 * 1024 * 1024))
        sandbox.chat.world.commands = [{**SKETCH, "id": "1", "type": 1}]
        body: dict[str, Any] = {"as": "ada", "channel": "pictures", "options": {"picture": largest}}
        assert "interaction" in await api.call("POST", "/commands/sketch", body)
        body["options"] = {"picture": file("larger.bin", b"x" * (31 * 1024 * 1024))}
        with pytest.raises(Refused, match="413 Maximum request body size"):
            await api.call("POST", "/commands/sketch", body)
