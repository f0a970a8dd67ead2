"""Prices, budgets and what a job did cost: arithmetic in millionths of a dollar."""

from dataclasses import replace

import pytest

from bot.core.errors import BudgetExceeded, PriceUnknown
from bot.core.jobs import POSSIBLY_PAID, Failure, JobState
from bot.core.money import (
    SET_PICTURES_MAX,
    Budget,
    Micros,
    Payer,
    Prices,
    Spent,
    afford,
    micros,
    nearly_used_up,
    payment,
)
from bot.core.quotas import Period, current_window
from bot.core.requests import Images, ImagineRequest
from tests.makers import NOON, a_job, an_allowance

HELD = micros(0.03)
TODAY = current_window(an_allowance(), NOON)
URLS = ("https://files.runcomfy.net/1.png", "https://files.runcomfy.net/2.png")


def a_budget(limit: float) -> Budget:
    return Budget(Payer.SERVER, Period.DAY, micros(limit), TODAY)


@pytest.mark.parametrize(
    ("usd", "expected"), [(0.03, 30_000), (0.1 + 0.2, 300_000), ("0.0000005", 1), ("1e-9", 0), (12.5, 12_500_000)]
)
def test_dollars_become_whole_millionths(usd: float | str, expected: int) -> None:
    assert micros(usd) == expected


def test_a_set_is_held_at_the_most_that_it_can_cost_and_an_unknown_price_at_nothing_that_is_known() -> None:
    assert Prices(HELD).most(Images.ONE) == HELD
    assert Prices(HELD).most(Images.SET) == SET_PICTURES_MAX * HELD
    assert Prices().most(Images.ONE) is None


def test_a_budget_is_kept_to_the_last_millionth() -> None:
    full = Spent(paid=micros(0.94), held=micros(0.03))
    afford(a_budget(1), full, HELD)
    with pytest.raises(BudgetExceeded) as refusal:
        afford(a_budget(1), full, Micros(HELD + 1))
    assert (refusal.value.left, refusal.value.resets_at) == (micros(0.03), TODAY.ends_at)
    with pytest.raises(PriceUnknown):
        afford(a_budget(1), Spent(), None)


@pytest.mark.parametrize(("total", "warns"), [(0.7999, False), (0.80, True), (1.5, True)])
def test_the_warning_comes_at_four_fifths(total: float, warns: bool) -> None:
    assert nearly_used_up(a_budget(1), Spent(paid=micros(total))) is warns
    assert not nearly_used_up(a_budget(0), Spent())


def test_what_the_studio_says_counts_else_what_was_held() -> None:
    ready = a_job(state=JobState.READY, outputs=URLS[:1])
    assert payment(replace(ready, cost_usd=0.05), HELD) == micros(0.05)
    assert payment(ready, HELD) == HELD
    a_set = replace(ready, request=ImagineRequest("x", images=Images.SET), outputs=URLS)
    assert payment(a_set, Micros(SET_PICTURES_MAX * HELD)) == 2 * HELD


@pytest.mark.parametrize("failure", Failure)
def test_a_failure_costs_nothing_unless_the_studio_says_so_or_nobody_knows(failure: Failure) -> None:
    failed = a_job(state=JobState.FAILED, failure=failure)
    assert payment(failed, HELD) == (None if failure in POSSIBLY_PAID else 0)
    if failure not in POSSIBLY_PAID:
        assert payment(replace(failed, cost_usd=0.01), HELD) == micros(0.01)
    shown_once = replace(failed, outputs=URLS)
    assert payment(shown_once, HELD) is None, "that was paid when the pictures were there"


def test_what_is_cancelled_costs_nothing_and_what_goes_on_is_open() -> None:
    assert payment(a_job(state=JobState.CANCELLED), HELD) == 0
    for state in (JobState.ACCEPTED, JobState.SUBMITTING, JobState.QUEUED, JobState.RUNNING):
        assert payment(a_job(state=state), HELD) is None
