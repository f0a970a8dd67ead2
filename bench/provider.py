"""A provider and its file host for measuring: answers at once, by a script, and notes what it was asked when.

Knows no Discord. Not strict, unlike the sandbox's: 10,000 requests under way must cost next to nothing here, or the
bot would wait for what measures it. Everything is in a request's id: when it begins, when it is done, its number.
"""

import argparse
import asyncio
import json
import math
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

import numpy as np
from aiohttp import web
from PIL import Image

PHOTO: Final = -1
"""As the size of a file: the photograph."""
HOST: Final = "127.0.0.1"
NUMBER: Final = "picture number "
"""A prompt is this and a number: by it, the request, the job and the message are one."""


@dataclass
class Seen:
    """When what happened to one request, in seconds since 1970, and how often it was looked at."""

    done: float
    looks: int = 0
    noticed: float | None = None


@dataclass
class Script:
    """What the next requests will be like."""

    median_s: float = 15.0
    sigma: float = 0.2
    file_bytes: int = 500_000


@dataclass
class Provider:
    """The handlers."""

    origin: str
    script: Script = field(default_factory=Script)
    seen: dict[int, Seen] = field(default_factory=dict[int, Seen])
    calls: Counter[str] = field(default_factory=Counter[str])
    looks_by_second: Counter[int] = field(default_factory=Counter[int])
    first_look: float | None = None
    files: dict[int, bytes] = field(default_factory=dict[int, bytes])

    async def submit(self, request: web.Request) -> web.Response:
        """Take a request; how long it will take is drawn by its number, so that every run draws the same."""
        self.calls["submit"] += 1
        number = int((await request.json())["prompt"].removeprefix(NUMBER))
        script, now = self.script, time.time()
        took_s = script.median_s * math.exp(script.sigma * random.Random(number).gauss(0, 1))  # noqa: S311
        return web.json_response({"request_id": request_id(now, now + took_s, number)})

    async def status(self, request: web.Request) -> web.Response:
        """Where it stands."""
        now = time.time()
        begins, done, number = times_of(request.match_info["id"])
        self.calls["status"] += 1
        self.looks_by_second[int(now)] += 1
        self.first_look = self.first_look or now
        seen = self.seen.setdefault(number, Seen(done))
        seen.looks += 1
        if now < begins:
            return web.json_response({"status": "in_queue", "queue_position": 1})
        if now < done:
            return web.json_response({"status": "in_progress"})
        seen.noticed = seen.noticed or now
        return web.json_response({"status": "completed"})

    async def result(self, request: web.Request) -> web.Response:
        """The address of its picture."""
        self.calls["result"] += 1
        _, _, number = times_of(request.match_info["id"])
        url = f"{self.origin}/files/{self.script.file_bytes}/{number}.png"
        return web.json_response({"status": "succeeded", "output": {"image": url}, "cost": 0.04})

    async def cancel(self, _: web.Request) -> web.Response:
        """Too late, always."""
        return web.json_response({"status": "in_progress", "outcome": "not_cancellable"})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A picture of so many bytes; the same one for all."""
        size = int(request.match_info["bytes"])
        if size not in self.files:
            self.files[size] = photo() if size == PHOTO else noise(size)
        return web.Response(body=self.files[size], content_type="image/png")

    async def catalogue(self, _: web.Request) -> web.Response:
        """Only a price."""
        return web.json_response({"base_price_usd": 0.04, "price_unit": "output"})

    async def set(self, request: web.Request) -> web.Response:
        """PUT /bench: a new script, and nothing seen yet."""
        self.script = Script(**await request.json())
        self.seen, self.first_look = {}, None
        self.calls, self.looks_by_second = Counter(), Counter()
        return web.json_response({})

    async def tell(self, _: web.Request) -> web.Response:
        """GET /bench: what was seen."""
        return web.json_response(
            {
                "requests": {number: vars(seen) for number, seen in self.seen.items()},
                "calls": self.calls,
                "looks_by_second": self.looks_by_second,
                "first_look": self.first_look,
            }
        )


def request_id(begins_s: float, done_s: float, number: int) -> str:
    """The name of a request: its whole life."""
    return f"{round(begins_s * 1000)}-{round(done_s * 1000)}-{number}"


def times_of(name: str) -> tuple[float, float, int]:
    """When it begins and is done, in seconds since 1970, and its number."""
    begins_ms, done_ms, number = name.split("-")
    return int(begins_ms) / 1000, int(done_ms) / 1000, int(number)


def noise(size_bytes: int) -> bytes:
    """A PNG of about so many bytes: noise, which cannot be made smaller."""
    side = max(16, math.isqrt(size_bytes // 3))
    data = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(data, "PNG", compress_level=0)
    return data.getvalue()


def photo() -> bytes:
    """The model's widest picture, like a photograph to an encoder: smooth, with edges and grain. 18 MiB as a PNG."""
    width, height = 6198, 2656
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    draw = np.random.default_rng(1)
    waves = (
        60 * np.sin(across / 190)
        + 50 * np.cos(down / 140 + across / 900)
        + 25 * (np.hypot(across - 3000, down - 1300) < 700)
    )
    grain = draw.normal(0, 2.2, (height, width)).astype(np.float32)
    channels = [128 + waves * share + grain for share in (1.0, 0.7, 0.5)]
    data = BytesIO()
    Image.fromarray(np.clip(np.stack(channels, axis=2), 0, 255).astype(np.uint8)).save(data, "PNG")
    return data.getvalue()


async def serve() -> None:
    """Serve on a free port, say where, and go on until SIGTERM or the end of standard input."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_reader(sys.stdin, lambda: os.read(0, 1024) or stop.set())
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    provider = Provider("")
    app.router.add_post("/v1/models/{model:.+}", provider.submit)
    app.router.add_get("/v1/models/{model:.+}", provider.catalogue)
    app.router.add_get("/v1/requests/{id}/status", provider.status)
    app.router.add_get("/v1/requests/{id}/result", provider.result)
    app.router.add_post("/v1/requests/{id}/cancel", provider.cancel)
    app.router.add_get("/files/{bytes}/{number}.png", provider.file)
    app.router.add_put("/bench", provider.set)
    app.router.add_get("/bench", provider.tell)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    provider.origin = f"http://{HOST}:{runner.addresses[0][1]}"
    print(json.dumps({"origin": provider.origin}), flush=True)
    await stop.wait()
    await runner.cleanup()


def main() -> int:
    """Returns the exit code."""
    argparse.ArgumentParser(prog="python -m bench.provider", description=__doc__).parse_args()
    asyncio.run(serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
