"""What a refusal of Discord's may say in a log: status, code and which fields, never a word of what was in them.

Discord's sentences, and so discord.py's, can repeat what a member typed.
"""

import re
from collections.abc import Iterator
from typing import Any, Final, cast

import discord

FIELDS_MOST: Final = 10
_STEP: Final = re.compile(r"[a-z0-9_]{1,40}", re.IGNORECASE)
_CODE: Final = re.compile(r"[A-Z0-9_]{1,60}")


def in_short(error: discord.HTTPException) -> str:
    """One line, e.g. `HTTP 400, code 50035: content BASE_TYPE_MAX_LENGTH`."""
    fields = refused_fields(error)
    return f"HTTP {error.status}, code {error.code}{': ' if fields else ''}{', '.join(fields)}"


def refused_fields(error: discord.HTTPException) -> list[str]:
    """The fields that Discord did not take, by their paths, each with the names of its reasons."""
    nested = getattr(error, "_errors", None)  # discord.py's `text` mixes the paths with the sentences
    return list(_fields("", nested))[:FIELDS_MOST]


def without_words(error: BaseException) -> str | None:
    """What this error says instead of its own text; None where that may be said."""
    return in_short(error) if isinstance(error, discord.HTTPException) else None


def _fields(path: str, nested: object) -> Iterator[str]:
    if not isinstance(nested, dict):
        return
    for step, below in cast("dict[str, Any]", nested).items():
        if step == "_errors":
            yield " ".join(filter(None, (path, *_codes(below))))
        elif _STEP.fullmatch(step):
            yield from _fields(f"{path}.{step}" if path else step, below)


def _codes(reasons: object) -> list[str]:
    each = cast("list[Any]", reasons) if isinstance(reasons, list) else []
    codes = [str(cast("dict[str, Any]", one).get("code")) for one in each if isinstance(one, dict)]
    return [code for code in codes if _CODE.fullmatch(code)]
