"""How soon members hear that their wish was taken, when so many ask at the same instant."""

import asyncio
from dataclasses import dataclass
from typing import Final

from bench.figures import quantile
from bench.provider import Script
from bench.world import World, open_world

ALONE: Final = 20
"""So often one member asks and waits."""
RENDERED_IN_S: Final = 30.0
"""Nothing is finished while the answers are still under way."""


@dataclass(frozen=True)
class Acked:
    """Milliseconds from the event at the gateway to the answer, as the chat saw them."""

    bot: str
    members: int
    ack_ms_p50: float
    ack_ms_p99: float
    ack_ms_max: float
    cpu_ms: float


async def ack(world: World, bot: str, members: int, first: int) -> Acked:
    """All press once; one alone presses again and again."""
    people = await world.members(members)
    cpu_s = world.bot.cpu_s()
    if members == 1:
        answers = [await world.press(people[0], first + number) for number in range(ALONE)]
    else:
        answers = await asyncio.gather(*(world.press(who, first + number) for number, who in enumerate(people)))
    cpu_ms = 1000 * (world.bot.cpu_s() - cpu_s) / len(answers)
    times = [answer["answer_ms"] for answer in answers if answer["state"] == "answered"]
    if len(times) < len(answers):
        raise AssertionError(f"{len(answers) - len(times)} of {members} were not answered")
    return Acked(bot, members, quantile(times, 0.5), quantile(times, 0.99), max(times), cpu_ms)


async def run(bot: str, module: str, crowds: list[int]) -> list[Acked]:
    """One bot and several crowds, one after the other."""
    async with open_world(bot_module=module) as world:
        await world.script(Script(median_s=RENDERED_IN_S, sigma=0))
        await ack(world, bot, 1, 0)  # everything is loaded afterwards
        return [await ack(world, bot, members, 1000 * (number + 1)) for number, members in enumerate(crowds)]
