"""A database is copied while it is written, checked, and put back; nothing is ever sent twice because of it."""

import asyncio
import os
import signal
import sqlite3
import stat
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import ImagineError, SchemaTooNew, StoreUnusable
from bot.core.jobs import Failure, Job, JobId, JobState, ProviderId
from bot.core.quotas import Usage, current_window
from bot.store import open_store
from bot.store.backup import RESTORED, back_up, restore
from bot.store.migrate import migrations
from bot.store.sqlite import SqliteStore
from bot.store.unresolved import clear, unresolved
from sandbox.client import ROOT
from tests.makers import ADA, GUILD, NOON, a_job, an_allowance
from tests.store.test_migrate import make_old

pytestmark = pytest.mark.asyncio
MANY = an_allowance(images=100_000, jobs_at_once=100_000)
WITHIN_S = 30.0
PATHS = {
    JobState.ACCEPTED: (),
    JobState.SUBMITTING: (JobState.SUBMITTING,),
    JobState.QUEUED: (JobState.SUBMITTING, JobState.QUEUED),
    JobState.RUNNING: (JobState.SUBMITTING, JobState.QUEUED, JobState.RUNNING),
    JobState.READY: (JobState.SUBMITTING, JobState.QUEUED, JobState.READY),
    JobState.KEPT: (JobState.SUBMITTING, JobState.QUEUED, JobState.READY, JobState.KEPT),
    JobState.DELIVERED: (JobState.SUBMITTING, JobState.QUEUED, JobState.READY, JobState.DELIVERED),
    JobState.CANCELLED: (JobState.CANCELLED,),
    JobState.FAILED: (JobState.SUBMITTING, JobState.FAILED),
}


def url(path: Path) -> str:
    return f"sqlite:///{path}"


async def bring(store: SqliteStore, number: int, state: JobState) -> Job:
    """A new job, moved to this state by the store's own verbs."""
    job = (await store.accept(a_job(number, message_id=500 + number), MANY)).job
    for step in PATHS[state]:
        facts = {"provider_id": ProviderId(f"p-{number}"), "submitted_at": NOON} if step is JobState.QUEUED else {}
        facts |= {"sending_at": NOON} if step is JobState.SUBMITTING else {}
        facts |= {"failure": Failure.BLOCKED} if step is JobState.FAILED else {}
        job = await store.advance(job, job.moved(step, **facts), NOON)
    return job


async def one_of_each(path: Path) -> dict[JobState, JobId]:
    """A database with a job in every state."""
    async with open_store(url(path)) as store:
        return {state: (await bring(store, number, state)).id for number, state in enumerate(JobState, 1)}


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir() if not file.name.endswith(".lock")}


# --- backup -----------------------------------------------------------------------------------------------------------


async def test_a_backup_is_one_file_for_its_owner_only_with_all_that_was_committed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "monday.db"
    target.parent.mkdir()
    async with open_store(url(path)) as store:
        await bring(store, 1, JobState.RUNNING)
        copy = await asyncio.to_thread(back_up, path, target)
        await bring(store, 2, JobState.RUNNING)
    assert files(target.parent) == {"monday.db"}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert (copy.jobs, copy.schema, copy.size_bytes) == (1, migrations()[-1].number, target.stat().st_size)
    async with open_store(url(target)) as store:
        assert (await store.get(JobId(1))).state is JobState.RUNNING


WRITE = """
import asyncio, sys
from bot.store import open_store
from tests.makers import a_job, an_allowance

async def write():
    async with open_store(sys.argv[1]) as store:
        for number in range(1, 1_000_000):
            await store.accept(a_job(number), an_allowance(images=1_000_000, jobs_at_once=1_000_000))
            if number == 20:
                print("writing", flush=True)

asyncio.run(write())
"""


async def writing(path: Path) -> asyncio.subprocess.Process:
    """Another process that writes jobs without a pause."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITE, url(path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), WITHIN_S) == b"writing\n"
    return process


async def test_a_backup_beside_a_process_that_writes_is_one_moment_of_it(path: Path, tmp_path: Path) -> None:
    process = await writing(path)
    copies = [await asyncio.to_thread(back_up, path, tmp_path / f"{number}.db") for number in range(5)]
    process.kill()
    await process.wait()
    assert copies[0].jobs < copies[-1].jobs  # it really wrote meanwhile, and was not held up
    for number, copy in enumerate(copies):
        with closing(sqlite3.connect(tmp_path / f"{number}.db")) as raw:
            assert raw.execute("SELECT count(*) FROM charges").fetchone() == (copy.jobs,)


async def test_what_a_killed_process_had_committed_is_in_the_backup(path: Path, tmp_path: Path) -> None:
    process = await writing(path)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert back_up(path, tmp_path / "copy.db").jobs >= 20


async def test_a_backup_can_be_made_from_where_nothing_can_be_written(tmp_path: Path) -> None:
    folder = tmp_path / "read-only"
    await one_of_each(folder / "imagine.db")
    folder.chmod(0o500)
    try:
        assert back_up(folder / "imagine.db", tmp_path / "copy.db").jobs == len(JobState)
    finally:
        folder.chmod(0o700)


async def test_a_backup_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    await one_of_each(path)
    (tmp_path / "taken").write_text("precious")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("taken", "dangling", "imagine.db"):
        with pytest.raises(StoreUnusable, match="exists already"):
            back_up(path, tmp_path / name)
    assert (tmp_path / "taken").read_text() == "precious"


async def test_what_cannot_be_copied_leaves_no_file_behind(path: Path, tmp_path: Path) -> None:
    await one_of_each(path)
    (tmp_path / "text.db").write_text("this is a shopping list, and a long one at that" * 100)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE stamps (country TEXT)")
    with closing(sqlite3.connect(tmp_path / "similar.db", isolation_level=None)) as similar:
        similar.execute("CREATE TABLE schema_migrations (number INTEGER)")
        similar.execute("INSERT INTO schema_migrations VALUES (1)")
    damage(path, tmp_path / "damaged.db")
    before = files(tmp_path)
    for source in ("text.db", "other.db", "similar.db", "damaged.db", "missing.db", "."):
        with pytest.raises(ImagineError):
            back_up(tmp_path / source, tmp_path / "copy.db")
    with pytest.raises(StoreUnusable):
        back_up(path, tmp_path / "no such folder" / "copy.db")
    assert files(tmp_path) - before <= {f"{name}.db-{kind}" for name in ("other", "damaged") for kind in ("wal", "shm")}


def damage(path: Path, damaged: Path) -> None:
    """A copy whose index says something else than its table: readable, and wrong."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(damaged)) as target:
        source.backup(target)
        target.execute("PRAGMA writable_schema = ON")
        target.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'user_id', 'channel_id') WHERE name = 'jobs_of_person'"
        )
        target.commit()
    with closing(sqlite3.connect(damaged)) as target:
        assert target.execute("PRAGMA integrity_check").fetchall() != [("ok",)]


# --- restore ----------------------------------------------------------------------------------------------------------


async def test_what_may_have_been_sent_since_is_given_back_and_listed_and_the_rest_goes_on(
    path: Path, tmp_path: Path
) -> None:
    ids = await one_of_each(path)
    back_up(path, tmp_path / "copy.db")
    done = await restore(tmp_path / "copy.db", path, NOON + timedelta(hours=1))
    assert (done.copy.jobs, done.given_back, done.going_on) == (len(JobState), 2, 3)
    async with open_store(url(path)) as store:
        usage = await store.usage(ADA, GUILD, current_window(MANY, NOON))
        claimed = {
            job.id: job for job in await store.claim(NOON)
        }  # at once, though their owner's lease had not run out
    perhaps_sent = [claimed[ids[JobState.ACCEPTED]], claimed[ids[JobState.SUBMITTING]]]
    assert all(
        (job.state, job.failure, job.detail, job.told, job.ended_at)
        == (JobState.FAILED, Failure.OUTCOME_UNKNOWN, RESTORED, False, NOON + timedelta(hours=1))
        for job in perhaps_sent
    )
    for state in (JobState.QUEUED, JobState.RUNNING, JobState.READY, JobState.DELIVERED):
        assert claimed[ids[state]].state is state
    assert usage == Usage(used=1, held=4, unfinished_jobs=3, kept_jobs=1)
    assert [job.id for job in unresolved(path)] == sorted(job.id for job in perhaps_sent)


async def test_a_restored_job_cannot_be_moved_by_who_drove_it_before(path: Path, tmp_path: Path) -> None:
    async with open_store(url(path)) as store:
        queued = await bring(store, 1, JobState.QUEUED)
    back_up(path, tmp_path / "copy.db")
    await restore(tmp_path / "copy.db", path, NOON)
    async with open_store(url(path)) as store:
        assert (await store.get(JobId(1))).epoch > queued.epoch


async def test_the_database_before_a_restore_is_kept_with_what_was_only_in_its_log(path: Path, tmp_path: Path) -> None:
    async with open_store(url(path)) as store:
        await bring(store, 1, JobState.DELIVERED)
    back_up(path, tmp_path / "copy.db")
    path.unlink()
    process = await writing(path)  # another history, of which much is in the write-ahead log only
    process.kill()
    await process.wait()
    done = await restore(tmp_path / "copy.db", path, NOON)
    assert done.aside is not None
    assert done.aside.name == "imagine.db.before-restore-20260520T120000Z"
    assert {"imagine.db-wal", "imagine.db-shm"}.isdisjoint(files(tmp_path))
    async with open_store(url(path)) as store:
        assert (await store.get(JobId(1))).state is JobState.DELIVERED
    with closing(sqlite3.connect(done.aside)) as before:
        assert before.execute("SELECT count(*) FROM jobs").fetchone()[0] >= 20


async def test_a_damaged_database_is_moved_aside_with_its_log_which_the_new_one_never_sees(
    path: Path, tmp_path: Path
) -> None:
    await one_of_each(path)
    back_up(path, tmp_path / "copy.db")
    path.write_bytes(b"\xff" * 8192)
    Path(f"{path}-wal").write_bytes(b"\xfe" * 8192)
    done = await restore(tmp_path / "copy.db", path, NOON)
    assert done.aside is not None
    assert done.aside.read_bytes() == b"\xff" * 8192
    assert Path(f"{done.aside}-wal").read_bytes() == b"\xfe" * 8192
    async with open_store(url(path)) as store:
        assert (await store.get(JobId(1))).id == 1


async def test_a_backup_of_an_earlier_schema_is_upgraded_when_it_is_restored(path: Path, tmp_path: Path) -> None:
    old = await make_old(tmp_path / "old.db", 1)
    done = await restore(tmp_path / "old.db", path, NOON)
    assert (done.copy.schema, done.copy.jobs, done.aside) == (1, len(old["jobs"]), None)
    assert len(unresolved(path)) == 3  # the one that was accepted, the one being sent, and one from before


async def test_a_database_behind_a_link_is_replaced_where_it_really_is(path: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    await one_of_each(tmp_path / "disk" / "real.db")
    path.symlink_to(tmp_path / "disk" / "real.db")
    back_up(path, tmp_path / "copy.db")
    done = await restore(tmp_path / "copy.db", path, NOON)
    assert path.is_symlink()
    assert done.aside is not None
    assert done.aside.parent == tmp_path / "disk"
    assert not done.aside.is_symlink()
    assert len(unresolved(path)) == 2


async def test_a_restore_is_refused_while_a_bot_owns_the_database(path: Path, tmp_path: Path) -> None:
    await one_of_each(path)
    back_up(path, tmp_path / "copy.db")
    async with open_store(url(path)) as store:
        with pytest.raises(StoreUnusable, match=f"belongs to process {os.getpid()} "):
            await restore(tmp_path / "copy.db", path, NOON)
        assert (await store.get(JobId(1))).state is JobState.ACCEPTED


@pytest.mark.parametrize("what", ["newer", "text", "damaged", "missing", "itself"])
async def test_what_cannot_be_restored_leaves_the_database_as_it_was(path: Path, tmp_path: Path, what: str) -> None:
    await one_of_each(path)
    back_up(path, tmp_path / "newer.db")
    with closing(sqlite3.connect(tmp_path / "newer.db", isolation_level=None)) as raw:
        raw.execute("INSERT INTO schema_migrations (number, name) VALUES (999, 'later')")
    (tmp_path / "text.db").write_text("this is a shopping list, and a long one at that" * 100)
    damage(path, tmp_path / "damaged.db")
    (tmp_path / "itself.db").symlink_to(path)
    before, content = files(tmp_path), path.read_bytes()
    with pytest.raises(SchemaTooNew if what == "newer" else ImagineError):
        await restore(tmp_path / f"{what}.db", path, NOON)
    assert path.read_bytes() == content
    assert files(tmp_path) - {"damaged.db-wal", "damaged.db-shm"} == before


# --- unresolved -------------------------------------------------------------------------------------------------------


async def fail(store: SqliteStore, number: int, why: Failure) -> JobId:
    job = await bring(store, number, JobState.SUBMITTING)
    return (await store.advance(job, job.moved(JobState.FAILED, failure=why, detail="no answer"), NOON)).id


async def test_only_what_may_have_been_paid_is_unresolved_until_it_is_cleared_beside_the_running_bot(
    path: Path,
) -> None:
    async with open_store(url(path)) as store:
        for number, why in enumerate(Failure, 1):
            await fail(store, number, why)
        listed = unresolved(path)
        assert {job.failure for job in listed} == {Failure.OUTCOME_UNKNOWN, Failure.TIMED_OUT, Failure.LOST_THERE}
        assert all((job.sending_at, job.detail) == (NOON, "no answer") for job in listed)
        first, *rest = [job.id for job in listed]
        assert clear(path, [first, JobId(1), JobId(404)], NOON) == {first}
        assert clear(path, [first], NOON) == set()
        assert [job.id for job in unresolved(path)] == rest
        await bring(store, 100, JobState.RUNNING)  # the bot's own connection is none the worse for it


async def test_a_database_that_was_not_upgraded_yet_says_so_instead_of_failing(path: Path) -> None:
    await make_old(path, 1)
    with pytest.raises(StoreUnusable, match="start the bot once"):
        unresolved(path)
