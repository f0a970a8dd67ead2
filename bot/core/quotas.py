"""Who may have how much: pure arithmetic over allowances and usage. Knows neither the store nor the clock."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.errors import ImagineError, QuotaExceeded, TooManyAtOnce
from bot.core.requests import Images, Tier

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

    def under(self, images: int | None, period: Period | None) -> "Allowance":
        """This one with the quota that somebody was allowed instead; None where nobody wrote it down."""
        return replace(self, images=self.images if images is None else images, period=period or self.period)

    def cost(self, images: Images) -> int:
        """What a request is charged, in pictures; a set has one price however many pictures come."""
        return self.set_cost if images is Images.SET else ONE_PICTURE_COST


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used and is held in the current period, in pictures, and how many jobs are unfinished now.

    `kept_jobs` are finished, but could not be shown yet; they hold their cost and take no place. `granted` is what
    moderators added to the allowance for this period; it may be negative.
    """

    used: int
    held: int
    unfinished_jobs: int
    kept_jobs: int = 0
    granted: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """The current period: from `starts_at` (inclusive) to `ends_at` (exclusive), both aware, UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class GivenBy:
    """Ids of the roles that give a member what they may have, each in one respect; None where it is not a role's."""

    images: int | None = None
    jobs_at_once: int | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class QuotaReport:
    """What a member is told about their quota; counts are pictures.

    `weight` is how many turns they have in each round of the line; `largest` None is no bound; `closed` is whatever
    keeps them from asking here and now.
    """

    allowance: Allowance
    usage: Usage
    resets_at: datetime
    given_by: GivenBy = GivenBy()
    weight: int = 1
    largest: Tier | None = None
    closed: tuple[ImagineError, ...] = ()

    @property
    def limit(self) -> int:
        """The allowance with what was granted; never negative."""
        return limit_of(self.allowance, self.usage)

    @property
    def left(self) -> int:
        """What may still be asked for; never negative, even after the allowance was lowered."""
        return max(0, self.limit - self.usage.used - self.usage.held)


def limit_of(allowance: Allowance, usage: Usage) -> int:
    """Pictures of this period, with what moderators granted; never negative."""
    return max(0, allowance.images + usage.granted)


def current_window(allowance: Allowance, now: datetime) -> Window:
    """The period of this allowance that `now` lies in. A charge belongs to the one in which it was held."""
    return window_of(allowance.period, allowance.timezone, now)


def window_of(period: Period, timezone: ZoneInfo, now: datetime) -> Window:
    """The period that `now` (aware) lies in, cut at local midnights of that time zone."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone")
    first = _first_day(period, now.astimezone(timezone).date())
    return Window(_midnight(first, timezone), _midnight(_next_first_day(period, first), timezone))


def decide(allowance: Allowance, usage: Usage, cost: int, resets_at: datetime) -> None:
    """Return if a request of this cost may be taken; raises TooManyAtOnce or QuotaExceeded otherwise."""
    limit = limit_of(allowance, usage)
    if usage.used + usage.held + cost > limit:
        raise QuotaExceeded(cost, usage.used, usage.held, limit, resets_at)
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
