"""A server's last days in numbers: what was asked for, how it ended, how long it took, what it cost. No SQL.

No prompt is ever in it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from bot.core.jobs import ENDS, Failure, GuildId, JobId, JobState, UserId
from bot.core.money import MICROS_PER_USD, NOTHING, Micros
from bot.core.ports import Clock
from bot.core.ranks import Presser, Rank, demand

DAYS: Final = (7, 30, 90)
"""How far back one can look."""
MEMBERS_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One job: when it was asked for, by whom, what, how it ended, seconds it waited and was rendered, millionths of a
    dollar that were paid and that are held without a payment."""

    id: JobId
    accepted_at: datetime
    user: UserId
    size: str
    images: str
    state: JobState
    failure: Failure | None
    delivered: int
    wait_s: float | None
    render_s: float | None
    paid: Micros
    held: Micros


@dataclass(frozen=True, slots=True)
class Day:
    """One day: jobs by their end, pictures shown, dollars in millionths, middle times in seconds (None without any)."""

    day: date
    delivered: int = 0
    failed: int = 0
    cancelled: int = 0
    pictures: int = 0
    paid: Micros = NOTHING
    wait_s: float | None = None
    render_s: float | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """All of it. Members, sizes and failures are counted in jobs, most first; `others` is who is not named."""

    days: tuple[Day, ...]
    requests: int
    pictures: int
    paid: Micros
    held: Micros
    wait_s: float | None
    render_s: float | None
    members: tuple[tuple[UserId, int], ...]
    others: int
    sizes: tuple[tuple[str, int], ...]
    failures: tuple[tuple[Failure, int], ...]


class StatsStore(Protocol):
    """What is asked of the database. May raise StoreTrouble."""

    async def rows(self, guild: GuildId, since: datetime) -> Sequence[Row]:
        """The jobs of this server that were asked for since then, oldest first."""
        ...


class Statistics:
    """For moderators, about their own server; days are cut in the time zone of the quotas."""

    def __init__(self, store: StatsStore, clock: Clock, timezone: ZoneInfo) -> None:
        self._store = store
        self._clock = clock
        self.timezone: Final = timezone

    async def rows(self, presser: Presser, days: int) -> tuple[Sequence[Row], Stats]:
        """The jobs of the last days, today among them, and what they come to. Raises NotAllowed."""
        demand(presser, Rank.MODERATOR)
        assert presser.guild_id is not None  # noqa: S101 - nobody has a rank elsewhere
        today = self._clock.now().astimezone(self.timezone).date()
        first = today - timedelta(days=days - 1)
        since = datetime(first.year, first.month, first.day, tzinfo=self.timezone)
        rows = await self._store.rows(presser.guild_id, since)
        return rows, summed(rows, first, days, self.timezone)


def summed(rows: Sequence[Row], first: date, days: int, timezone: ZoneInfo) -> Stats:
    """What these jobs come to, day by day from the first one on; days without any are there, too."""
    by_day: dict[date, list[Row]] = {first + timedelta(days=number): [] for number in range(days)}
    for row in rows:
        by_day.setdefault(row.accepted_at.astimezone(timezone).date(), []).append(row)
    members = Counter(row.user for row in rows).most_common()
    return Stats(
        days=tuple(_day(day, found) for day, found in sorted(by_day.items())),
        requests=len(rows),
        pictures=sum(row.delivered for row in rows),
        paid=Micros(sum(row.paid for row in rows)),
        held=Micros(sum(row.held for row in rows)),
        wait_s=middle(row.wait_s for row in rows),
        render_s=middle(row.render_s for row in rows),
        members=tuple(members[:MEMBERS_NAMED]),
        others=sum(number for _, number in members[MEMBERS_NAMED:]),
        sizes=tuple(Counter(row.size for row in rows).most_common()),
        failures=tuple(Counter(row.failure for row in rows if row.failure is not None).most_common()),
    )


def _day(day: date, rows: Sequence[Row]) -> Day:
    states = Counter(row.state for row in rows)
    return Day(
        day,
        states[JobState.DELIVERED],
        states[JobState.FAILED],
        states[JobState.CANCELLED],
        sum(row.delivered for row in rows),
        Micros(sum(row.paid for row in rows)),
        middle(row.wait_s for row in rows),
        middle(row.render_s for row in rows),
    )


def middle(values: Iterable[float | None]) -> float | None:
    """The median of those that are known; of an even number the lower one, which was really seen."""
    known = sorted(value for value in values if value is not None)
    return known[(len(known) - 1) // 2] if known else None


COLUMNS: Final = (
    "id", "accepted_at", "member", "size", "images", "state", "failure", "pictures", "wait_s", "render_s", "paid_usd",
    "held_usd",
)  # fmt: skip


def csv_text(rows: Sequence[Row], timezone: ZoneInfo) -> str:
    """The jobs as comma-separated lines with a heading. Every cell is a number, a word of ours or a time."""
    lines = [",".join(COLUMNS)]
    for row in rows:
        cells = (
            row.id,
            row.accepted_at.astimezone(timezone).isoformat(timespec="seconds"),
            row.user,
            row.size,
            row.images,
            row.state.value,
            row.failure.value if row.failure else "",
            row.delivered if row.state in ENDS else "",
            "" if row.wait_s is None else f"{row.wait_s:.1f}",
            "" if row.render_s is None else f"{row.render_s:.1f}",
            f"{row.paid / MICROS_PER_USD:.6f}",
            f"{row.held / MICROS_PER_USD:.6f}",
        )
        lines.append(",".join(map(str, cells)))
    return "\r\n".join(lines) + "\r\n"
