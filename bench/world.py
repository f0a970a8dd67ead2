"""The real bot in a sandbox, with the provider of provider.py, and somebody who notes when each picture is shown.

Four processes, so that what is measured is the bot: the chat, the bot, the provider, and the one that measures.
"""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import aiohttp

from bench.process import Histogram, Process, free_port
from bench.provider import NUMBER, Script
from sandbox.client import ROOT, Api, SandboxProcess

LAG: Final = "imagine_event_loop_lag_seconds"
CHANNEL: Final = "pictures"
MANY: Final = 100_000
MOST: Final = "10000"
"""No limit, where a setting wants one."""
SIZE: Final = "1024x1024(1:1)"
SETTINGS: Final = {"QUOTA_IMAGES": str(MANY), "JOBS_AT_ONCE": MOST, "PARALLEL_JOBS": MOST, "SERVER_JOBS": MOST}

_NUMBER: Final = re.compile(rf"{NUMBER}(\d+)")


class ProviderProcess:
    """`python -m bench.provider`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "bench.provider"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        self.origin: str = json.loads(self._process.stdout.readline())["origin"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


@dataclass
class World:
    """What a measurement works with; times are seconds since 1970.

    `ready_s` is when the bot was ready, `shown` when the picture of each number stood in the chat, `attachments` what
    that picture is.
    """

    api: Api
    http: aiohttp.ClientSession
    provider: str
    health: str
    bot: Process
    ready_s: float
    attachments: dict[int, Mapping[str, Any]] = field(default_factory=dict[int, Mapping[str, Any]])
    shown: dict[int, float] = field(default_factory=dict[int, float])
    news: asyncio.Event = field(default_factory=asyncio.Event)
    people: list[str] = field(default_factory=list[str])

    async def script(self, script: Script) -> None:
        """From now on the provider is like this; what it saw before is forgotten."""
        async with self.http.put(f"{self.provider}/bench", json=asdict(script)) as answer:
            answer.raise_for_status()
        self.shown.clear()

    async def seen(self) -> dict[str, Any]:
        """What the provider saw since then; see Provider.tell."""
        async with self.http.get(f"{self.provider}/bench") as answer:
            return await answer.json()

    async def lag(self) -> Histogram:
        """By how much the bot's event loop was late so far."""
        async with self.http.get(f"{self.health}/metrics") as answer:
            return Histogram.read(await answer.text(), LAG)

    async def members(self, number: int) -> list[str]:
        """So many people, made where they are missing."""
        while len(self.people) < number:
            name = f"member {len(self.people)}"
            self.people.append((await self.api.call("POST", "/members", {"name": name}))["id"])
        return self.people[:number]

    async def press(self, who: str, number: int) -> dict[str, Any]:
        """One /imagine; how it was answered."""
        options = {"prompt": f"{NUMBER}{number}", "aspect_ratio": SIZE}
        begun = await self.api.call("POST", "/commands/imagine", {"as": who, "channel": CHANNEL, "options": options})
        return await self.api.answered(begun["interaction"])

    async def all_shown(self, numbers: int, within_s: float) -> None:
        """Until so many pictures stand in the chat. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while len(self.shown) < numbers:
                self.news.clear()
                await self.news.wait()

    async def watch(self, listening: asyncio.Event) -> None:
        """Note each message with pictures."""
        url, timeout = f"{self.api.address}/events", aiohttp.ClientTimeout(total=None)
        async with self.http.get(url, params={"as": "olga"}, timeout=timeout) as stream:
            listening.set()
            kind = ""
            async for raw in stream.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event:"):
                    kind = line.partition(":")[2].strip()
                elif line.startswith("data:") and kind == "message":
                    self._note(json.loads(line.partition(":")[2]))

    def _note(self, message: Mapping[str, Any]) -> None:
        if (found := _NUMBER.search(message["content"])) is None:
            return
        number = int(found[1])
        if message["attachments"] and number not in self.shown:
            self.shown[number] = message["edited_at"] or time.time()
            self.attachments[number] = message["attachments"][0]
            self.news.set()


@contextlib.asynccontextmanager
async def open_world(
    *, data: Path | None = None, bot_module: str = "sandbox.redirect", settings: Mapping[str, str] | None = None
) -> AsyncGenerator[World]:
    """Start everything; stop it in reverse order."""
    port = free_port()
    async with contextlib.AsyncExitStack() as stack:
        provider = stack.enter_context(ProviderProcess())
        chosen = {
            **SETTINGS,
            "RUNCOMFY_BASE_URL": provider.origin,
            "RUNCOMFY_FILE_HOSTS": provider.origin,
            "HEALTH_PORT": str(port),
            "LOG_LEVEL": "WARNING",
            **(settings or {}),
        }
        sandbox = stack.enter_context(SandboxProcess(data=data, settings=chosen, bot_module=bot_module))
        ready_s = time.time()
        api = await stack.enter_async_context(Api(sandbox.addresses))
        http = await stack.enter_async_context(aiohttp.ClientSession())
        pid = int(sandbox.addresses["bot_pid"])
        world = World(api, http, provider.origin, f"http://127.0.0.1:{port}", Process(pid), ready_s)
        listening = asyncio.Event()
        watching = asyncio.create_task(world.watch(listening))
        stack.callback(watching.cancel)
        async with asyncio.timeout(30):
            await listening.wait()
        yield world
