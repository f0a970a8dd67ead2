"""What every place needs and gives, and the outlines of land; knows nothing of any one place."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from sandbox.runcomfy.art.brush import Brush, Colour, Point, mix
from sandbox.runcomfy.art.palettes import Palette, rgb


@dataclass(frozen=True)
class Scene:
    """What a place needs to know."""

    b: Brush
    p: Palette
    rng: Random
    focus: float
    """Where the main thing will stand."""
    sun: float
    """Where the sun is, left to right."""
    afloat: bool
    """The main thing swims."""
    snowy: bool
    wet: bool
    view: Callable[[Brush], None] | None = None
    """Paints the world outside: for places with a window."""
    colours: tuple[Colour, ...] = ()
    """Every colour that was asked for: for places that are made of nothing else."""


@dataclass(frozen=True)
class Stage:
    """Where things stand, and what is drawn after them."""

    ground: float
    size: float = 0.44
    water: float | None = None
    """Where things float; None where there is no water."""
    mirror: tuple[float, float, float] | None = None
    """Line, depth and strength of a reflection, drawn after the things."""
    front: Callable[[], None] | None = None


def ridge(s: Scene, base: float, height: float, *, waves: float = 1.6) -> list[Point]:
    """The outline of soft hills, closed along the bottom."""
    first, second, third = (s.rng.uniform(0, math.tau) for _ in range(3))
    outline: list[Point] = []
    for step in range(81):
        x = s.b.aspect * step / 80
        y = math.sin(x * waves * 2.1 + first) * 0.6 + math.sin(x * waves * 4.7 + second) * 0.28
        outline.append((x, base + height * (y + 0.12 * math.sin(x * waves * 11 + third))))
    return [(0, 0), *outline, (s.b.aspect, 0)]


def peaks(s: Scene, base: float, height: float, count: int) -> list[Point]:
    """The outline of a jagged range, without its bottom."""
    outline: list[Point] = []
    step = s.b.aspect / count
    for index in range(count + 2):
        x = (index - 0.5) * step
        top = base + height * s.rng.uniform(0.55, 1.0)
        outline += [(x - step * 0.28, base + (top - base) * s.rng.uniform(0.5, 0.7)), (x, top)]
        outline.append((x + step * 0.24, base + (top - base) * s.rng.uniform(0.55, 0.75)))
        outline.append((x + step * 0.5, base + height * s.rng.uniform(0.12, 0.35)))
    return outline


def height_at(outline: list[Point], x: float) -> float:
    """How high an outline is at x."""
    return min(outline, key=lambda point: abs(point[0] - x))[1]


def snow_or(s: Scene, colour: Colour, share: float = 0.82) -> Colour:
    """The colour of the ground, under snow in winter."""
    return mix(colour, rgb("f3f6f8") if not s.p.dark else rgb("9fb0cf"), share) if s.snowy else colour
