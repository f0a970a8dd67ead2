"""How long to wait between tries, and how patient to be."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core import pacing


@given(st.floats(-7200, 7200, allow_nan=False))
def test_the_next_look_at_a_job_in_the_studios_queue_is_never_too_soon_and_never_too_late(waited: float) -> None:
    gap = pacing.queue_look_s(waited)
    assert 0 < gap <= pacing.QUEUE_GAP_MAX_S
    if waited >= pacing.FIRST_LOOK_S:
        assert gap >= pacing.FIRST_LOOK_S


@given(st.integers(0, 2**63 - 1))
def test_gaps_differ_from_job_to_job_by_a_few_percent_only(number: int) -> None:
    assert 1 <= pacing.jitter(number) <= 1 + pacing.JITTER_SHARE + 1e-9


def test_jobs_that_were_sent_one_after_another_do_not_ask_together() -> None:
    assert len({round(pacing.jitter(number), 3) for number in range(1000, 1100)}) > 50


@given(st.integers(1, 50), st.floats(0, 7200, allow_nan=False), st.none() | st.floats(0, 1000, allow_nan=False))
def test_patience_never_goes_beyond_its_total_and_honours_what_is_asked(
    tries: int, spent: float, asked: float | None
) -> None:
    pause = pacing.SUBMITTING.pause(tries, spent, asked)
    if pause is None:
        return
    assert spent + pause <= pacing.SUBMITTING.total_s
    assert pause >= (asked or 0)
