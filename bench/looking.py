"""When to look, simulated: the bot's own rhythm beside the policies of others, and the plot of both.

Seeded, and in simulated time only: its numbers are the same on every machine. The tests assert on them.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any, Final

from bot.core.pacing import FIRST_LOOK_S, jitter
from bot.core.rhythm import Rhythm, learned

Policy = Callable[[], Iterator[float]]
JOBS: Final = 1_500
SEEDS: Final = (1, 2, 3)
PRICES: Final = (0.125, 0.1875, 0.25, 0.375, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8, 32, 64)


@dataclass(frozen=True)
class Outcome:
    """Seconds until a finished job is noticed, and how many calls that took."""

    p95_s: float
    worst_s: float
    calls: float


def looks_of(rhythm: Rhythm, first: int = 1000) -> Policy:
    """The looks of a bot with that rhythm at its jobs, which have numbers from the first one on.

    The first one finds that the job is at work, and from then on the rhythm counts.
    """
    numbers = itertools.count(first)

    def policy() -> Iterator[float]:
        age_s, own = 0.0, jitter(next(numbers))
        while True:
            yield FIRST_LOOK_S + age_s
            age_s += rhythm.next_s(age_s, own)

    return policy


def fixed(gap_s: float) -> Policy:
    """A look each so many seconds."""

    def policy() -> Iterator[float]:
        at = 0.0
        while True:
            at += gap_s
            yield at

    return policy


def backing_off(factor: float) -> Policy:
    """Gaps that grow by a factor, from 1 s up to 10 s."""

    def policy() -> Iterator[float]:
        at, gap_s = 0.0, 1.0
        while True:
            at += gap_s
            yield at
            gap_s = min(10.0, gap_s * factor)

    return policy


def jobs_like(median_s: float, sigma: float, number: int, seed: int) -> list[float]:
    """Log-normal times, in seconds."""
    dice = random.Random(seed)  # noqa: S311
    return [median_s * exp(dice.gauss(0, sigma)) for _ in range(number)]


def play(policy: Policy, times: list[float]) -> Outcome:
    """What comes of a policy for jobs that take so long, in seconds."""
    delays: list[float] = []
    calls = 0
    for ends_at in times:
        for at in policy():
            calls += 1
            if at >= ends_at:
                delays.append(at - ends_at)
                break
    delays.sort()
    return Outcome(delays[int(0.95 * len(delays))], delays[-1], calls / len(times))


def mean(outcomes: list[Outcome]) -> Outcome:
    """Of several runs."""
    return Outcome(*(sum(values) / len(outcomes) for values in zip(*map(_numbers, outcomes), strict=True)))


def _numbers(outcome: Outcome) -> tuple[float, float, float]:
    return outcome.p95_s, outcome.worst_s, outcome.calls


def learned_from(times: list[float], price: float = 1.0) -> Rhythm:
    """What the bot learns from jobs that took so long: their times since it found them at work."""
    return learned([max(0.0, time - FIRST_LOOK_S) for time in times], price)


@cache
def learned_outcome(median_s: float, sigma: float, price: float = 1.0) -> Outcome:
    """What comes of a rhythm learned from 200 such jobs; `price` is how dear a call is, 1 as in the bot."""
    return mean(
        [
            play(
                looks_of(learned_from(jobs_like(median_s, sigma, 200, 100 + seed), price)),
                jobs_like(median_s, sigma, JOBS, seed),
            )
            for seed in SEEDS
        ]
    )


OTHERS: Final[dict[str, Policy]] = {
    "each 0.5 s": fixed(0.5),
    "each 1 s": fixed(1),
    "each 2 s": fixed(2),
    "each 3 s": fixed(3),
    "each 5 s": fixed(5),
    "gaps ×1.5": backing_off(1.5),
    "gaps ×2": backing_off(2),
}
"""What other bots and clients do; the provider's own command line looks each 2 s."""
SHOWN: Final = ((15, 0.2), (40, 0.2))
"""Median in seconds and sigma of the logarithm: what the table and the plot are about."""


def simulated() -> list[dict[str, Any]]:
    """A row for each policy and distribution."""
    rows: list[dict[str, Any]] = []
    for median_s, sigma in SHOWN:
        policies = {"learned": learned_outcome(median_s, sigma)}
        times = [jobs_like(median_s, sigma, JOBS, seed) for seed in SEEDS]
        policies |= {name: mean([play(policy, each) for each in times]) for name, policy in OTHERS.items()}
        for name, outcome in policies.items():
            row = {"policy": name, "median_s": median_s, "sigma": sigma}
            rows.append(row | {"delay_s_p95": outcome.p95_s, "delay_s_max": outcome.worst_s, "looks": outcome.calls})
    return rows


def plot(target: Path) -> None:
    """Delay against calls: each policy of others a point, the rhythm a line over prices. Needs matplotlib."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - half a second that others need not wait
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(10, 4.6), dpi=110, facecolor="white", layout="constrained")
    FigureCanvasAgg(figure)
    axes: Any = figure.subplots(1, len(SHOWN))
    for place, (median_s, sigma) in zip(axes, SHOWN, strict=True):
        line = [learned_outcome(median_s, sigma, price) for price in PRICES]
        place.plot(
            [one.calls for one in line],
            [one.p95_s for one in line],
            color="#0072b2",
            lw=2,
            label="learned, at any price",
        )
        here = learned_outcome(median_s, sigma)
        place.plot(here.calls, here.p95_s, "o", color="#0072b2", ms=9, label="learned, as in the bot")
        times = jobs_like(median_s, sigma, JOBS, SEEDS[0])
        for name, policy in OTHERS.items():
            theirs = play(policy, times)
            place.plot(theirs.calls, theirs.p95_s, "s", color="#d55e00", ms=5)
            below = name == "gaps ×1.5"  # beside another one
            place.annotate(
                name,
                (theirs.calls, theirs.p95_s),
                xytext=(6, -12 if below else 4),
                textcoords="offset points",
                fontsize=9,
            )
        place.set(xscale="log", yscale="log", xlabel="looks per job", ylabel="delay until noticed, p95, s")
        place.set_title(f"jobs of about {median_s} s (σ {sigma})", loc="left")
        place.set_xticks([2, 5, 10, 20, 50], ["2", "5", "10", "20", "50"])
        place.set_yticks([0.2, 0.5, 1, 2, 5, 10], ["0.2", "0.5", "1", "2", "5", "10"])
        place.minorticks_off()
        place.grid(alpha=0.3)
        place.legend(loc="lower left")
    figure.savefig(target)
