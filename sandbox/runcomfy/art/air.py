"""The sky and what falls from it: sun, moon, stars, clouds, rain, snow, mist; knows nothing of places or things."""

import math
from random import Random

from PIL import Image

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette

AURORA_PX = 160
"""Side of the picture in which the northern lights are worked out: they are soft, and it is enlarged."""


def sky(b: Brush, p: Palette, horizon: float) -> None:
    """The gradient from the zenith to the horizon."""
    b.wash(0, 1, (p.sky[-1],))
    b.wash(horizon, 1, p.sky)


def sun(b: Brush, p: Palette, x: float, y: float, size: float, *, crescent: bool = False) -> None:
    """Sun or moon with its light."""
    b.glow(x, y, size * 7, p.light, 0.5)
    b.glow(x, y, size * 2.6, p.light, 0.6)
    if crescent:
        half = [math.pi / 2 + math.pi * step / 30 for step in range(31)]
        outline = [(math.cos(t), math.sin(t)) for t in half] + [
            (0.5 * math.cos(t), math.sin(t)) for t in reversed(half)
        ]
        tilted = [(0.87 * px - 0.5 * py, 0.5 * px + 0.87 * py) for px, py in outline]
        b.at(x, y, size).shape(tilted, p.light)
        return
    b.disc(x, y, size, p.light)
    if p.name in ("night", "neon"):
        for dx, dy, radius in ((-0.3, 0.3, 0.22), (0.25, -0.1, 0.16), (-0.1, -0.45, 0.13), (0.35, 0.45, 0.1)):
            b.disc(x + dx * size, y + dy * size, radius * size, darker(p.light, 0.1))


def stars(b: Brush, rng: Random, low: float) -> None:
    """Stars, more of them high up, some with a gleam."""
    for _ in range(int(110 * b.aspect)):
        y = low + (1 - low) * math.sqrt(rng.random())
        size, alpha = rng.choice((0.0011, 0.0014, 0.0019, 0.0026)), rng.uniform(0.35, 1)
        b.disc(rng.uniform(0, b.aspect), y, size, mix((150, 170, 230), (255, 252, 240), alpha))
    for _ in range(5):
        x, y = rng.uniform(0, b.aspect), rng.uniform(low + 0.25, 0.97)
        b.glow(x, y, 0.022, (255, 252, 240), 0.8)
        b.line([(x - 0.009, y), (x + 0.009, y)], 0.0013, (255, 252, 240))
        b.line([(x, y - 0.012), (x, y + 0.012)], 0.0013, (255, 252, 240))


def aurora(b: Brush, rng: Random) -> None:
    """Northern lights: curtains, green at their lower edge and violet high up."""
    violet, green = ([0] * AURORA_PX**2 for _ in range(2))
    for base, strength in ((0.66, 0.55), (0.56, 0.85), (0.47, 0.65)):
        folds = [(rng.uniform(1.2, 2.4), rng.uniform(0, math.tau)), (rng.uniform(3, 6), rng.uniform(0, math.tau))]
        rays = [(rng.uniform(14, 22), rng.uniform(0, math.tau)), (rng.uniform(31, 47), rng.uniform(0, math.tau))]
        _curtain(violet, b.aspect, base + 0.07, (folds, rays), strength, 0.3)
        _curtain(green, b.aspect, base, (folds, rays), strength, 0.17)
    for shades, tone in ((violet, (142, 92, 214)), (green, (64, 226, 158))):
        mask = Image.new("L", (AURORA_PX, AURORA_PX))
        mask.putdata(shades)
        b.tint(mask, tone)


Waves = list[tuple[float, float]]


def _curtain(
    shades: list[int], aspect: float, base: float, shape: tuple[Waves, Waves], strength: float, reach: float
) -> None:
    """Add one curtain: how dense it is at each point, 0 to 255, in rows from the top."""
    (slow, quick), (coarse, fine) = shape
    for column in range(AURORA_PX):
        x = aspect * column / AURORA_PX
        edge = base + 0.07 * math.sin(x * slow[0] + slow[1]) + 0.022 * math.sin(x * quick[0] + quick[1])
        ray = 0.62 + 0.25 * math.sin(x * coarse[0] + coarse[1]) + 0.13 * math.sin(x * fine[0] + fine[1])
        fold = 0.55 + 0.45 * math.sin(x * slow[0] * 1.7 + quick[1])
        most, tall = 255 * strength * fold * (0.45 + 0.55 * ray), reach * (0.96 + 0.96 * ray)
        for row in range(
            max(0, int(AURORA_PX * (1 - edge - tall))), min(AURORA_PX, int(AURORA_PX * (1.04 - edge)) + 1)
        ):
            up = 1 - row / AURORA_PX - edge
            share = max(0.0, 1 + up / 0.035) if up < 0 else max(0.0, 1 - up / tall) ** 2
            at = row * AURORA_PX + column
            shades[at] += round(most * share * (1 - shades[at] / 255))


def clouds(b: Brush, p: Palette, rng: Random, low: float, count: int) -> None:
    """Flat-bottomed clouds, lit from above."""
    for _ in range(count):
        size = rng.uniform(0.07, 0.15)
        x, y = rng.uniform(0, b.aspect), rng.uniform(low + 0.14, 0.93)
        tone = mix(p.sky[1], lighter(p.haze, 0.5), 0.45 if p.dark else 0.8)
        _cloud(b.at(x, y, size, flip=rng.random() < 0.5), tone, p)


def _cloud(b: Brush, tone: Colour, p: Palette) -> None:
    shade = mix(tone, p.sky[1], 0.45)
    puffs = ((-0.85, 0.12, 0.3), (-0.35, 0.28, 0.44), (0.2, 0.36, 0.54), (0.75, 0.2, 0.38), (1.15, 0.06, 0.22))
    for colour, up, share in ((shade, 0.0, 1.0), (tone, 0.06, 0.9)):
        for x, y, radius in puffs:
            b.disc(x, y + up, radius * share, colour)
    b.blob([(-1.3, -0.12), (1.5, -0.12), (1.35, 0.06), (-1.15, 0.08)], shade)


def rain(b: Brush, p: Palette, rng: Random, ground: float) -> None:
    """Slanting rain in three depths, with splashes on the ground."""
    tone = lighter(p.haze, 0.55)
    for length, width, alpha, count in ((0.035, 0.0012, 0.35, 150), (0.06, 0.0018, 0.42, 110), (0.1, 0.0026, 0.5, 45)):
        for _ in range(int(count * b.aspect)):
            x, y = rng.uniform(0, b.aspect * 1.1), rng.uniform(0, 1.05)
            b.line([(x, y), (x - length * 0.22, y - length)], width, tone, alpha)
    for _ in range(int(26 * b.aspect)):
        x, y = rng.uniform(0, b.aspect), rng.uniform(0.02, ground)
        wide = 0.006 + (ground - y) * 0.07
        b.oval(x, y, wide, wide * 0.22, tone, 0.28)
        for side in (-1, 1):
            b.line([(x + wide * 0.2 * side, y), (x + wide * 0.6 * side, y + wide * 0.7)], 0.0016, tone, 0.5)


def snow(b: Brush, rng: Random) -> None:
    """Falling snow, near flakes large."""
    for size, count in ((0.0022, 130), (0.0042, 70), (0.0075, 22)):
        for _ in range(int(count * b.aspect)):
            b.disc(rng.uniform(0, b.aspect), rng.random(), size, (250, 251, 255), 0.85)


def fireflies(b: Brush, p: Palette, rng: Random) -> None:
    """Small lights low over the ground."""
    for _ in range(int(16 * b.aspect)):
        x, y = rng.uniform(0, b.aspect), rng.uniform(0.06, 0.5)
        b.glow(x, y, rng.uniform(0.015, 0.035), p.lamp, 0.9)
        b.disc(x, y, 0.003, lighter(p.lamp, 0.6))


def leaves(b: Brush, p: Palette, rng: Random) -> None:
    """Leaves in the wind."""
    for _ in range(int(26 * b.aspect)):
        size = rng.uniform(0.008, 0.02)
        leaf = b.at(rng.uniform(0, b.aspect), rng.uniform(0.05, 0.95), size, flip=rng.random() < 0.5)
        tilt = rng.uniform(-0.6, 0.6)
        leaf.blob([(-1, -tilt), (0, 0.5), (1, tilt), (0, -0.4)], mix(p.accent, p.lamp, rng.uniform(0, 0.7)))


def flock(b: Brush, p: Palette, rng: Random) -> None:
    """A few far birds."""
    cx, cy = rng.uniform(0.25, 0.75) * b.aspect, rng.uniform(0.68, 0.85)
    for _ in range(rng.randint(4, 7)):
        bird = b.at(cx + rng.uniform(-0.16, 0.16), cy + rng.uniform(-0.07, 0.07), rng.uniform(0.016, 0.028))
        bird.arc([(-1, 0.35), (-0.45, 0.42), (0, 0), (0.45, 0.42), (1, 0.3)], 0.13, p.ink, 0.75)
