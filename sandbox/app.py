"""The composition root: builds and owns the three servers, the bot's process and everything between them."""

import contextlib
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.botprocess import BotProcess
from sandbox.control import Control
from sandbox.discord.server import Chat
from sandbox.discord.world import World, opening_world
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.mediaproxy import MediaProxy
from sandbox.members import Members
from sandbox.openapi import Description
from sandbox.pagefiles import add_page
from sandbox.runcomfy.api import build_api
from sandbox.runcomfy.files import build_files
from sandbox.runcomfy.provider import Provider
from sandbox.setting import Setting
from sandbox.stream import Stream
from sandbox.timing import Timing
from sandbox.web import dated, sentences
from sandbox.worldclock import WorldClock

HOST = "127.0.0.1"
BODY_BYTES = 40 * 1024 * 1024
"""The largest JSON body: a file for an option comes in it, and base64 makes a third more of it. Other files come in
forms, which have limits of their own."""
CLOSE_S = 1.0
"""Seconds that open requests get to finish when the servers stop."""
LAST_LINES = 40
"""Lines of a bot that did not start which are worth reading."""


class SandboxError(Exception):
    """The sandbox could not be started; says why in a few lines."""


@dataclass(frozen=True)
class Options:
    """What the command line can say; see README.md."""

    port: int = 0
    with_bot: bool = True
    data: Path | None = None
    openapi: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    bot_module: str = "sandbox.redirect"


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox."""

    chat: Chat
    provider: Provider
    faults: Faults
    events: Events
    bot: BotProcess
    clock: WorldClock
    data: Path
    origin: str
    provider_origin: str
    files_origin: str

    def addresses(self) -> dict[str, str | int | None]:
        """Where everything is: the line that is printed at the start."""
        return {
            "page": f"{self.origin}/",
            "api": f"{self.origin}/sandbox",
            "discord": f"{self.origin}/api/v10",
            "gateway": f"{self.origin.replace('http', 'ws', 1)}/gateway",
            "provider": self.provider_origin,
            "files": self.files_origin,
            "bot_pid": self.bot.describe()["pid"],
        }


@contextlib.asynccontextmanager
async def open_sandbox(options: Options) -> AsyncGenerator[Sandbox]:
    """Start everything; stop it in reverse order. Raises SandboxError."""
    async with contextlib.AsyncExitStack() as stack:
        data = _data_folder(options, stack)
        ports = (options.port, options.port + 1, options.port + 2) if options.port else (0, 0, 0)
        sockets = [stack.enter_context(_listen(port, exact=index == 0)) for index, port in enumerate(ports)]
        origin, provider_origin, files_origin = (f"http://{HOST}:{each.getsockname()[1]}" for each in sockets)
        faults, events = Faults(), Events()
        api_key = f"made-up-{secrets.token_urlsafe(24)}"
        clock = WorldClock(data / "world.clock")
        stack.callback(clock.close)
        provider = Provider(faults, events, api_key, clock.monotonic)
        provider.files_origin = files_origin
        stack.push_async_callback(provider.close)
        world = opening_world(clock.now)
        world.origin = origin
        chat = Chat(world, faults, _description(options.openapi))
        settings = _settings(world, clock, data, api_key, provider_origin, files_origin, options)
        bot = _bot(chat, events, data, settings, options.bot_module)
        sandbox = Sandbox(chat, provider, faults, events, bot, clock, data, origin, provider_origin, files_origin)
        apps = (build_chat_app(sandbox), build_api(provider), build_files(provider))
        for app, listening in zip(apps, sockets, strict=True):
            dated(app, clock.now)
            await _serve(app, listening, stack)
        stack.push_async_callback(bot.close)
        if options.with_bot and not await bot.start():
            raise SandboxError("\n".join([*bot.log(LAST_LINES), bot.why_not_ready()]))
        yield sandbox


def build_chat_app(sandbox: Sandbox) -> web.Application:
    """REST, gateway, page, and the HTTP API under `/sandbox/`."""
    chat = sandbox.chat
    app = web.Application(client_max_size=BODY_BYTES, middlewares=[sentences])
    chat.add_routes(app)
    Members(chat.world).add_routes(app)
    MediaProxy(chat.world).add_routes(app)
    Setting(chat).add_routes(app)

    def secrets_in_use() -> list[str]:
        return [chat.world.bot_token, sandbox.provider.api_key, *chat.world.tokens]

    Control(sandbox.bot, sandbox.provider, sandbox.faults, secrets_in_use).add_routes(app)
    Timing(sandbox.clock, sandbox.provider, sandbox.events, lambda: _zone(sandbox.bot)).add_routes(app)
    Stream(chat, sandbox.events).add_routes(app)
    add_page(app)
    return app


def _zone(bot: BotProcess) -> ZoneInfo:
    """Whose midnight the bot goes by; one that it refused at its start is not in use."""
    try:
        return ZoneInfo(bot.setting("QUOTA_TIMEZONE") or "UTC")
    except (KeyError, ValueError):
        return ZoneInfo("UTC")


def _description(path: Path | None) -> Description | None:
    if path is None:
        return None
    try:
        return Description.load(path)
    except (OSError, ValueError, KeyError) as error:
        raise SandboxError(f"{path} is no OpenAPI description: {error!r}") from None


def _data_folder(options: Options, stack: contextlib.AsyncExitStack) -> Path:
    if options.data is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="imagine-sandbox-")))
    options.data.mkdir(parents=True, exist_ok=True)
    return options.data.resolve()


def _listen(port: int, *, exact: bool) -> socket.socket:
    """A listening socket; when the port is taken another one serves, unless it was asked for by a person."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        if exact:
            why = f"port {port} cannot be used: {error.strerror}"
            raise SandboxError(f"{why}; choose another with --port, or make try PORT=…") from None
        return socket.create_server((HOST, 0))


async def _serve(app: web.Application, listening: socket.socket, stack: contextlib.AsyncExitStack) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_S)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listening).start()


def _bot(chat: Chat, events: Events, data: Path, settings: Mapping[str, str], module: str) -> BotProcess:
    gateway, world = chat.gateway, chat.world
    return BotProcess(
        events,
        world.changed,
        settings,
        data,
        mark=lambda: gateway.readies,
        ready=lambda before: gateway.readies > before and world.synced,
        command=(sys.executable, "-m", module),
    )


def _settings(
    world: World,
    clock: WorldClock,
    data: Path,
    api_key: str,
    provider_origin: str,
    files_origin: str,
    options: Options,
) -> dict[str, str]:
    """Everything that the bot finds in its environment."""
    return {
        "SANDBOX_DISCORD_API": f"{world.origin}/api/v10",
        "SANDBOX_GATEWAY": f"{world.origin.replace('http', 'ws', 1)}/gateway",
        "SANDBOX_CLOCK": str(clock.path),
        "DISCORD_TOKEN": world.bot_token,
        "RUNCOMFY_API_KEY": api_key,
        "RUNCOMFY_BASE_URL": provider_origin,
        "RUNCOMFY_BALANCE_URL": f"{provider_origin}/prod/v2/balance",
        "RUNCOMFY_FILE_HOSTS": files_origin,
        "DATABASE_URL": f"sqlite:///{data / 'imagine.db'}",
        "SPOOL_DIR": str(data / "spool"),
        "HEALTH_PORT": "0",
        "LOG_FORMAT": "console",
        **options.settings,
    }
