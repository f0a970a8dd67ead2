"""The commands people type: what `make` hands over, what stands on which stream, what a wrong port is told."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox import demo
from sandbox.__main__ import main
from sandbox.app import Options, SandboxError, open_sandbox
from sandbox.botprocess import READY_S
from sandbox.client import Api, SandboxProcess

ROOT = Path(__file__).parents[2]
SHOW = """#!{python}
import json, os, sys
print(json.dumps({{"arguments": sys.argv[1:], "environment": dict(os.environ)}}))
"""


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """A folder that looks like .venv; its python only shows what it was given, its pip installs nothing."""
    folder = tmp_path / "venv"
    (folder / "bin").mkdir(parents=True)
    for name, content in {"python": SHOW.format(python=sys.executable), "pip": "#!/bin/sh\n"}.items():
        (folder / "bin" / name).write_text(content)
        (folder / "bin" / name).chmod(0o755)
    return folder


def _make(venv: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    make = shutil.which("make")
    if make is None:
        pytest.skip("no make on this machine")
    ours = ("MAKE", "MFLAGS", "DEMO_", "PROMPT", "RATIO", "SCALE", "IMAGES")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [make, f"VENV={venv}", *words]
    return subprocess.run(command, cwd=ROOT, env=plain | environment, capture_output=True, text=True, check=True)


def _given_to_demo(venv: Path, *words: str, **environment: str) -> dict[str, Any]:
    """The options that the demo makes of what it was given by `make demo`."""
    shown = json.loads(_make(venv, "demo", *words, **environment).stdout)
    assert shown["arguments"][:2] == ["-m", "sandbox.demo"]
    options, out = demo.asked_for(shown["arguments"][2:], shown["environment"])
    assert out == Path("demo-out")
    return options


DEFAULTS = {
    "prompt": "a lighthouse at dusk, waves, warm light in the window",
    "aspect_ratio": "2560x1440(16:9)",
    "scale": 0.5,
    "images": "one",
}


@pytest.mark.parametrize(
    "prompt",
    [
        "price $5 $HOME fox",
        'it\'s "quoted", `date` and $(date) \\',
        "half a $(parenthesis, ${brace",
        "two\nlines",
        "$$ 100 % # := \u2728",
    ],
)
def test_make_demo_hands_every_prompt_over_as_it_was_typed(venv: Path, prompt: str) -> None:
    assert _given_to_demo(venv, f"PROMPT={prompt}") == DEFAULTS | {"prompt": prompt}
    assert _given_to_demo(venv, PROMPT=prompt) == DEFAULTS | {"prompt": prompt}


def test_make_demo_alone_has_its_defaults_and_each_can_be_changed(venv: Path) -> None:
    assert _given_to_demo(venv) == DEFAULTS
    other = {"prompt": "a 'fox'", "aspect_ratio": "1024x1024(1:1)", "scale": 0.75, "images": "set"}
    typed = ("PROMPT=a 'fox'", "RATIO=1024x1024(1:1)", "SCALE=0.75", "IMAGES=set")
    assert _given_to_demo(venv, *typed) == other
    assert _given_to_demo(venv, "RATIO=", "SCALE=", "IMAGES=") == {"prompt": DEFAULTS["prompt"]}


def test_the_demo_names_what_cannot_be_right(capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in (("SCALE", "half"), ("IMAGES", "many")):
        with pytest.raises(SystemExit) as stopped:
            demo.asked_for([], {f"DEMO_{name}": value})
        assert stopped.value.code == 2
        said = capsys.readouterr().err
        assert f"--{name.lower()}" in said
        assert value in said


def test_make_try_leaves_standard_output_to_the_sandbox(venv: Path) -> None:
    done = _make(venv, "try", "PORT=8700")
    assert json.loads(done.stdout)["arguments"] == ["-m", "sandbox", "--port", "8700"]
    assert "Installing" in done.stderr


def test_make_alone_names_the_variables(venv: Path) -> None:
    lines = _make(venv).stdout.splitlines()
    said = {line.split()[1]: line for line in lines}
    assert "PORT=8600" in said["try"]
    assert all(name in said["demo"] for name in ("PROMPT=", "RATIO=", "SCALE=", "IMAGES=one|set"))
    assert max(map(len, lines)) <= 110


@pytest.mark.parametrize("port", ["65534", "-1", "eighty"])
def test_a_wrong_port_is_told_the_range(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([f"--port={port}"])
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "0–65533" in said
    assert port in said
    assert "_port" not in said


@pytest.mark.asyncio
async def test_a_taken_port_names_both_ways_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SandboxError, match=r"--port.*make try PORT=") as refused:
            async with open_sandbox(Options(port=port, with_bot=False)):
                pass
    assert str(port) in str(refused.value)


SAYS = """
from sandbox import redirect

print("another module starts the bot", flush=True)
raise SystemExit(redirect.run())
"""


@pytest.mark.asyncio
async def test_another_module_can_start_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "another_start.py").write_text(SAYS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with SandboxProcess(bot_module="another_start") as process:
        async with Api(process.addresses) as api:
            assert (await api.call("GET", "/bot"))["running"]
            assert "another module starts the bot" in await api.call("GET", "/bot/log")


@pytest.mark.asyncio
async def test_a_bot_that_is_not_ready_yet_can_be_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "never_ready.py").write_text("import time\n\nprint('here', flush=True)\ntime.sleep(600)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with SandboxProcess(bot=False, bot_module="never_ready") as process:
        async with Api(process.addresses) as api, asyncio.timeout(READY_S / 2):
            starting = asyncio.create_task(api.call("POST", "/bot", {"action": "start"}))
            while "here" not in await api.call("GET", "/bot/log"):
                await asyncio.sleep(0.02)  # the sandbox is another process: looking is how one waits for it
            await api.call("POST", "/bot", {"action": "kill"})
            assert (await starting)["exit_code"] == -signal.SIGKILL
