"""An astronaut and a guitar, one unit high, standing on the origin; knows nothing of places."""

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb


def guitar(b: Brush, asked: Colour | None, p: Palette) -> None:
    """An acoustic guitar on end."""
    wood, neck, ink = p.lit(asked or rgb("c9823c")), p.lit(rgb("5a3526")), p.lit(rgb("2c2028"))
    body = [
        (0, 0.0),
        (0.18, 0.04),
        (0.225, 0.17),
        (0.15, 0.28),
        (0.155, 0.4),
        (0.1, 0.47),
        (-0.1, 0.47),
        (-0.155, 0.4),
        (-0.15, 0.28),
        (-0.225, 0.17),
        (-0.18, 0.04),
    ]
    b.blob([(x * 1.08, y * 1.05 - 0.012) for x, y in body], darker(wood, 0.45))
    b.blob(body, wood)
    b.blob(
        [(0.05, 0.01), (0.18, 0.04), (0.225, 0.17), (0.15, 0.28), (0.155, 0.4), (0.1, 0.47), (0.08, 0.28)],
        darker(wood, 0.18),
        0.8,
    )
    b.disc(0, 0.32, 0.08, lighter(wood, 0.35))
    b.disc(0, 0.32, 0.066, ink)
    b.box(-0.09, 0.125, 0.18, 0.032, neck)
    b.box(-0.033, 0.36, 0.066, 0.5, neck)
    b.shape([(-0.036, 0.86), (0.036, 0.86), (0.06, 1.0), (-0.06, 1.0)], ink)
    for step in range(7):
        b.line([(-0.033, 0.46 + step * 0.058), (0.033, 0.46 + step * 0.058)], 0.006, lighter(neck, 0.5))
    for x in (-0.02, -0.007, 0.007, 0.02):
        b.line([(x, 0.14), (x, 0.95)], 0.004, lighter(wood, 0.65))
    for side in (-1, 1):
        for y in (0.89, 0.93, 0.97):
            b.disc(0.068 * side, y, 0.012, p.lit(rgb("d9d4cc")))


def astronaut(b: Brush, asked: Colour | None, p: Palette, *, guitar_in_hand: bool = False) -> None:
    """Somebody in a space suit, who waves or plays the guitar."""
    suit, trim, ink = p.lit(rgb("f3f0ea")), p.lit(asked or p.accent), p.lit(rgb("2a2c45"))
    shade, joint = darker(suit, 0.22), p.lit(rgb("a9adb8"))
    b.blob([(-0.26, 0.36), (-0.27, 0.64), (-0.2, 0.7), (0.2, 0.7), (0.27, 0.64), (0.26, 0.36)], joint)
    for side in (-1, 1):
        tone = suit if side < 0 else shade
        b.limb([(0.1 * side, 0.36), (0.12 * side, 0.2), (0.125 * side, 0.08)], (0.19, 0.16, 0.145), tone)
        b.line([(0.06 * side, 0.19), (0.185 * side, 0.19)], 0.02, joint)
        b.blob(
            [
                (0.125 * side - 0.095, 0.0),
                (0.125 * side + 0.115, 0.0),
                (0.125 * side + 0.085, 0.085),
                (0.125 * side - 0.08, 0.095),
            ],
            joint,
        )
        b.box(0.125 * side - 0.095, -0.008, 0.21, 0.022, ink)
    b.blob([(-0.2, 0.34), (0.2, 0.34), (0.235, 0.5), (0.2, 0.66), (-0.2, 0.66), (-0.235, 0.5)], suit)
    b.blob([(0.06, 0.34), (0.2, 0.34), (0.235, 0.5), (0.2, 0.66), (0.1, 0.66), (0.13, 0.5)], shade, 0.8)
    b.line([(-0.2, 0.38), (0.2, 0.38)], 0.03, joint)
    if guitar_in_hand:
        b.limb([(0.19, 0.6), (0.3, 0.5), (0.36, 0.6)], (0.14, 0.125, 0.1), shade)
        guitar(b.at(-0.27, 0.32, 0.86, turn=-66), None, p)
        b.limb([(-0.2, 0.61), (-0.32, 0.55), (-0.33, 0.46), (-0.12, 0.43)], (0.145, 0.125, 0.115, 0.1), suit)
        b.disc(-0.1, 0.43, 0.056, joint)
        b.disc(0.37, 0.6, 0.056, joint)
    else:
        b.limb([(-0.2, 0.61), (-0.31, 0.48), (-0.3, 0.34)], (0.145, 0.13, 0.11), suit)
        b.limb([(0.2, 0.61), (0.36, 0.62), (0.4, 0.78)], (0.145, 0.125, 0.11), shade)
        b.disc(-0.3, 0.31, 0.062, joint)
        b.disc(0.41, 0.82, 0.066, joint)
        b.box(-0.11, 0.44, 0.22, 0.12, joint)
        for step, tone in enumerate((rgb("e4574a"), rgb("f2c14e"), rgb("5fae8a"))):
            b.disc(-0.06 + step * 0.06, 0.52, 0.018, p.lit(tone))
        b.line([(-0.07, 0.47), (0.07, 0.47)], 0.016, ink)
        b.box(-0.2, 0.56, 0.09, 0.05, trim)
    b.oval(0, 0.67, 0.16, 0.05, trim)
    b.disc(0, 0.82, 0.2, suit)
    b.blob([(0.06, 1.01), (0.16, 0.94), (0.2, 0.82), (0.16, 0.7), (0.06, 0.63), (0.12, 0.72), (0.14, 0.88)], shade, 0.8)
    b.blob(
        [
            (-0.145, 0.82),
            (-0.12, 0.92),
            (0, 0.965),
            (0.12, 0.92),
            (0.145, 0.82),
            (0.12, 0.73),
            (0, 0.69),
            (-0.12, 0.73),
        ],
        ink,
    )
    b.blob([(-0.13, 0.8), (-0.02, 0.76), (0.13, 0.8), (0.11, 0.73), (0, 0.695), (-0.11, 0.73)], mix(ink, p.lamp, 0.55))
    b.blob([(-0.1, 0.87), (-0.07, 0.93), (0.0, 0.945), (-0.06, 0.89)], lighter(ink, 0.8), 0.8)
    for side in (-1, 1):
        b.box(0.195 * side - 0.02, 0.78, 0.04, 0.09, trim)
