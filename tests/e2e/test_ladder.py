"""The fault matrix of the delivery ladder: each thing that can be wrong with Discord × each state of a job.

For each line one job per state is brought into its state, then the fault sets in for all of them at once, then the work
goes on; whatever happens, one message carries the pictures, or they are kept and can be collected; all is paid once.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import Enum

import pytest
import pytest_asyncio

from bot.core.jobs import JobState
from sandbox.client import SandboxProcess
from tests.e2e.sandbox import ONCE_MORE, RESULT_BUTTONS, Json, Told, World, buttons, labels
from tests.openapi import OPENAPI

SMALL = "1024x1024(1:1)"
SANDBOXES = 2
PLACES = 3
"""At the provider: taken by the jobs that are submitted, queued and running, so that the accepted one waits in line."""
UPLOAD_LIMIT_BYTES = 80_000
"""The sandbox draws a picture of the smallest size in 90 kB and more."""
LONG_WAIT_S = 6
PRICE_USD = 0.03
LOG_LINES = 500
"""More than one line of the matrix leaves in the bot's log."""
NEVER_S = 600
WRITES = ["edit", "bot_edit", "send"]
UNFINISHED = {JobState.ACCEPTED, JobState.SUBMITTING, JobState.QUEUED, JobState.RUNNING, JobState.READY}
"""From here on pictures can still come."""
BROKEN = 0
"""The status of a call whose connection broke."""


class Where(Enum):
    """Where the result of a cell must be found."""

    SAME = "same"  # the job's message carries the pictures
    NEW = "new"  # a new message in its channel does
    DIRECT = "direct"  # a direct message does
    KEPT = "kept"  # nothing could be shown; /collect brings them
    COLLECTED = "collected"  # had been kept before; /collect brings them
    UNTOUCHED = "untouched"  # had been delivered before, stands as it was
    WORDS = "words"  # the job's message says how it ended
    NOWHERE = "nowhere"  # there is no way left to say how it ended, and nothing else is written instead


# One row per line, one column per state in which the fault sets in.
TABLE = """
                             accepted submitting queued running ready  kept      delivered cancelled failed
token_young                  same     same       same   same    same   collected untouched words     words
token_old                    same     same       same   same    same   collected untouched words     words
message_deleted              new      new        new    new     new    collected nowhere   nowhere   nowhere
channel_deleted              direct   direct     direct direct  direct collected nowhere   nowhere   nowhere
permission_withdrawn         direct   direct     direct direct  direct collected untouched nowhere   nowhere
thread_archived              new      new        new    new     new    collected untouched nowhere   nowhere
thread_locked                direct   direct     direct direct  direct collected untouched nowhere   nowhere
dm_closed                    kept     kept       kept   kept    kept   collected untouched nowhere   nowhere
uploads_limited              direct   direct     direct direct  direct collected untouched words     words
too_large_413                same     same       same   same    same   collected untouched words     words
too_large_40005              same     same       same   same    same   collected untouched words     words
too_large_50045              same     same       same   same    same   collected untouched words     words
automod_200000               same     same       same   same    same   collected untouched words     words
automod_240000               same     same       same   same    same   collected untouched words     words
server_error_500             same     same       same   same    same   collected untouched words     words
server_error_502             same     same       same   same    same   collected untouched words     words
server_error_503             same     same       same   same    same   collected untouched words     words
dropped_during_upload        same     same       same   same    same   collected untouched words     words
answer_lost_after_upload     same     same       same   same    same   collected untouched words     words
answer_lost_after_new        new      new        new    new     new    collected nowhere   nowhere   nowhere
rate_limited_long            same     same       same   same    same   collected untouched words     words
old_message_30046            same     same       same   same    same   collected untouched words     words
bot_restarted_meanwhile      same     words      same   same    same   collected untouched words     words
"""


def read_table(table: str) -> dict[str, dict[str, str]]:
    """Row → column → cell, as they are written."""
    header, *rows = (line.split() for line in table.strip().splitlines())
    return {name: dict(zip(header, cells, strict=False)) for name, *cells in rows}


EXPECTED = read_table(TABLE)


@dataclass
class Cell:
    """One job on its way into one state, and where its result must be found."""

    state: JobState
    who: str
    channel: str
    prompt: str
    wanted: Where
    told: Told | None = None

    @property
    def message(self) -> str:
        """The id of its message."""
        assert self.told is not None
        assert self.told.message is not None
        return self.told.message


@dataclass
class Stage:
    """The jobs of one line in their world."""

    world: World
    cells: dict[JobState, Cell] = field(default_factory=dict[JobState, Cell])

    async def ask(self, state: JobState) -> Cell:
        """The member of this cell types the command."""
        cell = self.cells[state]
        cell.told = await self.world.type(cell.who, channel=cell.channel, prompt=cell.prompt, aspect_ratio=SMALL)
        return cell

    async def request(self, cell: Cell) -> Json | None:
        """The paid request of this cell, of which there must be one at most."""
        every = (await self.world.provider())["requests"]
        found = [request for request in every if request["input"]["prompt"] == cell.prompt]
        assert len(found) <= 1, f"{cell.state}: paid twice"
        return found[0] if found else None

    async def until_request(self, cell: Cell, *states: str) -> None:
        """Wait until the provider has the request of this cell in one of these states."""

        async def there() -> bool:
            request = await self.request(cell)
            return request is not None and request["state"] in states

        await self.world.wait_for(there)

    async def states(self) -> dict[JobState, str]:
        """Where each job stands by the bot's log; one that has not moved yet is accepted."""
        moves = re.findall(r"job moved .*\bjob=(\d+).* state=(\w+)", await self.world.log(LOG_LINES))
        last = dict(moves)
        return {state: last.get(cell.told.interaction, "accepted") for state, cell in self.cells.items() if cell.told}

    async def until_states(self, **wanted: set[str]) -> None:
        """Wait until these jobs stand there."""

        async def there() -> bool:
            states = await self.states()
            return all(states[JobState(name)] in any_of for name, any_of in wanted.items())

        try:
            await self.world.wait_for(there)
        except TimeoutError:
            raise AssertionError(f"{await self.states()}; bot log:\n{(await self.world.log())[-6000:]}") from None

    async def each(self, act: Callable[[Cell], Awaitable[object]], *without: JobState) -> None:
        """Do something in every cell but these."""
        await asyncio.gather(*(act(cell) for state, cell in self.cells.items() if state not in without))


# --- the lines: how each fault sets in ------------------------------------------------------------------------------


async def nothing(stage: Stage) -> None:
    """Fair weather."""


async def expire(stage: Stage) -> None:
    """Every token is 15 minutes old."""
    await stage.world.call("POST", "/tokens/expire")


async def delete_messages(stage: Stage) -> None:
    """A moderator deletes every message."""
    await stage.each(lambda cell: stage.world.call("DELETE", f"/messages/{cell.message}"), JobState.KEPT)


async def delete_channels(stage: Stage) -> None:
    """A moderator deletes every channel."""
    await stage.each(lambda cell: stage.world.call("DELETE", f"/channels/{cell.channel}"))


def set_channels(**settings: object) -> "Act":
    """Something changes in every channel."""

    async def act(stage: Stage) -> None:
        await stage.each(lambda cell: stage.world.call("PATCH", f"/channels/{cell.channel}", settings))

    return act


async def age_messages(stage: Stage) -> None:
    """Every message is older than an hour."""
    await stage.each(
        lambda cell: stage.world.call("PATCH", f"/messages/{cell.message}", {"age_s": 4000}), JobState.KEPT
    )


async def restart(stage: Stage) -> None:
    """The bot is killed in the middle of everything and started again."""
    await stage.world.bot("kill")
    await stage.world.fair()
    await stage.world.bot("start")


def fault(name: str, **arguments: object) -> "Act":
    """A named behaviour of the sandbox, until the line is over."""

    async def act(stage: Stage) -> None:
        await stage.world.fault(name, **arguments)

    return act


Act = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Line:
    """What goes wrong, one after the other, and the status or code that every unfinished job must have met by it.

    `in_threads` and `in_one_channel` say where the jobs are asked for; `signpost`, that the old message can still be
    edited and says where its result went.
    """

    acts: tuple[Act, ...]
    sign: int
    in_threads: bool = False
    in_one_channel: bool = False
    without_words: bool = False
    smaller: bool = False
    signpost: bool = False


def server_error(status: int) -> Act:
    """Discord is in trouble for the first calls in each channel."""
    return fault("discord_status", status=status, on=WRITES, per_channel=2)


def too_large(code: int) -> Line:
    """Files over a size are refused with this code."""
    return Line((fault("upload_too_large", code=code, over_bytes=UPLOAD_LIMIT_BYTES),), code, smaller=True)


def automod(code: int) -> Line:
    """The words of the prompt are refused with this code."""
    return Line((fault("automod", text="a rude word", code=code),), code, without_words=True)


LONG_WAIT = fault("discord_status", status=429, retry_after_s=LONG_WAIT_S, on=WRITES, per_channel=1)

LINES = {
    "token_young": Line((nothing,), 200),
    "token_old": Line((expire,), 50027),
    "message_deleted": Line((delete_messages,), 10008),
    "channel_deleted": Line((delete_channels,), 10003),
    "permission_withdrawn": Line((expire, set_channels(bot_permissions=[])), 50001),
    "thread_archived": Line((set_channels(archived=True),), 50083, in_threads=True, signpost=True),
    "thread_locked": Line((set_channels(archived=True, locked=True),), 160005, in_threads=True),
    "dm_closed": Line((expire, set_channels(bot_permissions=[]), fault("dm_closed")), 50001),
    "uploads_limited": Line((fault("uploads_limited"),), 400001, signpost=True),
    "too_large_413": too_large(413),
    "too_large_40005": too_large(40005),
    "too_large_50045": too_large(50045),
    "automod_200000": automod(200000),
    "automod_240000": automod(240000),
    "server_error_500": Line((server_error(500),), 500),
    "server_error_502": Line((server_error(502),), 502),
    "server_error_503": Line((expire, server_error(503)), 503),
    "dropped_during_upload": Line((fault("upload_dropped", per_channel=1),), BROKEN),
    "answer_lost_after_upload": Line((fault("upload_lost_after", per_channel=1),), BROKEN),
    "answer_lost_after_new": Line((delete_messages, fault("upload_lost_after", per_channel=1)), BROKEN),
    "rate_limited_long": Line((LONG_WAIT,), 429),
    "old_message_30046": Line((expire, age_messages), 30046, in_one_channel=True),
    "bot_restarted_meanwhile": Line((expire, restart), 50027),
}


def test_no_cell_of_the_matrix_is_forgotten() -> None:
    cells = {(line, state) for line, row in EXPECTED.items() for state in row}
    assert cells == {(line, state.value) for line in LINES for state in JobState}
    assert {cell for row in EXPECTED.values() for cell in row.values()} == {where.value for where in Where}


# --- the stage ------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lines(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[dict[str, asyncio.Task[None]]]:
    """Every line that was chosen, under way: most of each is waiting, so several sandboxes share them."""
    chosen = [name for name in LINES if any(f"[{name}]" in item.name for item in request.session.items)]
    settings = {"PARALLEL_JOBS": str(PLACES)}
    openapi = OPENAPI if OPENAPI.exists() else None
    free: asyncio.Queue[World] = asyncio.Queue()

    async def run(name: str) -> None:
        world = await free.get()
        try:
            await run_line(world, name)
        finally:
            free.put_nowait(world)

    async with AsyncExitStack() as stack:
        starts = [
            asyncio.to_thread(
                SandboxProcess, data=tmp_path_factory.mktemp("ladder"), settings=settings, openapi=openapi
            )
            for _ in range(min(SANDBOXES, len(chosen)))
        ]
        for sandbox in await asyncio.gather(*starts):
            stack.push_async_callback(asyncio.to_thread, sandbox.stop)
            free.put_nowait(await stack.enter_async_context(World(sandbox.addresses)))
        tasks = {name: asyncio.create_task(run(name), name=name) for name in chosen}
        yield tasks
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


async def set_up(world: World, name: str) -> Stage:
    """One job in each state; what the bot wants to write is held back where it would end a state."""
    line, stage = LINES[name], Stage(world)
    shared = await world.channel(name)

    async def cell(state: JobState) -> None:
        alone = not line.in_one_channel or state not in UNFINISHED
        place = {"parent": shared} if line.in_threads else {}
        channel = await world.channel(f"{name}-{state.value}", **place) if alone else shared
        who = await world.member(f"{name} {state.value}")
        wanted = Where(EXPECTED[name][state.value])
        stage.cells[state] = Cell(state, who, channel, f"a rude word {name} {state.value}", wanted)

    await asyncio.gather(*(cell(state) for state in JobState))
    await _finished_ones(stage)
    await _unfinished_ones(stage)
    return stage


async def _finished_ones(stage: Stage) -> None:
    """What the provider finishes at once: failed and not told, delivered, kept, ready and not shown."""
    world, cells = stage.world, stage.cells
    held = [cells[state].channel for state in (JobState.FAILED, JobState.READY)]
    await world.fault("discord_held", on=WRITES, channel=held)
    await world.fault("fails", times=1)
    failed = await stage.ask(JobState.FAILED)
    await stage.until_request(failed, "in_progress", "completed")
    delivered, kept = await asyncio.gather(stage.ask(JobState.DELIVERED), stage.ask(JobState.KEPT))
    await world.fault("dm_closed", times=1)
    await world.call("PATCH", f"/channels/{kept.channel}", {"bot_permissions": []})
    await world.call("DELETE", f"/messages/{kept.message}")
    ready = await stage.ask(JobState.READY)
    await stage.until_request(ready, "completed")
    await world.until_pictures(delivered.who, delivered.message)


async def _unfinished_ones(stage: Stage) -> None:
    """What the provider works on or does not have yet, and one that was cancelled there and is not told."""
    world, cells = stage.world, stage.cells
    await world.provider(render_s=NEVER_S, slots=1)
    running = await stage.ask(JobState.RUNNING)
    await stage.until_request(running, "in_progress")
    await asyncio.gather(stage.ask(JobState.QUEUED), stage.ask(JobState.CANCELLED))
    await stage.until_states(queued={"queued"}, cancelled={"queued"})
    held = [cells[state].channel for state in (JobState.FAILED, JobState.READY, JobState.CANCELLED)]
    await world.fault("discord_held", on=WRITES, channel=held)
    await world.press(cells[JobState.CANCELLED].who, cells[JobState.CANCELLED].message)
    await stage.until_states(cancelled={"cancelled"})
    await world.fault("submit_held")
    submitting = await stage.ask(JobState.SUBMITTING)
    await stage.until_request(submitting, "in_queue")
    await stage.ask(JobState.ACCEPTED)
    await stage.until_states(**{state.value: {state.value} for state in JobState})


async def let_go_on(stage: Stage) -> None:
    """Nothing is held back any more; wait until every job has come to its end."""
    for held in ("discord_held", "submit_held"):
        await stage.world.call("DELETE", f"/faults/{held}")
    await stage.world.provider(render_s=0.2, slots=60)
    ends = {Where.KEPT: {"kept"}, Where.WORDS: {"failed", "cancelled"}, Where.COLLECTED: {"kept"}}
    ends[Where.NOWHERE] = ends[Where.WORDS] | {"delivered"}
    wanted = {state.value: ends.get(cell.wanted, {"delivered"}) for state, cell in stage.cells.items()}
    await stage.until_states(**wanted)
    await stage.each(lambda cell: _until_told(stage, cell))


async def _until_told(stage: Stage, cell: Cell) -> None:
    """The last word comes after the last move."""
    if cell.wanted is Where.WORDS:
        await stage.world.until(cell.who, cell.message, lambda seen: "Cancel" not in labels(seen))
    elif cell.wanted is Where.NOWHERE and cell.state is not JobState.DELIVERED:
        assert cell.told is not None
        told = re.compile(rf"nowhere left to tell the end .*\bjob={cell.told.interaction}\b")

        async def given_up() -> bool:
            return told.search(await stage.world.log(LOG_LINES)) is not None

        await stage.world.wait_for(given_up)


# --- what must be true in every cell --------------------------------------------------------------------------------


async def check(stage: Stage, cell: Cell, line: Line) -> None:
    world = stage.world
    here = [one for one in await world.messages(cell.who, cell.channel) if _is_about(one, cell)]
    direct = await world.messages(cell.who, "dm")
    pictures = [one for one in (*here, *direct) if one["attachments"]]
    where = f"{cell.state.value} → {cell.wanted.value}: {here} {direct}"
    match cell.wanted:
        case Where.SAME | Where.UNTOUCHED:
            assert [one["id"] for one in pictures] == [cell.message], where
            assert len(here) == 1, where
        case Where.NEW:
            assert len(pictures) == 1, where
            assert pictures[0]["channel"] == cell.channel, where
            assert pictures[0]["id"] != cell.message, where
        case Where.DIRECT:
            assert len(pictures) == len(direct) == 1, where
            assert direct[0]["attachments"], where
        case Where.WORDS:
            assert pictures == [], where
            (message,) = here
            assert "given back" in message["content"], where
            assert labels(message) == ([] if cell.state is JobState.CANCELLED else ONCE_MORE), where
        case Where.NOWHERE | Where.KEPT | Where.COLLECTED:
            assert (pictures, direct) == ([], []), where
            assert len(here) <= 1, where
    for message in pictures:
        _check_result(message, cell, line)
        if cell.wanted in (Where.NEW, Where.DIRECT):
            assert f"<@{cell.who}>, your picture is ready" in message["content"]
            gone = {delete_messages, delete_channels} & set(line.acts)
            assert (f"/{cell.message}" in message["content"]) is not bool(gone), "a link that leads somewhere"
    if line.signpost and cell.state in UNFINISHED:
        old = await world.until_says(cell.who, cell.message, "could not show it right here")
        assert buttons(old) == []
        assert (f"/{pictures[0]['id']}" in old["content"]) is (cell.wanted is Where.NEW)
    await _check_charge(stage, cell, len(pictures))
    if cell.wanted in (Where.KEPT, Where.COLLECTED):
        await _collect(stage, cell)


def _is_about(message: Json, cell: Cell) -> bool:
    """Whether it is the cell's own message or speaks of it: several cells may share one channel."""
    return message["id"] == cell.message or f"<@{cell.who}>" in message["content"]


def _check_result(message: Json, cell: Cell, line: Line) -> None:
    (attachment,) = message["attachments"]
    assert labels(message) == [label for label in RESULT_BUTTONS if label != "Delete" or not message["ephemeral"]]
    if cell.wanted is Where.UNTOUCHED:
        return
    assert ("a rude word" in message["content"]) is not line.without_words
    assert ("a rude word" in (attachment["description"] or "")) is not line.without_words
    if line.smaller:
        assert attachment["size"] <= UPLOAD_LIMIT_BYTES
        assert "smaller copy" in message["content"]


async def _check_charge(stage: Stage, cell: Cell, pictures: int) -> None:
    request = await stage.request(cell)
    assert request is not None
    kept = cell.wanted in (Where.KEPT, Where.COLLECTED)
    delivered = pictures == 1 or (cell.state is JobState.DELIVERED and not pictures)
    made = cell.state not in (JobState.CANCELLED, JobState.FAILED)
    assert (request["cost_usd"] or 0) == pytest.approx(PRICE_USD if made else 0)
    quota = await stage.world.read_quota(cell.who, channel="general")
    assert f"**{10 - (kept or delivered)} of 10" in quota
    assert f"{int(delivered)} used · {int(kept)} {'held' if kept else 'in the making'}" in quota


async def _collect(stage: Stage, cell: Cell) -> None:
    """What is kept comes when it is asked for, once, and is charged then."""
    told = await stage.world.type(cell.who, "collect", channel="general")
    message = await stage.world.until_pictures(cell.who, told.message)
    assert message["ephemeral"]
    assert len(message["attachments"]) == 1
    assert "Cancel" not in labels(message)
    await stage.until_states(**{cell.state.value: {"delivered"}})
    assert "1 used · 0 in the making" in await stage.world.read_quota(cell.who, channel="general")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", LINES)
async def test_whatever_goes_wrong_and_whenever_the_result_reaches_its_person_once(
    lines: dict[str, asyncio.Task[None]], name: str
) -> None:
    await lines[name]


async def run_line(world: World, name: str) -> None:
    """The whole story of one line."""
    line = LINES[name]
    await world.fresh()
    stage = await set_up(world, name)
    began = (await world.call("GET", "/calls"))[-1]["at"]
    for act in line.acts:
        await act(stage)
    await let_go_on(stage)
    await world.fair()
    await stage.each(lambda cell: check(stage, cell, line))
    calls = [call for call in await world.call("GET", "/calls") if call["at"] > began]
    assert [violation for violation in await world.call("GET", "/violations") if violation["at"] > began] == []
    for channel in {cell.channel for cell in stage.cells.values()}:
        cells = [cell for cell in stage.cells.values() if cell.channel == channel]
        mine = [call for call in calls if call["channel"] == channel and call["on"] in WRITES]
        if cells[0].state in UNFINISHED:
            assert line.sign in {call[key] for call in mine for key in ("status", "code")}
        _check_that_no_refusal_is_repeated(mine, len(cells))
        if line.acts == (LONG_WAIT,):
            _check_that_the_wait_was_kept(mine)


def _check_that_no_refusal_is_repeated(calls: list[Json], jobs: int) -> None:
    """Refusals count towards a ban: one per way and piece of news, and not one per second."""
    refused = [call for call in calls if call["status"] in (401, 403)]
    assert len([call for call in refused if call["on"] == "edit"]) <= jobs
    assert len(refused) <= 5 * jobs


def _check_that_the_wait_was_kept(calls: list[Json]) -> None:
    for at in [call["at"] for call in calls if call["status"] == 429]:
        assert not [call for call in calls if at < call["at"] < at + LONG_WAIT_S - 0.05]
