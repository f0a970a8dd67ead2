"""The languages that the bot speaks: texts of the code, translated through gettext's catalogues in bot/locales/.

Knows no sentence. English stands in the code itself; what a catalogue lacks is said in English. Translators edit the
.po files with any editor for them; `make texts` brings the files up to the code.
"""

import gettext
import io
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER: Final = Path(__file__).parent.parent / "locales"
"""One `LOCALE.po` for each language, named after Discord's code for it (Reference, Locales)."""
ENGLISH: Final = "en-US"
FALLBACKS: Final = {"es-419": "es-ES"}
"""Who reads the one reads the other."""


class Language:
    """Says a text of the code in one language."""

    def __init__(self, locale: str, catalogue: gettext.NullTranslations, ids: Mapping[str, int]) -> None:
        self.locale = locale
        self._catalogue = catalogue
        self._ids = ids

    def __call__(self, text: str, /, **facts: object) -> str:
        """The text with its facts filled in."""
        return self._catalogue.gettext(text).format(**facts)

    def many(self, one: str, several: str, number: int, /, **facts: object) -> str:
        """The text for this number, which is `{n}` in it."""
        return self._catalogue.ngettext(one, several, number).format(n=number, **facts)

    def name(self, text: str, /) -> str:
        """The name of a command or an option: lower-case and without spaces, says Discord."""
        return self._catalogue.pgettext(NAME, text)

    def day(self, day: date) -> str:
        """A day, short: `21.11.`, `21/11`. In English the month is a word, `Nov 21`: its readers differ about 5/11."""
        if self.locale in translated() or self.locale in FALLBACKS:
            return format_skeleton("Md", day, locale=Locale.parse(FALLBACKS.get(self.locale, self.locale), sep="-"))
        english = self.locale if self.locale.startswith("en-") else ENGLISH
        return format_skeleton("MMMd", day, locale=Locale.parse(english, sep="-"))

    def command(self, name: str) -> str:
        """A command to press, which Discord shows in the reader's language; plain words while its id is unknown.

        A subcommand is named whole, as in `quota show`; the id is that of the command that it belongs to.
        """
        number = self._ids.get(name.partition(" ")[0])
        return f"/{name}" if number is None else f"</{name}:{number}>"


NAME: Final = "command or option"
"""The catalogues' context for names."""


class Languages:
    """All languages of one bot."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._spoken: dict[str, Language] = {}

    def of(self, locale: object) -> Language:
        """The language for one of Discord's locales: that, or the nearest that there is."""
        wanted = str(locale)
        if wanted not in self._spoken:
            nearest = wanted if wanted in translated() else FALLBACKS.get(wanted, ENGLISH)
            self._spoken[wanted] = Language(wanted, _catalogue(nearest), self._ids)
        return self._spoken[wanted]

    def learn_commands(self, commands: Iterable[tuple[str, int]]) -> None:
        """From now on sentences carry commands that can be pressed; names and ids as Discord has registered them."""
        self._ids.update(commands)


def mark(text: str) -> str:
    """A text that is said somewhere else: only tells `make texts` to collect it."""
    return text


def mark_name(text: str) -> str:
    """The name of a command or an option; as `mark`."""
    return text


def mark_many(one: str, several: str) -> tuple[str, str]:
    """The two forms of a text that is said somewhere else; as `mark`."""
    return one, several


@cache
def translated() -> frozenset[str]:
    """The locales that have a catalogue."""
    return frozenset(path.stem for path in FOLDER.glob("*.po"))


@cache
def spoken() -> tuple[str, ...]:
    """The locales of all languages that a member can choose: English, and those that have a catalogue."""
    return (ENGLISH, *sorted(translated()))


@cache
def own_name(locale: str) -> str:
    """What a language is called by those who speak it: `Italiano (Italia)` for it."""
    name = Locale.parse(locale, sep="-").get_display_name()
    return f"{name[:1].upper()}{name[1:]}" if name else locale


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    if locale not in translated():
        return gettext.NullTranslations()
    with (FOLDER / f"{locale}.po").open("rb") as file:
        catalogue: Any = read_po(file, locale=locale.replace("-", "_"))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
