"""Members who ask one after the other for half a minute: answers, pictures and lag while hundreds are under way."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.figures import quantile
from bench.filling import LEARNED_FROM, fill
from bench.provider import Script
from bench.world import World, open_world

PRESSED_FOR_S: Final = 30.0
SCRIPT: Final = Script(median_s=15.0, sigma=0.2, file_bytes=100_000)
PATIENCE_S: Final = 120.0


@dataclass(frozen=True)
class Steady:
    """`delay` is from done at the provider to shown in the chat; shares are of one core, `chat` the sandbox's."""

    presses_per_s: int
    under_way_max: int
    ack_ms_p50: float
    ack_ms_p99: float
    delay_ms_p50: float
    delay_ms_p95: float
    cpu_share: float
    chat_cpu_share: float
    lag_ms_p99: float


async def press_steadily(world: World, per_s: int) -> Steady:
    """One press after the other, whether those before were answered or not, until all pictures are shown."""
    await world.script(SCRIPT)
    number = int(per_s * PRESSED_FOR_S)
    people = await world.members(number)
    under_way_max, lag, chat = 0, await world.lag(), world.bot.parent()
    cpu_s, chat_cpu_s, began_s = world.bot.cpu_s(), chat.cpu_s(), time.monotonic()
    presses: list[asyncio.Task[dict[str, Any]]] = []
    for one in range(number):
        await asyncio.sleep(max(0.0, began_s + one / per_s - time.monotonic()))
        presses.append(asyncio.create_task(world.press(people[one], one)))
        under_way_max = max(under_way_max, len(presses) - len(world.shown))
    took_s = time.monotonic() - began_s
    cpu_s, chat_cpu_s = world.bot.cpu_s() - cpu_s, chat.cpu_s() - chat_cpu_s
    late = (await world.lag()).since(lag).quantile(0.99)
    answers = await asyncio.gather(*presses)
    await world.all_shown(number, PATIENCE_S)
    requests = {int(key): request for key, request in (await world.seen())["requests"].items()}
    acks = [answer["answer_ms"] for answer in answers if answer["state"] == "answered"]
    if len(acks) < number:
        raise AssertionError(f"{number - len(acks)} of {number} were not answered")
    delays = [1000 * (world.shown[key] - request["done"]) for key, request in requests.items()]
    return Steady(
        per_s,
        under_way_max,
        quantile(acks, 0.5),
        quantile(acks, 0.99),
        quantile(delays, 0.5),
        quantile(delays, 0.95),
        cpu_s / took_s,
        chat_cpu_s / took_s,
        1000 * late,
    )


async def run(rates: Sequence[int]) -> list[Steady]:
    """One bot that has learned, asked so often in a second, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        await fill(Path(folder) / "imagine.db", ended=LEARNED_FROM, median_s=SCRIPT.median_s, sigma=SCRIPT.sigma)
        async with open_world(data=Path(folder)) as world:
            return [await press_steadily(world, per_s) for per_s in rates]
