"""Trees and flowers, one unit high, rooted on the origin; knows nothing of places."""

import math
from random import Random

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb

TURN = 2 * math.pi


def tree(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A round tree, lit from above."""
    leaves = p.lit(asked or (p.accent if p.name in ("autumn", "pastel") else mix(rgb("4f8f55"), p.land[2], 0.35)))
    bark = p.lit(rgb("5b4034"))
    b.shape([(-0.05, 0), (0.06, 0), (0.035, 0.4), (-0.03, 0.4)], bark)
    b.line([(0, 0.26), (0.14, 0.44)], 0.035, bark)
    b.line([(0, 0.3), (-0.13, 0.46)], 0.03, bark)
    crowns = (
        (-0.2, 0.5, 0.19),
        (0.21, 0.5, 0.18),
        (0.0, 0.55, 0.24),
        (-0.13, 0.7, 0.19),
        (0.14, 0.72, 0.19),
        (0.01, 0.84, 0.16),
    )
    for tone, up, share in (
        (darker(leaves, 0.28), -0.03, 1.0),
        (leaves, 0.01, 0.93),
        (lighter(leaves, 0.16), 0.055, 0.6),
    ):
        for x, y, radius in crowns:
            b.disc(x - up * 0.6, y + up, radius * share, tone)


def pine(b: Brush, tone: Colour, *, snow: bool = False) -> None:
    """A fir, simple enough for a whole forest."""
    b.box(-0.03, 0, 0.06, 0.16, darker(tone, 0.4))
    for step in range(3):
        low, wide, high = 0.1 + step * 0.25, 0.27 - step * 0.065, 0.52 + step * 0.24
        b.shape([(-wide, low), (0, low - 0.03), (wide, low), (0, high)], tone)
        b.shape([(0, low - 0.03), (wide, low), (0, high)], darker(tone, 0.15))
        if snow:
            b.shape(
                [(-wide * 0.5, (low + high) / 2 - 0.02), (0, high), (wide * 0.42, (low + high) / 2)],
                rgb("f4f7f8"),
                0.85,
            )


def bush(b: Brush, tone: Colour) -> None:
    """A low round bush."""
    for x, y, radius in ((-0.5, 0.24, 0.34), (0.5, 0.22, 0.32), (0, 0.42, 0.46)):
        b.disc(x, y, radius, tone)
    b.disc(-0.1, 0.55, 0.25, lighter(tone, 0.12))


def flower(b: Brush, asked: Colour | None, p: Palette, petals: int = 9) -> None:
    """One tall flower with two leaves."""
    petal, green = p.lit(asked or p.accent), p.lit(rgb("3f8a55"))
    b.arc([(0.02, 0), (-0.03, 0.3), (0.0, 0.72)], 0.03, green)
    b.blob([(-0.01, 0.12), (-0.16, 0.2), (-0.3, 0.4), (-0.14, 0.36), (-0.02, 0.22)], green)
    b.blob([(-0.02, 0.2), (0.14, 0.3), (0.26, 0.52), (0.1, 0.46), (-0.02, 0.32)], darker(green, 0.18))
    for ring, (tone, reach, wide) in enumerate(((darker(petal, 0.2), 0.25, 0.075), (petal, 0.2, 0.065))):
        for step in range(petals):
            angle = TURN * (step + ring / 2) / petals
            _petal(b.at(0, 0.76), angle, reach, wide, tone)
    b.disc(0, 0.76, 0.075, p.lit(rgb("f4c542")))
    b.disc(0.01, 0.75, 0.045, p.lit(rgb("b9772b")))


def _petal(b: Brush, angle: float, reach: float, wide: float, tone: Colour) -> None:
    across, along = (-math.sin(angle), math.cos(angle)), (math.cos(angle), math.sin(angle))
    points = [(0.02, 0.3), (0.6, 1.0), (1.0, 0.0), (0.6, -1.0), (0.02, -0.3)]
    b.blob(
        [(along[0] * reach * t + across[0] * wide * s, along[1] * reach * t + across[1] * wide * s) for t, s in points],
        tone,
    )


def bloom(b: Brush, tone: Colour, green: Colour, centre: Colour) -> None:
    """A small flower of a meadow."""
    b.arc([(0, 0), (0.05, 0.4), (0, 0.8)], 0.05, green)
    for step in range(5):
        angle = TURN * step / 5 + 0.3
        b.disc(math.cos(angle) * 0.15, 0.85 + math.sin(angle) * 0.13, 0.12, tone)
    b.disc(0, 0.85, 0.085, centre)


def mushroom(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A toadstool with a small brother."""
    cap, stem = p.lit(asked or rgb("d2392f")), p.lit(rgb("f3e7d3"))
    for frame in (b.at(0.42, 0, 0.5), b):
        frame.blob([(-0.13, 0), (0.13, 0), (0.09, 0.3), (0.1, 0.58), (-0.1, 0.58), (-0.09, 0.3)], stem)
        frame.blob([(0.02, 0), (0.13, 0), (0.09, 0.3), (0.1, 0.58), (0.02, 0.58)], darker(stem, 0.14))
        frame.oval(0, 0.54, 0.33, 0.07, darker(stem, 0.28))
        frame.blob(
            [
                (-0.44, 0.56),
                (-0.36, 0.8),
                (-0.14, 0.97),
                (0.14, 0.97),
                (0.36, 0.8),
                (0.44, 0.56),
                (0.2, 0.52),
                (-0.2, 0.52),
            ],
            cap,
        )
        frame.blob([(0.14, 0.95), (0.36, 0.8), (0.44, 0.56), (0.2, 0.52), (0.26, 0.7)], darker(cap, 0.2))
        for x, y, radius in (
            (-0.2, 0.78, 0.065),
            (0.06, 0.86, 0.05),
            (0.02, 0.66, 0.07),
            (0.28, 0.68, 0.05),
            (-0.31, 0.62, 0.04),
        ):
            frame.oval(x, y, radius, radius * 0.8, stem)


def cactus(b: Brush, tone: Colour) -> None:
    """A saguaro with two arms."""
    shade = darker(tone, 0.2)
    b.line([(-0.02, 0.42), (-0.22, 0.44), (-0.22, 0.66)], 0.1, shade)
    b.line([(0.02, 0.32), (0.24, 0.34), (0.24, 0.58)], 0.1, shade)
    b.line([(0, 0), (0, 0.92)], 0.15, tone)
    b.line([(0.035, 0.0), (0.035, 0.9)], 0.03, shade)


def grass(b: Brush, rng: Random, left: float, right: float, low: float, size: float, tone: Colour) -> None:
    """Blades along a line."""
    blades = int((right - left) / (size * 0.22))
    for _ in range(blades):
        x, lean, high = rng.uniform(left, right), rng.uniform(-0.35, 0.35) * size, size * rng.uniform(0.5, 1.0)
        wide = size * 0.06
        b.shape([(x - wide, low), (x + wide, low), (x + lean, low + high)], mix(tone, darker(tone, 0.4), rng.random()))
