"""A process may die, or be stopped, at every point of a job's life, and again at every point of the recovery.

Each story is run once as it is, then with one strike at each of its points, then with a second one at each point that
the recovering processes pass, each also with lost answers. The models count what was paid, shown and charged.
"""

import asyncio
import logging
import os
import time
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from bot.core.admission import Asker
from bot.core.delivery import Delivery
from bot.core.errors import Blocked, Busy, ImageApiError, NotSent, TooLate, Unreachable
from bot.core.imagine import CancelAnswer
from bot.core.jobs import TRANSITIONS, Charge, Failure, Job, JobId, JobState
from bot.core.journey import KEPT_FOR, Journey
from bot.core.money import Budget, Limits, Spent
from bot.core.pacing import FETCH_PATIENCE_S
from bot.core.quotas import Usage
from bot.core.sending import Sending
from bot.core.updates import Cancelled, Collected, Failed, InLine, KeepsTrying, Kept, Pictures, Rendering, WaitingThere
from bot.core.worker import Worker
from bot.store import money
from bot.store.database import Transaction
from bot.store.sqlite import SqliteStore
from tests.core.crashing import USUAL_PLAN, Plan, Stage, Strike, World, a_stage, problems_of_money, prompt_of
from tests.core.virtual_time import VirtualLoop
from tests.makers import ADA, BRUNO, GUILD

ALL_PAIRS: Final = os.environ.get("CRASH_PAIRS") == "all"
"""Pairs for every story with every lost answer: minutes instead of seconds."""

# --- the points -------------------------------------------------------------------------------------------------------

EXPECTED_ACTIONS: Final = (
    # what a member causes
    "accept", "answer", "confirm_reply", "request_cancel", "refresh_reply", "reopen",
    # a process begins and ends
    "take_all_leases", "renew", "claim", "forgotten", "release",
    # a job moves
    "advance accepted>submitting", "advance accepted>cancelled", "advance accepted>failed",
    "advance submitting>queued", "advance submitting>accepted", "advance submitting>failed",
    "advance queued>running", "advance queued>ready", "advance queued>cancelled", "advance queued>failed",
    "advance running>queued", "advance running>ready", "advance running>cancelled", "advance running>failed",
    "advance ready>delivered", "advance ready>kept", "advance ready>failed", "advance kept>failed",
    "mark_told", "go_elsewhere",
    # what happens outside
    "submit", "cancel", "finish Pictures", "finish Kept", "finish Collected", "finish Cancelled", "finish Failed",
)  # fmt: skip
"""Every commit and every effect; each has a point before it and one after it."""
EXPECTED_POINTS: Final = frozenset(map(" ".join, product(("before", "after"), EXPECTED_ACTIONS)))

# --- the stories ------------------------------------------------------------------------------------------------------

End = tuple[JobState, Failure | None]
DELIVERED: Final[End] = (JobState.DELIVERED, None)
CANCELLED: Final[End] = (JobState.CANCELLED, None)
CANCELLED_ONLY: Final = frozenset({CANCELLED})
CANCELLED_IN_TIME_OR_NOT: Final = frozenset({CANCELLED, DELIVERED})
"""A press that a crash held up may come too late; then the provider's word must be the job's."""


def failing(why: Failure) -> frozenset[End]:
    return frozenset({(JobState.FAILED, why)})


@dataclass(frozen=True)
class Story:
    """What people do, and what the provider has in mind. `ends` are those of job 1 that are right in any weather.

    `paired_from`: from this point on, every pair of strikes is played, too; what lies before it is another story's.
    """

    name: str
    told: Callable[[World], Awaitable[None]]
    ends: frozenset[End]
    plan: Plan = USUAL_PLAN
    refusals: tuple[ImageApiError, ...] = ()
    paired_from: str | None = None
    places: int = 10


async def asks(world: World) -> None:
    await world.ask()
    await world.all_done()


async def asks_in_vain_to_be_answered(world: World) -> None:
    world.chat.lose_answer = True
    await asks(world)


async def presses(world: World, *when_it_says: type[object]) -> None:
    """Cancel, once the message says so, or when it is over."""
    await world.ask()
    await until_it_says(world, *when_it_says)
    answer = await world.press_cancel()
    await world.all_done()
    state = world.jobs()[JobId(1)].state
    assert answer is not CancelAnswer.CANCELLED or state is JobState.CANCELLED
    assert answer is not CancelAnswer.TOO_LATE or state is JobState.DELIVERED
    assert not isinstance(answer, TooLate) or state in (JobState.DELIVERED, JobState.FAILED, JobState.CANCELLED)


async def until_it_says(world: World, *kinds: type[object]) -> None:
    def so_or_over() -> bool:
        message = world.chat.messages.get("of 1")
        return (message is not None and isinstance(message.says, kinds)) or world.jobs()[JobId(1)].ended

    await world.until(so_or_over)


async def presses_while_it_is_not_sent(world: World) -> None:
    await presses(world, KeepsTrying)


async def presses_in_their_queue(world: World) -> None:
    await presses(world, WaitingThere)


async def presses_too_late(world: World) -> None:
    await presses(world, Rendering)


async def presses_when_it_is_put_back(world: World) -> None:
    """The bot still believes that it runs."""
    await world.ask()
    await until_it_says(world, Rendering)
    orders = world.provider.ordered(prompt_of(JobId(1)))
    while orders and world.provider.stage(orders[0]) is Stage.RUNNING:
        await asyncio.sleep(0.05)  # so that the bot has not looked again
    await presses(world, Rendering, WaitingThere)


async def waits_in_line_and_presses(world: World) -> None:
    """Bruno's picture takes the only place; Ada's waits for it and is cancelled."""
    await world.ask(2, BRUNO)
    await presses(world, InLine)


async def cannot_be_fetched_and_collects(world: World) -> None:
    async def silent() -> None:
        await asyncio.sleep(FETCH_PATIENCE_S)
        raise Unreachable("no answer")

    world.provider.trouble["download"] = silent
    await world.ask()
    await world.all_done()
    del world.provider.trouble["download"]
    await world.collect()
    await world.all_done()


async def is_locked_out_and_collects_elsewhere(world: World) -> None:
    await is_locked_out(world)
    await world.collect()
    await world.all_done()


async def is_locked_out(world: World) -> None:
    """The bot may not write there any more, once the job is on its way."""

    def close_the_channel(point: str) -> None:
        if "submitting" in point:
            world.chat.messages["of 1"].closed = True

    world.at_point = close_the_channel
    await world.ask()
    await world.all_done()


async def nobody_comes(world: World) -> None:
    await is_locked_out(world)
    await asyncio.sleep((KEPT_FOR + timedelta(hours=1)).total_seconds())
    await world.command(lambda process: process.worker.recover())
    await world.until(lambda: all(job.ended for job in world.jobs().values()))
    await world.all_done()


async def makes_nothing(world: World) -> None:
    world.provider.files = 0
    await asks(world)


def planned(*stages: tuple[float, Stage]) -> Plan:
    return ((0.0, Stage.QUEUED), *stages)


AWAY: Final = NotSent("nobody listens")
STORIES: Final = (
    Story("delivered", asks, frozenset({DELIVERED}), paired_from="before accept"),
    Story("finished between two looks", asks, frozenset({DELIVERED}), planned((0.5, Stage.COMPLETED))),
    Story(
        "put back into the queue",
        asks,
        frozenset({DELIVERED}),
        planned((1.0, Stage.RUNNING), (4.0, Stage.QUEUED), (9.0, Stage.COMPLETED)),
    ),
    Story(
        "failed there",
        asks,
        failing(Failure.PROVIDER_FAILED),
        planned((2.0, Stage.RUNNING), (5.0, Stage.FAILED)),
    ),
    Story("failed there at once", asks, failing(Failure.PROVIDER_FAILED), planned((0.5, Stage.FAILED))),
    Story("made no picture", makes_nothing, failing(Failure.NO_PICTURES)),
    Story("blocked at submit", asks, failing(Failure.BLOCKED), refusals=(Blocked("no"),) * 99),
    Story("not sent, then sent", asks, frozenset({DELIVERED}), refusals=(AWAY, Busy(7.0))),
    Story("never sent", asks, failing(Failure.UNREACHABLE), refusals=(AWAY, *[Busy(100_000.0)] * 9)),
    Story("cancelled before it was sent", presses_while_it_is_not_sent, CANCELLED_ONLY, refusals=(AWAY,) * 999),
    Story("cancelled in line", waits_in_line_and_presses, CANCELLED_IN_TIME_OR_NOT, places=1),
    Story(
        "cancelled in their queue",
        presses_in_their_queue,
        CANCELLED_IN_TIME_OR_NOT,
        planned((60.0, Stage.COMPLETED)),
        paired_from="before accept",
    ),
    Story(
        "cancelled after it was put back",
        presses_when_it_is_put_back,
        CANCELLED_IN_TIME_OR_NOT,
        planned((1.0, Stage.RUNNING), (30.0, Stage.QUEUED), (90.0, Stage.COMPLETED)),
    ),
    Story(
        "cancelled too late",
        presses_too_late,
        frozenset({DELIVERED}),
        planned((0.5, Stage.RUNNING), (9.0, Stage.COMPLETED)),
    ),
    Story(
        "kept and collected",
        cannot_be_fetched_and_collects,
        frozenset({DELIVERED}),
        paired_from="before advance ready>kept",
    ),
    Story("kept and collected elsewhere", is_locked_out_and_collects_elsewhere, frozenset({DELIVERED})),
    Story("kept for nobody", nobody_comes, failing(Failure.UNDELIVERABLE)),
    Story("the first reply never confirmed", asks_in_vain_to_be_answered, failing(Failure.NOT_ACKNOWLEDGED)),
)


class Lost(Enum):
    """Which answer is lost, the first time that it is given; what was asked for is done all the same."""

    NOTHING = "nothing"
    SUBMIT = "submit"
    FINISH = "finish"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Schedule:
    """One run of a story: what strikes at which of its points, and which answer is lost."""

    story: Story
    strikes: tuple[tuple[int, Strike], ...] = ()
    lost: Lost = Lost.NOTHING


@dataclass(frozen=True)
class Run:
    """What came of it: the points that were passed, and what was wrong at the end."""

    passed: tuple[str, ...]
    problems: tuple[str, ...]


# --- what must be true at the end -------------------------------------------------------------------------------------


def problems_of(world: World, story: Story, usage: Usage | None) -> Iterator[str]:
    """Everything that is wrong once nothing happens any more; the models and the file must tell the same."""
    jobs = world.jobs()
    charges = world.observer.execute("SELECT job_id, kind, images FROM charges ORDER BY id").fetchall()
    yield from world.mishaps
    for (answer,) in world.observer.execute("PRAGMA integrity_check"):
        if answer != "ok":
            yield f"the file is damaged: {answer}"
    for job in jobs.values():
        ledger = [row["kind"] for row in charges if row["job_id"] == job.id]
        yield from (f"job {job.id}: {problem}" for problem in _problems_of_job(world, story, job, ledger))
        yield from (f"job {job.id}: {problem}" for problem in problems_of_money(world, job))
    ada = [job for job in jobs.values() if job.user_id == ADA]
    shown = sum(job.cost for job in ada if world.chat.with_pictures(job.id))
    kept = sum(job.cost for job in ada if job.state is JobState.KEPT)
    if usage is None or (usage.used, usage.held) != (shown, kept):
        yield f"Ada sees {shown} pictures and {kept} wait for her, but the usage is {usage}"


def _problems_of_job(world: World, story: Story, job: Job, ledger: list[str]) -> Iterator[str]:
    provider, chat, end = world.provider, world.chat, (job.state, job.failure)
    orders, showing = provider.ordered(prompt_of(job.id)), chat.with_pictures(job.id)
    stage = provider.stage(orders[0]) if orders else None
    doubtful = job.id in world.interrupted or prompt_of(job.id) in provider.doubted
    if len(orders) > 1:
        yield f"paid {len(orders)} times"
    if not job.done:
        yield f"stuck in {job.state.name}, told: {job.told}"
    # how it ended
    if (job.failure is Failure.OUTCOME_UNKNOWN) != doubtful:
        yield f"ended with {end}, and that its outcome was unknown is {doubtful}"
    elif (job.failure is Failure.NOT_ACKNOWLEDGED) != (job.reply.message_id is None):
        yield f"ended with {end}, and its first reply is {job.reply.message_id}"
    elif not doubtful and job.reply.message_id is not None and job.id == 1 and end not in story.ends:
        yield f"ended with {end}"
    # what the provider did
    if job.state is JobState.CANCELLED and stage not in (None, Stage.CANCELLED):
        yield f"cancelled, but with the provider it is {stage}"
    if stage is Stage.CANCELLED and job.state is not JobState.CANCELLED and not doubtful:
        yield "not cancelled, but with the provider it is"
    if stage is Stage.COMPLETED and not doubtful and job.state not in (JobState.DELIVERED, JobState.KEPT) and (
        job.failure not in (Failure.UNDELIVERABLE, Failure.NO_PICTURES)
    ):  # fmt: skip
        yield f"paid and finished, but it ended with {end}"
    # what is charged
    settlement = {JobState.KEPT: [], JobState.DELIVERED: [Charge.SPENT.value]}.get(job.state, [Charge.RETURNED.value])
    if ledger != [Charge.HELD.value, *settlement]:
        yield f"ended with {end}, but the ledger says {ledger}"
    # what is seen
    if showing != (job.state is JobState.DELIVERED):
        yield f"ended with {end}, but {showing} messages show pictures"
    message = chat.at(job)
    if message is not None and not message.closed and not _fits(message.says, job):
        yield f"ended with {end}, but its message says {message.says}"
    left = chat.messages.get(f"of {job.id}")
    if left is not message and left is not None and not left.closed and left.says != Collected():
        yield f"ended with {end} elsewhere, but the message that was left says {left.says}"


def _fits(last_word: object, job: Job) -> bool:
    match job.state:
        case JobState.DELIVERED:
            return isinstance(last_word, Pictures)
        case JobState.CANCELLED:
            return isinstance(last_word, Cancelled)
        case JobState.KEPT:
            return isinstance(last_word, Kept)
        case _:
            return isinstance(last_word, Failed) and last_word.why is job.failure


# --- running them -----------------------------------------------------------------------------------------------------


class _Mistakes(logging.Handler):
    """Collects errors that nobody foresaw: the bot survives them, and here they are failures."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.found.append(f"{record.message}: {record.exc_info[1]!r}")


class Theatre:
    """Plays schedules, all on one event loop and in one folder in memory."""

    def __init__(self, folder: Path, template: bytes, loop: VirtualLoop, mistakes: _Mistakes) -> None:
        self._folder, self._template, self._loop, self._mistakes = folder, template, loop, mistakes
        self.played = 0

    def play(self, schedule: Schedule) -> Run:
        """One run to its natural end."""
        self.played += 1
        self._loop.rewind()
        return self._loop.run_until_complete(self._play(schedule))

    def check(self, schedule: Schedule) -> Run:
        """The same; fails when anything is wrong at the end, or when it passes a point that the table does not have."""
        run = self.play(schedule)
        if run.problems or not EXPECTED_POINTS.issuperset(run.passed):
            where = [f"{strike.value} at {run.passed[at]!r}" for at, strike in schedule.strikes]
            story = f"{schedule.story.name!r}, {where}, lost: {schedule.lost.value}"
            unknown = [f"not in the table: {point}" for point in run.passed if point not in EXPECTED_POINTS]
            pytest.fail("\n".join([story, *run.problems, *unknown, f"points: {', '.join(run.passed)}"]))
        return run

    async def _play(self, schedule: Schedule) -> Run:
        self._mistakes.found.clear()
        world = World(self._folder, self._template, dict(schedule.strikes), schedule.story.places)
        world.provider.plan = schedule.story.plan
        world.provider.refusals.extend(schedule.story.refusals)
        world.provider.lose_submit = schedule.lost is Lost.SUBMIT
        world.provider.lose_cancel = schedule.lost is Lost.CANCEL
        world.chat.lose_finish = schedule.lost is Lost.FINISH
        usage: list[Usage | None] = []

        async def told(world: World) -> None:
            await schedule.story.told(world)
            report = await world.command(lambda process: process.imagine.quota(Asker(ADA, GUILD)))
            usage.append(report and report.usage)

        try:
            try:
                await world.play(told)
            except (TimeoutError, AssertionError) as error:
                world.mishaps.append(repr(error))
            world.mishaps.extend(self._mistakes.found)
            usage.append(None)
            return Run(tuple(world.passed), tuple(problems_of(world, schedule.story, usage[0])))
        finally:
            world.close()


@contextmanager
def an_open_theatre(folder: Path, template: bytes) -> Generator[Theatre]:
    mistakes, logger = _Mistakes(), logging.getLogger("bot")
    level, propagate = logger.level, logger.propagate
    logger.setLevel(logging.ERROR)  # thousands of runs; a line in the log costs as much as a statement
    logger.propagate = False  # and pytest would keep them all
    logger.addHandler(mistakes)
    try:
        with closing(VirtualLoop()) as loop:
            yield Theatre(folder, template, loop, mistakes)
    finally:
        logger.removeHandler(mistakes)
        logger.setLevel(level)
        logger.propagate = propagate


@pytest.fixture(scope="module")
def stage() -> Generator[tuple[Path, bytes]]:
    with a_stage() as built:
        yield built


@pytest.fixture
def theatre(stage: tuple[Path, bytes]) -> Generator[Theatre]:
    with an_open_theatre(*stage) as opened:
        yield opened


# --- the enumeration --------------------------------------------------------------------------------------------------


def each_point(run: Run, since: int = 0) -> range:
    return range(since, len(run.passed))


def losses(run: Run) -> list[Lost]:
    """The lost answers that can change this story."""
    asked = {Lost.SUBMIT: "after advance submitting>queued", Lost.CANCEL: "after cancel"}
    return [lost for lost in Lost if lost not in asked or asked[lost] in run.passed]


@pytest.fixture(autouse=True)
def _count(theatre: Theatre, request: pytest.FixtureRequest) -> Generator[None]:  # pyright: ignore[reportUnusedFunction]
    """The report of each test (--junitxml) says how many schedules it played, and how many in a second."""
    before, began_s = theatre.played, time.perf_counter()
    yield
    played, took_s = theatre.played - before, time.perf_counter() - began_s
    request.node.user_properties += [("schedules", played), ("schedules_per_second", round(played / took_s))]


BY_NAME: Final = {story.name: story for story in STORIES}
DELIVERY: Final = BY_NAME["delivered"]


def test_every_point_that_is_passed_is_in_the_table_and_every_one_in_the_table_is_passed(theatre: Theatre) -> None:
    plain = [theatre.check(Schedule(story)) for story in STORIES]
    middle = len(plain[0].passed) // 2
    struck = [theatre.check(Schedule(DELIVERY, ((middle, strike),))) for strike in Strike]
    assert {point for run in (*plain, *struck) for point in run.passed} == EXPECTED_POINTS


def test_every_row_of_the_state_machine_has_its_points() -> None:
    rows = {f"advance {move.source.value}>{move.target.value}" for move in TRANSITIONS}
    advances = {action for action in EXPECTED_ACTIONS if action.startswith("advance ")}
    assert rows - advances == {"advance kept>ready"}, "which is the verb reopen"
    assert advances <= rows


def test_the_same_schedule_twice_is_the_same_run(theatre: Theatre) -> None:
    schedule = Schedule(BY_NAME["cancelled in line"], ((11, Strike.CRASH),))
    assert theatre.check(schedule) == theatre.check(schedule)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_crash_at_any_point_with_any_lost_answer(theatre: Theatre, story: Story) -> None:
    for lost in losses(theatre.check(Schedule(story))):
        plain = theatre.check(Schedule(story, (), lost))
        for point in each_point(plain):
            theatre.check(Schedule(story, ((point, Strike.CRASH),), lost))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_an_orderly_stop_at_any_point_leaves_no_doubt(theatre: Theatre, story: Story) -> None:
    plain = theatre.check(Schedule(story))
    for point in each_point(plain):
        theatre.check(Schedule(story, ((point, Strike.STOP),)))


def pairs(theatre: Theatre, story: Story, first: Strike, lost: Lost) -> Iterator[Schedule]:
    """The second strike is at each point that is passed after the first one, whichever these are then."""
    plain = theatre.check(Schedule(story, (), lost))
    since = 0 if ALL_PAIRS else plain.passed.index(story.paired_from or plain.passed[0])
    for point in each_point(plain, since):
        once = theatre.check(Schedule(story, ((point, first),), lost))
        for second in each_point(once, point + 1):
            yield Schedule(story, ((point, first), (second, Strike.CRASH)), lost)


PAIRED: Final = [
    (story, lost)
    for story in STORIES
    for lost in Lost
    if ALL_PAIRS or (story.paired_from and lost is Lost.NOTHING) or (story is DELIVERY and lost is not Lost.CANCEL)
]


@pytest.mark.parametrize(("story", "lost"), PAIRED, ids=lambda value: value.name)
def test_a_second_crash_at_any_point_after_the_first(theatre: Theatre, story: Story, lost: Lost) -> None:
    for schedule in pairs(theatre, story, Strike.CRASH, lost):
        theatre.check(schedule)


def test_a_crash_at_any_point_after_an_orderly_stop_or_in_it(theatre: Theatre) -> None:
    for schedule in pairs(theatre, DELIVERY, Strike.STOP, Lost.NOTHING):
        theatre.check(schedule)


# --- that all this can fail -------------------------------------------------------------------------------------------


class SubmitsAgain(Journey):
    """After a crash, as if nothing had been sent."""

    async def _begin(self) -> None:
        if self.job.state is JobState.SUBMITTING:
            await self._case.move(JobState.ACCEPTED)
        await super()._begin()


class SavesDeliveryFirst(Journey):
    """The chat will surely take it."""

    async def _deliver(self) -> None:
        await self._case.move(JobState.DELIVERED, delivered=1, told=True)
        await Delivery(self._case).carry_out()


class MarksFirst(Journey):
    """The chat will surely say it."""

    async def _tell_the_end(self) -> None:
        await self._case.tools.store.mark_told(self.job)
        await self._case.tools.messenger.finish(self.job, self._ending())


class SendsUnannounced(Sending):
    """The intent is saved after the act."""

    async def _send(self) -> None:
        case = self._case
        provider_id = await case.tools.api.submit(case.job.request)
        await case.move(JobState.SUBMITTING)
        await case.move(JobState.QUEUED, provider_id=provider_id, submitted_at=case.now())


class SettlesLater(SqliteStore):
    """The charge in a transaction of its own."""

    _waiting: tuple[Transaction, Job, Charge, datetime] | None = None

    def _charge(self, tx: Transaction, job: Job, kind: Charge, now: datetime) -> None:
        if kind is Charge.HELD:
            super()._charge(tx, job, kind, now)
        else:
            self._waiting = tx, job, kind, now

    async def advance(self, before: Job, after: Job, now: datetime) -> Job:
        job = await super().advance(before, after, now)
        if self._waiting is not None:
            charge, owed = super()._charge, self._waiting[1:]
            await self.database.run(lambda tx: charge(tx, *owed))
            self._waiting = None
        return job


def holds_money_later(tx: Transaction, job: Job, limits: Limits) -> tuple[tuple[Budget, Spent], ...]:
    """What it can cost is held after the transaction that takes the job."""
    tx.run("COMMIT")
    tx.run("BEGIN IMMEDIATE")
    return money.hold(tx, job, limits)


def pays_later(tx: Transaction, job: Job, now: datetime) -> None:
    """What it did cost is written after the transaction that learns it."""
    tx.run("COMMIT")
    tx.run("BEGIN IMMEDIATE")
    money.pay(tx, job, now)


def gives_doubt_back(tx: Transaction, job: Job, now: datetime) -> None:
    """What has failed did cost nothing, whether anybody knows that or not."""
    money.pay(tx, replace(job, failure=None) if job.state is JobState.FAILED else job, now)


class TakesNothingOn(Worker):
    """A new process begins with new jobs only."""

    async def recover(self) -> list[Job]:
        return []


BROKEN: Final[dict[Callable[..., object], tuple[str, str, str]]] = {
    SubmitsAgain: ("bot.core.worker.Journey", "delivered", "job 1: paid 2 times"),
    SavesDeliveryFirst: ("bot.core.worker.Journey", "delivered", "but 0 messages show pictures"),
    MarksFirst: ("bot.core.worker.Journey", "blocked at submit", "but its message says"),
    SendsUnannounced: ("bot.core.journey.Sending", "delivered", "job 1: paid 2 times"),
    SettlesLater: ("tests.core.crashing.SqliteStore", "delivered", "but the ledger says ['held']"),
    holds_money_later: ("bot.store.sqlite.hold", "delivered", "but the money ledger says []"),
    pays_later: ("bot.store.sqlite.pay", "delivered", "charged 30000, but the money ledger says [('held', 30000)]"),
    gives_doubt_back: ("bot.store.sqlite.pay", "delivered", "but the money ledger says [('held', 30000), ('paid', 0)]"),
    TakesNothingOn: ("tests.core.crashing.Worker", "delivered", "stuck in QUEUED"),
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_single_crashes_catch_a_core_that_is_broken_in_one_place(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch, broken: Callable[..., object]
) -> None:
    place, story, caught = BROKEN[broken]
    plain = theatre.play(Schedule(BY_NAME[story]))
    monkeypatch.setattr(place, broken)
    assert not theatre.play(Schedule(BY_NAME[story])).problems, "in fair weather nobody would notice"
    for point in each_point(plain):
        run = theatre.play(Schedule(BY_NAME[story], ((point, Strike.CRASH),)))
        if any(caught in problem for problem in run.problems):
            return
    pytest.fail("not caught")


def test_a_point_that_is_not_in_the_table_is_caught(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.core.test_crash_points.EXPECTED_POINTS", EXPECTED_POINTS - {"after submit"})
    with pytest.raises(pytest.fail.Exception, match="not in the table: after submit"):
        theatre.check(Schedule(DELIVERY))
