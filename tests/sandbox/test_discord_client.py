"""The chat as an unmodified discord.py client meets it, over real sockets."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import discord
import pytest
import pytest_asyncio

from tests.sandbox import PaintBot, Room, a_bot_in, a_room

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


def _one_button(label: str = "Cancel", custom_id: str = "cancel:1") -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label=label, custom_id=custom_id))
    return view


async def test_commands_that_a_bot_registers_can_be_typed_and_arrive_with_their_types(
    room: Room, bot: PaintBot
) -> None:
    listed = await room.call("GET", "/commands")
    assert [command["name"] for command in listed] == ["paint"]
    await room.paint(size="small", strength=0.5, count=2, friend="bruno")
    await bot.outcome()
    assert bot.options == {"prompt": "a fox", "size": "small", "strength": 0.5, "count": 2, "friend": "bruno"}


async def test_the_acknowledgement_tells_the_id_of_the_message_it_made(room: Room, bot: PaintBot) -> None:
    interaction = await room.paint()
    answer = await bot.outcome()
    assert interaction.original is not None
    assert str(answer.message_id) == interaction.original.id
    seen = await room.call("GET", f"/interactions/{interaction.id}?wait_s=5")
    assert (seen["state"], seen["kind"], seen["ephemeral"]) == ("answered", "message", False)


async def test_a_deferral_is_a_loading_message_until_it_is_edited(room: Room, bot: PaintBot) -> None:
    bot.answer = lambda interaction: interaction.response.defer(thinking=True)
    interaction = await room.paint()
    answer = await bot.outcome()
    message = room.chat.world.messages[str(answer.message_id)]
    assert message.loading
    held = bot.get_partial_messageable(int(message.channel.id)).get_partial_message(int(message.id))
    await held.edit(content="done")
    assert not message.loading
    versions = await room.call("GET", f"/messages/{message.id}/versions?as=ada")
    assert [(version["loading"], version["content"]) for version in versions] == [(True, ""), (False, "done")]
    assert versions[0]["at"] <= versions[1]["at"]
    assert interaction.original is message


async def test_a_click_is_a_new_interaction_for_the_same_message(room: Room, bot: PaintBot) -> None:
    bot.answer = lambda interaction: interaction.response.send_message("painting", view=_one_button())
    interaction = await room.paint()
    await bot.outcome()
    bot.answer = lambda click: click.response.edit_message(content="cancelled", view=None)
    assert interaction.original is not None
    body = {"as": "ada", "custom_id": "cancel:1"}
    pressed = await room.call("POST", f"/messages/{interaction.original.id}/press", body)
    await bot.outcome()
    click = room.chat.world.interactions[pressed["interaction"]]
    assert click.original is interaction.original
    assert click.token != interaction.token
    message = await room.call("GET", f"/messages/{interaction.original.id}?as=ada")
    assert (message["content"], message["components"]) == ("cancelled", [])


async def test_the_token_of_a_click_can_edit_the_clicked_message(room: Room, bot: PaintBot) -> None:
    bot.answer = lambda interaction: interaction.response.send_message("painting", view=_one_button())
    interaction = await room.paint()
    await bot.outcome()
    await room.call("POST", "/tokens/expire")

    async def answer(click: Paint) -> None:
        await click.response.defer()
        await click.edit_original_response(content="through the click")

    bot.answer = answer
    assert interaction.original is not None
    await room.call("POST", f"/messages/{interaction.original.id}/press", {"as": "mira", "custom_id": "cancel:1"})
    assert await bot.outcome() is None
    assert interaction.original.now.content == "through the click"


async def test_a_select_menu_tells_what_was_chosen(room: Room, bot: PaintBot) -> None:
    menu: discord.ui.Select[Any] = discord.ui.Select(
        custom_id="pick", options=[discord.SelectOption(label=each) for each in ("one", "two")]
    )
    view = discord.ui.View(timeout=None).add_item(menu)
    bot.answer = lambda interaction: interaction.response.send_message("choose", view=view)
    interaction = await room.paint()
    await bot.outcome()
    assert interaction.original is not None
    bot.answer = lambda click: click.response.send_message(str(dict(click.data or {})["values"]))
    body = {"as": "ada", "custom_id": "pick", "values": ["two"]}
    chosen = await room.call("POST", f"/messages/{interaction.original.id}/select", body)
    await bot.outcome()
    reply = room.chat.world.interactions[chosen["interaction"]].original
    assert reply is not None
    assert reply.now.content == "['two']"


async def test_a_modal_can_be_filled_in(room: Room, bot: PaintBot) -> None:
    class Form(discord.ui.Modal, title="More"):
        seed: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Seed", custom_id="seed", max_length=9)

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message(f"seed {self.seed.value}", ephemeral=True)

    bot.answer = lambda interaction: interaction.response.send_modal(Form(custom_id="more"))
    interaction = await room.paint()
    await bot.outcome()
    seen = await room.call("GET", f"/interactions/{interaction.id}?wait_s=5")
    assert seen["modal"]["title"] == "More"

    async def nothing(_: Paint) -> None:
        return None

    bot.answer = nothing
    body = {"as": "ada", "fields": {"seed": "42"}}
    sent = await room.call("POST", f"/modals/{interaction.id}/submit", body)
    submitted = await room.call("GET", f"/interactions/{sent['interaction']}?wait_s=5")
    message = await room.call("GET", f"/messages/{submitted['message']}?as=ada")
    assert (message["content"], message["ephemeral"]) == ("seed 42", True)


async def test_autocompletion_asks_the_bot(room: Room, bot: PaintBot) -> None:
    assert bot.is_closed() is False
    body = {"as": "ada", "channel": "pictures", "options": {"prompt": "fo"}, "focused": "prompt"}
    answer = await room.call("POST", "/commands/paint/complete", body)
    assert answer == {"choices": [{"name": "fo!", "value": "fo!"}]}


async def test_a_command_in_a_dm_carries_the_user_and_the_default_upload_limit(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> tuple[object, ...]:
        await interaction.response.defer()
        return interaction.guild_id, interaction.user.name, interaction.filesize_limit, interaction.context.dm_channel

    bot.answer = answer
    await room.paint(channel="dm")
    assert await bot.outcome() == (None, "ada", 10 * 1024 * 1024, True)


async def test_the_client_outlives_a_rate_limit(room: Room, bot: PaintBot) -> None:
    room.chat.faults.switch_on("discord_status", 1, status=429, on="edit", retry_after_s=0.05)

    async def answer(interaction: Paint) -> discord.InteractionMessage:
        await interaction.response.defer()
        return await interaction.edit_original_response(content="after all")

    bot.answer = answer
    await room.paint()
    assert (await bot.outcome()).content == "after all"
    calls = await room.call("GET", "/calls")
    assert [call["status"] for call in calls if call["on"] == "edit"] == [429, 200]


async def test_an_answer_that_is_lost_was_carried_out_all_the_same(room: Room, bot: PaintBot) -> None:
    room.chat.faults.switch_on("discord_lost_after", 1, on="edit")

    async def answer(interaction: Paint) -> str:
        await interaction.response.defer()
        try:
            await interaction.edit_original_response(content="carried out")
        except aiohttp.ServerDisconnectedError:
            return "lost"
        return "answered"

    bot.answer = answer
    interaction = await room.paint()
    assert await bot.outcome() == "lost"
    assert interaction.original is not None
    assert interaction.original.now.content == "carried out"


async def test_a_member_s_rights_are_those_of_their_roles_and_one_channel_may_add_to_them(
    room: Room, bot: PaintBot
) -> None:
    async def answer(interaction: Paint) -> tuple[object, ...]:
        await interaction.response.defer()
        assert isinstance(interaction.user, discord.Member)
        everywhere, here = interaction.user.guild_permissions, interaction.permissions
        named = [role.name for role in interaction.user.roles if role.name == "painter"]
        return everywhere.manage_messages, here.manage_messages, everywhere.kick_members, named

    bot.answer = answer
    server = (await room.call("GET", "/world"))["servers"][0]["id"]
    await room.call("PATCH", "/members/bruno", {"permissions": ["kick_members"], "roles": ["painter"]})
    await room.call("PATCH", "/channels/pictures", {"members_may": {"bruno": ["manage_messages"]}})
    await room.paint("bruno")
    assert await bot.outcome() == (False, True, True, ["painter"])
    await room.call("DELETE", f"/servers/{server}/roles/painter")
    await room.paint("bruno")
    assert await bot.outcome() == (False, True, True, [])
    await room.paint("mira")
    assert await bot.outcome() == (True, True, False, [])


async def test_the_member_s_locale_and_permissions_travel_with_the_interaction(room: Room, bot: PaintBot) -> None:
    async def answer(interaction: Paint) -> tuple[object, ...]:
        await interaction.response.defer()
        return interaction.locale, interaction.permissions.manage_messages, interaction.app_permissions.attach_files

    bot.answer = answer
    await room.call("PATCH", "/members/mira", {"locale": "de"})
    await room.call("PATCH", "/channels/pictures", {"bot_permissions": ["view_channel"]})
    await room.paint("mira")
    assert await bot.outcome() == (discord.Locale.german, True, False)
