"""`python -m bot doctor`: looks at everything the bot needs, says what is wrong and how to mend it. Changes nothing.

It spends no money, opens no gateway, holds no lock and shows no secret, so it can run beside the bot at any time.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Final

from bot import logs
from bot.app import COGS
from bot.chat import doctor_words as words
from bot.chat.client import ImagineBot
from bot.clock import SystemClock
from bot.doctoring.chat import Wanted, check_discord
from bot.doctoring.clocks import Dates, check_clock
from bot.doctoring.database import check_database, check_running
from bot.doctoring.environment import NEEDED, Environment, Examined, check_settings, examined
from bot.doctoring.letters import check_letters
from bot.doctoring.machine import check_spool, check_versions
from bot.doctoring.provider import check_file_hosts, check_provider
from bot.doctoring.report import CHECK_S, Finding, Level, within
from bot.settings import KEY_LEAST_CHARS

ALL_WELL: Final = 0
SOMETHING_WRONG: Final = 1
SIDE_S: Final = 5 * CHECK_S
"""All checks of Discord's, or of RunComfy's, together; each has its own bound within."""

Findings = Awaitable[list[Finding]]


def doctor(parsed: argparse.Namespace, environment: Environment, env_file: Path) -> int:
    """Look, and print a line for each finding, or JSON; returns the exit code."""
    found = examined(environment)
    secrets = {*found.settings.secrets, *(environment.values.get(name, "").strip() for name in NEEDED)}
    secrets = {secret for secret in secrets - set(NEEDED.values()) if len(secret) >= KEY_LEAST_CHARS}
    logs.set_up("ERROR", as_json=False, secrets=secrets)
    hide = logs.Redactor(secrets)
    findings: list[Finding] = []

    async def look() -> None:
        async for some in _examination(parsed, environment, found, env_file):
            findings.extend(some)
            if not parsed.json:
                _print_lines(some, hide)

    asyncio.run(look())
    numbers = {level: sum(finding.level is level for finding in findings) for level in Level}
    if parsed.json:
        sys.stdout.write(hide(_as_json(findings)))
    else:
        sys.stdout.write(f"{words.summary(numbers[Level.WRONG], numbers[Level.WARN], numbers[Level.OK])}\n")
    return SOMETHING_WRONG if numbers[Level.WRONG] else ALL_WELL


async def _examination(
    parsed: argparse.Namespace, environment: Environment, found: Examined, env_file: Path
) -> AsyncGenerator[list[Finding]]:
    """The findings, one side after the other; all sides are looked at at the same time."""
    settings, now = found.settings, SystemClock().now
    discord_dates, runcomfy_dates = Dates(now), Dates(now)
    token = None if "DISCORD_TOKEN" in found.lacking else settings.discord_token.get_secret_value()
    with_key = "RUNCOMFY_API_KEY" not in found.lacking
    sides = (
        _side("settings", lambda: _at_once(check_settings(environment, found, env_file))),
        _side("versions", check_versions),
        _side("discord", lambda: _discord(parsed, token, discord_dates), SIDE_S),
        _side("runcomfy", lambda: check_provider(settings, runcomfy_dates, with_key=with_key), SIDE_S),
        _side("runcomfy.files", lambda: check_file_hosts(settings)),
        _side("database", lambda: check_database(settings)),
        _side("bot", lambda: check_running(settings)),
        _side("spool", lambda: check_spool(settings.spool_dir)),
        _side("letters", check_letters),
    )
    for side in sides:
        yield await side
    yield check_clock("clock.discord", "Discord's", discord_dates)
    yield check_clock("clock.runcomfy", "RunComfy's", runcomfy_dates)


async def _discord(parsed: argparse.Namespace, token: str | None, dates: Dates) -> list[Finding]:
    async with ImagineBot(COGS) as bot:
        names = [str(command["name"]) for command in await bot.registration()]
    return await check_discord(token, Wanted(names, parsed.server, parsed.channel), dates)


def _side(name: str, check: Callable[[], Findings], bound_s: float = CHECK_S) -> "asyncio.Task[list[Finding]]":
    return asyncio.create_task(within(name, check(), bound_s), name=name)


async def _at_once(findings: list[Finding]) -> list[Finding]:
    return findings


def _print_lines(findings: list[Finding], hide: logs.Redactor) -> None:
    for finding in findings:
        sys.stdout.write(f"{hide(words.line(finding.level.value, finding.what, finding.mend))}\n")
    sys.stdout.flush()


def _as_json(findings: list[Finding]) -> str:
    listed = [
        {"check": one.check, "level": one.level.value, "what": one.what, "mend": one.mend or None} for one in findings
    ]
    well = all(finding.level is not Level.WRONG for finding in findings)
    return json.dumps({"ok": well, "findings": listed}, indent=2, ensure_ascii=False) + "\n"
