"""Text that people typed, as plain text: what cannot be seen is taken out, and how long it is. Knows no sentence."""

import re
import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
"""Zero-width, but Persian and emoji families fall apart without them; they can hide nothing."""
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_WIDE_SPACE: Final = re.compile(r"\s+")


def plain(text: str) -> str:
    """The text on one line without invisible characters; for places without markup, such as alt texts."""
    spaced = "".join(" " if ch.isspace() or unicodedata.category(ch) in ("Zl", "Zp") else ch for ch in text)
    kept = "".join(ch for ch in spaced if ch in _JOINERS or unicodedata.category(ch) not in _UNSEEN)
    return _WIDE_SPACE.sub(" ", kept).strip()


def utf16_units(text: str) -> int:
    """How long the text is where emoji count twice.

    Discord does not say whether its limits are in code points or in these; these are never fewer.
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
