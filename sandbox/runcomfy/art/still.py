"""Crockery, books and flowers for a table, one unit high, standing on the origin; knows nothing of places."""

import math

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter
from sandbox.runcomfy.art.palettes import Palette, rgb


def steam(b: Brush, p: Palette, x: float, y: float) -> None:
    """Steam that rises from something hot."""
    for dx, high in ((-0.13, 0.34), (0.02, 0.46), (0.16, 0.3)):
        b.limb(
            [(x + dx, y), (x + dx + 0.05, y + high * 0.3), (x + dx - 0.04, y + high * 0.65), (x + dx + 0.03, y + high)],
            (0.006, 0.045, 0.035, 0.004),
            lighter(p.haze, 0.6),
            0.55,
        )


def cup(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A steaming cup on its saucer."""
    china, drink = p.lit(asked or rgb("f6efe4")), p.lit(rgb("5a3524"))
    shade = darker(china, 0.2)
    b.oval(0, 0.08, 0.66, 0.1, darker(china, 0.34))
    b.oval(0, 0.105, 0.66, 0.1, china)
    b.oval(0, 0.11, 0.42, 0.055, shade)
    b.arc([(0.36, 0.52), (0.58, 0.54), (0.6, 0.36), (0.46, 0.27), (0.28, 0.26)], 0.075, shade)
    b.blob(
        [(-0.42, 0.6), (-0.4, 0.36), (-0.28, 0.16), (0, 0.11), (0.28, 0.16), (0.4, 0.36), (0.42, 0.6), (0, 0.55)], china
    )
    b.blob([(0.42, 0.6), (0.4, 0.36), (0.28, 0.16), (0.04, 0.11), (0.16, 0.24), (0.24, 0.54)], shade, 0.55)
    b.blob([(-0.34, 0.52), (-0.31, 0.36), (-0.24, 0.25), (-0.26, 0.4), (-0.27, 0.52)], lighter(china, 0.6), 0.6)
    b.oval(0, 0.6, 0.425, 0.085, lighter(china, 0.3))
    b.oval(0, 0.595, 0.37, 0.066, drink)
    b.arc([(-0.3, 0.58), (-0.1, 0.555), (0.16, 0.556)], 0.02, lighter(drink, 0.35))
    steam(b, p, 0, 0.66)


def teapot(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A round teapot."""
    china = p.lit(asked or rgb("5f9a97"))
    shade, pale = darker(china, 0.22), lighter(china, 0.4)
    b.arc([(-0.4, 0.66), (-0.7, 0.68), (-0.74, 0.42), (-0.6, 0.24), (-0.38, 0.24)], 0.08, shade)
    b.limb([(0.34, 0.26), (0.56, 0.36), (0.62, 0.58), (0.8, 0.72)], (0.26, 0.17, 0.11, 0.09), shade)
    b.blob(
        [
            (-0.3, 0.02),
            (0.3, 0.02),
            (0.5, 0.26),
            (0.46, 0.54),
            (0.24, 0.74),
            (-0.24, 0.74),
            (-0.46, 0.54),
            (-0.5, 0.26),
        ],
        china,
    )
    b.blob([(0.3, 0.02), (0.5, 0.26), (0.46, 0.54), (0.24, 0.74), (0.3, 0.5), (0.28, 0.22)], shade, 0.6)
    b.blob([(-0.38, 0.5), (-0.28, 0.64), (-0.2, 0.68), (-0.3, 0.5)], pale, 0.8)
    b.oval(0, 0.74, 0.25, 0.05, shade)
    b.blob([(-0.23, 0.74), (-0.16, 0.85), (0, 0.89), (0.16, 0.85), (0.23, 0.74)], lighter(china, 0.12))
    b.disc(0, 0.94, 0.06, pale)
    b.box(-0.28, 0, 0.56, 0.04, shade)
    for step in range(5):
        x, y = -0.28 + step * 0.14, 0.33 + 0.03 * (step % 2)
        for turn in range(5):
            b.disc(x + 0.03 * math.cos(turn * math.tau / 5), y + 0.03 * math.sin(turn * math.tau / 5), 0.02, pale)
        b.disc(x, y, 0.017, p.lit(rgb("f0c24e")))


def book(b: Brush, asked: Colour | None, p: Palette) -> None:
    """An open book on two closed ones."""
    paper, ink = p.lit(rgb("f8f1e0")), p.lit(rgb("6a6470"))
    for y, wide, tone in ((0.0, 0.72, p.lit(rgb("3f6f7d"))), (0.17, 0.64, p.lit(asked or rgb("b5523f")))):
        b.box(-wide, y, wide * 2, 0.165, tone)
        b.box(-wide + 0.06, y + 0.03, wide * 2, 0.105, darker(paper, 0.12))
        for step in range(3):
            b.line([(-wide + 0.06, y + 0.05 + step * 0.03), (wide, y + 0.05 + step * 0.03)], 0.006, darker(paper, 0.3))
        b.line([(-wide + 0.05, y + 0.015), (wide + 0.06, y + 0.015)], 0.03, tone)
        b.line([(-wide + 0.05, y + 0.15), (wide + 0.06, y + 0.15)], 0.03, tone)
        b.box(-wide, y, 0.1, 0.165, darker(tone, 0.2))
    cover = p.lit(asked or rgb("7a4a6a"))
    b.shape([(-0.86, 0.36), (0, 0.33), (0.86, 0.36), (0.74, 0.84), (0, 0.72), (-0.74, 0.84)], cover)
    for side in (-1, 1):
        page = [(0, 0.37), (0.3 * side, 0.44), (0.8 * side, 0.39), (0.69 * side, 0.84), (0.3 * side, 0.87), (0, 0.76)]
        b.shape([*page[:1], (0.12 * side, 0.42), *page[1:]], darker(paper, 0.12) if side > 0 else paper)
        for step in range(5):
            y = 0.5 + step * 0.066
            far = 0.7 - step * 0.022
            b.arc([(0.09 * side, y - 0.02), (0.35 * side, y + 0.012), (far * side, y - 0.025)], 0.013, ink, 0.5)
    b.line([(0, 0.37), (0, 0.76)], 0.014, darker(paper, 0.35))
    b.shape([(0.2, 0.44), (0.27, 0.44), (0.28, 0.24), (0.24, 0.28), (0.2, 0.24)], p.lit(p.accent))


def vase(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A vase with a bunch of tulips and daisies."""
    glass, green = p.lit(rgb("8fb6c4")), p.lit(rgb("4f8f57"))
    petal = p.lit(asked or p.accent)
    heads = ((-0.34, 0.74, 18), (0.34, 0.72, -18), (-0.17, 0.88, 8), (0.18, 0.9, -8), (0.0, 0.8, 0))
    for x, y, _ in heads:
        b.arc([(x * 0.1, 0.3), (x * 0.5, 0.55), (x, y)], 0.026, green)
    for side in (-1, 1):
        b.blob([(0.02 * side, 0.34), (0.3 * side, 0.48), (0.5 * side, 0.66), (0.22 * side, 0.56)], darker(green, 0.15))
        b.blob([(0.0, 0.36), (0.12 * side, 0.5), (0.16 * side, 0.72), (0.02 * side, 0.5)], green)
    for number, (x, y, turn) in enumerate(heads):
        tone = petal if number % 2 == 0 else lighter(petal, 0.4)
        head = b.at(x, y - 0.04, 0.24, turn=turn)
        head.blob(
            [(-0.3, 0.1), (-0.42, 0.5), (-0.3, 0.9), (0, 0.6), (0.3, 0.9), (0.42, 0.5), (0.3, 0.1), (0, 0)],
            darker(tone, 0.2),
        )
        head.blob([(-0.2, 0.08), (-0.24, 0.5), (0, 0.98), (0.24, 0.5), (0.2, 0.08), (0, 0)], tone)
    b.blob(
        [
            (-0.13, 0.44),
            (-0.16, 0.36),
            (-0.28, 0.2),
            (-0.2, 0.02),
            (0.2, 0.02),
            (0.28, 0.2),
            (0.16, 0.36),
            (0.13, 0.44),
        ],
        glass,
    )
    b.blob([(0.2, 0.02), (0.28, 0.2), (0.16, 0.36), (0.13, 0.44), (0.08, 0.3), (0.14, 0.14)], darker(glass, 0.3), 0.6)
    b.blob([(-0.2, 0.22), (-0.14, 0.1), (-0.1, 0.1), (-0.14, 0.26)], lighter(glass, 0.6), 0.8)
    b.oval(0, 0.44, 0.14, 0.025, lighter(glass, 0.35))
