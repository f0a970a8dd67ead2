"""Draws the sample chart of the documentation: `python -m tests.charts.sample`. Made-up numbers, always the same."""

import asyncio
import random
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bot.charts.charts import Charts
from bot.chat.languages import ENGLISH, Languages
from bot.chat.stats_words import server_without_name, sheet
from bot.core.jobs import Failure, UserId
from bot.core.money import Micros
from bot.core.sheets import Name, Sheet
from bot.core.stats import Day, Stats

TARGET: Final = Path(__file__).parents[2] / "docs/images/stats.png"
SERVER: Final = "Lantern Street"
NAMES: Final = ("ada", "bruno", "chiara", "kenji", "mira", "noor", "olga", "pia", "quentin", "rosa")


def lively(days: int = 30, seed: int = 4) -> Stats:
    """A lively server."""
    dice = random.Random(seed)
    found: list[Day] = []
    for number in range(days):
        busy = 14 + 10 * (number % 7 in (5, 6)) + dice.randint(-6, 8) + number // 4
        failed, cancelled = dice.randint(0, 3), dice.randint(0, 3)
        wait, render = 2 + 3 * dice.random() + (9 if number == 17 else 0), 13 + 4 * dice.random()
        paid = Micros(30_000 * (busy + dice.randint(0, 9)))
        found.append(
            Day(date(2026, 10, 28) + timedelta(days=number), busy, failed, cancelled, busy, paid, wait, render)
        )
    requests = sum(day.delivered + day.failed + day.cancelled for day in found)
    share = [0.21, 0.15, 0.13, 0.1, 0.08, 0.07, 0.05, 0.04, 0.04, 0.03]
    return Stats(
        days=tuple(found),
        requests=requests,
        pictures=sum(day.pictures for day in found),
        paid=Micros(sum(day.paid for day in found)),
        held=Micros(60_000),
        wait_s=3.2,
        render_s=15.1,
        members=tuple((UserId(number), round(requests * part)) for number, part in enumerate(share)),
        others=round(requests * 0.1),
        sizes=(
            ("2048x2048(1:1)", 290), ("2560x1440(16:9)", 210), ("3024x1296(21:9)", 92), ("4096x4096(1:1)", 41),
            ("2304x1728(4:3)", 38), ("1024x1024(1:1)", 17),
        ),
        failures=(
            (Failure.BLOCKED, 18), (Failure.PROVIDER_FAILED, 11), (Failure.TIMED_OUT, 4), (Failure.UNREACHABLE, 2),
        ),
    )  # fmt: skip


def quiet() -> Stats:
    """One picture in a week, this morning."""
    days = [Day(date(2026, 11, 20) + timedelta(days=number)) for number in range(6)]
    days.append(Day(date(2026, 11, 26), delivered=1, pictures=1, paid=Micros(30_000), wait_s=0.1, render_s=12.0))
    return Stats(
        tuple(days), 1, 1, Micros(30_000), Micros(0), 0.1, 12.0, ((UserId(0), 1),), 0, (("2560x1440(16:9)", 1),), ()
    )


def sample(
    stats: Stats | None = None, locale: str = ENGLISH, names: Sequence[str] = NAMES, server: str = SERVER
) -> Sheet:
    """Its chart in one language."""
    say, stats = Languages().of(locale), stats or lively()
    called = {UserId(number): name for number, name in enumerate(names)}
    return sheet(say, stats, len(stats.days), Name(server, server_without_name(say, 4321)), called)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        TARGET.write_bytes(await Charts(Path(folder)).draw(sample()))


if __name__ == "__main__":
    asyncio.run(main())
