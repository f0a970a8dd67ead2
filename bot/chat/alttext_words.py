"""What members read about alt texts. Decides nothing."""

from enum import Enum
from typing import Final

from bot.chat.languages import Language, mark


class Became(Enum):
    """What became of the message whose pictures were described."""

    CHANGED = "changed"
    GONE = "gone"  # it cannot be changed any more
    REFUSED = "refused"  # the chat's own filter does not take the words
    TROUBLE = "trouble"  # not just now


SAVED: Final = mark("Saved. I am changing the message …")
BECAME: Final = {
    Became.CHANGED: mark("Saved, and the message has it now."),
    Became.GONE: mark(
        "Saved. I cannot change the message any more, so it stays as it is there; what you wrote is used when the"
        " pictures are posted again."
    ),
    Became.REFUSED: mark("Saved, but this chat does not take these words, so the message stays as it is."),
    Became.TROUBLE: mark(
        "Saved, but Discord is in trouble, so the message stays as it is. Please send the form again in a moment."
    ),
}
NO_PICTURES: Final = mark("I find no finished pictures of mine in this message.")


def field_label(say: Language, number: int) -> str:
    """Over the text of one picture out of several."""
    return say("Picture {number}", number=number)


def further(say: Language, label: str, first: int, last: int) -> str:
    """The name of a button for those pictures of a large set that the first form has no room for."""
    return f"{say(label)} {first}–{last}"
