"""The bot's process: ready or not, what it said, how it ended. A few lines of Python stand for the bot."""

import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.botprocess import BotProcess
from sandbox.discord.signals import Signal
from sandbox.events import Events

pytestmark = pytest.mark.asyncio

SAY_AND_WAIT = "import os,sys; print('my token is', os.environ['DISCORD_TOKEN']); sys.stdin.read()"
DIE = "import sys; print('no such setting', file=sys.stderr); sys.exit(2)"
SHOW = "import os,sys; print(sorted(n for n in os.environ if n.startswith('QUOTA')), flush=True); sys.stdin.read()"


@asynccontextmanager
async def _a_bot(folder: Path, program: str, said: str) -> AsyncGenerator[BotProcess]:
    """A process that counts as ready when it has printed something."""
    events, changed = Events(), Signal()
    publish = events.publish

    def publish_and_notify(kind: str, data: dict[str, object], only_for: str | None = None) -> None:
        publish(kind, data, only_for)
        changed.notify()

    events.publish = publish_and_notify

    def is_ready(before: int) -> bool:
        return any(said in line for line in bot.log(10)[before:])

    bot = BotProcess(
        events,
        changed,
        {"DISCORD_TOKEN": "made.up.token"},
        folder,
        mark=lambda: len(bot.log(10)),
        ready=is_ready,
        command=(sys.executable, "-c", program),
    )
    try:
        yield bot
    finally:
        await bot.close()


async def test_starting_waits_until_the_bot_is_ready(tmp_path: Path) -> None:
    async with _a_bot(tmp_path, SAY_AND_WAIT, "my token") as bot:
        assert await bot.start()
        assert bot.log(1) == ["my token is made.up.token"]
        assert bot.describe()["running"] is True
        await bot.kill()
        assert bot.describe() == {"running": False, "pid": None, "exit_code": -signal.SIGKILL}


async def test_a_bot_that_ends_at_once_is_not_ready_and_leaves_its_words(tmp_path: Path) -> None:
    async with _a_bot(tmp_path, DIE, "ready") as bot:
        assert not await bot.start()
        assert bot.log(5) == ["no such setting"]
        assert bot.describe()["exit_code"] == 2
        assert "exit code 2" in bot.why_not_ready()


async def test_settings_of_this_shell_do_not_reach_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTA_IMAGES", "1")
    async with _a_bot(tmp_path, SHOW, "[") as bot:
        assert await bot.start()
        await bot.stop()
        assert bot.describe()["exit_code"] == -signal.SIGTERM
        assert await bot.start({"QUOTA_OTHER": "2"})
        assert bot.log(2) == ["[]", "['QUOTA_OTHER']"]
