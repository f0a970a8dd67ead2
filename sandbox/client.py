"""The sandbox seen from outside: starts it as a process, and speaks its HTTP API. For the demo, tests and measurements.

Knows only what README.md promises.
"""

import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Self

import aiohttp
from yarl import URL

ROOT = Path(__file__).resolve().parents[1]
STOP_S = 60.0
"""The bot has 30 s for an orderly stop, and the servers come after it."""
CALL_S = 90.0


class Refused(Exception):
    """The sandbox did not start, or did not do what was asked; the message is its own sentence."""


class SandboxProcess:
    """`python -m sandbox` on free ports, with the real bot in it unless `bot` is False.

    `bot_module` starts the bot in place of sandbox.redirect; `port` is that of the page, 0 for a free one.
    """

    def __init__(
        self,
        *,
        data: Path | None = None,
        settings: Mapping[str, str] | None = None,
        openapi: Path | None = None,
        bot: bool = True,
        bot_module: str | None = None,
        log: IO[str] | None = None,
        port: int = 0,
    ) -> None:
        self.data = data
        """Where the bot's database is, if that was chosen."""
        command = [sys.executable, "-m", "sandbox", "--port", str(port), "--no-browser"]
        command += ["--data", str(data)] if data else []
        command += ["--openapi", str(openapi)] if openapi else []
        command += [part for name, value in (settings or {}).items() for part in ("--set", f"{name}={value}")]
        command += ["--bot-module", bot_module] if bot_module else []
        command += [] if bot else ["--no-bot"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            code = self.stop()
            raise Refused(f"the sandbox did not start (exit code {code})")
        self.addresses: dict[str, str] = json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> int:
        """End it as an operator would; its exit code."""
        self._process.terminate()
        try:
            return self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            if self._process.stdout is not None:
                self._process.stdout.close()


class Api:
    """One session with the HTTP API."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.address = addresses["api"]
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_S))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **query: str | int | float
    ) -> Any:
        """One call; raises Refused with the sandbox's sentence."""
        # As a stream: a body with a file in it is large.
        data = None if body is None else io.BytesIO(json.dumps(body).encode())
        headers = {} if body is None else {"Content-Type": "application/json"}
        request = self._http.request(method, f"{self.address}{path}", data=data, headers=headers, params=query)
        async with request as response:
            answer = await response.json(content_type=None)
            if response.status >= 300:
                raise Refused(f"{method} {path}: {response.status} {answer.get('error')}")
            return answer

    async def answered(self, interaction: str, wait_s: float = 10.0) -> dict[str, Any]:
        """How the bot answered an interaction, or that it did not."""
        return await self.call("GET", f"/interactions/{interaction}", wait_s=wait_s)

    async def download(self, url: str) -> bytes:
        """A file, fetched as a browser does: the address goes out exactly as it came."""
        async with self._http.get(URL(url, encoded=True)) as response:
            if response.status != 200:
                raise Refused(f"GET {url}: {response.status}")
            return await response.read()
