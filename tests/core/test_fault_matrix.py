"""Every line of bad weather × every state of a job in which it may set in: what becomes of job, charge and POST.

The lines are about the provider, its files, the store, the process and the clock; the chat's are played end to end
elsewhere. Where the wire matters, the real client talks to a small real server; time is virtual everywhere. No cell is
impossible: weather that cannot touch a job any more must leave it alone.
"""

import asyncio
import logging
import socket
import sqlite3
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from pydantic import SecretStr
from stamina.instrumentation import set_on_retry_hooks

from bot.core.errors import Busy, NotSent, StoreError, TooLate, Unreachable
from bot.core.imagine import CancelAnswer
from bot.core.jobs import ENDS, Charge, Failure, Job, JobId, JobState, ProviderId
from bot.core.pacing import FETCH_PATIENCE_S
from bot.core.ports import CancelOutcome, ImageApi, Status, Verdict
from bot.core.requests import Images, ImagineRequest
from bot.core.updates import Kept
from bot.runcomfy.client import open_runcomfy
from tests.core.crashing import Plan, Provider, Stage, World, a_stage, problems_of_money, prompt_of
from tests.core.virtual_time import VirtualLoop
from tests.makers import ADA

STATES: Final = tuple(state for state in JobState if state not in ENDS)
PLAN: Final[Plan] = ((0.0, Stage.QUEUED), (4.0, Stage.RUNNING), (12.0, Stage.COMPLETED))
BUSY_FIRST_S: Final = 10.0
"""The first submit is refused for so long where the weather is to set in while the job is ACCEPTED."""
MOMENT_S: Final = 60.0
MINUTES_S: Final = 300.0
LONG_S: Final = 1800.0
DAY_S: Final = 86_400.0
FOR_EVER_S: Final = 20 * DAY_S

# --- what is expected -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class End:
    """How a job ends: its state and why, what becomes of the charge, how many POSTs were taken, pictures shown."""

    state: JobState
    failure: Failure | None
    charge: Charge
    posts: int
    delivered: int = 0


DELIVERED: Final = End(JobState.DELIVERED, None, Charge.SPENT, posts=1, delivered=1)


def failed(why: Failure, posts: int) -> End:
    return End(JobState.FAILED, why, Charge.RETURNED, posts)


Row = Mapping[JobState, End]


def row(accepted: End, submitting: End, queued: End, running: End, ready: End, kept: End) -> Row:
    """One line's expectations, each by name: a new state is missing in all of them."""
    return {
        JobState.ACCEPTED: accepted,
        JobState.SUBMITTING: submitting,
        JobState.QUEUED: queued,
        JobState.RUNNING: running,
        JobState.READY: ready,
        JobState.KEPT: kept,
    }


def everywhere(end: End) -> Row:
    """Whenever it sets in."""
    return row(end, end, end, end, end, end)


def all_well() -> Row:
    """Whenever it sets in, the pictures come, paid once."""
    return everywhere(DELIVERED)


def before_it_is_sent(end: End) -> Row:
    """Only a job that is not sent yet fares badly; those that are will never be sent again."""
    return row(end, end, DELIVERED, DELIVERED, DELIVERED, DELIVERED)


def before_it_is_finished(unsent: End, followed: End) -> Row:
    """Once its pictures are known, the weather at the API is all the same to a job."""
    return row(unsent, unsent, followed, followed, DELIVERED, DELIVERED)


# --- the provider on a wire -------------------------------------------------------------------------------------------

Fault = Callable[[web.Request], Awaitable[web.StreamResponse | None]]
PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(64) + b"IEND\xaeB`\x82"
HTML: Final = "<html><body>One moment, please</body></html>"


class Wire:
    """The provider model behind HTTP. `faults` stand before an answer, by call; "taken" is after a submit was taken."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.faults: dict[str, Fault] = {}
        self.strikes = 0
        self.app = web.Application()
        self.app.router.add_post("/v1/models/{model:.+}", self._submit)
        self.app.router.add_get("/v1/requests/{id}/status", self._status)
        self.app.router.add_get("/v1/requests/{id}/result", self._result)
        self.app.router.add_post("/v1/requests/{id}/cancel", self._cancel)
        self.app.router.add_get("/{file}", self._file)

    async def _submit(self, request: web.Request) -> web.StreamResponse:
        ask = await request.json()
        if (answer := await self._struck("submit", request)) is not None:
            return answer
        if self.provider.refusals:
            self.provider.refusals.popleft()
            return web.json_response({"message": "busy"}, status=429, headers={"Retry-After": str(BUSY_FIRST_S)})
        provider_id = self.provider.take(ask["prompt"])
        return await self._struck("taken", request) or web.json_response({"request_id": provider_id})

    async def _status(self, request: web.Request) -> web.StreamResponse:
        words = {Stage.QUEUED: "in_queue", Stage.RUNNING: "in_progress"}
        word = words.get(self._stage(request), "completed")
        return await self._struck("status", request) or web.json_response({"status": word, "queue_position": 1})

    async def _result(self, request: web.Request) -> web.StreamResponse:
        if (answer := await self._struck("result", request)) is not None:
            return answer
        stage, urls = self._stage(request), self.provider.urls(ProviderId(request.match_info["id"]))
        if stage is Stage.COMPLETED:
            return web.json_response({"status": "succeeded", "output": {"images": urls}, "cost": 0.03})
        return web.json_response({"status": "cancelled" if stage is Stage.CANCELLED else "in_progress"})

    async def _cancel(self, request: web.Request) -> web.StreamResponse:
        if (answer := await self._struck("cancel", request)) is not None:
            return answer
        done = await self.provider.cancel(ProviderId(request.match_info["id"])) is CancelOutcome.CANCELLED
        return web.json_response({"outcome": "cancelled" if done else "not_cancellable"}, status=202)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        return await self._struck("file", request) or web.Response(body=PNG, content_type="image/png")

    async def _struck(self, call: str, request: web.Request) -> web.StreamResponse | None:
        fault = self.faults.get(call)
        if fault is None:
            return None
        self.strikes += 1
        return await fault(request)

    def _stage(self, request: web.Request) -> Stage:
        return self.provider.stage(self.provider.orders[ProviderId(request.match_info["id"])])


def answers(status: int, body: Mapping[str, Any] | str, retry_after_s: int | None = None) -> Fault:
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}

    async def fault(_: web.Request) -> web.Response:
        if isinstance(body, str):
            return web.Response(status=status, text=body, content_type="text/html", headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return fault


def says(word: str) -> Fault:
    return answers(200, {"status": word})


def looks(fault: Fault) -> dict[str, Fault]:
    """All that is asked about a request that was taken."""
    return {"status": fault, "result": fault, "cancel": fault}


async def half_missing(request: web.Request) -> web.Response | None:
    return web.Response(status=410) if request.path.endswith(("-3.png", "-4.png")) else None


async def hang_up(request: web.Request) -> web.Response:
    """Close without a word."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def reset(request: web.Request) -> web.Response:
    """Close in the hardest way: what was sent is answered by a reset."""
    assert request.transport is not None
    linger: socket.socket = request.transport.get_extra_info("socket")
    linger.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()


async def say_nothing(_: web.Request) -> web.Response:
    await asyncio.sleep(DAY_S)
    return web.Response()


async def break_off(request: web.Request) -> web.StreamResponse:
    """Half a file, then nothing."""
    response = web.StreamResponse(headers={"Content-Length": str(len(PNG)), "Content-Type": "image/png"})
    await response.prepare(request)
    await response.write(PNG[: len(PNG) // 2])
    return await hang_up(request)


class NoNames(AbstractResolver):
    """The name server is gone."""

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        raise OSError(f"no address for {host}:{port}, family {family}")

    async def close(self) -> None:
        pass


class Telephone:
    """An ImageApi that can be plugged into another socket while a job is under way."""

    def __init__(self, api: ImageApi) -> None:
        self.well = self._now = api
        self.no_files = False
        self.misses = 0

    @property
    def now(self) -> ImageApi:
        """Whoever answers now."""
        self.misses += self._now is not self.well
        return self._now

    def plug_into(self, api: ImageApi) -> None:
        """From now on another one answers."""
        self._now = api

    async def submit(self, request: ImagineRequest) -> ProviderId:
        return await self.now.submit(request)

    async def status(self, provider_id: ProviderId) -> Status:
        return await self.now.status(provider_id)

    async def result(self, provider_id: ProviderId) -> Verdict:
        return await self.now.result(provider_id)

    async def cancel(self, provider_id: ProviderId) -> CancelOutcome:
        return await self.now.cancel(provider_id)

    def trusts(self, url: str) -> bool:
        return self.well.trusts(url)

    async def download(self, url: str, target: Path) -> None:
        if self.no_files:
            await asyncio.sleep(FETCH_PATIENCE_S)
            raise Unreachable("no answer")
        await self.well.download(url, target)


# --- one scene --------------------------------------------------------------------------------------------------------


@dataclass
class Scene:
    """A job on its way, and everything that weather can be made of."""

    world: World
    wire: Wire
    telephone: Telephone
    nowhere: Mapping[str, ImageApi]
    ends: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    answers: list[Any] = field(default_factory=list[Any])
    meets: set[JobState] = field(default_factory=set[JobState])
    """A job in one of these states cannot but notice the weather."""
    refused_writes: int = 0

    @property
    def strikes(self) -> int:
        """How often the weather was noticed."""
        return self.wire.strikes + self.telephone.misses + self.refused_writes

    def for_s(self, seconds: float, end: Callable[[], None]) -> None:
        """The weather is over after so long, or when the member comes to collect."""
        self.ends.append(end)
        asyncio.get_running_loop().call_later(seconds, end)

    def end(self) -> None:
        """It is over now."""
        while self.ends:
            self.ends.pop()()

    def outside(self, act: Awaitable[Any]) -> None:
        """Somebody does this meanwhile."""

        async def done() -> None:
            self.answers.append(await act)

        task = asyncio.create_task(done())
        self.world.outside.add(task)


Weather = Callable[[Scene], None]
UNSENT: Final = frozenset({JobState.ACCEPTED, JobState.SUBMITTING})
ASKED_FOR: Final = frozenset({JobState.QUEUED, JobState.RUNNING})
FOLLOWED: Final = UNSENT | ASKED_FOR
NOBODY: Final[frozenset[JobState]] = frozenset()
MEETS: Final = {
    "submit": UNSENT,
    "taken": UNSENT,
    "status": ASKED_FOR,
    "result": NOBODY,
    "cancel": NOBODY,
    "file": frozenset(STATES),
}
"""By call: in which states the job will make it for certain."""


@dataclass(frozen=True)
class Line:
    """One line of the matrix. `wired`: through the real client and a real server. `holds`: a look at the job's end."""

    name: str
    begin: Weather
    row: Row
    wired: bool = False
    images: Images = Images.ONE
    holds: Callable[[Scene, Job], bool] = lambda _, __: True


def wire(seconds: float = FOR_EVER_S, **faults: Fault) -> Weather:
    """The provider answers so, or not at all."""

    def begin(scene: Scene) -> None:
        scene.wire.faults |= faults
        scene.for_s(seconds, scene.wire.faults.clear)
        for call in faults:
            scene.meets |= MEETS[call]

    return begin


def nobody_at(place: str, seconds: float) -> Weather:
    """The provider's API is not where we look for it."""

    def begin(scene: Scene) -> None:
        scene.telephone.plug_into(scene.nowhere[place])
        scene.for_s(seconds, lambda: scene.telephone.plug_into(scene.telephone.well))
        scene.meets |= FOLLOWED

    return begin


def away_at_the_port(seconds: float) -> Weather:
    """The same without a wire, on which so many tries would take too long."""

    async def not_sent() -> None:
        raise NotSent("away")

    async def not_answered() -> None:
        raise Unreachable("away")

    def begin(scene: Scene) -> None:
        trouble = scene.world.provider.trouble
        trouble |= {"submit": not_sent, "status": not_answered, "result": not_answered, "cancel": not_answered}
        scene.for_s(seconds, trouble.clear)

    return begin


def killed(scene: Scene) -> None:
    scene.world.crash(scene.world.process)


def stopped(scene: Scene) -> None:
    scene.world.process.leaving.set()


def delivered_twice(scene: Scene) -> None:
    world = scene.world
    scene.outside(world.command(lambda process: process.imagine_command(JobId(1), ADA)))


def claimed_by_another(scene: Scene) -> None:
    """Its lease is over, but it does not know that yet."""
    second = scene.world.second_process()
    scene.outside(second.start())


def cancel_pressed(scene: Scene) -> None:
    scene.outside(scene.world.press_cancel())


def clock_set(hours: float) -> Weather:
    def begin(scene: Scene) -> None:
        scene.world.clock.skew += timedelta(hours=hours)

    return begin


def nothing_written(code: int | None) -> Weather:
    """Every write fails for some minutes; with a code that SQLite has for it, or with none."""

    def begin(scene: Scene) -> None:
        def refuse(sql: str) -> None:
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                scene.refused_writes += 1
                error = sqlite3.OperationalError("not now")
                if code is not None:
                    error.sqlite_errorcode, error.sqlite_errorname = code, "SQLITE_FULL"
                raise error

        def well_again() -> None:
            scene.world.store_trouble = None

        scene.world.store_trouble = refuse
        scene.for_s(MINUTES_S, well_again)
        scene.meets |= set(STATES)

    return begin


def press_answered(scene: Scene, job: Job) -> bool:
    """What the presser was told is what became of it."""
    if job.state is JobState.CANCELLED:
        return scene.answers in ([CancelAnswer.CANCELLED], [CancelAnswer.ASKED])
    return len(scene.answers) == 1 and scene.answers != [CancelAnswer.CANCELLED]


# --- the matrix -------------------------------------------------------------------------------------------------------

UNPAID: Final = failed(Failure.OUTCOME_UNKNOWN, posts=0)
PAID: Final = failed(Failure.OUTCOME_UNKNOWN, posts=1)
"""Nobody can know which of the two it is, so neither is ever sent again."""
UNREACHABLE: Final = failed(Failure.UNREACHABLE, posts=0)
REJECTED: Final = failed(Failure.REJECTED, posts=0)
BLOCKED: Final = failed(Failure.BLOCKED, posts=0)
TIMED_OUT: Final = failed(Failure.TIMED_OUT, posts=1)
LOST_THERE: Final = failed(Failure.LOST_THERE, posts=1)
NO_PICTURES: Final = failed(Failure.NO_PICTURES, posts=1)
HALF_A_SET: Final = replace(DELIVERED, delivered=2)
CANCELLED: Final = End(JobState.CANCELLED, None, Charge.RETURNED, posts=1)
CANCELLED_UNSENT: Final = replace(CANCELLED, posts=0)

BUSY: Final = {"message": "busy"}
REFUSAL: Final = {"detail": [{"msg": "no"}]}
FILTERED: Final = {"error_code": 50413, "message": "Text Risk Not Pass"}
NOT_KNOWN: Final = {"error_code": 404001}
NO_KEY: Final = {"error_code": 400004, "message": "UserAccountError"}

THE_PROCESS: Final = (
    Line("killed", killed, row(DELIVERED, UNPAID, DELIVERED, DELIVERED, DELIVERED, DELIVERED)),
    Line("stopped in order", stopped, all_well()),
    Line("its interaction delivered twice", delivered_twice, all_well()),
    Line("claimed by another", claimed_by_another, row(DELIVERED, PAID, DELIVERED, DELIVERED, DELIVERED, DELIVERED)),
    Line(
        "cancel pressed",
        cancel_pressed,
        row(CANCELLED_UNSENT, CANCELLED, CANCELLED, DELIVERED, DELIVERED, DELIVERED),
        holds=press_answered,
    ),
)
THE_STORE_AND_THE_CLOCK: Final = (
    Line("disk full for minutes", nothing_written(sqlite3.SQLITE_FULL), all_well()),
    Line("writes fail oddly for minutes", nothing_written(None), all_well()),
    Line("clock set back an hour", clock_set(-1), all_well()),
    # Patience is measured by the wall clock, so a day that nobody waited for counts: a job is asked for once more.
    Line("clock a day ahead", clock_set(24), row(UNREACHABLE, DELIVERED, TIMED_OUT, TIMED_OUT, DELIVERED, DELIVERED)),
)
THE_SUBMIT: Final = (
    Line("answer lost before it is taken", wire(submit=hang_up), before_it_is_sent(UNPAID), wired=True),
    Line("answer lost after it is taken", wire(taken=hang_up), before_it_is_sent(PAID), wired=True),
    Line("reset after it is sent", wire(submit=reset), before_it_is_sent(UNPAID), wired=True),
    Line("submit answers 500", wire(submit=answers(500, HTML)), before_it_is_sent(UNPAID), wired=True),
    Line("submit answers 503", wire(submit=answers(503, HTML)), before_it_is_sent(UNPAID), wired=True),
    Line("submit answers unreadably", wire(taken=answers(200, HTML)), before_it_is_sent(PAID), wired=True),
    Line("submit answers without an id", wire(taken=answers(200, {})), before_it_is_sent(PAID), wired=True),
    Line("submit is never answered", wire(taken=say_nothing), before_it_is_sent(PAID), wired=True),
    Line("submit busy for a moment", wire(MOMENT_S, submit=answers(429, BUSY)), all_well(), wired=True),
    Line("submit busy for 45 s, it says", wire(MOMENT_S, submit=answers(429, BUSY, 45)), all_well(), wired=True),
    Line("submit busy for ever", wire(submit=answers(429, BUSY)), before_it_is_sent(UNREACHABLE), wired=True),
    Line(
        "submit busy for days, it says",
        wire(submit=answers(429, BUSY, 10**6)),
        before_it_is_sent(UNREACHABLE),
        wired=True,
    ),
    Line("submit rejected", wire(submit=answers(422, REFUSAL)), before_it_is_sent(REJECTED), wired=True),
    Line("submit blocked", wire(submit=answers(200, FILTERED)), before_it_is_sent(BLOCKED), wired=True),
)
THE_WAY_THERE: Final = (
    Line("no name for a moment", nobody_at("no name", MOMENT_S), all_well(), wired=True),
    Line("no name for half an hour", nobody_at("no name", LONG_S), before_it_is_sent(UNREACHABLE), wired=True),
    Line("nobody listens for a moment", nobody_at("closed port", MOMENT_S), all_well(), wired=True),
    Line(
        "nobody listens for half an hour", nobody_at("closed port", LONG_S), before_it_is_sent(UNREACHABLE), wired=True
    ),
    Line("no TLS for a moment", nobody_at("no TLS", MOMENT_S), all_well(), wired=True),
    Line("no TLS for half an hour", nobody_at("no TLS", LONG_S), before_it_is_sent(UNREACHABLE), wired=True),
    Line("provider away for two days", away_at_the_port(2 * DAY_S), before_it_is_finished(UNREACHABLE, TIMED_OUT)),
    Line(
        "account refused for minutes",
        wire(MINUTES_S, submit=answers(401, NO_KEY), **looks(answers(401, NO_KEY))),
        all_well(),
        wired=True,
    ),
)
THE_LOOKS: Final = (
    Line("looks answer 429", wire(MINUTES_S, **looks(answers(429, BUSY))), all_well(), wired=True),
    Line("looks answer 502", wire(MINUTES_S, **looks(answers(502, HTML))), all_well(), wired=True),
    Line("looks answer 503", wire(MINUTES_S, **looks(answers(503, HTML))), all_well(), wired=True),
    Line("looks answer 504", wire(MINUTES_S, **looks(answers(504, HTML))), all_well(), wired=True),
    Line("looks are never answered", wire(MINUTES_S, **looks(say_nothing)), all_well(), wired=True),
    Line("looks break off", wire(MINUTES_S, **looks(hang_up)), all_well(), wired=True),
    Line("looks answer unknown words", wire(MOMENT_S, **looks(says("warming_up"))), all_well(), wired=True),
    Line(
        "status and result disagree",
        wire(MOMENT_S, status=says("completed"), result=says("in_progress")),
        all_well(),
        wired=True,
    ),
    Line("not found for a moment", wire(MOMENT_S, **looks(answers(404, NOT_KNOWN))), all_well(), wired=True),
    Line(
        "not found for good",
        wire(FOR_EVER_S, **looks(answers(404, NOT_KNOWN))),
        before_it_is_finished(LOST_THERE, LOST_THERE),
        wired=True,
    ),
)
THE_FILES: Final = (
    Line("half a set is gone", wire(file=half_missing), everywhere(HALF_A_SET), wired=True, images=Images.SET),
    Line("downloads break off for minutes", wire(MINUTES_S, file=break_off), all_well(), wired=True),
    Line("the file is a web page", wire(file=answers(200, HTML)), everywhere(NO_PICTURES), wired=True),
    Line("file host away for minutes", wire(MINUTES_S, file=answers(503, HTML)), all_well(), wired=True),
    Line("file host away until /collect", wire(file=answers(503, HTML)), all_well(), wired=True),
)
LINES: Final = (
    *THE_PROCESS,
    *THE_STORE_AND_THE_CLOCK,
    *THE_SUBMIT,
    *THE_WAY_THERE,
    *THE_LOOKS,
    *THE_FILES,
)


def test_every_line_has_an_expectation_for_every_state() -> None:
    assert {(line.name, state) for line in LINES for state in line.row} == {
        (name, state) for name in {line.name for line in LINES} for state in STATES
    }
    assert len({line.name for line in LINES}) == len(LINES)


SETS_IN: Final = {
    JobState.ACCEPTED: "after advance submitting>accepted",
    JobState.SUBMITTING: "after advance accepted>submitting",
    JobState.QUEUED: "after advance submitting>queued",
    JobState.RUNNING: "after advance queued>running",
    JobState.READY: "after advance running>ready",
}
"""The point at which a job is in that state; KEPT is when its person has been told."""


@asynccontextmanager
async def a_scene(folder: Path, template: bytes, line: Line) -> AsyncGenerator[Scene]:
    provider = Provider()
    provider.plan, provider.files = PLAN, 4 if line.images is Images.SET else 1
    wire = Wire(provider)
    async with AsyncExitStack() as stack:
        api: ImageApi = provider
        nowhere: dict[str, ImageApi] = {}
        if line.wired:
            runner = web.AppRunner(wire.app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            host, port = runner.addresses[0][:2]
            provider.files_origin = f"http://{host}:{port}"
            closed = stack.enter_context(socket.socket())  # bound, so that nobody else listens there either
            closed.bind(("127.0.0.1", 0))
            closed_port = closed.getsockname()[1]

            async def client(address: str, resolver: AbstractResolver | None = None) -> ImageApi:
                return await stack.enter_async_context(
                    open_runcomfy(address, SecretStr("key"), provider.files_origin, resolver=resolver)
                )

            api = await client(provider.files_origin)
            nowhere = {
                "no name": await client("http://nobody.invalid", NoNames()),
                "closed port": await client(f"http://{host}:{closed_port}"),
                "no TLS": await client(f"https://{host}:{port}"),
            }
        telephone = Telephone(api)
        world = World(folder, template, provider=provider, api=telephone)
        world.images = line.images
        stack.callback(world.close)
        yield Scene(world, wire, telephone, nowhere)


async def play(scene: Scene, line: Line, state: JobState) -> None:
    """The member asks, the weather sets in when the job is in that state, and they collect what is kept for them."""
    world = scene.world
    if state is JobState.ACCEPTED:
        world.provider.refusals.append(Busy(BUSY_FIRST_S))
    scene.telephone.no_files = state is JobState.KEPT

    def set_in(point: str) -> None:
        if point == SETS_IN.get(state):
            world.at_point = None
            line.begin(scene)

    world.at_point = set_in

    async def story(world: World) -> None:
        await world.ask()
        await world.all_done()
        if state is JobState.KEPT:
            assert world.jobs()[JobId(1)].state is JobState.KEPT
            scene.telephone.no_files = False
            line.begin(scene)
            await collect(world)
        if world.jobs()[JobId(1)].state is JobState.KEPT:
            scene.end()
            await collect(world)

    await world.play(story)
    assert world.at_point is None or state is JobState.KEPT, "the weather never set in"


async def collect(world: World) -> None:
    """Type /collect, and again after a while where that did not work."""
    while True:
        try:
            await world.collect()
            break
        except (StoreError, TooLate, sqlite3.Error):  # each has its answer in the chat
            await asyncio.sleep(20.0)
    await world.all_done()


@pytest.fixture(scope="module")
def stage() -> Generator[tuple[Path, bytes]]:
    with a_stage() as built:
        yield built


async def a_cell(stage: tuple[Path, bytes], line: Line, state: JobState) -> End:
    async with a_scene(*stage, line) as scene:
        await play(scene, line, state)
        world = scene.world
        job = world.jobs()[JobId(1)]
        ledger = [charge["kind"] for charge in world.observer.execute("SELECT kind FROM charges ORDER BY id")]
        assert ledger in ([Charge.HELD.value], [Charge.HELD.value, ledger[-1]])
        assert list(problems_of_money(world, job)) == []
        assert job.told
        assert world.chat.with_pictures(job.id) == (job.state is JobState.DELIVERED)
        assert world.mishaps == []
        assert line.holds(scene, job)
        assert scene.strikes or state not in scene.meets, "the weather went unnoticed"
        posts = len(world.provider.ordered(prompt_of(job.id)))
        return End(job.state, job.failure, Charge(ledger[-1]), posts, job.delivered)


@pytest.fixture(autouse=True)
def _quiet() -> Generator[None]:  # pyright: ignore[reportUnusedFunction]
    """Thousands of calls fail here as they should; a line for each would take longer than the calls."""
    logger = logging.getLogger("bot")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    set_on_retry_hooks(())
    yield
    set_on_retry_hooks(None)
    logger.setLevel(level)


@pytest.fixture
def loop() -> Generator[VirtualLoop]:
    with closing(VirtualLoop()) as virtual:
        yield virtual


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_whatever_the_weather(loop: VirtualLoop, stage: tuple[Path, bytes], line: Line, state: JobState) -> None:
    assert loop.run_until_complete(a_cell(stage, line, state)) == line.row[state]


def test_a_core_with_less_patience_does_not_pass(
    loop: VirtualLoop, stage: tuple[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.pacing.NOT_FOUND_PATIENCE_S", 1.0)
    (line,) = (line for line in LINES if line.name == "not found for a moment")
    assert loop.run_until_complete(a_cell(stage, line, JobState.QUEUED)) == LOST_THERE != line.row[JobState.QUEUED]


def test_a_message_that_was_left_does_not_promise_pictures_that_there_are_not(
    loop: VirtualLoop, stage: tuple[Path, bytes]
) -> None:
    left: list[object] = []

    def look(scene: Scene, _: Job) -> bool:
        left.append(scene.world.chat.messages["of 1"].says)
        return True

    (line,) = (replace(line, holds=look) for line in LINES if line.name == "the file is a web page")
    assert loop.run_until_complete(a_cell(stage, line, JobState.KEPT)) == NO_PICTURES
    assert not isinstance(left[0], Kept)
