"""A bot of its own that uses every part of Discord which the chat page shows, and says back what it received.

Not the product: the sandbox starts it with `--bot-module tests.browser.parts_bot`. Knows discord.py and no sandbox but
the way in.
"""

import asyncio
import contextlib
import io
import os
import signal
import sys
from typing import Any, Final, Literal

import discord
from discord import app_commands
from PIL import Image

from sandbox.redirect import enter
from tests.browser import parts_views as views

Event = discord.Interaction["PartsBot"]

WORDS: Final[dict[discord.Locale, dict[str, str]]] = {
    discord.Locale.italian: {
        "greet": "saluta", "Says hello": "Dice ciao", "words": "parole", "What to say": "Cosa dire",
        "colour": "colore", "Red": "Rosso", "Blue": "Blu", "Count letters": "Conta le lettere",
    },
    discord.Locale.german: {"greet": "grüßen", "Says hello": "Sagt hallo", "words": "worte", "Red": "Rot"},
    discord.Locale.spain_spanish: {"greet": "saludar"},
}  # fmt: skip
"""What is translated; the rest stays English."""
FRUITS: Final = ("apple", "apricot", "banana", "cherry")
MARKDOWN: Final = """# Big
## Middle
### Small
-# in small print
**bold** *italic* ***both*** __underlined__ ~~gone~~ `code` ||a secret||
> quoted
1. first
2. second
  - deeper
- loose
[the docs](https://example.com/docs) <https://example.com/plain> https://example.com/bare.
```py
print("<b>not markup</b>")
```
<t:0:R> <:party:123456789012345678> @everyone and a \\*star\\* <script>alert(1)</script>
>>> to the very
end"""


class Words(app_commands.Translator):
    """Translates from the table above."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The word in that language, or None."""
        return WORDS.get(locale, {}).get(string.message)


class PartsBot(discord.Client):
    """The client with its commands."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.default())
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Register everything."""
        await self.tree.set_translator(Words())
        commands: list[Any] = [greet, form, menus, buttons, show, count_letters, ask_about, wave]
        for command in commands:
            self.tree.add_command(command)
        await self.tree.sync()


def picture(number: int, name: str | None = None) -> discord.File:
    """A small picture in a colour of its own."""
    colour = ((number * 67) % 256, (number * 131) % 256, 160)
    data = io.BytesIO()
    Image.new("RGB", (320, 200 + 20 * (number % 3)), colour).save(data, "PNG")
    data.seek(0)
    return discord.File(data, name or f"picture-{number}.png", description=f"Colour number {number}")


async def fruits(_: Event, current: str) -> list[app_commands.Choice[str]]:
    """Complete a fruit."""
    return [app_commands.Choice(name=name.title(), value=name) for name in FRUITS if current.lower() in name]


@app_commands.command(name="greet", description="Says hello")
@app_commands.describe(words="What to say")
@app_commands.choices(colour=[app_commands.Choice(name=name, value=name.lower()) for name in ("Red", "Blue")])
@app_commands.autocomplete(fruit=fruits)
async def greet(  # noqa: PLR0917
    event: Event,
    words: app_commands.Range[str, 3, 40],
    count: app_commands.Range[int, 1, 5] = 1,
    ratio: app_commands.Range[float, 0.5, 2.0] = 1.0,
    loud: bool = False,
    colour: str = "none",
    fruit: str = "none",
    who: discord.Member | None = None,
    role: discord.Role | None = None,
    place: discord.TextChannel | None = None,
    file: discord.Attachment | None = None,
) -> None:
    """Say back every option."""
    said = {"words": words, "count": count, "ratio": ratio, "loud": loud, "colour": colour, "fruit": fruit}
    said |= {"who": who and who.name, "role": role and role.name, "place": place and place.name}
    if file is not None:
        said |= {"file": (file.filename, file.content_type, file.size, len(await file.read()))}
    text = ", ".join(f"{name}={value!r}" for name, value in said.items())
    await event.response.send_message(f"got {text}", allowed_mentions=discord.AllowedMentions.none())


@app_commands.command(description="Shows a form")
async def form(event: Event, kind: Literal["texts", "choices", "people", "silent"]) -> None:
    """Show one of the forms."""
    await event.response.send_modal(views.FORMS[kind]())


@app_commands.command(description="Shows every kind of select menu")
async def menus(event: Event) -> None:
    """Show the select menus."""
    await event.response.send_message("Five menus", view=views.Menus())


@app_commands.command(description="Shows every kind of button")
async def buttons(event: Event) -> None:
    """Show the buttons."""
    await event.response.send_message("The buttons", view=views.Buttons())


@app_commands.command(description="Shows one of the things a message can hold")
@app_commands.describe(number="How many pictures")
async def show(
    event: Event,
    what: Literal["embed", "container", "pictures", "markdown", "spoilers", "thinking", "mention"],
    number: app_commands.Range[int, 1, 10] = 3,
) -> None:
    """Show it."""
    send = event.response.send_message
    match what:
        case "embed":
            await send(embed=views.embed(), files=[picture(1, "wide.png"), picture(2, "small.png")])
        case "container":
            await send(view=views.Layout(), files=[picture(1), picture(2), picture(3)])
        case "pictures":
            await send(f"{number} pictures", files=[picture(each) for each in range(number)])
        case "markdown":
            commands = await event.client.tree.fetch_commands()
            mentions = [event.user.mention, *(command.mention for command in commands if command.name == "greet")]
            await send("\n".join([" ".join(mentions), MARKDOWN]))
        case "spoilers":
            notes = discord.File(io.BytesIO(b"the end"), "SPOILER_notes.txt")
            await send("Careful", files=[picture(14, "SPOILER_ending.png"), picture(15, "beginning.png"), notes])
        case "thinking":
            await event.response.defer(thinking=True)
            await event.client.wait_for("interaction", timeout=60)
            await event.edit_original_response(content="Thought it over")
        case "mention":
            await send(f"Hello {event.user.mention}")


async def _count_letters(event: Event, message: discord.Message) -> None:
    await event.response.send_message(f"{len(message.content)} letters in {message.content!r}", ephemeral=True)


async def _ask_about(event: Event, message: discord.Message) -> None:
    await event.response.send_modal(views.Texts())


async def _wave(event: Event, member: discord.Member) -> None:
    await event.response.send_message(f"{event.user.name} waves at {member.name}")


count_letters = app_commands.ContextMenu(name="Count letters", callback=_count_letters)
ask_about = app_commands.ContextMenu(name="Ask about it", callback=_ask_about)
wave = app_commands.ContextMenu(name="Wave", callback=_wave)


async def main() -> None:
    """Run until SIGTERM."""
    async with PartsBot() as bot:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.ensure_future(bot.close()))
        with contextlib.suppress(asyncio.CancelledError):
            await bot.start(os.environ["DISCORD_TOKEN"])


if __name__ == "__main__":
    enter()
    discord.utils.setup_logging()
    sys.exit(asyncio.run(main()))
