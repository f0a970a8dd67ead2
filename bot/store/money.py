"""The money ledger on SQLite: what is held, what was paid, what a server or all of them spent. Decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.core.audit import Entry
from bot.core.errors import NoSuchJob
from bot.core.jobs import POSSIBLY_PAID, GuildId, Job, JobId
from bot.core.money import NOTHING, Budget, Limits, Micros, Payer, Spent, afford, nearly_used_up, payment
from bot.core.quotas import Window
from bot.core.spending import Uncertain
from bot.store.audit import write_entry
from bot.store.database import Database, Transaction, transactional
from bot.store.rows import job_from, scope_of, to_ms

_ALL_SERVERS: Final = -1
"""The scope of the operator's own budgets in `budget_warnings`."""
_UNCERTAIN: Final = ", ".join(f"'{why.value}'" for why in sorted(POSSIBLY_PAID, key=lambda why: why.value))

_SPENT: Final = f"""
SELECT coalesce(sum(paid.micros), 0) AS paid,
       coalesce(sum(CASE WHEN paid.micros IS NULL THEN held.micros END), 0) AS held,
       coalesce(sum(CASE WHEN paid.micros IS NULL AND jobs.failure IN ({_UNCERTAIN}) THEN held.micros END), 0)
           AS uncertain
FROM spendings AS held
JOIN jobs ON jobs.id = held.job_id
LEFT JOIN spendings AS paid ON paid.job_id = held.job_id AND paid.kind = 'paid'
WHERE held.kind = 'held' AND held.held_at >= :starts AND held.held_at < :ends
"""  # noqa: S608 - words from our code
SPENT_BY_SERVER: Final = f"{_SPENT} AND held.scope_id = :scope"
SPENT_BY_ALL: Final = _SPENT
_UNCERTAIN_JOBS: Final = """
SELECT jobs.*, held.micros
FROM jobs INDEXED BY jobs_possibly_paid
JOIN spendings AS held ON held.job_id = jobs.id AND held.kind = 'held'
WHERE jobs.failure IN ('outcome_unknown', 'timed_out', 'lost_there') AND jobs.cleared_at IS NULL
  AND jobs.scope_id = :guild
  AND NOT EXISTS (SELECT 1 FROM spendings AS paid WHERE paid.job_id = jobs.id AND paid.kind = 'paid')
"""
UNCERTAIN: Final = f"{_UNCERTAIN_JOBS} ORDER BY jobs.id"
UNCERTAIN_ONE: Final = f"{_UNCERTAIN_JOBS} AND jobs.id = :id"


def spent(tx: Transaction, payer: Payer, guild: GuildId | None, window: Window) -> Spent:
    """What a server, or all of them, paid and holds in that window."""
    times = {"starts": to_ms(window.starts_at), "ends": to_ms(window.ends_at)}
    if payer is Payer.SERVER:
        row = tx.row(SPENT_BY_SERVER, times | {"scope": scope_of(guild)})
    else:
        row = tx.row(SPENT_BY_ALL, times)
    assert row is not None  # noqa: S101 - an aggregate always has a row
    return Spent(Micros(row["paid"]), Micros(row["held"]), Micros(row["uncertain"]))


def hold(tx: Transaction, job: Job, limits: Limits) -> tuple[tuple[Budget, Spent], ...]:
    """Hold what the job can cost, if every budget allows that; the budgets that are nearly used up for the first time.

    Raises BudgetExceeded or PriceUnknown.
    """
    before = [(budget, spent(tx, budget.payer, job.guild_id, budget.window)) for budget in limits.budgets]
    for budget, sums in before:
        afford(budget, sums, limits.most)
    most = NOTHING if limits.most is None else limits.most
    _write(tx, job, "held", most, job.accepted_at)
    after = [(budget, Spent(sums.paid, Micros(sums.held + most), sums.uncertain)) for budget, sums in before]
    return tuple([(budget, sums) for budget, sums in after if nearly_used_up(budget, sums) and _first(tx, budget, job)])


def pay(tx: Transaction, job: Job, now: datetime) -> None:
    """Write down what the job did cost, if its last move settled that and nothing did before."""
    row = tx.row(
        "SELECT micros FROM spendings WHERE job_id = :id AND kind = 'held'"
        " AND NOT EXISTS (SELECT 1 FROM spendings WHERE job_id = :id AND kind = 'paid')",
        {"id": job.id},
    )
    if row is None:
        return
    cost = payment(job, Micros(row["micros"]))
    if cost is not None:
        _write(tx, job, "paid", cost, now)


class SqliteSpending:
    """Implements core.spending.SpendingStore."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @transactional
    def spent(self, tx: Transaction, payer: Payer, guild: GuildId | None, window: Window) -> Spent:
        """See core.spending.SpendingStore."""
        return spent(tx, payer, guild, window)

    @transactional
    def uncertain(self, tx: Transaction, guild: GuildId, limit: int) -> tuple[Sequence[Uncertain], int]:
        """See core.spending.SpendingStore."""
        rows = tx.rows(UNCERTAIN, {"guild": guild})
        return [Uncertain(job_from(row), Micros(row["micros"])) for row in rows[:limit]], len(rows)

    @transactional
    def clear(
        self, tx: Transaction, guild: GuildId, job_id: JobId, now: datetime, entry: Entry, *, charged: bool
    ) -> None:
        """See core.spending.SpendingStore."""
        row = tx.row(UNCERTAIN_ONE, {"guild": guild, "id": job_id})
        if row is None:
            raise NoSuchJob
        tx.run("UPDATE jobs SET cleared_at = ? WHERE id = ?", (to_ms(now), job_id))
        job = job_from(row)
        _write(tx, job, "paid", Micros(row["micros"]) if charged else NOTHING, now)
        write_entry(tx, entry)


def _write(tx: Transaction, job: Job, kind: str, amount: Micros, at: datetime) -> None:
    tx.run(
        "INSERT INTO spendings (job_id, scope_id, kind, micros, held_at, at) VALUES (?, ?, ?, ?, ?, ?)",
        (job.id, scope_of(job.guild_id), kind, amount, to_ms(job.accepted_at), to_ms(at)),
    )


def _first(tx: Transaction, budget: Budget, job: Job) -> bool:
    """Whether this budget's warning was not given in this window yet; it counts as given now."""
    scope = scope_of(job.guild_id) if budget.payer is Payer.SERVER else _ALL_SERVERS
    values = (scope, budget.period.value, to_ms(budget.window.starts_at))
    return tx.run("INSERT OR IGNORE INTO budget_warnings VALUES (?, ?, ?)", values) == 1
