"""From "done" at the provider to the picture in the chat: how long, with how many calls, at what cost."""

import asyncio
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.figures import quantile
from bench.filling import LEARNED_FROM, fill
from bench.fixed_bot import EVERY
from bench.provider import Script
from bench.world import World, open_world

PRESS_OVER_S = 1.0
"""The requests come over this time, and not at one instant: that is another measurement."""
PATIENCE_S = 90.0


@dataclass(frozen=True)
class Delivered:
    """One run. Times in ms: `delay` from done to shown, `after` from noticed to shown; calls are per job."""

    policy: str
    jobs: int
    file_bytes: int
    delay_ms_p50: float
    delay_ms_p95: float
    after_ms_p50: float
    after_ms_p95: float
    looks: float
    provider_calls: float
    discord_calls: float
    cpu_ms: float
    lag_ms_p99: float
    memory_above_idle_mib: float


async def deliver(world: World, policy: str, jobs: int, script: Script) -> Delivered:
    """Let so many people ask for one picture each, and watch."""
    await world.script(script)
    people = await world.members(jobs)
    calls = len(await world.api.call("GET", "/calls"))
    idle_mib = world.bot.memory_mib()
    world.bot.forget_peak()
    cpu_s, lag = world.bot.cpu_s(), await world.lag()

    async def press(number: int) -> None:
        await asyncio.sleep(number * PRESS_OVER_S / jobs)
        await world.press(people[number], number)

    await asyncio.gather(*(press(number) for number in range(jobs)))
    await world.all_shown(jobs, script.median_s * 5 + PATIENCE_S)
    cpu_s = world.bot.cpu_s() - cpu_s
    late = (await world.lag()).since(lag).quantile(0.99)
    seen = await world.seen()
    requests = {int(number): request for number, request in seen["requests"].items()}
    delays = [1000 * (world.shown[number] - requests[number]["done"]) for number in world.shown]
    after = [1000 * (world.shown[number] - requests[number]["noticed"]) for number in world.shown]
    return Delivered(
        policy,
        jobs,
        script.file_bytes,
        quantile(delays, 0.5),
        quantile(delays, 0.95),
        quantile(after, 0.5),
        quantile(after, 0.95),
        seen["calls"].get("status", 0) / jobs,
        sum(seen["calls"].values()) / jobs,
        (len(await world.api.call("GET", "/calls")) - calls) / jobs,
        1000 * cpu_s / jobs,
        1000 * late,
        world.bot.memory_peak_mib() - idle_mib,
    )


async def run(policy: str, sizes: Mapping[int, Script]) -> list[Delivered]:
    """One bot, asked for so many pictures at a time, one after the other. `policy` is "learned" or seconds."""
    fixed = None if policy == "learned" else float(policy)
    settings = {} if fixed is None else {EVERY: policy}
    script = next(iter(sizes.values()))
    with tempfile.TemporaryDirectory() as folder:
        await fill(Path(folder) / "imagine.db", ended=LEARNED_FROM, median_s=script.median_s, sigma=script.sigma)
        module = "sandbox.redirect" if fixed is None else "bench.fixed_bot"
        async with open_world(data=Path(folder), bot_module=module, settings=settings) as world:
            await deliver(world, policy, 1, Script(median_s=1, sigma=0))  # everything is loaded afterwards
            return [await deliver(world, policy, jobs, script) for jobs, script in sizes.items()]
