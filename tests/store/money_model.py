"""The money ledger in dicts: what is held, paid, uncertain, warned of. Part of the plain model; knows no SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.core.errors import BudgetExceeded, NoSuchJob, PriceUnknown
from bot.core.jobs import Failure, GuildId, Job, JobId, JobState
from bot.core.money import Budget, Limits, Micros, Payer, Spent
from bot.core.quotas import Window
from bot.core.requests import Images
from bot.core.spending import Uncertain

if TYPE_CHECKING:
    from tests.store.model import PlainWorld

NOBODY_KNOWS: Final = (Failure.OUTCOME_UNKNOWN, Failure.TIMED_OUT, Failure.LOST_THERE)
SET_HELD_AT: Final = 15
"""A set is held at the price of so many pictures."""
ALL_SERVERS: Final = -1


@dataclass(frozen=True, slots=True)
class Hold:
    """What is held for a job in millionths of a dollar, and what it did cost; None while that is open."""

    guild_id: GuildId | None
    held_at: datetime
    held: int
    paid: int | None = None


Warned = tuple[int, str, datetime]
"""A server (or ALL_SERVERS), a period and its beginning, whose budget was said to be nearly used up."""


def spent(world: "PlainWorld", payer: Payer, guild: GuildId | None, window: Window) -> Spent:
    """A job counts in the window in which it was accepted, whenever it is paid."""
    paid = held = uncertain = 0
    for job_id, hold in world.money.items():
        mine = payer is Payer.BOT or hold.guild_id == guild
        if not mine or not window.starts_at <= hold.held_at < window.ends_at:
            continue
        if hold.paid is not None:
            paid += hold.paid
        else:
            held += hold.held
            uncertain += hold.held if world.jobs[job_id].failure in NOBODY_KNOWS else 0
    return Spent(Micros(paid), Micros(held), Micros(uncertain))


def hold(world: "PlainWorld", job: Job, limits: Limits) -> tuple[tuple[Budget, Spent], ...]:
    """Take the job and hold its money if every budget has room.

    Returns the budgets that have come to four fifths, each told once in its period.
    """
    for budget in limits.budgets:
        before = spent(world, budget.payer, job.guild_id, budget.window).total
        if limits.most is None:
            raise PriceUnknown
        if before + limits.most > budget.limit:
            raise BudgetExceeded(
                budget.payer is Payer.BOT, limits.most, max(0, budget.limit - before), budget.limit,
                budget.window.ends_at,
            )  # fmt: skip
    world.jobs[job.id] = job
    world.money[job.id] = Hold(job.guild_id, job.accepted_at, limits.most or 0)
    said: list[tuple[Budget, Spent]] = []
    for budget in limits.budgets:
        now = spent(world, budget.payer, job.guild_id, budget.window)
        where = ALL_SERVERS if budget.payer is Payer.BOT else job.guild_id or 0
        warned = (where, budget.period.value, budget.window.starts_at)
        if budget.limit and now.total * 5 >= budget.limit * 4 and warned not in world.warned:
            world.warned.add(warned)
            said.append((budget, now))
    return tuple(said)


def pay(world: "PlainWorld", job: Job) -> None:
    """A move was saved: what the job costs is known now, or will never be by itself."""
    known = world.money[job.id]
    if known.paid is not None:
        return
    cost = None if job.cost_usd is None else round(job.cost_usd * 1_000_000)
    if job.state is JobState.READY:
        parts = SET_HELD_AT if job.request.images is Images.SET else 1
        pictures = len(job.outputs) if job.request.images is Images.SET else min(1, len(job.outputs))
        _settle(world, job.id, known.held * pictures // parts if cost is None else cost)
    elif job.state is JobState.CANCELLED:
        _settle(world, job.id, 0)
    elif job.state is JobState.FAILED and job.failure not in NOBODY_KNOWS and not job.outputs:
        _settle(world, job.id, cost or 0)


def _settle(world: "PlainWorld", job_id: JobId, cost: int) -> None:
    known = world.money[job_id]
    assert known.paid is None, "paid twice"
    world.money[job_id] = Hold(known.guild_id, known.held_at, known.held, cost)


class PlainSpending:
    """Implements core.spending.SpendingStore, and what the operator's command does beside the running bot."""

    def __init__(self, world: "PlainWorld") -> None:
        self._world = world

    async def spent(self, payer: Payer, guild: GuildId | None, window: Window) -> Spent:
        """See core.spending.SpendingStore."""
        return spent(self._world, payer, guild, window)

    async def uncertain(self, guild: GuildId, limit: int) -> tuple[list[Uncertain], int]:
        """See core.spending.SpendingStore."""
        found = [
            Uncertain(job, Micros(self._world.money[job.id].held))
            for _, job in sorted(self._world.jobs.items())
            if job.guild_id == guild and self._doubtful(job) and self._world.money[job.id].paid is None
        ]
        return found[:limit], len(found)

    async def clear(self, guild: GuildId, job_id: JobId, now: datetime, entry: Any, *, charged: bool) -> None:
        """See core.spending.SpendingStore."""
        named = {one.job.id for one in (await self.uncertain(guild, 99))[0]}
        if job_id not in named:
            raise NoSuchJob
        self._clear(job_id, charged=charged)

    def clear_beside(self, job_id: JobId, *, charged: bool) -> bool:
        """The operator's command; whether there was anything to clear."""
        job = self._world.jobs.get(job_id)
        if job is None or not self._doubtful(job):
            return False
        self._clear(job_id, charged=charged)
        return True

    def _doubtful(self, job: Job) -> bool:
        return job.failure in NOBODY_KNOWS and job.id not in self._world.cleared

    def _clear(self, job_id: JobId, *, charged: bool) -> None:
        self._world.cleared.add(job_id)
        known = self._world.money[job_id]
        if known.paid is None:
            _settle(self._world, job_id, known.held if charged else 0)
