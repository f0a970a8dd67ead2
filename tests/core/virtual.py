"""Time that jumps from timer to timer, and a provider, a chat and a disk with faults drawn by a seed.

Hours pass in a second. Knows no rule of the core: its diary says what has happened, and the same seed writes the same.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Coroutine
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any, Final, TypeVar, cast

from bot.core.errors import (
    AccountProblem,
    BadFile,
    Blocked,
    Busy,
    CannotFit,
    DiscordTrouble,
    ImagineError,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Rejected,
    ReplyForbidden,
    ReplyGone,
    StoreTrouble,
    TooLarge,
    Unintelligible,
    Unreachable,
)
from bot.core.imagine import Imagine
from bot.core.jobs import Job, JobId, ProviderId, ReplyAddress
from bot.core.ports import (
    AtWork,
    CancelOutcome,
    GaveUp,
    Over,
    Status,
    Store,
    Succeeded,
    Tools,
    Unfinished,
    Verdict,
    Waiting,
    WasCancelled,
)
from bot.core.quotas import Allowance
from bot.core.requests import Images, ImagineRequest
from bot.core.updates import Ending, Picture, Pictures, Progress, Update
from bot.core.worker import Worker
from tests.core.virtual_time import VirtualClock, VirtualLoop, loop_s
from tests.makers import Heard, an_admission
from tests.store.model import PlainStore

FILES: Final = "https://files.example/"
ANSWER_TIMEOUT_S: Final = 20.0
"""So long a call waits for an answer that was lost."""
JOB_TIMEOUT: Final = timedelta(hours=1)

_T = TypeVar("_T")


# --- time --------------------------------------------------------------------------------------------------------


class StoryLoop(VirtualLoop):
    """A virtual loop in which each task belongs to the process that began it, and dies with it."""

    def __init__(self) -> None:
        super().__init__()
        self.set_task_factory(cast("Any", _a_task))


# --- chance ------------------------------------------------------------------------------------------------------


class Outage(Enum):
    """What may be away for a while."""

    PROVIDER = "provider"
    READS = "reads"  # takes orders, but answers looks with 5xx
    DISCORD = "discord"
    FILES = "file host"
    ACCOUNT = "account"  # refused
    DISK = "disk"
    SLOW = "slow"  # rendering takes hours


@dataclass(frozen=True)
class Spell:
    """An outage from here to there, in seconds of the loop."""

    what: Outage
    begins_s: float
    ends_s: float


@dataclass
class Fate:
    """All chance, and the diary of what came of it. From `calm_s` on nothing new goes wrong."""

    seed: int
    calm_s: float
    spells: list[Spell] = field(default_factory=list[Spell])
    diary: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.random = Random(f"faults {self.seed}")  # a text, because Python then promises the same numbers everywhere

    def note(self, *what: object) -> None:
        """Write it down."""
        self.diary.append(f"{loop_s():10.3f} " + " ".join(map(str, what)))

    def digest(self) -> str:
        """The diary in one word."""
        return hashlib.sha256("\n".join(self.diary).encode()).hexdigest()

    def away(self, what: Outage) -> bool:
        """Whether this is in trouble now."""
        return any(spell.what is what and spell.begins_s <= loop_s() < spell.ends_s for spell in self.spells)

    def strikes(self, probability: float) -> bool:
        """Whether a random fault happens now."""
        return loop_s() < self.calm_s and self.random.random() < probability

    def seconds(self, least: float, most: float) -> float:
        """Some time between."""
        return self.random.uniform(least, most)


async def elsewhere(
    fate: Fate, effect: Callable[[], _T], *, lost: ImagineError | None = None, slow: bool = False
) -> _T:
    """Ask somebody far away: the request has its effect even when the asker dies meanwhile. Raises what it raises.

    With `lost`, the effect happens, but its answer never comes back and `lost` is raised instead.
    """
    stay_alive()
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_T] = loop.create_future()

    def come_back(result: _T | None, error: ImagineError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(cast("_T", result))

    def arrive() -> None:
        result, error = None, None
        try:
            result = effect()
        except ImagineError as raised:
            error = raised
        back_s = ANSWER_TIMEOUT_S if lost is not None else fate.seconds(0.02, 15.0 if slow else 0.4)
        loop.call_later(back_s, come_back, result, lost or error)

    loop.call_later(fate.seconds(0.02, 0.4), arrive)
    return await answer


async def trouble(fate: Fate, error: ImagineError, most_s: float = 2.0) -> None:
    """A call that never arrives: raises after a while."""
    stay_alive()
    await asyncio.sleep(fate.seconds(0.01, most_s))
    raise error


# --- processes ---------------------------------------------------------------------------------------------------


@dataclass
class Process:
    """One run of the bot: everything in it ends with it. `dead`: nothing of it has any effect any more."""

    owner: str
    worker: Worker
    imagine: Imagine
    dead: bool = False
    tasks: dict[asyncio.Task[Any], None] = field(default_factory=dict[asyncio.Task[Any], None])

    def spawn(self, coroutine: Coroutine[Any, Any, _T]) -> asyncio.Task[_T]:
        """Run this in the process."""
        context = copy_context()
        context.run(_PROCESS.set, self)
        return context.run(asyncio.get_running_loop().create_task, coroutine)

    async def die(self) -> None:
        """From one moment to the next: what is cleaned up on the way out reaches nobody."""
        self.dead = True
        while self.tasks:
            for task in list(self.tasks):
                task.cancel()
            await asyncio.sleep(0)


_PROCESS: ContextVar[Process | None] = ContextVar("process", default=None)


def stay_alive() -> None:
    """Raises CancelledError when the process that asks is dead."""
    process = _PROCESS.get()
    if process is not None and process.dead:
        raise asyncio.CancelledError


def _a_task(loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **options: Any) -> asyncio.Task[Any]:
    task = asyncio.Task(coroutine, loop=loop, **options)
    process = _PROCESS.get()
    if process is not None:
        process.tasks[task] = None
        task.add_done_callback(lambda done: process.tasks.pop(done, None))
    return task


class Disk:
    """The store of one process on a disk: each verb takes a moment, and is done or not when its caller is cut off."""

    def __init__(self, store: PlainStore, fate: Fate) -> None:
        self._store = store
        self._fate = fate

    def __getattr__(self, verb: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        return lambda *arguments: self._do(verb, arguments)

    async def _do(self, verb: str, arguments: tuple[Any, ...]) -> Any:
        stay_alive()
        await asyncio.sleep(0.0005)
        if self._fate.away(Outage.DISK) or self._fate.strikes(0.002):
            raise StoreTrouble("the disk is full")
        result = await getattr(self._store, verb)(*arguments)
        if verb == "advance":
            self._fate.note("job", result.id, "is", result.state.name, result.failure.name if result.failure else "")
        await asyncio.sleep(0.0005)
        return result


# --- the provider ------------------------------------------------------------------------------------------------


@dataclass
class Order:
    """One accepted request. Times are seconds of the loop; `verdict` is what `result` will say."""

    id: ProviderId
    prompt: str
    begins_s: float
    ends_s: float
    verdict: Verdict
    forgotten_s: float | None
    slow: bool
    cancelled: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether it was finished with pictures, and so has to be paid."""
        return isinstance(self.verdict, Succeeded) and not self.cancelled


class Provider:
    """Implements core.ports.ImageApi: a queue that is paid, with a memory of what was ordered by which prompt."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self.orders: dict[ProviderId, Order] = {}
        self.taken: Counter[str] = Counter()
        """By prompt: how many POSTs were accepted."""
        self.unanswered: set[str] = set()
        """Prompts of which an answer to a POST was lost, wherever that happened."""
        self.bad_files: set[str] = set()

    async def submit(self, request: ImagineRequest) -> ProviderId:
        """See core.ports.ImageApi."""
        fate, prompt = self._fate, request.prompt
        stay_alive()
        if fate.away(Outage.PROVIDER) or fate.strikes(0.02):
            fate.note("refuses connection", prompt)
            await trouble(fate, NotSent("refused"), 10.0)
        if fate.strikes(0.01):
            fate.note("loses request", prompt)
            self.unanswered.add(prompt)
            await trouble(fate, OutcomeUnknown("reset"), ANSWER_TIMEOUT_S)
        lost = OutcomeUnknown("reset") if fate.strikes(0.01) else None

        def arrive() -> ProviderId:
            if lost is not None or fate.away(Outage.PROVIDER):
                self.unanswered.add(prompt)
            return self._take(request)

        return await elsewhere(fate, arrive, lost=lost, slow=fate.strikes(0.2))

    async def status(self, provider_id: ProviderId) -> Status:
        """See core.ports.ImageApi."""
        await self._look_may_fail()
        return await elsewhere(self._fate, lambda: self._status(self._order(provider_id)))

    async def result(self, provider_id: ProviderId) -> Verdict:
        """See core.ports.ImageApi."""
        await self._look_may_fail()
        return await elsewhere(self._fate, lambda: self._result(self._order(provider_id)))

    async def cancel(self, provider_id: ProviderId) -> CancelOutcome:
        """See core.ports.ImageApi."""
        if self._fate.away(Outage.PROVIDER):
            await trouble(self._fate, Unreachable("refused"), 10.0)
        lost = Unreachable("504") if self._fate.strikes(0.1) else None
        return await elsewhere(self._fate, lambda: self._cancel(self._order(provider_id)), lost=lost)

    def trusts(self, url: str) -> bool:
        """See core.ports.ImageApi."""
        return url.startswith(FILES)

    async def download(self, url: str, target: Path) -> None:
        """See core.ports.ImageApi; no file is written, because nobody will open it."""
        if self._fate.away(Outage.FILES) or self._fate.strikes(0.05):
            await trouble(self._fate, Unreachable("503"), ANSWER_TIMEOUT_S)
        if url in self.bad_files:
            await trouble(self._fate, BadFile("no picture"))
        await elsewhere(self._fate, lambda: None, slow=self._fate.strikes(0.05))

    async def _look_may_fail(self) -> None:
        fate = self._fate
        if fate.away(Outage.PROVIDER) or fate.away(Outage.READS):
            await trouble(fate, Unreachable("503"), 10.0)
        if fate.strikes(0.05):
            errors = (Unreachable("503"), Busy(), Busy(fate.seconds(1, 90)), Unintelligible("html"), NotFound())
            await trouble(fate, fate.random.choice((*errors, AccountProblem("403"))))

    def _take(self, request: ImagineRequest) -> ProviderId:
        fate = self._fate
        if fate.away(Outage.PROVIDER):
            raise OutcomeUnknown("reset")
        if fate.away(Outage.ACCOUNT):
            raise AccountProblem("402")
        if fate.strikes(0.05):
            raise fate.random.choice((Busy(), Busy(fate.seconds(1, 60)), Rejected(422, "no"), Blocked("risk")))
        number = len(self.orders) + 1
        slow = fate.away(Outage.SLOW)
        begins_s = loop_s() + fate.seconds(0.0, 20.0)
        ends_s = begins_s + fate.random.lognormvariate(3.0, 0.4) * (fate.seconds(20, 300) if slow else 1.0)
        forgotten_s = ends_s - 1.0 if fate.strikes(0.01) else None
        order = Order(ProviderId(f"p-{number}"), request.prompt, begins_s, ends_s, self._verdict(number, request), forgotten_s, slow)  # fmt: skip  # noqa: E501
        self.orders[order.id] = order
        self.taken[request.prompt] += 1
        fate.note("ordered", order.id, request.prompt, type(order.verdict).__name__, f"until {ends_s:.3f}")
        return order.id

    def _verdict(self, number: int, request: ImagineRequest) -> Verdict:
        fate = self._fate
        if fate.strikes(0.04):
            return fate.random.choice((GaveUp(blocked=False, detail="x"), GaveUp(blocked=True, detail="x")))
        if fate.strikes(0.005):
            return WasCancelled()
        many = fate.random.randint(2, 12) if request.images is Images.SET else 1
        urls = tuple(f"{FILES}{number}-{picture}.png" for picture in range(many))
        self.bad_files |= {url for url in urls if fate.strikes(0.02)}
        return Succeeded(urls, 0.03)

    def _order(self, provider_id: ProviderId) -> Order:
        order = self.orders[provider_id]
        if order.forgotten_s is not None and order.forgotten_s <= loop_s():
            raise NotFound
        return order

    def _status(self, order: Order) -> Status:
        if order.cancelled or loop_s() >= order.ends_s:
            return Over()
        if loop_s() < order.begins_s:
            return Waiting(None if self._fate.strikes(0.1) else int(order.begins_s - loop_s()))
        return Waiting(0) if self._fate.strikes(0.02) else AtWork()

    def _result(self, order: Order) -> Verdict:
        if order.cancelled:
            return WasCancelled()
        return Unfinished(AtWork()) if self._fate.strikes(0.05) or loop_s() < order.ends_s else order.verdict

    def _cancel(self, order: Order) -> CancelOutcome:
        if order.cancelled or loop_s() >= order.begins_s:
            return CancelOutcome.UNCONFIRMED if self._fate.strikes(0.2) else CancelOutcome.TOO_LATE
        order.cancelled = True
        self._fate.note("cancelled", order.id)
        return CancelOutcome.CANCELLED


class Fitter:
    """Implements core.ports.PictureTools without looking at a file; a few pictures cannot be made to fit."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self._fits: dict[str, bool] = {}

    @property
    def misfits(self) -> set[str]:
        """Addresses of pictures that no re-encoding makes small enough."""
        return {url for url, fits in self._fits.items() if not fits}

    async def fit(self, path: Path, url: str, limit_bytes: int) -> Picture:
        """See core.ports.PictureTools."""
        stay_alive()
        if not self._fits.setdefault(url, not self._fate.strikes(0.005)):
            raise CannotFit("too large")
        return Picture(path, "png", 10, 10, 1, False, url)


# --- the chat ----------------------------------------------------------------------------------------------------


@dataclass
class Message:
    """What stands there: the newest words, and the job whose pictures hang on it.

    Words do not take pictures away. `closed`: which process knows that the last word of which version stands there.
    """

    id: int
    token: str
    says: Update | None = None
    shows: JobId | None = None
    deleted: bool = False
    closed: tuple["Process | None", int] | None = None


class Chat:
    """Implements core.ports.Messenger, and takes first replies. There is one message for each token."""

    def __init__(self, fate: Fate) -> None:
        self._fate = fate
        self.messages: dict[int, Message] = {}
        self.by_token: dict[str, Message] = {}
        self.unconfirmed: set[JobId] = set()
        """Jobs whose pictures were once shown by a call whose answer never came back."""
        self.walled: set[JobId] = set()
        """Jobs about which we were once not allowed to write."""
        self.spoiled: list[str] = []
        """What was said after a last word."""

    async def first_reply(self, token: str) -> int | None:
        """Answer an interaction; None when it is not certain that anybody sees it."""
        try:
            if self._fate.away(Outage.DISCORD) or self._fate.strikes(0.02):
                await trouble(self._fate, DiscordTrouble("500"))
            lost = DiscordTrouble("timeout") if self._fate.strikes(0.02) else None
            return await elsewhere(self._fate, lambda: self._post(token).id, lost=lost)
        except DiscordTrouble:
            return None

    def show(self, job: Job, progress: Progress) -> None:
        """See core.ports.Messenger."""
        stay_alive()
        message = self._message(job.reply)
        if message is not None and message.closed == (_PROCESS.get(), job.version):
            self.spoiled.append(f"job {job.id}: {type(progress).__name__} after {type(message.says).__name__}")

    async def finish(self, job: Job, ending: Ending) -> None:
        """See core.ports.Messenger."""
        fate = self._fate
        if fate.away(Outage.DISCORD) or fate.strikes(0.05):
            await trouble(fate, DiscordTrouble("500", fate.random.choice((None, 1.0, 30.0))), ANSWER_TIMEOUT_S)
        lost = DiscordTrouble("timeout") if fate.strikes(0.03) else None
        if lost is not None and isinstance(ending, Pictures):
            self.unconfirmed.add(job.id)
        await elsewhere(fate, lambda: self._write(job, ending), lost=lost)
        message = self._message(job.reply)
        if message is not None and not job.elsewhere:
            message.closed = (_PROCESS.get(), job.version)

    def delete(self, message_id: int) -> None:
        """A moderator deletes a message."""
        self._fate.note("deleted", message_id)
        self.messages[message_id].deleted = True

    def _post(self, token: str) -> Message:
        message = Message(len(self.messages) + 1, token)
        self.messages[message.id] = self.by_token[token] = message
        return message

    def _message(self, reply: ReplyAddress) -> Message | None:
        return self.by_token.get(reply.token) if reply.message_id is None else self.messages[reply.message_id]

    def _write(self, job: Job, ending: Ending) -> None:
        fate, pictures = self._fate, isinstance(ending, Pictures)
        message = self._anew(job) if pictures and job.elsewhere else self._message(job.reply)
        if message is None or message.deleted:
            raise ReplyGone
        if fate.strikes(0.005):
            self.walled.add(job.id)
            raise ReplyForbidden
        if pictures:
            if fate.strikes(0.01):
                raise TooLarge(1000)
            message.shows = job.id
        message.says = ending
        fate.note("message", message.id, "of job", job.id, "says", type(ending).__name__)

    def _anew(self, job: Job) -> Message:
        """A message of its own; the one that is there when this was tried before."""
        token = f"anew {job.id} {job.reply.message_id}"
        if token not in self.by_token and self._fate.strikes(0.3):  # neither the channel nor the person takes one
            self.walled.add(job.id)
            raise ReplyForbidden
        return self.by_token.get(token) or self._post(token)


# --- all of it ---------------------------------------------------------------------------------------------------


@dataclass
class Town:
    """Everything outside the core; `process` starts a run of the bot in it."""

    fate: Fate
    clock: VirtualClock
    provider: Provider
    chat: Chat
    fitter: Fitter
    allowance: Allowance
    places: int
    spool: Path

    def process(self, store: PlainStore) -> Process:
        """What app.py builds, with this store; nothing is started yet."""
        disk = cast("Store", Disk(store, self.fate))
        tools = Tools(
            disk, self.provider, self.fitter, self.chat, self.clock, self.allowance, self.spool, JOB_TIMEOUT
        )  # fmt: skip
        worker = Worker(tools, self.places)
        return Process(
            store.owner, worker, Imagine(disk, worker, self.clock, an_admission(self.allowance, self.clock), Heard())
        )
