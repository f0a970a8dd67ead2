"""Preferences complete a wish, exports stay within their bounds, and old words go on their day: on a real database."""

import asyncio
import json
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import exports as exports_module
from bot.core import people as people_module
from bot.core import retention as retention_module
from bot.core.audit import KEPT_DAYS, Action, Entry, Wanted
from bot.core.configuration import Block, Configuration
from bot.core.errors import PromptEmpty, RequestRefused, SettingRefused, SizeUnsupported, StillExporting, StoreTrouble
from bot.core.exports import PAGE_JOBS, Exports
from bot.core.jobs import JobId, UserId
from bot.core.people import (
    ERASED_AT_ONCE,
    Batch,
    Erased,
    People,
    Preferences,
    Record,
    Typed,
    UnderWay,
    wished,
)
from bot.core.ranks import Presser
from bot.core.reports import Report, ReportId
from bot.core.requests import DEFAULT_SIZE, SIZES, Images, ImagineRequest
from bot.core.retention import GAP, LOOK_GAP_S, Retention
from bot.core.servers import SETTING
from bot.store.database import Database
from bot.store.people import SqlitePeople
from bot.store.sqlite import SqliteStore
from tests.core.world import JumpingClock
from tests.makers import ADA, BRUNO, GUILD, NOON, a_job, an_allowance
from tests.store.disks import only_readable

EVERYTHING = Preferences(SIZES[3], 0.25, Images.SET, private=True, locale="it")
PLENTY = an_allowance(images=10_000, jobs_at_once=10_000)
LIMIT_BYTES = 10 * 1024 * 1024


def clock_of(store: SqliteStore) -> JumpingClock:
    return JumpingClock(store.busy)


def fill(path: Path, number: int, prompt: str = "a fox {}", ended_days_ago: float = 0) -> None:
    """So many delivered jobs of Ada's, written at once."""
    ended = int((NOON - timedelta(days=ended_days_ago)).timestamp() * 1000)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO jobs (id, user_id, scope_id, state, told, prompt, size, tier, scale, images, cost,"
            " application_id, channel_id, message_id, token, token_expires_at, upload_limit_bytes, locale, provider_id,"
            " accepted_at, ended_at, outputs) VALUES (?, ?, 77, 'delivered', 1, ?, ?, '2K', 0.5, 'one', 1, 1, 2, 3,"
            " 'the-token', 0, 0, 'it', 'p', ?, ?, '[\"https://files.runcomfy.net/1.png\"]')",
            ((one, ADA, prompt.format(one), DEFAULT_SIZE.value, ended, ended) for one in range(1, number + 1)),
        )


# --- a wish -----------------------------------------------------------------------------------------------------------


def test_without_preferences_a_wish_is_what_was_typed_and_the_usual_for_the_rest() -> None:
    wish = wished(Typed("a fox"), Preferences())
    assert (wish.request, wish.private) == (ImagineRequest("a fox"), False)


def test_preferences_take_the_place_of_what_was_left_out_and_of_nothing_else() -> None:
    wish = wished(Typed("a fox"), EVERYTHING)
    assert (wish.request, wish.private) == (ImagineRequest("a fox", SIZES[3], 0.25, Images.SET), True)
    wish = wished(Typed("a fox", SIZES[0].value, 0.0, "one", private=False), EVERYTHING)
    assert (wish.request, wish.private) == (ImagineRequest("a fox", SIZES[0], 0.0, Images.ONE), False)


def test_what_is_typed_wrong_is_refused_whatever_is_preferred() -> None:
    with pytest.raises(PromptEmpty):
        wished(Typed(" "), EVERYTHING)
    with pytest.raises(SizeUnsupported):
        wished(Typed("a fox", "9x9"), EVERYTHING)


@given(
    st.builds(
        Typed,
        st.text(max_size=20),
        st.none() | st.sampled_from([size.value for size in SIZES]) | st.text(max_size=5),
        st.none() | st.floats(),
        st.none() | st.sampled_from(["one", "set"]) | st.text(max_size=5),
        st.none() | st.booleans(),
    ),
    st.builds(
        Preferences,
        st.none() | st.sampled_from(SIZES),
        st.none() | st.floats(0, 1),
        st.none() | st.sampled_from(Images),
        st.none() | st.booleans(),
    ),
)
def test_whatever_is_typed_and_preferred_becomes_a_wish_of_their_own_or_a_refusal(
    typed: Typed, preferred: Preferences
) -> None:
    try:
        wish = wished(typed, preferred)
    except RequestRefused:
        return
    assert wish.request.size.value == (typed.size if typed.size is not None else (preferred.size or DEFAULT_SIZE).value)
    if typed.scale is None and preferred.scale is not None:
        assert wish.request.scale == preferred.scale
    assert wish.private is bool(preferred.private if typed.private is None else typed.private)


# --- preferences ------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_change_changes_one_thing_counts_at_once_and_outlives_the_process(store: SqliteStore) -> None:
    people = People(store.people, clock_of(store))
    assert await people.preferences(ADA) == Preferences()
    assert await people.locale(ADA) is None
    await people.prefer(ADA, size=SIZES[3])
    assert await people.prefer(ADA, locale="it") == Preferences(size=SIZES[3], locale="it")
    assert await people.locale(ADA) == "it"
    assert await People(store.people, clock_of(store)).preferences(ADA) == Preferences(SIZES[3], locale="it")
    assert await people.reset(ADA) == Preferences()
    assert await people.locale(ADA) is None


@pytest.mark.asyncio
async def test_changes_at_the_same_moment_all_count(store: SqliteStore) -> None:
    people = People(store.people, clock_of(store))
    changes: list[dict[str, Any]] = [{"size": SIZES[3]}, {"scale": 0.25}, {"private": True}, {"locale": "it"}]
    await asyncio.gather(*(people.prefer(ADA, **change) for change in changes))
    expected = Preferences(SIZES[3], 0.25, private=True, locale="it")
    assert await people.preferences(ADA) == await store.people.preferences(ADA) == expected


@pytest.mark.asyncio
async def test_a_language_that_cannot_be_learned_in_time_is_discords_and_is_known_later(
    store: SqliteStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.people.prefer(ADA, EVERYTHING, NOON)
    people = People(store.people, clock_of(store))
    monkeypatch.setattr(people_module, "LOCALE_WITHIN_S", 0.01)
    written = threading.Event()
    somebody = asyncio.create_task(database.run(lambda _: written.wait(30)))  # writes for long
    assert await people.locale(ADA) is None
    written.set()
    assert await somebody
    assert await people.preferences(ADA) == EVERYTHING
    assert await people.locale(ADA) == "it"


@pytest.mark.asyncio
async def test_while_the_database_is_in_trouble_the_language_is_discords_and_a_change_is_refused(
    store: SqliteStore, database: Database
) -> None:
    people = People(store.people, clock_of(store))
    async with only_readable(database):
        assert await people.locale(BRUNO) is None
        with pytest.raises(StoreTrouble):
            await people.prefer(ADA, locale="it")
    assert await people.locale(ADA) is None
    await people.prefer(ADA, locale="it")
    assert await people.locale(ADA) == "it"


@pytest.mark.asyncio
async def test_only_so_many_people_stay_in_memory(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_module, "REMEMBERED_PEOPLE", 3)
    people = People(store.people, clock_of(store))
    for user in range(1, 8):
        await people.prefer(UserId(user), scale=user / 10)
    assert people.remembered == 3
    assert [(await people.preferences(UserId(user))).scale for user in range(1, 8)] == [n / 10 for n in range(1, 8)]


# --- erasing ----------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_everything_goes_in_batches_and_a_second_time_there_is_nothing_left(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_module, "ERASED_AT_ONCE", 7)
    fill(path, 50)
    people = People(store.people, clock_of(store))
    await people.prefer(ADA, locale="it")
    assert await asyncio.gather(people.erase(ADA), people.erase(BRUNO)) == [Erased(50), Erased(0)]
    assert await people.locale(ADA) is None
    assert await people.erase(ADA) == Erased(0)


@pytest.mark.asyncio
async def test_two_who_erase_the_same_at_once_erase_it_once(store: SqliteStore, path: Path) -> None:
    fill(path, 1500)
    people = People(store.people, clock_of(store))
    outcomes = await asyncio.gather(people.erase(ADA), people.erase(ADA))
    assert sum(one.jobs for one in outcomes if isinstance(one, Erased)) == 1500


@pytest.mark.asyncio
async def test_what_is_under_way_is_named_and_keeps_everything(store: SqliteStore, path: Path) -> None:
    fill(path, 3)
    await store.accept(a_job(1000), PLENTY)
    people = People(store.people, clock_of(store))
    await people.prefer(ADA, locale="it")
    outcome = await people.erase(ADA)
    assert isinstance(outcome, UnderWay)
    assert [job.id for job in outcome.jobs] == [1000]
    assert outcome == await people.under_way(ADA)
    assert await people.under_way(BRUNO) is None
    assert await people.locale(ADA) == "it"
    assert (await store.get(JobId(1))).request.prompt == "a fox 1"


@pytest.mark.asyncio
async def test_the_reasons_that_a_member_wrote_go_with_their_words_and_the_entries_stay(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_module, "ERASED_AT_ONCE", 2)
    for actor in (ADA, ADA, ADA, BRUNO):
        await store.audit.record(Entry(GUILD, NOON, actor, Action.PAUSED, facts={"reason": "tea"}))
    assert await People(store.people, clock_of(store)).erase(ADA) == Erased(0)
    entries = await store.audit.entries(GUILD, Wanted(), None, 10)
    assert [one.facts["reason"] for one in entries] == ["tea", "", "", ""]


# --- exports ----------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_export_of_many_pages_is_whole_and_gone_afterwards(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    number = 2 * PAGE_JOBS
    fill(path, number, '🦊 "quoted" {}\n\u202e')
    exports = Exports(store.people, clock_of(store), tmp_path)
    async with exports.of(ADA, LIMIT_BYTES) as export:
        text = export.path.read_text("utf-8")
        assert (export.jobs, export.left_out) == (number, 0)
    data = json.loads(text)
    assert [int(one["id"]) for one in data["requests"]] == list(range(number, 0, -1))
    assert data["requests"][0]["prompt"] == f'🦊 "quoted" {number}\n\u202e'
    assert data["complete"] is True
    assert "the-token" not in text
    assert not export.path.exists()


@pytest.mark.asyncio
@pytest.mark.parametrize("limit_bytes", [2_000, 10_000, 123_457])
async def test_what_does_not_fit_is_left_out_and_that_is_said_and_the_file_is_still_json(
    store: SqliteStore, path: Path, tmp_path: Path, limit_bytes: int
) -> None:
    fill(path, 500, "🦊" * 200)
    async with Exports(store.people, clock_of(store), tmp_path).of(ADA, limit_bytes) as export:
        assert limit_bytes * 0.3 < export.path.stat().st_size <= limit_bytes
        data = json.loads(export.path.read_text("utf-8"))
    assert (len(data["requests"]), data["older_requests_left_out"]) == (export.jobs, export.left_out)
    assert export.jobs + export.left_out == 500
    assert data["complete"] is False
    assert [int(one["id"]) for one in data["requests"]] == list(range(500, 500 - export.jobs, -1))


@pytest.mark.asyncio
async def test_an_export_has_what_stands_beside_the_requests_and_names_nobody_else(
    store: SqliteStore, tmp_path: Path
) -> None:
    for number, owner, reporter in ((1, BRUNO, ADA), (2, ADA, BRUNO)):
        await store.accept(a_job(number, user_id=owner, guild_id=GUILD), PLENTY)
        report = Report(ReportId(number + 10), GUILD, JobId(number), reporter, f"words of {number}", NOON, 3, 4)
        facts = {"reason": report.reason}
        entry = Entry(GUILD, NOON, reporter, Action.REPORTED, owner, JobId(number), facts)
        await store.reports.add(report, 5, entry)
    block = Block(ADA, "spam", BRUNO, NOON, NOON + timedelta(hours=1))
    facts = {"reason": "spam", "until": None}
    await store.servers.block(GUILD, block, Entry(GUILD, NOON, BRUNO, Action.BLOCKED, ADA, facts=facts))
    async with Exports(store.people, clock_of(store), tmp_path).of(ADA, LIMIT_BYTES) as export:
        text = export.path.read_text("utf-8")
    data = json.loads(text)
    assert data["reports_by_you"][0]["reason"] == "words of 1"
    assert [set(one) for one in data["reports_of_your_pictures"]] == [{"server", "request", "at", "decision"}]
    (told,) = data["blocks"]
    assert (told["of_you"], told["by_you"], told["reason"]) == (True, False, "spam")
    assert told["until"] == (NOON + timedelta(hours=1)).isoformat()
    log = [(one["action"], one["by_you"], one["about_you"], one["facts"]) for one in data["audit_log"]]
    assert log == [
        ("blocked", False, True, {"reason": "spam", "until": None}),
        ("reported", False, True, {}),
        ("reported", True, False, {"reason": "words of 1"}),
    ]
    assert data["complete"] is True
    assert str(BRUNO) not in text, "nobody else is named"
    assert "words of 2" not in text, "the words of who reported could tell who it was"


@pytest.mark.asyncio
async def test_older_entries_that_are_left_out_are_counted(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports_module, "TRACES_MOST", 2)
    for _ in range(5):
        await store.audit.record(Entry(GUILD, NOON, ADA, Action.RESUMED))
    async with Exports(store.people, clock_of(store), tmp_path).of(ADA, LIMIT_BYTES) as export:
        data = json.loads(export.path.read_text("utf-8"))
    assert (len(data["audit_log"]), data["older_others_left_out"], export.traces_out) == (2, 3, 3)
    assert data["complete"] is False


class Counted(SqlitePeople):
    """How many jobs each transaction read or erased, and where others wrote in between: None."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.story: list[int | None] = []

    async def records(self, user: UserId, before: JobId | None, limit: int) -> Sequence[Record]:
        found = await super().records(user, before, limit)
        self.story.append(len(found))
        return found

    async def erase_jobs_of(self, user: UserId, after: JobId | None, limit: int, now: datetime) -> Batch:
        batch = await super().erase_jobs_of(user, after, limit, now)
        self.story.append(batch.erased)
        return batch

    async def write_all_the_time(self) -> None:
        """Somebody else."""
        while True:
            await self.prefer(BRUNO, Preferences(scale=0.5), NOON)
            self.story.append(None)


@pytest.mark.asyncio
async def test_many_requests_are_taken_a_few_at_a_time_and_others_write_in_between(
    database: Database, store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    number = 4 * ERASED_AT_ONCE
    fill(path, number)
    people = Counted(database)
    others = asyncio.create_task(people.write_all_the_time())
    async with Exports(people, clock_of(store), tmp_path).of(ADA, LIMIT_BYTES) as export:
        assert (export.jobs, export.left_out) == (number, 0)
    exported, people.story = people.story, []
    assert await People(people, clock_of(store)).erase(ADA) == Erased(number)
    others.cancel()
    await asyncio.wait([others])
    for story, most in ((exported, PAGE_JOBS), (people.story, ERASED_AT_ONCE)):
        ours = [one for one in story if one is not None]
        assert ours == [most] * (number // most) + [0], "never more in one transaction"
        assert story.count(None) >= len(ours) - 1, "others had their turn after each"


@pytest.mark.asyncio
async def test_one_export_of_a_person_at_a_time(store: SqliteStore, tmp_path: Path) -> None:
    exports = Exports(store.people, clock_of(store), tmp_path)
    async with exports.of(ADA, LIMIT_BYTES):
        with pytest.raises(StillExporting):
            async with exports.of(ADA, LIMIT_BYTES):
                pass
        async with exports.of(BRUNO, LIMIT_BYTES) as theirs:
            assert theirs.jobs == 0
    async with exports.of(ADA, LIMIT_BYTES):
        pass


@pytest.mark.asyncio
async def test_a_folder_that_cannot_be_written_is_trouble_that_may_pass(store: SqliteStore, tmp_path: Path) -> None:
    exports = Exports(store.people, clock_of(store), tmp_path / "not there")
    for _ in range(2):
        with pytest.raises(StoreTrouble):
            async with exports.of(ADA, LIMIT_BYTES):
                pass
    (tmp_path / "not there").mkdir()
    async with exports.of(ADA, LIMIT_BYTES) as export:
        assert export.path.exists()


# --- retention --------------------------------------------------------------------------------------------------------


def erased(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute("SELECT count(*) FROM jobs WHERE erased_at IS NOT NULL").fetchone()[0]


@pytest.mark.asyncio
async def test_old_words_go_at_the_start_and_then_on_their_day(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention_module, "ERASED_AT_ONCE", 2)
    fill(path, 5, ended_days_ago=40)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE jobs SET ended_at = ended_at + ? WHERE id > 3", (12 * 86_400_000,))  # 28 days ago
    clock = clock_of(store)
    task = asyncio.create_task(Retention(store.people, clock, 30).keep_purging())

    async def until(number: int) -> None:
        async with asyncio.timeout(20):
            while erased(path) < number:
                await asyncio.sleep(0)

    await until(3)
    assert clock.now() - NOON < timedelta(hours=1)
    clock.time += GAP - timedelta(hours=2)  # all but a day: nothing is looked for yet
    while clock.now() < NOON + GAP - timedelta(hours=1):
        await asyncio.sleep(0)
    assert erased(path) == 3
    clock.time += timedelta(days=2)
    await until(5)
    assert [(await store.get(JobId(number))).erased for number in range(1, 6)] == [True] * 5
    task.cancel()
    await asyncio.wait([task])


@pytest.mark.asyncio
async def test_nothing_goes_where_words_are_kept_for_ever(store: SqliteStore, path: Path) -> None:
    fill(path, 3, ended_days_ago=9999)
    assert await Retention(store.people, clock_of(store), 0).purge() == 0
    assert erased(path) == 0


@pytest.mark.asyncio
async def test_a_server_may_have_words_erased_earlier_than_the_operator_and_never_later(
    store: SqliteStore, path: Path
) -> None:
    fill(path, 3, ended_days_ago=10)
    for days, gone in ((20, 0), (400, 0), (7, 3)):
        await store.servers.change(GUILD, {"retention_days": days}, {}, ())
        assert await Retention(store.people, clock_of(store), 30).purge() == gone
    assert erased(path) == 3


@pytest.mark.asyncio
@pytest.mark.parametrize(("operator", "server"), [(30, None), (30, 1), (0, 1)])
async def test_only_the_words_of_the_audit_log_go_with_the_words_and_its_entries_in_their_own_time(
    store: SqliteStore, operator: int, server: int | None
) -> None:
    for days in (KEPT_DAYS + 1, KEPT_DAYS - 1, 40, 0):
        entry = Entry(GUILD, NOON - timedelta(days=days), ADA, Action.BLOCKED, facts={"reason": "spam", "until": None})
        await store.audit.record(entry)
    await store.servers.change(GUILD, {"retention_days": server}, {}, ())
    await Retention(store.people, clock_of(store), operator).purge()
    entries = await store.audit.entries(GUILD, Wanted(), None, 10)
    assert [dict(one.facts) for one in entries] == [{"reason": reason, "until": None} for reason in ("spam", "", "")], (
        "nobody wipes their trail by setting one day"
    )


@pytest.mark.asyncio
async def test_without_a_promise_the_entries_go_and_no_word_before(store: SqliteStore) -> None:
    for days in (KEPT_DAYS + 1, KEPT_DAYS - 1):
        entry = Entry(GUILD, NOON - timedelta(days=days), ADA, Action.PAUSED, facts={"reason": "tea"})
        await store.audit.record(entry)
    await Retention(store.people, clock_of(store), 0).purge()
    (entry,) = await store.audit.entries(GUILD, Wanted(), None, 10)
    assert entry.facts == {"reason": "tea"}


OLGA = Presser(BRUNO, GUILD, moderates=True, manages=True)


@pytest.mark.asyncio
async def test_a_server_cannot_keep_words_longer_than_the_operator_promises(store: SqliteStore) -> None:
    configuration = Configuration(store.servers, clock_of(store), 30)
    assert [await configuration.kept_days(where) for where in (GUILD, None)] == [30, 30]
    with pytest.raises(SettingRefused) as refusal:
        await configuration.set(OLGA, "retention_days", 31)
    assert (refusal.value.low, refusal.value.high) == (1, 30)
    assert configuration.bounded(SETTING["retention_days"]).high == 30
    with pytest.raises(SettingRefused):
        await configuration.load(OLGA, {"retention_days": 31, "spoiler": True})
    assert not (await configuration.of(GUILD)).settings.spoiler, "all or nothing"
    await configuration.set(OLGA, "retention_days", "7")
    assert [await configuration.kept_days(where) for where in (GUILD, None)] == [7, 30]


@pytest.mark.asyncio
async def test_where_words_are_kept_for_ever_a_server_may_say_any_day(store: SqliteStore) -> None:
    configuration = Configuration(store.servers, clock_of(store), 0)
    assert await configuration.kept_days(GUILD) == 0
    await configuration.set(OLGA, "retention_days", 9_000)
    assert [await configuration.kept_days(where) for where in (GUILD, None)] == [9_000, 0]
    promising = Configuration(store.servers, clock_of(store), 30)  # the operator promises less since then
    assert await promising.kept_days(GUILD) == 30
    assert (await promising.of(GUILD)).settings.retention_days is None


@pytest.mark.asyncio
async def test_a_pause_is_logged_alike_wherever_it_is_made(store: SqliteStore) -> None:
    configuration = Configuration(store.servers, clock_of(store))
    for pause, resume in (
        (configuration.pause(OLGA, "tea"), configuration.resume(OLGA)),
        (configuration.set(OLGA, "paused", "tea"), configuration.set(OLGA, "paused", None)),
    ):
        assert (await pause).settings.paused == "tea"
        assert (await resume).settings.paused is None
    entries = await store.audit.entries(GUILD, Wanted(), None, 10)
    assert [(one.action, dict(one.facts)) for one in entries] == [
        (Action.RESUMED, {}),
        (Action.PAUSED, {"reason": "tea"}),
    ] * 2


@pytest.mark.asyncio
async def test_a_disk_in_trouble_is_tried_again_soon(store: SqliteStore, database: Database, path: Path) -> None:
    fill(path, 3, ended_days_ago=40)
    clock = clock_of(store)
    retention = Retention(store.people, clock, 30)
    async with asyncio.timeout(20):
        async with only_readable(database):
            with pytest.raises(StoreTrouble):
                await retention.purge()
            task = asyncio.create_task(retention.keep_purging())
            while clock.now() < NOON + timedelta(seconds=3 * LOOK_GAP_S):
                await asyncio.sleep(0)
        while erased(path) < 3:
            await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert clock.now() - NOON < timedelta(hours=6)
