"""Entries in scripts without spaces: found anywhere, but for the middle of a word where one can be told.

Katakana and Latin letters do stand in words: 「セックス」 is not in 「エセックス」. Two letters of hiragana are found
by chance in every other sentence, so they are looked for as a whole run of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.core.wordfilter.folding import Folded, hiragana, is_mark, katakana, unspaced

LETTERS_LEAST: Final = 3
"""Fewer letters are only found where no hiragana stands beside theirs."""


@dataclass(frozen=True, slots=True)
class Run:
    """How an entry is found: whether letters may stand before and behind it, and spaces between its own."""

    open_start: bool
    open_end: bool
    spaced: bool


class Runs:
    """Entries by their letters; each place of a text is asked about once for each length that entries have."""

    def __init__(self) -> None:
        self._entries: dict[str, dict[Run, int]] = {}
        self._lengths: set[int] = set()

    def add(self, letters: str, run: Run, entry: int) -> None:
        """An entry without its spaces. Of several that are the same, the first one counts."""
        self._entries.setdefault(letters, {}).setdefault(run, entry)
        self._lengths.add(len(letters))

    def found_in(self, folded: Folded) -> Iterator[tuple[int, int, int]]:
        """The entries that a text has, each with where it stood in what was written: [start, end)."""
        if not self._entries:
            return
        text = folded.text
        places = [place for place, char in enumerate(text) if not char.isspace()]
        letters = "".join(text[place] for place in places)
        for first in range(len(letters)):
            for length in self._lengths:
                runs = self._entries.get(letters[first : first + length]) if first + length <= len(letters) else None
                for run, entry in runs.items() if runs else ():
                    low, high = places[first], places[first + length - 1] + 1
                    if (run.spaced or high - low == length) and not _is_cut(text, low, high, run):
                        yield entry, folded.starts[low], folded.ends[high - 1]


def _is_cut(text: str, low: int, high: int, run: Run) -> bool:
    """Whether what is found is only a part of a longer word, or of a letter with its mark."""
    short = high - low < LETTERS_LEAST
    if low > 0 and not run.open_start and _one_word(text[low - 1], text[low], short=short):
        return True
    if high == len(text):
        return False
    return is_mark(text[high]) or (not run.open_end and _one_word(text[high - 1], text[high], short=short))


def _one_word(left: str, right: str, *, short: bool) -> bool:
    """Whether two neighbours stand in the same word, as far as can be told."""
    if (katakana(left) and katakana(right)) or (short and hiragana(left) and hiragana(right)):
        return True
    return left.isalnum() and right.isalnum() and not unspaced(left) and not unspaced(right)
