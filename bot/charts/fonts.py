"""Which letters can be drawn here, and with which fonts: asked of the font files themselves, not of a list of names.

Beside bot/charts/drawing.py the only module that imports matplotlib. `python -m bot.charts.fonts` says of a list of
texts, JSON on standard input, what no font here can draw.
"""

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

OWN: Final = "DejaVu Sans"
"""Comes with matplotlib; most alphabets, but neither Chinese, Japanese nor Korean."""
FONTS_BESIDE_LIMIT: Final = 4
NO_LETTERS: Final = ("lastresort", "blank", "tofu")
"""Fonts that claim every letter and draw a box for each."""
LIKED: Final = ("regular", "book", "sans", "gothic", "hei", "jp")
DISLIKED: Final = ("serif", "mono", "mincho", "italic", "oblique", "bold", "light", "thin", "black")

_manager: Any = font_manager  # its functions are typed as partly unknown


class Fonts:
    """The plotting library's own font, and those of `files` beside it that turn out to be needed; None is every font of
    this machine, looked for anew, because one may have been installed since."""

    def __init__(self, files: Sequence[str] | None) -> None:
        self._files = files
        self._taken = [FT2Font(_manager.findfont(FontProperties(family=OWN)))]

    @property
    def families(self) -> list[str]:
        """In the order in which a letter is looked for."""
        return [font.family_name for font in self._taken]

    def lacking(self, text: str) -> set[str]:
        """The letters that no font taken so far has."""
        return {char for char in set(text) if not char.isspace() and not any(_has(font, char) for font in self._taken)}

    def own(self, text: str) -> bool:
        """Whether the library's own font has all of it."""
        return all(char.isspace() or _has(self._taken[0], char) for char in text)

    def take(self, text: str) -> None:
        """Take the fonts that have most of what is lacking, as many as it needs."""
        lacking = self.lacking(text)
        if not lacking:
            return
        files = _manager.findSystemFonts() if self._files is None else self._files
        fonts = [(file, font) for file in sorted(files) if (font := _opened(file)) is not None]
        while lacking and fonts and len(self._taken) <= FONTS_BESIDE_LIMIT:
            file, font = max(fonts, key=lambda one: (len(_of(lacking, one[1])), _liking(one[1])))
            found = _of(lacking, font)
            if not found:
                break
            _manager.fontManager.addfont(file)
            self._taken.append(font)
            lacking -= found

    def drawable(self, text: str) -> str:
        """What of a text can be drawn, on one line; a letter that can only be drawn plainly is: A for a bold one."""
        out: list[str] = []
        for char in text:
            if unicodedata.category(char) == "Cf":
                continue  # joiners, directions: nothing to see, and tricks
            plain = next((each for each in (char, unicodedata.normalize("NFKC", char)) if not self.lacking(each)), "")
            out.append(" " if unicodedata.category(char).startswith(("C", "Z")) else plain)
        return " ".join("".join(out).split())


def _has(font: FT2Font, char: str) -> bool:
    return font.get_char_index(ord(char)) != 0


def _of(chars: Iterable[str], font: FT2Font) -> set[str]:
    return {char for char in chars if _has(font, char)}


def _liking(font: FT2Font) -> tuple[int, str]:
    """Of two fonts with the same letters, the plainer one."""
    called = f"{font.family_name} {font.style_name}".lower()
    return sum(word in called for word in LIKED) - 2 * sum(word in called for word in DISLIKED), called


@cache
def _opened(file: str) -> FT2Font | None:
    try:
        font = FT2Font(file)
    except (OSError, RuntimeError, ValueError):
        return None  # broken, or of a kind that cannot be drawn
    called = font.family_name.lower().replace(" ", "")
    return font if font.scalable and not any(word in called for word in NO_LETTERS) else None


def _main() -> None:
    asked = json.load(sys.stdin)
    fonts = Fonts(asked["fonts"])
    for text in asked["what"]:
        fonts.take(text)
    json.dump(["".join(sorted(fonts.lacking(text))) for text in asked["what"]], sys.stdout)


if __name__ == "__main__":
    _main()
