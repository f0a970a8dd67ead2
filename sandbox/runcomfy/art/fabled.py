"""Animals of tales, one unit high, looking right; knows nothing of places."""

from sandbox.runcomfy.art.animals import BLACK, WHITE, horse
from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter
from sandbox.runcomfy.art.palettes import Palette, rgb


def unicorn(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A galloping horse with a horn."""
    horse(b, asked, p, horned=True)


def dragon(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A dragon in flight, breathing fire."""
    skin = p.lit(asked or rgb("3f8f6a"))
    shade, belly, ink = darker(skin, 0.3), lighter(skin, 0.5), p.lit(BLACK)
    _wing(b.at(0.12, 0.52, 0.86), darker(skin, 0.42), darker(skin, 0.55))
    spine = [
        (-1.02, 0.46),
        (-0.82, 0.28),
        (-0.52, 0.28),
        (-0.22, 0.42),
        (0.1, 0.48),
        (0.36, 0.52),
        (0.5, 0.68),
        (0.52, 0.84),
    ]
    for index in range(14):
        share = index / 13
        place = share * (len(spine) - 2)
        first = int(place)
        (ax, ay), (cx, cy) = spine[first], spine[first + 1]
        x, y = ax + (cx - ax) * (place - first), ay + (cy - ay) * (place - first)
        up = 0.07 + 0.12 * (1 - abs(share - 0.62) * 1.5)
        b.shape([(x - 0.06, y), (x - 0.045, y + up), (x + 0.05, y)], shade)
    b.shape([(-1.0, 0.47), (-1.18, 0.5), (-1.09, 0.6), (-0.98, 0.66), (-0.96, 0.5)], shade)
    for x, y in ((-0.2, 0.34), (0.16, 0.38)):
        b.limb([(x, y), (x - 0.08, y - 0.14), (x - 0.2, y - 0.17)], (0.15, 0.08, 0.05), shade)
        for dx in (-0.24, -0.21, -0.17):
            b.line([(x - 0.19, y - 0.17), (x + dx, y - 0.22)], 0.02, ink)
    b.limb(spine, (0.03, 0.07, 0.12, 0.24, 0.3, 0.25, 0.15, 0.13), skin)
    b.limb(
        [(-0.46, 0.24), (-0.2, 0.33), (0.1, 0.37), (0.38, 0.44), (0.53, 0.6), (0.56, 0.72)],
        (0.02, 0.07, 0.1, 0.1, 0.06, 0.03),
        belly,
    )
    for x, y in ((-0.22, 0.33), (-0.08, 0.36), (0.06, 0.37), (0.2, 0.395), (0.34, 0.43), (0.45, 0.5)):
        b.line([(x - 0.012, y + 0.035), (x + 0.016, y - 0.04)], 0.01, darker(belly, 0.25))
    b.glow(1.12, 0.74, 0.34, rgb("ffb347"), 0.75)
    for wide, reach, tone in ((0.1, 0.44, rgb("f2683a")), (0.065, 0.34, rgb("f9b23c")), (0.03, 0.24, rgb("fff3c9"))):
        b.blob(
            [
                (0.82, 0.77),
                (0.82 + reach * 0.5, 0.76 + wide),
                (0.82 + reach, 0.72 + wide * 0.6),
                (0.82 + reach * 0.8, 0.7),
                (0.82 + reach, 0.68 - wide * 0.7),
                (0.82 + reach * 0.5, 0.74 - wide),
            ],
            tone,
        )
    for dx, dy in ((0.0, 0.0), (0.05, -0.03)):
        b.limb(
            [(0.5 + dx, 0.9 + dy), (0.4 + dx, 0.99 + dy), (0.28 + dx, 1.02 + dy)],
            (0.06, 0.045, 0.008),
            p.lit(rgb("e9dcc0")),
        )
    b.blob([(0.56, 0.76), (0.68, 0.76), (0.8, 0.7), (0.79, 0.675), (0.66, 0.69), (0.54, 0.7)], shade)
    b.blob(
        [
            (0.44, 0.84),
            (0.46, 0.93),
            (0.58, 0.95),
            (0.68, 0.87),
            (0.82, 0.83),
            (0.86, 0.77),
            (0.78, 0.745),
            (0.64, 0.75),
            (0.5, 0.72),
        ],
        skin,
    )
    b.shape([(0.46, 0.86), (0.36, 0.82), (0.47, 0.78)], shade)
    for x in (0.68, 0.74, 0.79):
        b.shape([(x, 0.752), (x + 0.03, 0.75), (x + 0.016, 0.718)], WHITE)
    b.blob([(0.56, 0.88), (0.6, 0.9), (0.64, 0.87), (0.6, 0.86)], p.lamp)
    b.disc(0.605, 0.879, 0.012, ink)
    b.disc(0.82, 0.8, 0.012, ink)
    _wing(b.at(-0.04, 0.52), shade, skin)


def _wing(b: Brush, bone: Colour, skin: Colour) -> None:
    wrist, tips = (-0.24, 0.52), ((-0.92, 0.5), (-0.78, 0.2), (-0.5, 0.02))
    edge = [
        (0.14, 0.02),
        (0.06, 0.3),
        wrist,
        (-0.56, 0.64),
        tips[0],
        (-0.76, 0.38),
        tips[1],
        (-0.58, 0.16),
        tips[2],
        (-0.3, 0.06),
        (-0.12, -0.06),
    ]
    b.shape(edge, skin)
    b.shape([wrist, tips[1], (-0.58, 0.16), tips[2]], bone, 0.3)
    b.shape([wrist, tips[2], (-0.3, 0.06), (-0.12, -0.06)], bone, 0.55)
    b.limb([(0.08, 0.0), (0.04, 0.3), wrist], (0.1, 0.075, 0.055), bone)
    for tip in tips:
        b.limb(
            [wrist, ((wrist[0] + tip[0]) / 2 - 0.02, (wrist[1] + tip[1]) / 2 + 0.05), tip], (0.05, 0.03, 0.012), bone
        )
    b.shape([(wrist[0] + 0.02, wrist[1]), (wrist[0] + 0.04, wrist[1] + 0.12), (wrist[0] - 0.04, wrist[1] + 0.02)], bone)
