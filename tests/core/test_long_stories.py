"""Hours of a busy server in a second: outages, lost answers, deaths, clocks set forth and back; then an audit.

By hand: `python -m tests.core.test_long_stories --seed 7 --jobs 500 --diary` replays one story.
"""

import argparse
import asyncio
import logging
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

import pytest

from bot.core.admission import Asker
from bot.core.errors import ImagineError, StoreTrouble
from bot.core.jobs import Charge, Failure, GuildId, Job, JobId, JobState, ReplyAddress, UserId
from bot.core.journey import KEPT_FOR
from bot.core.ranks import Presser
from bot.core.requests import Images, ImagineRequest
from bot.core.updates import Cancelled, Collected, Ending, Failed, Kept, Pictures
from tests.core.virtual import (
    Chat,
    Fate,
    Fitter,
    Message,
    Outage,
    Process,
    Provider,
    Spell,
    StoryLoop,
    Town,
    VirtualClock,
    loop_s,
)
from tests.makers import GUILD, a_job, a_reply, an_allowance
from tests.store.model import PlainStore, PlainWorld

SEEDS: Final = range(3, 15)
JOBS: Final = 150
"""In one story of the suite; some are refused, most are taken."""
MEMBERS: Final = 40
LEAST_SPAN_S: Final = 7200.0
SECONDS_PER_JOB: Final = 24.0
RUSH_S: Final = 60.0
"""So long everybody presses at once, three times in a story."""
END_BOUND_S: Final = 15_000.0
"""After the last fault: a lease from before the clock was set back by three hours, a job's time limit, some pauses."""
PATIENCE_S: Final = 3600.0
"""For what happens in calm weather."""
TOKEN_LIFE: Final = timedelta(minutes=14, seconds=30)


@dataclass
class Findings:
    """What an audit found: `broken` promises, and bad ends with the fault that explains them."""

    broken: list[str] = field(default_factory=list[str])
    excused: Counter[str] = field(default_factory=Counter[str])
    states: Counter[str] = field(default_factory=Counter[str])
    late_s: float = 0.0


class Story:
    """One server for some hours. What its people, its operator and its weather do is drawn by the seed beforehand."""

    def __init__(
        self,
        seed: int,
        jobs: int,
        spool: Path,
        store_type: type[PlainStore] = PlainStore,
        chat_type: type[Chat] = Chat,
    ) -> None:
        self.plan = Random(f"plan {seed}")
        span_s = max(LEAST_SPAN_S, jobs * SECONDS_PER_JOB)
        self.fate = fate = Fate(seed, span_s)
        self.provider, self.chat, self.clock = Provider(fate), chat_type(fate), VirtualClock()
        allowance = an_allowance(images=25)
        self.town = Town(fate, self.clock, self.provider, self.chat, Fitter(fate), allowance, 10, spool)
        self.world, self.store_type = PlainWorld(), store_type
        self.process: Process | None = None
        self.born = self.interactions = 0
        self.alone = bool(seed % 2)
        """Whether a new process knows by a lock that all others are gone, as on SQLite; else their leases run out."""
        self.cut: set[JobId] = set()
        """Jobs whose process ended while they were being sent."""
        self.cut_showing: set[JobId] = set()
        """Jobs whose process ended before it had saved that their pictures stand in the chat."""
        self.clock_was_set = False
        self.late_s = 0.0
        self.unforeseen: list[str] = []
        self.events: list[tuple[float, Callable[[], None]]] = []
        self._errands: set[asyncio.Task[None]] = set()
        self._plan_weather(span_s)
        self._plan_processes(span_s)
        self._plan_people(span_s, jobs)

    async def tell(self) -> None:
        """From the first start to the moment in which nothing more will happen."""
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self.unforeseen.append(str(context)))
        await self._start()
        for at_s, event in sorted(self.events, key=lambda planned: planned[0]):
            await asyncio.sleep(max(0.0, at_s - loop_s()))
            event()
        await asyncio.sleep(max(0.0, self.fate.calm_s - loop_s()))
        await self._until(lambda: all(job.done for job in self.world.jobs.values()), END_BOUND_S)
        self.late_s = loop_s() - self.fate.calm_s
        await self._some_fetch_what_waits()
        self._set_clock(KEPT_FOR + timedelta(hours=4))  # it may have been set back by three
        await self._until(lambda: all(job.ended and job.told for job in self.world.jobs.values()), PATIENCE_S)
        await self._until(lambda: not self._errands, PATIENCE_S)
        await asyncio.sleep(1)
        assert self.process is not None
        figures = self.process.worker.figures()
        if figures.driven or figures.in_line:
            self.unforeseen.append(f"the worker still drives {figures.driven}, and {figures.in_line} wait")
        await self.process.die()

    # --- the plan --------------------------------------------------------------------------------------------------

    def _plan_weather(self, span_s: float) -> None:
        for what in self.plan.sample(list(Outage), self.plan.randint(3, len(Outage))):
            begins_s = self.plan.uniform(0, span_s * 0.9)
            lasts_s = self.plan.choice((30.0, 300.0, 1800.0)) if what is not Outage.DISK else self.plan.uniform(5, 120)
            self.fate.spells.append(Spell(what, begins_s, min(span_s, begins_s + lasts_s)))
        for _ in range(self.plan.randint(0, 3)):
            by = timedelta(hours=self.plan.choice((-1, 1)))
            self._at(self.plan.uniform(0, span_s), lambda by=by: self._set_clock(by))

    def _plan_processes(self, span_s: float) -> None:
        for _ in range(self.plan.randint(3, 14)):
            orderly, down_s = self.plan.random() < 0.4, self.plan.choice((2.0, 5.0, 40.0, 600.0))
            lurks_s = self.plan.choice((0.0, 120.0))
            restart = (orderly, down_s, lurks_s)
            self._at(self.plan.uniform(0, span_s - 120.0), lambda r=restart: self._go(self._restart(*r)))

    def _plan_people(self, span_s: float, jobs: int) -> None:
        rushes_s = [self.plan.uniform(0, span_s) for _ in range(3)]
        for number in range(1, jobs + 1):
            at_s, user = self.plan.uniform(0, span_s), UserId(1000 + self.plan.randrange(MEMBERS))
            if self.plan.random() < 0.5:  # then places are few, and there is a line
                at_s = min(span_s, self.plan.choice(rushes_s) + self.plan.uniform(0, RUSH_S))
            guild = GUILD if self.plan.random() < 0.9 else None
            images = Images.SET if self.plan.random() < 0.15 else Images.ONE
            for again in range(2 if self.plan.random() < 0.02 else 1):  # now and then Discord delivers twice
                ask = (JobId(number), user, guild, images)
                self._at(at_s + again * 0.2, lambda ask=ask: self._in_process(self._imagine, *ask))
            if self.plan.random() < 0.3:
                presser = Presser(user if self.plan.random() < 0.8 else UserId(1), guild, self.plan.random() < 0.3)
                press_s = at_s + self.plan.expovariate(1 / 20)
                self._at(press_s, lambda n=number, p=presser: self._in_process(self._press_cancel, JobId(n), p))
            if self.plan.random() < 0.04:
                self._at(at_s + self.plan.expovariate(1 / 40), lambda n=number: self._delete(n))
            if self.plan.random() < 0.2:
                self._at(self.plan.uniform(0, span_s), lambda u=user: self._in_process(self._collect, u))

    def _at(self, at_s: float, event: Callable[[], None]) -> None:
        self.events.append((at_s, event))

    # --- the operator ----------------------------------------------------------------------------------------------

    async def _start(self) -> None:
        while self.process is None:
            self.born += 1
            if self.alone:
                self.world.leases.clear()
            process = self.town.process(self.store_type(self.world, f"process {self.born}"))
            self.fate.note(process.owner, "starts")
            try:
                await process.spawn(process.worker.recover())
            except StoreTrouble:
                await process.die()
                await asyncio.sleep(10)
            else:
                process.spawn(process.worker.keep_beating())
                self.process = process

    async def _restart(self, orderly: bool, down_s: float, lurks_s: float) -> None:
        """The process ends, at the worst moment of so many seconds: while something is sent that has to be paid."""
        worst_until_s = loop_s() + lurks_s
        while loop_s() < worst_until_s and all(j.state is not JobState.SUBMITTING for j in self.world.jobs.values()):
            await asyncio.sleep(0.1)
        process = self.process
        if process is None:
            return
        self.fate.note(process.owner, "is stopped" if orderly else "dies")
        if orderly:
            await process.spawn(process.worker.stop())
            await process.spawn(process.worker.hand_over())
        if process is not self.process:
            return
        self.process = None
        shown = {message.shows for message in self.chat.messages.values()}
        for job in self.world.jobs.values():
            if job.state is JobState.SUBMITTING:
                self.cut.add(job.id)
            if job.state is JobState.READY and job.id in shown:
                self.cut_showing.add(job.id)
        await process.die()
        await asyncio.sleep(down_s)
        await self._start()

    def _set_clock(self, by: timedelta) -> None:
        self.fate.note("the clock is set", by)
        self.clock_was_set = True
        self.clock.skew += by

    # --- the people ------------------------------------------------------------------------------------------------

    async def _imagine(
        self, process: Process, job_id: JobId, user: UserId, guild: GuildId | None, images: Images
    ) -> None:
        """What cogs/imagine.py does."""
        request = ImagineRequest(f"job {job_id}", images=images)
        reply = self._reply(f"token {job_id}")
        taken = await process.imagine.submit(job_id, Asker(user, guild), request, reply)
        if not taken.fresh:
            return
        confirmed = False
        try:
            message_id = await self.chat.first_reply(reply.token)
            if message_id is not None:
                await process.imagine.confirm(taken.job, message_id)
                confirmed = True
        finally:
            if not confirmed:
                process.imagine.abandon(taken.job)

    async def _press_cancel(self, process: Process, job_id: JobId, presser: Presser) -> None:
        """What chat/buttons.py does."""
        message = self.chat.by_token.get(f"token {job_id}")
        if message is None or message.deleted or isinstance(message.says, Ending):
            return  # there is no button
        self.interactions += 1
        acknowledged = not self.fate.away(Outage.DISCORD)
        fresh = replace(self._reply(f"press {self.interactions}"), message_id=message.id) if acknowledged else None
        await process.imagine.cancel(job_id, presser, fresh)

    async def _collect(self, process: Process, user: UserId) -> None:
        """What cogs/collect.py does."""
        self.interactions += 1
        reply = self._reply(f"collect {self.interactions}")
        waiting = await process.imagine.kept(user)
        message_id = await self.chat.first_reply(reply.token)
        if waiting and message_id is not None:
            await process.imagine.collect(waiting[0], replace(reply, message_id=message_id))

    def _reply(self, token: str) -> ReplyAddress:
        return ReplyAddress(1, 2, None, token, self.clock.now() + TOKEN_LIFE, 10 * 1024 * 1024, "en-US")

    def _delete(self, job: int) -> None:
        message = self.chat.by_token.get(f"token {job}")
        if message is not None:
            self.chat.delete(message.id)

    async def _some_fetch_what_waits(self) -> None:
        """Every other member comes for all pictures that are kept; the others never do."""
        for user in sorted({job.user_id for job in self.world.jobs.values()})[::2]:
            waiting = [job for job in self.world.jobs.values() if job.user_id == user and job.state is JobState.KEPT]
            for _ in waiting:
                self._in_process(self._collect, user)
                await self._until(lambda: not self._errands, PATIENCE_S)
                await self._until(lambda: all(job.done for job in self.world.jobs.values()), PATIENCE_S)

    # --- the stage -------------------------------------------------------------------------------------------------

    def _in_process(self, what: Callable[..., Coroutine[Any, Any, None]], *arguments: Any) -> None:
        """A command comes; while no process lives, nobody answers it."""
        if self.process is not None and not (self.fate.away(Outage.DISCORD) and what != self._press_cancel):
            self._go(self._command(self.process, what(self.process, *arguments)))

    async def _command(self, process: Process, command: Coroutine[Any, Any, None]) -> None:
        with suppress(asyncio.CancelledError):
            try:
                await process.spawn(command)
            except ImagineError as error:
                self.fate.note("answered:", error)

    def _go(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _until(self, fits: Callable[[], bool], bound_s: float) -> None:
        """Let time pass until it fits, at most so long; the audit says what is wrong then."""
        began_s = loop_s()
        while not fits() and loop_s() - began_s < bound_s:
            await asyncio.sleep(5)


# --- the audit -----------------------------------------------------------------------------------------------------


def audit(story: Story) -> Findings:
    """Compare what was paid, what is saved and what the chat shows."""
    found = Findings(broken=[*story.unforeseen, *story.chat.spoiled], late_s=story.late_s)
    showing: dict[JobId, list[Message]] = defaultdict(list)
    for message in story.chat.messages.values():
        if message.shows is not None:
            showing[message.shows].append(message)
    settlements = story.world.settlements()
    for token in story.chat.by_token:
        kind, _, number = token.partition(" ")
        if kind == "token" and int(number) not in story.world.jobs:
            found.broken.append(f"job {number}: taken in the chat, and no row knows of it")
    for job in story.world.jobs.values():
        found.states[job.state.name] += 1
        for why in _broken(story, job, settlements.get(job.id), showing[job.id]):
            excuse = _excuse(story, job, why)
            if excuse is None:
                found.broken.append(f"job {job.id} {job.state.name} {job.failure}: {why}")
            else:
                found.excused[f"{why}: {excuse}"] += 1
    return found


def _broken(story: Story, job: Job, settlement: Charge | None, showing: list[Message]) -> Generator[str]:
    prompt = job.request.prompt
    orders = [order for order in story.provider.orders.values() if order.prompt == prompt]
    if story.provider.taken[prompt] > 1:
        yield "paid twice"
    if not (job.ended and job.told):
        yield "not ended and told"
    if (settlement is None) is job.ended or (settlement is Charge.SPENT) is not (job.state is JobState.DELIVERED):
        yield "charge and state differ"
    if settlement is Charge.SPENT and not showing:
        yield "spent, and never shown"
    standing = [message for message in showing if not message.deleted]
    if settlement is not Charge.SPENT and standing:
        yield "shown, and not spent"
    if len(standing) > 1:
        yield "posted twice"
    if job.state is JobState.CANCELLED and (job.cancel_requested_by is None or any(o.succeeded for o in orders)):
        yield "cancelled, but not for certain"
    if job.failure is Failure.OUTCOME_UNKNOWN or (job.failure is not None and any(o.succeeded for o in orders)):
        yield f"perhaps paid, and {job.failure.value}"
    if not _says_so(story, job):
        yield "the message says something else"


def _says_so(story: Story, job: Job) -> bool:
    """Whether the messages about a job say how it ended."""
    first = story.chat.by_token.get(f"token {job.id}")
    if first is None:
        return True  # nobody ever saw it
    last = first if job.reply.message_id is None else story.chat.messages[job.reply.message_id]
    fitting = Collected | Kept | (Failed if job.state is JobState.FAILED else Kept)
    if last is not first and not first.deleted and not isinstance(first.says, fitting):
        return job.id in story.chat.walled or not job.ended
    if last.deleted or job.elsewhere:
        return True
    match job.state:
        case JobState.DELIVERED:
            return isinstance(last.says, Pictures)
        case JobState.CANCELLED:
            return isinstance(last.says, Cancelled)
        case _:
            return isinstance(last.says, Failed) and last.says.why is job.failure


def _excuse(story: Story, job: Job, why: str) -> str | None:
    """The fault that explains it, if there was one."""
    orders = [order for order in story.provider.orders.values() if order.prompt == job.request.prompt]
    excuses: dict[str, bool] = {}
    if why in ("shown, and not spent", "posted twice"):
        excuses = {"the showing's answer was lost": job.id in story.chat.unconfirmed}
        excuses |= {"the process ended while it showed": job.id in story.cut_showing}
    elif why == "the message says something else":
        excuses = {"nobody may write there": job.id in story.chat.walled}
        excuses |= {"nobody knows whether it is there": job.failure is Failure.NOT_ACKNOWLEDGED}
    elif why.startswith("perhaps paid"):
        match job.failure:
            case Failure.OUTCOME_UNKNOWN:
                excuses = {"the answer was lost": job.request.prompt in story.provider.unanswered}
                excuses |= {"the process ended while it was sent": job.id in story.cut}
            case Failure.TIMED_OUT:
                excuses = {"it was slow": any(order.slow for order in orders)}
                excuses |= {"the clock was set": story.clock_was_set}
            case Failure.LOST_THERE:
                excuses = {"it was forgotten there": any(order.forgotten_s is not None for order in orders)}
            case Failure.NO_PICTURES:
                excuses = {"no file was a picture": any(url in story.provider.bad_files for url in job.outputs)}
            case Failure.UNDELIVERABLE:
                excuses = {"none could be made to fit": any(url in story.town.fitter.misfits for url in job.outputs)}
                excuses |= {"nobody came for it": job.ready_at is not None and _age(job) >= KEPT_FOR}
            case _:
                pass
    return next((name for name, true in excuses.items() if true), None)


def _age(job: Job) -> timedelta:
    return timedelta() if job.ended_at is None or job.ready_at is None else job.ended_at - job.ready_at


# --- telling -------------------------------------------------------------------------------------------------------


class _Unforeseen(logging.Handler):
    """Keeps what the core calls an error that nobody foresaw."""

    def __init__(self, story: Story) -> None:
        super().__init__(logging.ERROR)
        self._story = story

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info is not None:
            self._story.unforeseen.append(f"{record.getMessage()}: {record.exc_info[1]!r}")


@contextmanager
def listening(story: Story) -> Generator[None]:
    """Nothing is printed meanwhile, and errors that nobody foresaw are kept."""
    log, handler = logging.getLogger("bot"), _Unforeseen(story)
    before = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.ERROR)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before[0])
        log.propagate = before[1]


def told(seed: int, jobs: int, **changes: Any) -> tuple[Story, Findings]:
    """One story and its audit."""
    with TemporaryDirectory() as folder, asyncio.Runner(loop_factory=StoryLoop) as runner:
        story = Story(seed, jobs, Path(folder), **changes)
        with listening(story):
            runner.run(story.tell())
        return story, audit(story)


@cache
def of_the_suite(seed: int) -> tuple[str, Findings]:
    """The digest of a story and what its audit found."""
    story, found = told(seed, JOBS)
    return story.fate.digest(), found


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_each_job_ends_told_and_is_paid_and_shown_at_most_once(seed: int) -> None:
    found = of_the_suite(seed)[1]
    assert found.broken == []
    assert found.late_s < END_BOUND_S


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    again = told(SEEDS[0], JOBS)[0].fate.digest()
    assert again == of_the_suite(SEEDS[0])[0] != of_the_suite(SEEDS[1])[0]


def test_the_stories_are_eventful() -> None:
    states: Counter[str] = Counter()
    excused: Counter[str] = Counter()
    for seed in SEEDS:
        states += of_the_suite(seed)[1].states
        excused += of_the_suite(seed)[1].excused
    assert states["DELIVERED"] > 0.4 * states.total()
    assert {"CANCELLED", "FAILED"} <= states.keys()
    assert any("the process ended while it was sent" in excuse for excuse in excused)
    assert any("nobody came for it" in excuse for excuse in excused)


# --- the audit can fail --------------------------------------------------------------------------------------------


class SendsAgain(PlainStore):
    """What was perhaps sent before a restart is sent once more."""

    async def claim(self, now: datetime) -> Sequence[Job]:
        jobs = await super().claim(now)
        return [
            await self.advance(job, job.moved(JobState.ACCEPTED), now) if job.state is JobState.SUBMITTING else job
            for job in jobs
        ]


class Forgets(PlainStore):
    """A new process takes over nothing of what the one before has left."""

    async def claim(self, now: datetime) -> Sequence[Job]:
        return []


class PostsAnew(Chat):
    """Each try to show pictures is a message of its own."""

    async def finish(self, job: Job, ending: Ending) -> None:
        if isinstance(ending, Pictures):
            self._post(f"anew {len(self.messages)}").shows = job.id
        await super().finish(job, ending)


BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("paid twice", {"store_type": SendsAgain}),
    ("not ended and told", {"store_type": Forgets}),
    ("posted twice", {"chat_type": PostsAnew}),
]


@pytest.mark.parametrize(("finding", "changes"), BROKEN, ids=[finding for finding, _ in BROKEN])
def test_a_broken_promise_is_found(finding: str, changes: dict[str, Any]) -> None:
    stories = (told(seed, JOBS, **changes)[1] for seed in SEEDS)
    assert any(finding in broken for found in stories for broken in found.broken)


# --- what was found on the way -------------------------------------------------------------------------------------


class FailsOnce(PlainStore):
    """Its disk is full in the middle of the first heartbeat: the claim is saved, what comes after it fails."""

    failed = False

    async def forgotten(self, ready_before: datetime) -> Sequence[Job]:
        if not self.failed:
            self.failed = True
            raise StoreTrouble("the disk is full")
        return await super().forgotten(ready_before)


def a_town(spool: Path) -> Town:
    """Without people and without faults."""
    fate = Fate(0, calm_s=0.0)
    return Town(fate, VirtualClock(), Provider(fate), Chat(fate), Fitter(fate), an_allowance(), 10, spool)


async def an_order(world: PlainWorld, town: Town) -> Job:
    """A confirmed job of a process that is gone."""
    reply = a_reply(token="token 1", message_id=await town.chat.first_reply("token 1"))
    job = a_job(1, accepted_at=town.clock.now(), reply=reply)
    return (await PlainStore(world, "gone").accept(job, town.allowance)).job


def test_a_heartbeat_that_fails_half_way_loses_no_job_that_it_has_claimed(tmp_path: Path) -> None:
    async def tell() -> JobState:
        town, world = a_town(tmp_path), PlainWorld()
        job = await an_order(world, town)
        process = town.process(FailsOnce(world, "this process"))
        beating = process.spawn(process.worker.keep_beating())
        await asyncio.sleep(PATIENCE_S)
        assert not beating.done()
        await process.die()
        return world.jobs[job.id].state

    with asyncio.Runner(loop_factory=StoryLoop) as runner:
        assert runner.run(tell()) is JobState.DELIVERED


def test_a_job_that_comes_back_from_another_process_is_driven_although_its_old_journey_still_waits(
    tmp_path: Path,
) -> None:
    async def tell() -> JobState:
        town, world = a_town(tmp_path), PlainWorld()
        job = await an_order(world, town)
        process = town.process(PlainStore(world, "this process"))
        town.fate.spells.append(Spell(Outage.READS, 0.0, 120.0))  # so the journey waits for long between two looks
        await process.spawn(process.worker.recover())
        await asyncio.sleep(60)  # too long without a heartbeat
        other = PlainStore(world, "another process")
        assert await other.claim(town.clock.now())
        assert await other.release() == 1
        process.spawn(process.worker.keep_beating())
        await asyncio.sleep(PATIENCE_S)
        await process.die()
        return world.jobs[job.id].state

    with asyncio.Runner(loop_factory=StoryLoop) as runner:
        assert runner.run(tell()) is JobState.DELIVERED


def main() -> int:
    """Tell one story; the exit code says whether a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=JOBS)
    parser.add_argument("--diary", action="store_true", help="print all that happened")
    options = parser.parse_args()
    began_s = perf_counter()
    story, found = told(options.seed, options.jobs)
    took_s = perf_counter() - began_s
    out = sys.stdout.write
    if options.diary:
        out("\n".join(story.fate.diary) + "\n")
    jobs = found.states.total()
    out(f"seed {options.seed}: {jobs} jobs {dict(found.states)}, all ended {found.late_s:.0f} s after the last fault\n")
    out(f"{jobs / took_s:.0f} lifecycles/s, digest {story.fate.digest()}\n")
    for excuse, times in sorted(found.excused.items()):
        out(f"  excused {times} × {excuse}\n")
    for broken in found.broken:
        out(f"  BROKEN {broken}\n")
    return bool(found.broken)


if __name__ == "__main__":
    sys.exit(main())
