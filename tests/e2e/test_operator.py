"""The database in an operator's hands, beside the real bot: backup, restore, a full disk, two processes, unresolved."""

import asyncio
import json
import os
import sys
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.store import open_store
from sandbox.client import ROOT, SandboxProcess
from tests.e2e.sandbox import World, full_disk

SMALL = "1024x1024(1:1)"
WITHIN_S = 45.0


@pytest.fixture
def process(tmp_path: Path) -> Generator[SandboxProcess]:
    process = SandboxProcess(data=tmp_path / "data", settings={"PARALLEL_JOBS": "2"})
    yield process
    assert process.stop() == 0


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the sandbox's bot keeps its database."""
    return tmp_path / "data" / "imagine.db"


async def operate(database: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """`python -m bot …` with nothing but the database's address; its exit code and what it printed, both streams."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{database}"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=database.parent.parent, env={**environment, **settings},
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await asyncio.wait_for(process.communicate(), WITHIN_S)
    assert b"Traceback" not in output
    assert process.returncode is not None
    return process.returncode, output.decode()


async def lose_an_answer(world: World, who: str, **options: Any) -> str:
    """A request that the provider took, and the bot died before it heard so; the id of its message."""
    await world.fault("submit_hangs", times=1)
    before = len((await world.provider())["requests"])
    told = await world.type(who, aspect_ratio=SMALL, **options)
    await world.until_provider(lambda seen: len(seen["requests"]) == before + 1)
    await world.bot("kill")
    await world.bot("start")
    await world.until_says(who, told.message, "lost contact while sending")
    assert told.message is not None
    return told.message


# --- backup and restore -----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_after_a_lost_disk_a_backup_brings_jobs_on_in_their_messages_and_sends_nothing_twice(
    world: World, database: Path, tmp_path: Path
) -> None:
    await world.provider(queue_s=0, render_s=600)
    who = await world.member("careful")
    rendering = await world.type(who, prompt="rendering", aspect_ratio=SMALL)
    second = await world.type(who, prompt="takes the other place", aspect_ratio=SMALL)
    await world.until_says(who, rendering.message, "Rendering")
    await world.until_says(who, second.message, "Rendering")
    waiting = await world.type(who, prompt="waits in our line", aspect_ratio=SMALL)
    await world.until_says(who, waiting.message, "You are next")
    paid = len((await world.provider())["requests"])

    code, said = await operate(database, "backup", "monday.db")
    assert code == 0
    assert said.startswith("monday.db: ")
    assert "3 jobs" in said
    code, said = await operate(database, "backup", "monday.db")
    assert code == 1
    assert "exists already" in said
    code, said = await operate(database, "restore", "monday.db")  # the bot still runs
    assert code == 1
    assert f"belongs to process {(await world.call('GET', '/bot'))['pid']} " in said

    await world.bot("kill")
    for file in database.parent.glob("imagine.db*"):
        file.unlink()
    code, said = await operate(database, "restore", "monday.db")
    assert (code, said.splitlines()[0]) == (0, "Restored monday.db: 3 jobs.")
    assert "1 job was given back" in said
    assert "2 jobs go on" in said

    await world.bot("start")
    await world.provider(render_s=0.1)
    await world.until_pictures(who, rendering.message)
    await world.until_pictures(who, second.message)
    message = await world.until_says(who, waiting.message, "lost contact while sending")
    assert "1 picture was given back" in message["content"]
    assert "8 of 10" in await world.read_quota(who)
    assert len((await world.provider())["requests"]) == paid
    assert "restored from a backup" in (await operate(database, "unresolved"))[1]
    assert {file.name for file in tmp_path.iterdir()} == {"data", "monday.db"}


@pytest.mark.asyncio
async def test_a_restore_over_a_database_says_where_the_old_one_is(tmp_path: Path) -> None:
    database = tmp_path / "data" / "imagine.db"
    async with open_store(f"sqlite:///{database}"):
        pass
    assert (await operate(database, "backup", "copy.db"))[0] == 0
    code, said = await operate(database, "restore", "copy.db")
    assert code == 0
    aside = Path(said.splitlines()[-1].removeprefix("The database before it: "))
    assert aside.is_file()
    assert database.stat().st_mode & 0o077 == 0


@pytest.mark.asyncio
async def test_commands_for_the_database_need_its_address_and_no_other_setting(tmp_path: Path) -> None:
    database = tmp_path / "data" / "imagine.db"
    async with open_store(f"sqlite:///{database}"):
        pass
    code, said = await operate(database, "backup", "copy.db", DISCORD_TOKEN="no token", QUOTA_IMAGES="lots")
    assert (code, "0 jobs" in said) == (0, True)
    code, said = await operate(database, "backup", "copy2.db", DATABASE_URL="mysql://localhost")
    assert (code, said) == (2, "imagine-bot: DATABASE_URL must look like sqlite:///data/imagine.db\n")
    code, said = await operate(tmp_path / "data" / "other.db", "unresolved")
    assert code == 1
    assert "there is no file" in said
    assert not (tmp_path / "data" / "other.db").exists()


@pytest.mark.asyncio
async def test_a_backup_for_which_there_is_no_space_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    database = tmp_path / "data" / "imagine.db"
    async with open_store(f"sqlite:///{database}"):
        pass
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{database}"}
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", 'ulimit -f 8; exec "$0" -m bot backup copy.db', sys.executable,
        cwd=tmp_path, env=environment, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await asyncio.wait_for(process.communicate(), WITHIN_S)
    assert process.returncode == 1
    assert errors.decode().startswith("imagine-bot: Nothing was backed up: ")
    assert "Traceback" not in errors.decode()
    assert [file.name for file in tmp_path.iterdir()] == ["data"]


# --- a full disk ------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_on_a_full_disk_nothing_is_begun_and_what_was_begun_goes_on_when_there_is_space(world: World) -> None:
    await world.provider(queue_s=0, render_s=600)
    early, late = await world.member("early"), await world.member("late")
    told = await world.type(early, prompt="x", aspect_ratio=SMALL)
    await world.until_says(early, told.message, "Rendering")
    paid = len((await world.provider())["requests"])

    with full_disk((await world.call("GET", "/bot"))["pid"]):
        for _ in range(2):
            refused = await world.type(late, prompt="x", aspect_ratio=SMALL)
            assert "nothing was started, cancelled or charged" in await world.words(late, refused)
        assert "10 of 10" in await world.read_quota(late)
        await world.provider(render_s=0.1)

        # Seen as finished, and seen again after the first try to save that had failed.
        await world.until_provider(lambda seen: seen["requests"][-1]["calls"]["result"] >= 2)
    message = await world.until_pictures(early, told.message)
    assert "9 pictures left" in message["content"]
    assert len((await world.provider())["requests"]) == paid
    again = await world.type(late, prompt="x", aspect_ratio=SMALL)
    await world.until_pictures(late, again.message)
    log = await world.log()
    assert log.count("the database cannot be read or written") == 1
    assert log.count("the database can be written again") == 1
    assert "Traceback" not in log


# --- two processes ----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_second_bot_waits_before_it_speaks_to_discord_and_takes_over_the_jobs_of_the_first(
    process: SandboxProcess, world: World, database: Path
) -> None:
    await world.provider(queue_s=0, render_s=600)
    who = await world.member("patient")
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_says(who, told.message, "Rendering")
    pid = (await world.call("GET", "/bot"))["pid"]

    token, key = (await world.call("GET", "/secrets"))[:2]
    addresses = process.addresses
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{database}",
        "SANDBOX_DISCORD_API": addresses["discord"], "SANDBOX_GATEWAY": addresses["gateway"], "DISCORD_TOKEN": token,
        "RUNCOMFY_API_KEY": key, "RUNCOMFY_BASE_URL": addresses["provider"],
        "RUNCOMFY_FILE_HOSTS": addresses["files"], "SPOOL_DIR": str(database.parent / "spool2"),
    }  # fmt: skip
    logins = await count_logins(world)
    second = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.redirect", env=environment,
        stdin=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        line = await until_line(second, "another process owns the database")
        assert f"process {pid} on " in line
        assert await count_logins(world) == logins
        await world.bot("stop")
        await until_line(second, "the database is ours now")
        await until_line(second, "logged in")
        await world.provider(render_s=0.1)
        await world.until_pictures(who, told.message)
        assert len((await world.provider())["requests"]) == 1
    finally:
        if second.returncode is None:
            second.terminate()
        await asyncio.wait_for(second.communicate(), WITHIN_S)
    assert second.returncode == 0


async def count_logins(world: World) -> int:
    calls = await world.call("GET", "/calls")
    return sum(call["on"] == "login" for call in calls)


async def until_line(process: asyncio.subprocess.Process, text: str) -> str:
    """Read what the process logs until a line has this in it; that line."""
    assert process.stderr is not None
    async with asyncio.timeout(WITHIN_S):
        async for line in process.stderr:
            if text in line.decode():
                return line.decode()
    raise AssertionError(f"the process ended without saying {text!r}")


# --- unresolved -------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_what_may_have_been_paid_is_listed_with_what_finds_it_and_cleared_beside_the_running_bot(
    world: World, database: Path
) -> None:
    assert await operate(database, "unresolved") == (
        0, "Nothing is unresolved: no request that may have been paid waits for you.\n",
    )  # fmt: skip
    who = await world.member("unlucky")
    message = await lose_an_answer(world, who, prompt="a \x1b[31mred\x07 fox", scale=0.25, images="set")
    code, said = await operate(database, "unresolved")
    assert code == 0
    submitted = datetime.fromtimestamp((await world.provider())["requests"][-1]["submitted_at"], UTC)
    (listed,) = json.loads((await operate(database, "unresolved", "--json"))[1])
    assert abs((datetime.fromisoformat(listed["sending_at"]) - submitted).total_seconds()) < 3
    seen = await world.see(who, message)
    world_now = await world.call("GET", "/world")
    server = next(one["id"] for one in world_now["servers"] if one["name"] == "Lantern Street")
    link = f"https://discord.com/channels/{server}/{seen['channel']}/{message}"
    assert listed | {"sending_at": "", "accepted_at": "", "ended_at": "", "detail": ""} == {
        "job": seen["interaction"]["id"], "sending_at": "", "accepted_at": "", "ended_at": "", "user": who,
        "server": server, "channel": seen["channel"], "message": link, "prompt": "a \x1b[31mred\x07 fox",
        "size": SMALL, "scale": 0.25, "images": "set", "provider_id": None, "failure": "outcome_unknown", "detail": "",
    }  # fmt: skip
    sent = datetime.fromisoformat(listed["sending_at"])
    for fact in (listed["job"], f"sent {sent:%Y-%m-%d %H:%M:%S} UTC", who, link, "a set", SMALL, "outcome_unknown"):
        assert fact in said
    assert "\x1b" not in said
    assert said.splitlines()[-1].endswith("python -m bot unresolved --clear ID")

    assert (await operate(database, "unresolved", "--clear", listed["job"]))[0] == 0
    code, said = await operate(database, "unresolved", "--clear", listed["job"], "12")
    assert code == 1
    assert said.count("is not in the list") == 2
    assert "Nothing is unresolved" in (await operate(database, "unresolved"))[1]
    told = await world.type(who, prompt="x", aspect_ratio=SMALL)
    await world.until_pictures(who, told.message)
