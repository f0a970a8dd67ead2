"""The beach and the world under water, and what swims there; knows nothing of other places."""

from sandbox.runcomfy.art import terrain
from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb
from sandbox.runcomfy.art.scene import Scene, Stage, ridge, snow_or

WHITE, BLACK = rgb("f7f1e6"), rgb("23202c")


def beach(s: Scene) -> Stage:
    """Sand along the sea, with the last wave running out on it."""
    terrain.open_sea(s)
    if s.afloat:
        return Stage(ground=0.22, size=0.5, water=0.24, mirror=(0.235, 0.2, 0.3))
    b, p = s.b, s.p
    sand = snow_or(s, p.lit(mix(rgb("e8c990"), p.haze, 0.2)))
    edge = [(x, y) for x, y in ridge(s, 0.205, 0.02, waves=1.1)[1:-1]]
    for rise, tone, alpha in ((0.016, lighter(p.water[1], 0.4), 0.5), (0.008, lighter(p.haze, 0.75), 0.9)):
        b.shape([(0, 0), *[(x, y + rise) for x, y in edge], (b.aspect, 0)], tone, alpha)
    b.shape([(0, 0), *edge, (b.aspect, 0)], mix(sand, p.water[0], 0.28))
    b.shape([(0, 0), *[(x, y * 0.93 - 0.012) for x, y in edge], (b.aspect, 0)], sand)
    b.veil(0, 0.16, darker(sand, 0.3), 0.0, 0.7)
    for _ in range(int(40 * b.aspect)):
        x, y = s.rng.uniform(0, b.aspect), s.rng.uniform(0.01, 0.15)
        b.oval(x, y, 0.004 + (0.16 - y) * 0.05, 0.0016 + (0.16 - y) * 0.012, darker(sand, 0.18), 0.6)
    for x in (s.rng.uniform(0.03, 0.2), s.rng.uniform(0.8, 0.97)):
        _starfish(b.at(x * b.aspect, s.rng.uniform(0.03, 0.08), 0.035, turn=s.rng.uniform(0, 70)), p)
    return Stage(ground=0.1, size=0.48, mirror=(0.1, 0.08, 0.16) if s.wet else None)


def _starfish(b: Brush, p: Palette) -> None:
    tone = p.lit(mix(p.accent, rgb("e8875a"), 0.6))
    for step in range(5):
        b.at(0, 0, turn=step * 72).blob([(-0.3, 0), (-0.12, 0.8), (0, 1), (0.12, 0.8), (0.3, 0)], tone)
    b.disc(0, 0, 0.3, lighter(tone, 0.2))


def reef(s: Scene) -> Stage:
    """Under water: shafts of light, weed and coral on the sand."""
    b, p = s.b, s.p
    deep = mix(p.water[0], rgb("0f5a80"), 0.4 if p.dark else 0.78)
    pale = mix(p.water[1], rgb("7fd6d8"), 0.35 if p.dark else 0.75)
    b.wash(0, 1, (lighter(pale, 0.25), pale, deep, darker(deep, 0.25)))
    for step in range(5):
        x = s.sun + (step - 2) * 0.24
        lean = -0.35 if s.sun > b.aspect / 2 else 0.35
        b.shape([(x, 1.02), (x + 0.09, 1.02), (x + lean + 0.2, 0.1), (x + lean, 0.1)], lighter(p.light, 0.3), 0.1)
    for layer, base in enumerate((0.3, 0.22)):
        tone = mix(darker(deep, 0.15 + layer * 0.12), p.land[2], 0.15)
        b.shape(ridge(s, base, 0.05, waves=2.2), tone)
        for _ in range(int(6 * b.aspect)):
            _weed(
                b.at(s.rng.uniform(0, b.aspect), base - 0.06, s.rng.uniform(0.14, 0.3), flip=s.rng.random() < 0.5),
                lighter(tone, 0.14),
            )
    for _ in range(int(9 * b.aspect)):
        fish = b.at(
            s.rng.uniform(0, b.aspect),
            s.rng.uniform(0.45, 0.9),
            s.rng.uniform(0.025, 0.04),
            flip=s.focus > b.aspect / 2,
        )
        fish.blob([(-0.8, 0), (0, 0.45), (0.8, 0.05), (0, -0.4)], lighter(deep, 0.22))
        fish.shape([(-0.6, 0), (-1.2, 0.4), (-1.2, -0.4)], lighter(deep, 0.22))
    sand = mix(p.lit(rgb("e2cb98")), deep, 0.3)
    b.shape(ridge(s, 0.11, 0.02, waves=2), sand)
    b.veil(0, 0.1, darker(sand, 0.4), 0.0, 0.5)
    corals = [p.lit(mix(rgb(code), deep, 0.12)) for code in ("ee7f6b", "d9629a", "f0b45a", "8f6fc0")]
    for number in range(int(7 * b.aspect) + 1):
        x, y = s.rng.uniform(0, b.aspect), s.rng.uniform(0.0, 0.09)
        _coral(b.at(x, y, s.rng.uniform(0.1, 0.2), flip=s.rng.random() < 0.5), corals[number % 4], s.rng.randrange(3))
    for _ in range(int(18 * b.aspect)):
        x, y, size = s.rng.uniform(0, b.aspect), s.rng.uniform(0.15, 0.95), s.rng.uniform(0.004, 0.012)
        b.disc(x, y, size, lighter(pale, 0.5), 0.35)
        b.disc(x - size * 0.3, y + size * 0.3, size * 0.3, lighter(pale, 0.9), 0.8)
    return Stage(ground=0.06, size=0.4, water=0.36)


def _weed(b: Brush, tone: Colour) -> None:
    for x, lean in ((-0.1, -0.12), (0.04, 0.1), (0.16, 0.26)):
        b.limb([(x, 0), (x + 0.07, 0.3), (x - 0.05, 0.62), (x + lean, 1.0)], (0.09, 0.1, 0.08, 0.015), tone)


def _coral(b: Brush, tone: Colour, kind: int) -> None:
    if kind == 0:
        for turn, high in ((-38, 0.7), (-14, 0.95), (10, 1.0), (34, 0.75)):
            arm = b.at(0, 0, turn=turn)
            arm.limb([(0, 0), (0.03, high * 0.5), (0, high)], (0.14, 0.1, 0.08), tone)
            arm.limb([(0.02, high * 0.45), (0.15, high * 0.62), (0.17, high * 0.8)], (0.08, 0.07, 0.06), tone)
            arm.disc(0, high, 0.05, lighter(tone, 0.3))
    elif kind == 1:
        b.blob([(-0.4, 0), (-0.46, 0.3), (-0.2, 0.56), (0.2, 0.56), (0.46, 0.3), (0.4, 0)], tone)
        for x, y in ((-0.22, 0.3), (0.02, 0.42), (0.24, 0.28), (-0.06, 0.2), (0.14, 0.12), (-0.3, 0.12)):
            b.disc(x, y, 0.06, darker(tone, 0.2))
    else:
        for x, high in ((-0.2, 0.7), (0.0, 1.0), (0.2, 0.8)):
            b.limb([(x * 0.6, 0), (x, high * 0.5), (x * 1.2, high)], (0.15, 0.15, 0.2), tone)
            b.oval(x * 1.2, high + 0.02, 0.09, 0.045, darker(tone, 0.45))


def fish(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A banded fish."""
    skin, band, ink = p.lit(asked or rgb("f2853a")), p.lit(WHITE), p.lit(BLACK)
    shade, fin = darker(skin, 0.22), lighter(skin, 0.25)
    b.blob([(-0.5, 0.52), (-0.74, 0.86), (-0.9, 0.84), (-0.82, 0.52), (-0.9, 0.2), (-0.74, 0.18)], fin)
    for y in (0.74, 0.52, 0.3):
        b.line([(-0.6, 0.52 + (y - 0.52) * 0.3), (-0.82, y)], 0.014, shade)
    b.blob([(-0.3, 0.78), (-0.2, 0.98), (0.1, 1.04), (0.26, 0.9), (0.2, 0.74)], fin)
    b.blob([(-0.1, 0.2), (-0.16, 0.0), (0.04, 0.02), (0.18, 0.2)], shade)
    outline = [
        (-0.6, 0.52),
        (-0.4, 0.72),
        (-0.08, 0.86),
        (0.28, 0.84),
        (0.56, 0.68),
        (0.68, 0.52),
        (0.56, 0.36),
        (0.28, 0.22),
        (-0.08, 0.2),
        (-0.4, 0.34),
    ]
    b.blob(outline, skin)
    for x, half, wide in ((0.24, 0.285, 0.1), (-0.2, 0.25, 0.085)):
        b.limb([(x, 0.53 - half), (x - 0.07, 0.53), (x, 0.53 + half)], (wide + 0.05, wide + 0.08, wide + 0.05), ink)
        b.limb([(x, 0.535 - half), (x - 0.07, 0.53), (x, 0.525 + half)], (wide, wide + 0.03, wide), band)
    b.blob(
        [(-0.56, 0.5), (-0.3, 0.36), (0.1, 0.3), (0.5, 0.36), (0.28, 0.22), (-0.08, 0.2), (-0.4, 0.34)],
        darker(skin, 0.4),
        0.3,
    )
    b.blob([(0.1, 0.54), (-0.08, 0.62), (-0.2, 0.5), (-0.08, 0.4), (0.1, 0.46)], fin)
    for y in (0.55, 0.5, 0.45):
        b.line([(0.04, 0.5), (-0.13, y)], 0.01, shade)
    b.disc(0.48, 0.6, 0.066, band)
    b.disc(0.495, 0.6, 0.04, ink)
    b.disc(0.508, 0.617, 0.014, WHITE)
    b.arc([(0.66, 0.49), (0.6, 0.455), (0.55, 0.47)], 0.016, shade)


def turtle(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A sea turtle, swimming."""
    skin, shell = p.lit(asked or rgb("7fae6b")), p.lit(rgb("8a5f3c"))
    shade, ink = darker(skin, 0.25), p.lit(BLACK)
    b.blob([(0.2, 0.42), (0.36, 0.6), (0.3, 0.92), (0.14, 1.06), (0.14, 0.8), (0.04, 0.54)], shade)
    b.blob([(-0.4, 0.34), (-0.6, 0.42), (-0.82, 0.36), (-0.7, 0.28), (-0.5, 0.24)], shade)
    b.shape([(-0.58, 0.36), (-0.74, 0.3), (-0.56, 0.26)], skin)
    b.limb([(0.4, 0.42), (0.58, 0.47), (0.7, 0.53)], (0.24, 0.18, 0.17), skin)
    b.blob([(0.58, 0.5), (0.64, 0.64), (0.78, 0.67), (0.9, 0.58), (0.9, 0.48), (0.76, 0.43), (0.64, 0.42)], skin)
    for x, y in ((0.66, 0.58), (0.72, 0.52), (0.6, 0.48), (0.5, 0.46), (0.72, 0.62)):
        b.disc(x, y, 0.022, shade)
    b.blob([(-0.64, 0.32), (-0.3, 0.2), (0.2, 0.22), (0.56, 0.36), (0.3, 0.34), (-0.3, 0.32)], lighter(skin, 0.5))
    b.blob(
        [
            (-0.66, 0.33),
            (-0.52, 0.58),
            (-0.2, 0.76),
            (0.14, 0.74),
            (0.42, 0.58),
            (0.56, 0.37),
            (0.2, 0.29),
            (-0.3, 0.28),
        ],
        shell,
    )
    b.blob([(0.56, 0.37), (0.2, 0.29), (-0.3, 0.28), (-0.66, 0.33), (-0.2, 0.37), (0.3, 0.4)], darker(shell, 0.3))
    for points in (
        [(-0.22, 0.68), (-0.04, 0.72), (0.12, 0.68), (0.1, 0.5), (-0.04, 0.44), (-0.22, 0.5)],
        [(0.17, 0.66), (0.34, 0.56), (0.42, 0.44), (0.28, 0.42), (0.15, 0.48)],
        [(-0.28, 0.66), (-0.46, 0.54), (-0.54, 0.41), (-0.38, 0.4), (-0.27, 0.48)],
        [(-0.2, 0.44), (-0.04, 0.39), (0.1, 0.45), (0.12, 0.41), (-0.04, 0.385), (-0.24, 0.4)],
    ):
        b.blob(points, lighter(shell, 0.22))
    b.blob([(0.24, 0.38), (0.3, 0.22), (0.2, 0.0), (0.02, -0.14), (0.06, 0.1), (0.08, 0.3)], skin)
    for x, y in ((0.2, 0.2), (0.14, 0.06), (0.16, 0.3), (0.1, -0.02)):
        b.disc(x, y, 0.026, shade)
    b.blob([(-0.42, 0.32), (-0.54, 0.2), (-0.74, 0.12), (-0.62, 0.26)], skin)
    b.disc(0.8, 0.58, 0.03, ink)
    b.disc(0.808, 0.588, 0.01, WHITE)
    b.arc([(0.905, 0.51), (0.84, 0.485), (0.78, 0.495)], 0.013, shade)
