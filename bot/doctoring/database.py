"""The database and the bot that may be running on it: only looked at, and no lock is held. Knows no SQL."""

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from bot.chat import doctor_words as words
from bot.core.errors import StoreError, StoreTrouble, StoreUnusable
from bot.doctoring.machine import MIB, nearest
from bot.doctoring.report import CHECK_S, Finding, aside, ok, warn, wrong
from bot.health import ask
from bot.settings import Settings
from bot.store.address import sqlite_path
from bot.store.checkup import Checkup, check_up, may_write
from bot.store.lock import owner_of

INTEGRITY_S: Final = CHECK_S * 0.6
"""So long the whole file is looked at; for some gigabytes that is not enough, and said."""
LOG_WARN_BYTES: Final = 256 * MIB
"""SQLite keeps what waits to be brought into the file at some megabytes, unless something reads for hours."""
FREE_WARN_BYTES: Final = 256 * MIB
FREE_WRONG_BYTES: Final = 32 * MIB
"""Below this a backup or an update may end in the middle of the night."""


async def check_database(settings: Settings) -> list[Finding]:
    """The file, its rights, whether it is whole and of which schema, what is unresolved in it, the room around it."""
    return await aside(lambda: _database(sqlite_path(settings.database_url)))


def _database(file: Path) -> list[Finding]:
    if not file.exists():
        return [*_new_file(file), *_room(nearest(file))]
    findings = _rights(file)
    try:
        findings += _schema(check_up(file, INTEGRITY_S))
    except StoreError as error:
        why = error.why if isinstance(error, StoreTrouble | StoreUnusable) else type(error).__name__
        findings.append(wrong("database", words.database_unusable(str(file), why)))
    return findings + _room(file)


def _new_file(file: Path) -> list[Finding]:
    folder = nearest(file)
    if not folder.is_dir() or not may_write(folder):
        return [wrong("database", words.database_cannot_be_made(str(file), str(folder)))]
    return [warn("database", words.database_new(str(file)))]


def _rights(file: Path) -> list[Finding]:
    owner, us = file.stat().st_uid, os.geteuid() if os.name == "posix" else 0
    if not may_write(file) or not may_write(file.parent):
        return [wrong("database", words.database_read_only(str(file)))]
    return [warn("database", words.database_of_another(str(file), owner, us))] if owner != us else []


def _schema(found: Checkup) -> list[Finding]:
    if found.schema > found.known:
        return [wrong("database", words.schema_too_new(found.schema, found.known))]
    if found.damage is not None:
        return [wrong("database", words.database_damaged(found.damage))]
    findings = [ok("database", words.database_well(found.size_bytes, found.schema, complete=found.complete))]
    if found.schema < found.known:
        findings.append(warn("database", words.schema_old(found.schema, found.known)))
    if found.log_bytes > LOG_WARN_BYTES:
        findings.append(warn("database", words.log_large(found.log_bytes)))
    if found.unresolved:
        findings.append(warn("database", words.unresolved(found.unresolved)))
    return findings


def _room(place: Path) -> list[Finding]:
    free = shutil.disk_usage(place if place.is_dir() else place.parent).free
    said = words.disk_low("DATABASE_URL", str(place), free, FREE_WARN_BYTES)
    if free < FREE_WRONG_BYTES:
        return [wrong("database", said)]
    return (
        [warn("database", said)] if free < FREE_WARN_BYTES else [ok("database", words.disk_free("DATABASE_URL", free))]
    )


async def check_running(settings: Settings) -> list[Finding]:
    """Whether a bot works on this database, and if so, what it says of itself."""
    return await aside(lambda: _running(settings))


def _running(settings: Settings) -> list[Finding]:
    try:
        owner = owner_of(sqlite_path(settings.database_url))
    except StoreUnusable as error:
        return [warn("bot", words.lock_unreadable(error.why))]
    if owner is None:
        return [ok("bot", words.NO_BOT_RUNS)]
    if settings.health_port == 0:
        return [ok("bot", words.bot_runs(owner)), ok("bot", words.HEALTH_OFF)]
    answer = ask(settings.health_host, settings.health_port)
    if answer is None:
        return [ok("bot", words.bot_well(owner))]
    return [wrong("bot", words.bot_not_well(owner, problem)) for problem in _problems(answer)]


def _problems(answer: str) -> list[str]:
    with suppress(ValueError, KeyError, TypeError):
        body: dict[str, Any] = json.loads(answer)
        return [str(problem) for problem in body["problems"]]
    return [answer]
