"""What routes share: errors as sentences, bodies, who may ask, what time it is. Knows no route."""

import json
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any

from aiohttp import hdrs, web
from yarl import URL

from sandbox.discord.entities import Channel, Member, Message, Server
from sandbox.discord.jsons import Json, as_object
from sandbox.discord.world import World

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
"""A page from elsewhere that was pointed at this machine has another name in its Host header."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ApiError(Exception):
    """A request that cannot be carried out; says why in a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def dated(app: web.Application, now: Callable[[], float]) -> None:
    """Let the answers of this server carry the world's time in place of the machine's."""

    async def date(_: web.Request, response: web.StreamResponse) -> None:
        response.headers[hdrs.DATE] = formatdate(now(), usegmt=True)

    app.on_response_prepare.append(date)


def reply(body: Any, status: int = 200) -> web.Response:
    """JSON."""
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


@web.middleware
async def sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors under `/sandbox/` into JSON, and turn strangers away."""
    if not request.path.startswith("/sandbox/"):
        return await handler(request)
    try:
        _refuse_strangers(request)
        return await handler(request)
    except ApiError as error:
        return reply({"error": error.sentence}, error.status)
    except web.HTTPNotFound:
        return reply({"error": f"there is nothing at {request.path}"}, 404)
    except web.HTTPRequestEntityTooLarge as error:
        return reply({"error": error.text}, 413)
    except web.HTTPMethodNotAllowed as error:
        return reply({"error": f"{request.path} takes {', '.join(sorted(error.allowed_methods))}"}, 405)


def _refuse_strangers(request: web.Request) -> None:
    """Other websites' pages in the same browser must not drive the sandbox."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and URL(origin).host not in LOCAL_HOSTS
    if foreign or URL(f"//{request.host}").host not in LOCAL_HOSTS:
        raise ApiError(403, "the sandbox answers this machine only")


async def read(request: web.Request) -> Json:
    """The JSON object in the body; nothing is an empty one."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        found = as_object(json.loads(raw))
    except ValueError:
        found = None
    if found is None:
        raise ApiError(400, "the body must be a JSON object")
    return found


def text(body: Json, name: str, default: str | None = None) -> str:
    """A string in the body."""
    value = body.get(name, default)
    if not isinstance(value, str) or not value:
        raise ApiError(400, f"{name!r} is missing or is no text")
    return value


def number(value: Any, name: str, least: float, most: float) -> float:
    """A number within bounds."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        raise ApiError(400, f"{name!r} must be a number") from None
    if not least <= found <= most:
        raise ApiError(400, f"{name!r} must be between {least:g} and {most:g}")
    return found


def the_member(world: World, key: str | None) -> Member:
    """The member with this id or name."""
    if not key:
        raise ApiError(400, "say who you are: 'as' is a member's id or name")
    found = world.member(key)
    if found is None:
        raise ApiError(404, f"nobody is called {key!r}")
    return found


def the_channel(world: World, key: str, member: Member | None = None) -> Channel:
    """The channel with this id or name, which the member must be able to open."""
    found = world.channel(key, member)
    if found is None:
        raise ApiError(404, f"there is no channel {key!r}")
    if member is not None and not world.sees_channel(member, found):
        raise ApiError(403, f"{member.name} cannot open {found.name}")
    return found


def the_server(world: World, key: str) -> Server:
    """The server with this id or name."""
    found = world.server(key)
    if found is None:
        raise ApiError(404, f"there is no server {key!r}")
    return found


def the_message(world: World, key: str, member: Member | None = None, *, gone: bool = False) -> Message:
    """The message with this id, which the member must be able to see."""
    found = world.messages.get(key)
    if found is None or (found.deleted and not gone):
        raise ApiError(404, f"there is no message {key}")
    if member is not None and not world.sees(member, found):
        raise ApiError(404, f"{member.name} sees no message {key}")
    return found
