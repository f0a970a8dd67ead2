"""/healthz of the real process, and the image's own way to ask for it."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from sandbox.client import ROOT, SandboxProcess
from tests.e2e.sandbox import World, full_disk

pytestmark = pytest.mark.asyncio


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def ask(port: int, folder: Path) -> int:
    """`python -m bot health`, as HEALTHCHECK runs it; its exit code."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HEALTH_PORT": str(port)}
    secrets = {"DISCORD_TOKEN": "MTA.made.up", "RUNCOMFY_API_KEY": "made-up-key"}
    command = [sys.executable, "-m", "bot", "health"]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=folder, env={**environment, **secrets}, check=False, timeout=30
    )
    return done.returncode


async def test_health_is_good_while_the_bot_works_and_gone_when_it_is(tmp_path: Path) -> None:
    port = free_port()
    with SandboxProcess(data=tmp_path, settings={"HEALTH_PORT": str(port)}) as process:
        async with World(process.addresses) as world, aiohttp.ClientSession() as http:

            async def well() -> bool:
                async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    return answer.status == 200 and (await answer.json())["ok"] is True

            await world.wait_for(well)
            assert await ask(port, tmp_path) == 0
            await world.bot("kill")
            assert await ask(port, tmp_path) == 1


async def test_it_watches_disk_and_gateway_and_the_process_ends_with_an_error_when_discord_wants_it_no_more(
    tmp_path: Path,
) -> None:
    port = free_port()
    with SandboxProcess(data=tmp_path, settings={"HEALTH_PORT": str(port)}) as process:
        async with World(process.addresses) as world, aiohttp.ClientSession() as http:

            async def says(path: str) -> str:
                async with http.get(f"http://127.0.0.1:{port}{path}") as answer:
                    return await answer.text()

            async def well() -> bool:
                return '"ok": true' in await says("/healthz")

            await world.wait_for(well)
            metrics = await says("/metrics")
            assert 'imagine_circuit_open{circuit="submits"} 0.0' in metrics
            assert 'imagine_jobs{state="running"} 0.0' in metrics
            with full_disk((await world.call("GET", "/bot"))["pid"]):

                async def sick() -> bool:
                    found = await says("/healthz")
                    return '"ok": false' in found and "worker: " in found

                await world.wait_for(sick)
            await world.wait_for(well)
            await world.call("POST", "/gateway/drop", {"how": "refuse"})

            async def gone() -> bool:
                return not (await world.call("GET", "/bot"))["running"]

            await world.wait_for(gone)
            assert (await world.call("GET", "/bot"))["exit_code"] == 1
            assert (await world.log()).splitlines()[-1].startswith("imagine-bot: the connection to Discord ended")


async def test_a_port_that_is_taken_is_told_at_the_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HEALTH_PORT": str(taken.getsockname()[1]),
            "DISCORD_TOKEN": "MTA.made.up",
            "RUNCOMFY_API_KEY": "made-up-key",
        }
        command = [sys.executable, "-m", "bot"]
        done = await asyncio.to_thread(
            subprocess.run,
            command,
            cwd=tmp_path,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("imagine-bot: HEALTH_PORT")
