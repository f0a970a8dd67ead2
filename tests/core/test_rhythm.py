"""When to look again: bounds for any history, and a simulation beside the policies that others use.

The simulation is seeded and knows only simulated time: its numbers are the same on every machine.
"""

from heapq import heappop, heappush
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.looking import (
    JOBS,
    PRICES,
    Policy,
    backing_off,
    fixed,
    jobs_like,
    learned_from,
    learned_outcome,
    looks_of,
    mean,
    play,
)
from bot.core.pacing import FIRST_LOOK_S, jitter
from bot.core.requests import ImagineRequest
from bot.core.rhythm import GAP_MAX_S, GAP_MAX_SHARE, NEEDS, Rhythm, learned
from bot.core.rhythms import CALM_LOOKS, RELEARN_JOBS, Rhythms

histories = st.lists(st.floats(0, 1e6, allow_nan=False), max_size=250)
ages = st.floats(-1e4, 1e6, allow_nan=False)


@settings(deadline=None)  # a busy machine is no defect
@given(histories, ages, st.floats(1, 64))
def test_for_any_history_a_gap_is_positive_finite_and_bounded(history: list[float], age: float, price: float) -> None:
    rhythm = learned(history, price)
    gap = rhythm.next_s(age)
    step_s = 0.006 * max(0, age) + 0.1  # looks are found on a grid
    assert 0 < gap <= max(rhythm.gap_max_s, FIRST_LOOK_S) + step_s
    usual = rhythm.usual_s or 0
    assert rhythm.gap_max_s == pytest.approx(max(GAP_MAX_S, GAP_MAX_SHARE * usual) * price)
    assert list(rhythm.looks) == sorted(set(rhythm.looks))
    assert all(map(isfinite, rhythm.looks))


@settings(deadline=None)
@given(st.lists(st.floats(1, 300), min_size=NEEDS, max_size=100))
def test_dearer_calls_are_never_more_calls(history: list[float]) -> None:
    cheap, dear = learned(history), learned(history, 8)
    assert calls_until(dear, 300) <= calls_until(cheap, 300)


def test_too_little_history_says_nothing_is_usual_and_looks_at_a_share_of_the_wait() -> None:
    assert learned([10.0, 12.0]) == Rhythm()
    assert Rhythm().next_s(0) == FIRST_LOOK_S
    assert Rhythm().next_s(20) == 2.0
    assert Rhythm().next_s(1000) == GAP_MAX_S


def test_newer_jobs_say_more_than_older_ones() -> None:
    assert learned([45.0] * 60 + [15.0] * 60).usual_s == pytest.approx(45)
    assert learned([15.0] * 60 + [45.0] * 60).usual_s == pytest.approx(15)


def calls_until(rhythm: Rhythm, age: float) -> int:
    return next(number for number, at in enumerate(looks_of(rhythm)(), 1) if at >= age)


# --- the simulation of bench/looking.py -------------------------------------------------------------------------------


@pytest.mark.parametrize(("median_s", "most_calls"), [(8, 8), (15, 10), (40, 26)])
def test_nineteen_of_twenty_pictures_are_noticed_within_a_second_at_few_calls(median_s: float, most_calls: int) -> None:
    outcome = learned_outcome(median_s, 0.2)
    assert outcome.p95_s <= 0.95
    assert outcome.calls <= most_calls


@pytest.mark.parametrize("sigma", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("median_s", [15, 40])
@pytest.mark.parametrize(
    "theirs",
    [fixed(0.5), fixed(1), fixed(2), fixed(3), backing_off(1.5), backing_off(2)],
    ids=["0.5 s", "1 s", "2 s", "3 s", "x1.5", "x2"],
)
def test_for_each_policy_of_others_there_is_a_price_that_beats_it_in_both_respects(
    theirs: Policy, median_s: float, sigma: float
) -> None:
    others = play(theirs, jobs_like(median_s, sigma, JOBS, 1))
    ours = [learned_outcome(median_s, sigma, price=price) for price in PRICES]
    assert [one for one in ours if one.p95_s < others.p95_s and one.calls < others.calls], (others, ours)


def test_twenty_jobs_teach_nearly_as_much_as_two_hundred() -> None:
    few, many = (
        mean(
            [
                play(looks_of(learned(jobs_like(15, 0.2, number, seed))), jobs_like(15, 0.2, 500, 50 + seed))
                for seed in range(20)
            ]
        )
        for number in (20, 200)
    )
    assert few.p95_s <= 1.15 * many.p95_s
    assert few.calls <= 1.15 * many.calls


@pytest.mark.parametrize("slow_s", [45.0])
def test_when_the_studio_slows_down_threefold_and_recovers_nobody_waits_longer_than_the_bound(slow_s: float) -> None:
    history = jobs_like(15, 0.2, 200, 7)
    for median_s in (slow_s, 15.0):
        for number, took in enumerate(jobs_like(median_s, 0.2, 60, 8)):
            rhythm = learned_from(history)
            worst = play(looks_of(rhythm, number), [took]).worst_s
            assert worst <= max(GAP_MAX_S, GAP_MAX_SHARE * (rhythm.usual_s or 0)) * 1.03
            history.insert(0, took)


# --- who keeps it -----------------------------------------------------------------------------------------------------


class Past:
    """A store with these times."""

    def __init__(self, durations: list[float]) -> None:
        self.durations_s, self.asked = durations, 0

    async def durations(self, request: ImagineRequest) -> list[float]:
        self.asked += 1
        return self.durations_s


@pytest.mark.asyncio
async def test_the_store_is_asked_once_for_each_kind_however_many_jobs_there_are() -> None:
    past = Past([20.0] * 50)
    rhythms = Rhythms(past)
    found = [await rhythms.of(ImagineRequest(f"job {number}")) for number in range(1000)]
    assert past.asked == 1
    assert len({id(rhythm) for rhythm in found}) == 1


@pytest.mark.asyncio
async def test_what_finishes_is_learned_a_few_at_a_time() -> None:
    rhythms = Rhythms(Past([20.0] * 200))
    request = ImagineRequest("a fox")
    before = await rhythms.of(request)
    for _ in range(RELEARN_JOBS - 1):
        rhythms.finished(request, 60.0)
    assert await rhythms.of(request) is before
    rhythms.finished(request, 60.0)
    assert await rhythms.of(request) is not before
    for _ in range(200):
        rhythms.finished(request, 60.0)
    assert (await rhythms.of(request)).usual_s == pytest.approx(60)


@pytest.mark.asyncio
async def test_two_hundred_jobs_of_one_moment_are_looked_at_no_more_often_than_jobs_one_by_one() -> None:
    """The first ones to finish are the fast ones: what they teach is too short for those still at work."""
    rhythms, request, calls = Rhythms(Past(jobs_like(15, 0.2, 200, 1))), ImagineRequest("a fox"), 0
    jobs = jobs_like(15, 0.2, 200, 2)
    at_work: list[tuple[float, int, Rhythm | None]] = [(0.0, number, None) for number in range(len(jobs))]
    while at_work:
        age, number, so_far = heappop(at_work)
        calls += 1
        if age >= jobs[number]:
            rhythms.finished(request, age)
        else:
            rhythm = await rhythms.of(request, so_far)
            heappush(at_work, (age + rhythm.next_s(age, jitter(number)), number, rhythm))
    assert calls / len(jobs) <= 10.5


@pytest.mark.asyncio
async def test_a_job_at_work_follows_what_is_learned_first_and_what_a_call_costs() -> None:
    rhythms, request = Rhythms(Past([])), ImagineRequest("a fox")
    unlearned = await rhythms.of(request)
    for _ in range(NEEDS):
        rhythms.finished(request, 20.0)
    rhythm = await rhythms.of(request, unlearned)
    assert rhythm.looks
    for _ in range(RELEARN_JOBS):
        rhythms.finished(request, 60.0)
    assert await rhythms.of(request, rhythm) is rhythm
    assert await rhythms.of(request) is not rhythm
    rhythms.refused()
    assert calls_until(await rhythms.of(request, rhythm), 30) < calls_until(rhythm, 30)


@pytest.mark.asyncio
async def test_a_studio_that_wants_fewer_calls_gets_fewer_and_more_again_when_it_is_calm() -> None:
    rhythms = Rhythms(Past(jobs_like(15, 0.2, 200, 1)))
    request = ImagineRequest("a fox")
    usual = calls_until(await rhythms.of(request), 30)
    rhythms.refused()
    rhythms.refused()
    fewer = calls_until(await rhythms.of(request), 30)
    assert fewer < usual
    for _ in range(2 * CALM_LOOKS):
        rhythms.answered()
    assert calls_until(await rhythms.of(request), 30) == usual
