"""What the image and its compose file promise: no root, a root file system that is only read, no way to more rights."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox.client import SandboxProcess
from tests.e2e.sandbox import World

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "compose.yaml").read_text()


# --- the image --------------------------------------------------------------------------------------------------------


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    """Word and rest of each instruction of the last stage, continued lines joined."""
    lines = re.sub(r"\\\n\s*", " ", dockerfile).splitlines()
    found = [(line.split()[0].upper(), line.partition(" ")[2].strip()) for line in lines if re.match(r"[A-Za-z]", line)]
    last_stage = max(index for index, (word, _) in enumerate(found) if word == "FROM")
    return found[last_stage:]


def lean(run: str) -> bool:
    """Whether what is installed comes from a fresh list, without what is only recommended, and no list stays."""
    return bool(
        re.match(r"apt-get update +&& apt-get install .*--no-install-recommends .*&& rm -rf /var/lib/apt/", run)
    )


def image_weaknesses(dockerfile: str) -> list[str]:
    """What is wrong with the image, in words."""
    steps = instructions(dockerfile)
    words = [word for word, _ in steps]
    users = [rest for word, rest in steps if word == "USER"]
    environment = " ".join(rest for word, rest in steps if word in ("ENV", "ARG"))
    entry = next((rest for word, rest in steps if word == "ENTRYPOINT"), "")
    on_the_volume = "DATABASE_URL=sqlite:////data/" in environment and ("VOLUME", "/data") in steps
    installs = [rest for word, rest in steps if word == "RUN" and "apt-get" in rest]
    after_user = words[len(words) - words[::-1].index("USER") :] if users else []
    wrong = {
        "it does not end as a numbered user who is not root": not users or not re.fullmatch(r"[1-9]\d*", users[-1]),
        "something is run or copied after the user was set": bool({"RUN", "COPY", "ADD"} & set(after_user)),
        "the program is started by a shell": not entry.startswith("["),
        "something is fetched from the net by ADD": "ADD" in words,
        "there is a secret in it": re.search(r"TOKEN|API_KEY|SECRET|PASSWORD", environment),
        "packages are installed without their hashes": re.search(r"pip install(?!.*--require-hashes)", dockerfile),
        "Python would write into the image": "PYTHONDONTWRITEBYTECODE=1" not in environment,
        "the database is not on the volume": not on_the_volume,
        "pictures do not rest on the tmpfs": "SPOOL_DIR=/tmp" not in environment,
        "the user can write where the program lies": re.search(r"chown[^&|\n]*/(app|opt)|chmod|--chown", dockerfile),
        "nobody asks whether it is well": "HEALTHCHECK" not in words,
        "Debian's packages are not only those needed, or their lists stay": not all(map(lean, installs)),
        "it has no letters for Japanese charts": not any("fonts-wqy-microhei" in rest for rest in installs),
    }
    return [weakness for weakness, is_so in wrong.items() if is_so]


def test_the_image_runs_without_root_and_holds_no_secret() -> None:
    assert image_weaknesses(DOCKERFILE) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("USER 10001\n", ""),
        ("USER 10001", "USER root"),
        ("USER 10001", "USER 0"),
        ("USER 10001", "USER 10001\nUSER root"),
        ("USER 10001", "USER 10001\nCOPY x /x"),
        ('ENTRYPOINT ["python", "-m", "bot"]', "ENTRYPOINT python -m bot"),
        ("COPY cogs ./cogs", "ADD https://x.example/x ./cogs"),
        ("HEALTH_PORT=8080", "DISCORD_TOKEN=x"),
        ("--require-hashes ", ""),
        ("PYTHONDONTWRITEBYTECODE=1", "A=1"),
        ("sqlite:////data/", "sqlite:////app/"),
        ("SPOOL_DIR=/tmp", "SPOOL_DIR=/app"),
        ("chown imagine /data", "chown imagine /data /app"),
        ("HEALTHCHECK", "#"),
        ("fonts-wqy-microhei", "fonts-dejavu-core"),
        ("--no-install-recommends ", ""),
        (" \\\n    && rm -rf /var/lib/apt/lists/*", ""),
        ("apt-get update \\\n    && ", ""),
    ],
)
def test_each_guard_of_the_image_is_missed_when_it_is_lost(was: str, becomes: str) -> None:
    assert was in DOCKERFILE
    assert image_weaknesses(DOCKERFILE.replace(was, becomes))


# --- how it is started ------------------------------------------------------------------------------------------------


def settings_of(compose: str) -> dict[str, list[str]]:
    """Dotted paths and their values in the simple YAML that we use; raises AssertionError for any other."""
    found: dict[str, list[str]] = {}
    path: list[tuple[int, str]] = []
    for line in compose.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent = len(line) - len(line.lstrip())
        item = re.fullmatch(r" *- (\S.*)", line)
        if item:
            found[".".join(name for _, name in path)].append(item[1])
            continue
        pair = re.fullmatch(r" *([\w-]+):(?: (\S.*))?", line)
        assert pair, f"a line that this test cannot read: {line!r}"
        path = [(depth, name) for depth, name in path if depth < indent] + [(indent, pair[1])]
        value = pair[2] or ""
        listed = re.fullmatch(r"\[(.*)\]", value)
        here = found.setdefault(".".join(name for _, name in path), [])
        here += [each.strip() for each in listed[1].split(",")] if listed else [value.strip('"')] if value else []
    return found


DANGEROUS = (
    "privileged", "cap_add", "devices", "pid", "ipc", "userns_mode", "network_mode", "user", "environment", "ports",
)  # fmt: skip


def start_weaknesses(compose: str) -> list[str]:
    """What is wrong with how compose starts it, in words."""
    settings = settings_of(compose)
    prefix = "services.bot."
    bot = {path.removeprefix(prefix): value for path, value in settings.items() if path.startswith(prefix)}
    started = {path.split(".")[1] for path in settings if path.startswith("services.")}
    small = any(re.search(r":(.*,)?size=\d+m", each) for each in bot.get("tmpfs", []))
    wrong = {
        "its root file system can be written": bot.get("read_only") != ["true"],
        "it keeps capabilities": bot.get("cap_drop") != ["ALL"],
        "it can get new rights": "no-new-privileges:true" not in bot.get("security_opt", []),
        "its memory has no limit": not bot.get("mem_limit"),
        "its processes have no limit": not bot.get("pids_limit"),
        "its tmpfs has no limit": not small,
        "its log has no limit": not bot.get("logging.options.max-size") or not bot.get("logging.options.max-file"),
        "it sees more of the host than its data": bot.get("volumes") != ["data:/data"],
        "it gets something dangerous": any(name in bot for name in DANGEROUS),
        "something else is started too": started != {"bot"},
    }
    return [weakness for weakness, is_so in wrong.items() if is_so]


def test_it_is_started_with_as_few_rights_as_it_needs() -> None:
    assert start_weaknesses(COMPOSE) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("read_only: true", "read_only: false"),
        ("    read_only: true\n", ""),
        ("cap_drop: [ALL]", "cap_drop: [NET_RAW]"),
        ("no-new-privileges:true", "no-new-privileges:false"),
        ("no-new-privileges:true", "no-new-privileges:true\n    privileged: true"),
        ("no-new-privileges:true", "no-new-privileges:true\n    cap_add: [SYS_ADMIN]"),
        ("no-new-privileges:true", "no-new-privileges:true\n    network_mode: host"),
        ("no-new-privileges:true", 'no-new-privileges:true\n    user: "0"'),
        ("no-new-privileges:true", "no-new-privileges:true\n    ports:\n      - 8080:8080"),
        ("    mem_limit: 1g\n", ""),
        ("    pids_limit: 200\n", ""),
        (":size=512m", ""),
        ("        max-size: 10m\n", ""),
        ("      - data:/data\n", "      - data:/data\n      - /var/run/docker.sock:/var/run/docker.sock\n"),
        ("      - data:/data\n", "      - .:/data\n"),
        ("\nvolumes:\n", "  helper:\n    image: x\n\nvolumes:\n"),
    ],
)
def test_each_guard_of_the_start_is_missed_when_it_is_lost(was: str, becomes: str) -> None:
    assert was in COMPOSE
    assert start_weaknesses(COMPOSE.replace(was, becomes))


# --- what it writes ---------------------------------------------------------------------------------------------------


@dataclass
class Witness:
    """What the bot and its children created, changed or removed, and the few places where they may."""

    record: Path
    allowed: list[Path] = field(default_factory=list[Path])

    def written(self) -> set[Path]:
        return {Path(line.partition(" ")[2]) for line in self.record.read_text().splitlines()}

    def elsewhere(self) -> list[Path]:
        return sorted(path for path in self.written() if not any(path.is_relative_to(place) for place in self.allowed))


@pytest.mark.asyncio
async def test_only_its_data_and_the_temporary_folder_are_ever_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the start to an orderly stop, with a picture that must be made smaller in the encoder's process.

    The settings are those of the Dockerfile, with other folders. To look at what is written says more than to forbid
    it: root may write anywhere, and an error might be swallowed.
    """
    data, temporary = tmp_path / "data", tmp_path / "tmp"
    temporary.mkdir()
    witness = Witness(tmp_path / "record", [data, temporary, Path("/dev/null")])
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("TMPDIR", str(temporary))
    settings = {"WATCH_FILE": str(witness.record), "SPOOL_DIR": str(temporary), "LOG_FORMAT": "json"}
    with SandboxProcess(data=data, settings=settings, bot_module="tests.watched_bot") as sandbox:
        async with World(sandbox.addresses) as world:
            await world.provider(queue_s=0, render_s=0)
            await world.fault("huge_image", times=1)
            who = await world.member("guest")
            told = await world.type(who, prompt="a fox", aspect_ratio="5404x3040(16:9)")
            await world.until_pictures(who, told.message)
            assert (await world.bot("stop"))["exit_code"] == 0
    assert data / "imagine.db" in witness.written()
    assert {path.suffix for path in witness.written()} >= {".original", ".jpg"}, "both processes have a witness"
    assert witness.elsewhere() == []
