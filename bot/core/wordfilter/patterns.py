"""Patterns that moderators write between slashes: so simple that no prompt can keep one busy. Knows no prompt.

Letters, classes, alternatives, and few, short repeats: the longest way through one is counted before it is used.
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.core.errors import RuleProblem, RuleRefused

REPEATS_MOST: Final = 3
REPEAT_LIMIT: Final = 10
"""A pattern may repeat so many of its parts so often."""
STEPS_LIMIT: Final = 10_000
"""Of all patterns of a list, at one place of a prompt: four of the richest, or five hundred of twenty letters."""

_PART: Final = re.compile(
    r"(?P<what>\\[wdsbWDS.\-/+*?()\[\]{}^$|\\]|\[\^?[^\[\]\\^]+\]|[^\\\[\](){}*+?^$|])"
    r"(?P<often>\?|\{(?P<low>\d{1,2})(?:,(?P<high>\d{1,2}))?\})?|\|"
)
"""A class, a sign or a letter, perhaps repeated; or a bar between alternatives."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """`steps`: the most parts that are tried at one place of a text, whatever it says."""

    expression: re.Pattern[str]
    steps: int


def pattern(rule: str, text: str) -> Pattern:
    """What stands between the slashes of an entry. Raises RuleRefused when it is too rich, or found everywhere."""
    parts = list(_PART.finditer(text))
    if not text or "".join(part[0] for part in parts) != text:
        raise RuleRefused(rule, RuleProblem.PATTERN_TOO_RICH)
    repeated = [part for part in parts if part["often"]]
    if len(repeated) > REPEATS_MOST or any(_bounds(part)[1] > REPEAT_LIMIT for part in repeated):
        raise RuleRefused(rule, RuleProblem.PATTERN_TOO_RICH)
    try:
        expression = re.compile(text)
    except re.error:
        raise RuleRefused(rule, RuleProblem.PATTERN_TOO_RICH) from None
    if expression.search("") is not None or not any(map(str.isalnum, re.sub(r"\\.", "", text))):
        raise RuleRefused(rule, RuleProblem.TOO_BROAD)
    return Pattern(expression, _steps(parts))


def _bounds(part: re.Match[str]) -> tuple[int, int]:
    """How often a part stands there: at least and at most."""
    if not part["often"]:
        return 1, 1
    if part["often"] == "?":
        return 0, 1
    low = int(part["low"])
    return low, int(part["high"]) if part["high"] else low


def _steps(parts: list[re.Match[str]]) -> int:
    """Each way that the repeats before a part leave open comes to it, and tries it as often as it may stand there."""
    steps, ways = 0, 1
    for part in parts:
        if part[0] == "|":
            ways = 1
            continue
        low, high = _bounds(part)
        steps += ways * max(high, 1)
        ways *= high - low + 1
    return steps
