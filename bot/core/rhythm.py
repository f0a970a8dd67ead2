"""When to look at a job again, learned from how long others of its kind took. Pure: no clock, no store, no job.

A look costs a call; not looking costs a member time after their picture is finished. With one call worth `price_s`
seconds of that time, and h(t) the rate at which jobs of age t finish, it is best to look at the rate

    n(t) = sqrt(h(t) / (2 * price_s))      (J. B. Keller, Optimum Checking Schedules, Management Science 21, 1974)

so the next look is where the integral of n since the last one reaches 1. h(t) comes from the logarithms of the times
that the newest jobs took, each smoothed by a normal kernel, newer ones with more weight, and a wide tail for what
nobody has seen yet. Whatever was learned, two looks never lie further apart than `gap_max_s`: a provider may slow down.
docs/decisions/0025-when-to-look.md has the numbers.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, exp, log, sqrt
from typing import Final

from bot.core.pacing import FIRST_LOOK_S

GAP_MIN_S: Final = 0.1
"""Two looks at one job lie at least so far apart."""
GAP_MAX_S: Final = 3.0
GAP_MAX_SHARE: Final = 0.2
"""The longest gap is the larger one of these: seconds, or a share of the usual time."""
PRICE_S: Final = 0.069
"""So many seconds of a member's waiting are worth one call, for jobs that take `PRICED_FOR_S` or less."""
PRICED_FOR_S: Final = 15.0
"""For slower jobs a call is cheaper: their ends are spread wider, and nobody shall wait longer for that."""
PRICE_FALLS: Final = 1.25
"""By this power of how much slower they are."""
PRICE_FACTOR_MAX: Final = 64
"""Each time the provider asks us to come back later the price doubles, up to so many times."""
NEEDS: Final = 3
"""So many finished jobs of a kind before anything is learned."""
REMEMBERED: Final = 200
"""Older jobs do not count."""
HALF_LIFE_JOBS: Final = 60
"""A job counts half as much when so many newer ones have finished."""
UNLEARNED_SHARE: Final = 0.1
"""Without history: look again after this share of the time waited so far."""

_DURATION_MIN_S: Final = 0.1
_KERNEL_MIN: Final = 0.03
_TAIL_SHARE: Final = 0.03
_TAIL_SPREAD: Final = 0.7
_BINS_PER_KERNEL: Final = 2
_STEP_SHARE: Final = 0.006
_STEP_MIN_S: Final = 0.02
_END_SPREADS: Final = 4.0
_FINISHED: Final = 1e-6
"""With so small a share left unfinished, the history says nothing more."""
_ROOT_2: Final = sqrt(2.0)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When to look at jobs of one kind: `looks` are ages in seconds, rising; after the last one each `gap_max_s`.

    `usual_s` is the middle of what was learned; None when there was too little, and then `looks` is empty.
    `price_factor` is how dear a call was when it was learned.
    """

    looks: tuple[float, ...] = ()
    gap_max_s: float = GAP_MAX_S
    usual_s: float | None = None
    price_factor: float = 1.0

    def next_s(self, age_s: float, jitter: float = 1.0) -> float:
        """How long to wait before the next look at a job of that age, in seconds; always positive.

        `jitter`, from 1 up, makes it longer for this job than for others, but never longer than the longest gap.
        """
        gap_s = self._gap_s(max(0.0, age_s))  # a clock may be set back
        return max(gap_s, min(gap_s * jitter, self.gap_max_s))

    def _gap_s(self, age_s: float) -> float:
        number = bisect_right(self.looks, age_s + GAP_MIN_S)
        if number < len(self.looks):
            return self.looks[number] - age_s
        if self.looks:
            return self.gap_max_s
        return min(self.gap_max_s, max(FIRST_LOOK_S, UNLEARNED_SHARE * age_s))


def learned(durations_s: Sequence[float], price_factor: float = 1.0) -> Rhythm:
    """What the times of finished jobs, newest first, say about when to look at the next ones.

    `price_factor` makes calls dearer, and the longest gap longer, while the provider asks for fewer of them.
    """
    gap_max_s = GAP_MAX_S * price_factor
    if len(durations_s) < NEEDS:
        return Rhythm(gap_max_s=gap_max_s, price_factor=price_factor)
    history = _History(list(durations_s)[:REMEMBERED])
    gap_max_s = max(gap_max_s, GAP_MAX_SHARE * history.usual_s * price_factor)
    share = min(1.0, (PRICED_FOR_S / history.usual_s) ** PRICE_FALLS)
    looks = tuple(_schedule(history, PRICE_S * share * price_factor, gap_max_s))
    return Rhythm(looks, gap_max_s, history.usual_s, price_factor)


class _History:
    """The smoothed distribution of the logarithms of durations."""

    def __init__(self, durations_s: Sequence[float]) -> None:
        logs = [log(max(_DURATION_MIN_S, duration)) for duration in durations_s]
        weights = [0.5 ** (age / HALF_LIFE_JOBS) for age in range(len(logs))]
        total = sum(weights)
        ranked = sorted(zip(logs, weights, strict=True))
        self.middle = _quantile(ranked, total / 2)
        self.spread = max(_KERNEL_MIN, (_quantile(ranked, 0.84 * total) - _quantile(ranked, 0.16 * total)) / 2)
        number = total * total / sum(weight * weight for weight in weights)  # what the weights leave of the sample
        width = max(_KERNEL_MIN, 0.9 * self.spread * number**-0.2)  # Silverman's rule
        bins: dict[int, float] = {}
        for value, weight in ranked:
            place = round(value * _BINS_PER_KERNEL / width)
            bins[place] = bins.get(place, 0.0) + weight / total
        self._kernels = [
            (place * width / _BINS_PER_KERNEL, width, (1 - _TAIL_SHARE) * share) for place, share in bins.items()
        ]
        self._kernels.append((self.middle, _TAIL_SPREAD, _TAIL_SHARE))

    @property
    def usual_s(self) -> float:
        """The middle of the durations, in seconds."""
        return exp(self.middle)

    @property
    def end_s(self) -> float:
        """Beyond this age hardly any job was ever seen."""
        return exp(self.middle + _END_SPREADS * max(self.spread, _TAIL_SPREAD / 2))

    def unfinished(self, age_s: float) -> float:
        """The share of jobs that are not finished at that age, 0 to 1."""
        at = log(age_s)
        return sum(share * 0.5 * erfc((at - middle) / (width * _ROOT_2)) for middle, width, share in self._kernels)


def _schedule(history: _History, price_s: float, gap_max_s: float) -> Iterator[float]:
    age_s, last_s = GAP_MIN_S, 0.0
    due, before = 0.5, history.unfinished(age_s)  # half a step: a look stands in the middle of what it stands for
    while age_s < history.end_s and before > _FINISHED:
        step_s = max(_STEP_MIN_S, _STEP_SHARE * age_s)
        age_s += step_s
        now = history.unfinished(age_s)
        rate = max(0.0, log(before / max(now, _FINISHED)) / step_s)
        due, before = due + sqrt(rate / (2 * price_s)) * step_s, now
        if (due >= 1 and age_s - last_s >= GAP_MIN_S) or age_s - last_s >= gap_max_s:
            yield age_s
            last_s, due = age_s, min(max(0.0, due - 1), 0.5)


def _quantile(ranked: Sequence[tuple[float, float]], weight: float) -> float:
    passed = 0.0
    for value, share in ranked:
        passed += share
        if passed >= weight:
            return value
    return ranked[-1][0]
