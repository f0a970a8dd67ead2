"""When to look again and how long to be patient."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core import pacing
from bot.core.jobs import JobState

waits = st.floats(0, 7200, allow_nan=False)
anyhow = st.floats(-7200, 7200, allow_nan=False)
usual = st.none() | st.floats(0.1, 600, allow_nan=False)


@given(st.sampled_from([JobState.QUEUED, JobState.RUNNING]), anyhow, usual)
def test_the_next_look_is_never_too_soon_and_never_too_late(
    state: JobState, waited: float, usual_s: float | None
) -> None:
    gap = pacing.next_look_s(state, waited, usual_s)
    assert 0 < gap <= pacing.LOOK_GAP_MAX_S
    if waited >= pacing.FIRST_LOOK_S:
        assert gap >= pacing.LOOK_GAP_MIN_S


def test_around_the_usual_time_we_look_most_often() -> None:
    assert pacing.next_look_s(JobState.RUNNING, 30, 30) == pacing.LOOK_GAP_MIN_S
    assert pacing.next_look_s(JobState.RUNNING, 5, 60) == pacing.LOOK_GAP_MAX_S


def test_too_little_history_says_nothing_is_usual() -> None:
    assert pacing.usual_seconds([10.0, 12.0]) is None
    assert pacing.usual_seconds([30.0, 10.0, 12.0]) == 12.0


@given(st.integers(1, 50), waits, st.none() | st.floats(0, 1000, allow_nan=False))
def test_patience_never_goes_beyond_its_total_and_honours_what_is_asked(
    tries: int, spent: float, asked: float | None
) -> None:
    pause = pacing.SUBMITTING.pause(tries, spent, asked)
    if pause is None:
        return
    assert spent + pause <= pacing.SUBMITTING.total_s
    assert pause >= (asked or 0)
