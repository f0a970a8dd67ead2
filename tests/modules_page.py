"""Writes docs/modules.md: every module of the bot in its own first sentence. Run by `make docs-modules`."""

import ast
import sys
from itertools import groupby
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs/modules.md"
_HEAD: Final = """# Modules

Every module in its own first sentence: what it owns, and what it must not know. Made from the code by
`make docs-modules`; a test fails when it is not. [architecture.md](architecture.md) says where to look for what."""


def page() -> str:
    """The whole document."""
    modules = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("cogs/**/*.py")], key=lambda path: (path.parent, path.name))
    rooms = groupby(modules, key=lambda path: path.parent)
    return "\n\n".join([_HEAD, *(_room(folder, list(paths)) for folder, paths in rooms)]) + "\n"


def _room(folder: Path, modules: list[Path]) -> str:
    said = {path.stem: _first_sentences(path) for path in modules}
    rows = [f"| [`{name}`]({_link(folder, name)}) | {text} |" for name, text in said.items() if name != "__init__"]
    return "\n".join([f"## {_named(folder)}", "", said["__init__"], "", "| module | |", "|---|---|", *rows])


def _named(folder: Path) -> str:
    return f"`{folder.relative_to(ROOT).as_posix()}/`"


def _link(folder: Path, name: str) -> str:
    return f"../{folder.relative_to(ROOT).as_posix()}/{name}.py"


def _first_sentences(path: Path) -> str:
    """The first paragraph of a module's docstring, in one line."""
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(said.split("\n\n")[0].split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
