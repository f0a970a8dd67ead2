"""What a chart shows, as plain numbers and words, and who can draw it. Draws nothing; knows no picture format."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called. What people chose has a `spare`, said where no font has its letters; our words none."""

    text: str
    spare: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, longest first: what each is called, and how long it is."""

    title: str
    names: tuple[Name, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """One number or several for each day, which stand on each other; None is a day without one. `series` are named."""

    title: str
    unit: str
    series: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole chart: `days` as they are written; the panels stand in rows of two, days first. `nothing` is said where
    the days of a panel have no number."""

    title: Name
    subtitle: str
    nothing: str
    days: tuple[str, ...]
    panels: tuple[Days, ...]
    bars: tuple[Bars, ...]


class Drawer(Protocol):
    """Who makes a picture of a sheet."""

    async def draw(self, *sheets: Sheet) -> bytes:
        """As a PNG: the first of these, which say the same, whose words a font here can draw; else the last.

        Raises NotDrawn.
        """
        ...
