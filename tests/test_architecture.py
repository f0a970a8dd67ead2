"""The real imports against the plan of docs/architecture.md: each foreign library one home, the middle has none."""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STDLIB = sys.stdlib_module_names


@dataclass(frozen=True)
class Room:
    """What a part of the tree may import: of ours (prefixes) and of others. A longer path beats a shorter one."""

    path: str
    ours: tuple[str, ...]
    others: tuple[str, ...]


ROOMS = (
    Room("bot/core", ("bot.core",), ()),
    Room("bot/runcomfy", ("bot.core", "bot.runcomfy"), ("aiohttp", "yarl", "stamina", "pydantic")),
    Room("bot/store", ("bot.core", "bot.store"), ("aiosqlite", "filelock")),
    Room("bot/pictures", ("bot.core", "bot.pictures"), ("PIL",)),
    Room("bot/pictures/encode.py", (), ("PIL",)),
    Room("bot/charts", ("bot.core", "bot.charts"), ()),
    Room("bot/charts/drawing.py", ("bot.charts.fonts",), ("matplotlib",)),
    Room("bot/charts/fonts.py", (), ("matplotlib",)),
    Room("bot/chat", ("bot.core", "bot.chat"), ("discord", "aiohttp")),
    Room("bot/chat/wording.py", ("bot.core", "bot.chat.text", "bot.chat.labels", "bot.chat.languages"), ()),
    Room("bot/chat/error_words.py", ("bot.core", "bot.chat.text", "bot.chat.languages", "bot.chat.wording"), ()),
    Room(
        "bot/chat/history_words.py",
        (
            "bot.core",
            "bot.chat.text",
            "bot.chat.labels",
            "bot.chat.languages",
            "bot.chat.error_words",
            "bot.chat.wording",
        ),
        (),
    ),
    Room(
        "bot/chat/admin_words.py",
        ("bot.core", "bot.chat.text", "bot.chat.labels", "bot.chat.languages", "bot.chat.wording"),
        (),
    ),
    Room(
        "bot/chat/settings_words.py",
        ("bot.core", "bot.chat.text", "bot.chat.labels", "bot.chat.languages", "bot.chat.admin_words"),
        (),
    ),
    Room(
        "bot/chat/case_words.py",
        (
            "bot.core",
            "bot.chat.text",
            "bot.chat.labels",
            "bot.chat.languages",
            "bot.chat.wording",
            "bot.chat.admin_words",
            "bot.chat.settings_words",
        ),
        (),
    ),
    Room("bot/chat/alttext_words.py", ("bot.chat.languages",), ()),
    Room(
        "bot/chat/stats_words.py",
        ("bot.core", "bot.chat.languages", "bot.chat.wording", "bot.chat.admin_words"),
        (),
    ),
    Room("bot/chat/people_words.py", ("bot.core", "bot.chat.text", "bot.chat.labels", "bot.chat.languages"), ()),
    Room("bot/chat/operator_words.py", ("bot.core", "bot.chat.text"), ()),
    Room("bot/chat/doctor_words.py", ("bot.chat.text",), ()),
    Room("bot/chat/doctor_discord_words.py", ("bot.chat.doctor_words", "bot.chat.text"), ()),
    Room("bot/chat/doctor_runcomfy_words.py", ("bot.core.money", "bot.chat.doctor_words", "bot.chat.text"), ()),
    Room("bot/chat/labels.py", ("bot.core.requests", "bot.core.audit", "bot.chat.languages"), ()),
    Room("bot/chat/languages.py", (), ("babel",)),
    Room("bot/chat/text.py", ("bot.core.plaintext",), ()),
    Room("bot/settings.py", ("bot.core", "bot.runcomfy.hosts", "bot.store.address"), ("pydantic", "yarl")),
    Room("bot/logs.py", (), ("structlog", "stamina")),
    Room("bot/health.py", ("bot.core.errors",), ("aiohttp",)),
    Room("bot/metrics.py", ("bot.core",), ("prometheus_client",)),
    Room("bot/lag.py", ("bot.core.figures",), ()),
    Room("bot/clock.py", (), ()),
    Room("bot/doctor.py", ("bot",), ()),
    Room("bot/doctoring", ("bot.core", "bot.chat.doctor_words", "bot.doctoring"), ()),
    Room("bot/doctoring/environment.py", ("bot.core", "bot.chat.doctor_words", "bot.doctoring", "bot.settings"), ()),
    Room(
        "bot/doctoring/letters.py",
        (
            "bot.core",
            "bot.charts",
            "bot.chat.doctor_words",
            "bot.chat.languages",
            "bot.chat.stats_words",
            "bot.doctoring",
        ),
        (),
    ),
    Room("bot/doctoring/clocks.py", ("bot.chat.doctor_words", "bot.doctoring"), ("aiohttp",)),
    Room("bot/doctoring/machine.py", ("bot.VERSION", "bot.chat.doctor_words", "bot.doctoring"), ()),
    Room(
        "bot/doctoring/chat.py",
        ("bot.chat.checkup", "bot.chat.doctor_words", "bot.chat.doctor_discord_words", "bot.doctoring"),
        (),
    ),
    Room(
        "bot/doctoring/provider.py",
        (
            "bot.core",
            "bot.chat.doctor_words",
            "bot.chat.doctor_runcomfy_words",
            "bot.doctoring",
            "bot.runcomfy",
            "bot.settings",
        ),
        ("yarl",),
    ),
    Room(
        "bot/doctoring/database.py",
        ("bot.core", "bot.chat.doctor_words", "bot.doctoring", "bot.health", "bot.settings", "bot.store"),
        (),
    ),
    Room("bot/operator.py", ("bot.core", "bot.store", "bot.chat.operator_words", "bot.chat.ladder"), ()),
    Room("bot/app.py", ("bot",), ("aiohttp", "discord")),
    Room("bot/__main__.py", ("bot",), ("dotenv",)),
    Room("bot/__init__.py", (), ()),
    Room("cogs", ("bot.core", "bot.chat"), ("discord",)),
    Room("sandbox", ("sandbox",), ("aiohttp", "yarl", "PIL", "jsonschema", "referencing")),
    Room("sandbox/redirect.py", ("bot.__main__", "bot.clock", "sandbox.worldclock"), ("discord", "yarl")),
)


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room_of(path: Path) -> Room:
    relative = path.relative_to(ROOT).as_posix()
    fitting = [room for room in ROOMS if relative == room.path or relative.startswith(f"{room.path}/")]
    assert fitting, f"{relative} is in no room: add it to the plan"
    return max(fitting, key=lambda room: len(room.path))


def below(module: str, prefixes: tuple[str, ...]) -> bool:
    return any(module == prefix or module.startswith(f"{prefix}.") for prefix in prefixes)


def strays(path: Path) -> list[str]:
    """Imports that the file's room does not allow. `bot.core` alone allows `from bot.core import pacing`."""
    room = room_of(path)
    out: list[str] = []
    for module in imports(path):
        top = module.partition(".")[0]
        if top in ("bot", "cogs", "sandbox", "tests", "bench"):
            packages = {prefix.rpartition(".")[0] for prefix in room.ours} | {"bot"}
            if not below(module, room.ours) and module not in packages:
                out.append(module)
        elif top not in STDLIB and not below(module, room.others):
            out.append(module)
    return out


@pytest.mark.parametrize("path", sources("bot", "cogs", "sandbox"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_file_imports_only_what_its_room_allows(path: Path) -> None:
    assert strays(path) == []


def test_the_plan_has_no_room_that_does_not_exist() -> None:
    assert [room.path for room in ROOMS if not (ROOT / room.path).exists()] == []


def test_the_check_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_architecture.ROOT", tmp_path)
    bad = tmp_path / "bot/core/bad.py"
    bad.parent.mkdir(parents=True)
    bad.write_text("import discord\nfrom bot.chat import wording\nimport sandbox.faults\nfrom bot.core import jobs\n")
    assert set(strays(bad)) == {"discord", "bot.chat", "bot.chat.wording", "sandbox.faults"}


FORBIDDEN_IN_CORE = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic", "time.sleep",
    "asyncio.sleep", "loop.time", "random.random", "secrets.token_hex", "uuid.uuid4",
}  # fmt: skip
FORBIDDEN_MODULES_IN_CORE = {
    "time",
    "random",
    "secrets",
    "uuid",
    "os",
    "socket",
    "sqlite3",
    "http",
    "urllib",
    "subprocess",
}


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def impurities(path: Path) -> list[str]:
    calls = [dotted(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    found = [call for call in calls if ".".join(call.split(".")[-2:]) in FORBIDDEN_IN_CORE]
    return found + [module for module in imports(path) if module.partition(".")[0] in FORBIDDEN_MODULES_IN_CORE]


@pytest.mark.parametrize("path", sources("bot/core"), ids=lambda path: path.name)
def test_the_core_has_no_clock_no_sleep_no_randomness_and_no_io_of_its_own(path: Path) -> None:
    assert impurities(path) == []


def test_the_purity_check_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import random, asyncio\nfrom datetime import datetime\nasyncio.sleep(1)\ndatetime.now()\n")
    assert set(impurities(bad)) == {"asyncio.sleep", "datetime.now", "random"}


@pytest.mark.parametrize("path", sources("bot", "cogs", "sandbox"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_module_says_first_what_it_is(path: Path) -> None:
    if path.name == "__init__.py" and not path.read_text().strip():
        return
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert docstring.split("\n\n")[0].rstrip().endswith((".", ":"))


def test_the_image_holds_only_the_bot_and_its_cogs() -> None:
    copied = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY")]
    from_here = [line.split()[1:-1] for line in copied if "--from" not in line]
    assert {name for names in from_here for name in names} == {"requirements.lock", "bot", "cogs"}
