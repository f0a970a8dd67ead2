"""The turnstile: never more in a second than it lets through, in order; a clock that was set back makes nobody wait."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.turnstile import TOGETHER_S, Turnstile
from tests.makers import NOON

PER_SECOND = 100.0


def moments(arrivals: list[float]) -> list[float]:
    """When those who come at these seconds pass."""
    turnstile = Turnstile(PER_SECOND)
    return [at + turnstile.wait_s(NOON + timedelta(seconds=at)) for at in arrivals]


def test_few_do_not_wait() -> None:
    assert moments([0.0, 0.0, 0.5, 0.6]) == [0.0, 0.0, 0.5, 0.6]


def test_a_crowd_passes_in_order_at_the_rate_of_the_turnstile() -> None:
    passed = moments([0.0] * 1000)
    assert passed == sorted(passed)
    assert abs(passed[-1] - 999 / PER_SECOND) < 1e-6


@settings(deadline=None)  # a busy machine is no defect
@given(st.lists(st.floats(0, 20), max_size=200))
def test_no_second_sees_more_than_its_share(arrivals: list[float]) -> None:
    passed = sorted(moments(sorted(arrivals)))
    most = PER_SECOND * (1 + TOGETHER_S) + 1
    for first, start in enumerate(passed):
        assert sum(start <= moment < start + 1 for moment in passed[first:]) <= most


def test_after_a_clock_was_set_back_nobody_waits_for_the_old_time() -> None:
    turnstile = Turnstile(PER_SECOND)
    for _ in range(1000):
        turnstile.wait_s(NOON)
    earlier: datetime = NOON - timedelta(hours=1)
    assert turnstile.wait_s(earlier) == 0.0
