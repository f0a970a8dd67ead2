"""Who may have how much: pure arithmetic over allowances and usage. Knows neither the store nor the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.errors import QuotaExceeded, TooManyAtOnce
from bot.core.requests import Images

ONE_PICTURE_COST: Final = 1


class Period(Enum):
    """How often a quota starts anew. Weeks begin on Monday (ISO 8601)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one member may have in one server; counts are pictures, but for `jobs_at_once`."""

    images: int
    period: Period
    timezone: ZoneInfo
    jobs_at_once: int
    set_cost: int

    def cost(self, images: Images) -> int:
        """What a request is charged, in pictures; a set has one price however many pictures come."""
        return self.set_cost if images is Images.SET else ONE_PICTURE_COST


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used and is held in the current period, in pictures, and how many jobs are unfinished now.

    `kept_jobs` are finished, but could not be shown yet; they hold their cost and take no place.
    """

    used: int
    held: int
    unfinished_jobs: int
    kept_jobs: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """The current period: from `starts_at` (inclusive) to `ends_at` (exclusive), both aware, UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class QuotaReport:
    """What a member is told about their quota; counts are pictures."""

    allowance: Allowance
    usage: Usage
    resets_at: datetime

    @property
    def left(self) -> int:
        """What may still be asked for; never negative, even after the allowance was lowered."""
        return max(0, self.allowance.images - self.usage.used - self.usage.held)


def current_window(allowance: Allowance, now: datetime) -> Window:
    """The period that `now` (aware) lies in, cut at local midnights of the allowance's time zone.

    A charge belongs to the period in which it was held, however late the job ends.
    """
    if now.tzinfo is None:
        raise ValueError("a time without a zone")
    today = now.astimezone(allowance.timezone).date()
    first = _first_day(allowance.period, today)
    return Window(
        _midnight(first, allowance.timezone),
        _midnight(_next_first_day(allowance.period, first), allowance.timezone),
    )


def decide(allowance: Allowance, usage: Usage, cost: int, resets_at: datetime) -> None:
    """Return if a request of this cost may be taken; raises TooManyAtOnce or QuotaExceeded otherwise."""
    if usage.used + usage.held + cost > allowance.images:
        raise QuotaExceeded(cost, usage.used, usage.held, allowance.images, resets_at)
    if usage.unfinished_jobs >= allowance.jobs_at_once:
        raise TooManyAtOnce(usage.unfinished_jobs, allowance.jobs_at_once)


def _first_day(period: Period, day: date) -> date:
    match period:
        case Period.DAY:
            return day
        case Period.WEEK:
            return day - timedelta(days=day.weekday())
        case Period.MONTH:
            return day.replace(day=1)


def _next_first_day(period: Period, first: date) -> date:
    match period:
        case Period.DAY:
            return first + timedelta(days=1)
        case Period.WEEK:
            return first + timedelta(days=7)
        case Period.MONTH:
            return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
