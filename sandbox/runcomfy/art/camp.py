"""What stands in the wild: a hut of logs, a tent; one unit high on the origin; knows nothing of places."""

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter
from sandbox.runcomfy.art.palettes import Palette, rgb


def hut(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A log cabin with a porch and a smoking chimney."""
    log, roof, stone = p.lit(rgb("8f5f3c")), p.lit(asked or rgb("5f4a44")), p.lit(rgb("9a948e"))
    shade = darker(log, 0.26)
    for step in range(4):
        b.disc(0.36 + step * 0.06, 1.02 + step * 0.09, 0.045 + step * 0.018, lighter(p.haze, 0.4), 0.5 - step * 0.1)
    b.box(0.26, 0.5, 0.16, 0.46, stone)
    for x, y in ((0.29, 0.9), (0.36, 0.85), (0.3, 0.79), (0.37, 0.74), (0.3, 0.68)):
        b.oval(x, y, 0.026, 0.017, darker(stone, 0.22))
    b.box(0.245, 0.94, 0.19, 0.04, darker(stone, 0.3))
    b.box(-0.56, 0, 1.12, 0.09, darker(stone, 0.1))
    b.box(-0.5, 0.08, 1.0, 0.4, shade)
    for row in range(6):
        y = 0.112 + row * 0.067
        b.line([(-0.52, y), (0.52, y)], 0.056, log)
        b.line([(-0.5, y + 0.014), (0.5, y + 0.014)], 0.008, lighter(log, 0.2))
        for x in (-0.53, 0.53):
            b.disc(x, y, 0.032, lighter(log, 0.3))
            b.disc(x, y, 0.016, log)
    b.shape([(-0.56, 0.48), (0.56, 0.48), (0, 0.92)], log)
    for step in range(4):
        half = 0.4 - step * 0.1
        b.line([(-half, 0.53 + step * 0.075), (half, 0.53 + step * 0.075)], 0.01, shade)
    b.line([(-0.7, 0.4), (0, 0.93), (0.7, 0.4)], 0.09, roof)
    b.line([(-0.7, 0.425), (0, 0.957), (0.7, 0.425)], 0.025, lighter(roof, 0.3))
    glass = p.lamp if p.dark or p.name in ("rain", "golden", "winter") else lighter(p.lamp, 0.2)
    for x, y, size in ((-0.3, 0.28, 0.19), (0.3, 0.28, 0.19), (0, 0.62, 0.12)):
        b.glow(x, y, size * 1.5, p.lamp, 0.6 if p.dark else 0.15)
        b.box(x - size * 0.58, y - size * 0.5, size * 1.16, size, lighter(log, 0.5))
        b.box(x - size * 0.46, y - size * 0.4, size * 0.92, size * 0.8, glass)
        b.line([(x, y - size * 0.4), (x, y + size * 0.4)], 0.012, lighter(log, 0.4))
        b.line([(x - size * 0.46, y), (x + size * 0.46, y)], 0.012, lighter(log, 0.4))
    b.box(-0.095, 0.08, 0.19, 0.33, darker(log, 0.5))
    b.box(-0.075, 0.08, 0.15, 0.31, p.lit(rgb("4c6a5a")))
    b.disc(0.045, 0.23, 0.014, p.lamp)
    b.box(-0.16, 0, 0.32, 0.05, stone)
    b.box(-0.13, 0.045, 0.26, 0.045, lighter(stone, 0.15))


def tent(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A tent with a light inside and a fire before it."""
    cloth, ink = p.lit(asked or p.accent), p.lit(rgb("3a2a26"))
    b.glow(0, 0.3, 0.9, p.lamp, 0.5 if p.dark else 0.0)
    b.shape([(0.0, 0.95), (0.14, 0.9), (0.86, 0.08), (0.5, 0)], darker(cloth, 0.35))
    b.shape([(-0.62, 0), (0.0, 0.95), (0.5, 0)], cloth)
    b.shape([(0.0, 0.95), (0.5, 0), (0.2, 0)], darker(cloth, 0.14))
    b.shape([(-0.24, 0), (0.0, 0.66), (0.2, 0)], lighter(p.lamp, 0.1) if p.dark else darker(cloth, 0.6))
    b.blob([(-0.24, 0), (-0.02, 0.64), (-0.16, 0.4), (-0.34, 0.02)], lighter(cloth, 0.35))
    b.line([(0, 0.93), (-0.03, 1.02)], 0.02, ink)
    for x, y in ((-0.84, 0), (0.98, 0.04)):
        b.line([(0 if x < 0 else 0.12, 0.91), (x, y)], 0.008, lighter(cloth, 0.4), 0.8)
    fire = b.at(-0.86, 0.0, 0.5)
    fire.glow(0, 0.3, 0.9, p.lamp, 0.85)
    for wide, high, tone in ((0.22, 0.8, rgb("ee5f34")), (0.15, 0.58, rgb("f9a83c")), (0.08, 0.36, rgb("fff0b8"))):
        fire.blob(
            [
                (-wide, 0.12),
                (-wide * 0.9, high * 0.45),
                (-wide * 0.2, high * 0.7),
                (0.02, high),
                (wide * 0.5, high * 0.6),
                (wide, 0.3),
                (wide * 0.8, 0.1),
            ],
            tone,
        )
    fire.line([(-0.3, 0.02), (0.28, 0.16)], 0.1, p.lit(rgb("6b4632")))
    fire.line([(-0.28, 0.16), (0.3, 0.02)], 0.1, p.lit(rgb("7d543a")))
