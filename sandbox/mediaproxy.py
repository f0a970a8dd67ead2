"""Pictures that stand in a message by their link, as Discord's media proxy shows them. Leaves this machine never."""

from typing import Final

import aiohttp
from aiohttp import web
from yarl import URL

from sandbox.discord.component_checks import walk
from sandbox.discord.jsons import Json, as_object, objects
from sandbox.discord.world import World
from sandbox.web import LOCAL_HOSTS, ApiError

TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
LIMIT_BYTES: Final = 100 * 1024 * 1024
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=3600",
}


class MediaProxy:
    """One route: `GET /sandbox/media?url=…`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def add_routes(self, app: web.Application) -> None:
        """Serve it."""
        app.router.add_get("/sandbox/media", self._show)

    async def _show(self, request: web.Request) -> web.Response:
        url = request.query.get("url", "")
        if not self._stands_somewhere(url):
            raise ApiError(404, "no message shows this picture")
        exactly = URL(url, encoded=True)  # `%3D` stays `%3D`
        if exactly.scheme not in ("http", "https") or exactly.host not in LOCAL_HOSTS:
            raise ApiError(404, "pictures are shown from this machine only")
        try:
            async with aiohttp.ClientSession(timeout=TIMEOUT) as session, session.get(exactly) as answer:
                body = await answer.content.read(LIMIT_BYTES)
                while not answer.content.at_eof() and len(body) < LIMIT_BYTES:
                    body += await answer.content.read(LIMIT_BYTES - len(body))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ApiError(404, f"the picture cannot be fetched: {type(error).__name__}") from error
        if answer.status != 200 or not answer.content_type.startswith("image/"):
            raise ApiError(404, "there is no picture any more")
        return web.Response(body=body, headers={**HEADERS, "Content-Type": answer.content_type})

    def _stands_somewhere(self, url: str) -> bool:
        return any(
            url == _url(shown)
            for message in self._world.messages.values()
            for component in walk(list(message.now.components))
            for shown in (component, *objects(component.get("items")))
        )


def _url(shown: Json) -> object:
    media = as_object(shown.get("media"))
    return None if media is None else media.get("url")
