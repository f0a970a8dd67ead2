"""The doctor's arithmetic and habits: clocks, versions, settings that can be used, bounds, what is never dialled."""

import asyncio
import re
import socket
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.checkup import INVITATION
from bot.chat.languages import Languages
from bot.chat.stats_words import NOT_DRAWN, NOTHING
from bot.doctoring import machine
from bot.doctoring.clocks import ahead_s
from bot.doctoring.environment import Environment, examined
from bot.doctoring.letters import check_letters
from bot.doctoring.machine import LIBRARIES, PYTHON, check_spool, check_versions
from bot.doctoring.provider import check_file_hosts
from bot.doctoring.report import Finding, Level, aside, ok, within
from bot.settings import Settings
from tests.charts.font import font_with

ROOT = Path(__file__).parents[1]
NEEDED = {"DISCORD_TOKEN": "MTA.made.up", "RUNCOMFY_API_KEY": "made-up-key"}
NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


# --- clocks -----------------------------------------------------------------------------------------------------------


@given(
    st.floats(-1e5, 1e5), st.floats(0, 0.999), st.floats(0, 30), st.floats(0, 1)
)  # our clock ahead, the fraction that the date loses, the way there and back, where on it the date was written
def test_a_difference_is_never_overstated_and_by_no_more_than_the_way_and_a_second_understated(
    ahead: float, fraction: float, way_s: float, share: float
) -> None:
    theirs = NOON + timedelta(seconds=fraction)
    asked_at = theirs + timedelta(seconds=ahead - way_s * share)
    found = ahead_s(NOON, asked_at, asked_at + timedelta(seconds=way_s))
    slack = way_s + 1.001
    assert abs(found) <= abs(ahead) + 0.001
    assert abs(found - ahead) <= slack


# --- versions ---------------------------------------------------------------------------------------------------------


def test_the_oldest_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = dict(re.match(r"([\w.-]+)>=([\d.]+)", line).groups() for line in project["dependencies"])  # type: ignore[union-attr]
    assert found == LIBRARIES
    assert project["requires-python"] == ">=" + ".".join(map(str, PYTHON))


@pytest.mark.asyncio
async def test_a_library_that_is_too_old_or_missing_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.level for finding in await check_versions()] == [Level.OK]
    monkeypatch.setattr(machine, "LIBRARIES", {"aiohttp": "99", "no-such-library": "1", "yarl": "1.20"})
    found = await check_versions()
    assert [finding.level for finding in found] == [Level.WRONG, Level.WRONG]
    assert "is older than 99" in found[0].what
    assert "no-such-library is not installed" in found[1].what


# --- settings ---------------------------------------------------------------------------------------------------------


def test_what_is_wrong_has_its_default_and_what_is_right_is_kept() -> None:
    found = examined(Environment({**NEEDED, "QUOTA_IMAGES": "lots", "SERVER_JOBS": "7", "RUNCOMFY_API_KEY": "short"}))
    assert {problem.split()[0] for problem in found.problems} == {"QUOTA_IMAGES", "RUNCOMFY_API_KEY"}
    assert found.lacking == {"RUNCOMFY_API_KEY"}
    assert (found.settings.quota_images, found.settings.server_jobs) == (10, 7)
    assert found.settings.discord_token.get_secret_value() == NEEDED["DISCORD_TOKEN"]


@given(st.dictionaries(st.sampled_from([name.upper() for name in Settings.model_fields]), st.text(max_size=12)))
def test_whatever_is_set_there_are_settings_to_go_on_with(values: dict[str, str]) -> None:
    found = examined(Environment(values))
    assert found.lacking <= NEEDED.keys()
    assert all(problem.split()[0].lower() in Settings.model_fields for problem in found.problems)


def test_the_invitation_is_that_of_the_readme() -> None:
    assert f"permissions={INVITATION.value}\n" in (ROOT / "README.md").read_text()


# --- where files lie --------------------------------------------------------------------------------------------------


def told(found: list[Finding]) -> list[tuple[Level, str]]:
    return [(finding.level, finding.what) for finding in found]


@pytest.mark.asyncio
async def test_a_domain_that_leads_to_this_network_is_wrong_and_an_origin_there_is_the_operators_own_decision(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {"files.example": "10.0.0.7", "public.example": "8.8.8.8", "files.runcomfy.net": "8.8.4.4"}

    def resolve(name: str, *_: Any, **__: Any) -> list[Any]:
        if name not in known:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known[name], 0))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    hosts = "files.example,public.example,runcomfy.net,nobody.example,https://files.example:8443,https://gone.example"
    found = told(await check_file_hosts(Settings.parse({**NEEDED, "RUNCOMFY_FILE_HOSTS": hosts})))
    assert [level for level, _ in found] == [Level.WRONG, Level.WARN, Level.OK, Level.OK, Level.OK, Level.WRONG]
    assert "files.example leads to 10.0.0.7" in found[0][1]
    assert "nobody.example" in found[1][1]
    assert "files.runcomfy.net" in found[3][1]  # the domain itself has no address, and needs none


# --- folders and bounds -----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_letters_that_no_font_has_are_a_hint_and_nothing_wrong(tmp_path: Path) -> None:
    (lacking,) = await check_letters(())
    assert (lacking.level, "日本語" in lacking.what, "fonts-" in lacking.mend) == (Level.OK, True, True)
    assert "Deutsch" not in lacking.what
    say = Languages().of("ja")
    font = font_with(say(NOTHING) + say(NOT_DRAWN), tmp_path / "letters.ttf")
    assert await check_letters([font]) == [ok("letters", "Charts can be drawn in every language of the bot.")]


@pytest.mark.asyncio
async def test_a_spool_that_is_not_there_is_looked_at_where_it_would_be_made(tmp_path: Path) -> None:
    found = await check_spool(tmp_path / "a/b/spool")
    assert found[0].level is Level.OK
    assert "will be made" in found[0].what
    assert list(tmp_path.iterdir()) == []


@pytest.mark.asyncio
async def test_a_disk_with_little_room_is_told_in_two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, level in ((machine.SPOOL_WARN_BYTES, Level.WARN), (machine.SPOOL_WRONG_BYTES, Level.WRONG)):

        def usage(_: Path, free: int = limit - 1) -> SimpleNamespace:
            return SimpleNamespace(free=free)

        monkeypatch.setattr(machine.shutil, "disk_usage", usage)
        assert [finding.level for finding in await check_spool(tmp_path)] == [Level.OK, level]


@pytest.mark.asyncio
async def test_a_check_that_does_not_end_or_breaks_is_a_finding_and_no_more() -> None:
    async def never() -> list[Finding]:
        await asyncio.Event().wait()
        return []

    async def broken() -> list[Finding]:
        raise KeyError("x")

    async def well() -> list[Finding]:
        return [ok("x", "well")]

    assert told(await within("the check", never(), bound_s=0.01)) == [
        (Level.WRONG, "the check: no answer within 0.01 s."),
    ]
    assert told(await within("the check", broken())) == [
        (Level.WRONG, "the check: this check itself failed (KeyError).")
    ]
    assert told(await within("the check", well())) == [(Level.OK, "well")]


@pytest.mark.asyncio
async def test_what_is_done_aside_hands_on_what_it_gives_or_raises() -> None:
    assert await aside(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        await aside(lambda: 1 // 0)
