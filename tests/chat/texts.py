"""Collects the texts of the code for translators and brings the catalogues up to them. Run by `make texts`.

The code is read as Python reads it, so a text is found wherever it stands, also within an f-string.
"""

import ast
import sys
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.chat.languages import FOLDER, NAME, translated

ROOT = Path(__file__).parents[2]
TEMPLATE = FOLDER / "imagine.pot"
ONE = frozenset({"say", "mark", "language"})
TWO = frozenset({"many", "mark_many"})
NAMES = frozenset({"mark_name"})
BEGINNING = datetime(2026, 11, 22, tzinfo=UTC)
COMMENT = "# Texts of imagine-bot. Words in {braces} are filled in by the bot: keep them as they are."
Text = tuple[str, int, str | tuple[str, str], str | None]
"""File, line, one text or the two forms, context."""


def texts() -> list[Text]:
    """Every text of bot/ and cogs/, in the order in which it stands there."""
    sources = sorted(path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py"))
    return [text for path in sources for text in _in_file(path)]


def _in_file(path: Path) -> Generator[Text]:
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
        if name in ONE and words:
            yield where, node.lineno, str(words[0]), None
        elif name in NAMES and words:
            yield where, node.lineno, str(words[0]), NAME
        elif name in TWO and len(words) == 2:
            yield where, node.lineno, (str(words[0]), str(words[1])), None


def template() -> Catalog:
    """The catalogue without translations."""
    catalogue = Catalog(
        project="imagine-bot",
        version="1",
        msgid_bugs_address="",
        creation_date=BEGINNING,
        header_comment=COMMENT,
        fuzzy=False,
    )
    for where, line, text, context in texts():
        catalogue.add(text, locations=[(where, line)], context=context)
    return catalogue


def read(locale: str) -> Any:
    """A catalogue as it is on disk."""
    with (FOLDER / f"{locale}.po").open("rb") as file:
        return read_po(file, locale=locale.replace("-", "_"))


def write(catalogue: Catalog, path: Path) -> None:
    """Without line numbers and dates, which would change with every commit."""
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=False, include_lineno=False, omit_header=False)


def main() -> int:
    """Write the template, and add and drop texts in every catalogue."""
    fresh = template()
    write(fresh, TEMPLATE)
    for locale in sorted(translated()):
        catalogue = read(locale)
        catalogue.update(fresh, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        write(catalogue, FOLDER / f"{locale}.po")
        left = sum(1 for one in catalogue if one.id and not all(one.string if one.pluralizable else [one.string]))
        sys.stdout.write(f"{locale}: {left} texts to translate\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
