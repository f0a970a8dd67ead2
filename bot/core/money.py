"""What pictures cost and who may still spend: pure arithmetic over prices, budgets and sums. Knows no store, no clock.

Amounts are whole millionths of a US dollar, for those add up exactly.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Final, NewType

from bot.core.errors import BudgetExceeded, PriceUnknown, ServerBusy
from bot.core.jobs import POSSIBLY_PAID, Job, JobState
from bot.core.quotas import Period, Window
from bot.core.requests import Images

Micros = NewType("Micros", int)
"""Millionths of a US dollar."""
MICROS_PER_USD: Final = 1_000_000
NOTHING: Final = Micros(0)
SET_PICTURES_MAX: Final = 15
"""A set is held at the price of so many pictures: the model chooses the number, and its maker names this bound."""
WARN_PERCENT: Final = 80
"""From this share of a budget on, the server's log channel is told."""


def micros(usd: float | str | Decimal) -> Micros:
    """The nearest whole number of millionths."""
    return Micros(int((Decimal(str(usd)) * MICROS_PER_USD).quantize(Decimal(1), ROUND_HALF_UP)))


@dataclass
class Prices:
    """What one picture costs now; None while nobody knows. The only thing here that changes: whoever reads the
    provider's catalogue writes it."""

    per_picture: Micros | None = None

    def most(self, images: Images) -> Micros | None:
        """What a request can cost at most; it is held before anything is sent."""
        if self.per_picture is None:
            return None
        return Micros(self.per_picture * (SET_PICTURES_MAX if images is Images.SET else 1))


class Payer(Enum):
    """Whose money it is."""

    SERVER = "server"  # what one server may spend
    BOT = "bot"  # what the operator lets all servers spend together


@dataclass(frozen=True, slots=True)
class Budget:
    """So much may be spent in this window, and not a millionth more."""

    payer: Payer
    period: Period
    limit: Micros
    window: Window


@dataclass(frozen=True, slots=True)
class Spent:
    """What was paid in a window and what is held in it; `uncertain` is the part of `held` that was possibly paid."""

    paid: Micros = NOTHING
    held: Micros = NOTHING
    uncertain: Micros = NOTHING

    @property
    def total(self) -> Micros:
        """What counts against a budget."""
        return Micros(self.paid + self.held)


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a request beside its member's own allowance. `most` is what it can cost, None when nobody knows.

    `server_jobs` and `bot_jobs` are unfinished requests of the server and of all; None is no bound.
    """

    most: Micros | None = NOTHING
    budgets: tuple[Budget, ...] = ()
    server_jobs: int | None = None
    bot_jobs: int | None = None


def check_room(running: int, limit: int, *, whole_bot: bool) -> None:
    """Return if one more request may be unfinished; raises ServerBusy."""
    if running >= limit:
        raise ServerBusy(running, limit, whole_bot)


def afford(budget: Budget, spent: Spent, most: Micros | None) -> None:
    """Return if a request that can cost that much may be taken; raises BudgetExceeded or PriceUnknown."""
    if most is None:
        raise PriceUnknown
    if spent.total + most > budget.limit:
        raise BudgetExceeded(
            whole_bot=budget.payer is Payer.BOT,
            most=most,
            left=max(0, budget.limit - spent.total),
            limit=budget.limit,
            resets_at=budget.window.ends_at,
        )


def nearly_used_up(budget: Budget, spent: Spent) -> bool:
    """Whether it is time to warn."""
    return budget.limit > 0 and spent.total * 100 >= budget.limit * WARN_PERCENT


def payment(job: Job, held: Micros) -> Micros | None:
    """What a job that has just moved did cost; None while that is open, or may never be known.

    The provider's own word counts where it gave one. Otherwise pictures cost what they were held at, and what brought
    none costs nothing: upstream charges for pictures that were returned.
    """
    if job.state is JobState.READY:
        if job.cost_usd is not None:
            return micros(job.cost_usd)
        if job.request.images is Images.ONE:
            return held if job.outputs else NOTHING
        return Micros(held * len(job.outputs) // SET_PICTURES_MAX)
    if job.state is JobState.CANCELLED:
        return NOTHING
    if job.state is JobState.FAILED and job.failure not in POSSIBLY_PAID and not job.outputs:
        return NOTHING if job.cost_usd is None else micros(job.cost_usd)
    return None
