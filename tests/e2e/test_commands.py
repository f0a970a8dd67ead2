"""What `python -m bot commands` prints is what Discord was sent by the running bot."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import ROOT
from tests.e2e.sandbox import World

SENT = ("type", "name", "name_localizations", "description", "description_localizations", "options")


@pytest.mark.asyncio
async def test_the_commands_are_printed_as_discord_was_sent_them(world: World, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "bot", "commands"],
        cwd=tmp_path, env=environment, capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stderr == b""
    assert _sent(json.loads(done.stdout)) == _sent(await world.call("GET", "/commands"))
    assert list(tmp_path.iterdir()) == []


def _sent(commands: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [{key: command.get(key) or None for key in SENT} for command in commands]
    return sorted(found, key=lambda command: (command["name"], command["type"]))
