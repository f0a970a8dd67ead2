"""The file host: pictures drawn when asked for, and downloads that go wrong; knows nothing of requests.

It accepts no bearer token: a download that carries one is refused and counted.
"""

import asyncio
import zlib
from collections import OrderedDict

from aiohttp import hdrs, web

from sandbox.runcomfy import breakage
from sandbox.runcomfy.drawing import draw
from sandbox.runcomfy.oversize import bomb, make_huge
from sandbox.runcomfy.provider import Provider
from sandbox.runcomfy.requests import Picture

CACHE_LIMIT_BYTES = 96 * 1024 * 1024
"""Finished files that are kept, oldest use first out: a few sets of the largest size."""
CHUNK_BYTES = 256 * 1024
"""Piece of a download that is sent without a length."""
ENDLESS_PAUSE_S = 0.01
"""Pause between two pieces of the file that never ends: about 25 MB/s."""


def build_files(provider: Provider) -> web.Application:
    """The file host of `provider`, ready to be served on a host of its own."""
    files = Files(provider)
    app = web.Application()
    app.router.add_get("/{path:.*}", files.get)

    async def let_go(_: web.Application) -> None:
        provider.closing.set()

    app.on_shutdown.append(let_go)
    return app


class Files:
    """Serves what the provider says lies at a path."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._faults = provider.faults
        self._drawn: OrderedDict[Picture, bytes] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def get(self, request: web.Request) -> web.StreamResponse:
        """GET any path: the picture, if it is asked for with exactly the path that the result named."""
        self._provider.calls["files"] += 1
        if hdrs.AUTHORIZATION in request.headers:
            self._provider.token_leaks += 1
            return web.Response(status=403, text="this host takes no token")
        picture = self._provider.file(request.raw_path)
        if picture is None:
            return web.Response(status=404, text="no such file")
        return await self._misbehaving(request) or await self._serve(request, await self._bytes_of(picture))

    async def _misbehaving(self, request: web.Request) -> web.StreamResponse | None:
        if struck := self._faults.strike("file_status"):
            return web.Response(status=int(struck["status"]), text="not now")
        if struck := self._faults.strike("file_redirect"):
            return web.Response(status=302, headers={hdrs.LOCATION: str(struck["to"])})
        if self._faults.strike("file_hangs") is not None:
            return await breakage.hang(request, self._provider.closing)
        if self._faults.strike("file_wrong_type") is not None:
            return breakage.unreadable()
        if self._faults.strike("file_bomb") is not None:
            return web.Response(body=await asyncio.to_thread(bomb), content_type="image/png")
        if self._faults.strike("file_endless") is not None:
            return await self._endless(request)
        return None

    async def _serve(self, request: web.Request, body: bytes) -> web.StreamResponse:
        if self._faults.strike("file_truncated") is not None:
            response = web.StreamResponse(headers={hdrs.CONTENT_LENGTH: str(len(body))})
            response.content_type = "image/png"
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            return breakage.lose(request)
        if self._faults.strike("file_no_length") is not None:
            response = web.StreamResponse()
            response.content_type = "image/png"
            response.enable_chunked_encoding()
            await response.prepare(request)
            for start in range(0, len(body), CHUNK_BYTES):
                await response.write(body[start : start + CHUNK_BYTES])
            return response
        return web.Response(body=body, content_type="image/png")

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        """A PNG whose first picture chunk goes on for ever."""
        response = web.StreamResponse()
        response.content_type = "image/png"
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write((await asyncio.to_thread(bomb))[:33])  # signature and header
        piece = zlib.compress(bytes(CHUNK_BYTES), 0)
        while not await breakage.closed_within(self._provider.closing, ENDLESS_PAUSE_S):
            await response.write(piece)
        return breakage.lose(request)

    async def _bytes_of(self, picture: Picture) -> bytes:
        async with self._one_at_a_time:  # the machine has few cores; whoever waits may find it drawn already
            body = self._drawn.pop(picture, None)
            if body is None:
                body = await asyncio.to_thread(_drawn, picture)
            self._drawn[picture] = body
            while len(self._drawn) > 1 and sum(map(len, self._drawn.values())) > CACHE_LIMIT_BYTES:
                self._drawn.popitem(last=False)
            return body


def _drawn(picture: Picture) -> bytes:
    body = draw(picture.prompt, picture.index, picture.width, picture.height)
    return make_huge(body, picture.prompt) if picture.huge else body
