"""Times in messages as a member reads them, in plain text. Knows nothing of messages."""

import re
from datetime import datetime

_TIME = re.compile(r"<t:(-?\d{1,13})(?::([tTdDfFR]))?>")
_UNITS = (
    ("year", 31_557_600),
    ("month", 2_629_800),
    ("week", 604_800),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
    ("second", 1),
)


def spelt_out(text: str, at: float) -> str:
    """The text with every `<t:…>` in words; relative ones as they were read at `at`, seconds since 1970."""

    def words(found: re.Match[str]) -> str:
        seconds, style = int(found[1]), found[2] or "f"
        try:
            return _relative(seconds - at) if style == "R" else _absolute(seconds, style)
        except (ValueError, OverflowError, OSError):  # no such year
            return found[0]

    return _TIME.sub(words, text)


def _relative(distance: float) -> str:
    unit, length = next((one for one in _UNITS if abs(distance) >= one[1]), _UNITS[-1])
    count = int(abs(distance) / length + 0.5)
    if not count:
        return "now"
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if distance > 0 else f"{words} ago"


def _absolute(seconds: int, style: str) -> str:
    local = datetime.fromtimestamp(seconds).astimezone()
    day = f"{local.day} {local:%B %Y}"
    styles = {
        "t": f"{local:%H:%M}",
        "T": f"{local:%H:%M:%S}",
        "d": f"{local:%Y-%m-%d}",
        "D": day,
        "f": f"{day} {local:%H:%M}",
        "F": f"{local:%A}, {day} {local:%H:%M}",
    }
    return styles[style]
