"""The settings: every problem of them, and what the other checks can go on with. Reads no file."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from bot.chat import doctor_words as words
from bot.core.errors import SettingsError
from bot.doctoring.report import Finding, ok, warn, wrong
from bot.settings import Settings

NEEDED: Final = {"DISCORD_TOKEN": "no.token.given", "RUNCOMFY_API_KEY": "no-key-given"}
"""What has no default, each with something that stands for it while it is not usable."""
_NEAR: Final = 0.8
"""So similar a name is taken for a misspelt setting; others belong to other programs."""
_OTHERS_READ: Final = stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True, slots=True)
class Environment:
    """What the operator has set. `problems` are those of reading it; `in_file` are the names in .env."""

    values: Mapping[str, str]
    problems: tuple[str, ...] = ()
    in_file: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Examined:
    """Settings in which everything unusable has its default. `lacking` are needed ones that have none."""

    settings: Settings
    problems: tuple[str, ...]
    lacking: frozenset[str]


def examined(environment: Environment) -> Examined:
    """As much of the settings as can be used."""
    try:
        return Examined(Settings.parse(environment.values), environment.problems, frozenset())
    except SettingsError as error:
        problems = error.problems
    bad = {problem.split()[0] for problem in problems}  # each sentence begins with the name that it is about
    usable = {name: value for name, value in environment.values.items() if name not in bad}
    lacking = frozenset(bad & NEEDED.keys())
    settings = Settings.parse({**usable, **{name: NEEDED[name] for name in lacking}})
    return Examined(settings, environment.problems + problems, lacking)


def check_settings(environment: Environment, found: Examined, file: Path) -> list[Finding]:
    """Every problem, names in .env that are nearly those of settings, and who else may read that file."""
    findings = [wrong("settings", words.setting_wrong(problem)) for problem in found.problems]
    known = {name.upper() for name in Settings.model_fields}
    if not findings:
        findings.append(ok("settings", words.settings_right(len(known))))
    findings += [
        warn("settings", words.setting_misspelt(name, near[0]))
        for name in sorted(environment.in_file - known)
        if (near := get_close_matches(name.upper(), known, n=1, cutoff=_NEAR))
    ]
    if file.is_file() and os.name == "posix" and file.stat().st_mode & _OTHERS_READ:
        findings.append(warn("settings", words.env_file_open(str(file))))
    return findings
