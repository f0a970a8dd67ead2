"""Measures the bot as its members meet it, prints one table and writes it as JSON: `python -m bench [--quick]`.

Each figure stands beside what limits it, or beside the same bot with another rule, from the same run: machines differ,
and are busy now and then, but ratios stay. Nothing here is asserted by a test.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from bench import acking, delivering, encoders, looking, media, starting, steady, waiting
from bench.provider import Script

RESULTS: Final = Path(__file__).parent / "results.json"
PLOT: Final = Path(__file__).parents[1] / "docs/images/looks.png"
OURS: Final = "sandbox.redirect"
BARE: Final = "bench.bare_bot"
PICTURE_BYTES: Final = 500_000
LARGE_BYTES: Final = 20_000_000

Rows = list[dict[str, Any]]


async def measure(*, quick: bool) -> dict[str, Rows]:
    """All tables, by name; each is printed as soon as it is complete."""
    tables: dict[str, Rows] = {}

    def add(name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        tables[name] = [dict(row) for row in rows]
        print(shown(name, tables[name]), flush=True)

    add("when to look, simulated", looking.simulated())
    watched_s = 3.0 if quick else 15.0
    starts = [
        await starting.start("ours", OURS, "bot.app", watched_s),
        await starting.start("bare discord.py", BARE, "discord", watched_s),
    ]
    add("start", list(map(asdict, starts)))
    crowds = [1, 50] if quick else [1, 50, 500]
    acks = [*await acking.run("ours", OURS, crowds), *await acking.run("bare discord.py", BARE, crowds)]
    add("first reply", list(map(asdict, acks)))
    script = Script(median_s=3.0 if quick else 15.0, sigma=0.2, file_bytes=PICTURE_BYTES)
    delivered: list[delivering.Delivered] = []
    for policy in ("learned", "2.0") if quick else ("learned", "1.0", "2.0", "5.0"):
        sizes = [20] if quick else [1, 50, 200] if policy == "learned" else [50]
        delivered += await delivering.run(policy, dict.fromkeys(sizes, script))
    add("from done to shown", list(map(asdict, delivered)))
    if quick:
        add("jobs that wait at the provider", [asdict(await waiting.wait(1000, watched_s))])
        return tables
    add("asked steadily for half a minute", list(map(asdict, await steady.run([10, 25, 50]))))
    add("ways to encode 16.5 megapixels", list(map(asdict, encoders.compared())))
    add("large pictures", [asdict(await media.fit()), asdict(await media.move(20, LARGE_BYTES))])
    waits = [await waiting.wait(number, watched_s) for number in (100, 1000, 10_000)]
    waits.append(await waiting.wait(10_000, watched_s, ended=1_000_000))
    add("jobs that wait at the provider", list(map(asdict, waits)))
    return tables


def shown(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """A table in Markdown."""
    heads = list(rows[0])
    lines = [f"\n### {name[0].upper()}{name[1:]}\n", f"| {' | '.join(head.replace('_', ' ') for head in heads)} |"]
    lines.append("|---" * len(heads) + "|")
    return "\n".join([*lines, *(f"| {' | '.join(_cell(row[head]) for head in heads)} |" for row in rows)])


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
    return "" if value is None else str(value)


def machine() -> dict[str, Any]:
    """Where this was measured."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}


def main() -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the most of it with smaller crowds, in a minute")
    parser.add_argument("--plot", action="store_true", help="also draw docs/images/looks.png")
    options = parser.parse_args()
    tables = asyncio.run(measure(quick=options.quick))
    RESULTS.write_text(json.dumps({"machine": machine(), "tables": tables}, indent=1) + "\n")
    if options.plot:
        looking.plot(PLOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
