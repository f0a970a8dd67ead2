"""What is kept of people beside their requests: what one takes along, what goes with the words, what stays."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.audit import Action, Entry, Wanted
from bot.core.configuration import Block
from bot.core.granting import Grant, GrantId
from bot.core.jobs import GuildId, JobId, UserId
from bot.core.reports import Decision, Report, ReportId
from bot.store import open_store, traces
from bot.store.rows import to_ms
from bot.store.sqlite import SqliteStore
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, an_allowance
from tests.store.test_migrate import insert, make_old

pytestmark = pytest.mark.asyncio
HARBOUR = GuildId(88)
CARLA = UserId(333)
LATER = NOON + timedelta(days=40)
PLENTY = an_allowance(images=1000, jobs_at_once=1000)


def entry(action: Action, actor: UserId, user: UserId | None = None, reason: str | None = None, **more: Any) -> Entry:
    facts = {} if reason is None else {"reason": reason}
    return Entry(more.pop("guild", GUILD), more.pop("at", NOON), actor, action, user, facts=facts | more)


async def reported(store: SqliteStore, number: int, by: UserId, of: UserId, guild: GuildId = GUILD) -> Report:
    """A picture, and a report of it with words."""
    await store.accept(a_job(number, user_id=of, guild_id=guild), PLENTY)
    report = Report(ReportId(number + 1000), guild, JobId(number), by, f"odd {number}", NOON, 3, 4)
    await store.reports.add(report, 100, entry(Action.REPORTED, by, of, report.reason, guild=guild))
    return report


async def blocked(store: SqliteStore, user: UserId, by: UserId, hours: int | None, guild: GuildId = GUILD) -> Block:
    until = None if hours is None else NOON + timedelta(hours=hours)
    block = Block(user, f"block of {user}", by, NOON, until)
    await store.servers.block(guild, block, entry(Action.BLOCKED, by, user, block.reason, guild=guild))
    return block


async def reasons(store: SqliteStore, guild: GuildId = GUILD) -> list[str]:
    """What stands in the audit log, oldest first."""
    found = await store.audit.entries(guild, Wanted(), None, 100)
    return [str(one.facts["reason"]) for one in reversed(found) if "reason" in one.facts]


async def test_what_one_takes_along_is_from_every_server_and_about_oneself_alone(store: SqliteStore) -> None:
    mine, of_mine = await reported(store, 1, ADA, BRUNO), await reported(store, 2, BRUNO, ADA, HARBOUR)
    await reported(store, 3, BRUNO, CARLA)
    block = await blocked(store, ADA, BRUNO, 1, HARBOUR)
    await blocked(store, CARLA, BRUNO, 1)
    for number, user in ((1, ADA), (2, CARLA)):
        granted = entry(Action.GRANTED, BRUNO, user, images=5)
        await store.grants.grant(GUILD, Grant(GrantId(number), user, 5, NOON), granted)
        await store.grants.reset(GUILD, user, NOON, entry(Action.RESET, BRUNO, user))
    found = await store.people.traces(ADA, 100)
    assert (found.reports, found.reported) == ([mine], [of_mine])
    assert found.blocks == [(HARBOUR, block)]
    assert found.grants == [(GUILD, Grant(GrantId(1), ADA, 5, NOON))]
    assert found.resets == [(GUILD, NOON)]
    assert [(one.action, one.guild_id) for one in found.entries] == [
        (Action.RESET, GUILD),
        (Action.GRANTED, GUILD),
        (Action.BLOCKED, HARBOUR),
        (Action.REPORTED, HARBOUR),
        (Action.REPORTED, GUILD),
    ]
    assert found.left_out == 0
    cut = await store.people.traces(ADA, 2)
    assert ([one.action for one in cut.entries], cut.left_out) == ([Action.RESET, Action.GRANTED], 3)


async def test_a_members_own_words_go_a_few_at_a_time_and_everybody_elses_stay(store: SqliteStore) -> None:
    for number in range(1, 6):
        await reported(store, number, ADA, BRUNO)
    theirs = await reported(store, 9, BRUNO, ADA)
    await store.reports.decide(GUILD, ReportId(1001), Decision.KEPT, entry(Action.DECIDED, CARLA, BRUNO))
    await store.audit.record(entry(Action.PAUSED, ADA, reason="tea"))
    in_force, _ = await blocked(store, BRUNO, ADA, None), await blocked(store, CARLA, ADA, 1)
    found = [await store.people.erase_words_of(ADA, 3, NOON + timedelta(hours=2)) for _ in range(5)]
    assert found == [6, 5, 2, 0, 0]
    kept = await store.people.traces(ADA, 100)
    assert [one.reason for one in kept.reports] == [""] * 5
    assert [one.decision for one in kept.reports] == [None] * 4 + [Decision.KEPT], "the report is still there"
    assert kept.reported == [theirs]
    assert kept.blocks == [(GUILD, in_force)], "one that is over is needed by nobody"
    assert len(kept.entries) == 9
    assert await reasons(store) == [""] * 5 + [theirs.reason] + [""] * 3


async def test_old_words_go_and_what_waits_for_a_decision_or_is_in_force_stays(store: SqliteStore) -> None:
    decided, waits = await reported(store, 1, ADA, BRUNO), await reported(store, 2, ADA, BRUNO)
    await store.reports.decide(GUILD, decided.id, Decision.KEPT, entry(Action.DECIDED, CARLA, BRUNO))
    await blocked(store, ADA, CARLA, 1)
    in_force = await blocked(store, BRUNO, CARLA, None)
    await store.audit.record(entry(Action.PAUSED, CARLA, reason="young", at=LATER))
    assert await store.people.erase_words(NOON, 10) == 0, "not older than that"
    edge = NOON + timedelta(days=1)
    assert await store.people.erase_words(edge, 10, HARBOUR) == 0
    assert [await store.people.erase_words(edge, 3, GUILD) for _ in range(3)] == [4, 1, 0]
    assert (await store.reports.one(GUILD, decided.id)).reason == ""
    assert await store.reports.one(GUILD, waits.id) == waits
    assert (await store.servers.saved(GUILD)).blocks == (in_force,)
    assert await reasons(store) == [""] * 4 + ["young"]


async def test_entries_of_the_audit_log_go_by_their_own_age_alone(store: SqliteStore) -> None:
    for days in range(5):
        await store.audit.record(entry(Action.PAUSED, ADA, reason="tea", at=NOON + timedelta(days=days)))
    await store.people.erase_words(LATER, 10)
    assert await reasons(store) == [""] * 5
    edge = NOON + timedelta(days=3)
    assert [await store.people.forget_entries(edge, 2) for _ in range(3)] == [2, 1, 0]
    found = await store.audit.entries(GUILD, Wanted(), None, 10)
    assert [one.at for one in found] == [NOON + timedelta(days=days) for days in (4, 3)]


async def test_what_an_older_program_wrote_has_its_words_in_one_place_too(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    await make_old(path, 7)
    old = {"scope_id": GUILD, "at": to_ms(NOON), "actor_id": ADA}
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for action, facts in (
            ("set", '{"setting": "paused", "before": null, "after": "tea \\"now\\""}'),
            ("set", '{"setting": "paused", "before": "tea", "after": null}'),
            ("set", '{"setting": "language", "before": null, "after": "it"}'),
            ("decided", '{"reason": "their words", "decision": "kept"}'),
        ):
            insert(raw, "audit", {**old, "action": action, "facts": facts})
    async with open_store(f"sqlite:///{path}") as store:
        found = [(one.action, dict(one.facts)) for one in await store.audit.entries(GUILD, Wanted(), None, 10)]
    assert found == [
        (Action.DECIDED, {"decision": "kept"}),
        (Action.SET, {"setting": "language", "before": None, "after": "it"}),
        (Action.RESUMED, {}),
        (Action.PAUSED, {"reason": 'tea "now"'}),
    ]


async def test_the_same_report_twice_is_the_same_after_its_words_went(store: SqliteStore) -> None:
    report = await reported(store, 1, ADA, BRUNO)
    await store.people.erase_words_of(ADA, 10, NOON)
    assert await store.reports.one(GUILD, report.id) == replace(report, reason="")


INDEXES = {
    traces.REPORTS: "reports_of_reporter",
    traces.REPORTED: "jobs_of_member",
    traces.BLOCKS: "blocks_by_moderator",
    traces.GRANTS: "grants_of_member",
    traces.RESETS: "quota_resets_of_member",
    traces.ENTRIES: "audit_about_member",
    traces.ERASE_REPORTS_OF: "reports_words_of_member",
    traces.ERASE_ENTRIES_OF: "audit_words_of_actor",
    traces.FORGET_BLOCKS_OF: "blocks_of_member",
    traces.ERASE_REPORTS: "reports_words_in_time",
    traces.ERASE_ENTRIES: "audit_words_in_time",
    traces.FORGET_BLOCKS: "blocks_that_end",
    traces.FORGET_ENTRIES: "audit_in_time",
}


@pytest.mark.parametrize(("statement", "index"), INDEXES.items(), ids=list(INDEXES.values()))
async def test_each_statement_finds_its_rows_by_an_index(
    store: SqliteStore, path: Path, statement: str, index: str
) -> None:
    values: dict[str, Any] = dict.fromkeys(("user", "before", "limit", "now", "guild"), 1)
    with closing(sqlite3.connect(path)) as connection, connection:
        plan = [step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    assert any(index in step for step in plan), plan
    assert [step for step in plan if step.startswith("SCAN")] == [], plan
