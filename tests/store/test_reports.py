"""Reports: a decision closes all of the same picture, and says where moderators still have them before them."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.audit import Action, Entry
from bot.core.errors import AlreadyDecided, AlreadyReported, NoSuchJob
from bot.core.jobs import GuildId, JobId, UserId
from bot.core.reports import Decision, Report, ReportId
from bot.store import open_store
from bot.store.rows import to_ms
from bot.store.sqlite import SqliteStore
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, an_allowance
from tests.store.test_migrate import insert, make_old

pytestmark = pytest.mark.asyncio
HARBOUR = GuildId(88)
JOB, OTHER_JOB = JobId(7), JobId(8)
DECIDED = Entry(GUILD, NOON, ADA, Action.DECIDED)


async def reported(store: SqliteStore, number: int, job: JobId = JOB) -> Report:
    """One more report, by a member of its own."""
    report = Report(ReportId(number), GUILD, job, UserId(number), "odd", NOON, 3, 4)
    await store.reports.add(report, 5, Entry(GUILD, NOON, report.reporter, Action.REPORTED))
    return report


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncGenerator[SqliteStore]:
    async with open_store(f"sqlite:///{tmp_path / 'x.db'}") as store:
        for job in (JOB, OTHER_JOB):
            await store.accept(a_job(job, user_id=BRUNO), an_allowance())
        yield store


async def test_a_decision_closes_every_report_of_the_picture_and_names_where_each_is_told(store: SqliteStore) -> None:
    first, second, untold, other = [
        await reported(store, number, job) for number, job in ((1, JOB), (2, JOB), (3, JOB), (4, OTHER_JOB))
    ]
    for report, where in ((first, (50, 51)), (second, (50, 52)), (other, (50, 54))):
        assert await store.reports.told(GUILD, report.id, where) == replace(report, told_in=where)
    closed = await store.reports.decide(GUILD, second.id, Decision.KEPT, DECIDED)
    assert [(one.id, one.told_in) for one in closed] == [(2, (50, 52)), (1, (50, 51)), (3, None)]
    assert {(one.decision, one.decided_by) for one in closed} == {(Decision.KEPT, ADA)}
    assert (await store.reports.open(GUILD, 5))[0] == [replace(other, told_in=(50, 54))]
    assert await store.reports.one(GUILD, untold.id) == closed[2]
    with pytest.raises(AlreadyDecided):
        await store.reports.decide(GUILD, first.id, Decision.DELETED, DECIDED)


async def test_a_report_that_was_decided_before_its_message_was_known_says_so(store: SqliteStore) -> None:
    report = await reported(store, 1)
    await store.reports.decide(GUILD, report.id, Decision.DELETED, DECIDED)
    told = await store.reports.told(GUILD, report.id, (50, 51))
    assert (told.decision, told.decided_by, told.told_in) == (Decision.DELETED, ADA, (50, 51))


async def test_reports_are_their_own_servers_and_one_for_each_member_and_picture(store: SqliteStore) -> None:
    report = await reported(store, 1)
    for verb in (
        store.reports.one(HARBOUR, report.id),
        store.reports.told(HARBOUR, report.id, (50, 51)),
        store.reports.decide(HARBOUR, report.id, Decision.KEPT, DECIDED),
    ):
        with pytest.raises(NoSuchJob):
            await verb
    assert await store.reports.one(GUILD, report.id) == report
    assert await store.reports.open(HARBOUR, 5) == ([], 0)
    with pytest.raises(AlreadyReported):
        await store.reports.add(replace(report, id=ReportId(9)), 5, DECIDED)


async def test_a_report_from_before_messages_were_noted_is_told_nowhere_and_decided_all_the_same(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.db"
    old = await make_old(path, 6)
    job = next(row for row in old["jobs"] if row["scope_id"] == GUILD)
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        facts = {"reason": "odd", "at": to_ms(NOON), "channel_id": 3, "message_id": 4}
        insert(raw, "reports", {"id": 1, "scope_id": GUILD, "job_id": job["id"], "reporter_id": ADA, **facts})
    async with open_store(f"sqlite:///{path}") as store:
        (closed,) = await store.reports.decide(GUILD, ReportId(1), Decision.KEPT, DECIDED)
    assert closed == Report(ReportId(1), GUILD, job["id"], ADA, "odd", NOON, 3, 4, Decision.KEPT, ADA, None)
