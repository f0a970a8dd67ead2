"""What becomes of messages and tokens when an unmodified discord.py client answers, over real sockets."""

from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
import pytest_asyncio

from tests.sandbox import PaintBot, Room, a_bot_in, a_file, a_picture, a_room

pytestmark = pytest.mark.asyncio

Paint = discord.Interaction[PaintBot]


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        yield room


@pytest_asyncio.fixture
async def bot(room: Room) -> AsyncGenerator[PaintBot]:
    async with a_bot_in(room) as bot:
        yield bot


def _code(outcome: Any) -> tuple[int, int]:
    assert isinstance(outcome, discord.HTTPException), outcome
    return outcome.status, outcome.code


async def test_files_of_an_edit_arrive_byte_for_byte_with_size_and_alt_text(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(attachments=[a_file("a fox.png", description="A fox")])

    bot.answer = answer
    interaction = await room.paint()
    await bot.outcome()
    assert interaction.original is not None
    message = await room.call("GET", f"/messages/{interaction.original.id}?as=bruno")
    (attachment,) = message["attachments"]
    assert attachment["filename"] == "a_fox.png"
    assert (attachment["width"], attachment["height"], attachment["description"]) == (8, 6, "A fox")
    async with room.http.get(attachment["url"]) as response:
        assert await response.read() == a_picture()


async def test_an_edit_keeps_exactly_the_attachments_it_lists(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> list[list[str]]:
        await interaction.response.send_message("one", files=[a_file("a.png"), a_file("b.png")])
        first = await interaction.original_response()
        second = await first.edit(content="text only")
        third = await second.edit(attachments=[second.attachments[1], a_file("c.png")])
        fourth = await third.edit(attachments=[])
        return [[item.filename for item in message.attachments] for message in (first, second, third, fourth)]

    bot.answer = answer
    await room.paint()
    assert await bot.outcome() == [["a.png", "b.png"], ["a.png", "b.png"], ["b.png", "c.png"], []]


async def test_descriptions_of_kept_attachments_are_changed_by_an_edit(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> None:
        files = [a_file(name, description=f"file {name}") for name in ("a.png", "b.png", "c.png")]
        await interaction.response.send_message("three", files=files)
        message = await interaction.original_response()
        first, second, _ = message.attachments
        first.description = "A fox"
        await message.edit(attachments=[first, second])

    bot.answer = answer
    interaction = await room.paint()
    assert await bot.outcome() is None
    assert interaction.original is not None
    before, after = (state.attachments for state in interaction.original.states)
    assert [(item.filename, item.description) for item in after] == [("a.png", "A fox"), ("b.png", "file b.png")]
    assert [(item.id, item.data) for item in after] == [(item.id, item.data) for item in before[:2]]
    assert room.chat.ledger.violations() == []


@pytest.mark.parametrize("right", ["token", "bot"])
async def test_an_edit_changes_clears_or_keeps_each_description(room: Room, bot: PaintBot, right: str) -> None:
    async def answer(interaction: Paint) -> None:
        await interaction.response.send_message("x", files=[a_file(f"{n}.png", description=f"file {n}") for n in "abc"])

    bot.answer = answer
    interaction = await room.paint()
    await bot.outcome()
    message = interaction.original
    assert message is not None
    ids = [item.id for item in message.now.attachments]
    path = f"/channels/{message.channel.id}/messages/{message.id}"
    if right == "token":
        path = f"/webhooks/{room.chat.world.bot.id}/{interaction.token}/messages/@original"
    wanted = [{"id": ids[0], "description": "A fox"}, {"id": ids[1], "description": None}, {"id": ids[2]}]
    status, edited = await room.rest("PATCH", path, {"attachments": wanted})
    assert status == 200
    assert [item.get("description") for item in edited["attachments"]] == ["A fox", None, "file c"]
    assert (await room.rest("PATCH", path, {"content": "y"}))[1]["attachments"] == edited["attachments"]
    too_long = [{"id": ids[0], "description": "x" * 1025}]
    status, refused = await room.rest("PATCH", path, {"attachments": too_long})
    assert (status, refused["code"]) == (400, 50035)
    assert "description" in refused["errors"]["attachments"]["0"]
    assert (await room.rest("PATCH", path, {"attachments": [{"id": "1"}]}))[0] == 400
    assert [item.description for item in message.now.attachments] == ["A fox", None, "file c"]


async def test_a_second_acknowledgement_is_refused(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> None:
        await interaction.response.defer()
        interaction.response._response_type = None  # pyright: ignore[reportPrivateUsage]
        await interaction.response.defer()

    bot.answer = answer
    await room.paint()
    assert _code(await bot.outcome()) == (400, 40060)


async def test_an_acknowledgement_after_three_seconds_is_refused(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> None:
        room.clock.ahead_s += 3.5
        await interaction.response.defer()

    bot.answer = answer
    await room.paint()
    assert _code(await bot.outcome()) == (404, 10062)


async def test_a_dead_token_is_refused_while_the_bots_own_token_still_edits(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> discord.HTTPException:
        sent = await interaction.response.send_message("painting")
        room.clock.ahead_s += 15 * 60
        with pytest.raises(discord.HTTPException) as dead:
            await interaction.edit_original_response(content="too late")
        assert isinstance(interaction.channel, discord.TextChannel)
        await interaction.channel.get_partial_message(sent.message_id or 0).edit(content="by the bot")
        return dead.value

    bot.answer = answer
    interaction = await room.paint()
    assert _code(await bot.outcome()) == (401, 50027)
    assert interaction.original is not None
    assert interaction.original.now.content == "by the bot"


async def test_the_bots_own_token_cannot_touch_ephemeral_messages(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> None:
        sent = await interaction.response.send_message("only you", ephemeral=True)
        where = bot.get_partial_messageable(interaction.channel_id or 0)
        await where.get_partial_message(sent.message_id or 0).edit(content="everybody")

    bot.answer = answer
    await room.paint()
    assert _code(await bot.outcome()) == (404, 10008)


async def test_a_follow_up_fills_the_deferred_message_first(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> tuple[int, int]:
        deferred = await interaction.response.defer(ephemeral=True, thinking=True)
        assert deferred is not None
        first = await interaction.followup.send("first", wait=True)
        second = await interaction.followup.send("second", ephemeral=True, wait=True)
        return first.id - (deferred.message_id or 0), second.id - first.id

    bot.answer = answer
    await room.paint()
    same, other = await bot.outcome()
    assert same == 0
    assert other > 0
    seen = await room.call("GET", "/channels/pictures/messages?as=ada")
    assert [(message["content"], message["ephemeral"]) for message in seen] == [("first", True), ("second", True)]
    assert await room.call("GET", "/channels/pictures/messages?as=mira") == []


async def test_a_message_with_the_same_nonce_is_sent_once(room: Room, bot: PaintBot) -> None:
    where = bot.get_partial_messageable(int(room.channel_id("pictures")))
    first = await where.send("here", nonce="job-1")
    second = await where.send("here", nonce="job-1")
    other = await where.send("here", nonce="job-2")
    assert first.id == second.id != other.id


async def test_a_direct_message_reaches_its_member_only(room: Room, bot: PaintBot) -> None:
    bot.answer = lambda interaction: interaction.user.send("psst")
    await room.paint()
    await bot.outcome()
    seen = await room.call("GET", "/channels/dm/messages?as=ada")
    assert [message["content"] for message in seen] == ["psst"]
    assert await room.call("GET", "/channels/dm/messages?as=bruno") == []


async def test_upload_limits_follow_the_server_and_nitro(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> int:
        await interaction.response.defer()
        return interaction.filesize_limit

    bot.answer = answer
    await room.call("PATCH", "/servers/Lantern%20Street", {"upload_limit_bytes": 1000})
    limits: list[int] = []
    for who, channel in (("ada", "pictures"), ("bruno", "pictures"), ("ada", "quay")):
        await room.paint(who, channel)
        limits.append(await bot.outcome())
    assert limits == [1000, 500 * 1024 * 1024, 10 * 1024 * 1024]


async def test_a_file_over_the_limit_is_refused(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(attachments=[a_file(data=b"x" * 1001)])

    bot.answer = answer
    await room.call("PATCH", "/servers/Lantern%20Street", {"upload_limit_bytes": 1000})
    await room.paint()
    assert _code(await bot.outcome()) == (413, 40005)
