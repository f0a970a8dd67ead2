"""A room for the sandbox's own tests: the chat served in process, a tiny bot in it, and a member at the keyboard."""

import asyncio
import io
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import discord.gateway
import discord.http
from aiohttp import web
from discord import app_commands
from PIL import Image
from yarl import URL

from sandbox.discord.entities import Interaction
from sandbox.discord.rest import Watcher
from sandbox.discord.server import Chat
from sandbox.discord.world import opening_world
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.members import Members
from sandbox.setting import Setting
from sandbox.stream import Stream
from sandbox.web import sentences

BOUND_S = 10.0
"""Longest wait for anything; only reached when something is broken."""

Answering = Callable[["discord.Interaction[PaintBot]"], Awaitable[Any]]


class Clock:
    """The time of day, which a test can put forward."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_s


class PaintBot(discord.Client):
    """One command, /paint; what it answers is up to the test, and what came of it is in `outcomes`."""

    def __init__(self) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None, chunk_guilds_at_startup=False)
        self.tree: app_commands.CommandTree[PaintBot] = app_commands.CommandTree(self)
        self.answer: Answering = lambda interaction: interaction.response.send_message("painting")
        self.outcomes: asyncio.Queue[object] = asyncio.Queue()
        self.resumed = asyncio.Event()
        self.connected = asyncio.Event()
        self.options: dict[str, Any] = {}

        @self.tree.command(description="Paint something")
        @app_commands.choices(size=[app_commands.Choice(name=name, value=name) for name in ("small", "large")])
        async def paint(
            interaction: discord.Interaction[PaintBot],
            prompt: app_commands.Range[str, 1, 200],
            size: str | None = None,
            strength: app_commands.Range[float, 0, 1] | None = None,
            count: app_commands.Range[int, 1, 4] | None = None,
            friend: discord.User | None = None,
        ) -> None:
            self.options = {
                "prompt": prompt,
                "size": size,
                "strength": strength,
                "count": count,
                "friend": friend.name if friend else None,
            }
            await self._handle(interaction)

        @paint.autocomplete("prompt")
        async def suggest(_: discord.Interaction[PaintBot], current: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=f"{current}!", value=f"{current}!")]

        del paint, suggest  # both are registered

    async def setup_hook(self) -> None:
        """Register the command."""
        await self.tree.sync()

    async def _handle(self, interaction: "discord.Interaction[PaintBot]") -> None:
        try:
            self.outcomes.put_nowait(await self.answer(interaction))
        except discord.HTTPException as error:
            self.outcomes.put_nowait(error)

    async def on_interaction(self, interaction: "discord.Interaction[PaintBot]") -> None:
        """Clicks, choices and forms go to the same place as commands."""
        if interaction.type in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            await self._handle(interaction)

    async def on_connect(self) -> None:
        """The session is new."""
        self.connected.set()

    async def on_resumed(self) -> None:
        """The session goes on."""
        self.resumed.set()

    async def outcome(self) -> Any:
        """What came of the next interaction."""
        return await asyncio.wait_for(self.outcomes.get(), BOUND_S)


@dataclass(frozen=True)
class Room:
    """The chat, and ways to speak to it as a member (`call`) and as the bot (`rest`)."""

    chat: Chat
    clock: Clock
    events: Events
    http: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One call of the HTTP API under `/sandbox`: status and JSON."""
        async with self.http.request(method, f"/sandbox{path}", json=body) as response:
            return response.status, await response.json()

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """The same, which must work."""
        status, answer = await self.ask(method, path, body)
        assert status < 400, answer
        return answer

    async def rest(
        self, method: str, path: str, body: Any = None, *, files: tuple[tuple[str, bytes], ...] = (), token: str = ""
    ) -> tuple[int, Any]:
        """One call of Discord's REST API with the bot's token: status and JSON."""
        headers = {"Authorization": f"Bot {token or self.chat.world.bot_token}"}
        async with self.http.request(method, f"/api/v10{path}", headers=headers, **_content(body, files)) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def paint(self, who: str = "ada", channel: str = "pictures", **options: Any) -> Interaction:
        """Type /paint; the interaction that came of it."""
        body = {"as": who, "channel": channel, "options": {"prompt": "a fox", **options}}
        begun = await self.call("POST", "/commands/paint", body)
        return self.chat.world.interactions[begun["interaction"]]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something in the world."""
        assert await self.chat.world.changed.wait_until(true, BOUND_S)

    def channel_id(self, name: str) -> str:
        """A channel's id."""
        channel = self.chat.world.channel(name)
        assert channel is not None
        return channel.id

    async def register(self, *commands: dict[str, Any]) -> None:
        """Register commands without a bot; /paint with a prompt when none are given."""
        app = self.chat.world.bot.id
        plain = {"name": "paint", "description": "Paint", "options": [PROMPT]}
        status, answer = await self.rest("PUT", f"/applications/{app}/commands", list(commands) or [plain])
        assert status == 200, answer


PROMPT = {"name": "prompt", "description": "What", "type": 3, "required": True}


def _content(body: Any, files: tuple[tuple[str, bytes], ...]) -> dict[str, Any]:
    if not files:
        return {} if body is None else {"json": body}
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body or {}))
    for index, (name, data) in enumerate(files):
        form.add_field(f"files[{index}]", io.BytesIO(data), filename=name, content_type="application/octet-stream")
    return {"data": form}


def a_picture(width: int = 8, height: int = 6) -> bytes:
    """A small PNG."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def a_file(name: str = "fox.png", data: bytes | None = None, description: str | None = None) -> discord.File:
    """A file to upload."""
    return discord.File(io.BytesIO(a_picture() if data is None else data), name, description=description)


@asynccontextmanager
async def a_room(watcher: Watcher | None = None) -> AsyncGenerator[Room]:
    """The chat on a free port, without a bot."""
    clock, events = Clock(), Events()
    chat = Chat(opening_world(clock), Faults(), watcher)
    app = web.Application(middlewares=[sentences])
    chat.add_routes(app)
    Members(chat.world).add_routes(app)
    Setting(chat).add_routes(app)
    Stream(chat, events).add_routes(app)
    async with AsyncExitStack() as stack:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        chat.world.origin = f"http://{host}:{port}"
        http = await stack.enter_async_context(aiohttp.ClientSession(chat.world.origin))
        yield Room(chat, clock, events, http)


@asynccontextmanager
async def a_bot_in(room: Room, kind: type[PaintBot] = PaintBot) -> AsyncGenerator[PaintBot]:
    """A real discord.py client, logged in and ready for commands."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = f"{room.chat.world.origin}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = URL(room.chat.world.origin.replace("http", "ws")) / "gateway"
    bot = kind()
    running = asyncio.create_task(bot.start(room.chat.world.bot_token))
    try:
        await asyncio.wait_for(bot.connected.wait(), BOUND_S)
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)
        discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
