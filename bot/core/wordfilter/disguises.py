"""What a word may be meant as: letters replaced, drawn out, broken, spelled out. Knows no entry and judges nothing.

A word without a trick is compared as it is written. One with a trick is also compared by its skeleton, in which letters
that are mistaken for each other are one; entries have skeletons, too.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from bot.core.wordfilter.folding import Folded, Word
from bot.core.wordfilter.lookalikes import (
    BETWEEN_WORDS,
    EITHER,
    FIGURES,
    FIGURES_IN_CYRILLIC,
    LETTER_SCRIPTS,
    MARKUP,
    SIGNS,
    SMALL,
    TWINS,
    script,
)

LETTERS_LEAST: Final = 3
"""So many single letters that stand apart are taken for a word that is spelled out."""
GAP_MOST_CHARS: Final = 3
SHORT_PIECE_CHARS: Final = 3
"""Longer pieces beside a stroke are words: `hero/in`."""
WAYS_MOST: Final = 64
"""Each drawn-out letter may be meant once or twice; where that is more ways, all of them once, or all twice."""
SHAPE_MOST_CHARS: Final = 32
"""Longer words are not tried in so many ways."""
UNSURE_MOST: Final = 3
"""So many letters that are mistaken for two are tried in all ways; of more, all as the first, or all as the second."""

_SKELETON: Final = {letter: "l" if plain == "i" else plain for letter, plain in SMALL.items()} | FIGURES | {"i": "l"}
_EITHER: Final = tuple({letter: plain[choice] for letter, plain in EITHER.items()} for choice in (0, 1))
_LETTER_FOR_LETTER: Final = str.maketrans(SMALL)
_CYRILLIC_FIGURES: Final = str.maketrans(FIGURES_IN_CYRILLIC)
_FIGURE: Final = re.compile(f"[{re.escape(''.join(FIGURES))}]")
_BY_SIGNS: Final = re.compile(f"[{re.escape(SIGNS)}]+")
_DRAWN_OUT: Final = re.compile(r"(.)\1{2,}")
"""No language writes a letter three times in a row."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What a word may be meant as: `plain` in its own letters; by its skeletons only if it, or what it stands beside in
    a phrase, was tampered with.
    """

    plain: frozenset[str]
    skeletons: frozenset[str]
    tampered: bool


def skeletons(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Words of an entry with each letter as the Latin one that it is mistaken for; i, l and 1 are one.

    Two where letters are mistaken for two: with the first of each, and with the second.
    """
    return {
        tuple("".join(_EITHER[choice].get(char) or _SKELETON.get(char, char) for char in word) for word in words)
        for choice in (0, 1)
    }


def _all_skeletons(word: str) -> set[str]:
    """Of a word of a prompt: in all ways, unless there are too many."""
    if not 0 < sum(char in EITHER for char in word) <= UNSURE_MOST:
        return {letters for (letters,) in skeletons([word])}
    return set(map("".join, product(*(EITHER.get(char) or _SKELETON.get(char, char) for char in word))))


def shapes(word: str, settled: frozenset[str]) -> Shapes:
    """Of a folded word in a prompt that has words in the `settled` scripts, see there."""
    bare = word.strip(SIGNS)
    parts = _BY_SIGNS.split(bare)
    plain = {word, bare, word.replace("|", ""), *(part for part in parts if len(part) >= LETTERS_LEAST)}
    if max(map(len, parts)) <= SHORT_PIECE_CHARS:
        plain.add("".join(parts))
    if "CYRILLIC" in _scripts(word):
        plain |= {form.translate(_CYRILLIC_FIGURES) for form in tuple(plain)}
    strange = is_masked(word, settled)
    tampered = [form for form in plain if strange or (_FIGURE.search(form) and any(map(str.isalpha, form)))]
    found = {form for variant in tampered or [word] for form in _all_skeletons(variant)}
    return Shapes(_shortened(plain), _shortened(found), bool(tampered))


def settled_scripts(words: Iterable[Word]) -> frozenset[str]:
    """The scripts in which a prompt is surely written: some word has a letter of it that no other script has."""
    found: set[str] = set()
    for word in words:
        scripts = _scripts(word.text) if len(word.text) > 1 and word.text.isalpha() else ()
        if len(scripts) == 1:
            (only,) = scripts
            if only not in found and not TWINS.get(only, {}).keys() >= set(word.text):
                found.add(only)
    return frozenset(found)


def is_masked(word: str, settled: frozenset[str]) -> bool:
    """Whether a word borrows letters of another script: some of them, or all where its own is not written around it."""
    scripts = _scripts(word)
    if len(scripts) != 1:
        return len(scripts) > 1
    (only,) = scripts
    letters = set(filter(str.isalpha, word))
    return bool(settled) and only not in settled and TWINS.get(only, {}).keys() >= letters


def unmasked(folded: Folded, words: Iterable[Word], settled: frozenset[str]) -> str:
    """The folded text with the letters of such words as the Latin ones that they look like; each in its place."""
    text = list(folded.text)
    for word in words:
        if is_masked(word.text, settled):
            text[word.low : word.high] = word.text.translate(_LETTER_FOR_LETTER)
    return "".join(text)


def spelled_out(folded: Folded, words: Sequence[Word]) -> list[Word]:
    """The words with those made whole that are written letter by letter: `d r a g o n`."""

    def linked(before: Word, after: Word, gap: str) -> bool:
        return len(before.text) == len(after.text) == 1 and 0 < len(gap) <= GAP_MOST_CHARS

    return list(_linked(folded, words, linked, LETTERS_LEAST))


def broken(folded: Folded, words: Sequence[Word]) -> list[Word]:
    """The words with those made whole that are broken by a sign which does not stand between words: `dra.gon`."""

    def linked(before: Word, after: Word, gap: str) -> bool:
        if gap in {"/", "\\"}:
            return max(len(before.text), len(after.text)) <= SHORT_PIECE_CHARS
        one = len(gap) == 1 and not gap.isspace() and gap not in BETWEEN_WORDS
        return one or (0 < len(gap) <= GAP_MOST_CHARS and MARKUP.issuperset(gap))

    return list(_linked(folded, words, linked, 2))


def without_ends(words: Iterable[Word]) -> Iterator[Word]:
    """What is spelled out, without a letter before or behind it that may be a word of its own: `a d r a g o n`."""
    for word in words:
        for low, high in ((1, 0), (0, 1), (1, 1)):
            if len(word.pieces) - low - high >= LETTERS_LEAST:
                yield _whole(word.pieces[low : len(word.pieces) - high])


def _linked(
    folded: Folded, words: Sequence[Word], linked: Callable[[Word, Word, str], bool], least: int
) -> Iterator[Word]:
    chain: list[Word] = []

    def ended() -> Iterator[Word]:
        if len(chain) >= least:
            yield _whole(chain)
        else:
            yield from chain

    for word in words:
        if chain and not linked(chain[-1], word, folded.text[chain[-1].high : word.low]):
            yield from ended()
            chain = []
        chain.append(word)
    yield from ended()


def _whole(pieces: Sequence[Word]) -> Word:
    text = "".join(piece.text for piece in pieces)
    return Word(text, pieces[0].start, pieces[-1].end, pieces[0].low, pieces[-1].high, tuple(pieces))


def _scripts(word: str) -> set[str]:
    return {name for char in word if char.isalpha() and (name := script(char)) in LETTER_SCRIPTS}


def _shortened(forms: Iterable[str]) -> frozenset[str]:
    """With what each may be when its letters are not drawn out."""
    found = set(forms)
    given = len(found)
    for form in tuple(found):
        drawn_out = _DRAWN_OUT.findall(form)
        if not drawn_out:
            continue
        found |= {_DRAWN_OUT.sub(times, form) for times in (r"\1", r"\1\1")}
        short = len(_DRAWN_OUT.sub(r"\1\1", form)) <= SHAPE_MOST_CHARS
        if short and given * 2 ** len(drawn_out) <= WAYS_MOST:
            for times in product((1, 2), repeat=len(drawn_out)):
                each = iter(times)
                found.add(_DRAWN_OUT.sub(lambda run, each=each: run[1] * next(each), form))
    return frozenset(found)
