"""The contract of core.ports.Store, on real files and on the plain model that long stories use as their store.

Another backend runs the same tests through the fixture.
"""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
import pytest_asyncio

from bot.core.errors import NoSuchJob, QuotaExceeded, StaleJob, TooLate, TooManyAtOnce
from bot.core.jobs import Failure, GuildId, Job, JobId, JobState, LeftMessage, ProviderId
from bot.core.ports import Store
from bot.core.quotas import Usage, current_window
from bot.core.requests import Images, ImagineRequest, parse_size
from bot.store import open_store
from bot.store.database import Database
from bot.store.sqlite import SqliteStore
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, a_reply, an_allowance
from tests.store.model import PlainStore, PlainWorld

pytestmark = pytest.mark.asyncio
INSERT = "INSERT INTO charges (job_id, user_id, scope_id, kind, images, held_at, at) VALUES"
TODAY = current_window(an_allowance(), NOON)


@pytest_asyncio.fixture
async def sqlite_store(path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(f"sqlite:///{path}") as opened:
        yield opened


@pytest_asyncio.fixture(params=["SQLite", "plain"])
async def store(request: pytest.FixtureRequest, path: Path) -> AsyncGenerator[Store]:
    if request.param == "plain":
        yield PlainStore(PlainWorld(), "this process")
        return
    async with open_store(f"sqlite:///{path}") as opened:
        yield opened


@pytest_asyncio.fixture
async def other(store: Store, path: Path) -> AsyncGenerator[Store]:
    """A second process on the same jobs, as another backend will have; on SQLite the lock on the file forbids it."""
    if isinstance(store, PlainStore):
        yield PlainStore(store.world, "another process")
        return
    database = await Database.open(path)
    yield SqliteStore(database, "another process")
    await database.close()


async def advance_to(store: Store, job: Job, *states: JobState) -> Job:
    for state in states:
        facts = {"provider_id": ProviderId("p"), "submitted_at": NOON} if state is JobState.QUEUED else {}
        facts |= {"failure": Failure.BLOCKED} if state is JobState.FAILED else {}
        job = await store.advance(job, job.moved(state, **facts), NOON)
    return job


async def used_and_held(store: Store) -> tuple[int, int]:
    usage = await store.usage(ADA, GUILD, TODAY)
    return usage.used, usage.held


async def test_an_accepted_job_comes_back_as_it_was(store: Store) -> None:
    request = ImagineRequest("🦊 at `dusk`\n\u202e", parse_size("6198x2656(21:9)"), 0.25, Images.SET)
    job = a_job(42, request=request, cost=4, reply=a_reply(token="t", locale="it"))
    accepted = await store.accept(job, an_allowance())
    assert accepted.fresh
    assert await store.get(JobId(42)) == job


async def test_the_same_interaction_twice_is_one_job_and_one_charge(store: Store) -> None:
    first = await store.accept(a_job(1), an_allowance(images=1))
    second = await store.accept(a_job(1), an_allowance(images=1))
    assert first.fresh
    assert not second.fresh
    assert await used_and_held(store) == (0, 1)


async def test_a_refused_job_is_not_saved(store: Store) -> None:
    with pytest.raises(QuotaExceeded) as refusal:
        await store.accept(a_job(1, cost=4), an_allowance(images=3))
    assert refusal.value.resets_at == TODAY.ends_at
    with pytest.raises(NoSuchJob):
        await store.get(JobId(1))
    assert await used_and_held(store) == (0, 0)


async def test_fifty_presses_at_the_same_instant_never_overdraw(store: Store) -> None:
    allowance = an_allowance(images=7, jobs_at_once=100)
    tries = [store.accept(a_job(number), allowance) for number in range(1, 51)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(outcome, BaseException) for outcome in outcomes) == 7
    assert all(isinstance(outcome, QuotaExceeded) for outcome in outcomes if isinstance(outcome, BaseException))
    assert await used_and_held(store) == (0, 7)


async def test_jobs_at_once_are_limited_until_one_ends(store: Store) -> None:
    allowance = an_allowance(jobs_at_once=1)
    job = (await store.accept(a_job(1), allowance)).job
    with pytest.raises(TooManyAtOnce):
        await store.accept(a_job(2), allowance)
    await advance_to(store, job, JobState.CANCELLED)
    assert (await store.accept(a_job(2), allowance)).fresh


async def test_a_delivered_job_is_spent_and_a_failed_or_cancelled_one_given_back(store: Store) -> None:
    path_to_ready = (JobState.SUBMITTING, JobState.QUEUED, JobState.READY)
    for number, ending in enumerate((JobState.DELIVERED, JobState.FAILED), 1):
        job = (await store.accept(a_job(number), an_allowance())).job
        await advance_to(store, job, *path_to_ready, ending)
    job = (await store.accept(a_job(3), an_allowance())).job
    await advance_to(store, job, JobState.CANCELLED)
    await store.accept(a_job(4, cost=4), an_allowance())
    assert await used_and_held(store) == (1, 4)


async def test_scopes_and_people_do_not_share_a_quota(store: Store) -> None:
    one_each = an_allowance(images=1)
    others: list[dict[str, Any]] = [{}, {"guild_id": None}, {"guild_id": GuildId(78)}, {"user_id": BRUNO}]
    for number, changes in enumerate(others, 1):
        assert (await store.accept(a_job(number, **changes), one_each)).fresh
    assert await store.usage(ADA, None, TODAY) == Usage(0, 1, 1)


async def test_a_charge_counts_for_the_period_in_which_it_was_held(store: Store) -> None:
    yesterday = a_job(1, accepted_at=NOON - timedelta(days=1))
    job = (await store.accept(yesterday, an_allowance(images=1))).job
    await advance_to(store, job, JobState.SUBMITTING, JobState.QUEUED, JobState.READY, JobState.DELIVERED)
    assert await used_and_held(store) == (0, 0)
    assert (await store.accept(a_job(2), an_allowance(images=1))).fresh


async def test_a_job_that_someone_else_moved_is_stale_and_its_charge_untouched(store: Store) -> None:
    job = (await store.accept(a_job(1), an_allowance())).job
    await advance_to(store, job, JobState.SUBMITTING)
    with pytest.raises(StaleJob):
        await store.advance(job, job.moved(JobState.CANCELLED), NOON)
    assert await used_and_held(store) == (0, 1)


async def test_a_new_claim_fences_out_the_older_holder(store: Store, other: Store) -> None:
    job = (await store.accept(a_job(1), an_allowance())).job
    (claimed,) = await other.claim(NOON)
    with pytest.raises(StaleJob):
        await store.advance(job, job.moved(JobState.CANCELLED), NOON)
    ended = await other.advance(claimed, claimed.moved(JobState.CANCELLED), NOON)
    assert ended.state is JobState.CANCELLED
    with pytest.raises(StaleJob):
        await store.mark_told(job)
    assert not (await store.get(job.id)).told
    await other.mark_told(ended)
    assert (await store.get(job.id)).told


async def test_while_a_lease_is_alive_nobody_else_gets_its_jobs_and_afterwards_somebody_does(
    store: Store, other: Store
) -> None:
    lease_until = NOON + timedelta(seconds=30)
    await store.renew(lease_until)
    await store.accept(a_job(1), an_allowance())
    assert await other.claim(NOON) == []
    await store.renew(lease_until + timedelta(seconds=30))
    assert await other.claim(lease_until) == []
    assert [job.id for job in await other.claim(lease_until + timedelta(seconds=30))] == [1]
    assert await store.claim(lease_until + timedelta(hours=1)) != []


async def test_a_process_is_never_given_its_own_jobs_again(store: Store) -> None:
    await store.accept(a_job(1), an_allowance())
    assert await store.claim(NOON) == []


async def test_what_was_given_back_can_be_taken_at_once_and_moved_by_its_old_holder_no_more(
    store: Store, other: Store
) -> None:
    await store.renew(NOON + timedelta(hours=1))
    job = (await store.accept(a_job(1), an_allowance())).job
    assert await store.release() == 1
    with pytest.raises(StaleJob):
        await store.advance(job, job.moved(JobState.SUBMITTING), NOON)
    assert [taken.id for taken in await other.claim(NOON)] == [1]


async def test_who_owns_the_file_alone_need_not_wait_for_the_lease_of_the_dead(path: Path) -> None:
    async with open_store(f"sqlite:///{path}") as store:
        await store.renew(NOON + timedelta(hours=1))
        await store.accept(a_job(1), an_allowance())
    async with open_store(f"sqlite:///{path}") as next_one:
        assert [job.id for job in await next_one.claim(NOON)] == [1]


async def kept_job(store: Store, job_id: int = 1) -> Job:
    job = (await store.accept(a_job(job_id), an_allowance())).job
    job = await advance_to(store, job, JobState.SUBMITTING, JobState.QUEUED)
    job = await store.advance(job, job.moved(JobState.READY, ready_at=NOON, outputs=("https://x",)), NOON)
    job = await advance_to(store, job, JobState.KEPT)
    await store.mark_told(job)
    return job


async def test_kept_pictures_hold_their_cost_take_no_place_and_are_nobodys_work(store: Store, other: Store) -> None:
    await kept_job(store)
    assert await store.usage(ADA, GUILD, TODAY) == Usage(0, 1, 0, 1)
    assert await other.claim(NOON) == []
    assert [job.id for job in await store.kept(ADA)] == [1]
    assert await store.kept(BRUNO) == []


async def test_kept_pictures_can_be_asked_for_once_by_their_person_alone(store: Store, other: Store) -> None:
    old = await kept_job(store)
    place = a_reply(token="new", message_id=9, channel_id=8)
    with pytest.raises(NoSuchJob):
        await store.reopen(old.id, BRUNO, place)
    job = await other.reopen(old.id, ADA, place)
    assert (job.state, job.reply, job.told) == (JobState.READY, place, False)
    assert job.left is None, "it was never confirmed where it was asked"
    with pytest.raises(TooLate):
        await store.reopen(old.id, ADA, place)
    with pytest.raises(StaleJob):
        await store.mark_told(old)
    assert await used_and_held(store) == (0, 1)
    await other.advance(job, job.moved(JobState.DELIVERED, told=True), NOON)
    assert await used_and_held(store) == (1, 0)


async def test_that_pictures_go_elsewhere_is_kept_until_they_are_asked_for_anew(store: Store, other: Store) -> None:
    job = (await store.accept(a_job(1), an_allowance())).job
    job = await advance_to(store, job, JobState.SUBMITTING, JobState.QUEUED, JobState.READY)
    moved = await store.go_elsewhere(job)
    assert moved.elsewhere
    with pytest.raises(StaleJob):
        await store.go_elsewhere(job)
    await advance_to(store, moved, JobState.KEPT)
    assert not (await other.reopen(job.id, ADA, a_reply(message_id=9))).elsewhere


async def test_the_message_a_job_was_asked_in_is_remembered_unless_its_pictures_come_there(store: SqliteStore) -> None:
    await store.accept(a_job(1, message_id=5), an_allowance())
    job = await store.confirm_reply(JobId(1), 5)
    job = await advance_to(store, job, JobState.SUBMITTING, JobState.QUEUED, JobState.READY, JobState.KEPT)
    first = LeftMessage(job.reply.channel_id, 5)
    for message_id, left in ((9, first), (10, first), (5, None), (11, first)):
        job = await store.reopen(job.id, ADA, a_reply(message_id=message_id, channel_id=8 if message_id != 5 else 2))
        assert job.left == left
        job = await advance_to(store, job, JobState.KEPT)


async def test_kept_pictures_that_nobody_came_for_are_taken_over_once_their_time_is_up(store: Store) -> None:
    await kept_job(store)
    assert await store.forgotten(NOON) == []
    (job,) = await store.forgotten(NOON + timedelta(seconds=1))
    assert (job.id, job.state, job.told) == (1, JobState.KEPT, False)
    assert await store.forgotten(NOON + timedelta(seconds=1)) == []


async def test_a_claim_brings_what_is_not_done_and_nothing_else(store: Store, other: Store) -> None:
    done = (await store.accept(a_job(1), an_allowance())).job
    done = await advance_to(store, done, JobState.CANCELLED)
    await store.mark_told(done)
    untold = (await store.accept(a_job(2), an_allowance())).job
    await advance_to(store, untold, JobState.CANCELLED)
    await store.accept(a_job(3), an_allowance())
    assert [job.id for job in await other.claim(NOON)] == [2, 3]


async def test_the_first_wish_to_cancel_stays_and_does_not_disturb_the_worker(store: Store) -> None:
    job = (await store.accept(a_job(1), an_allowance())).job
    await store.request_cancel(job.id, BRUNO, NOON)
    assert (await store.request_cancel(job.id, ADA, NOON)).cancel_requested_by == BRUNO
    moved = await store.advance(job, job.moved(JobState.SUBMITTING), NOON)
    assert moved.cancel_requested_by == BRUNO


async def test_a_fresh_token_replaces_the_old_one_for_the_same_message_only(store: Store) -> None:
    job = (await store.accept(a_job(1), an_allowance())).job
    await store.confirm_reply(job.id, 500)
    await store.refresh_reply(job.id, a_reply(token="other message", message_id=501))
    assert (await store.get(job.id)).reply.token == "token"
    await store.refresh_reply(job.id, a_reply(token="fresh", message_id=500))
    assert (await store.get(job.id)).reply.token == "fresh"


async def test_what_is_unknown_is_said_to_be_unknown(store: Store) -> None:
    for verb in (store.get(JobId(9)), store.request_cancel(JobId(9), ADA, NOON), store.confirm_reply(JobId(9), 1)):
        with pytest.raises(NoSuchJob):
            await verb


async def test_durations_are_those_of_the_same_kind_newest_first(store: Store) -> None:
    for number, seconds in enumerate((10, 20, 30), 1):
        job = (await store.accept(a_job(number), an_allowance())).job
        job = await advance_to(store, job, JobState.SUBMITTING, JobState.QUEUED)
        ready_at = NOON + timedelta(seconds=seconds)
        job = await store.advance(job, job.moved(JobState.READY, ready_at=ready_at), NOON)
        await advance_to(store, job, JobState.FAILED)
    assert list(await store.durations(ImagineRequest("x"))) == [30.0, 20.0, 10.0]
    assert list(await store.durations(ImagineRequest("x", images=Images.SET))) == []


async def test_a_task_cancelled_inside_a_transaction_leaves_nothing_behind(store: Store, other: Store) -> None:
    for number in range(1, 40):
        task = asyncio.create_task(store.accept(a_job(number), an_allowance(images=1000, jobs_at_once=1000)))
        for _ in range(number):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    usage = await store.usage(ADA, GUILD, TODAY)
    assert len(await other.claim(NOON)) == usage.held == usage.unfinished_jobs
    assert (await store.accept(a_job(100), an_allowance(images=1000, jobs_at_once=1000))).fresh


async def test_everything_survives_closing_and_opening(path: Path) -> None:
    async with open_store(f"sqlite:///{path}") as store:
        await store.accept(a_job(1), an_allowance())
    async with open_store(f"sqlite:///{path}") as store:
        assert await used_and_held(store) == (0, 1)


@pytest.mark.parametrize(
    "forbidden",
    [
        "UPDATE charges SET images = 0",
        "DELETE FROM charges",
        f"{INSERT} (1, 1001, 77, 'held', 1, 0, 0)",
        f"{INSERT} (1, 1001, 77, 'spent', 3, 0, 0)",
    ],
)
async def test_the_ledger_defends_itself_without_our_code(
    sqlite_store: SqliteStore, path: Path, forbidden: str
) -> None:
    await sqlite_store.accept(a_job(1), an_allowance())
    async with aiosqlite.connect(path) as raw:
        with pytest.raises(aiosqlite.IntegrityError):
            await raw.execute(forbidden)


async def test_a_job_is_settled_once_even_without_our_code(sqlite_store: SqliteStore, path: Path) -> None:
    await sqlite_store.accept(a_job(1), an_allowance())
    settle = f"{INSERT} (1, 1001, 77, ?, 1, 0, 0)"
    async with aiosqlite.connect(path) as raw:
        await raw.execute(settle, ("spent",))
        with pytest.raises(aiosqlite.IntegrityError):
            await raw.execute(settle, ("returned",))
