"""What jobs cost that wait at the provider, and how soon they are all asked for again after a start."""

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.filling import LEARNED_FROM, fill
from bench.world import World, open_world

SETTLED_S = 5.0
"""After all were looked at once: from then on the figures are those of waiting, not of the start."""
PATIENCE_S = 180.0


@dataclass(frozen=True)
class Waited:
    """One start and some time afterwards. `start` counts from the start of the process; cpu is a share of one core."""

    ended: int
    waiting: int
    start_to_first_look_s: float
    start_to_all_looked_at_s: float
    looks_per_s_max: int
    looks_per_s: float
    cpu_share: float
    lag_ms_p99: float
    memory_mib: float


async def wait(waiting: int, watched_s: float, ended: int = LEARNED_FROM, median_s: float = 40.0) -> Waited:
    """Start a bot that finds so many unfinished jobs, and watch it for so long."""
    with tempfile.TemporaryDirectory() as folder:
        await fill(Path(folder) / "imagine.db", ended=ended, unfinished=waiting, median_s=median_s)
        async with open_world(data=Path(folder)) as world:
            return await _watched(world, waiting, watched_s, ended)


async def _watched(world: World, waiting: int, watched_s: float, ended: int) -> Waited:
    started_s = world.bot.started_s()
    async with asyncio.timeout(PATIENCE_S):
        while len((seen := await world.seen())["requests"]) < waiting:
            await asyncio.sleep(0.2)
    all_looked_at_s = time.time()
    await asyncio.sleep(SETTLED_S)
    cpu_s, lag, looks = world.bot.cpu_s(), await world.lag(), (await world.seen())["calls"].get("status", 0)
    began_s = time.monotonic()
    await asyncio.sleep(watched_s)
    took_s = time.monotonic() - began_s
    cpu_s = world.bot.cpu_s() - cpu_s
    late = (await world.lag()).since(lag).quantile(0.99)
    seen = await world.seen()
    return Waited(
        ended,
        waiting,
        (seen["first_look"] or all_looked_at_s) - started_s,
        all_looked_at_s - started_s,
        max(seen["looks_by_second"].values(), default=0),
        (seen["calls"].get("status", 0) - looks) / took_s,
        cpu_s / took_s,
        1000 * late,
        world.bot.memory_mib(),
    )
