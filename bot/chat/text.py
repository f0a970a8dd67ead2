"""Makes foreign text harmless and small: what a member typed is shown, and does nothing. Knows no sentence."""

import re
from typing import Final

from bot.core.plaintext import plain, utf16_units

__all__ = ["block", "count", "cut", "in_block", "ordinal", "plain", "shown", "utf16_units"]

_LIKE_A_BACKTICK: Final = "\u02cb"
_FENCE: Final = "```"
_BLOCK: Final = re.compile(rf"{_FENCE}\n(.*)\n{_FENCE}", re.DOTALL)


def shown(text: str, limit: int) -> str:
    """The text in one code span of at most `limit` UTF-16 units, where Discord follows no markup, mention or link.

    Control, direction, tag and zero-width characters are taken out, line breaks become spaces, and the backtick,
    the only character that could end the span, becomes its look-alike.
    """
    inside = plain(text).replace("`", _LIKE_A_BACKTICK) or " "
    return f"`{cut(inside, limit - 2)}`"


def block(text: str, limit: int) -> str:
    """The text in one code block of at most `limit` UTF-16 units, to be copied: as `shown`, but line breaks stay.

    Backticks stay too, but where three of them could end the block.
    """
    inside = "\n".join(plain(line) for line in text.splitlines()).replace(_FENCE, _LIKE_A_BACKTICK * len(_FENCE))
    around = f"{_FENCE}\n", f"\n{_FENCE}"
    return cut(inside or " ", limit - sum(map(len, around))).join(around)


def in_block(message: str) -> str | None:
    """What stands in the code block of a message; None where it has none."""
    found = _BLOCK.search(message)
    return None if found is None else found[1]


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
