"""Numbers as people type them, for what is counted and what is paid. Reads no value that could be meant otherwise."""

import re
import unicodedata
from decimal import Decimal

_SIGN = "(?P<sign>-?)"
_GROUPED = "|".join(rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+" for mark in (",", r"\.", " ", "'"))
_WHOLE = re.compile(rf"{_SIGN}(?P<whole>\d+|{_GROUPED})", re.ASCII)
_CENTS = re.compile(rf"{_SIGN}(?P<whole>\d+|{_GROUPED})(?:(?P<point>[.,])(?P<cents>\d{{1,2}}))?", re.ASCII)
_ONE_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}", re.ASCII)
_LONGEST = 30


class NoNumber(ValueError):
    """Not written as people write such numbers."""


class Ambiguous(ValueError):
    """One point and three digits behind it: 1.000 is one here and a thousand there."""


def whole_number(text: str) -> int:
    """`1000`, `1,000` (as the forms print their bounds), `1 000`, `1.000.000`. Raises NoNumber or Ambiguous."""
    found = _WHOLE.fullmatch(_plain(text))
    if found is None:
        raise NoNumber
    return int(found["sign"] + _digits(found["whole"]))


def dollars_and_cents(text: str) -> Decimal:
    """`12.5`, `12,50`, `$1,000`, `1.000,50`, `1 000`. Two decimals at most. Raises NoNumber or Ambiguous."""
    found = _CENTS.fullmatch(_plain(text, without="$"))
    if found is None or (found["point"] is not None and found["point"] in found["whole"]):
        raise NoNumber
    return Decimal(f"{found['sign']}{_digits(found['whole'])}.{found['cents'] or 0}")


def _plain(text: str, without: str = "") -> str:
    """With the digits, signs and spaces of one kind: other keyboards and languages have their own."""
    one_kind = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2212", "-")
    plain = " ".join(one_kind.replace(without, "", 1).split())
    if len(plain) > _LONGEST:
        raise NoNumber
    if _ONE_POINT.fullmatch(plain.lstrip("-")):
        raise Ambiguous
    return plain


def _digits(grouped: str) -> str:
    return re.sub(r"\D", "", grouped)
