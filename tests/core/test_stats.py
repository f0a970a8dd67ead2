"""What a server's jobs come to, day by day, and the file of them."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.core.jobs import Failure, JobId, JobState, UserId
from bot.core.money import Micros
from bot.core.stats import COLUMNS, MEMBERS_NAMED, Row, csv_text, middle, summed

ROME = ZoneInfo("Europe/Rome")
NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


def a_row(number: int = 1, **changes: Any) -> Row:
    row = Row(
        JobId(number), NOON, UserId(7), "2048x2048(1:1)", "one", JobState.DELIVERED, None, 1, 2.0, 15.0, Micros(30_000),
        Micros(0),
    )  # fmt: skip
    return replace(row, **changes)


def test_days_are_cut_at_local_midnight_also_when_the_clocks_change_and_empty_ones_are_there() -> None:
    rows = [
        a_row(1, accepted_at=datetime(2026, 3, 28, 22, 59, tzinfo=UTC)),  # 23:59 in Rome
        a_row(2, accepted_at=datetime(2026, 3, 28, 23, 1, tzinfo=UTC)),  # 00:01 the next day
        a_row(3, accepted_at=datetime(2026, 3, 29, 21, 59, tzinfo=UTC)),  # 23:59, summer time
        a_row(4, accepted_at=datetime(2026, 3, 29, 22, 1, tzinfo=UTC)),
    ]
    stats = summed(rows, date(2026, 3, 27), 5, ROME)
    assert [(day.day.day, day.delivered) for day in stats.days] == [(27, 0), (28, 1), (29, 2), (30, 1), (31, 0)]
    assert stats.days[0].wait_s is None


def test_everything_is_counted_once() -> None:
    rows = [
        a_row(1),
        a_row(2, user=UserId(8), delivered=4, paid=Micros(120_000)),
        a_row(3, state=JobState.FAILED, failure=Failure.BLOCKED, delivered=0, paid=Micros(0), render_s=None),
        a_row(4, state=JobState.FAILED, failure=Failure.OUTCOME_UNKNOWN, delivered=0, paid=Micros(0), held=Micros(9)),
        a_row(5, state=JobState.CANCELLED, delivered=0, paid=Micros(0), size="1024x1024(1:1)"),
    ]
    stats = summed(rows, NOON.date(), 1, ROME)
    assert (stats.requests, stats.pictures, stats.paid, stats.held) == (5, 5, 150_000, 9)
    assert stats.members == ((7, 4), (8, 1))
    assert stats.sizes == (("2048x2048(1:1)", 4), ("1024x1024(1:1)", 1))
    assert dict(stats.failures) == {Failure.BLOCKED: 1, Failure.OUTCOME_UNKNOWN: 1}
    (day,) = stats.days
    assert (day.delivered, day.failed, day.cancelled, day.pictures, day.paid) == (2, 2, 1, 5, 150_000)


def test_beyond_the_busiest_ten_members_are_added_up() -> None:
    rows = [a_row(number, user=UserId(number % 14)) for number in range(100)]
    stats = summed(rows, NOON.date(), 1, ROME)
    assert len(stats.members) == MEMBERS_NAMED
    assert stats.others + sum(number for _, number in stats.members) == 100


@given(st.lists(st.none() | st.floats(0, 1e6)))
def test_the_middle_was_really_seen(values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    found = middle(values)
    assert (found in known) if known else found is None
    if found is not None:
        assert sum(value <= found for value in known) >= len(known) / 2


def test_the_file_has_a_line_for_each_job_and_no_cell_that_a_spreadsheet_would_calculate() -> None:
    rows = [a_row(1), a_row(2, state=JobState.FAILED, failure=Failure.TIMED_OUT, wait_s=None)]
    read = list(csv.DictReader(io.StringIO(csv_text(rows, ROME))))
    assert [tuple(line) for line in read] == [COLUMNS, COLUMNS]
    assert read[0]["accepted_at"] == "2026-05-20T14:00:00+02:00"
    assert (read[1]["failure"], read[1]["wait_s"], read[0]["paid_usd"]) == ("timed_out", "", "0.030000")
    assert not [cell for line in read for cell in line.values() if cell.startswith(("=", "+", "-", "@", "\t"))]
