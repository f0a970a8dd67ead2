"""Whether this machine's clock agrees with the dates of others' answers. Asks nobody itself.

Discord gives 3 s from a moment on its clock, its tokens end on it, and quota days begin by ours.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Final

import aiohttp

from bot.chat import doctor_words as words
from bot.doctoring.report import Finding, ok, warn, wrong

WARN_S: Final = 2.0
WRONG_S: Final = 60.0
_WHOLE_S: Final = 1.0
"""A date names whole seconds: the other clock may be so much further."""


def ahead_s(date: datetime, asked_at: datetime, answered_at: datetime) -> float:
    """By how many seconds our clock is ahead of one that said `date` between these two moments; behind is negative.

    The least that it can be: what the way, and the rounding of the date, could explain is taken off.
    """
    at_least = (asked_at - date).total_seconds() - _WHOLE_S
    at_most = (answered_at - date).total_seconds()
    return max(0.0, at_least) if at_most >= 0 else at_most


class Dates:
    """Hears the dates of all answers that come with `trace`; `ahead_s` is the largest difference, None without any."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.ahead_s: float | None = None
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._asked)
        self.trace.on_request_end.append(self._answered)

    async def _asked(
        self, _: aiohttp.ClientSession, call: SimpleNamespace, __: aiohttp.TraceRequestStartParams
    ) -> None:
        call.asked_at = self._now()

    async def _answered(
        self, _: aiohttp.ClientSession, call: SimpleNamespace, done: aiohttp.TraceRequestEndParams
    ) -> None:
        date = _date(done.response.headers.get("Date"))
        if date is not None:
            ahead = ahead_s(date, call.asked_at, self._now())
            self.ahead_s = max(self.ahead_s or 0.0, ahead, key=abs)


def _date(header: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def check_clock(check: str, whose: str, dates: Dates) -> list[Finding]:
    """Compare with what was heard; nothing when there was nothing to hear, which another check has said."""
    ahead = dates.ahead_s
    if ahead is None:
        return []
    if abs(ahead) <= WARN_S:
        return [ok(check, words.clock_agrees(whose))]
    said = words.clock_differs(whose, ahead)
    return [wrong(check, said) if abs(ahead) > WRONG_S else warn(check, said)]
