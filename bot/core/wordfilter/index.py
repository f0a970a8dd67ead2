"""Entries by their words, so that a prompt asks for its own words and not for each entry. Knows no rules of a filter.

What a look-up costs depends on how many lengths entries have (a hundred at most), never on how many entries there are.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

Way: TypeAlias = tuple[bool, bool]
"""How a piece is found: whether letters may stand before it, and behind it."""


class Node:
    """What may follow the pieces that led here, and the entry that ends here."""

    __slots__ = ("_lengths", "_nodes", "entry")

    def __init__(self) -> None:
        self.entry: int | None = None
        self._nodes: dict[Way, dict[str, Node]] = {}
        self._lengths: dict[Way, set[int]] = {}

    def add(self, pieces: Sequence[str], ways: Sequence[Way], entry: int) -> None:
        """An entry of these pieces, each to be found in its way. Of several that are the same, the first one counts."""
        node = self
        for piece, way in zip(pieces, ways, strict=True):
            node._lengths.setdefault(way, set()).add(len(piece))
            nodes = node._nodes.setdefault(way, {})
            node = nodes.get(piece) or nodes.setdefault(piece, Node())
        node.entry = entry if node.entry is None else node.entry

    def after(self, form: str) -> "Iterator[tuple[int, Node]]":
        """Where a word of this form leads: for each piece that is found in it, its length and what may follow it."""
        for way, nodes in self._nodes.items():
            for piece in _pieces(form, way, self._lengths[way]):
                if (node := nodes.get(piece)) is not None:
                    yield len(piece), node

    def sequences(self, forms: Sequence[Iterable[str]], place: int) -> Iterator[tuple[int, int]]:
        """Entries whose pieces are found in the words from `place` on, with the place up to which they go.

        `forms`: for each word what it may be meant as.
        """
        reached = {self}
        while reached and place < len(forms):
            reached = {node for at in reached for form in forms[place] for _, node in at.after(form)}
            place += 1
            for node in reached:
                if node.entry is not None:
                    yield node.entry, place


def _pieces(form: str, way: Way, lengths: Iterable[int]) -> Iterable[str]:
    match way:
        case (False, False):
            return (form,)
        case (False, True):
            return (form[:length] for length in lengths if length <= len(form))
        case (True, False):
            return (form[-length:] for length in lengths if length <= len(form))
        case _:
            return {form[at : at + length] for length in lengths for at in range(len(form) - length + 1)}
