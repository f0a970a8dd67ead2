"""How soon the bot is ready, and what it weighs then; beside the library alone."""

import asyncio
import subprocess
import sys
import time
from dataclasses import dataclass

from bench.world import open_world
from sandbox.client import ROOT

IMPORTS = 3


@dataclass(frozen=True)
class Started:
    """Seconds, from the start of the process; memory once idle. `import_s` is the middle of several."""

    bot: str
    import_s: float
    ready_s: float
    memory_mib: float
    cpu_share_idle: float


async def start(bot: str, module: str, imports: str, watched_s: float) -> Started:
    """Start it on an empty folder, and leave it alone for so long."""
    import_s = sorted(_import_s(imports) for _ in range(IMPORTS))[IMPORTS // 2]
    async with open_world(bot_module=module) as world:
        ready_s = world.ready_s - world.bot.started_s()
        cpu_s = world.bot.cpu_s()
        await asyncio.sleep(watched_s)
        return Started(bot, import_s, ready_s, world.bot.memory_mib(), (world.bot.cpu_s() - cpu_s) / watched_s)


def _import_s(imports: str) -> float:
    began_s = time.monotonic()
    subprocess.run([sys.executable, "-c", f"import {imports}"], cwd=ROOT, check=True)
    return time.monotonic() - began_s
