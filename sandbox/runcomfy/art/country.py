"""Gentle places: hills, a garden, a clearing, the heavens; knows nothing of the things in them.

Each place draws what lies behind the things, and says where they stand and what comes in front of them.
"""

import math

from sandbox.runcomfy.art import plants
from sandbox.runcomfy.art.brush import Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import rgb
from sandbox.runcomfy.art.scene import Scene, Stage, height_at, ridge, snow_or


def hills(s: Scene) -> Stage:
    """Soft hills, a path to the horizon, round trees."""
    b, p = s.b, s.p
    for layer, (base, height) in enumerate(((0.5, 0.06), (0.41, 0.06), (0.31, 0.045))):
        tone = snow_or(s, p.land[layer], 0.5)
        outline = ridge(s, base, height, waves=1.3 + layer * 0.3)
        b.shape(outline, tone)
        b.veil(base - 0.13, base + 0.02, p.haze, 0.0, 0.34 - layer * 0.08)
        for _ in range(6):
            x = s.rng.uniform(0, b.aspect)
            size = 0.05 + layer * 0.028
            plants.bush(b.at(x, height_at(outline[1:-1], x) - 0.006, size * 0.5), darker(tone, 0.16 + layer * 0.05))
    near = snow_or(s, p.land[3])
    b.shape([(0, 0), *[(x, y) for x, y in ridge(s, 0.2, 0.02)[1:-1]], (b.aspect, 0)], near)
    bend = s.focus + (0.16 if s.sun > s.focus else -0.16)
    path = [(bend - 0.16, 0), (bend + 0.1, 0), (bend + 0.03, 0.1), (bend + 0.09, 0.16), (bend + 0.06, 0.212)]
    b.blob(
        [*path, (bend + 0.045, 0.212), (bend + 0.05, 0.16), (bend - 0.04, 0.1)], mix(near, lighter(p.haze, 0.3), 0.55)
    )

    def front() -> None:
        plants.grass(b, s.rng, 0, b.aspect, -0.01, 0.075, darker(near, 0.12))

    return Stage(ground=0.13, front=front)


def garden(s: Scene) -> Stage:
    """A meadow in flower before soft hills."""
    b, p = s.b, s.p
    for layer, (base, height) in enumerate(((0.46, 0.05), (0.38, 0.04))):
        b.shape(ridge(s, base, height), snow_or(s, p.land[layer], 0.5))
        b.veil(base - 0.1, base + 0.02, p.haze, 0.0, 0.3)
    for x in (0.1, 0.9):
        plants.tree(b.at(x * b.aspect, 0.31, s.rng.uniform(0.26, 0.34)), None, p)
    meadow = snow_or(s, p.land[2])
    b.shape(ridge(s, 0.31, 0.014), meadow)
    b.veil(0, 0.31, snow_or(s, p.land[3]), 0.0, 0.85)
    for x in range(int(b.aspect / 0.07) + 2):
        b.line([(x * 0.07, 0.29), (x * 0.07, 0.36)], 0.011, p.lit(rgb("f4ece0")))
    for y in (0.315, 0.342):
        b.line([(0, y), (b.aspect, y)], 0.008, p.lit(rgb("f4ece0")))
    tones = [p.lit(one) for one in (p.accent, rgb("f2c230"), rgb("f7f1e6"), rgb("c46fb0"), rgb("ef8f6a"))]
    _blooms(s, tones, 0.27, 0.1, 90)

    def front() -> None:
        _blooms(s, tones, 0.07, -0.05, 46)

    return Stage(ground=0.12, size=0.42, front=front)


def clearing(s: Scene) -> Stage:
    """A clearing among firs, with the whole sky above it."""
    b, p = s.b, s.p
    for layer, (base, height) in enumerate(((0.4, 0.05), (0.31, 0.03), (0.22, 0.02))):
        tone = snow_or(s, p.land[layer + 1], 0.8)
        outline = ridge(s, base, height)
        firs = mix(darker(p.land[layer + 1], 0.12 + layer * 0.1), p.haze, 0.24 - layer * 0.1)
        for _ in range(int((34 - layer * 9) * b.aspect)):
            x = s.rng.uniform(0, b.aspect)
            size = s.rng.uniform(0.08, 0.15) * (1 + layer * 0.75)
            if layer == 0 or abs(x - s.focus) > 0.14 + layer * 0.16:
                plants.pine(b.at(x, height_at(outline[1:-1], x) - 0.02, size), firs, snow=s.snowy)
        b.shape(outline, tone)
        b.veil(base - 0.12, base + 0.06, p.haze, 0.0, 0.26 - layer * 0.09)
    near = snow_or(s, p.land[3])
    b.shape(ridge(s, 0.15, 0.015, waves=2), near)
    b.oval(s.focus, 0.11, 0.42, 0.04, lighter(near, 0.2), 0.45)

    def front() -> None:
        for x in (0.03, 0.13, b.aspect - 0.02, b.aspect - 0.12):
            if abs(x - s.focus) > 0.3:
                fir = snow_or(s, darker(p.land[3], 0.25), 0.12)
                plants.pine(b.at(x, -0.04, s.rng.uniform(0.5, 0.8)), fir, snow=s.snowy)
        plants.grass(b, s.rng, 0, b.aspect, -0.01, 0.05, darker(near, 0.2))

    return Stage(ground=0.1, size=0.42, front=front)


def _blooms(s: Scene, tones: list[Colour], high: float, low: float, count: int) -> None:
    green, centre = darker(s.p.land[3], 0.1), s.p.lit(rgb("fbe08a"))
    total = int(count * s.b.aspect)
    for index in range(total):
        y = high + (low - high) * index / total
        size = 0.022 + 0.13 * (1 - (y + 0.05) / 0.34) ** 2
        plants.bloom(s.b.at(s.rng.uniform(0, s.b.aspect), y, size), s.rng.choice(tones), green, centre)


def heavens(s: Scene) -> Stage:
    """A planet with its ring, or a sea of clouds by day."""
    b, p = s.b, s.p
    x, y, size = (0.22 if s.focus > b.aspect / 2 else 0.78) * b.aspect, 0.74, 0.13
    if p.dark:
        for _ in range(9):
            b.glow(
                s.rng.uniform(0, b.aspect),
                s.rng.uniform(0.35, 0.9),
                s.rng.uniform(0.2, 0.42),
                mix(p.accent, p.sky[2], s.rng.random()),
                0.16,
            )
        world = mix(p.accent, p.land[0], 0.3)
        b.glow(x, y, size * 2.2, world, 0.5)
        b.disc(x, y, size, world)
        for step, dy in enumerate((-0.5, -0.1, 0.35)):
            b.oval(
                x,
                y + dy * size,
                size * math.sqrt(1 - dy * dy),
                size * 0.12,
                (lighter, darker)[step % 2](world, 0.18),
                0.8,
            )
        b.arc(
            [
                (x - size * 1.7, y + size * 0.5),
                (x - size, y + size * 0.02),
                (x, y - size * 0.25),
                (x + size, y - size * 0.4),
                (x + size * 1.7, y - size * 0.36),
            ],
            0.014,
            lighter(world, 0.5),
        )
        ground = mix(p.land[1], rgb("8a86a8"), 0.35)
        b.blob(
            [(-0.3, -0.2), (-0.1, 0.12), (b.aspect / 2, 0.19), (b.aspect + 0.1, 0.12), (b.aspect + 0.3, -0.2)], ground
        )
        for _ in range(9):
            cx, wide = s.rng.uniform(0, b.aspect), s.rng.uniform(0.03, 0.09)
            b.oval(cx, s.rng.uniform(0.0, 0.1), wide, wide * 0.26, darker(ground, 0.3))
        return Stage(ground=0.13)
    for layer in range(3):
        tone = mix(lighter(p.haze, 0.4), p.sky[1], 0.35 - layer * 0.15)
        for _ in range(int(8 * b.aspect)):
            wide = s.rng.uniform(0.08, 0.16)
            b.disc(s.rng.uniform(0, b.aspect), 0.2 - layer * 0.09, wide, tone)
    return Stage(ground=0.1, size=0.4)
