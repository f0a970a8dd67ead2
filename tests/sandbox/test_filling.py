"""What a form sends and refuses, field by field, and what the menus of people, roles and channels send."""

from collections.abc import AsyncGenerator
from typing import Any

import discord
import pytest
import pytest_asyncio

from tests.sandbox import PaintBot, Room, a_bot_in, a_room

pytestmark = pytest.mark.asyncio
Paint = discord.Interaction[PaintBot]

COLOURS = [discord.SelectOption(label=name, value=name) for name in ("red", "green", "blue")]


class Form(discord.ui.Modal, title="All kinds"):
    """One field of each kind that discord.py 2.7 can ask for."""

    words = discord.ui.TextInput["Form"](label="Words", custom_id="words", min_length=2, max_length=9)
    colours = discord.ui.Label["Form"](
        text="Colours",
        component=discord.ui.Select(custom_id="colours", options=COLOURS, min_values=1, max_values=2),
    )
    friend = discord.ui.Label["Form"](
        text="Friend", component=discord.ui.UserSelect(custom_id="friend", required=False, min_values=0)
    )
    size = discord.ui.Label["Form"](
        text="Size",
        component=discord.ui.RadioGroup(
            custom_id="size", options=[discord.RadioGroupOption(label=one, value=one) for one in ("small", "large")]
        ),
    )
    extras = discord.ui.Label["Form"](
        text="Extras",
        component=discord.ui.CheckboxGroup(
            custom_id="extras",
            required=False,
            options=[discord.CheckboxGroupOption(label=one, value=one) for one in ("frame", "title", "date")],
        ),
    )


class Sure(discord.ui.Modal, title="Sure?"):
    """A single box to tick, which needs a label of its own."""

    sure = discord.ui.Label["Sure"](text="Sure", component=discord.ui.Checkbox(custom_id="sure", default=True))


@pytest_asyncio.fixture
async def room() -> AsyncGenerator[Room]:
    async with a_room() as room:
        yield room


@pytest_asyncio.fixture
async def bot(room: Room) -> AsyncGenerator[PaintBot]:
    async with a_bot_in(room) as bot:
        yield bot


FILLED: dict[str, Any] = {"words": "fox", "colours": ["red", "blue"], "size": "large", "extras": ["date"]}


async def _asked(room: Room, bot: PaintBot, form: type[discord.ui.Modal]) -> str:
    received: dict[str, Any] = {}

    async def answer(interaction: Paint) -> object:
        if interaction.type is discord.InteractionType.application_command:
            return await interaction.response.send_modal(form(custom_id="form"))
        received.update(interaction.data or {})
        await interaction.response.send_message("thank you", ephemeral=True)
        return received

    bot.answer = answer
    interaction = await room.paint()
    await bot.outcome()
    return interaction.id


def _values(data: dict[str, Any]) -> dict[str, Any]:
    """By custom id, what each field of a submission carries."""
    fields = [item.get("component") or item["components"][0] for item in data["components"]]
    return {field["custom_id"]: field.get("values", field.get("value")) for field in fields}


async def test_a_form_brings_every_kind_of_field_to_the_bot(room: Room, bot: PaintBot) -> None:
    asked = await _asked(room, bot, Form)
    mira = room.chat.world.member("mira")
    assert mira is not None
    await room.call("POST", f"/modals/{asked}/submit", {"as": "ada", "fields": {**FILLED, "friend": ["mira"]}})
    data = await bot.outcome()
    assert _values(data) == {**FILLED, "friend": [mira.id]}
    assert data["resolved"]["users"][mira.id]["username"] == "mira"
    assert room.chat.ledger.violations() == []


async def test_what_is_left_out_is_as_the_form_had_it(room: Room, bot: PaintBot) -> None:
    asked = await _asked(room, bot, Sure)
    await room.call("POST", f"/modals/{asked}/submit", {"as": "ada", "fields": {}})
    assert _values(await bot.outcome()) == {"sure": True}
    asked = await _asked(room, bot, Form)
    required = {name: FILLED[name] for name in ("words", "colours", "size")}
    await room.call("POST", f"/modals/{asked}/submit", {"as": "ada", "fields": required})
    assert _values(await bot.outcome()) == {**required, "friend": [], "extras": []}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"words": ""}, "'words' is required"),
        ({"words": "f"}, "2 to 9 characters"),
        ({"words": "x" * 10}, "2 to 9 characters"),
        ({"colours": []}, "takes 1 to 2 values, not 0"),
        ({"colours": ["red", "green", "blue"]}, "takes 1 to 2 values, not 3"),
        ({"colours": ["pink"]}, "takes values out of"),
        ({"colours": "red"}, "takes a list of values"),
        ({"size": None}, "takes one of"),
        ({"size": "huge"}, "takes one of"),
        ({"friend": ["nobody"]}, "nobody is called 'nobody'"),
        ({"extras": ["glitter"]}, "takes values out of"),
        ({"colour": "red"}, "has no field 'colour'"),
    ],
)
async def test_what_discords_client_would_not_send_is_refused(
    room: Room, bot: PaintBot, changed: dict[str, Any], words: str
) -> None:
    asked = await _asked(room, bot, Form)
    status, answer = await room.ask("POST", f"/modals/{asked}/submit", {"as": "ada", "fields": {**FILLED, **changed}})
    assert status == 400
    assert words in answer["error"]


async def test_menus_of_people_roles_and_channels_send_ids_and_what_they_stand_for(room: Room, bot: PaintBot) -> None:
    world = room.chat.world
    mira, street = world.member("mira"), world.server("Lantern Street")
    assert mira is not None
    assert street is not None
    role = street.roles["moderator"]
    view = discord.ui.View(timeout=None)
    for item in (
        discord.ui.UserSelect[discord.ui.View](custom_id="user"),
        discord.ui.RoleSelect[discord.ui.View](custom_id="role"),
        discord.ui.MentionableSelect[discord.ui.View](custom_id="both", max_values=2),
        discord.ui.ChannelSelect[discord.ui.View](custom_id="channel"),
    ):
        view.add_item(item)

    async def answer(interaction: Paint) -> object:
        if interaction.type is discord.InteractionType.application_command:
            return await interaction.response.send_message("menus", view=view)
        await interaction.response.defer()
        return interaction.data

    bot.answer = answer
    interaction = await room.paint()
    await bot.outcome()
    seen = await room.call("GET", f"/interactions/{interaction.id}?wait_s=5")
    channel = room.channel_id("bots")
    for custom_id, values, ids, kinds in (
        ("user", ["mira"], [mira.id], {"users", "members"}),
        ("role", ["moderator"], [role.id], {"roles"}),
        ("both", ["mira", "moderator"], [mira.id, role.id], {"users", "members", "roles"}),
        ("channel", ["bots"], [channel], {"channels"}),
    ):
        body = {"as": "ada", "custom_id": custom_id, "values": values}
        await room.call("POST", f"/messages/{seen['message']}/select", body)
        data = await bot.outcome()
        assert data["values"] == ids
        assert set(data["resolved"]) == kinds
    status, refusal = await room.ask(
        "POST", f"/messages/{seen['message']}/select", {"as": "ada", "custom_id": "role", "values": ["king"]}
    )
    assert (status, refusal) == (400, {"error": "there is no role 'king' here"})


async def test_a_menu_of_channels_takes_only_the_types_it_asks_for(room: Room, bot: PaintBot) -> None:
    view = discord.ui.View(timeout=None)
    types = [discord.ChannelType.text]
    view.add_item(discord.ui.ChannelSelect[discord.ui.View](custom_id="where", channel_types=types))

    async def answer(interaction: Paint) -> object:
        if interaction.type is discord.InteractionType.application_command:
            return await interaction.response.send_message("menu", view=view)
        await interaction.response.defer()
        return interaction.data

    bot.answer = answer
    interaction = await room.paint()
    await bot.outcome()
    assert interaction.original is not None
    path = f"/messages/{interaction.original.id}/select"
    thread = {"as": "ada", "custom_id": "where", "values": ["night-shots"]}
    status, refusal = await room.ask("POST", path, thread)
    assert (status, refusal) == (400, {"error": "night-shots is of type 11, and [0] are asked for"})
    await room.call("POST", path, {**thread, "values": ["general"]})
    (channel,) = (await bot.outcome())["resolved"]["channels"].values()
    may = discord.Permissions(int(channel["permissions"]))
    assert may.send_messages
    assert not may.manage_messages


async def test_a_menu_of_people_that_is_left_alone_has_whom_the_bot_put_in(room: Room, bot: PaintBot) -> None:
    mira = room.chat.world.member("mira")
    assert mira is not None

    class Whom(discord.ui.Modal, title="Whom?"):
        whom = discord.ui.Label["Whom"](
            text="Whom",
            component=discord.ui.UserSelect(custom_id="whom", default_values=[discord.Object(int(mira.id))]),
        )

    asked = await _asked(room, bot, Whom)
    await room.call("POST", f"/modals/{asked}/submit", {"as": "ada", "fields": {}})
    data = await bot.outcome()
    assert _values(data) == {"whom": [mira.id]}
    assert data["resolved"]["users"][mira.id]["username"] == "mira"
