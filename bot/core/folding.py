"""Words as people mean them: letters that only look different become the same, tricks between them go. Judges nothing.

Every folded word knows where it stood, so that what was written can be quoted as it was.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_LOOKALIKES: Final = {
    # Cyrillic
    "а": "a", "в": "b", "е": "e", "ё": "e", "ѕ": "s", "і": "i", "ї": "i", "ј": "j", "к": "k", "м": "m", "н": "h",
    "о": "o", "р": "p", "с": "c", "т": "t", "у": "y", "х": "x", "ԁ": "d", "ԛ": "q", "ԝ": "w", "һ": "h", "ӏ": "i",
    "г": "r", "п": "n", "и": "u", "ь": "b", "з": "3", "є": "e", "ғ": "f", "ҝ": "k",
    # Greek
    "α": "a", "β": "b", "γ": "y", "δ": "d", "ε": "e", "ζ": "z", "η": "n", "ι": "i", "κ": "k", "μ": "u", "ν": "v",
    "ο": "o", "ρ": "p", "σ": "o", "ς": "c", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "ϲ": "c", "ϳ": "j", "ϱ": "p",
    # Latin letters with another shape
    "ı": "i", "ȷ": "j", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "ɑ": "a",
    "ɡ": "g", "ɩ": "i", "ɪ": "i", "ʀ": "r", "ꜱ": "s", "ɴ": "n", "ʏ": "y", "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d",
    "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ᴊ": "j", "ᴋ": "k", "ʟ": "l", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ᴛ": "t",
    "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "ɛ": "e", "ʋ": "v", "ƒ": "f", "ɾ": "r", "ʃ": "s", "ƨ": "s", "ɯ": "w",
    "ɐ": "a", "ǝ": "e", "ɔ": "c", "ᗪ": "d",
}  # fmt: skip
"""Letters that are taken for the Latin ones that they look like; of entries and prompts alike."""

_FIGURES: Final = {
    "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "€": "e", "¡": "i",
}  # fmt: skip
"""What figures and signs stand for inside words."""
_OTHERWISE: Final = _FIGURES | {"1": "l", "!": "l"}
_SIGNS: Final = "".join(sign for sign in _FIGURES if not sign.isalnum())
_INVISIBLE: Final = frozenset({"Mn", "Me", "Cf", "Cs", "Co", "Cn"})
"""Unicode's categories of what stands on or between letters: accents, joiners, marks of direction, tags."""
_UNSPACED: Final = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Blocks of scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese (but not Korean)."""
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")
"""No language writes a letter three times in a row."""
LETTERS_LEAST: Final = 3
"""So many single letters that stand apart are taken for a word that is spelled out."""
GAP_MOST_CHARS: Final = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared, and where it stands in what was written: from `start` up to `end`, in code points."""

    text: str
    start: int
    end: int


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """The text in small, plain letters without what cannot be seen, and for each of its characters where it stood."""
    letters: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", written).casefold()):
            if unicodedata.category(char) not in _INVISIBLE:
                plain = _LOOKALIKES.get(char, char)
                letters.extend(plain)
                places.extend([place] * len(plain))
    return "".join(letters), tuple(places)


def words_of(text: str) -> list[Word]:
    """The words of a text in their order; a sign that can stand for a letter belongs to the word that it touches."""
    folded, places = fold(text)
    found: list[Word] = []
    start: int | None = None
    for place, char in enumerate(f"{folded} "):
        if char.isalnum() or char in _SIGNS:
            start = place if start is None else start
        elif start is not None:
            if any(map(str.isalnum, folded[start:place])):
                found.append(Word(folded[start:place], places[start], places[place - 1] + 1))
            start = None
    return found


def shapes(word: str) -> frozenset[str]:
    """What a folded word may be meant as: itself, its parts between signs, figures read as letters, not drawn out."""
    plain = word.strip(_SIGNS)
    found = {plain, *(part for part in re.split(f"[{re.escape(_SIGNS)}]+", plain) if len(part) >= LETTERS_LEAST)}
    if any(map(str.isalpha, word)):
        for figures in (_FIGURES, _OTHERWISE):
            found |= {"".join(figures.get(char, char) for char in form) for form in (word, plain)}
    drawn_out = {shape for shape in found if _DRAWN_OUT.search(shape)}
    return frozenset(found | {_DRAWN_OUT.sub(short, shape) for shape in drawn_out for short in (r"\1", r"\1\1")})


def joined(text: str, words: Sequence[Word]) -> Iterator[Word]:
    """Words that are spelled out in letters, as `d r a g o n`, and words that are broken by a sign, as `dra.gon`."""

    def spelled_out(before: Word, after: Word, gap: str) -> bool:
        return len(before.text) == len(after.text) == 1 and len(gap) <= GAP_MOST_CHARS

    def broken(before: Word, after: Word, gap: str) -> bool:
        return len(gap) == 1 and not gap.isspace()

    for linked, least in ((spelled_out, LETTERS_LEAST), (broken, 2)):
        for chain in _chains(text, words, linked):
            if len(chain) >= least:
                yield Word("".join(word.text for word in chain), chain[0].start, chain[-1].end)


def _chains(text: str, words: Sequence[Word], linked: Callable[[Word, Word, str], bool]) -> Iterator[list[Word]]:
    """The words in runs that are as long as each is linked to the one before it."""
    chain: list[Word] = []
    for word in words:
        if chain and not linked(chain[-1], word, fold(text[chain[-1].end : word.start])[0]):
            yield chain
            chain = []
        chain.append(word)
    if chain:
        yield chain


def unspaced(folded: str) -> bool:
    """Whether a folded text is of a script that puts no spaces between words."""
    return any(low <= ord(char) <= high for char in folded for low, high in _UNSPACED)
