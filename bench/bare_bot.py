"""A bot of discord.py that answers /imagine at once and does nothing else: what no bot on it can be faster than."""

import asyncio
import os
import sys

from sandbox import redirect


async def serve() -> None:
    """Register the command and answer it until SIGTERM."""
    import discord  # noqa: PLC0415 (after the addresses are set)
    from discord import app_commands  # noqa: PLC0415

    class Bare(discord.Client):
        """Nothing but a command tree."""

        def __init__(self) -> None:
            super().__init__(intents=discord.Intents.none())
            self.tree = app_commands.CommandTree(self)

        async def setup_hook(self) -> None:
            @self.tree.command(name="imagine", description="Answer at once")
            async def imagine(interaction: discord.Interaction, prompt: str, aspect_ratio: str | None = None) -> None:
                await interaction.response.send_message(f"`{prompt}` {aspect_ratio}")

            del imagine
            await self.tree.sync()

    async with Bare() as bot:
        await bot.start(os.environ["DISCORD_TOKEN"])


def run() -> int:
    """Returns the exit code."""
    redirect.enter()
    asyncio.run(serve())
    return 0


if __name__ == "__main__":
    sys.exit(run())
