"""Makes foreign text harmless and small: what a member typed is shown, and does nothing. Knows no sentence."""

import re
import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
"""Zero-width, but Persian and emoji families fall apart without them; they can hide nothing."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_LIKE_A_BACKTICK: Final = "\u02cb"
_WIDE_SPACE: Final = re.compile(r"\s+")


def shown(text: str, limit: int) -> str:
    """The text in one code span of at most `limit` UTF-16 units, where Discord follows no markup, mention or link.

    Control, direction, tag and zero-width characters are taken out, line breaks become spaces, and the backtick,
    the only character that could end the span, becomes its look-alike.
    """
    inside = plain(text).replace("`", _LIKE_A_BACKTICK) or " "
    return f"`{cut(inside, limit - 2)}`"


def utf16_units(text: str) -> int:
    """How long the text is where emoji count twice.

    Discord does not say whether its limits are in code points or in these; these are never fewer.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> str:
    """The text on one line without invisible characters; for places without markup, such as alt texts."""
    spaced = "".join(" " if ch.isspace() or unicodedata.category(ch) in ("Zl", "Zp") else ch for ch in text)
    kept = "".join(ch for ch in spaced if ch in _JOINERS or unicodedata.category(ch) not in _UNSEEN)
    return _WIDE_SPACE.sub(" ", kept).strip()


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, with an ellipsis where something is missing."""
    if utf16_units(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return kept.decode("utf-16-le", "ignore") + "…"  # without the first half of a pair that the cut divides


def count(number: int, one: str, many: str) -> str:
    """`1 picture`, `4 pictures`."""
    return f"{number} {one if number == 1 else many}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `13th`."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
