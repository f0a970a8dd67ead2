"""What a server's moderators do not want in prompts. Knows no server; how words are made alike is folding.py's.

An entry is a word or a phrase; `*` at an end of it stands for any letters; `/…/` is a pattern. Words are only found as
whole words, so that no entry is found inside another word; in scripts without spaces, anywhere. What the list of
allowed entries covers is never a hit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.errors import RuleProblem, RuleRefused
from bot.core.folding import fold, joined, shapes, unspaced, words_of

ENTRIES_LIMIT: Final = 500
"""Of each list."""
ENTRY_LIMIT_CHARS: Final = 100
WILDCARD_LEAST_CHARS: Final = 3
"""Fewer letters beside a `*` would be found in every other word."""
REPEATS_MOST: Final = 3
REPEAT_LIMIT: Final = 10
"""A pattern may repeat so many of its parts so often: at most 10 × 10 × 10 ways at each place of a prompt."""

_PATTERN: Final = re.compile(
    r"(?:\\[wdsbWDS.\-/+*?()\[\]{}^$|\\]|\[\^?[^\[\]\\^]+\]|[^\\\[\](){}*+?^$|])(?:\?|\{\d{1,2}(?:,\d{1,2})?\})?|\|"
)
"""One part of a pattern: a class, a sign or a letter, perhaps repeated; or a bar between alternatives."""
_REPEATED: Final = re.compile(r"\{(\d+)(?:,(\d+))?\}$|\?$")


@dataclass(frozen=True, slots=True)
class Hit:
    """The entry as its moderator wrote it, and the words of the prompt that it stopped as their member wrote them."""

    rule: str
    found: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry, ready to be looked for. `pattern` alone, or the words of a phrase with or without open ends."""

    rule: str
    words: tuple[str, ...] = ()
    open_start: bool = False
    open_end: bool = False
    anywhere: bool = False
    pattern: re.Pattern[str] | None = None


class WordFilter:
    """Made of the entries that stop a prompt, and of those that never do."""

    def __init__(self, blocked: Sequence[str], allowed: Sequence[str]) -> None:
        """Raises RuleRefused for an entry that cannot be one."""
        self._blocked = [_entry(rule) for rule in blocked]
        self._allowed = [_entry(rule) for rule in allowed]

    def first_hit(self, prompt: str) -> Hit | None:
        """What stops this prompt, if anything does: the first of the entries that is found."""
        if not self._blocked:
            return None
        read = _Read(prompt)
        free = [span for entry in self._allowed for span in read.spans(entry)]
        for entry in self._blocked:
            for start, end in read.spans(entry):
                if not any(low <= start and end <= high for low, high in free):
                    return Hit(entry.rule, prompt[start:end])
        return None


class _Read:
    """A prompt, taken apart once for all entries."""

    def __init__(self, prompt: str) -> None:
        self._words = words_of(prompt)
        self._shapes = [shapes(word.text) for word in self._words]
        self._joined = [(word, shapes(word.text)) for word in joined(prompt, self._words)]
        self._folded, self._places = fold(prompt)

    def spans(self, entry: _Entry) -> Iterator[tuple[int, int]]:
        """Where an entry is found: from and up to which code point of the prompt."""
        if entry.pattern is not None:
            for match in entry.pattern.finditer(self._folded):
                if match.end() > match.start():
                    yield self._places[match.start()], self._places[match.end() - 1] + 1
        elif entry.anywhere:
            yield from self._anywhere(entry.words[0])
        else:
            yield from self._whole_words(entry)

    def _anywhere(self, text: str) -> Iterator[tuple[int, int]]:
        at = self._folded.find(text)
        while at >= 0:
            yield self._places[at], self._places[at + len(text) - 1] + 1
            at = self._folded.find(text, at + 1)

    def _whole_words(self, entry: _Entry) -> Iterator[tuple[int, int]]:
        number, last = len(entry.words), len(entry.words) - 1
        for first in range(len(self._words) - last):
            if all(_fits(entry, place, self._shapes[first + place], last) for place in range(number)):
                yield self._words[first].start, self._words[first + last].end
        if number == 1:
            yield from ((word.start, word.end) for word, forms in self._joined if _fits(entry, 0, forms, 0))


def _fits(entry: _Entry, place: int, forms: frozenset[str], last: int) -> bool:
    wanted = entry.words[place]
    before, after = entry.open_start and place == 0, entry.open_end and place == last
    if before and after:
        return any(wanted in form for form in forms)
    if before:
        return any(form.endswith(wanted) for form in forms)
    if after:
        return any(form.startswith(wanted) for form in forms)
    return wanted in forms


def _entry(rule: str) -> _Entry:
    written = rule.strip()
    if len(written) > ENTRY_LIMIT_CHARS:
        raise RuleRefused(rule, RuleProblem.TOO_LONG)
    if len(written) > 1 and written[0] == written[-1] == "/":
        return _Entry(rule, pattern=_pattern(rule, written[1:-1]))
    open_start, open_end = written.startswith("*"), written.endswith("*")
    inner = written.strip("*")
    words = tuple(word.text for word in words_of(inner))
    if "*" in inner:
        raise RuleRefused(rule, RuleProblem.STAR_INSIDE)
    if not words:
        raise RuleRefused(rule, RuleProblem.NO_WORD)
    if (open_start and len(words[0]) < WILDCARD_LEAST_CHARS) or (open_end and len(words[-1]) < WILDCARD_LEAST_CHARS):
        raise RuleRefused(rule, RuleProblem.TOO_BROAD)
    if len(words) == 1 and unspaced(words[0]):
        return _Entry(rule, words, anywhere=True)
    return _Entry(rule, words, open_start, open_end)


def _pattern(rule: str, text: str) -> re.Pattern[str]:
    """Compiled; refused unless it is so simple that no prompt can keep it busy."""
    parts = _PATTERN.findall(text)
    if not text or "".join(parts) != text:
        raise RuleRefused(rule, RuleProblem.PATTERN_TOO_RICH)
    repeats = [match for part in parts if (match := _REPEATED.search(part)) and not part.startswith("\\?")]
    bounds = [int(match[2] or match[1] or 1) for match in repeats]
    if len(repeats) > REPEATS_MOST or any(bound > REPEAT_LIMIT for bound in bounds):
        raise RuleRefused(rule, RuleProblem.PATTERN_TOO_RICH)
    try:
        pattern = re.compile(text)
    except re.error:
        raise RuleRefused(rule, RuleProblem.PATTERN_TOO_RICH) from None
    if pattern.search("") is not None or not any(map(str.isalnum, re.sub(r"\\.", "", text))):
        raise RuleRefused(rule, RuleProblem.TOO_BROAD)
    return pattern
