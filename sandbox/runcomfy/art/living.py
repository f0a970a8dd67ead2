"""Animals, people and a robot, one unit high, standing on the origin and looking right; knows nothing of places."""

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter
from sandbox.runcomfy.art.palettes import Palette, rgb

WHITE, BLACK = rgb("f7f1e6"), rgb("23202c")


def fox(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A sitting fox with its tail around it."""
    fur, white, ink = p.lit(asked or rgb("dd6b2c")), p.lit(WHITE), p.lit(BLACK)
    shade = darker(fur, 0.22)
    b.blob(
        [
            (-0.05, 0.01),
            (-0.36, 0.0),
            (-0.6, 0.12),
            (-0.66, 0.36),
            (-0.52, 0.56),
            (-0.46, 0.36),
            (-0.34, 0.22),
            (-0.1, 0.2),
        ],
        shade,
    )
    b.blob([(-0.65, 0.34), (-0.66, 0.46), (-0.52, 0.57), (-0.49, 0.44), (-0.55, 0.38)], white)
    b.blob(
        [(-0.22, 0), (0.18, 0), (0.23, 0.26), (0.2, 0.5), (0.08, 0.64), (-0.06, 0.58), (-0.22, 0.38), (-0.28, 0.16)],
        fur,
    )
    b.oval(-0.1, 0.16, 0.17, 0.165, shade)
    b.oval(-0.085, 0.15, 0.165, 0.15, fur)
    b.blob([(0.06, 0.6), (0.2, 0.56), (0.25, 0.4), (0.18, 0.24), (0.08, 0.34)], white)
    for x in (0.08, 0.17):
        b.line([(x, 0.34), (x + 0.02, 0.04)], 0.085, fur if x > 0.1 else shade)
        b.line([(x + 0.015, 0.13), (x + 0.03, 0.035)], 0.08, ink)
    b.oval(-0.02, 0.03, 0.13, 0.035, shade)
    b.shape([(-0.03, 0.8), (-0.05, 1.04), (0.1, 0.9)], shade)
    b.shape([(-0.015, 0.84), (-0.03, 0.98), (0.06, 0.89)], ink)
    b.blob(
        [
            (-0.08, 0.7),
            (-0.05, 0.84),
            (0.08, 0.91),
            (0.22, 0.87),
            (0.32, 0.77),
            (0.48, 0.69),
            (0.46, 0.65),
            (0.3, 0.61),
            (0.1, 0.58),
        ],
        fur,
    )
    b.blob([(-0.07, 0.68), (0.1, 0.68), (0.28, 0.7), (0.46, 0.672), (0.45, 0.65), (0.3, 0.61), (0.1, 0.575)], white)
    b.shape([(0.08, 0.89), (0.16, 1.06), (0.23, 0.85)], fur)
    b.shape([(0.12, 0.9), (0.16, 1.0), (0.2, 0.88)], ink)
    b.disc(0.468, 0.682, 0.024, ink)
    b.disc(0.24, 0.765, 0.02, ink)
    b.disc(0.246, 0.772, 0.007, white)


def cat(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A sitting cat that looks at you."""
    fur = p.lit(asked or rgb("3b3a4a"))
    shade, pale = darker(fur, 0.25), lighter(fur, 0.3)
    b.arc([(-0.16, 0.06), (-0.4, 0.05), (-0.5, 0.2), (-0.44, 0.36), (-0.5, 0.46)], 0.085, shade)
    b.blob(
        [(-0.24, 0), (0.24, 0), (0.28, 0.16), (0.2, 0.42), (0.13, 0.6), (-0.13, 0.6), (-0.2, 0.42), (-0.28, 0.16)], fur
    )
    b.blob([(-0.09, 0.5), (0.09, 0.5), (0.11, 0.36), (0, 0.26), (-0.11, 0.36)], pale)
    for side in (-1, 1):
        b.oval(0.2 * side, 0.12, 0.1, 0.13, shade, 0.5)
        b.line([(0.075 * side, 0.36), (0.075 * side, 0.05)], 0.1, fur)
        b.oval(0.08 * side, 0.035, 0.065, 0.04, pale)
    b.line([(0, 0.34), (0, 0.05)], 0.012, shade)
    for side in (-1, 1):
        b.shape([(0.21 * side, 0.78), (0.21 * side, 1.02), (0.04 * side, 0.9)], fur)
        b.shape([(0.185 * side, 0.84), (0.185 * side, 0.97), (0.09 * side, 0.89)], p.lit(rgb("e39a94")))
    b.blob(
        [(-0.24, 0.72), (-0.17, 0.88), (0, 0.92), (0.17, 0.88), (0.24, 0.72), (0.15, 0.58), (0, 0.54), (-0.15, 0.58)],
        fur,
    )
    b.oval(0, 0.635, 0.1, 0.06, pale)
    for side in (-1, 1):
        b.oval(0.095 * side, 0.745, 0.044, 0.05, p.lamp)
        b.oval(0.095 * side, 0.745, 0.016, 0.045, BLACK)
        b.disc(0.085 * side + 0.012, 0.765, 0.009, WHITE)
        for droop in (0.0, 0.03):
            b.line([(0.09 * side, 0.645 - droop), (0.3 * side, 0.675 - 2.2 * droop)], 0.006, pale, 0.8)
    b.shape([(-0.025, 0.685), (0.025, 0.685), (0, 0.66)], p.lit(rgb("e08a86")))


def dog(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A standing dog with its tail up."""
    fur, ink = p.lit(asked or rgb("b98350")), p.lit(BLACK)
    shade, pale = darker(fur, 0.25), lighter(fur, 0.45)
    b.arc([(-0.5, 0.55), (-0.66, 0.72), (-0.6, 0.9)], 0.07, shade)
    for x, tone in ((-0.4, shade), (0.2, shade), (-0.3, fur), (0.3, fur)):
        b.line([(x, 0.4), (x + 0.01, 0.05)], 0.105, tone)
        b.oval(x + 0.04, 0.035, 0.075, 0.04, pale if tone == fur else tone)
    b.blob(
        [
            (-0.54, 0.5),
            (-0.44, 0.66),
            (0, 0.64),
            (0.3, 0.7),
            (0.4, 0.6),
            (0.38, 0.4),
            (0.2, 0.3),
            (-0.2, 0.34),
            (-0.46, 0.32),
        ],
        fur,
    )
    b.blob(
        [
            (0.2, 0.6),
            (0.22, 0.84),
            (0.36, 0.94),
            (0.52, 0.9),
            (0.6, 0.8),
            (0.74, 0.76),
            (0.73, 0.68),
            (0.56, 0.65),
            (0.44, 0.56),
        ],
        fur,
    )
    b.blob([(0.5, 0.7), (0.6, 0.76), (0.735, 0.74), (0.72, 0.68), (0.56, 0.65)], pale)
    b.line([(0.22, 0.66), (0.44, 0.56)], 0.05, p.lit(p.accent))
    b.blob([(0.28, 0.9), (0.2, 0.86), (0.16, 0.66), (0.24, 0.6), (0.33, 0.76)], shade)
    b.oval(0.735, 0.745, 0.03, 0.026, ink)
    b.disc(0.53, 0.82, 0.021, ink)


def bird(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A bird in flight with both wings raised."""
    body = p.lit(asked or p.accent)
    shade, pale = darker(body, 0.25), lighter(body, 0.5)
    b.blob([(-0.02, 0.5), (-0.2, 0.76), (-0.16, 1.0), (0.06, 0.86), (0.2, 0.56)], shade)
    b.shape([(-0.36, 0.44), (-0.72, 0.5), (-0.74, 0.42), (-0.64, 0.4), (-0.7, 0.32), (-0.34, 0.36)], shade)
    b.blob(
        [(-0.42, 0.42), (-0.1, 0.56), (0.22, 0.6), (0.4, 0.56), (0.44, 0.44), (0.3, 0.32), (0, 0.26), (-0.24, 0.32)],
        body,
    )
    b.blob([(0.42, 0.42), (0.3, 0.33), (0, 0.27), (-0.1, 0.3), (0.14, 0.4)], pale)
    b.blob([(0.12, 0.5), (-0.1, 0.66), (-0.42, 0.98), (-0.52, 0.94), (-0.46, 0.72), (-0.22, 0.46)], lighter(body, 0.15))
    b.arc([(0.06, 0.52), (-0.14, 0.66), (-0.4, 0.86)], 0.018, shade)
    b.shape([(0.42, 0.53), (0.56, 0.47), (0.42, 0.44)], p.lit(rgb("f2b035")))
    b.disc(0.33, 0.51, 0.022, BLACK)


def person(b: Brush, asked: Colour | None, p: Palette, *, umbrella: bool = False) -> None:
    """Somebody walking in a coat and a scarf."""
    coat, skin, hair = p.lit(asked or p.accent), p.lit(rgb("e9b48e")), p.lit(rgb("4a2d25"))
    shade, ink = darker(coat, 0.25), p.lit(rgb("2d2a3a"))
    b.line([(-0.02, 0.34), (-0.12, 0.16), (-0.2, 0.05)], 0.055, darker(skin, 0.2))
    b.line([(-0.2, 0.055), (-0.15, 0.02)], 0.055, ink)
    b.line([(0.03, 0.34), (0.1, 0.18), (0.11, 0.04)], 0.058, skin)
    b.line([(0.11, 0.12), (0.11, 0.03), (0.16, 0.026)], 0.056, ink)
    b.line([(-0.05, 0.68), (-0.15, 0.54), (-0.13, 0.42)], 0.062, shade)
    b.blob([(-0.09, 0.74), (0.07, 0.75), (0.1, 0.56), (0.2, 0.28), (0.02, 0.24), (-0.17, 0.28), (-0.11, 0.54)], coat)
    b.blob([(-0.09, 0.72), (-0.03, 0.6), (-0.04, 0.4), (-0.06, 0.26), (-0.17, 0.28), (-0.11, 0.54)], shade)
    b.blob([(-0.1, 0.98), (-0.15, 0.86), (-0.16, 0.68), (-0.06, 0.64), (0.02, 0.76), (0.04, 0.92)], hair)
    b.oval(0.02, 0.87, 0.085, 0.1, skin)
    b.shape([(0.09, 0.88), (0.125, 0.85), (0.09, 0.835)], skin)
    b.blob([(0.1, 0.92), (0.06, 1.0), (-0.06, 1.0), (-0.13, 0.9), (-0.08, 0.84), (-0.02, 0.9)], hair)
    b.disc(0.07, 0.88, 0.011, ink)
    scarf = lighter(p.lamp, 0.15) if asked else p.lit(p.lamp)
    b.line([(-0.08, 0.755), (0.07, 0.765)], 0.06, scarf)
    b.arc([(-0.07, 0.75), (-0.2, 0.73), (-0.3, 0.66)], 0.045, scarf)
    if umbrella:
        _umbrella_in_hand(b.at(0.14, 0.6), p, coat, ink)
    b.line([(0.03, 0.68), (0.1, 0.54), (0.15 if umbrella else 0.13, 0.6 if umbrella else 0.42)], 0.06, shade)
    b.disc(0.15 if umbrella else 0.13, 0.6 if umbrella else 0.41, 0.032, skin)


def _umbrella_in_hand(b: Brush, p: Palette, coat: Colour, ink: Colour) -> None:
    top = p.lit(rgb("f2c14e")) if coat[0] > coat[2] else p.lit(rgb("e4572e"))
    b.line([(0, -0.1), (0, 0.68)], 0.016, ink)
    edge = [(-0.46, 0.4), (-0.3, 0.45), (-0.15, 0.4), (0, 0.45), (0.15, 0.4), (0.3, 0.45), (0.46, 0.4)]
    b.shape([(-0.46, 0.4), (-0.38, 0.55), (-0.22, 0.66), (0, 0.7), (0.22, 0.66), (0.38, 0.55), *reversed(edge)], top)
    b.shape([(0, 0.7), (0.22, 0.66), (0.38, 0.55), (0.46, 0.4), (0.3, 0.45), (0.15, 0.4)], darker(top, 0.18))
    b.shape([(0, 0.7), (-0.15, 0.4), (-0.3, 0.45)], lighter(top, 0.2))


def robot(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A friendly robot that waves."""
    tin, ink = p.lit(asked or rgb("8fb3c4")), p.lit(rgb("26304a"))
    shade, pale = darker(tin, 0.28), lighter(tin, 0.35)
    for x in (-0.11, 0.11):
        b.line([(x, 0.3), (x, 0.06)], 0.09, shade)
        b.blob([(x - 0.09, 0.0), (x + 0.11, 0.0), (x + 0.09, 0.09), (x - 0.05, 0.1)], ink)
    b.line([(-0.25, 0.5), (-0.38, 0.4), (-0.36, 0.26)], 0.075, shade)
    b.line([(0.25, 0.5), (0.4, 0.56), (0.44, 0.74)], 0.075, shade)
    b.disc(-0.36, 0.24, 0.06, tin)
    b.disc(0.44, 0.76, 0.065, tin)
    b.blob([(-0.24, 0.24), (0.24, 0.24), (0.28, 0.42), (0.24, 0.58), (-0.24, 0.58), (-0.28, 0.42)], tin)
    b.blob([(-0.24, 0.24), (-0.1, 0.25), (-0.12, 0.42), (-0.1, 0.57), (-0.24, 0.58), (-0.28, 0.42)], shade, 0.5)
    b.box(-0.1, 0.36, 0.24, 0.13, ink)
    for step, tone in enumerate((p.lamp, p.lit(rgb("6fd3a5")), p.lit(rgb("f0654e")))):
        b.disc(-0.055 + step * 0.075, 0.425, 0.024, tone)
    b.line([(0, 0.58), (0, 0.64)], 0.1, shade)
    b.line([(0, 0.9), (0, 1.0)], 0.02, shade)
    b.glow(0, 1.02, 0.13, p.lamp, 0.9)
    b.disc(0, 1.02, 0.035, p.lamp)
    b.blob(
        [(-0.27, 0.66), (0, 0.62), (0.27, 0.66), (0.31, 0.78), (0.24, 0.91), (0, 0.94), (-0.24, 0.91), (-0.31, 0.78)],
        tin,
    )
    b.blob([(-0.2, 0.9), (0, 0.93), (0.2, 0.9), (0.1, 0.87), (-0.1, 0.87)], pale)
    b.blob([(-0.21, 0.71), (0.21, 0.71), (0.24, 0.78), (0.2, 0.85), (-0.2, 0.85), (-0.24, 0.78)], ink)
    for x in (-0.09, 0.1):
        b.glow(x, 0.785, 0.11, p.lamp, 0.8)
        b.oval(x, 0.785, 0.034, 0.042, lighter(p.lamp, 0.4))


def whale(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A whale at the surface, with its tail up and a spout."""
    skin = p.lit(asked or rgb("3d6285"))
    pale = lighter(skin, 0.5)
    b.blob(
        [
            (-1.02, 0.1),
            (-0.9, 0.34),
            (-1.12, 0.66),
            (-0.92, 0.62),
            (-0.84, 0.5),
            (-0.72, 0.66),
            (-0.5, 0.68),
            (-0.74, 0.4),
            (-0.62, 0.1),
        ],
        darker(skin, 0.2),
    )
    b.blob([(-0.9, -0.12), (-0.6, 0.22), (-0.2, 0.44), (0.3, 0.5), (0.72, 0.38), (0.9, 0.12), (0.86, -0.12)], skin)
    b.blob([(0.1, -0.12), (0.3, 0.08), (0.62, 0.16), (0.89, 0.12), (0.86, -0.12)], pale)
    for step in range(4):
        b.arc(
            [(0.28 + step * 0.13, -0.1), (0.36 + step * 0.13, 0.02), (0.5 + step * 0.12, 0.08)],
            0.014,
            darker(pale, 0.25),
        )
    b.disc(0.52, 0.23, 0.03, BLACK)
    b.disc(0.53, 0.24, 0.01, WHITE)
    for side in (-1, 1):
        b.arc(
            [(0.2, 0.52), (0.2 + 0.04 * side, 0.76), (0.2 + 0.2 * side, 0.86), (0.2 + 0.32 * side, 0.72)],
            0.04,
            lighter(p.haze, 0.5),
            0.8,
        )
