"""The money ledger on a real file: held with the job, paid once, never changed, cleared by hand."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.audit import Action, Entry, Wanted
from bot.core.errors import BudgetExceeded, NoSuchJob, ServerBusy
from bot.core.jobs import Failure, GuildId, Job, JobId, JobState
from bot.core.money import Budget, Limits, Micros, Payer, Spent, micros
from bot.core.ports import Accepted
from bot.core.quotas import Period, current_window, window_of
from bot.store import open_store
from bot.store.database import Database
from bot.store.money import SPENT_BY_ALL, SPENT_BY_SERVER, UNCERTAIN
from bot.store.sqlite import SqliteStore
from bot.store.unresolved import clear
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, an_allowance

pytestmark = pytest.mark.asyncio
PRICE = micros(0.03)
PLENTY = an_allowance(images=1000, jobs_at_once=1000)
TODAY = current_window(PLENTY, NOON)
HARBOUR = GuildId(88)


def limits(day: float | None = None, bot_month: float | None = None, **more: int) -> Limits:
    budgets: list[Budget] = []
    if day is not None:
        budgets.append(Budget(Payer.SERVER, Period.DAY, micros(day), TODAY))
    if bot_month is not None:
        month = window_of(Period.MONTH, PLENTY.timezone, NOON)
        budgets.append(Budget(Payer.BOT, Period.MONTH, micros(bot_month), month))
    return Limits(PRICE, tuple(budgets), more.get("server_jobs"), more.get("bot_jobs"))


async def ready(store: SqliteStore, number: int, cost_usd: float | None) -> Job:
    job = (await store.accept(a_job(number), PLENTY, limits())).job
    for state in (JobState.SUBMITTING, JobState.QUEUED):
        job = await store.advance(job, job.moved(state, provider_id=f"p-{number}"), NOON)
    after = job.moved(JobState.READY, ready_at=NOON, outputs=("https://files.runcomfy.net/1.png",), cost_usd=cost_usd)
    return await store.advance(job, after, NOON)


async def failed(store: SqliteStore, number: int, why: Failure) -> Job:
    job = (await store.accept(a_job(number), PLENTY, limits())).job
    job = await store.advance(job, job.moved(JobState.SUBMITTING), NOON)
    return await store.advance(job, job.moved(JobState.FAILED, failure=why, ended_at=NOON), NOON)


async def sums(store: SqliteStore, payer: Payer = Payer.SERVER, guild: GuildId = GUILD) -> Spent:
    return await store.spending.spent(payer, guild, TODAY)


async def test_what_a_job_can_cost_is_held_with_it_and_what_it_did_cost_is_paid_once(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        job = (await store.accept(a_job(1), PLENTY, limits())).job
        assert await sums(store) == Spent(held=PRICE)
        await store.accept(a_job(1), PLENTY, limits())  # the same interaction again
        assert await sums(store) == Spent(held=PRICE)
        await store.advance(job, job.moved(JobState.CANCELLED, ended_at=NOON), NOON)
        assert await sums(store) == Spent()
        done = await ready(store, 2, 0.05)
        assert await sums(store) == Spent(paid=micros(0.05))
        await store.advance(done, done.moved(JobState.DELIVERED, ended_at=NOON, delivered=1), NOON)
        await ready(store, 3, None)
        assert await sums(store) == Spent(paid=micros(0.08))
        assert await sums(store, guild=HARBOUR) == Spent()
        assert await sums(store, Payer.BOT, HARBOUR) == Spent(paid=micros(0.08))


async def test_a_budget_refuses_what_would_pass_it_and_warns_once(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        told = [(await store.accept(a_job(n), PLENTY, limits(day=0.12, bot_month=9))).warnings for n in range(1, 5)]
        assert [len(one) for one in told] == [0, 0, 0, 1], "four fifths of 0.12 are 0.096"
        ((budget, spent),) = told[3]
        assert (budget.payer, spent.total) == (Payer.SERVER, micros(0.12))
        with pytest.raises(BudgetExceeded):
            await store.accept(a_job(5), PLENTY, limits(day=0.12))
        with pytest.raises(NoSuchJob):
            await store.get(JobId(5))
        again = await store.accept(a_job(6), PLENTY, limits(day=0.15))
        assert again.warnings == (), "a warning is given once in a day, also when the budget grows"


async def test_many_at_once_through_two_doors_never_pass_a_budget(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'x.db'}"
    async with open_store(address) as one:
        database = await Database.open(tmp_path / "x.db")
        doors = [one, SqliteStore(database, "another process")]
        try:
            tries = [doors[n % 2].accept(a_job(n), PLENTY, limits(day=0.30, bot_month=0.21)) for n in range(1, 41)]
            said = await asyncio.gather(*tries, return_exceptions=True)
        finally:
            await database.close()
        taken = [answer for answer in said if isinstance(answer, Accepted)]
        assert len(taken) == 7, "of 0.21 dollars"
        assert all(isinstance(answer, Accepted | BudgetExceeded) for answer in said), said
        assert await sums(one) == Spent(held=micros(0.21))
        told = [budget.payer for answer in taken for budget, _ in answer.warnings]
        assert told == [Payer.BOT], "once, whoever came first"


async def test_the_operators_budget_counts_all_servers(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        await store.accept(a_job(1), PLENTY, limits(bot_month=0.05))
        with pytest.raises(BudgetExceeded) as refusal:
            await store.accept(a_job(2, guild_id=HARBOUR), PLENTY, limits(bot_month=0.05))
        assert refusal.value.whole_bot


async def test_how_many_may_be_unfinished_is_bounded_for_a_server_and_for_all(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        await store.accept(a_job(1), PLENTY, limits(server_jobs=1))
        with pytest.raises(ServerBusy) as refusal:
            await store.accept(a_job(2, user_id=BRUNO), PLENTY, limits(server_jobs=1))
        assert not refusal.value.whole_bot
        await store.accept(a_job(3, guild_id=HARBOUR), PLENTY, limits(server_jobs=1, bot_jobs=2))
        with pytest.raises(ServerBusy) as refusal:
            await store.accept(a_job(4, guild_id=None), PLENTY, limits(bot_jobs=2))
        assert refusal.value.whole_bot


@pytest.mark.parametrize("charged", [True, False])
async def test_what_was_possibly_paid_counts_until_it_is_cleared_in_the_chat(tmp_path: Path, charged: bool) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        job = await failed(store, 1, Failure.OUTCOME_UNKNOWN)
        await failed(store, 2, Failure.BLOCKED)
        assert await sums(store) == Spent(held=PRICE, uncertain=PRICE)
        ((one,), number) = await store.spending.uncertain(GUILD, 10)
        assert (one.job.id, one.held, number) == (job.id, PRICE, 1)
        entry = Entry(GUILD, NOON, ADA, Action.CLEARED, job=job.id)
        with pytest.raises(NoSuchJob):
            await store.spending.clear(HARBOUR, job.id, NOON, entry, charged=charged)
        await store.spending.clear(GUILD, job.id, NOON, entry, charged=charged)
        assert await sums(store) == Spent(paid=PRICE if charged else Micros(0))
        with pytest.raises(NoSuchJob):
            await store.spending.clear(GUILD, job.id, NOON, entry, charged=charged)
        assert len(await store.audit.entries(GUILD, Wanted(), None, 10)) == 1


@pytest.mark.parametrize("charged", [True, False])
async def test_and_by_the_operators_command_beside_the_running_bot(tmp_path: Path, charged: bool) -> None:
    path = tmp_path / "x.db"
    async with open_store(f"sqlite:///{path}") as store:
        job = await failed(store, 1, Failure.TIMED_OUT)
        assert clear(path, [job.id, JobId(9)], NOON, charged=charged) == {job.id}
        assert await sums(store) == Spent(paid=PRICE if charged else Micros(0))
        assert clear(path, [job.id], NOON, charged=charged) == set()


async def test_the_ledger_never_changes_and_pays_only_what_is_held_and_once(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    async with open_store(f"sqlite:///{path}") as store:
        await ready(store, 1, 0.03)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for statement in (
            "UPDATE spendings SET micros = 0",
            "DELETE FROM spendings",
            "INSERT INTO spendings SELECT NULL, job_id, scope_id, kind, micros, held_at, at FROM spendings",
            "INSERT INTO spendings VALUES (NULL, 1, 77, 'paid', 1, 5, 5)",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(statement)


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (SPENT_BY_SERVER, "spendings_of_server"), (SPENT_BY_ALL, "spendings_in_time"),
        (UNCERTAIN, "jobs_possibly_paid"),
    ],
)  # fmt: skip
async def test_sums_are_looked_up_by_their_indexes(tmp_path: Path, statement: str, index: str) -> None:
    path = tmp_path / "x.db"
    async with open_store(f"sqlite:///{path}"):
        pass
    with closing(sqlite3.connect(path)) as raw:
        values = {"starts": 0, "ends": 1, "scope": 1, "guild": 1}
        plan = " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values))
    assert index in plan, plan
