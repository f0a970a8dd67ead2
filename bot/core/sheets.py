"""What a chart shows, as plain numbers and words, and who can draw it. Draws nothing; knows no picture format."""

import json
from dataclasses import asdict, dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars, longest first: what each is called, and how long it is."""

    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    nothing: str


@dataclass(frozen=True, slots=True)
class Days:
    """One number or several for each day; None is a day without one. `series` are named; `stacked` bars, else lines."""

    title: str
    unit: str
    series: tuple[tuple[str, tuple[float | None, ...]], ...]
    stacked: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole chart: `days` are ISO dates; the panels stand in rows of two, days first."""

    title: str
    subtitle: str
    days: tuple[str, ...]
    panels: tuple[Days, ...]
    bars: tuple[Bars, ...]

    def to_json(self) -> str:
        """For the child."""
        return json.dumps(asdict(self))


class Drawer(Protocol):
    """Who makes a picture of a sheet."""

    async def draw(self, sheet: Sheet) -> bytes:
        """The sheet as a PNG. Raises NotDrawn."""
        ...
