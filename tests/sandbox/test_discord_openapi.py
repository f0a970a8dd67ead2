"""Bodies are held against an OpenAPI description; with Discord's own one our answers have no deviation.

The last test needs Discord's published file and is skipped without it.
"""

from typing import Any

import discord
import pytest

from sandbox.openapi import Description
from tests.openapi import OPENAPI, WHY_SKIPPED
from tests.sandbox import PaintBot, a_bot_in, a_file, a_room

SPEC: dict[str, Any] = {
    "paths": {
        "/things/{thing_id}": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ask"}}}},
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                    "4XX": {"$ref": "#/components/responses/Error"},
                },
            }
        }
    },
    "components": {
        "responses": {"Error": {"content": {"application/json": {"schema": {"required": ["code"]}}}}},
        "schemas": {
            "Thing": {"type": "object", "required": ["id"]},
            "Ask": {
                "type": "object",
                "properties": {
                    "content": {"type": ["string", "null"], "maxLength": 5},
                    "attachments": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"id": {"type": "string"}}},
                    },
                    "parts": {
                        "type": "array",
                        "items": {
                            "oneOf": [
                                {
                                    "type": "object",
                                    "properties": {"type": {"enum": [1]}, "label": {"type": "string"}},
                                },
                                {
                                    "type": "object",
                                    "properties": {"type": {"enum": [2]}, "url": {"type": "string"}},
                                },
                            ]
                        },
                    },
                    "names": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
        },
    },
}


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({"content": "short", "tts": False}, None),
        ({"content": "too long"}, "$.content"),
        ({"contnet": "typo"}, "$.contnet"),
        ({"attachments": [{"id": 0}]}, None),
        ({"attachments": [{"id": 0, "filenam": "x"}]}, "$.attachments[0].filenam"),
        ({"parts": [{"type": 1, "label": "x"}]}, None),
        ({"parts": [{"type": 1, "url": "x"}]}, "$.parts[0].url"),
        ({"names": {"anything": "goes"}}, None),
    ],
)
def test_a_request_is_compared_with_its_schema_and_its_known_keys(payload: Any, problem: str | None) -> None:
    found = Description(SPEC).request_problems("POST", "/things/{thing}", payload)
    assert (found == []) if problem is None else any(problem in each for each in found)


def test_an_answer_is_compared_with_the_schema_of_its_status() -> None:
    description = Description(SPEC)
    assert description.answer_problems("POST", "/things/{x}", 200, {"id": 1}) == []
    assert description.answer_problems("POST", "/things/{x}", 200, {}) != []
    assert description.answer_problems("POST", "/things/{x}", 404, {"code": 0}) == []
    assert description.answer_problems("POST", "/things/{x}", 404, {}) != []
    assert description.answer_problems("POST", "/things/{x}", 302, {}) != []


@pytest.mark.skipif(not OPENAPI.exists(), reason=WHY_SKIPPED)
@pytest.mark.asyncio
async def test_a_whole_conversation_has_no_deviation_from_discords_own_description() -> None:
    async with a_room(Description.load(OPENAPI)) as room, a_bot_in(room) as bot:

        async def answer(interaction: discord.Interaction[PaintBot]) -> None:
            view = discord.ui.View(timeout=None)
            view.add_item(discord.ui.Button(label="Cancel", custom_id="cancel"))
            view.add_item(discord.ui.Button(label="Look", url="https://example.com"))
            sent = await interaction.response.send_message("painting", view=view)
            embed = discord.Embed(title="t", description="d", colour=5).add_field(name="n", value="v")
            await interaction.edit_original_response(embed=embed.set_image(url="attachment://fox.png"), view=view)
            await interaction.edit_original_response(attachments=[a_file(description="A fox")])
            await interaction.followup.send("also", ephemeral=True, wait=True)
            await interaction.user.send("psst", nonce="n1")
            where = bot.get_partial_messageable(interaction.channel_id or 0)
            held = where.get_partial_message(sent.message_id or 0)
            found = await held.fetch()
            found.attachments[0].description = "A fox by the sea"
            await found.edit(attachments=found.attachments)
            await held.edit(content="by the bot", attachments=[a_file(), a_file("b.png")])
            await where.send("reply", reference=held)
            [_ async for _ in where.history(limit=5)]
            await held.delete()

        bot.answer = answer
        await bot.tree.fetch_commands()
        await room.paint()
        assert await bot.outcome() is None
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Cancel", custom_id="cancel"))
        bot.answer = lambda interaction: interaction.response.send_message("again", view=view)
        interaction = await room.paint("bruno", "dm")
        await bot.outcome()
        assert interaction.original is not None
        bot.answer = lambda click: click.response.edit_message(content="cancelled", view=None)
        await room.call("POST", f"/messages/{interaction.original.id}/press", {"as": "bruno", "custom_id": "cancel"})
        await bot.outcome()
        violations = await room.call("GET", "/violations")
        assert violations == [], "\n".join(str(each) for each in violations)
