"""What a server's statistics are called, on the chart and beside it. Counts nothing."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.chat.admin_words import dollars
from bot.chat.languages import Language, mark
from bot.chat.wording import seconds_of
from bot.core.jobs import Failure
from bot.core.money import MICROS_PER_USD
from bot.core.sheets import Bars, Days, Sheet
from bot.core.stats import Stats

FAILURES: Final = {
    Failure.NOT_ACKNOWLEDGED: mark("answered too late"),
    Failure.BLOCKED: mark("content filter"),
    Failure.REJECTED: mark("declined"),
    Failure.PROVIDER_FAILED: mark("rendering failed"),
    Failure.NOT_AVAILABLE: mark("account refused"),
    Failure.UNREACHABLE: mark("out of reach"),
    Failure.OUTCOME_UNKNOWN: mark("outcome unknown"),
    Failure.CANCELLED_THERE: mark("cancelled there"),
    Failure.LOST_THERE: mark("lost there"),
    Failure.TIMED_OUT: mark("took too long"),
    Failure.NO_PICTURES: mark("no picture"),
    Failure.UNDELIVERABLE: mark("not deliverable"),
}
DRAWING: Final = mark("Drawing …")
NOTHING: Final = mark("Nobody has asked for a picture here in these days.")
NOT_DRAWN: Final = mark("I could not draw that just now. Here are the numbers as a file.")
NOT_BROUGHT: Final = mark("I could not bring the statistics just now. Please try again in a moment.")


def summary(say: Language, stats: Stats, days: int) -> str:
    """The main figures in words: beside the chart, and as what a screen reader says of it."""
    asked = say.many("{n} request", "{n} requests", stats.requests)
    shown = say.many("{n} picture shown", "{n} pictures shown", stats.pictures)
    span = say.many("the last {n} day", "the last {n} days", days)
    parts = [span, asked, shown, say("{paid} paid", paid=dollars(stats.paid))]
    if stats.held:
        parts.append(say("{held} held", held=dollars(stats.held)))
    if stats.wait_s is not None and stats.render_s is not None:
        waiting, rendering = seconds_of(say, stats.wait_s), seconds_of(say, stats.render_s)
        parts.append(say("usually {wait} waiting and {render} rendering", wait=waiting, render=rendering))
    return " · ".join(parts)


def sheet(say: Language, stats: Stats, days: int, server: str, names: Mapping[int, str]) -> Sheet:
    """Everything that stands on the chart."""
    by_day = stats.days
    members = [(names.get(user, "…"), number) for user, number in stats.members]
    if stats.others:
        members.append((say("others"), stats.others))
    ends = (
        (say("delivered"), tuple(float(day.delivered) for day in by_day)),
        (say("cancelled"), tuple(float(day.cancelled) for day in by_day)),
        (say("failed"), tuple(float(day.failed) for day in by_day)),
    )
    dollars_paid = ((say("paid"), tuple(day.paid / MICROS_PER_USD for day in by_day)),)
    times = (
        (say("waiting"), tuple(day.wait_s for day in by_day)),
        (say("rendering"), tuple(day.render_s for day in by_day)),
    )
    return Sheet(
        server,
        summary(say, stats, days),
        tuple(day.day.isoformat() for day in by_day),
        (
            Days(say("Requests each day"), "", ends, stacked=True),
            Days(say("Dollars each day"), "${}", dollars_paid, stacked=True),
            Days(say("Usual times"), "{} s", times, stacked=False),
        ),
        (
            _bars(say, say("Failures by reason"), [(say(FAILURES[why]), number) for why, number in stats.failures]),
            _bars(say, say("Requests by member"), members),
            _bars(say, say("Requests by size"), [(_size(size), number) for size, number in stats.sizes]),
        ),
    )


def _bars(say: Language, title: str, counted: Sequence[tuple[str, int]]) -> Bars:
    return Bars(
        title, tuple(name for name, _ in counted), tuple(float(number) for _, number in counted), say("nothing")
    )


def _size(value: str) -> str:
    """`16:9 · 2560×1440` for the model's word `2560x1440(16:9)`."""
    pixels, _, ratio = value.partition("(")
    return f"{ratio.rstrip(')')} · {pixels.replace('x', '×')}"
