"""The arithmetic of allowances and periods."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import QuotaExceeded, TooManyAtOnce
from bot.core.quotas import Period, QuotaReport, Usage, current_window, decide
from bot.core.requests import Images
from tests.makers import NOON, an_allowance

ZONES = ["UTC", "Europe/Rome", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati", "America/Sao_Paulo"]
times = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(times, st.sampled_from(Period), st.sampled_from(ZONES))
def test_now_lies_in_its_window_and_windows_touch(now: datetime, period: Period, zone: str) -> None:
    allowance = an_allowance(period=period, timezone=ZoneInfo(zone))
    window = current_window(allowance, now)
    assert window.starts_at <= now < window.ends_at
    assert current_window(allowance, window.ends_at).starts_at == window.ends_at
    assert current_window(allowance, window.ends_at - timedelta(seconds=1)) == window


@given(times, st.sampled_from(ZONES))
def test_a_day_begins_at_the_local_midnight(now: datetime, zone: str) -> None:
    window = current_window(an_allowance(timezone=ZoneInfo(zone)), now)
    local = window.starts_at.astimezone(ZoneInfo(zone))
    assert local.date() == now.astimezone(ZoneInfo(zone)).date()
    # Where the clocks skip midnight, the day begins at the first minute that exists.
    assert local.hour in (0, 1)
    assert timedelta(hours=22) < window.ends_at - window.starts_at < timedelta(hours=26)


def test_a_day_of_a_clock_change_has_23_or_25_hours() -> None:
    rome = an_allowance(timezone=ZoneInfo("Europe/Rome"))
    spring = current_window(rome, datetime(2026, 3, 29, 12, tzinfo=UTC))
    autumn = current_window(rome, datetime(2026, 10, 25, 12, tzinfo=UTC))
    assert spring.ends_at - spring.starts_at == timedelta(hours=23)
    assert autumn.ends_at - autumn.starts_at == timedelta(hours=25)


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    week = current_window(an_allowance(period=Period.WEEK), NOON)
    month = current_window(an_allowance(period=Period.MONTH), datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    assert week.starts_at == datetime(2026, 5, 18, tzinfo=UTC)
    assert (month.starts_at, month.ends_at) == (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        current_window(an_allowance(), datetime(2026, 1, 1))


counts = st.integers(0, 50)


@given(counts, counts, st.integers(1, 15), counts, st.integers(0, 5), st.integers(1, 5))
def test_a_request_is_taken_exactly_when_it_fits(
    used: int, held: int, cost: int, limit: int, unfinished: int, at_once: int
) -> None:
    allowance = an_allowance(images=limit, jobs_at_once=at_once)
    usage = Usage(used, held, unfinished)
    if used + held + cost > limit:
        with pytest.raises(QuotaExceeded) as refusal:
            decide(allowance, usage, cost, NOON)
        assert (refusal.value.used, refusal.value.held, refusal.value.limit) == (used, held, limit)
    elif unfinished >= at_once:
        with pytest.raises(TooManyAtOnce):
            decide(allowance, usage, cost, NOON)
    else:
        decide(allowance, usage, cost, NOON)


@given(counts, counts, counts)
def test_what_is_left_is_never_negative(used: int, held: int, limit: int) -> None:
    report = QuotaReport(an_allowance(images=limit), Usage(used, held, 0), NOON)
    assert report.left == max(0, limit - used - held)


def test_a_set_has_its_own_price() -> None:
    assert an_allowance(set_cost=6).cost(Images.SET) == 6
    assert an_allowance(set_cost=6).cost(Images.ONE) == 1
