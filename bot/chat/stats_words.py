"""What a server's statistics are called, on the chart and beside it. Counts nothing."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.chat.admin_words import dollars
from bot.chat.languages import Language, mark
from bot.chat.wording import seconds_of
from bot.core.jobs import Failure, UserId
from bot.core.money import MICROS_PER_USD
from bot.core.sheets import Bars, Days, Name, Sheet
from bot.core.stats import Day, Stats

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


EXACT_BELOW_S: Final = 10.0
"""Times are told in tenths of a second below, as the chart draws them."""
MINUTES_FROM_S: Final = 180.0
"""From such a time on the chart counts in minutes."""
TAIL_CHARS: Final = 4
LEAST_DAYS: Final = 7
"""So many stand on the chart, however few of them had a request."""
NAMED_ALOUD: Final = 5
ALT_TEXT_LIMIT_CHARS: Final = 1024


def summary(say: Language, stats: Stats, days: int) -> str:
    """The main figures in words: beside the chart and on it."""
    asked = say.many("{n} request", "{n} requests", stats.requests)
    shown = say.many("{n} picture shown", "{n} pictures shown", stats.pictures)
    span = say.many("the last {n} day", "the last {n} days", days)
    parts = [span, asked, shown, say("{paid} paid", paid=dollars(stats.paid))]
    if stats.held:
        parts.append(say("{held} held", held=dollars(stats.held)))
    if stats.wait_s is not None and stats.render_s is not None:
        waiting, rendering = _time(say, stats.wait_s), _time(say, stats.render_s)
        parts.append(say("usually {wait} waiting and {render} rendering", wait=waiting, render=rendering))
    return " · ".join(parts)


def _time(say: Language, seconds: float) -> str:
    return seconds_of(say, seconds) if seconds >= EXACT_BELOW_S else say("{seconds} s", seconds=f"{seconds:.1f}")


def sheet(say: Language, stats: Stats, days: int, server: Name, names: Mapping[UserId, str]) -> Sheet:
    """Everything that stands on the chart; what there is nothing of is left out."""
    by_day = _begun(stats.days)
    members = [(Name(names.get(user, ""), _member(say, user)), number) for user, number in stats.members]
    if stats.others:
        members.append((Name(say("others")), stats.others))
    sizes = [(Name(_size(size)), number) for size, number in stats.sizes]
    failures = [(Name(say(FAILURES[why])), number) for why, number in stats.failures]
    bars = (
        _bars(say("Requests by member"), members),
        _bars(say("Requests by size"), sizes),
        _bars(say("Failures by reason"), failures),
    )
    return Sheet(
        server,
        summary(say, stats, days),
        say("nothing yet"),
        tuple(say.day(day.day) for day in by_day),
        _panels(say, by_day),
        tuple(each for each in bars if each.values),
    )


def _member(say: Language, user: UserId) -> str:
    """A member whose name is not known or cannot be drawn: still another one than the next."""
    return say("member {digits}", digits=str(user)[-TAIL_CHARS:])


def server_without_name(say: Language, guild: int) -> str:
    """The same of a server."""
    return say("server {digits}", digits=str(guild)[-TAIL_CHARS:])


def _begun(days: Sequence[Day]) -> Sequence[Day]:
    """From the first day on that had a request, for a server that began lately."""
    quiet = next((place for place, day in enumerate(days) if day != Day(day.day)), len(days))
    return days[min(quiet, max(0, len(days) - LEAST_DAYS)) :]


def _panels(say: Language, by_day: Sequence[Day]) -> tuple[Days, ...]:
    longest = max((day.wait_s or 0.0) + (day.render_s or 0.0) for day in by_day)
    unit, parts = (say("{minutes} min", minutes="{}"), 60) if longest >= MINUTES_FROM_S else (_seconds(say), 1)
    return (
        Days(say("Pictures each day"), "", ((say("pictures"), tuple(float(day.pictures) for day in by_day)),)),
        Days(say("Dollars each day"), "${}", ((say("paid"), tuple(day.paid / MICROS_PER_USD for day in by_day)),)),
        Days(
            say("Requests each day"),
            "",
            (
                (say("delivered"), tuple(float(day.delivered) for day in by_day)),
                (say("cancelled"), tuple(float(day.cancelled) for day in by_day)),
                (say("failed"), tuple(float(day.failed) for day in by_day)),
            ),
        ),
        Days(
            say("Usual times"),
            unit,
            (
                (say("rendering"), tuple(None if day.render_s is None else day.render_s / parts for day in by_day)),
                (say("waiting"), tuple(None if day.wait_s is None else day.wait_s / parts for day in by_day)),
            ),
        ),
    )


def _seconds(say: Language) -> str:
    return say("{seconds} s", seconds="{}")


def _bars(title: str, counted: Sequence[tuple[Name, int]]) -> Bars:
    return Bars(title, tuple(name for name, _ in counted), tuple(float(number) for _, number in counted))


def _size(value: str) -> str:
    """`16:9 · 2560×1440` for the model's word `2560x1440(16:9)`."""
    pixels, _, ratio = value.partition("(")
    return f"{ratio.rstrip(')')} · {pixels.replace('x', '×')}"


def aloud(say: Language, drawn: Sheet) -> str:
    """The chart for people who cannot see it: its main figures, then each panel's, as many as there is room for."""
    lines = [drawn.subtitle]
    for panel in drawn.panels[:2]:
        ((_, values),) = panel.series
        most = max(value or 0.0 for value in values)
        if most:
            day = drawn.days[[value or 0.0 for value in values].index(most)]
            number = dollars(round(most * MICROS_PER_USD)) if panel.unit else f"{most:g}"
            lines.append(say("{title}: most on {day}, {number}", title=panel.title, day=day, number=number))
    for bars in drawn.bars:
        named = list(zip(bars.names, bars.values, strict=True))[:NAMED_ALOUD]
        lines.append(f"{bars.title}: {', '.join(f'{name.text or name.spare} {value:g}' for name, value in named)}")
    while len("\n".join(lines)) > ALT_TEXT_LIMIT_CHARS:
        lines.pop()
    return "\n".join(lines)
