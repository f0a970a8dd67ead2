"""What a server's moderators do not want in prompts. Knows no server; what a word may be meant as is disguises.py's.

An entry is a word or a phrase; `*` at an end of it stands for any letters; `/…/` is a pattern. Words are only found as
whole words, so that no entry is found inside another word; in scripts without spaces, anywhere but inside a word of
katakana. What the list of allowed entries covers is never a hit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from bot.core.errors import RuleProblem, RuleRefused
from bot.core.wordfilter.disguises import (
    Shapes,
    broken,
    settled_scripts,
    shapes,
    skeletons,
    spelled_out,
    unmasked,
    without_ends,
)
from bot.core.wordfilter.folding import Folded, Word, fold, unspaced, words_of
from bot.core.wordfilter.index import Node
from bot.core.wordfilter.patterns import STEPS_LIMIT, Pattern, pattern
from bot.core.wordfilter.runs import Run, Runs

ENTRIES_LIMIT: Final = 500
"""Of each list."""
ENTRY_LIMIT_CHARS: Final = 100
WILDCARD_LEAST_CHARS: Final = 3
"""Fewer letters beside a `*` would be found in every other word."""


@dataclass(frozen=True, slots=True)
class Hit:
    """The entry as its moderator wrote it, and the words of the prompt that it stopped as their member wrote them."""

    rule: str
    found: str


class WordFilter:
    """Made of the entries that stop a prompt, and of those that never do."""

    def __init__(self, blocked: Sequence[str], allowed: Sequence[str]) -> None:
        """Raises RuleRefused for an entry that cannot be one."""
        self._blocked = _Entries(blocked)
        self._allowed = _Entries(allowed)

    def first_hit(self, prompt: str) -> Hit | None:
        """What stops this prompt, if anything does: the first of the entries that is found."""
        if not self._blocked.rules:
            return None
        read = _Read(prompt)
        reach = [0] * (len(prompt) + 1)
        for _, start, end in self._allowed.found_in(read):
            reach[start] = max(reach[start], end)
        reach = list(accumulate(reach, max))  # from each place on or before it, how far something allowed goes
        found = min((hit for hit in self._blocked.found_in(read) if hit[2] > reach[hit[1]]), default=None)
        return found and Hit(self._blocked.rules[found[0]], prompt[found[1] : found[2]])


class _Entries:
    """A list of them, ready to be looked for."""

    def __init__(self, rules: Sequence[str]) -> None:
        self.rules = list(rules)
        self._words, self._skeletons = Node(), Node()
        self._runs = Runs()
        self._patterns: list[tuple[int, Pattern]] = []
        steps = 0
        for number, rule in enumerate(rules):
            written = rule.strip()
            if len(written) > ENTRY_LIMIT_CHARS:
                raise RuleRefused(rule, RuleProblem.TOO_LONG)
            if len(written) > 1 and written[0] == written[-1] == "/":
                made = pattern(rule, written[1:-1])
                steps += made.steps
                if steps > STEPS_LIMIT:
                    raise RuleRefused(rule, RuleProblem.PATTERN_TOO_RICH)
                self._patterns.append((number, made))
            else:
                self._add(number, rule, written)

    def _add(self, number: int, rule: str, written: str) -> None:
        inner = written.strip("*")
        words = [word.text for word in words_of(fold(inner))]
        if "*" in inner:
            raise RuleRefused(rule, RuleProblem.STAR_INSIDE)
        whole = "".join(words)
        if not any(map(str.isalnum, whole)):
            raise RuleRefused(rule, RuleProblem.NO_WORD)
        before, after = written.startswith("*"), written.endswith("*")
        if (before and len(words[0]) < WILDCARD_LEAST_CHARS) or (after and len(words[-1]) < WILDCARD_LEAST_CHARS):
            raise RuleRefused(rule, RuleProblem.TOO_BROAD)
        if any(map(unspaced, whole)):
            self._runs.add(whole, Run(before, after, spaced=len(inner.split()) > 1), number)
            return
        last = len(words) - 1
        ways = [(before and place == 0, after and place == last) for place in range(len(words))]
        self._words.add(words, ways, number)
        if any(map(str.isalpha, whole)):
            for letters in skeletons(words):
                self._skeletons.add(letters, ways, number)

    def found_in(self, read: "_Read") -> Iterator[tuple[int, int, int]]:
        """The number of each entry that is found, and from and up to which code point of the prompt."""
        for words, forms in read.sequences:
            plain, bones = [form.plain for form in forms], [form.skeletons for form in forms]
            tampered = [form.tampered for form in forms]
            touched = any(tampered)
            for place, word in enumerate(words):
                for number, end in self._words.sequences(plain, place):
                    yield number, word.start, words[end - 1].end
                for number, end in self._skeletons.sequences(bones, place) if touched else ():
                    if any(tampered[place:end]):
                        yield number, word.start, words[end - 1].end
        for text in read.runs:
            yield from self._runs.found_in(text)
        for text in read.letters:
            for number, made in self._patterns:
                for match in made.expression.finditer(text):
                    if match.end() > match.start():
                        yield number, read.folded.starts[match.start()], read.folded.ends[match.end() - 1]


class _Read:
    """A prompt, taken apart once for all entries."""

    def __init__(self, prompt: str) -> None:
        self.folded = folded = fold(prompt)
        words = words_of(folded)
        settled = settled_scripts(words)
        spelled = spelled_out(folded, words)
        known: dict[str, Shapes] = {}
        self.sequences: list[tuple[Sequence[Word], list[Shapes]]] = []
        """Words, each with what it may be meant as: as they stand, and made whole."""
        made_whole = [some for some in (spelled, broken(folded, words)) if len(some) < len(words)]
        for some in (words, *made_whole, *([one] for one in without_ends(spelled))):
            for word in some:
                if word.text not in known:
                    known[word.text] = shapes(word.text, settled)
            self.sequences.append((some, [known[word.text] for word in some]))
        letter_by_letter = [word for word in spelled if word.pieces]
        self.runs = [folded, *(_as_text(word) for word in letter_by_letter)]
        self.letters = {folded.text, unmasked(folded, words, settled)}
        """For patterns; the second one is as long as the first."""


def _as_text(word: Word) -> Folded:
    """A word that is spelled out, as if its letters stood together."""
    return Folded(word.text, [piece.start for piece in word.pieces], [piece.end for piece in word.pieces])
