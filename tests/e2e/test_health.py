"""/healthz of the real process, and the image's own way to ask for it."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from bot import VERSION
from bot.metrics import exposition
from sandbox.client import ROOT, SandboxProcess
from tests.e2e.sandbox import World, full_disk
from tests.watching import a_watched, families, series

pytestmark = pytest.mark.asyncio
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what a container is given, so that others can ask


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def ask(port: int, folder: Path, **settings: str) -> int:
    """`python -m bot health`, as HEALTHCHECK runs it; its exit code."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HEALTH_PORT": str(port)}
    secrets = {"DISCORD_TOKEN": "MTA.made.up", "RUNCOMFY_API_KEY": "made-up-key"}
    command = [sys.executable, "-m", "bot", "health"]
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=folder, env={**environment, **secrets, **settings}, check=False, timeout=30
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


async def test_after_one_picture_metrics_tell_its_story_and_healthz_what_waits(tmp_path: Path) -> None:
    port = free_port()
    settings = {"HEALTH_PORT": str(port), "HEALTH_HOST": EVERYWHERE, "PARALLEL_JOBS": "1"}
    with SandboxProcess(data=tmp_path, settings=settings) as process:
        async with World(process.addresses) as world, aiohttp.ClientSession() as http:

            async def says(path: str) -> str:
                async with http.get(f"http://127.0.0.1:{port}{path}") as answer:
                    return await answer.text()

            who = await world.member("watched")
            await world.provider(queue_s=0, render_s=0.2)
            await world.fault("discord_status", status=500, times=1, on="edit")
            told = await world.type(who, prompt="x", aspect_ratio="1024x1024(1:1)", images="one")
            await world.until_pictures(who, told.message)
            await world.provider(render_s=600)
            rendering = await world.type(who, prompt="x", aspect_ratio="1024x1024(1:1)")
            await world.until_says(who, rendering.message, "Rendering")
            waiting = await world.type(who, prompt="x", aspect_ratio="1024x1024(1:1)")
            await world.until_says(who, waiting.message, "You are next")
            metrics = await says("/metrics")
            found = {sample.name: sample for family in families(metrics).values() for sample in family.samples}
            assert set(series(metrics)) == set(series((await exposition(a_watched()))[0].decode()))
            assert 'imagine_step_seconds_count{step="show"} 1.0' in metrics
            assert 'imagine_acknowledgements_total{kind="application_command",outcome="confirmed"} 3.0' in metrics
            assert 'imagine_discord_calls_total{kind="ack",outcome="ok"} 3.0' in metrics
            assert 'imagine_discord_calls_total{kind="edit",outcome="failed"} 1.0' in metrics
            assert 'imagine_provider_calls_total{kind="submit",outcome="ok"} 2.0' in metrics
            assert 'imagine_provider_calls_total{kind="download",outcome="ok"} 1.0' in metrics
            assert 'imagine_pictures_total{charge="held"} 3.0' in metrics
            assert 'imagine_pictures_total{charge="spent"} 1.0' in metrics
            assert "imagine_dollars_held_total 0.09" in metrics
            assert "imagine_dollars_paid_total 0.03" in metrics
            assert "imagine_dollars_open 0.06" in metrics
            assert found["process_open_fds"].value > 0
            assert found["imagine_build_info"].labels["version"] == VERSION
            health = json.loads(await says("/healthz"))
            assert health["provider"] == {"answers": True, "takes": True}
            assert health["jobs"]["unfinished"] == 2
            assert health["jobs"]["oldest_s"] > health["jobs"]["oldest_waiting_s"] > 0
            assert await ask(port, tmp_path, HEALTH_HOST=EVERYWHERE) == 0


async def test_a_provider_that_does_not_answer_shows_in_healthz_and_is_no_reason_to_restart(tmp_path: Path) -> None:
    port = free_port()
    with SandboxProcess(data=tmp_path, settings={"HEALTH_PORT": str(port)}) as process:
        async with World(process.addresses) as world, aiohttp.ClientSession() as http:
            who = await world.member("watched")
            await world.provider(queue_s=0, render_s=600)
            for _ in range(3):
                told = await world.type(who, prompt="x", aspect_ratio="1024x1024(1:1)")
                await world.until_says(who, told.message, "Rendering")
            await world.fault("read_lost")

            async def silent() -> bool:
                async with http.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    assert answer.status == 200
                    return (await answer.json())["provider"] == {"answers": False, "takes": True}

            await world.wait_for(silent)


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
