"""The real store and the plain model side by side, in stories that nobody wrote: Hypothesis makes them up.

Several processes share one file. Each may die between two calls or inside one, and the clock jumps as it likes.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, TypeVar, cast

import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from bot.core.audit import Action
from bot.core.audit import Entry as AuditEntry
from bot.core.errors import ImagineError, NoSuchJob
from bot.core.jobs import (
    ENDS,
    TRANSITIONS,
    Charge,
    Failure,
    GuildId,
    IllegalMove,
    Job,
    JobId,
    JobState,
    ProviderId,
    UserId,
)
from bot.core.money import Budget, Limits, Micros, Payer
from bot.core.ports import Accepted
from bot.core.quotas import Allowance, Period, Usage, Window, current_window, window_of
from bot.core.requests import Images, ImagineRequest, parse_size
from bot.store import money, open_store
from bot.store.connection import ThreadConnection, connected
from bot.store.database import Database, Transaction
from bot.store.rows import from_ms, job_from, to_ms
from bot.store.sqlite import NO_LIMITS, SqliteStore
from bot.store.unresolved import clear
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, a_reply, an_allowance
from tests.store.model import Entry, PlainStore, PlainWorld
from tests.store.money_model import Hold

T = TypeVar("T")
STEPS, STORIES = 50, 70
"""Rules in one story, and stories in one run."""
SHRINKING_S = 600
"""Hypothesis takes minutes to make a failing story short; a test that is cut off meanwhile would not tell it."""
PROCESSES = 3
LEASE = timedelta(seconds=30)
TICK = timedelta(milliseconds=1)
"""The store counts in these, and no two calls happen at the same one."""
EVER = Window(NOON - timedelta(days=1000), NOON + timedelta(days=1000))
PATH = (JobState.SUBMITTING, JobState.QUEUED, JobState.RUNNING, JobState.READY, JobState.KEPT)
PLACES = [(user, guild) for user in (ADA, BRUNO) for guild in (GUILD, None)]
REQUESTS = [
    ImagineRequest("a fox"),
    ImagineRequest("a 🦊", images=Images.SET),
    ImagineRequest("ein Fuchs", size=parse_size("6198x2656(21:9)"), scale=0.25),
]
PRICE = 30_000
"""Millionths of a dollar for one picture."""
BUDGETS = (
    (),
    ((Payer.SERVER, Period.DAY, 4 * PRICE),),
    ((Payer.SERVER, Period.DAY, PRICE + PRICE // 4),),
    ((Payer.SERVER, Period.MONTH, 3 * PRICE), (Payer.BOT, Period.DAY, 2 * PRICE)),
    ((Payer.SERVER, Period.DAY, 18 * PRICE), (Payer.BOT, Period.MONTH, 5 * PRICE)),
    ((Payer.SERVER, Period.MONTH, 40 * PRICE), (Payer.BOT, Period.DAY, 33 * PRICE)),
    ((Payer.BOT, Period.DAY, 0),),
)
"""What is to be kept at one submit, tight and wide. Different ones meet at the same ledger."""
FATES: dict[str, Any] = {
    "as quoted": {"outputs": ("https://x/1.png",), "cost_usd": 0.03},
    "without a word about money": {"outputs": ("https://x/1.png", "https://x/2.png"), "cost_usd": None},
    "no picture": {"outputs": (), "cost_usd": None},
    "cheaper": {"outputs": ("https://x/1.png",), "cost_usd": 0.01},
    "dearer": {"outputs": ("https://x/1.png",), "cost_usd": 0.05},
}
"""What the provider may say of a job that is ready; the last one is dearer than what was held."""


def kept(budgets: tuple[tuple[Payer, Period, int], ...], now: datetime) -> tuple[Budget, ...]:
    """Budgets of the periods that are running."""
    timezone = an_allowance().timezone
    return tuple(
        Budget(payer, period, Micros(limit), window_of(period, timezone, now)) for payer, period, limit in budgets
    )


class Accident(Enum):
    """What may happen to a process at one statement of a transaction."""

    DIES_BEFORE = "dies before it"
    DIES_AFTER = "dies after it"
    CANCELLED = "its task is cancelled while it runs"


class Died(BaseException):
    """This process is no more."""


class Mortal:
    """What a transaction uses of a sqlite3 connection, which meets an accident at a chosen statement."""

    def __init__(self, raw: sqlite3.Connection, cancel: Callable[[], object]) -> None:
        self._raw = raw
        self._cancel = cancel
        self.dead = False
        self.armed: tuple[int, Accident] | None = None
        self.struck: Accident | None = None

    @property
    def in_transaction(self) -> bool:
        return not self.dead and self._raw.in_transaction

    @property
    def total_changes(self) -> int:
        return 0 if self.dead else self._raw.total_changes

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        accident = self._accident_now()
        if accident is Accident.DIES_BEFORE:
            self._die()
        if accident is Accident.CANCELLED:
            self._cancel()
        cursor = self._raw.execute(sql, parameters)
        if accident is Accident.DIES_AFTER:
            cursor.close()  # SQLite keeps a file open, and locked, while one of its statements is not over
            self._die()
        return cursor

    def _accident_now(self) -> Accident | None:
        if self.armed is None:
            return None
        statements_left, accident = self.armed
        if statements_left > 0:
            self.armed = statements_left - 1, accident
            return None
        self.armed, self.struck = None, accident
        return accident

    def _die(self) -> None:
        """To SQLite a death is a file that is closed."""
        self.dead = True
        self._raw.close()
        raise Died


class MortalConnection:
    """The store's own connection, with a mortal one inside."""

    def __init__(self, connection: ThreadConnection, raw: sqlite3.Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._idle = asyncio.Event()
        self.mortal = Mortal(raw, lambda: self._loop.call_soon_threadsafe(self._cancel))
        self.caller: asyncio.Task[Any] | None = None

    @classmethod
    async def open(cls, path: Path) -> "MortalConnection":
        connection = await connected(path, busy_timeout_s=0)  # nobody else may hold a lock
        await connection.execute("PRAGMA foreign_keys = ON")
        await connection.execute("PRAGMA synchronous = OFF")  # processes die here, the power stays on
        return cls(connection, await connection.call(lambda raw: raw))

    async def call(self, function: Callable[[sqlite3.Connection], T]) -> T:
        if self.mortal.dead:
            raise Died
        self._idle.clear()
        try:
            return await self._connection.call(lambda _: function(cast("sqlite3.Connection", self.mortal)))
        finally:
            self._idle.set()

    async def close(self) -> None:
        await self._connection.close()

    async def idle(self) -> None:
        """Until the last transaction is over, whether somebody waits for it or not."""
        await self._idle.wait()

    def _cancel(self) -> None:
        assert self.caller is not None
        self.caller.cancel()  # it waits for its transaction, or has its answer already


@dataclass
class Process:
    """One owner, its connection, and its last sight of each job."""

    name: str
    connection: MortalConnection
    store: SqliteStore
    seen: dict[JobId, Job] = field(default_factory=dict[JobId, Job])


def allowed(state: JobState) -> list[JobState]:
    """Where a job may go from there; where nothing is allowed, something that is not."""
    return [move.target for move in TRANSITIONS if move.source is state] or [JobState.READY]


@cache
def empty_database() -> bytes:
    """A migrated file without a job."""

    async def make(path: Path) -> bytes:
        async with open_store(f"sqlite:///{path}"):
            pass
        return await asyncio.to_thread(path.read_bytes)

    with TemporaryDirectory() as folder:
        return asyncio.run(make(Path(folder) / "imagine.db"))


async def outcome_of(call: Coroutine[Any, Any, Any]) -> object:
    """What a call returns, or what it raises with all its facts."""
    try:
        return await call
    except (ImagineError, IllegalMove) as error:
        return type(error), vars(error)


processes = st.integers(0, PROCESSES - 1)
people = st.sampled_from((ADA, BRUNO))
accidents = st.tuples(st.integers(-15, 0).map(abs), st.sampled_from(Accident))
"""At which statement of the call; most calls have fewer, and then nothing happens."""
places = st.sampled_from(PLACES)
ages = st.sampled_from((timedelta(0), timedelta(minutes=5), timedelta(days=7)))


class Stores(RuleBasedStateMachine):
    """Every rule does the same to both and expects the same answer."""

    store_type: ClassVar[type[SqliteStore]] = SqliteStore
    jobs = Bundle[JobId]("jobs")
    copies = Bundle[Job]("copies")
    """Jobs as somebody saw them once; most of them have moved since."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "imagine.db"
        self.path.write_bytes(empty_database())
        self.raw = sqlite3.connect(self.path, isolation_level=None)
        self.raw.row_factory = sqlite3.Row
        self.loop = asyncio.Runner()
        self.now = NOON
        self.world = PlainWorld()
        self.born = 0
        self.processes = [self.loop.run(self.a_process()) for _ in range(PROCESSES)]

    def teardown(self) -> None:
        assert self.raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert self.raw.execute("PRAGMA foreign_key_check").fetchall() == []
        for process in self.processes:
            self.loop.run(process.connection.close())
        self.loop.close()
        self.raw.close()
        self.folder.cleanup()

    async def call(self, process: Process, verb: str, *arguments: Any, **more: Any) -> object:
        process.connection.caller, process.connection.mortal.struck = asyncio.current_task(), None
        return await outcome_of(attrgetter(verb)(process.store)(*arguments, **more))

    async def a_process(self) -> Process:
        self.born += 1
        connection, name = await MortalConnection.open(self.path), f"process {self.born}"
        return Process(name, connection, self.store_type(Database(connection), name))

    # --- both at once ----------------------------------------------------------------------------------------------

    def ask(
        self, number: int, verb: str, *arguments: Any, accident: tuple[int, Accident] | None = None, **more: Any
    ) -> Any:
        """Call the verb on both; returns what they say, None when there was an accident."""
        self.now += TICK
        process, after = self.processes[number], self.world.copy()
        process.connection.mortal.armed = accident
        expected = self.loop.run(outcome_of(attrgetter(verb)(PlainStore(after, process.name))(*arguments, **more)))
        said = None
        with suppress(Died, asyncio.CancelledError):
            said = self.loop.run(self.call(process, verb, *arguments, **more))
        self.loop.run(process.connection.idle())
        process.connection.mortal.armed = None
        if process.connection.mortal.struck is None:
            assert said == expected
            self.world = after
            return said
        if self.saved() != self.world:  # all of it or nothing
            self.world = after
        if process.connection.mortal.struck is not Accident.CANCELLED:
            self.processes[number] = self.loop.run(self.a_process())
        return None

    def see(self, number: int, *jobs: Job) -> Any:
        """The process saw these; so they are copies now."""
        for job in jobs:
            self.processes[number].seen[job.id] = job
        return multiple(*jobs)

    def see_all(self, number: int, answer: Any) -> Any:
        """As `see`, for whatever a verb said."""
        jobs: list[Any] = cast("list[Any]", answer) if isinstance(answer, list) else [answer]
        return self.see(number, *(job for job in jobs if isinstance(job, Job)))

    def saved(self) -> PlainWorld:
        """What the file says, read past the store."""
        rows = self.raw.execute("SELECT * FROM jobs").fetchall()
        leases = self.raw.execute("SELECT * FROM owners").fetchall()
        charges = self.raw.execute("SELECT * FROM charges ORDER BY id").fetchall()
        return PlainWorld(
            {JobId(row["id"]): job_from(row) for row in rows},
            {JobId(row["id"]): row["owner"] for row in rows},
            {row["owner"]: from_ms(row["lease_until"]) for row in leases},
            [
                Entry(
                    JobId(row["job_id"]),
                    UserId(row["user_id"]),
                    GuildId(row["scope_id"]) if row["scope_id"] else None,
                    Charge(row["kind"]),
                    row["images"],
                    from_ms(row["held_at"]),
                )
                for row in charges
            ],
            self.saved_money(),
            {JobId(row["id"]) for row in rows if row["cleared_at"] is not None},
            {
                (row["scope_id"], row["period"], from_ms(row["starts_at"]))
                for row in self.raw.execute("SELECT * FROM budget_warnings")
            },
        )

    def saved_money(self) -> dict[JobId, Hold]:
        """One hold for each job, and one payment where it is known what it did cost: the file allows no more."""
        held = self.raw.execute("SELECT * FROM spendings WHERE kind = 'held'").fetchall()
        paid = {row["job_id"]: row["micros"] for row in self.raw.execute("SELECT * FROM spendings WHERE kind = 'paid'")}
        return {
            JobId(row["job_id"]): Hold(
                GuildId(row["scope_id"]) if row["scope_id"] else None,
                from_ms(row["held_at"]),
                row["micros"],
                paid.get(row["job_id"]),
            )
            for row in held
        }

    def moved_somehow(self, job: Job, data: st.DataObject) -> Job:
        """A move that is allowed, with whatever the provider may say of it."""
        after = self.moved(job, data.draw(st.sampled_from(allowed(job.state))))
        if after.state is JobState.READY:
            return replace(after, **FATES[data.draw(st.sampled_from(sorted(FATES)))])
        if after.state is JobState.FAILED:
            return replace(after, failure=data.draw(st.sampled_from(Failure)))
        return after

    def moved(self, job: Job, target: JobState) -> Job:
        facts: dict[str, Any] = {}
        match target:
            case JobState.SUBMITTING:
                facts = {"sending_at": self.now}
            case JobState.QUEUED if job.provider_id is None:
                facts = {"provider_id": ProviderId(f"p-{job.id}"), "submitted_at": self.now}
            case JobState.RUNNING:
                facts = {"started_at": self.now}
            case JobState.READY:
                facts = {"ready_at": self.now, "outputs": ("https://x/1.png",), "cost_usd": 0.03}
            case JobState.DELIVERED:
                facts = {"delivered": 1, "told": True}
            case JobState.FAILED:
                facts = {"failure": Failure.BLOCKED, "detail": "risk"}
            case _:
                pass
        if target in ENDS:
            facts["ended_at"] = self.now
        return replace(job, state=target, **facts)

    # --- rules -----------------------------------------------------------------------------------------------------

    @initialize(target=jobs)
    def the_first_jobs(self) -> Any:
        """One that was just accepted, one that renders, one whose pictures wait for their member."""
        ids = [self.ask(0, "accept", a_job(n, accepted_at=self.now), an_allowance()).job.id for n in (1, 2, 3)]
        self.go_on_well(0, ids[1], PATH.index(JobState.RUNNING) + 1)
        self.go_on_well(0, ids[2], len(PATH) + 1)
        return multiple(*ids)

    @rule(
        target=jobs,
        number=processes,
        job_id=st.integers(1, 12),
        place=places,
        request=st.sampled_from(REQUESTS),
        images=st.integers(3, 9),
        at_once=st.integers(1, 3),
        price=st.sampled_from((PRICE, PRICE, PRICE, None)),
        budgets=st.sampled_from(BUDGETS),
        accident=accidents,
    )
    def accept(
        self,
        number: int,
        job_id: int,
        place: tuple[UserId, GuildId | None],
        request: ImagineRequest,
        images: int,
        at_once: int,
        price: int | None,
        budgets: tuple[tuple[Payer, Period, int], ...],
        accident: tuple[int, Accident],
    ) -> JobId:
        allowance = an_allowance(images=images, jobs_at_once=at_once)
        (user, guild), cost = place, allowance.cost(request.images)
        job = a_job(job_id, user_id=user, guild_id=guild, request=request, cost=cost, accepted_at=self.now)
        most = None if price is None else Micros(price * (15 if request.images is Images.SET else 1))
        limits = Limits(most, kept(budgets, self.now))
        said = self.ask(number, "accept", job, allowance, limits, accident=accident)
        if getattr(said, "fresh", False):
            for budget in limits.budgets:
                assert self.sum_of(budget, guild) <= budget.limit
        return job.id

    def sum_of(self, budget: Budget, guild: GuildId | None) -> int:
        """What counts against a budget, by the rows alone: the payment of a job where there is one, else its hold."""
        where = "" if budget.payer is Payer.BOT else f" AND scope_id = {guild or 0}"
        rows = self.raw.execute(
            "SELECT job_id, kind, micros FROM spendings WHERE held_at >= ? AND held_at < ?" + where,
            (to_ms(budget.window.starts_at), to_ms(budget.window.ends_at)),
        )
        by_job: dict[int, dict[str, int]] = {}
        for row in rows:
            by_job.setdefault(row["job_id"], {})[row["kind"]] = row["micros"]
        return sum(kinds.get("paid", kinds["held"]) for kinds in by_job.values())

    @rule(target=copies, number=processes, job_id=jobs, message_id=st.integers(500, 502))
    def confirm_reply(self, number: int, job_id: JobId, message_id: int) -> Any:
        return self.see_all(number, self.ask(number, "confirm_reply", job_id, message_id))

    @rule(number=processes, job_id=jobs, message_id=st.none() | st.integers(500, 502))
    def refresh_reply(self, number: int, job_id: JobId, message_id: int | None) -> None:
        expires_at = self.now + timedelta(minutes=14)
        fresh = a_reply(token="fresh", message_id=message_id, token_expires_at=expires_at, upload_limit_bytes=1)
        self.ask(number, "refresh_reply", job_id, fresh)

    @rule(target=copies, number=processes, job_id=jobs, by=people)
    def request_cancel(self, number: int, job_id: JobId, by: UserId) -> Any:
        return self.see_all(number, self.ask(number, "request_cancel", job_id, by, self.now))

    @rule(target=copies, number=processes, job_id=jobs)
    def get(self, number: int, job_id: JobId) -> Any:
        return self.see_all(number, self.ask(number, "get", job_id))

    @rule(target=copies, number=processes, job_id=jobs, data=st.data(), accident=accidents)
    def advance(self, number: int, job_id: JobId, data: st.DataObject, accident: tuple[int, Accident]) -> Any:
        """From what this process saw last, which may be long ago."""
        job = self.processes[number].seen.get(job_id)
        if job is None:
            return self.get(number, job_id)
        after = self.moved_somehow(job, data)
        return self.see_all(number, self.ask(number, "advance", job, after, self.now, accident=accident))

    @rule(target=copies, number=processes, job=copies, data=st.data())
    def advance_a_copy(self, number: int, job: Job, data: st.DataObject) -> Any:
        after = self.moved_somehow(job, data)
        return self.see_all(number, self.ask(number, "advance", job, after, self.now))

    @rule(target=copies, number=processes, job_id=jobs, moves=st.integers(1, len(PATH) + 1))
    def go_on_well(self, number: int, job_id: JobId, moves: int) -> Any:
        """Some moves from the job as it is, along the path on which all works but the showing; the last is to tell."""
        job = self.ask(number, "get", job_id)
        if not isinstance(job, Job):  # it was refused
            return self.see(number)
        while moves and job.state in (JobState.ACCEPTED, *PATH[:-1]):
            after = self.moved(job, PATH[0] if job.state is JobState.ACCEPTED else PATH[PATH.index(job.state) + 1])
            job, moves = self.ask(number, "advance", job, after, self.now), moves - 1
        if job.state is JobState.KEPT and moves:
            self.ask(number, "mark_told", job)
        return self.see_all(number, job)

    @rule(target=copies, number=processes, job=copies, accident=accidents)
    def go_elsewhere(self, number: int, job: Job, accident: tuple[int, Accident]) -> Any:
        return self.see_all(number, self.ask(number, "go_elsewhere", job, accident=accident))

    @rule(number=processes, job_id=jobs, accident=accidents)
    def mark_told(self, number: int, job_id: JobId, accident: tuple[int, Accident]) -> None:
        job = self.processes[number].seen.get(job_id)
        if job is not None:
            self.ask(number, "mark_told", job, accident=accident)

    @rule(number=processes, job=copies)
    def mark_a_copy_told(self, number: int, job: Job) -> None:
        self.ask(number, "mark_told", job)

    @rule(number=processes)
    def renew(self, number: int) -> None:
        self.ask(number, "renew", self.now + LEASE)

    @rule(target=copies, number=processes, accident=accidents)
    def claim(self, number: int, accident: tuple[int, Accident]) -> Any:
        return self.see_all(number, self.ask(number, "claim", self.now, accident=accident))

    @rule(number=processes, accident=accidents)
    def release(self, number: int, accident: tuple[int, Accident]) -> None:
        self.ask(number, "release", accident=accident)

    @rule(target=copies, number=processes, user=people)
    def kept(self, number: int, user: UserId) -> Any:
        return self.see_all(number, self.ask(number, "kept", user))

    @rule(
        target=copies,
        number=processes,
        job_id=jobs,
        theirs=st.sampled_from((True, True, False)),
        message_id=st.sampled_from((900, 500)),
        accident=accidents,
    )
    def reopen(self, number: int, job_id: JobId, theirs: bool, message_id: int, accident: tuple[int, Accident]) -> Any:
        job = self.world.jobs.get(job_id)
        asked_by_bruno = (job is not None and job.user_id == BRUNO) is theirs
        place = a_reply(token="of /collect", message_id=message_id, channel_id=8, locale="it")
        arguments = (job_id, BRUNO if asked_by_bruno else ADA, place)
        return self.see_all(number, self.ask(number, "reopen", *arguments, accident=accident))

    @rule(target=copies, number=processes, age=ages, accident=accidents)
    def forgotten(self, number: int, age: timedelta, accident: tuple[int, Accident]) -> Any:
        return self.see_all(number, self.ask(number, "forgotten", self.now - age, accident=accident))

    @rule(number=processes, place=places, days=st.integers(-1, 1))
    def usage(self, number: int, place: tuple[UserId, GuildId | None], days: int) -> None:
        day = current_window(an_allowance(), self.now + timedelta(days=days))
        self.ask(number, "usage", *place, day)

    @rule(number=processes, guild=st.sampled_from((GUILD, None)), payer=st.sampled_from(Payer), days=st.integers(-1, 1))
    def spent(self, number: int, guild: GuildId | None, payer: Payer, days: int) -> None:
        day = window_of(Period.DAY, an_allowance().timezone, self.now + timedelta(days=days))
        self.ask(number, "spending.spent", payer, guild, day)

    @rule(number=processes, limit=st.integers(1, 3))
    def uncertain(self, number: int, limit: int) -> None:
        self.ask(number, "spending.uncertain", GUILD, limit)

    @rule(number=processes, job_id=jobs, how=st.sampled_from(Failure), paid=st.booleans())
    def goes_wrong(self, number: int, job_id: JobId, how: Failure, paid: bool) -> None:
        """Sent, and nothing comes of it; perhaps nobody will ever know what it cost."""
        job = self.ask(number, "get", job_id)
        if not isinstance(job, Job) or job.state is not JobState.ACCEPTED:
            return
        job = self.ask(number, "advance", job, self.moved(job, JobState.SUBMITTING), self.now)
        failed = replace(self.moved(job, JobState.FAILED), failure=how, cost_usd=0.02 if paid else None)
        self.ask(number, "advance", job, failed, self.now)

    @rule(number=processes, job_id=jobs, charged=st.booleans(), accident=accidents)
    def clear_in_the_chat(self, number: int, job_id: JobId, charged: bool, accident: tuple[int, Accident]) -> None:
        entry = AuditEntry(GUILD, self.now, BRUNO, Action.CLEARED, job=job_id)
        arguments = (GUILD, job_id, self.now, entry)
        self.ask(number, "spending.clear", *arguments, accident=accident, charged=charged)

    @rule(job_id=jobs, charged=st.booleans())
    def clear_beside_the_bot(self, job_id: JobId, charged: bool) -> None:
        self.now += TICK
        found = clear(self.path, [job_id], self.now, charged=charged)
        assert bool(found) is PlainStore(self.world, "operator").spending.clear_beside(job_id, charged=charged)

    @rule(number=processes, verb=st.sampled_from(("get", "confirm_reply", "request_cancel", "reopen", "advance")))
    def ask_for_nobodys_job(self, number: int, verb: str) -> None:
        job = a_job(99, accepted_at=self.now)
        arguments: dict[str, tuple[Any, ...]] = {
            "confirm_reply": (job.id, 500),
            "request_cancel": (job.id, ADA, self.now),
            "reopen": (job.id, ADA, a_reply()),
            "advance": (job, job.moved(JobState.SUBMITTING), self.now),
        }
        self.ask(number, verb, *arguments.get(verb, (job.id,)))

    @rule(number=processes, request=st.sampled_from(REQUESTS))
    def durations(self, number: int, request: ImagineRequest) -> None:
        self.ask(number, "durations", request)

    @rule(by=st.sampled_from((LEASE, timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1))))
    def the_clock_jumps(self, by: timedelta) -> None:
        self.now += by

    @rule(number=processes)
    def the_process_dies(self, number: int) -> None:
        self.loop.run(self.processes[number].connection.close())
        self.processes[number] = self.loop.run(self.a_process())

    # --- what is true at every moment ------------------------------------------------------------------------------

    @invariant()
    def both_know_the_same(self) -> None:
        assert self.saved() == self.world

    @invariant()
    def one_hold_and_one_settlement_once_it_has_ended(self) -> None:
        kinds: dict[int, list[str]] = {}
        for row in self.raw.execute("SELECT job_id, kind FROM charges ORDER BY id"):
            kinds.setdefault(row["job_id"], []).append(row["kind"])
        expected: dict[int, list[str]] = {}
        for row in self.raw.execute("SELECT id, state FROM jobs"):
            spent_or_returned = "spent" if row["state"] == "delivered" else "returned"
            over = row["state"] in ("delivered", "cancelled", "failed")
            expected[row["id"]] = ["held", spent_or_returned] if over else ["held"]
        assert kinds == expected

    @invariant()
    def money_is_held_until_it_is_known_what_it_cost(self) -> None:
        """By the rows alone, in other words than the model's."""
        rows = self.raw.execute(
            "SELECT jobs.*, (SELECT count(*) FROM spendings WHERE job_id = jobs.id AND kind = 'held') AS holds,"
            " (SELECT count(*) FROM spendings WHERE job_id = jobs.id AND kind = 'paid') AS payments FROM jobs"
        )
        for row in rows:
            doubtful = row["failure"] in ("outcome_unknown", "timed_out", "lost_there") and row["cleared_at"] is None
            known = row["ready_at"] is not None or (row["state"] in ("cancelled", "failed") and not doubtful)
            assert (row["holds"], row["payments"]) == (1, int(known)), dict(row)

    @invariant()
    def what_the_model_says_is_used_is_the_sum_over_the_ledger(self) -> None:
        for user, guild in PLACES:
            for window in (EVER, current_window(an_allowance(), self.now)):
                sums = dict.fromkeys(("held", "spent", "returned"), 0)
                sums |= dict(
                    self.raw.execute(
                        "SELECT kind, sum(images) FROM charges WHERE user_id = ? AND scope_id = ?"
                        " AND held_at >= ? AND held_at < ? GROUP BY kind",
                        (user, guild or 0, to_ms(window.starts_at), to_ms(window.ends_at)),
                    ).fetchall()
                )
                usage = self.loop.run(PlainStore(self.world, "auditor").usage(user, guild, window))
                assert (usage.used, usage.held) == (sums["spent"], sums["held"] - sums["spent"] - sums["returned"])


TestStores = pytest.mark.timeout(SHRINKING_S)(Stores.TestCase)
TestStores.settings = settings(
    deadline=None, max_examples=STORIES, stateful_step_count=STEPS, suppress_health_check=[HealthCheck.too_slow]
)


# --- the machine can fail ------------------------------------------------------------------------------------------


class FencesNobodyOut(SqliteStore):
    """Who was replaced by a newer process still moves its jobs."""

    async def advance(self, before: Job, after: Job, now: datetime) -> Job:
        with suppress(NoSuchJob):
            before = replace(before, epoch=(await self.get(before.id)).epoch)
        return await super().advance(before, after, now)


class TellsForTheDead(SqliteStore):
    """A job is called told by who saw it long ago."""

    async def mark_told(self, job: Job) -> None:
        await super().mark_told(await self.get(job.id))


class TakesFromTheLiving(SqliteStore):
    """A lease protects nobody's jobs."""

    async def claim(self, now: datetime) -> Sequence[Job]:
        return await super().claim(now + timedelta(hours=2))


class ListensToTheLast(SqliteStore):
    """The last wish to cancel counts, not the first."""

    async def request_cancel(self, job_id: JobId, by: UserId, now: datetime) -> Job:
        statement = "UPDATE jobs SET cancel_requested_by = ? WHERE id = ?"
        await self.database.run(lambda tx: tx.run(statement, (by, job_id)))
        return await self.get(job_id)


class AcceptsInTwoSteps(SqliteStore):
    """The hold is written after the job, in a transaction of its own."""

    def _charge(self, tx: Transaction, job: Job, kind: Charge, now: datetime) -> None:
        if kind is Charge.HELD:
            tx.run("COMMIT")
            tx.run("BEGIN IMMEDIATE")
        super()._charge(tx, job, kind, now)


class NeverStartsAnew(SqliteStore):
    """What was used long ago counts for today."""

    async def usage(self, user: UserId, guild: GuildId | None, window: Window) -> Usage:
        return await super().usage(user, guild, EVER)


class HoldsMoneyLater(SqliteStore):
    """What a job can cost is held in a transaction of its own, after the one that accepts it."""

    def _charge(self, tx: Transaction, job: Job, kind: Charge, now: datetime) -> None:
        super()._charge(tx, job, kind, now)
        if kind is Charge.HELD:
            tx.run("COMMIT")
            tx.run("BEGIN IMMEDIATE")


class GivesDoubtBack(SqliteStore):
    """Whatever failed did cost nothing, known or not."""

    async def advance(self, before: Job, after: Job, now: datetime) -> Job:
        job = await super().advance(before, after, now)
        if job.state is JobState.FAILED:
            doubted = replace(job, failure=Failure.BLOCKED, outputs=())
            await self.database.run(lambda tx: money.pay(tx, doubted, now))
        return job


class WarnsAgain(SqliteStore):
    """Nobody writes down that a budget's warning was given."""

    async def accept(self, job: Job, allowance: Allowance, limits: Limits = NO_LIMITS) -> Accepted:
        await self.database.run(lambda tx: tx.run("DELETE FROM budget_warnings"))
        return await super().accept(job, allowance, limits)


@pytest.mark.parametrize(
    "broken",
    [FencesNobodyOut, TellsForTheDead, TakesFromTheLiving, ListensToTheLast, AcceptsInTwoSteps, NeverStartsAnew,
     HoldsMoneyLater, GivesDoubtBack, WarnsAgain],
    ids=lambda broken: broken.__name__,
)  # fmt: skip
def test_a_broken_store_is_found_out(broken: type[SqliteStore]) -> None:
    machine = type("Broken", (Stores,), {"store_type": broken})
    until_found = settings(
        TestStores.settings, max_examples=10 * STORIES, phases=[Phase.generate], database=None, derandomize=True,
        report_multiple_bugs=False, verbosity=Verbosity.quiet,
    )  # fmt: skip
    with pytest.raises((AssertionError, sqlite3.IntegrityError)):
        run_state_machine_as_test(machine, settings=until_found)
