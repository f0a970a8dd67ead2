"""Text as it is compared: small, plain letters without what cannot be seen, and its words. Judges nothing.

Letters that a mark makes another letter stay apart («й», «ば», Thai and Indic vowels); accents and piles of marks go. A
letter stays in its script: what it could be mistaken for is disguises.py's. Everything knows where it stood, so that
what was written can be quoted as it was.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.core.wordfilter.lookalikes import (
    BLANK,
    HIRAGANA,
    KATAKANA,
    LETTERS_WITH_MARKS,
    MARKS_LEFT_OUT,
    SAME_LETTER,
    SIGNS,
    UNSPACED,
    script,
)

EXPANSION_MOST_CHARS: Final = 4
"""One character may stand for so many letters (ﬃ); what stands for more (ﷺ: 18) stays itself, so that a folded text is
never much longer than what was written."""
_UNSEEN: Final = frozenset({"Cf", "Cs", "Co", "Cn"})
"""Unicode's categories of what shows nothing: joiners, marks of direction, tags, what is not assigned."""
_REMEMBERED: Final = 4096
"""Different characters; more are worked out again."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; for each of its characters from where and up to where it stood in what was written."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is compared; it stands in what was written in [start, end), and in the folded text in [low, high).

    `pieces`: the words that it was made of, if it was.
    """

    text: str
    start: int
    end: int
    low: int
    high: int
    pieces: "tuple[Word, ...]" = ()


def fold(text: str) -> Folded:
    """A text as it is compared. Folding twice is folding once."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place, written in enumerate(text):
        for char in _plain(written):
            if not is_mark(char):
                letters.append(char)
                starts.append(place)
                ends.append(place + 1)
                continue
            before = letters[-1] if letters else " "
            whole = unicodedata.normalize("NFC", before + char)
            if whole in LETTERS_WITH_MARKS or (len(whole) == 1 and script(whole) in {"HIRAGANA", "KATAKANA"}):
                letters[-1] = whole
            elif _is_of(char, before):
                letters.append(char)
                starts.append(place)
                ends.append(place + 1)
            if ends:
                ends[-1] = place + 1 if ends[-1] == place else ends[-1]
    return Folded("".join(letters), starts, ends)


def words_of(folded: Folded) -> list[Word]:
    """The words in their order; a sign that can stand for a letter belongs to the word that it touches.

    Where a script with spaces meets one without, a word ends: `sexを描く` is two.
    """
    text, found = folded.text, list[Word]()
    start = 0
    for place in range(len(text) + 1):
        if place < len(text) and _of_a_word(text[place]):
            if place == start or unspaced(text[place]) is unspaced(text[place - 1]) or is_mark(text[place]):
                continue
            _add(found, folded, start, place)
            start = place
        else:
            _add(found, folded, start, place)
            start = place + 1
    return found


@lru_cache(_REMEMBERED)
def is_mark(char: str) -> bool:
    """Whether it stands on, under or around a letter."""
    return unicodedata.category(char)[0] == "M"


@lru_cache(_REMEMBERED)
def unspaced(char: str) -> bool:
    """Whether a character is of a script that puts no spaces between words."""
    return _within(char, UNSPACED)


@lru_cache(_REMEMBERED)
def katakana(char: str) -> bool:
    """Whether it is one; the sign for a long vowel is."""
    return _within(char, KATAKANA)


@lru_cache(_REMEMBERED)
def hiragana(char: str) -> bool:
    """Whether it is one; the sign for a long vowel is."""
    return _within(char, HIRAGANA)


def _add(found: list[Word], folded: Folded, low: int, high: int) -> None:
    while low < high and folded.text[low] in "!¡":
        low += 1
    while low < high and folded.text[high - 1] in "!¡":  # nearly always the sentence's own
        high -= 1
    text = folded.text[low:high]
    if any(map(str.isalnum, text)) or len(text) == 1:
        found.append(Word(text, folded.starts[low], folded.ends[high - 1], low, high))


def _within(char: str, blocks: Sequence[tuple[int, int]]) -> bool:
    return any(low <= ord(char) <= high for low, high in blocks)


@lru_cache(_REMEMBERED)
def _of_a_word(char: str) -> bool:
    return char.isalnum() or char in SIGNS or is_mark(char)


@lru_cache(_REMEMBERED)
def _plain(written: str) -> str:
    """One character, taken apart: small letters, marks behind them, nothing unseen."""
    found = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold())
    apart = "".join(char if script(char) == "HANGUL" else unicodedata.normalize("NFD", char) for char in found)
    plain = "".join(
        SAME_LETTER.get(char, char) for char in apart if char not in BLANK and unicodedata.category(char) not in _UNSEEN
    )
    return plain if len(plain) <= EXPANSION_MOST_CHARS else written


@lru_cache(_REMEMBERED)
def _is_of(mark: str, letter: str) -> bool:
    """Whether a mark is part of what the letter's script writes, and not put on it."""
    return script(mark) == script(letter) and script(mark) not in MARKS_LEFT_OUT
