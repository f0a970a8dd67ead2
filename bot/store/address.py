"""Reads a database address. Opens nothing."""

from pathlib import Path
from typing import Final

from bot.core.errors import StoreUnusable

SQLITE: Final = "sqlite:///"


def sqlite_path(url: str) -> Path:
    """The file that `sqlite:///relative` or `sqlite:////absolute` names; raises StoreUnusable for anything else."""
    if not url.startswith(SQLITE) or url == SQLITE:
        raise StoreUnusable(f"{url!r} is no address like {SQLITE}data/imagine.db")
    return Path(url.removeprefix(SQLITE))
