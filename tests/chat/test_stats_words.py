"""What stands on the chart: words and numbers agree, days are written as their reader does, little is not empty."""

from dataclasses import replace
from datetime import date

import pytest

from bot.chat.languages import Languages
from bot.chat.stats_words import ALT_TEXT_LIMIT_CHARS, aloud, sheet
from bot.core.jobs import UserId
from bot.core.sheets import Days, Name
from bot.core.stats import Day, Stats
from tests.charts.sample import lively, quiet, sample


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en-US", "Nov 5"), ("en-GB", "5 Nov"), ("de", "5.11."), ("fr", "05/11"), ("it", "05/11"), ("es-419", "5/11"),
        ("pt-BR", "05/11"), ("ja", "11/5"), ("pl", "Nov 5"), ("zh-TW", "Nov 5"),
    ],
)  # fmt: skip
def test_days_are_written_as_their_reader_writes_them(locale: str, written: str) -> None:
    assert Languages().of(locale).day(date(2026, 11, 5)) == written


def test_times_are_the_same_in_words_as_on_the_chart() -> None:
    assert "usually 0.1 s waiting and 12 s rendering" in sample(quiet()).subtitle
    assert "待ち 0.1秒" in sample(quiet(), "ja").subtitle
    assert _panel(quiet(), "Usual times").series == (
        ("rendering", (None,) * 6 + (12.0,)), ("waiting", (None,) * 6 + (0.1,)),
    )  # fmt: skip
    assert _panel(quiet(), "Usual times").unit == "{} s"


def test_long_times_are_in_minutes() -> None:
    stats = quiet()
    slow = replace(stats, days=(*stats.days[:-1], replace(stats.days[-1], wait_s=60.0, render_s=240.0)))
    panel = _panel(slow, "Usual times")
    assert panel.unit == "{} min"
    assert [values[-1] for _, values in panel.series] == [4.0, 1.0]


def test_there_are_pictures_and_dollars_for_each_day() -> None:
    assert _panel(quiet(), "Pictures each day").series == (("pictures", (0.0,) * 6 + (1.0,)),)
    assert _panel(quiet(), "Dollars each day").series == (("paid", (0.0,) * 6 + (0.03,)),)


@pytest.mark.parametrize(("asked", "shown"), [(1, 7), (12, 12), (30, 30)])
def test_a_chart_begins_with_the_first_request_but_has_a_week(asked: int, shown: int) -> None:
    days = lively(30).days
    late = replace(lively(30), days=(*(Day(day.day) for day in days[: 30 - asked]), *days[30 - asked :]))
    assert sample(late).days == tuple(Languages().of("en-US").day(day.day) for day in days[-shown:])


def test_what_there_is_nothing_of_has_no_panel() -> None:
    assert [bars.title for bars in sample(quiet()).bars] == ["Requests by member", "Requests by size"]
    assert len(sample().bars) == 3


def test_members_without_a_name_can_be_told_apart() -> None:
    say = Languages().of("en-US")
    stats = replace(quiet(), members=((UserId(76561234), 1), (UserId(76569999), 1)))
    shown = sheet(say, stats, 7, Name("x"), {UserId(76561234): "ada"})
    assert shown.bars[0].names == (Name("ada", "member 1234"), Name("", "member 9999"))
    assert "Requests by member: ada 1, member 9999 1" in aloud(say, shown)


def test_the_alt_text_has_the_main_figures_and_never_too_many() -> None:
    say = Languages().of("en-US")
    said = aloud(say, sample()).splitlines()
    assert said[0] == sample().subtitle
    assert said[1:3] == ["Pictures each day: most on Nov 10, 33", "Dollars each day: most on Nov 10, $1.20"]
    assert said[3].startswith("Requests by member: ada 141, bruno 101, ")
    assert said[5] == "Failures by reason: content filter 18, rendering failed 11, took too long 4, out of reach 2"
    long = aloud(say, sample(names=["x" * 400] * 10))
    assert len(long) <= ALT_TEXT_LIMIT_CHARS
    assert long.startswith(sample().subtitle)


def _panel(stats: Stats, title: str) -> Days:
    return next(panel for panel in sample(stats).panels if panel.title == title)
