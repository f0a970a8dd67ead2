"""A process that can be killed at every point: honest models of the outside, time that jumps, SQLite without threads.

The models live outside of the process and survive its crashes. Knows no story and no expectation; those are the tests'.
A POINT lies before and after each commit of a store verb that writes, and before and after each effect outside.
"""

import asyncio
import inspect
import sqlite3
import tempfile
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar, cast

from bot.core.admission import Asker
from bot.core.errors import (
    DiscordTrouble,
    ImageApiError,
    NotFound,
    OutcomeUnknown,
    ReplyForbidden,
    ReplyGone,
    Stopping,
    TooLate,
    Unreachable,
)
from bot.core.imagine import CancelAnswer, Imagine
from bot.core.jobs import POSSIBLY_PAID, Job, JobId, JobState, ProviderId, UserId
from bot.core.money import SET_PICTURES_MAX
from bot.core.ports import (
    AtWork,
    CancelOutcome,
    GaveUp,
    ImageApi,
    Messenger,
    Over,
    Status,
    Succeeded,
    Tools,
    Unfinished,
    Verdict,
    Waiting,
    WasCancelled,
)
from bot.core.ranks import Presser
from bot.core.requests import Images, ImagineRequest
from bot.core.updates import Ending, InLine, Pictures, Progress, Update
from bot.core.worker import Worker
from bot.store import open_store
from bot.store.database import Database
from bot.store.rows import job_from
from bot.store.sqlite import SqliteStore
from tests.core.virtual_time import VirtualClock, loop_s
from tests.core.world import PassThrough
from tests.makers import ADA, GUILD, Heard, a_reply, an_admission, an_allowance

PATIENCE_S: Final = 30 * 86_400.0
"""A story that has not come to its end after so much virtual time never will."""
JOB_TIMEOUT: Final = timedelta(hours=1)
BUSY_TIMEOUT_S: Final = 5.0
"""So long, in virtual time, a statement waits for another process's transaction."""
PRICE: Final = 30_000
"""What the provider charges for an order that it completes, in millionths of a dollar."""
ANSWER_S: Final = 0.1
"""The models take so long, in virtual time, to notice a call, and again to answer it."""

_T = TypeVar("_T")


class Crash(BaseException):
    """This process is no more; no `except Exception` may save it."""


# --- SQLite -----------------------------------------------------------------------------------------------------------


class Gate(Protocol):
    """What stands between a process and its file."""

    def before_statement(self, sql: str) -> None: ...
    def after_statement(self, sql: str) -> None: ...


class _Gated:
    """What a transaction uses of a sqlite3 connection; `gate` is asked before and told after each statement."""

    def __init__(self, raw: sqlite3.Connection, gate: Gate) -> None:
        self._raw = raw
        self._gate = gate
        self.gone = False

    @property
    def in_transaction(self) -> bool:
        return not self.gone and self._raw.in_transaction

    @property
    def total_changes(self) -> int:
        return 0 if self.gone else self._raw.total_changes

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        self._gate.before_statement(sql)
        cursor = self._raw.execute(sql, cast("Any", parameters))
        self._gate.after_statement(sql)
        return cursor


class InlineConnection:
    """What Database uses of its connection, on a real file, without a thread. The gate may raise."""

    def __init__(self, path: Path, gate: Gate) -> None:
        self._raw = sqlite3.connect(path, timeout=0.0, isolation_level=None)
        self._raw.row_factory = sqlite3.Row
        self._raw.executescript("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")
        self._gated = _Gated(self._raw, gate)

    async def call(self, function: Callable[[sqlite3.Connection], _T]) -> _T:
        await self._others_done()
        return function(cast("sqlite3.Connection", self._gated))

    async def _others_done(self) -> None:
        """SQLite's patience with another process that writes, in virtual time."""
        patience_s = BUSY_TIMEOUT_S
        while not self._gated.gone and patience_s > 0:
            try:
                self._raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                patience_s -= ANSWER_S
                await asyncio.sleep(ANSWER_S)
            else:
                self._raw.execute("ROLLBACK")
                return

    async def close(self) -> None:
        self.vanish()

    def vanish(self) -> None:
        """As a kill does it: what was not committed is gone, and nobody rolls anything back."""
        self._gated.gone = True
        self._raw.close()


# --- the provider -----------------------------------------------------------------------------------------------------


class Stage(Enum):
    """Where an order stands with the provider."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"


Plan = Sequence[tuple[float, Stage]]
"""From so many seconds after the order on, it is in this stage."""
USUAL_PLAN: Final[Plan] = ((0.0, Stage.QUEUED), (2.0, Stage.RUNNING), (6.0, Stage.COMPLETED))


@dataclass
class Order:
    """One paid request; `cancelled` ends its plan."""

    prompt: str
    taken_at_s: float
    cancelled: bool = False


class Provider:
    """Every POST that it takes is paid; it cancels only what still waits, and remembers everything.

    `trouble` stands before a call's answer, by the call's name: it may raise, or return another answer than None.
    """

    def __init__(self) -> None:
        self.plan: Plan = USUAL_PLAN
        self.files = 1
        self.files_origin = "https://files.runcomfy.net"
        self.orders: dict[ProviderId, Order] = {}
        self.refusals: deque[ImageApiError] = deque()
        self.lose_submit = self.lose_cancel = False
        self.doubted: set[str] = set()
        """Prompts whose POST was taken and whose answer was lost."""
        self.trouble: dict[str, Callable[[], Awaitable[Any]]] = {}
        self.calls: Counter[str] = Counter()

    async def submit(self, request: ImagineRequest) -> ProviderId:
        await self._weather("submit")
        if self.refusals:
            raise self.refusals.popleft()
        provider_id = self.take(request.prompt)
        await asyncio.sleep(ANSWER_S)
        if self.lose_submit:
            self.lose_submit = False
            self.doubted.add(request.prompt)
            raise OutcomeUnknown("the answer was lost")
        return provider_id

    def take(self, prompt: str) -> ProviderId:
        """The moment in which money is spent."""
        provider_id = ProviderId(f"p-{len(self.orders) + 1}")
        self.orders[provider_id] = Order(prompt, asyncio.get_running_loop().time())
        return provider_id

    async def status(self, provider_id: ProviderId) -> Status:
        if (answer := await self._weather("status")) is not None:
            return answer
        match self.stage(self._order(provider_id)):
            case Stage.QUEUED:
                return Waiting(1)
            case Stage.RUNNING:
                return AtWork()
            case _:
                return Over()

    async def result(self, provider_id: ProviderId) -> Verdict:
        if (answer := await self._weather("result")) is not None:
            return answer
        match self.stage(self._order(provider_id)):
            case Stage.QUEUED | Stage.RUNNING:
                return Unfinished(AtWork())
            case Stage.COMPLETED:
                return Succeeded(self.urls(provider_id), PRICE / 1_000_000)
            case Stage.CANCELLED:
                return WasCancelled()
            case stage:
                return GaveUp(stage is Stage.BLOCKED, "as planned")

    async def cancel(self, provider_id: ProviderId) -> CancelOutcome:
        if (answer := await self._weather("cancel")) is not None:
            return answer
        order = self._order(provider_id)
        order.cancelled |= self.stage(order) is Stage.QUEUED
        if self.lose_cancel:
            self.lose_cancel = False
            raise Unreachable("the answer was lost")
        return CancelOutcome.CANCELLED if order.cancelled else CancelOutcome.TOO_LATE

    def trusts(self, url: str) -> bool:
        return url.startswith(f"{self.files_origin}/")

    async def download(self, url: str, target: Path) -> None:
        await self._weather("download")

    def urls(self, provider_id: ProviderId) -> tuple[str, ...]:
        """Where the pictures of an order are."""
        return tuple(f"{self.files_origin}/{provider_id}-{number}.png" for number in range(1, self.files + 1))

    def ordered(self, prompt: str) -> list[Order]:
        """All orders for this prompt: each was paid."""
        return [order for order in self.orders.values() if order.prompt == prompt]

    def stage(self, order: Order) -> Stage:
        """Where it stands now."""
        if order.cancelled:
            return Stage.CANCELLED
        age_s = asyncio.get_running_loop().time() - order.taken_at_s
        return next(stage for since_s, stage in reversed(self.plan) if age_s >= since_s)

    async def _weather(self, call: str) -> Any:
        self.calls[call] += 1
        await asyncio.sleep(ANSWER_S)
        trouble = self.trouble.get(call)
        return None if trouble is None else await trouble()

    def _order(self, provider_id: ProviderId) -> Order:
        if provider_id not in self.orders:
            raise NotFound
        return self.orders[provider_id]


# --- the chat ---------------------------------------------------------------------------------------------------------


@dataclass
class Message:
    """What stands in the chat: the newest words, the pictures under them, and whether we may still write there."""

    job: JobId
    says: Update
    pictures: int = 0
    closed: bool = False


class Chat:
    """Messages by the token of the interaction that made them; the id is known to the bot only if it was answered."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self._ids: dict[int, str] = {}
        self.lose_finish = self.lose_answer = False
        self.finished: Counter[JobId] = Counter()

    def reply(self, token: str, job: JobId, says: Update) -> int:
        """The first reply to an interaction; its message's id."""
        self.messages[token] = Message(job, says)
        message_id = 500 + len(self.messages)
        self._ids[message_id] = token
        return message_id

    def at(self, job: Job) -> Message | None:
        """The message that the job is told about in; by the token alone where its id was never learned."""
        return self.messages.get(self._ids.get(job.reply.message_id or 0, job.reply.token))

    def show(self, job: Job, progress: Progress) -> None:
        message = self.at(job)
        if message is not None and not message.closed:
            message.says = progress

    async def finish(self, job: Job, ending: Ending) -> None:
        await asyncio.sleep(ANSWER_S)
        message = self.at(job)
        if message is None:
            raise ReplyGone
        if message.closed:
            raise ReplyForbidden
        message.says = ending
        self.finished[job.id] += 1
        if isinstance(ending, Pictures):
            message.pictures = len(ending.shown)
        if self.lose_finish:
            self.lose_finish = False
            raise DiscordTrouble("the answer was lost")

    def with_pictures(self, job_id: JobId) -> int:
        """How many messages show pictures of this job."""
        return sum(message.job == job_id and message.pictures > 0 for message in self.messages.values())


# --- the process ------------------------------------------------------------------------------------------------------

STORE_READS: Final = frozenset({"get", "kept", "usage", "durations"})
API_READS: Final = frozenset({"status", "result", "download", "trusts"})
CHAT_PROGRESS: Final = frozenset({"show"})
"""What changes nothing that matters, and so is no point; everything else is one, whatever it will be called."""

_verb: ContextVar[str] = ContextVar("verb", default="")
"""The store's verb whose transaction is under way."""

Act = Callable[[str, Callable[[], Awaitable[Any]]], Awaitable[Any]]


class _Watched:
    """An adapter as one process sees it: dead processes reach nothing, and what is not `harmless` is an action."""

    def __init__(self, process: "Process", inner: object, harmless: frozenset[str], act: Act) -> None:
        self._process, self._inner, self._harmless, self._act = process, inner, harmless, act

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def at_once(*args: Any) -> Any:
            self._process.check_alive()
            if name not in self._harmless:
                self._process.world.point(self._process, f"before {name}")
            answer = method(*args)
            self._process.world.tell_all()
            return answer

        async def in_time(*args: Any) -> Any:
            self._process.check_alive()
            if name in self._harmless:
                return await method(*args)
            return await self._act(_action(name, args), lambda: method(*args))

        chosen = in_time if inspect.iscoroutinefunction(method) else at_once
        setattr(self, name, chosen)
        return chosen


def _action(name: str, args: tuple[Any, ...]) -> str:
    """Moves are told apart by their states, last words by their kind."""
    match name:
        case "advance":
            return f"advance {args[0].state.value}>{args[1].state.value}"
        case "finish":
            return f"finish {type(args[1]).__name__}"
        case _:
            return name


class Process:
    """What `python -m bot` is, without its adapters: dies at a point, stops in order, or works on."""

    def __init__(self, world: "World", number: int) -> None:
        self.world = world
        self.dead = False
        self.up = False
        self.leaving = asyncio.Event()
        self._verbs: dict[str, None] = {}
        self._connection = InlineConnection(world.path, self)
        store = SqliteStore(Database(self._connection), f"process {number}")
        self.store = cast("SqliteStore", _Watched(self, store, STORE_READS, self._commit))
        self.api = cast("ImageApi", _Watched(self, world.api, API_READS, self._effect))
        self.chat = cast("Messenger", _Watched(self, world.chat, CHAT_PROGRESS, self._effect))
        tools = Tools(
            self.store, self.api, PassThrough(), self.chat, world.clock, world.allowance, world.spool, JOB_TIMEOUT
        )
        self.worker = Worker(tools, world.places)
        self.imagine = Imagine(
            self.store, self.worker, world.clock, an_admission(world.allowance, world.clock), Heard()
        )

    # -- points ------------------------------------------------------------------------------------------------

    def check_alive(self) -> None:
        """Raises Crash when this process is no more."""
        if self.dead:
            raise Crash

    def before_statement(self, sql: str) -> None:
        """See Gate."""
        self.check_alive()
        if self.world.store_trouble is not None:
            self.world.store_trouble(sql)
        if sql == "BEGIN IMMEDIATE":
            self._verbs.clear()
        elif sql == "COMMIT":
            self._points("before")
        elif _verb.get():
            self._verbs[_verb.get()] = None

    def after_statement(self, sql: str) -> None:
        """See Gate."""
        if sql == "COMMIT":
            self._points("after")

    def _points(self, when: str) -> None:
        """Transactions that waited together are committed together."""
        for verb in list(self._verbs):
            self.world.point(self, f"{when} {verb}")

    async def _commit(self, action: str, call: Callable[[], Awaitable[Any]]) -> Any:
        token = _verb.set(action)
        try:
            return await call()
        finally:
            _verb.reset(token)

    async def _effect(self, action: str, call: Callable[[], Awaitable[Any]]) -> Any:
        self.world.point(self, f"before {action}")
        try:
            answer = await call()
        except Exception:  # an error is an answer, too
            self.world.point(self, f"after {action}")
            raise
        self.world.point(self, f"after {action}")
        return answer

    # -- life --------------------------------------------------------------------------------------------------

    async def live(self) -> None:
        """From its start to its end, whichever that is; afterwards nothing of it is left but the file."""
        start = asyncio.create_task(self.start())
        await asyncio.wait({start})
        if not self.dead:
            start.result()
            self.up = True
            self.world.tell_all()
        await self.leaving.wait()
        if not self.dead:
            stop = asyncio.create_task(self._stop())
            await asyncio.wait({stop})
            if not self.dead:
                stop.result()
        self.die()
        await self.world.bury()

    def die(self) -> None:
        """From now on it can do nothing any more; dying twice changes nothing."""
        self.dead, self.up = True, False
        self._connection.vanish()
        self.leaving.set()

    async def start(self) -> None:
        """Own the file and take on what is unfinished."""
        await self.store.take_all_leases()
        await self.worker.recover()

    async def _stop(self) -> None:
        await self.worker.stop()
        await self.worker.hand_over()

    # -- what the commands and the button do (cogs/, chat/buttons.py) --------------------------------------------

    async def imagine_command(self, job_id: JobId, user: UserId) -> None:
        """/imagine; the prompt names the job."""
        token = f"of {job_id}"
        request = ImagineRequest(prompt_of(job_id), images=self.world.images)
        taken = await self.imagine.submit(job_id, Asker(user, GUILD), request, a_reply(token=token))
        if not taken.fresh:
            return
        confirmed = False
        try:
            message_id = await self._answer(token, job_id, InLine(taken.place.number))
            if message_id is not None:
                await self.imagine.confirm(taken.job, message_id)
                confirmed = True
        finally:
            if not confirmed:
                self.imagine.abandon(taken.job)

    async def collect_command(self, token: str, user: UserId) -> None:
        """/collect."""
        waiting = await self.imagine.kept(user)
        if not waiting:
            return
        job = waiting[0]
        message_id = await self._answer(token, job.id, InLine(0))
        if message_id is not None:
            await self.imagine.collect(job, a_reply(token=token, message_id=message_id))

    async def press_cancel(self, job_id: JobId, user: UserId) -> CancelAnswer | TooLate:
        """The button under a job's message; a press brings a fresh token for it."""
        fresh = replace(self.world.jobs()[job_id].reply, token=f"pressed for {job_id}")
        try:
            return (await self.imagine.cancel(job_id, Presser(user, GUILD, moderates=False), fresh)).answer
        except TooLate as error:
            return error

    async def _answer(self, token: str, job_id: JobId, says: Update) -> int | None:
        async def reply() -> int | None:
            await asyncio.sleep(ANSWER_S)
            message_id = self.world.chat.reply(token, job_id, says)
            return None if self.world.chat.lose_answer else message_id

        return await self._effect("answer", reply)


# --- the world --------------------------------------------------------------------------------------------------------


class Strike(Enum):
    """What happens to a process at a point."""

    CRASH = "crash"
    STOP = "stop"


@contextmanager
def a_stage() -> Generator[tuple[Path, bytes]]:
    """A folder in memory, and a migrated database to begin with."""
    memory = Path("/dev/shm")  # noqa: S108 - files that die with this test
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        file = Path(name) / "template.db"

        async def migrated() -> None:
            async with open_store(f"sqlite:///{file}"):
                pass

        asyncio.run(migrated())
        yield Path(name), file.read_bytes()


def prompt_of(job_id: JobId) -> str:
    """What is drawn for a job, so that the provider's orders tell whose they are."""
    return f"the picture of {job_id}"


class World:
    """The outside, the file, and one process after another.

    `strikes` says what happens at the points by their number, counted over all processes after the first one's start.
    """

    def __init__(
        self,
        folder: Path,
        template: bytes,
        strikes: Mapping[int, Strike] | None = None,
        places: int = 10,
        provider: Provider | None = None,
        api: ImageApi | None = None,
    ) -> None:
        self.path, self.spool = folder / "imagine.db", folder / "spool"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        self.path.write_bytes(template)
        self.provider, self.chat, self.clock = provider or Provider(), Chat(), VirtualClock(loop_s())
        self.api = api or self.provider
        self.allowance, self.places, self.images = an_allowance(), places, Images.ONE
        self.store_trouble: Callable[[str], None] | None = None
        self.at_point: Callable[[str], None] | None = None
        self.passed: list[str] = []
        self.mishaps: list[str] = []
        """What must never happen: errors that nobody foresaw."""
        self.interrupted: set[JobId] = set()
        """Jobs that were SUBMITTING when a process died."""
        self.outside: set[asyncio.Task[Any]] = set()
        self.observer = sqlite3.connect(self.path, isolation_level=None)
        self.observer.row_factory = sqlite3.Row
        self._strikes = strikes or {}
        self._armed = False
        self._changed = asyncio.Event()
        self._processes: list[Process] = []
        self._over = False
        self.process = self._next_process()

    async def play(self, story: Callable[["World"], Awaitable[None]]) -> None:
        """Let the story come to its end, through all the deaths that are planned for it. Raises TimeoutError."""
        asyncio.get_running_loop().set_exception_handler(self._note_mishap)
        told = asyncio.create_task(self._tell(story))
        self.outside |= {told, cast("asyncio.Task[Any]", asyncio.current_task())}
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    await self.process.live()
                    if self._over:
                        break
                    self.process = self._next_process()
                await told
        finally:
            told.cancel()
            for process in self._processes:
                process.die()
            await self.bury()

    async def bury(self) -> None:
        """End every task of processes that are no more."""
        while rest := asyncio.all_tasks() - self.outside:
            for task in rest:
                task.cancel()
            await asyncio.wait(rest)
            for task in rest:
                if not task.cancelled() and not isinstance(error := task.exception(), Crash | None):
                    self.mishaps.append(repr(error))

    def close(self) -> None:
        """Let go of the file."""
        self.observer.close()

    def point(self, process: Process, name: str) -> None:
        """A process has come to a point; raises Crash if it does not come any further."""
        process.check_alive()
        if not self._armed:
            return
        strike = self._strikes.get(len(self.passed))
        self.passed.append(name)
        self.tell_all()
        if self.at_point is not None:
            self.at_point(name)
            process.check_alive()
        if strike is Strike.CRASH:
            self.crash(process)
            raise Crash(name)
        if strike is Strike.STOP:
            process.leaving.set()

    def crash(self, process: Process) -> None:
        """The process dies here and now."""
        process.die()
        self.interrupted |= {job.id for job in self.jobs().values() if job.state is JobState.SUBMITTING}

    def second_process(self) -> Process:
        """One more process on the same file, while the first goes on."""
        return self._next_process()

    # -- what people do and see ----------------------------------------------------------------------------------

    async def ask(self, job_id: int = 1, user: UserId = ADA) -> None:
        """A member types /imagine, and again where nothing came of it because the process died or stopped."""
        while JobId(job_id) not in self.jobs():
            await self.command(lambda process: process.imagine_command(JobId(job_id), user))

    async def press_cancel(self, job_id: int = 1, user: UserId = ADA) -> CancelAnswer | TooLate | None:
        """A member presses Cancel until somebody answers; None when there is nothing to cancel."""
        while JobId(job_id) in self.jobs():
            answer = await self.command(lambda process: process.press_cancel(JobId(job_id), user))
            if answer is not None:
                return answer
        return None

    async def collect(self, user: UserId = ADA) -> None:
        """A member types /collect until nothing is kept for them."""
        tries = 0
        while any(job.state is JobState.KEPT and job.user_id == user for job in self.jobs().values()):
            tries += 1
            token = f"of collect {tries}"
            await self.command(lambda process, token=token: process.collect_command(token, user))

    async def command(self, handler: Callable[[Process], Coroutine[Any, Any, _T]]) -> _T | None:
        """Let the living process do this; None when it stopped or died over it."""
        await self.until(lambda: self.process.up)
        process = self.process
        task = asyncio.create_task(handler(process))
        await asyncio.wait({task})
        if task.cancelled() or isinstance(task.exception(), Crash | Stopping):
            await self.until(lambda: self.process is not process and self.process.up)
            return None
        return task.result()

    async def until(self, fits: Callable[[], bool]) -> None:
        """Wait for it; looked at again whenever something happened."""
        while not fits():
            await self._changed.wait()

    async def all_done(self) -> None:
        """Wait until no job has anything before it, and then a while for what should not come any more."""
        await self.until(lambda: self.observer.execute("SELECT 1 FROM jobs WHERE told = 0").fetchone() is None)
        await asyncio.sleep(60.0)

    def jobs(self) -> dict[JobId, Job]:
        """What is saved."""
        rows = self.observer.execute("SELECT * FROM jobs ORDER BY id").fetchall()
        return {job.id: job for job in map(job_from, rows)}

    def tell_all(self) -> None:
        """Something happened: all who wait look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def _tell(self, story: Callable[["World"], Awaitable[None]]) -> None:
        try:
            await self.until(lambda: self.process.up)
            self._armed = True
            await story(self)
        finally:
            self._over = True
            self.process.die()

    def _next_process(self) -> Process:
        process = Process(self, len(self._processes) + 1)
        self._processes.append(process)
        return process

    def _note_mishap(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if not isinstance(context.get("exception"), Crash):
            self.mishaps.append(f"{context.get('message')}: {context.get('exception')!r}")


def problems_of_money(world: World, job: Job) -> Iterator[str]:
    """The ledger says what the provider charged; where nobody can know, what it can have charged at most is held."""
    rows = world.observer.execute("SELECT kind, micros FROM spendings WHERE job_id = ? ORDER BY id", (job.id,))
    ledger = [(row["kind"], row["micros"]) for row in rows]
    stages = [world.provider.stage(order) for order in world.provider.ordered(prompt_of(job.id))]
    charged = PRICE * stages.count(Stage.COMPLETED)
    paid = [] if job.failure in POSSIBLY_PAID else [("paid", charged)]
    most = PRICE * (SET_PICTURES_MAX if job.request.images is Images.SET else 1)
    if ledger != [("held", most), *paid]:
        yield f"the provider charged {charged}, but the money ledger says {ledger}"
