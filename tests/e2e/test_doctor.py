"""`python -m bot doctor` beside the real bot: all well, and each thing that can be broken, broken one by one."""

import asyncio
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.chat.checkup import INVITATION
from bot.settings import Settings
from bot.store.migrate import migrations
from sandbox.client import ROOT, SandboxProcess
from sandbox.discord.permissions import INVITED_BOT
from sandbox.worldclock import WorldClock
from tests.e2e.sandbox import Json, World, full_disk
from tests.e2e.test_health import free_port
from tests.e2e.test_operator import lose_an_answer

pytestmark = pytest.mark.asyncio
WITHIN_S = 90.0
PORT = free_port()
SCHEMA = migrations()[-1].number
PAGE_BYTES = 4096


@dataclass(frozen=True)
class Said:
    """What the doctor printed, on both streams, and its exit code."""

    code: int
    output: str
    errors: str

    def lines(self, level: str) -> list[str]:
        """The findings of this level."""
        return [line.removeprefix(level).strip() for line in self.output.splitlines() if line.startswith(f"{level} ")]

    @property
    def complaints(self) -> list[str]:
        """Everything that is not well."""
        return self.lines("wrong") + self.lines("warn")


@dataclass
class Practice:
    """The doctor with the settings of the sandbox's bot, in a folder of its own."""

    world: World
    data: Path
    folder: Path
    secrets: list[str]
    settings: dict[str, str] = field(default_factory=dict[str, str])

    async def doctor(self, *arguments: str, first: str = "", **settings: str) -> Said:
        """Call the doctor; an empty value takes a setting away. `first` is done by the shell before it becomes him."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.settings, **settings}
        command = [sys.executable, "-m", "sandbox.redirect", "doctor", *arguments]
        if first:
            command = ["sh", "-c", f'{first}; exec "$@"', "sh", *command]
        process = await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env={name: value for name, value in environment.items() if value},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        assert process.stderr
        async with asyncio.timeout(WITHIN_S):  # its standard input stays open: the redirected bot ends with it
            output, errors = await asyncio.gather(process.stdout.read(), process.stderr.read())
            code = await process.wait()
        said = Said(code, output.decode(), errors.decode())
        assert "Traceback" not in said.errors
        for secret in self.secrets:
            assert secret not in said.output + said.errors
        return said


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture(scope="module")
def process(data: Path) -> Generator[SandboxProcess]:
    with SandboxProcess(data=data, settings={"HEALTH_PORT": str(PORT)}) as process:
        yield process


@pytest_asyncio.fixture
async def practice(process: SandboxProcess, data: Path, tmp_path: Path) -> AsyncGenerator[Practice]:
    addresses = process.addresses
    async with World(addresses) as world:
        await world.fresh()
        secrets = await world.call("GET", "/secrets")
        settings = {
            "SANDBOX_DISCORD_API": addresses["discord"], "SANDBOX_GATEWAY": addresses["gateway"],
            "SANDBOX_CLOCK": str(data / "world.clock"), "DISCORD_TOKEN": secrets[0], "RUNCOMFY_API_KEY": secrets[1],
            "RUNCOMFY_BASE_URL": addresses["provider"], "RUNCOMFY_FILE_HOSTS": addresses["files"],
            "RUNCOMFY_BALANCE_URL": f"{addresses['provider']}/prod/v2/balance",
            "DATABASE_URL": f"sqlite:///{data / 'imagine.db'}", "SPOOL_DIR": str(data / "spool"),
            "HEALTH_PORT": str(PORT),
        }  # fmt: skip
        yield Practice(world, data, tmp_path, secrets, settings)
        await world.call("PATCH", "/application", {"interactions_endpoint_url": None, "flags": 0})
        await world.call("PATCH", "/application", {"bot_require_code_grant": False})
        await world.provider(deposit_usd=1000.0)
        for server in (await world.call("GET", "/world"))["servers"]:
            rights = sorted(INVITED_BOT)
            await world.call("PATCH", f"/servers/{server['id']}", {"bot_permissions": rights, "takes_commands": True})
        assert await world.call("GET", "/violations") == []


async def health(practice: Practice, *, well: bool = True) -> None:
    """Until the bot says of itself that it is well, or not."""
    async with aiohttp.ClientSession() as http:

        async def so() -> bool:
            async with http.get(f"http://127.0.0.1:{PORT}/healthz") as answer:
                return (await answer.json())["ok"] is well

        await practice.world.wait_for(so)


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


# --- all well ---------------------------------------------------------------------------------------------------------


async def test_beside_a_bot_that_is_well_all_is_well_and_nothing_was_changed(practice: Practice) -> None:
    await health(practice)
    world, before = practice.world, len(await practice.world.call("GET", "/calls"))
    provider, files, pid = await world.provider(), files_below(practice.data), (await world.call("GET", "/bot"))["pid"]
    said = await practice.doctor()
    assert (said.code, said.complaints, said.errors) == (0, [], "")
    assert said.output.splitlines()[-1] == f"All is well: {len(said.lines('ok'))} things looked at."
    for words in (
        f"All {len(Settings.model_fields)} settings are right.", "Endpoint URL is empty",
        "Discord takes the token: this is imagine.",
        "No privileged intent", "Discord has all ", "In 2 servers the bot has every right", "RunComfy takes the key",
        "The model takes", "A picture costs $0.03", "left on the account", "files can be looked for at 127.0.0.1",
        f"The database is whole: schema {SCHEMA}", "DATABASE_URL has", f"well: process {pid} on", "can be written",
        "agrees with Discord's", "agrees with RunComfy's", f"Python {sys.version.split()[0]}",
    ):  # fmt: skip
        assert words in said.output
    calls = (await world.call("GET", "/calls"))[before:]
    assert {call["method"] for call in calls} == {"GET"}
    assert len(calls) <= 8
    after = await world.provider()
    assert {key: after["calls"][key] - provider["calls"].get(key, 0) for key in ("catalog", "balance")} == {
        "catalog": 1, "balance": 1,
    }  # fmt: skip
    assert after["calls"].get("submit") == provider["calls"].get("submit")
    assert after["requests"] == provider["requests"]
    assert files_below(practice.data) == files
    assert files_below(practice.folder) == set()
    assert (await world.call("GET", "/bot"))["pid"] == pid
    assert "another process" not in await world.log()


async def test_for_machines_it_says_the_same(practice: Practice) -> None:
    await health(practice)
    said = await practice.doctor("--json")
    report: Json = json.loads(said.output)
    assert (said.code, report["ok"]) == (0, True)
    assert {"check", "level", "what", "mend"} == set(report["findings"][0])
    assert {"settings", "discord.token", "runcomfy.balance", "database", "bot", "spool", "clock.discord"} <= {
        finding["check"] for finding in report["findings"]
    }
    await practice.world.fault("no_balance")
    said = await practice.doctor("--json")
    report = json.loads(said.output)
    assert (said.code, report["ok"]) == (1, False)
    (empty,) = [finding for finding in report["findings"] if finding["level"] == "wrong"]
    assert empty["check"] == "runcomfy.balance"
    assert empty["mend"].startswith("Top it up")


# --- settings ---------------------------------------------------------------------------------------------------------


async def test_every_problem_of_the_settings_is_told_and_everything_else_is_looked_at(practice: Practice) -> None:
    said = await practice.doctor(QUOTA_IMAGES="lots", LOG_LEVEL="loud", DISCORD_TOKEN="")
    assert said.code == 1
    wrong = said.lines("wrong")
    assert [line.split()[0] for line in wrong] == ["DISCORD_TOKEN", "QUOTA_IMAGES", "LOG_LEVEL"]
    assert "Discord was not asked, for DISCORD_TOKEN cannot be used. Mend that first." in said.lines("warn")
    assert "RunComfy takes the key." in said.output
    assert "The database is whole" in said.output


async def test_a_key_that_is_none_is_not_sent_and_not_shown(practice: Practice) -> None:
    before = (await practice.world.provider())["calls"]
    said = await practice.doctor(RUNCOMFY_API_KEY="a key with spaces that nobody shall see")
    assert said.code == 1
    assert "RunComfy was not asked" in said.output
    assert "nobody shall see" not in said.output + said.errors
    assert "Discord takes the token" in said.output
    assert (await practice.world.provider())["calls"] == before


async def test_names_in_env_that_are_nearly_settings_and_a_file_for_everybody_are_worth_a_look(
    practice: Practice,
) -> None:
    file = practice.folder / ".env"
    file.write_text("QUOTA_IMAGE=5\nCOMPOSE_PROJECT_NAME=x\nPARALEL_JOBS=3\n")
    file.chmod(0o644)
    warned = "\n".join((await practice.doctor()).lines("warn"))
    assert "There is no setting QUOTA_IMAGE, and nothing reads it. If QUOTA_IMAGES is meant, write that." in warned
    assert "If PARALLEL_JOBS is meant" in warned
    assert "COMPOSE_PROJECT_NAME" not in warned
    assert "chmod 600 .env" in warned
    file.write_text("QUOTA_IMAGES=5\n", encoding="utf-16")
    said = await practice.doctor()
    assert said.code == 1
    assert any(".env cannot be read" in line for line in said.lines("wrong"))
    assert "Discord takes the token" in said.output


# --- Discord ----------------------------------------------------------------------------------------------------------


async def test_a_token_that_discord_refuses(practice: Practice) -> None:
    said = await practice.doctor(DISCORD_TOKEN="MTA.made.up-for-the-doctor")
    assert said.code == 1
    assert [line[:36] for line in said.lines("wrong")] == ["DISCORD_TOKEN is refused by Discord."]
    assert "made.up-for-the-doctor" not in said.output + said.errors
    assert "RunComfy takes the key." in said.output


async def test_an_interactions_endpoint_a_code_grant_and_intents_for_nothing(practice: Practice) -> None:
    portal = {"interactions_endpoint_url": "https://example.com/x", "flags": 1 << 19, "bot_require_code_grant": True}
    await practice.world.call("PATCH", "/application", portal)
    said = await practice.doctor()
    assert said.code == 1
    assert ["Endpoint URL" in line for line in said.lines("wrong")] == [True]
    warned = "\n".join(said.lines("warn"))
    assert "does not need: Message Content" in warned
    assert "Requires OAuth2 Code Grant" in warned


async def test_a_right_that_is_missing_in_a_server_is_told_with_the_way_to_give_it_back(practice: Practice) -> None:
    rights = sorted(INVITED_BOT - {"attach_files", "embed_links"})
    await practice.world.call("PATCH", "/servers/Harbour", {"bot_permissions": rights})
    said = await practice.doctor()
    assert said.code == 1
    (lacking,) = said.lines("wrong")
    assert lacking.startswith("In server Harbour (")
    assert "lacks Embed Links, Attach Files." in lacking
    assert f"permissions={INVITATION.value}" in lacking
    assert "In 1 server the bot has every right" in said.output


async def test_one_server_alone_and_one_that_the_bot_is_not_in(practice: Practice) -> None:
    servers = {server["name"]: server["id"] for server in (await practice.world.call("GET", "/world"))["servers"]}
    await practice.world.call("PATCH", "/servers/Harbour", {"bot_permissions": ["view_channel"]})
    said = await practice.doctor("--server", servers["Lantern Street"])
    assert not [line for line in said.lines("wrong") if "server" in line]
    said = await practice.doctor("--server", "12345")
    assert said.code == 1
    assert any("The bot is not in server 12345." in line for line in said.lines("wrong"))


async def test_a_server_in_which_nobody_sees_the_commands(practice: Practice) -> None:
    await practice.world.call("PATCH", "/servers/Harbour", {"takes_commands": False})
    said = await practice.doctor()
    assert said.code == 1
    assert ["nobody sees the commands" in line for line in said.lines("wrong")] == [True]


async def test_what_the_bot_may_do_in_a_channel(practice: Practice) -> None:
    world = practice.world
    channel, hidden = await world.channel("gallery"), await world.channel("hidden")
    thread = await world.channel("nook", parent=channel)
    assert "In channel gallery-" in (await practice.doctor("--channel", channel)).output
    rights = sorted(INVITED_BOT - {"attach_files"})
    await world.call("PATCH", f"/channels/{channel}", {"bot_permissions": rights})
    await world.call("PATCH", f"/channels/{hidden}", {"bot_permissions": []})
    wanted = {channel: "lacks Attach Files.", thread: "lacks Attach Files.", hidden: "lacks View Channels."}
    for asked, words in {**wanted, "12345": "There is no channel 12345"}.items():
        said = await practice.doctor("--channel", asked)
        assert said.code == 1
        assert any(words in line for line in said.lines("wrong")), said.output


async def test_discord_out_of_reach(practice: Practice) -> None:
    said = await practice.doctor(SANDBOX_DISCORD_API="http://127.0.0.1:9/api/v10")
    assert said.code == 1
    assert ["Discord does not answer" in line for line in said.lines("wrong")] == [True]
    assert "RunComfy takes the key." in said.output


async def test_what_hangs_has_an_end_and_keeps_nobody_from_the_rest(practice: Practice) -> None:
    await practice.world.fault("discord_held", on="login")
    await practice.world.fault("read_hangs", on="catalog")
    said = await practice.doctor()
    assert said.code == 1
    wrong = "\n".join(said.lines("wrong"))
    assert "Discord does not answer: nothing came within 20 s." in wrong
    assert "runcomfy.key: no answer within 20 s." in wrong or "RunComfy does not answer" in wrong
    assert "left on the account" in said.output
    assert "The database is whole" in said.output


# --- RunComfy ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", ["http", "code"])
async def test_a_key_that_runcomfy_refuses(practice: Practice, style: str) -> None:
    await practice.world.fault("bad_key", style=style)
    said = await practice.doctor()
    assert said.code == 1
    assert ["RUNCOMFY_API_KEY is refused" in line for line in said.lines("wrong")] == [True]


async def test_an_account_that_is_empty_one_that_soon_is_and_one_of_which_nothing_is_told(practice: Practice) -> None:
    world = practice.world
    paid = (await world.provider())["paid_usd"]
    await world.provider(deposit_usd=paid + 0.9)
    said = await practice.doctor()
    assert said.code == 0
    assert any("Only $0.90 are left on the account, enough for 30 pictures." in line for line in said.lines("warn"))
    await world.fault("no_balance")
    said = await practice.doctor()
    assert said.code == 1
    assert any("The account is empty: $0.00." in line for line in said.lines("wrong"))
    await world.fair()
    await world.fault("read_status", status=404, on="balance")
    said = await practice.doctor()
    assert said.code == 0
    assert any("is not told at http://127.0.0.1" in line for line in said.lines("warn"))


async def test_a_provider_that_is_down(practice: Practice) -> None:
    said = await practice.doctor(
        RUNCOMFY_BASE_URL="http://127.0.0.1:9", RUNCOMFY_BALANCE_URL="http://127.0.0.1:9/balance"
    )
    assert said.code == 1
    assert ["RunComfy does not answer at http://127.0.0.1:9" in line for line in said.lines("wrong")] == [True]
    assert "Discord takes the token" in said.output
    said = await practice.doctor(RUNCOMFY_BASE_URL=f"http://127.0.0.1:9/{practice.settings['RUNCOMFY_API_KEY']}")
    assert any("does not answer at http://127.0.0.1:9/[hidden]" in line for line in said.lines("wrong"))


async def test_a_model_that_has_changed_and_a_price_that_is_missing(practice: Practice) -> None:
    await practice.world.fault("schema_drift")
    await practice.world.fault("price_missing")
    said = await practice.doctor()
    assert said.code == 0
    assert sum("RunComfy's model has changed" in line for line in said.lines("warn")) == 3
    assert any("Nobody knows what a picture costs" in line for line in said.lines("warn"))
    said = await practice.doctor(BUDGET_DAY_USD="5")
    assert said.code == 1
    assert any("every request is refused, for there is a budget" in line for line in said.lines("wrong"))
    assert "A picture costs $0.05, says PRICE_USD" in (await practice.doctor(PRICE_USD="0.05")).output


async def test_file_hosts_without_an_address(practice: Practice) -> None:
    said = await practice.doctor(RUNCOMFY_FILE_HOSTS="nobody.invalid,https://files.invalid")
    assert said.code == 1
    assert ["No address is known for https://files.invalid" in line for line in said.lines("wrong")] == [True]
    assert any("No address is known for nobody.invalid" in line for line in said.lines("warn"))


# --- the database, and a bot on it ------------------------------------------------------------------------------------


def a_copy(practice: Practice, name: str = "copy.db") -> tuple[Path, dict[str, str]]:
    """The bot's database once more, and the settings that name it."""
    copy = practice.folder / name
    with sqlite3.connect(f"file:{practice.data / 'imagine.db'}?mode=ro", uri=True) as old, sqlite3.connect(copy) as new:
        old.backup(new)
    old.close()
    new.close()
    return copy, {"DATABASE_URL": f"sqlite:///{copy}"}


async def test_without_a_bot_nothing_is_made_beside_the_database(practice: Practice) -> None:
    await practice.world.bot("stop")
    files = files_below(practice.data)
    said = await practice.doctor()
    assert (said.code, said.complaints) == (0, [])
    assert "No bot runs on this database." in said.output
    assert files_below(practice.data) == files


async def test_a_bot_that_does_not_tell_how_it_is(practice: Practice) -> None:
    said = await practice.doctor(HEALTH_PORT="0")
    assert said.code == 0
    assert "A bot runs: process" in said.output
    assert "was not asked how it is" in said.output


async def test_a_database_that_is_not_there_yet(practice: Practice) -> None:
    said = await practice.doctor(DATABASE_URL=f"sqlite:///{practice.folder}/new/imagine.db")
    assert said.code == 0
    assert any("The bot makes it at its first start" in line for line in said.lines("warn"))
    assert files_below(practice.folder) == set()


async def test_a_database_that_is_read_only(practice: Practice) -> None:
    copy, settings = a_copy(practice)
    copy.chmod(0o400)
    # Root may write everything, unless it has given that up.
    command = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else ["env"]
    if shutil.which(command[0]) is None:
        pytest.skip("setpriv is not there, and root could write everything")
    said = await practice.doctor(first=f'set -- {" ".join(command)} "$@"', **settings)
    assert said.code == 1
    assert any("or its folder is read-only" in line for line in said.lines("wrong"))
    assert "The database is whole" in said.output


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("torn", "The database is damaged: it has rows without what they belong to."),
        ("overwritten", "damaged"),
        ("newer", f"The database has schema 999, this program knows {SCHEMA}."),
        ("foreign", "it is no database of this bot"),
        ("text", "its file is no database"),
    ],
)
async def test_a_database_that_cannot_be_used(practice: Practice, how: str, words: str) -> None:
    copy, settings = a_copy(practice)
    if how == "text":
        copy.write_text("no database at all, but long enough for a header " * 100)
    else:
        with sqlite3.connect(copy) as database:
            if how == "newer":
                database.execute("INSERT INTO schema_migrations (number, name) VALUES (999, 'x')")
            elif how == "foreign":
                database.execute("DROP TABLE schema_migrations")
            elif how == "torn":
                database.execute("PRAGMA foreign_keys = OFF")
                database.execute(
                    "INSERT INTO charges (job_id, user_id, scope_id, kind, images, held_at, at)"
                    " VALUES (9, 1, 1, 'held', 1, 0, 0)"
                )
        database.close()
    if how == "overwritten":
        content = copy.read_bytes()
        copy.write_bytes(content[: 4 * PAGE_BYTES] + b"\xff" * (len(content) - 4 * PAGE_BYTES))
    said = await practice.doctor(**settings)
    assert said.code == 1
    assert any(words in line for line in said.lines("wrong")), said.output


async def test_an_old_schema_and_what_was_perhaps_paid_are_worth_a_look(practice: Practice) -> None:
    who = await practice.world.member("unlucky")
    await lose_an_answer(practice.world, who, prompt="x")
    await health(practice)
    said = await practice.doctor()
    assert said.code == 0
    assert any("1 request was perhaps paid" in line for line in said.lines("warn"))
    copy, settings = a_copy(practice)
    with sqlite3.connect(copy) as database:
        database.execute("DELETE FROM schema_migrations WHERE number = ?", (SCHEMA,))
    database.close()
    said = await practice.doctor(**settings)
    assert said.code == 0
    assert any(f"has schema {SCHEMA - 1}; the next start brings it to {SCHEMA}" in line for line in said.lines("warn"))


async def test_a_bot_whose_disk_is_full_says_so(practice: Practice) -> None:
    await health(practice)
    with full_disk((await practice.world.call("GET", "/bot"))["pid"]):
        await health(practice, well=False)
        said = await practice.doctor()
        assert said.code == 1
        assert any("A bot runs and is not well" in line and "database" in line for line in said.lines("wrong"))
    await health(practice)


async def test_a_disk_on_which_no_picture_can_rest(practice: Practice) -> None:
    said = await practice.doctor(first="ulimit -f 0")
    assert said.code == 1
    assert [line for line in said.lines("wrong") if line.startswith("SPOOL_DIR ")] != []
    (practice.folder / "file").write_text("")
    said = await practice.doctor(SPOOL_DIR=str(practice.folder / "file"))
    assert said.code == 1


# --- the clock --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ahead_s", "level", "code"), [(0.0, "ok", 0), (30.0, "warn", 0), (3600.0, "wrong", 1)])
async def test_a_clock_that_is_ahead(practice: Practice, ahead_s: float, level: str, code: int) -> None:
    await health(practice)
    clock = WorldClock(practice.folder / "clock")
    clock.forward((await practice.world.call("GET", "/clock"))["ahead_s"] + ahead_s)
    said = await practice.doctor(SANDBOX_CLOCK=str(clock.path))
    clock.close()
    found = [line for line in said.lines(level) if line.startswith("This machine's clock")]
    assert [line.split(".")[0].split()[-1] for line in found] == ["Discord's", "RunComfy's"]
    assert said.code == code


async def test_a_clock_that_is_behind(practice: Practice) -> None:
    await practice.world.call("POST", "/clock", {"forward_s": 600})
    clock = WorldClock(practice.folder / "clock")
    clock.close()
    said = await practice.doctor(SANDBOX_CLOCK=str(clock.path))
    assert said.code == 1
    behind = [line for line in said.lines("wrong") if " s behind Discord's." in line]
    assert len(behind) == 1
    await health(practice)
    assert (await practice.doctor()).lines("wrong") == []
