"""What is wrong at the start is said in a line each, with an exit code and without a traceback."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import aiosqlite
import pytest

from bot.store import open_store
from sandbox.client import ROOT, SandboxProcess
from tests.e2e.sandbox import World

GOOD = {"DISCORD_TOKEN": "MTA.made.up", "RUNCOMFY_API_KEY": "made-up-key"}


def run_bot(folder: Path, settings: dict[str, str], module: str = "bot") -> tuple[int, list[str]]:
    """Run the bot in an empty folder until it ends by itself; its exit code and its own lines."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HEALTH_PORT": "0", **settings}
    our_end, its_end = os.pipe()  # the redirected bot ends when its standard input does
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=folder,
            env=environment,
            stdin=our_end,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        os.close(our_end)
        os.close(its_end)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.returncode, [line for line in done.stderr.splitlines() if line.startswith("imagine-bot: ")]


def test_all_problems_with_the_settings_are_told_at_once(tmp_path: Path) -> None:
    code, lines = run_bot(tmp_path, {"QUOTA_IMAGES": "lots", "QUOTA_TIMEZONE": "Nowhere"})
    assert code == 2
    assert [line.split()[1] for line in lines] == [
        "DISCORD_TOKEN", "RUNCOMFY_API_KEY", "QUOTA_IMAGES", "QUOTA_TIMEZONE",
    ]  # fmt: skip


def test_settings_are_read_from_env_beside_it_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "DISCORD_TOKEN=MTA.from.file\nRUNCOMFY_API_KEY=made-up-key\nQUOTA_IMAGES=no\nSET_COST=no\n"
    )
    code, lines = run_bot(tmp_path, {"QUOTA_IMAGES": "5"})
    assert code == 2
    assert [line.split()[1] for line in lines] == ["SET_COST"]


def test_a_database_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    code, lines = run_bot(tmp_path, {**GOOD, "SPOOL_DIR": str(tmp_path)})
    assert code == 2
    assert len(lines) == 1
    assert "The database cannot be used" in lines[0]
    assert "DATABASE_URL" in lines[0]


@pytest.mark.asyncio
async def test_a_database_of_a_newer_program_is_told(tmp_path: Path) -> None:
    async with open_store(f"sqlite:///{tmp_path / 'data/imagine.db'}"):
        pass
    async with aiosqlite.connect(tmp_path / "data/imagine.db") as raw:
        await raw.execute("INSERT INTO schema_migrations (number, name) VALUES (999, 'later')")
        await raw.commit()
    code, lines = run_bot(tmp_path, GOOD)
    assert code == 2
    assert "schema 999" in lines[0]


def test_a_spool_that_cannot_be_written_is_told_before_anything_is_paid(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, lines = run_bot(tmp_path, {**GOOD, "SPOOL_DIR": str(tmp_path / "file")})
    assert code == 2
    assert "SPOOL_DIR" in lines[0]


def test_a_spool_among_other_peoples_folders_touches_none_of_them(tmp_path: Path) -> None:
    (tmp_path / "2024-holidays").mkdir()
    run_bot(tmp_path, {**GOOD, "SPOOL_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/2024-holidays"})
    assert (tmp_path / "2024-holidays").is_dir()


def test_an_env_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DISCORD_TOKEN=x", encoding="utf-16")
    code, lines = run_bot(tmp_path, {})
    assert code == 2
    assert ".env cannot be read" in lines[0]


@pytest.fixture
def empty_world(tmp_path: Path) -> Generator[SandboxProcess]:
    process = SandboxProcess(data=tmp_path / "sandbox", bot=False)
    yield process
    assert process.stop() == 0


def against(world: SandboxProcess, **settings: str) -> dict[str, str]:
    addresses = world.addresses
    redirected = {"SANDBOX_DISCORD_API": addresses["discord"], "SANDBOX_GATEWAY": addresses["gateway"]}
    return {**GOOD, **redirected, "RUNCOMFY_BASE_URL": addresses["provider"], **settings}


def test_a_bad_discord_token_is_told(empty_world: SandboxProcess, tmp_path: Path) -> None:
    code, lines = run_bot(tmp_path, against(empty_world), "sandbox.redirect")
    assert code == 2
    assert len(lines) == 1
    assert "DISCORD_TOKEN is refused by Discord. Reset it" in lines[0]


@pytest.mark.asyncio
async def test_an_interactions_endpoint_in_the_portal_is_told(empty_world: SandboxProcess, tmp_path: Path) -> None:
    async with World(empty_world.addresses) as world:
        await world.call("PATCH", "/application", {"interactions_endpoint_url": "https://example.com/hook"})
        token = (await world.call("GET", "/secrets"))[0]
    code, lines = run_bot(tmp_path, against(empty_world, DISCORD_TOKEN=token), "sandbox.redirect")
    assert code == 2
    assert "Interactions Endpoint URL" in lines[0]


def test_where_discord_cannot_be_reached_it_says_so(empty_world: SandboxProcess, tmp_path: Path) -> None:
    nowhere = against(empty_world, SANDBOX_DISCORD_API="http://127.0.0.1:9/api/v10")
    code, lines = run_bot(tmp_path, nowhere, "sandbox.redirect")
    assert code == 1
    assert "Discord cannot be reached" in lines[0]


def test_health_of_a_bot_that_is_not_there_is_bad(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "health"], cwd=tmp_path, check=False, timeout=30,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HEALTH_PORT": "9", **GOOD},
    )  # fmt: skip
    assert done.returncode == 1


@pytest.mark.asyncio
async def test_a_stop_is_heeded_while_discord_does_not_answer_the_login(tmp_path: Path) -> None:
    called = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        with suppress(ConnectionError):
            await reader.read()  # until the other side has gone
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    addresses = {
        "SANDBOX_DISCORD_API": f"http://127.0.0.1:{port}/api/v10",
        "SANDBOX_GATEWAY": f"ws://127.0.0.1:{port}/",
    }
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **GOOD, **addresses}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.redirect", cwd=tmp_path, env=environment, stdin=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(30):
            await called.wait()
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        server.close()
        await server.wait_closed()
