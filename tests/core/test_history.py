"""A member's own past: pages, who may open what, and pictures that are posted again."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.errors import (
    BadFile,
    CannotFit,
    DiscordTrouble,
    ImagineError,
    NoSuchJob,
    ReplyForbidden,
    ReplyGone,
    TooLarge,
    Unreachable,
)
from bot.core.history import PAGE_JOBS, History, Page, Place, Way
from bot.core.jobs import GuildId, Job, JobId, JobState, ReplyAddress, UserId
from bot.core.ranks import Presser
from bot.core.reposting import Reposted, Reposting
from bot.core.updates import Picture
from bot.store import open_store
from bot.store.sqlite import SqliteStore
from tests.core.world import URL, JumpingClock, PassThrough, ScriptedApi
from tests.makers import ADA, BRUNO, GUILD, a_job, a_reply
from tests.store.test_history import ELSEWHERE, saved

pytestmark = pytest.mark.asyncio
HERE = Presser(ADA, GUILD, moderates=False)
PRIVATELY = a_reply(private=True, message_id=9)
READY = a_job(1, state=JobState.DELIVERED, outputs=(URL, URL))


class Wall:
    """Writes down what is posted; `trouble` is raised first, one each."""

    def __init__(self) -> None:
        self.posted: list[tuple[UserId, int]] = []
        self.trouble: deque[ImagineError] = deque()

    async def post(self, job: Job, press: int, place: ReplyAddress, by: UserId, pictures: tuple[Picture, ...]) -> None:
        if self.trouble:
            raise self.trouble.popleft()
        self.posted.append((by, len(pictures)))


class Studio:
    """Reposting with everything around it, scripted."""

    def __init__(self, spool: Path) -> None:
        self.api, self.pictures, self.wall, self.spool = ScriptedApi(), PassThrough(), Wall(), spool
        self.reposting = Reposting(self.api, self.pictures, self.wall, spool)

    async def again(self, job: Job = READY, by: UserId = ADA, press: int = 7, **reply: Any) -> Reposted:
        return await self.reposting.post_again(job, by, press, a_reply(**reply))


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(f"sqlite:///{tmp_path / 'imagine.db'}") as opened:
        yield opened


@pytest.fixture
def past(store: SqliteStore, desk: Studio) -> History:
    return History(store.history, JumpingClock(store.busy), desk.reposting)


def numbers(page: Page) -> list[int]:
    return [job.id for job in page.jobs]


@pytest.mark.parametrize("many", range(3 * PAGE_JOBS + 2))
async def test_turning_the_pages_shows_everything_once_in_both_directions(
    past: History, store: SqliteStore, many: int
) -> None:
    for number in range(1, many + 1):
        await saved(store, number)
    page = await past.page(ADA, GUILD, Place())
    assert not page.newer
    pages = [page]
    while page.older:
        page = await past.page(ADA, GUILD, Place(way=Way.OLDER, beside=page.jobs[-1].id))
        assert page.newer
        pages.append(page)
    assert [number for one in pages for number in numbers(one)] == list(range(many, 0, -1))
    assert all(len(one.jobs) <= PAGE_JOBS for one in pages)
    for before in pages[-2::-1]:
        page = await past.page(ADA, GUILD, Place(way=Way.NEWER, beside=page.jobs[0].id))
        assert (numbers(page), page.older) == (numbers(before), True)
    assert not page.newer


async def test_a_page_that_is_gone_is_taken_for_the_beginning(past: History, store: SqliteStore) -> None:
    for number in range(1, 4):
        await saved(store, number)
    for place in (Place(beside=JobId(1)), Place(way=Way.NEWER, beside=JobId(3)), Place(way=Way.NEWER, beside=JobId(2))):
        assert numbers(await past.page(ADA, GUILD, place)) == [3, 2, 1]


@pytest.mark.parametrize(
    ("made", "presser", "opens"),
    [
        ({}, HERE, True),
        ({}, Presser(BRUNO, GUILD, moderates=False), True),
        ({}, Presser(BRUNO, ELSEWHERE, moderates=True), False),
        ({}, Presser(ADA, ELSEWHERE, moderates=False), False),
        ({}, Presser(ADA, None, moderates=False), False),
        ({"reply": PRIVATELY}, HERE, True),
        ({"reply": PRIVATELY}, Presser(BRUNO, GUILD, moderates=True), False),
        ({"guild_id": None}, Presser(ADA, None, moderates=False), True),
        ({"guild_id": None}, Presser(BRUNO, None, moderates=False), False),
        ({"guild_id": None}, HERE, False),
    ],
)
async def test_who_may_open_what_where(
    past: History, store: SqliteStore, made: dict[str, Any], presser: Presser, *, opens: bool
) -> None:
    job = await saved(store, 1, **made)
    looks = (lambda: past.open(job.id, presser), lambda: past.told_in(5, job.id, presser))
    for look in looks:
        if opens:
            assert (await look()).id == job.id
        else:
            with pytest.raises(NoSuchJob):
                await look()
    if presser.user_id != ADA or not opens:
        with pytest.raises(NoSuchJob):
            await past.remove(job.id, presser)
        with pytest.raises(NoSuchJob):
            await past.own_request(job.id, presser)


async def test_what_can_still_be_cancelled_is_ones_own_of_this_place(past: History, store: SqliteStore) -> None:
    await saved(store, 1)
    await saved(store, 2, until=JobState.QUEUED)
    await saved(store, 3, until=JobState.READY)
    await saved(store, 4, until=JobState.SUBMITTING)
    await saved(store, 5, until=JobState.QUEUED, user_id=BRUNO)
    await saved(store, 6, until=JobState.QUEUED, guild_id=GuildId(99))
    assert [job.id for job in await past.being_made(ADA, GUILD)] == [2, 4]


async def test_pictures_are_fetched_and_posted_and_nothing_is_left_in_the_spool(desk: Studio) -> None:
    assert await desk.again(by=BRUNO) is Reposted.POSTED
    assert desk.wall.posted == [(BRUNO, 2)]
    assert list(desk.spool.iterdir()) == []


async def test_one_at_a_time_for_each_person(desk: Studio) -> None:
    gate, begun = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        begun.set()
        await gate.wait()

    desk.api.says("download", slowly, None)
    first = asyncio.create_task(desk.again(press=1))
    await begun.wait()
    assert await desk.again(press=2) is Reposted.BUSY
    assert await desk.again(by=BRUNO, press=3) is Reposted.POSTED
    gate.set()
    assert await first is Reposted.POSTED
    assert await desk.again(press=4) is Reposted.POSTED


@pytest.mark.parametrize(
    ("download", "trouble", "became", "posted"),
    [
        ([BadFile("gone")], [], Reposted.GONE, []),
        ([Unreachable("HTTP 404")], [], Reposted.AWAY, []),
        ([BadFile("gone"), None], [], Reposted.POSTED, [(ADA, 1)]),
        ([None, Unreachable("HTTP 404")], [], Reposted.POSTED, [(ADA, 1)]),
        ([None], [ReplyForbidden()], Reposted.CLOSED, []),
        ([None], [ReplyGone()], Reposted.CLOSED, []),
        ([None], [DiscordTrouble("HTTP 500")], Reposted.LATER, []),
        ([None], [TooLarge(100)], Reposted.POSTED, [(ADA, 2)]),
        ([None], [TooLarge(100)] * 9, Reposted.TOO_LARGE, []),
    ],
)
async def test_each_way_in_which_it_fails_has_its_name_and_the_next_one_may_work(
    desk: Studio,
    download: list[Any],
    trouble: list[ImagineError],
    became: Reposted,
    posted: list[tuple[UserId, int]],
) -> None:
    desk.api.says("download", *download)
    desk.wall.trouble.extend(trouble)
    assert await desk.again() is became
    assert desk.wall.posted == posted
    assert list(desk.spool.iterdir()) == []
    desk.api.says("download", None)
    desk.wall.trouble.clear()
    assert await desk.again() is Reposted.POSTED


async def test_pictures_are_made_to_fit_this_place_and_smaller_when_they_are_refused(desk: Studio) -> None:
    desk.wall.trouble.append(TooLarge(100))
    assert await desk.again(upload_limit_bytes=1000) is Reposted.POSTED
    assert desk.pictures.limits == [1000, 1000, 100, 100]


async def test_a_picture_that_cannot_be_made_to_fit_is_left_out(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(path: Path, url: str, limit_bytes: int) -> Picture:
        raise CannotFit("too large in every version")

    monkeypatch.setattr(desk.pictures, "fit", never)
    assert await desk.again() is Reposted.TOO_LARGE


async def test_a_person_is_free_again_whatever_breaks(desk: Studio) -> None:
    desk.api.says("download", RuntimeError("a mistake of ours"), None)
    with pytest.raises(RuntimeError):
        await desk.again()
    assert list(desk.spool.iterdir()) == []
    assert await desk.again() is Reposted.POSTED


async def test_only_links_to_the_studio_are_shown(desk: Studio) -> None:
    job = replace(READY, outputs=("https://elsewhere.example/1.png", URL))
    assert desk.reposting.links(job) == [URL]
