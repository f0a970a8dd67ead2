"""This machine: the Python, the libraries, the folder for pictures on their way, the room on the disk."""

import platform
import re
import shutil
import sqlite3
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from bot import VERSION
from bot.chat import doctor_words as words
from bot.doctoring.report import Finding, aside, ok, warn, wrong

MIB: Final = 1024 * 1024
PROBE_BYTES: Final = 64 * 1024
SPOOL_WARN_BYTES: Final = 256 * MIB
"""A set of ten 4K pictures, and two more people who asked for one."""
SPOOL_WRONG_BYTES: Final = 64 * MIB
"""One large picture, and its smaller copy."""
PYTHON: Final = (3, 11)
SQLITE: Final = (3, 40)
LIBRARIES: Final = {
    "aiohttp": "3.14.1", "aiosqlite": "0.22", "babel": "2.18", "discord.py": "2.7.1", "filelock": "4.2",
    "matplotlib": "3.10", "Pillow": "13",
    "prometheus-client": "0.26", "pydantic": "2.12", "python-dotenv": "1.2", "stamina": "26.1", "structlog": "26.1",
    "tzdata": "2026.1", "yarl": "1.20",
}  # fmt: skip
"""The oldest version of each that this program works with, as in pyproject.toml."""


async def check_versions() -> list[Finding]:
    """Python, SQLite and every library against the oldest that will do."""
    findings: list[Finding] = []
    if sys.version_info[:2] < PYTHON:
        findings.append(wrong("versions", words.python_old(platform.python_version(), PYTHON)))
    if sqlite3.sqlite_version_info[:2] < SQLITE:
        findings.append(warn("versions", words.sqlite_old(sqlite3.sqlite_version, SQLITE)))
    for name, least in LIBRARIES.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            findings.append(wrong("versions", words.library_missing(name)))
            continue
        if _numbers(found) < _numbers(least):
            findings.append(wrong("versions", words.library_old(name, found, least)))
    if findings:
        return findings
    names = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    names |= {name: version(name) for name in ("discord.py", "aiohttp")}
    return [ok("versions", words.versions(VERSION, names))]


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", re.split(r"[a-z+]", text)[0]))


async def check_spool(folder: Path) -> list[Finding]:
    """Whether pictures can be put there, and how many; a folder that is not there yet is made by the bot."""
    return await aside(lambda: _spool(folder))


def _spool(folder: Path) -> list[Finding]:
    place = nearest(folder)
    try:
        # Without a name of its own where the system can do that: nothing is left behind, whatever happens.
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(bytes(PROBE_BYTES))
            probe.flush()
    except OSError as error:
        return [wrong("spool", words.spool_not_writable(str(folder), error.strerror or str(error)))]
    made = place == folder
    return [ok("spool", words.spool_writable(str(folder), there=made)), *_room_for_pictures(place)]


def _room_for_pictures(place: Path) -> list[Finding]:
    free = shutil.disk_usage(place).free
    said = words.disk_low("SPOOL_DIR", str(place), free, SPOOL_WARN_BYTES)
    if free < SPOOL_WRONG_BYTES:
        return [wrong("spool", said)]
    return [warn("spool", said)] if free < SPOOL_WARN_BYTES else [ok("spool", words.disk_free("SPOOL_DIR", free))]


def nearest(path: Path) -> Path:
    """The path itself if it is there, else the nearest folder above it that is."""
    whole = path.absolute()
    return path if path.exists() else next(folder for folder in whole.parents if folder.exists())
