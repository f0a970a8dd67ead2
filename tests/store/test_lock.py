"""One process at a time owns a database file: who waits says for whom, and where locks do not work nobody begins."""

import asyncio
import errno
import fcntl
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.core.errors import StoreUnusable
from bot.store.lock import owned, owner_of
from sandbox.client import ROOT

pytestmark = pytest.mark.asyncio
HOLD = """
import asyncio, sys
from pathlib import Path
from bot.store.lock import owned

async def hold():
    async with owned(Path(sys.argv[1])):
        print("mine", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(hold())
"""
WITHIN_S = 20.0


async def holder(database: Path) -> asyncio.subprocess.Process:
    """Another process that owns the database until its standard input ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, str(database), cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), WITHIN_S) == b"mine\n"
    return process


async def until_said(caplog: pytest.LogCaptureFixture, text: str, times: int = 1) -> None:
    async with asyncio.timeout(WITHIN_S):
        while caplog.text.count(text) < times:
            await asyncio.sleep(0.01)


async def take(database: Path, taken: asyncio.Event, say_every_s: float = 60.0) -> None:
    async with owned(database, say_every_s=say_every_s):
        taken.set()


@pytest.mark.parametrize("end", ["orderly", "killed"])
async def test_a_second_process_waits_and_takes_over_however_the_first_ends(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, end: str
) -> None:
    first, taken = await holder(tmp_path / "x.db"), asyncio.Event()
    second = asyncio.create_task(take(tmp_path / "x.db", taken))
    await until_said(caplog, "another process owns the database")
    assert not taken.is_set()
    if end == "killed":
        first.kill()
        await first.wait()
    else:
        await first.communicate(b"")
    async with asyncio.timeout(WITHIN_S):
        await second
    assert "the database is ours now" in caplog.text


async def test_who_waits_says_for_whom_and_says_it_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = await holder(tmp_path / "x.db")
    second = asyncio.create_task(take(tmp_path / "x.db", asyncio.Event(), say_every_s=0.02))
    await until_said(caplog, "another process owns the database", times=3)
    assert all(f"process {first.pid} on " in getattr(record, "owner", "") for record in caplog.records)
    await first.communicate(b"")
    async with asyncio.timeout(WITHIN_S):
        await second


async def test_a_wait_that_is_cancelled_leaves_the_lock_to_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, taken = await holder(tmp_path / "x.db"), asyncio.Event()
    second = asyncio.create_task(take(tmp_path / "x.db", taken))
    await until_said(caplog, "another process owns the database")
    second.cancel()
    await asyncio.wait([second])
    await first.communicate(b"")
    async with asyncio.timeout(WITHIN_S):
        await take(tmp_path / "x.db", taken)


async def test_who_does_not_want_to_wait_is_refused_at_once_and_told_by_whom(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(owned(tmp_path / "x.db"))
        with pytest.raises(StoreUnusable, match=f"belongs to process {os.getpid()} on .* UTC"):
            await stack.enter_async_context(owned(tmp_path / "x.db", wait=False))


async def test_the_lock_can_be_taken_again_when_it_was_given_back(tmp_path: Path) -> None:
    for _ in range(2):
        async with owned(tmp_path / "x.db", wait=False):
            pass


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
async def test_a_file_system_without_locks_is_refused_and_nothing_stays_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_locks(_: int, __: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", no_locks)
        with pytest.raises(StoreUnusable, match=f"{os.strerror(code)}, so .* local disk"):
            await take(tmp_path / "x.db", asyncio.Event())
    async with owned(tmp_path / "x.db", wait=False):  # no file was left behind that would count as a lock
        pass


async def test_a_file_system_whose_locks_exclude_nobody_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def agrees_to_everything(_: int, __: int) -> None:
        return

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", agrees_to_everything)
        with pytest.raises(StoreUnusable, match="locks exclude nobody"):
            await take(tmp_path / "x.db", asyncio.Event())
    async with owned(tmp_path / "x.db", wait=False):
        pass


# --- only looking -----------------------------------------------------------------------------------------------------


async def test_who_owns_the_file_can_be_asked_without_taking_it_or_making_anything(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    assert owner_of(database) is None
    assert list(tmp_path.iterdir()) == []
    async with owned(database):
        assert (owner_of(database) or "").startswith(f"process {os.getpid()} on ")
        with pytest.raises(StoreUnusable):  # to ask did not take it away from its owner
            async with owned(database, wait=False):
                pass
    assert owner_of(database) is None
    async with owned(database, wait=False):  # and did not keep it
        pass


async def test_a_lock_that_cannot_be_looked_at_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db.lock").symlink_to(tmp_path / "x.db.lock")
    with pytest.raises(StoreUnusable):
        owner_of(tmp_path / "x.db")
