"""What a server spent, what a wish would cost it, what was possibly paid for nothing. Knows no SQL and no sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.core.admission import Admission, Asker
from bot.core.audit import Action, Entry
from bot.core.errors import BudgetExceeded, NoSuchJob, PriceUnknown
from bot.core.jobs import GuildId, Job, JobId
from bot.core.money import Budget, Micros, Payer, Spent, afford
from bot.core.ports import Clock
from bot.core.quotas import Period, Window
from bot.core.ranks import Presser, Rank, demand
from bot.core.requests import Images

UNCERTAIN_SHOWN: Final = 10
"""Possibly paid jobs that are named at once; the oldest first."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A job that was possibly paid, and what is held for it."""

    job: Job
    held: Micros


@dataclass(frozen=True, slots=True)
class Account:
    """What was spent in one period and what may be; `limit` None is no bound."""

    period: Period
    window: Window
    spent: Spent
    limit: Micros | None


@dataclass(frozen=True, slots=True)
class Report:
    """What those who run a server are told about its money. `price` of one picture and `most` that a set can cost: None
    while nobody knows. `operator_has_budget`: the operator has one for all servers; its numbers are the operator's."""

    accounts: tuple[Account, ...]
    price: Micros | None
    most: Micros | None
    operator_has_budget: bool
    uncertain: tuple[Uncertain, ...]
    uncertain_number: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a wish would take: pictures of the quota, of which `left` are left, and dollars at most, None if unknown.

    `affordable`: every budget still allows it.
    """

    cost: int
    left: int
    most: Micros | None
    affordable: bool


class SpendingStore(Protocol):
    """What is asked of the database; every verb is one transaction and may raise StoreTrouble."""

    async def spent(self, payer: Payer, guild: GuildId | None, window: Window) -> Spent:
        """What was paid and is held in that window."""
        ...

    async def uncertain(self, guild: GuildId, limit: int) -> tuple[Sequence[Uncertain], int]:
        """Jobs of this server that were possibly paid and not cleared, oldest first, and how many there are in all."""
        ...

    async def clear(self, guild: GuildId, job_id: JobId, now: datetime, entry: Entry, *, charged: bool) -> None:
        """Somebody looked after a possibly paid job: it did cost what is held for it, or nothing.

        Raises NoSuchJob when it is none of this server's, or somebody was faster.
        """
        ...


class Spending:
    """What is told and done about money; for those who may."""

    def __init__(self, store: SpendingStore, admission: Admission, clock: Clock) -> None:
        self._store = store
        self._admission = admission
        self._clock = clock

    async def report(self, presser: Presser) -> Report:
        """What this server spent and may spend. Raises NotAllowed."""
        guild = _where(presser, Rank.MODERATOR)
        limits = {
            budget.period: budget.limit
            for budget in await self._admission.budgets_of(guild)
            if budget.payer is Payer.SERVER
        }
        accounts: list[Account] = []
        for period in (Period.DAY, Period.MONTH):
            window = self._admission.window(period)
            spent = await self._store.spent(Payer.SERVER, guild, window)
            accounts.append(Account(period, window, spent, limits.get(period)))
        uncertain, number = await self._store.uncertain(guild, UNCERTAIN_SHOWN)
        prices = self._admission.prices
        return Report(
            tuple(accounts),
            prices.most(Images.ONE),
            prices.most(Images.SET),
            any(budget.payer is Payer.BOT for budget in await self._admission.budgets_of(guild)),
            tuple(uncertain),
            number,
        )

    async def clear(self, presser: Presser, job_id: JobId, *, charged: bool) -> None:
        """Say of a possibly paid job whether it was charged. Raises NotAllowed or NoSuchJob."""
        guild = _where(presser, Rank.MANAGER)
        now = self._clock.now()
        entry = Entry(guild, now, presser.user_id, Action.CLEARED, job=job_id, facts={"paid": charged})
        await self._store.clear(guild, job_id, now, entry, charged=charged)

    async def estimate(self, asker: Asker, images: Images, left: int) -> Estimate:
        """What such a wish would take from this member and this server; `left` is what their quota holds."""
        allowance = (await self._admission.standing(asker)).allowance
        most = self._admission.prices.most(images)
        budgets = await self._admission.budgets_of(asker.guild_id)
        affordable = all([await self._affords(asker.guild_id, budget, most) for budget in budgets])
        return Estimate(allowance.cost(images), left, most, affordable)

    async def _affords(self, guild: GuildId | None, budget: Budget, most: Micros | None) -> bool:
        try:
            afford(budget, await self._store.spent(budget.payer, guild, budget.window), most)
        except (BudgetExceeded, PriceUnknown):
            return False
        return True


def _where(presser: Presser, rank: Rank) -> GuildId:
    demand(presser, rank)
    if presser.guild_id is None:
        raise NoSuchJob
    return presser.guild_id
