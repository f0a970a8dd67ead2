"""The real bot as a child process: started, stopped, killed, and what it said. Knows nothing of what the bot does."""

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sandbox.discord.jsons import Json
from sandbox.discord.signals import Signal
from sandbox.events import Events

READY_S = 60.0
"""Seconds that the bot may take to be ready."""
STOP_S = 40.0
"""Seconds that the bot may take to stop after SIGTERM; then it is killed."""
KEPT_LINES = 5000
LINE_BYTES = 64 * 1024
"""A longer line is cut."""
INHERITED = frozenset(
    {"PATH", "HOME", "USER", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV", "LD_LIBRARY_PATH"}
)
"""What the child takes over from our environment, beside names that begin with one of these:"""
INHERITED_PREFIXES = ("LC_", "PYTHON", "COVERAGE_", "COV_")


class BotProcess:
    """One bot, or none; everything it prints is kept for a while.

    `ready` says whether a bot that was started after `before` is up; `before` comes from `mark`.
    """

    def __init__(
        self,
        events: Events,
        changed: Signal,
        settings: Mapping[str, str],
        data: Path,
        mark: Callable[[], int],
        ready: Callable[[int], bool],
        command: Sequence[str],
    ) -> None:
        self._events = events
        self._changed = changed
        self._settings = dict(settings)
        self._data = data
        self._mark = mark
        self._ready = ready
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._busy = asyncio.Lock()
        self._started_after = 0

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    def describe(self) -> Json:
        """The state, as in README.md."""
        process = self._process
        return {
            "running": self.running,
            "pid": process.pid if process is not None and self.running else None,
            "exit_code": process.returncode if process is not None else None,
        }

    def setting(self, name: str) -> str | None:
        """What the bot has in its environment under this name, from us."""
        return self._settings.get(name)

    def log(self, lines: int) -> list[str]:
        """The last lines that the bot printed."""
        return list(self._lines)[-lines:] if lines > 0 else []

    async def start(self, settings: Mapping[str, str] | None = None) -> bool:
        """Start the bot and wait until it is ready or gone; whether it is ready. New settings are kept."""
        async with self._busy:
            process = self._process
            if process is None or process.returncode is not None:
                self._settings.update(settings or {})
                process = await self._spawn()
        # Outside the lock: a bot that is not ready yet can be stopped and killed like any other.
        before = self._started_after
        await self._changed.wait_until(lambda: self._ready(before) or process.returncode is not None, READY_S)
        return process.returncode is None and self._ready(before)

    async def stop(self) -> None:
        """SIGTERM, and SIGKILL when that does not help in time."""
        async with self._busy:
            if self.running and self._process is not None:
                self._process.terminate()
                try:
                    await asyncio.wait_for(self._gone(), STOP_S)
                except TimeoutError:
                    self._note(f"[sandbox] the bot did not stop within {STOP_S:g} s and was killed")
                    self._kill()
                    await self._gone()

    async def kill(self) -> None:
        """SIGKILL, for the bot and its children."""
        async with self._busy:
            if self.running:
                self._kill()
                await self._gone()

    async def close(self) -> None:
        """Stop the bot, however far it has come."""
        if self._process is not None and self.running:
            await self.stop()
        if self._reader is not None:
            self._kill()  # children that outlived the bot
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)

    def why_not_ready(self) -> str:
        """One sentence on a bot that did not get ready."""
        if self.running:
            return f"The bot was not ready after {READY_S:g} s."
        return f"The bot ended with exit code {self.describe()['exit_code']} before it was ready."

    async def _spawn(self) -> asyncio.subprocess.Process:
        self._started_after = self._mark()
        process = self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=self._environment(),
            cwd=self._data,
            stdin=asyncio.subprocess.PIPE,  # its end tells the child that we are gone
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=LINE_BYTES,
            start_new_session=True,
        )
        self._reader = asyncio.create_task(self._read(process))
        self._publish()
        return process

    def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _gone(self) -> None:
        """Until the process has ended and its last line is read."""
        if self._reader is not None:
            await asyncio.shield(self._reader)

    def _environment(self) -> dict[str, str]:
        root = str(Path(__file__).resolve().parent.parent)
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in INHERITED or name.startswith(INHERITED_PREFIXES)
        }
        path = os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH"))))
        return {**kept, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **self._settings}

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        stream = process.stdout
        while stream is not None:
            try:
                line = await stream.readline()
            except ValueError:  # a line beyond the limit; the stream has dropped it
                self._note("[sandbox] a line that was too long is missing here")
                continue
            if not line:
                break
            self._note(line.decode(errors="replace").rstrip("\n"))
        await process.wait()
        self._publish()
        self._changed.notify()

    def _note(self, line: str) -> None:
        self._lines.append(line)
        self._events.publish("log", {"line": line})

    def _publish(self) -> None:
        self._events.publish("bot", self.describe())
