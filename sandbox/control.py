"""The routes that steer what is not the chat: the bot's process, the provider, the named behaviours."""

from collections.abc import Callable
from typing import Any, Protocol

from aiohttp import web

from sandbox.botprocess import BotProcess
from sandbox.discord.jsons import Json, as_object
from sandbox.faults import Faults
from sandbox.web import ApiError, number, read, reply, text


class ProviderControls(Protocol):
    """What can be read and changed of the provider."""

    def describe(self) -> dict[str, Any]:
        """The settings, the requests and the calls."""
        ...

    def configure(self, settings: dict[str, Any]) -> None:
        """Change settings; raises ValueError."""
        ...


class Control:
    """The handlers; the names of routes and fields are those of README.md."""

    def __init__(
        self, bot: BotProcess, provider: ProviderControls, faults: Faults, secrets: Callable[[], list[str]]
    ) -> None:
        self._bot = bot
        self._provider = provider
        self._faults = faults
        self._secrets = secrets

    def add_routes(self, app: web.Application) -> None:
        """Serve the switches."""
        router = app.router
        router.add_get("/sandbox/bot", self._read_bot)
        router.add_post("/sandbox/bot", self._act_on_bot)
        router.add_get("/sandbox/bot/log", self._read_log)
        router.add_get("/sandbox/secrets", self._read_secrets)
        router.add_get("/sandbox/provider", self._read_provider)
        router.add_patch("/sandbox/provider", self._change_provider)
        router.add_get("/sandbox/faults", self._read_faults)
        router.add_post("/sandbox/faults", self._switch_on)
        router.add_delete("/sandbox/faults", self._switch_off)
        router.add_delete("/sandbox/faults/{name}", self._switch_off)

    async def _read_bot(self, _: web.Request) -> web.Response:
        return reply(self._bot.describe())

    async def _act_on_bot(self, request: web.Request) -> web.Response:
        body = await read(request)
        match text(body, "action"):
            case "start":
                await self._bot.start(settings_in(body))
            case "stop":
                await self._bot.stop()
            case "kill":
                await self._bot.kill()
            case other:
                raise ApiError(400, f"'action' is start, stop or kill, not {other!r}")
        return reply(self._bot.describe())

    async def _read_log(self, request: web.Request) -> web.Response:
        lines = number(request.query.get("lines", "200"), "lines", 0, 1e6)
        return reply(self._bot.log(int(lines)))

    async def _read_secrets(self, _: web.Request) -> web.Response:
        return reply(self._secrets())

    async def _read_provider(self, _: web.Request) -> web.Response:
        return reply(self._provider.describe())

    async def _change_provider(self, request: web.Request) -> web.Response:
        body = await read(request)
        wrapped = as_object(body.get("settings"))
        try:
            self._provider.configure(body if wrapped is None else wrapped)
        except ValueError as problem:
            raise ApiError(400, str(problem)) from None
        return reply(self._provider.describe())

    async def _read_faults(self, _: web.Request) -> web.Response:
        return reply(self._faults.listing())

    async def _switch_on(self, request: web.Request) -> web.Response:
        body = await read(request)
        name = text(body, "name")
        times = body.get("times")
        arguments = {key: value for key, value in body.items() if key not in ("name", "times")}
        if times is not None:
            times = int(number(times, "times", 1, 1e9))
        try:
            self._faults.switch_on(name, times, **arguments)
        except ValueError as problem:
            raise ApiError(400, str(problem)) from None
        return reply(self._faults.listing(), 201)

    async def _switch_off(self, request: web.Request) -> web.Response:
        self._faults.switch_off(request.match_info.get("name"))
        return reply(self._faults.listing())


def settings_in(body: Json) -> dict[str, str]:
    """The settings for the bot in a request."""
    settings = as_object(body.get("settings", {}))
    if settings is None:
        raise ApiError(400, "'settings' must be an object")
    return {name: str(value) for name, value in settings.items()}
