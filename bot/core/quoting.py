"""Takes a member's words out of what somebody else says about them, so that it can be logged and kept. Pure."""

import re
from difflib import SequenceMatcher
from typing import Final

HIDDEN: Final = "[prompt]"
QUOTED_CHARS: Final = 12
"""So many characters in a row that stand in the prompt too are a quotation of it; fewer are words that anybody uses."""
WORD_CHARS: Final = 3
"""A shorter prompt says nothing, and taking it out would spoil every other word."""


def unquoted(text: str, prompt: str) -> str:
    """The text without any part that repeats the prompt, in whatever case; a short prompt goes where it is a word."""
    words = " ".join(prompt.split())
    if len(words) >= QUOTED_CHARS:
        return _without_runs(text, _lowered(words))
    if len(words) < WORD_CHARS:
        return text
    return re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)


def _without_runs(text: str, words: str) -> str:
    found = SequenceMatcher(None, _lowered(text), words, autojunk=False).find_longest_match()
    if found.size < QUOTED_CHARS:
        return text
    before, after = text[: found.a], text[found.a + found.size :]
    return f"{_without_runs(before, words)}{HIDDEN}{_without_runs(after, words)}"


def _lowered(text: str) -> str:
    """Lower-case, character by character: where that would be longer, as it was."""
    return "".join(low if len(low := ch.lower()) == 1 else ch for ch in text)
