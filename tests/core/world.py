"""The core with a real store, a scripted provider and messenger, and time that jumps: long stories in milliseconds."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bot.core.admission import Asker
from bot.core.errors import ImagineError
from bot.core.imagine import Imagine
from bot.core.jobs import GuildId, Job, JobId, ProviderId, ReplyAddress, UserId
from bot.core.ports import CancelOutcome, Status, Succeeded, Tools, Verdict, Waiting
from bot.core.quotas import Allowance
from bot.core.requests import ImagineRequest
from bot.core.updates import Ending, Picture, Progress, Update
from bot.core.worker import Worker
from bot.store import open_store
from bot.store.database import Database
from bot.store.sqlite import SqliteStore
from tests.makers import ADA, GUILD, NOON, Heard, a_reply, an_admission, an_allowance

ASK_EVERY_S = 0.05
QUIET_TURNS = 30
"""So many turns of the event loop without anybody at the database: then time may jump."""
URL = "https://files.runcomfy.net/1.png"


class JumpingClock:
    """Waiting takes no time: the clock jumps to the end of the wait, once nobody else has anything to do."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        self.time = NOON
        self._busy = busy

    def now(self) -> datetime:
        return self.time

    async def wait(self, event: asyncio.Event, timeout_s: float) -> bool:
        quiet_turns = 0
        while quiet_turns < QUIET_TURNS:  # what is already on its way comes first, as it would in real time
            if event.is_set():
                return True
            quiet_turns = 0 if self._busy() else quiet_turns + 1
            await asyncio.sleep(0)
        self.time += timedelta(seconds=timeout_s)
        return event.is_set()


class ScriptedApi:
    """Answers by script, the last word of each for ever; an exception in a script is raised."""

    def __init__(self) -> None:
        self.calls: dict[str, int] = defaultdict(int)
        self.scripts: dict[str, deque[Any]] = {
            "submit": deque([ProviderId("p-1")]),
            "status": deque([Waiting(1)]),
            "result": deque([Succeeded((URL,), 0.03)]),
            "cancel": deque([CancelOutcome.CANCELLED]),
            "download": deque([None]),
        }

    def says(self, call: str, *answers: Any) -> None:
        self.scripts[call] = deque(answers)

    async def _next(self, call: str) -> Any:
        self.calls[call] += 1
        script = self.scripts[call]
        answer: Any = script.popleft() if len(script) > 1 else script[0]
        if callable(answer):
            answer = await cast("Callable[[], Awaitable[Any]]", answer)()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def submit(self, request: ImagineRequest) -> ProviderId:
        return await self._next("submit")

    async def status(self, provider_id: ProviderId) -> Status:
        return await self._next("status")

    async def result(self, provider_id: ProviderId) -> Verdict:
        return await self._next("result")

    async def cancel(self, provider_id: ProviderId) -> CancelOutcome:
        return await self._next("cancel")

    def trusts(self, url: str) -> bool:
        return url.startswith("https://files.runcomfy.net/")

    async def download(self, url: str, target: Path) -> None:
        await self._next("download")


class PassThrough:
    """Pictures that always fit."""

    def __init__(self) -> None:
        self.limits: list[int] = []

    async def fit(self, path: Path, url: str, limit_bytes: int) -> Picture:
        self.limits.append(limit_bytes)
        return Picture(path, "png", 10, 10, 1, False, url)


@dataclass
class Listener:
    """Writes down what would be shown; `trouble` is raised by the next last words, one each."""

    heard: dict[JobId, list[Update]] = field(default_factory=lambda: defaultdict(list))
    trouble: deque[ImagineError] = field(default_factory=deque[ImagineError])
    where: list[ReplyAddress] = field(default_factory=list[ReplyAddress])

    def show(self, job: Job, progress: Progress) -> None:
        self.heard[job.id].append(progress)

    async def finish(self, job: Job, ending: Ending) -> None:
        if self.trouble:
            raise self.trouble.popleft()
        self.heard[job.id].append(ending)
        self.where.append(job.reply)


class CoreWorld:
    """Everything that app.py builds, with the outside replaced."""

    def __init__(self, store: SqliteStore, spool: Path, allowance: Allowance, places: int) -> None:
        self.store, self.clock, self.api = store, JumpingClock(store.busy), ScriptedApi()
        self.pictures, self.messenger, self.allowance = PassThrough(), Listener(), allowance
        self.tools = Tools(
            store, self.api, self.pictures, self.messenger, self.clock, allowance, spool, timedelta(hours=1)
        )
        self.places, self.path, self.databases = places, spool.parent / "imagine.db", list[Database]()
        self._start()

    async def restart(self) -> None:
        """A new process begins, as after a kill: nothing but the file is left of the one before."""
        database = await Database.open(self.path)
        self.databases.append(database)
        self.store = SqliteStore(database, f"process {len(self.databases)}")
        await self.store.take_all_leases()
        self.tools = replace(self.tools, store=self.store)
        self._start()
        await self.worker.recover()

    def _start(self) -> None:
        self.worker = Worker(self.tools, self.places)
        self.imagine = Imagine(self.store, self.worker, self.clock, an_admission(self.allowance, self.clock), Heard())

    async def ask(self, job_id: int = 1, user: UserId = ADA, guild: GuildId | None = GUILD, **wish: Any) -> Job:
        """A member asks, and sees the first reply."""
        request = replace(ImagineRequest("a fox"), **wish)
        taken = await self.imagine.submit(JobId(job_id), Asker(user, guild), request, a_reply())
        await self.imagine.confirm(taken.job, 500 + job_id)
        return taken.job

    async def until(self, job_id: int, fits: Callable[[Job], bool]) -> Job:
        """Let everything run until the job fits; bounded by real time.

        Asked for less and less often: a store that is busy with our question is no quiet world, and the clock stands.
        """
        pause_s = 0.001
        async with asyncio.timeout(90):  # a day of looks is some thousand of them, on a machine that others use too
            while not fits(job := await self.store.get(JobId(job_id))):
                await asyncio.sleep(pause_s)
                pause_s = min(ASK_EVERY_S, pause_s * 1.1)
        return job

    async def done(self, job_id: int = 1) -> Job:
        """The job at its very end."""
        return await self.until(job_id, lambda job: job.done)

    async def left(self) -> int:
        """What Ada has left."""
        return (await self.imagine.quota(Asker(ADA, GUILD))).left

    def last(self, job_id: int = 1) -> Update:
        """What the message says."""
        return self.messenger.heard[JobId(job_id)][-1]


@asynccontextmanager
async def core_world(folder: Path, places: int = 10, **allowance: Any) -> AsyncGenerator[CoreWorld]:
    """A world on a real file."""
    async with open_store(f"sqlite:///{folder / 'imagine.db'}") as store:
        world = CoreWorld(store, folder / "spool", an_allowance(**allowance), places)
        yield world
        await world.worker.stop()
        for database in world.databases:
            await database.close()
