"""What is kept about people, and how it goes: preferences, what one takes along, what is erased and what stays."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import NoSuchJob, StoreTrouble
from bot.core.history import Place
from bot.core.jobs import Charge, Failure, GuildId, Job, JobId, JobState, LeftMessage, ProviderId
from bot.core.people import Batch, Preferences, Record
from bot.core.quotas import current_window
from bot.core.requests import SIZES, Images, ImagineRequest
from bot.store import people
from bot.store.database import Database
from bot.store.history import SqliteHistory
from bot.store.sqlite import SqliteStore
from bot.store.unresolved import clear, unresolved
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, a_reply, an_allowance
from tests.store.disks import only_readable

pytestmark = pytest.mark.asyncio
LATER = NOON + timedelta(days=400)
PLENTY = an_allowance(images=1000, jobs_at_once=1000)
EVERYTHING = Preferences(SIZES[3], 0.3, Images.SET, private=True, locale="it")
WORDS = "a fox that nobody shall remember"


async def a_saved(store: SqliteStore, number: int, *states: JobState, **changes: Any) -> Job:
    """A job with words, led through these states and told about when it is over."""
    reply = a_reply(token=f"secret-{number}", message_id=number + 500, locale="it")
    changes = {"request": ImagineRequest(WORDS), "reply": reply} | changes
    failure, ended_at = changes.pop("failure", Failure.BLOCKED), changes.pop("ended_at", NOON)
    job = (await store.accept(a_job(number, **changes), PLENTY)).job
    for state in states:
        facts: dict[str, Any] = {}
        if state is JobState.QUEUED:
            facts = {"provider_id": ProviderId(f"p-{number}"), "submitted_at": NOON}
        if state is JobState.READY:
            facts = {"outputs": (f"https://files.runcomfy.net/{number}.png",), "cost_usd": 0.03, "ready_at": NOON}
        if state in (JobState.DELIVERED, JobState.CANCELLED, JobState.FAILED):
            facts = {"ended_at": ended_at}
        if state is JobState.FAILED:
            facts |= {"failure": failure, "detail": f"it said: {WORDS}"}
        job = await store.advance(job, job.moved(state, **facts), NOON)
    if job.ended or job.state is JobState.KEPT:
        await store.mark_told(job)
    return await store.get(job.id)


READY = (JobState.SUBMITTING, JobState.QUEUED, JobState.READY)
DELIVERED = (*READY, JobState.DELIVERED)
FAILED = (JobState.SUBMITTING, JobState.FAILED)


def row(path: Path, number: int) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute("SELECT * FROM jobs WHERE id = ?", (number,)).fetchone())


def charges(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute("SELECT * FROM charges ORDER BY id").fetchall()


async def all_of(store: SqliteStore, before: JobId | None = None, limit: int = 100) -> list[Record]:
    return list(await store.people.records(ADA, before, limit))


# --- preferences ------------------------------------------------------------------------------------------------------


async def test_who_never_chose_prefers_nothing_and_what_was_chosen_comes_back(store: SqliteStore) -> None:
    assert await store.people.preferences(ADA) == Preferences()
    await store.people.prefer(ADA, EVERYTHING, NOON)
    await store.people.prefer(ADA, EVERYTHING, LATER)
    assert await store.people.preferences(ADA) == EVERYTHING
    assert await store.people.preferences(BRUNO) == Preferences()


@pytest.mark.parametrize(
    "some", [Preferences(size=SIZES[0]), Preferences(scale=0.0), Preferences(private=False), Preferences(locale="ja")]
)
async def test_one_wish_is_not_more_than_one(store: SqliteStore, some: Preferences) -> None:
    await store.people.prefer(ADA, some, NOON)
    assert await store.people.preferences(ADA) == some


async def test_who_prefers_nothing_any_more_leaves_no_trace(store: SqliteStore, path: Path) -> None:
    await store.people.prefer(ADA, EVERYTHING, NOON)
    await store.people.prefer(ADA, Preferences(), NOON)
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute("SELECT count(*) FROM preferences").fetchone() == (0,)


async def test_what_another_version_wrote_and_this_one_does_not_know_is_no_wish(store: SqliteStore, path: Path) -> None:
    await store.people.prefer(ADA, EVERYTHING, NOON)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE preferences SET size = '8192x8192(1:1)', scale = 7, images = 'film'")
    assert await store.people.preferences(ADA) == Preferences(private=True, locale="it")


# --- what one takes along ---------------------------------------------------------------------------------------------


async def test_records_come_newest_first_page_by_page_from_every_server_and_of_that_person_only(
    store: SqliteStore,
) -> None:
    for number in range(1, 6):
        await a_saved(store, number, *DELIVERED, guild_id=GuildId(number) if number % 2 else None)
    await a_saved(store, 9, *DELIVERED, user_id=BRUNO)
    first = await all_of(store, limit=2)
    rest = await all_of(store, first[-1].job.id)
    assert [record.job.id for record in (*first, *rest)] == [5, 4, 3, 2, 1]
    assert await store.people.number_of_jobs(ADA) == 5


async def test_a_record_says_what_became_of_its_charge(store: SqliteStore) -> None:
    await a_saved(store, 1, *DELIVERED)
    await a_saved(store, 2, JobState.CANCELLED)
    await a_saved(store, 3)
    settled = [(record.settled, record.settled_at) for record in await all_of(store)]
    assert settled == [(None, None), (Charge.RETURNED, NOON), (Charge.SPENT, NOON)]


# --- what is erased ---------------------------------------------------------------------------------------------------


async def test_erasing_takes_words_links_addresses_and_keys_and_leaves_the_accounts(
    store: SqliteStore, path: Path
) -> None:
    left = LeftMessage(2, 77)
    await a_saved(store, 1, *DELIVERED, left=left)
    await a_saved(store, 2, *FAILED)
    await a_saved(store, 3, *DELIVERED, user_id=BRUNO)
    await store.people.prefer(ADA, EVERYTHING, NOON)
    before, theirs, ledger = row(path, 1), row(path, 3), charges(path)
    assert await store.people.begin_erasing(ADA, 10) is None
    assert await store.people.erase_jobs_of(ADA, None, 10, LATER) == Batch(2, None)
    after = row(path, 1)
    for number in (1, 2):
        assert WORDS not in str(row(path, number))
        assert "secret-" not in str(row(path, number))
    gone = {name for name, value in after.items() if value != before[name]}
    assert gone == {
        "prompt", "outputs", "channel_id", "message_id", "token", "locale", "erased_at",
    }  # fmt: skip
    kept = (
        "user_id",
        "scope_id",
        "size",
        "scale",
        "images",
        "cost",
        "cost_usd",
        "provider_id",
        "accepted_at",
        "ended_at",
    )
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert row(path, 3) == theirs
    assert charges(path) == ledger
    assert await store.people.preferences(ADA) == Preferences()
    usage = await store.usage(ADA, GUILD, current_window(PLENTY, NOON))
    assert (usage.used, usage.held) == (1, 0)
    job = await store.get(JobId(1))
    assert job.erased
    assert (job.request.prompt, job.outputs, job.reply.message_id, job.left) == ("", (), None, None)


async def test_a_batch_goes_on_where_the_last_one_ended(store: SqliteStore) -> None:
    for number in range(1, 6):
        await a_saved(store, number, *DELIVERED)
    last, sizes = None, list[int]()
    while True:
        batch = await store.people.erase_jobs_of(ADA, last, 2, NOON)
        sizes.append(batch.erased)
        if (last := batch.last) is None:
            break
    assert sizes == [2, 2, 1]
    assert all(record.job.erased for record in await all_of(store))


@pytest.mark.parametrize("states", [(), READY, (*READY, JobState.KEPT)])
async def test_what_is_under_way_or_kept_stands_against_it_and_nothing_is_touched(
    store: SqliteStore, path: Path, states: tuple[JobState, ...]
) -> None:
    await a_saved(store, 1, *DELIVERED)
    await a_saved(store, 2, *states, guild_id=None)
    await store.people.prefer(ADA, EVERYTHING, NOON)
    before = row(path, 1)
    found = await store.people.begin_erasing(ADA, 10)
    assert found is not None
    assert ([job.id for job in found.jobs], found.number) == ([2], 1)
    assert row(path, 1) == before
    assert await store.people.preferences(ADA) == EVERYTHING
    assert await store.people.begin_erasing(BRUNO, 10) is None, "others are not held up by it"


async def test_what_has_ended_and_is_still_being_told_stands_against_it_too(store: SqliteStore) -> None:
    job = await a_saved(store, 1, *READY)
    await store.advance(job, job.moved(JobState.DELIVERED, ended_at=NOON), NOON)
    found = await store.people.under_way(ADA, 10)
    assert found.number == 1


async def test_of_many_only_some_are_named_and_all_are_counted(store: SqliteStore) -> None:
    for number in range(1, 6):
        await a_saved(store, number)
    found = await store.people.under_way(ADA, 2)
    assert (len(found.jobs), found.number) == (2, 5)


async def test_a_job_that_began_meanwhile_keeps_its_words(store: SqliteStore) -> None:
    await a_saved(store, 1, *DELIVERED)
    assert await store.people.begin_erasing(ADA, 10) is None
    await a_saved(store, 2, *READY)
    assert await store.people.erase_jobs_of(ADA, None, 10, NOON) == Batch(1, None)
    assert (await store.get(JobId(2))).request.prompt == WORDS


async def test_who_pressed_cancel_in_others_jobs_is_forgotten_with_them(store: SqliteStore, path: Path) -> None:
    job = await a_saved(store, 1, user_id=BRUNO)
    job = await store.request_cancel(job.id, ADA, NOON)
    await store.mark_told(await store.advance(job, job.moved(JobState.CANCELLED, ended_at=NOON), NOON))
    assert row(path, 1)["cancel_requested_by"] == ADA
    await store.people.begin_erasing(ADA, 10)
    assert row(path, 1)["cancel_requested_by"] is None
    assert row(path, 1)["prompt"] == WORDS


async def test_old_jobs_lose_their_words_a_few_at_a_time_and_younger_ones_keep_theirs(store: SqliteStore) -> None:
    for number in range(1, 4):
        await a_saved(store, number, *DELIVERED, user_id=BRUNO if number == 2 else ADA)
    await a_saved(store, 4, *DELIVERED, ended_at=LATER)
    await a_saved(store, 5, *READY, JobState.KEPT)
    await a_saved(store, 6)
    edge = NOON + timedelta(milliseconds=1)
    assert await store.people.erase_jobs_ended(NOON, 2, LATER) == 0, "not older than that"
    assert [await store.people.erase_jobs_ended(edge, 2, LATER) for _ in range(3)] == [2, 1, 0]
    assert [(await store.get(JobId(number))).erased for number in range(1, 7)] == [True] * 3 + [False] * 3


async def test_what_may_have_been_paid_keeps_its_words_until_the_operator_has_looked(
    store: SqliteStore, path: Path
) -> None:
    for number, why in enumerate((Failure.OUTCOME_UNKNOWN, Failure.TIMED_OUT, Failure.BLOCKED), 1):
        await a_saved(store, number, *FAILED, failure=why)
    assert await store.people.erase_jobs_ended(LATER, 10, LATER) == 1
    assert [(job.id, job.request.prompt) for job in unresolved(path)] == [(1, WORDS), (2, WORDS)]
    clear(path, [JobId(1)], NOON)
    assert await store.people.erase_jobs_ended(LATER, 10, LATER) == 1
    assert [job.id for job in unresolved(path)] == [2]


async def test_their_member_erases_them_all_the_same_and_the_operator_still_finds_the_request(
    store: SqliteStore, path: Path
) -> None:
    await a_saved(store, 1, *FAILED, failure=Failure.OUTCOME_UNKNOWN)
    await store.people.erase_jobs_of(ADA, None, 10, LATER)
    (job,) = unresolved(path)
    assert (job.request.prompt, job.reply.message_id, job.user_id) == ("", None, ADA)
    assert job.detail is not None
    assert job.ended_at == NOON


async def test_erased_jobs_are_in_no_history_and_their_times_still_teach(
    store: SqliteStore, database: Database
) -> None:
    await a_saved(store, 1, *DELIVERED)
    durations = await store.durations(ImagineRequest("x"))
    await store.people.erase_jobs_of(ADA, None, 10, LATER)
    history = SqliteHistory(database)
    assert list(await history.results(ADA, GUILD, Place(), 5)) == []
    with pytest.raises(NoSuchJob):
        await history.result(JobId(1))
    assert await store.durations(ImagineRequest("x")) == durations != []
    assert await store.kept(ADA) == []


STATEMENTS = {
    people.ERASE_OF: "jobs_of_member",
    people.ERASE_OLD: "jobs_to_erase",
    people.RECORDS: "jobs_of_member",
    f"SELECT * {people.UNDER_WAY} ORDER BY id LIMIT 5": "jobs_under_way",
    f"SELECT count(*) {people.UNDER_WAY}": "jobs_under_way",
    "SELECT count(*) AS jobs FROM jobs WHERE user_id = ?": "jobs_of_member",
    f"SELECT * FROM jobs WHERE cancel_requested_by = ? AND {people.ENDED}": "jobs_cancelled_by",
}


@pytest.mark.parametrize(("statement", "index"), STATEMENTS.items(), ids=[str(n) for n in range(len(STATEMENTS))])
async def test_each_statement_finds_its_rows_by_an_index(
    store: SqliteStore, path: Path, statement: str, index: str
) -> None:
    values: dict[str, Any] = dict.fromkeys(("user", "after", "before", "limit", "now"), 1)
    explain = f"EXPLAIN QUERY PLAN {statement.replace('?', '1')}"
    with closing(sqlite3.connect(path)) as connection, connection:
        plan = connection.execute(explain, values).fetchall()
    steps = [step[3] for step in plan]
    assert any(index in step for step in steps), steps
    assert [step for step in steps if step.startswith("SCAN")] == [], steps
    assert [step for step in steps if "TEMP B-TREE" in step] == [], steps


async def test_trouble_with_the_disk_is_told_as_such_and_nothing_half_done(
    store: SqliteStore, database: Database, path: Path
) -> None:
    await a_saved(store, 1, *DELIVERED)
    before = row(path, 1)
    async with only_readable(database):
        with pytest.raises(StoreTrouble):
            await store.people.erase_jobs_of(ADA, None, 10, NOON)
        with pytest.raises(StoreTrouble):
            await store.people.prefer(ADA, EVERYTHING, NOON)
    assert row(path, 1) == before
    assert await store.people.preferences(ADA) == Preferences()
