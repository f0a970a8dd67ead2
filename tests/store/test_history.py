"""What members find again, on a real file: whose, where, in which order, and by which index."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.errors import NoSuchJob
from bot.core.history import Place, Way
from bot.core.jobs import GuildId, Job, JobId, JobState, ProviderId, UserId
from bot.core.requests import ImagineRequest
from bot.store import history, open_store
from bot.store.sqlite import SqliteStore
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, a_reply, an_allowance

pytestmark = pytest.mark.asyncio
ELSEWHERE = GuildId(78)
PATH = (JobState.SUBMITTING, JobState.QUEUED, JobState.READY, JobState.DELIVERED)


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(f"sqlite:///{tmp_path / 'imagine.db'}") as opened:
        yield opened


async def saved(store: SqliteStore, number: int, *, until: JobState = JobState.DELIVERED, **changes: Any) -> Job:
    """A job on its way, told about when it has ended."""
    prompt = changes.pop("prompt", f"fox {number}")
    changes.setdefault("reply", a_reply(message_id=1000 + number))
    made = a_job(number, request=ImagineRequest(prompt), **changes)
    job = (await store.accept(made, an_allowance(images=1000, jobs_at_once=1000))).job
    for state in PATH if until is JobState.DELIVERED else PATH[: PATH.index(until) + 1]:
        facts: dict[str, Any] = {}
        if state is JobState.QUEUED:
            facts = {"provider_id": ProviderId("p"), "submitted_at": NOON}
        if state is JobState.READY:
            facts = {"ready_at": NOON, "outputs": ("https://files.runcomfy.net/1.png",)}
        if state is JobState.DELIVERED:
            facts = {"ended_at": NOON}
        job = await store.advance(job, job.moved(state, **facts), NOON)
    if job.ended:
        await store.mark_told(job)
    return job


async def found(store: SqliteStore, place: Place | None = None, user: UserId = ADA, limit: int = 50) -> list[int]:
    return [job.id for job in await store.history.results(user, GUILD, place or Place(), limit)]


async def test_the_newest_come_first_and_a_place_leads_on_in_both_ways(store: SqliteStore) -> None:
    for number in range(1, 8):
        await saved(store, number)
    assert await found(store) == [7, 6, 5, 4, 3, 2, 1]
    assert await found(store, limit=3) == [7, 6, 5]
    assert await found(store, Place(beside=JobId(5)), limit=3) == [4, 3, 2]
    assert await found(store, Place(way=Way.NEWER, beside=JobId(5))) == [6, 7]


async def test_only_what_was_shown_to_this_person_here_counts(store: SqliteStore) -> None:
    await saved(store, 1)
    await saved(store, 2, user_id=BRUNO)
    await saved(store, 3, guild_id=ELSEWHERE)
    await saved(store, 4, guild_id=None)
    for number, state in ((5, JobState.SUBMITTING), (6, JobState.QUEUED), (7, JobState.READY)):
        await saved(store, number, until=state)
    assert await found(store) == [1]
    assert [job.id for job in await store.history.results(ADA, None, Place(), 9)] == [4]
    assert await found(store, user=BRUNO) == [2]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [("FOX", [2, 1]), ("%", [2]), ("_", [3]), ("\\", [3]), ("ÄRGER", [4]), ("straSSE", [4]), ("é", [5]), ("'", [5]),
     ("f%x", []), ("f_x", [])],
)  # fmt: skip
async def test_words_are_found_whatever_their_case_and_signs_mean_themselves(
    store: SqliteStore, words: str, numbers: list[int]
) -> None:
    prompts = ("a fox", "100% Fox", r"snake_case\ and", "ärgerliche Straße", "l'e\u0301te\u0301")
    for number, prompt in enumerate(prompts, 1):
        await saved(store, number, prompt=prompt)
    assert await found(store, Place(words)) == numbers


async def test_what_was_removed_is_in_no_history_and_only_its_person_removes_it(store: SqliteStore) -> None:
    await saved(store, 1)
    with pytest.raises(NoSuchJob):
        await store.history.remove(JobId(1), BRUNO, NOON)
    assert await found(store) == [1]
    await store.history.remove(JobId(1), ADA, NOON)
    assert await found(store) == []
    with pytest.raises(NoSuchJob):
        await store.history.result(JobId(1))
    with pytest.raises(NoSuchJob):
        await store.history.remove(JobId(1), ADA, NOON)
    assert (await store.get(JobId(1))).state is JobState.DELIVERED, "the job itself stays"


async def test_what_is_not_finished_cannot_be_removed(store: SqliteStore) -> None:
    await saved(store, 1, until=JobState.QUEUED)
    with pytest.raises(NoSuchJob):
        await store.history.remove(JobId(1), ADA, NOON)


async def test_a_result_whose_words_were_erased_is_nowhere(store: SqliteStore) -> None:
    job = await saved(store, 1)
    await store.people.erase_jobs_of(ADA, None, 10, NOON)
    assert (await store.get(JobId(1))).erased
    assert await found(store) == []
    for look in (store.history.result(job.id), store.history.job(job.id), store.history.of_message(1001)):
        with pytest.raises(NoSuchJob):
            await look


async def test_a_job_is_found_by_its_message_the_newest_first(store: SqliteStore) -> None:
    await saved(store, 1)
    await saved(store, 2, until=JobState.QUEUED)
    assert (await store.history.of_message(1002)).id == 2
    again = replace(a_job(3, message_id=1001), reply=a_reply(message_id=1001))
    await store.accept(again, an_allowance(jobs_at_once=9))
    assert (await store.history.of_message(1001)).id == 3
    with pytest.raises(NoSuchJob):
        await store.history.of_message(7)


async def test_what_is_not_done_is_listed_for_its_person_and_place(store: SqliteStore) -> None:
    await saved(store, 1)
    await saved(store, 2, until=JobState.QUEUED)
    await saved(store, 3, until=JobState.SUBMITTING)
    await saved(store, 4, until=JobState.QUEUED, user_id=BRUNO)
    await saved(store, 5, until=JobState.QUEUED, guild_id=ELSEWHERE)
    assert [job.id for job in await store.history.not_done(ADA, GUILD)] == [2, 3]


VALUES = {
    "user": 1, "scope": 2, "beside": 3, "limit": 4, "pattern": "%", "id": 5, "now": 6, "message": 7,
}  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "plan"),
    [
        (history.OLDER, "USING INDEX jobs_in_history_of_person (user_id=? AND scope_id=? AND id<?)"),
        (history.NEWER, "USING INDEX jobs_in_history_of_person (user_id=? AND scope_id=? AND id>?)"),
        (
            history.OLDER.replace("ORDER BY", history.WITH_WORDS),
            "USING INDEX jobs_in_history_of_person (user_id=? AND scope_id=? AND id<?)",
        ),
        (history.RESULT, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (history.REMOVE, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (history.OF_MESSAGE, "USING INDEX jobs_of_message (message_id=?)"),
        (history.JOB, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (history.NOT_DONE, "USING INDEX jobs_not_done_of_person (user_id=? AND scope_id=?)"),
    ],
    ids=["older", "newer", "words", "result", "remove", "of message", "job", "not done"],
)
async def test_every_query_walks_an_index_and_sorts_nothing(store: SqliteStore, statement: str, plan: str) -> None:
    rows = await store.database.run(lambda tx: tx.rows(f"EXPLAIN QUERY PLAN {statement}", VALUES))
    steps = [row["detail"] for row in rows]
    assert steps == [f"SEARCH jobs {plan}"]
