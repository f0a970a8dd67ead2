"""Things people build, one unit high, standing on the origin and looking right; knows nothing of places."""

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter
from sandbox.runcomfy.art.palettes import Palette, rgb


def bicycle(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A city bicycle with a basket."""
    frame, ink = p.lit(asked or p.accent), p.lit(rgb("262533"))
    rim, spoke = lighter(ink, 0.1), lighter(ink, 0.45)
    back, front, pedal, seat, head = (-0.5, 0.32), (0.5, 0.32), (-0.08, 0.3), (-0.22, 0.74), (0.34, 0.74)
    for hub in (back, front):
        for dx, dy in ((0.3, 0), (0.21, 0.21), (0, 0.3), (-0.21, 0.21)):
            b.line([(hub[0] - dx, hub[1] - dy), (hub[0] + dx, hub[1] + dy)], 0.006, spoke)
        b.ring(*hub, 0.315, 0.034, rim)
        b.ring(*hub, 0.275, 0.012, lighter(frame, 0.4))
        b.disc(*hub, 0.03, ink)
    b.line([back, (-0.47, 0.64), (-0.2, 0.66)], 0.018, darker(frame, 0.3))
    for one, other in ((back, pedal), (back, seat), (pedal, seat), (pedal, head), (seat, head), (front, head)):
        b.line([one, other], 0.042, frame)
    b.line([(-0.21, 0.77), (0.33, 0.765)], 0.008, lighter(frame, 0.35))
    b.line([seat, (-0.25, 0.85)], 0.03, ink)
    b.blob([(-0.38, 0.85), (-0.36, 0.91), (-0.2, 0.89), (-0.1, 0.87), (-0.2, 0.84)], p.lit(rgb("6b3f2a")))
    b.line([head, (0.31, 0.92)], 0.032, frame)
    b.arc([(0.32, 0.91), (0.42, 0.95), (0.27, 1.0), (0.14, 0.97)], 0.03, ink)
    basket = p.lit(rgb("c99a5b"))
    b.shape([(0.42, 0.66), (0.7, 0.66), (0.74, 0.88), (0.4, 0.88)], basket)
    for step in range(3):
        b.line([(0.42, 0.71 + step * 0.06), (0.71, 0.71 + step * 0.06)], 0.01, darker(basket, 0.3))
    for x, tone in ((0.47, rgb("f4c542")), (0.57, rgb("ea7fa6")), (0.67, rgb("f7f1e6"))):
        b.disc(x, 0.92, 0.055, p.lit(tone))
    b.ring(*pedal, 0.075, 0.022, ink)
    b.line([pedal, (-0.0, 0.17)], 0.025, ink)
    b.line([(-0.06, 0.165), (0.07, 0.165)], 0.028, ink)


def lighthouse(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A striped tower with its lamp burning."""
    wall, band, ink = p.lit(rgb("f6efe2")), p.lit(asked or rgb("d2433a")), p.lit(rgb("2c2b3c"))

    def edge(y: float) -> float:
        return 0.125 - y * 0.062

    _cottage(b.at(-0.27, 0.0, 0.24), p)
    b.shape([(-0.125, 0), (0.125, 0), (edge(0.78), 0.78), (-edge(0.78), 0.78)], wall)
    for low in (0.14, 0.4, 0.64):
        high = low + 0.12
        b.shape([(-edge(low), low), (edge(low), low), (edge(high), high), (-edge(high), high)], band)
    b.shape([(0.03, 0), (0.125, 0), (edge(0.78), 0.78), (0.02, 0.78)], darker(wall, 0.6), 0.22)
    for y in (0.33, 0.57):
        b.box(-0.022, y, 0.036, 0.05, p.lamp if p.dark else ink)
    b.blob([(-0.04, 0), (0.035, 0), (0.035, 0.09), (-0.0, 0.12), (-0.04, 0.09)], ink)
    b.box(-0.105, 0.78, 0.21, 0.022, ink)
    for step in range(6):
        b.line([(-0.1 + step * 0.04, 0.8), (-0.1 + step * 0.04, 0.84)], 0.006, ink)
    b.line([(-0.1, 0.84), (0.1, 0.84)], 0.008, ink)
    strength = 0.5 if p.dark else 0.25
    for side in (-1, 1):
        b.shape([(0, 0.865), (5.2 * side, 1.5), (5.2 * side, 0.65)], lighter(p.lamp, 0.3), 0.2 * strength)
        b.shape([(0, 0.865), (5.2 * side, 1.25), (5.2 * side, 0.85)], lighter(p.lamp, 0.5), 0.3 * strength)
    b.glow(0, 0.865, 0.5, p.lamp, 0.9 if p.dark else 0.45)
    b.box(-0.052, 0.8, 0.104, 0.12, lighter(p.lamp, 0.45))
    for x in (-0.052, 0.0, 0.052):
        b.line([(x, 0.8), (x, 0.92)], 0.009, ink)
    b.blob([(-0.075, 0.915), (0.075, 0.915), (0.05, 0.96), (0, 0.99), (-0.05, 0.96)], band)
    b.line([(0, 0.97), (0, 1.03)], 0.012, ink)


def house(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A small house with a lit window and a smoking chimney."""
    for step in range(4):
        b.disc(
            0.25 + step * 0.05 + 0.02 * step * step,
            1.02 + step * 0.1,
            0.04 + step * 0.018,
            lighter(p.haze, 0.4),
            0.5 - step * 0.1,
        )
    _cottage(b, p, asked)


def _cottage(b: Brush, p: Palette, asked: Colour | None = None) -> None:
    wall, roof = p.lit(asked or rgb("f1e3cc")), p.lit(rgb("a8483a") if asked is None else darker(asked, 0.45))
    b.box(0.18, 0.6, 0.11, 0.36, darker(wall, 0.4))
    b.box(0.165, 0.94, 0.14, 0.04, darker(wall, 0.55))
    b.box(-0.42, 0, 0.84, 0.5, wall)
    b.box(0.12, 0, 0.3, 0.5, darker(wall, 0.12))
    b.shape([(-0.52, 0.46), (0.52, 0.46), (0.34, 0.88), (-0.34, 0.88)], roof)
    b.shape([(0.1, 0.46), (0.52, 0.46), (0.34, 0.88), (0.14, 0.88)], darker(roof, 0.14))
    b.line([(-0.52, 0.46), (0.52, 0.46)], 0.03, darker(roof, 0.3))
    glass = p.lamp if p.dark or p.name in ("rain", "golden", "winter") else lighter(p.lamp, 0.2)
    for x in (-0.3, 0.2):
        b.glow(x + 0.07, 0.28, 0.24, p.lamp, 0.55 if p.dark else 0.15)
        b.box(x - 0.015, 0.185, 0.17, 0.2, lighter(wall, 0.5))
        b.box(x, 0.2, 0.14, 0.17, glass)
        b.line([(x + 0.07, 0.2), (x + 0.07, 0.37)], 0.012, lighter(wall, 0.4))
        b.line([(x, 0.285), (x + 0.14, 0.285)], 0.012, lighter(wall, 0.4))
    b.box(-0.07, 0, 0.16, 0.31, p.lit(rgb("4c6a6e")))
    b.disc(0.06, 0.15, 0.014, p.lamp)


def castle(b: Brush, asked: Colour | None, p: Palette) -> None:
    """Towers with pointed roofs and flags."""
    stone, roof = p.lit(rgb("cfc3b4")), p.lit(asked or rgb("a8485a" if p.dark else "4d6394"))
    for x, wide, high in ((-0.34, 0.16, 0.5), (0.34, 0.17, 0.56), (-0.14, 0.17, 0.68), (0.13, 0.2, 0.58)):
        _tower(b.at(x, 0), wide, high, stone, roof, p)
    b.box(-0.44, 0, 0.88, 0.28, stone)
    b.box(0.05, 0, 0.39, 0.28, darker(stone, 0.1))
    for step in range(9):
        b.box(-0.44 + step * 0.1, 0.28, 0.055, 0.05, stone)
    b.blob([(-0.08, 0), (0.08, 0), (0.08, 0.12), (0, 0.19), (-0.08, 0.12)], darker(stone, 0.7))


def _tower(b: Brush, wide: float, high: float, stone: Colour, roof: Colour, p: Palette) -> None:
    half = wide / 2
    b.box(-half, 0, wide, high, stone)
    b.box(half * 0.2, 0, half * 0.8, high, darker(stone, 0.16))
    b.shape([(-half * 1.25, high), (half * 1.25, high), (0, high + wide * 1.55)], roof)
    b.shape([(half * 0.15, high), (half * 1.25, high), (0, high + wide * 1.55)], darker(roof, 0.2))
    top = high + wide * 1.5
    b.line([(0, top), (0, top + 0.08)], 0.007, darker(stone, 0.6))
    b.shape([(0, top + 0.08), (0.075, top + 0.06), (0, top + 0.035)], p.accent)
    for y in (high - 0.12, high - 0.26):
        b.glow(0, y + 0.03, 0.07, p.lamp, 0.7 if p.dark else 0.0)
        b.box(-0.014, y, 0.028, 0.06, p.lamp if p.dark else darker(stone, 0.65))


def boat(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A sailing boat."""
    hull, sail, ink = p.lit(asked or p.accent), p.lit(rgb("fbf4e6")), p.lit(rgb("54392e"))
    b.line([(0.0, 0.14), (0.0, 1.0)], 0.022, ink)
    b.blob([(-0.03, 0.94), (-0.2, 0.6), (-0.44, 0.26), (-0.24, 0.22), (-0.03, 0.24)], darker(sail, 0.1))
    b.shape([(0.03, 0.98), (0.03, 0.24), (0.2, 0.23), (0.46, 0.26), (0.3, 0.56)], sail)
    b.shape([(0.03, 0.5), (0.03, 0.4), (0.375, 0.4), (0.33, 0.5)], hull)
    b.shape([(0.0, 1.0), (0.14, 1.03), (0.0, 1.06)], hull)
    b.blob([(-0.5, 0.19), (0, 0.155), (0.56, 0.2), (0.42, 0.0), (0.3, -0.03), (-0.34, -0.03), (-0.44, 0.04)], hull)
    b.blob([(-0.44, 0.04), (0, 0.02), (0.44, 0.03), (0.3, -0.03), (-0.34, -0.03)], darker(hull, 0.35))
    b.arc([(-0.48, 0.16), (0, 0.128), (0.53, 0.168)], 0.022, sail)


def balloon(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A hot air balloon with stripes."""
    main = p.lit(asked or p.accent)
    stripe = p.lit(rgb("fbe9c8"))
    outline = [
        (0, 1.0),
        (0.24, 0.94),
        (0.36, 0.74),
        (0.28, 0.5),
        (0.1, 0.27),
        (-0.1, 0.27),
        (-0.28, 0.5),
        (-0.36, 0.74),
        (-0.24, 0.94),
    ]
    b.blob(outline, main)
    for share, tone in ((0.74, stripe), (0.47, main), (0.18, stripe)):
        b.blob([(x * share, y - (1 - share) * 0.004) for x, y in outline], tone)
    b.blob(
        [(0.1, 0.985), (0.27, 0.93), (0.36, 0.74), (0.28, 0.5), (0.1, 0.27), (0.19, 0.5), (0.24, 0.74)],
        darker(main, 0.5),
        0.25,
    )
    b.blob([(-0.26, 0.82), (-0.2, 0.91), (-0.12, 0.95), (-0.2, 0.84)], (255, 255, 255), 0.35)
    b.shape([(-0.11, 0.29), (0.11, 0.29), (0.08, 0.25), (-0.08, 0.25)], darker(main, 0.25))
    b.glow(0, 0.24, 0.14, p.lamp, 0.8)
    for x in (-0.075, 0.075):
        b.line([(x, 0.26), (x * 0.85, 0.12)], 0.007, p.ink)
    basket = p.lit(rgb("9a6a3d"))
    b.blob([(-0.085, 0.13), (0.085, 0.13), (0.07, 0.0), (-0.07, 0.0)], basket)
    b.line([(-0.08, 0.125), (0.08, 0.125)], 0.022, darker(basket, 0.3))


def rocket(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A rocket that has just left, with its flame."""
    trim, hull, ink = p.lit(asked or p.accent), p.lit(rgb("f3efe8")), p.lit(rgb("2c2b45"))
    b.glow(0, 0.16, 0.42, p.lamp, 0.8)
    for wide, low, tone in ((0.14, -0.25, rgb("f26b3a")), (0.095, -0.1, rgb("f9b23c")), (0.05, 0.02, rgb("fff3c9"))):
        b.blob(
            [(-wide, 0.24), (wide, 0.24), (wide * 0.5, (low + 0.2) / 2), (0, low), (-wide * 0.5, (low + 0.2) / 2)], tone
        )
    for side in (-1, 1):
        b.blob(
            [(0.12 * side, 0.5), (0.3 * side, 0.26), (0.28 * side, 0.12), (0.12 * side, 0.25)],
            darker(trim, 0.15 if side > 0 else 0),
        )
    b.blob([(0, 1.0), (0.13, 0.78), (0.155, 0.5), (0.11, 0.24), (-0.11, 0.24), (-0.155, 0.5), (-0.13, 0.78)], hull)
    b.blob([(0.02, 0.98), (0.13, 0.78), (0.155, 0.5), (0.11, 0.24), (0.05, 0.24), (0.07, 0.6)], darker(hull, 0.4), 0.35)
    b.blob([(0, 1.01), (0.075, 0.9), (0.115, 0.8), (0, 0.775), (-0.115, 0.8), (-0.075, 0.9)], trim)
    b.disc(0, 0.62, 0.075, trim)
    b.disc(0, 0.62, 0.055, ink)
    b.disc(-0.015, 0.637, 0.02, lighter(ink, 0.7))
    b.box(-0.12, 0.22, 0.24, 0.045, ink)


def car(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A small old car."""
    paint, ink = p.lit(asked or p.accent), p.lit(rgb("25242f"))
    glass = p.lamp if p.dark else lighter(p.haze, 0.3)
    b.blob([(-0.5, 0.5), (-0.38, 0.88), (-0.1, 0.98), (0.26, 0.9), (0.48, 0.52)], paint)
    b.blob([(-0.38, 0.54), (-0.3, 0.8), (-0.08, 0.88), (-0.05, 0.54)], glass)
    b.blob([(0.02, 0.54), (0.02, 0.88), (0.22, 0.82), (0.36, 0.54)], glass)
    b.blob(
        [(-0.96, 0.2), (-0.94, 0.48), (-0.5, 0.56), (0.5, 0.56), (0.92, 0.46), (0.98, 0.2), (0.5, 0.14), (-0.5, 0.14)],
        paint,
    )
    b.blob(
        [(-0.96, 0.2), (-0.9, 0.3), (0, 0.28), (0.92, 0.3), (0.98, 0.2), (0.5, 0.14), (-0.5, 0.14)], darker(paint, 0.25)
    )
    b.line([(-0.9, 0.4), (0.9, 0.4)], 0.015, lighter(paint, 0.5))
    for x in (-0.54, 0.54):
        b.disc(x, 0.19, 0.2, ink)
        b.disc(x, 0.19, 0.1, lighter(p.haze, 0.2))
    b.glow(0.98, 0.38, 0.36, p.lamp, 0.7 if p.dark or p.name == "rain" else 0.25)
    b.oval(0.92, 0.38, 0.05, 0.065, lighter(p.lamp, 0.4))


def train(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A steam engine with a carriage."""
    paint, ink = p.lit(asked or p.accent), p.lit(rgb("2a2833"))
    for step in range(5):
        b.disc(0.55 - step * 0.2, 1.0 + step * 0.07, 0.09 + step * 0.035, lighter(p.haze, 0.5), 0.75 - step * 0.12)
    b.line([(-2.6, 0.02), (1.4, 0.02)], 0.03, ink)
    b.box(-1.75, 0.2, 1.15, 0.55, darker(paint, 0.1))
    b.box(-1.8, 0.73, 1.25, 0.07, ink)
    for step in range(4):
        b.box(-1.66 + step * 0.28, 0.42, 0.18, 0.22, p.lamp)
    b.box(-0.62, 0.22, 0.1, 0.07, ink)
    b.box(-0.5, 0.2, 0.42, 0.7, paint)
    b.box(-0.56, 0.88, 0.54, 0.07, ink)
    b.box(-0.42, 0.55, 0.24, 0.24, p.lamp)
    b.blob([(-0.1, 0.24), (-0.1, 0.66), (0.72, 0.66), (0.8, 0.46), (0.72, 0.24)], darker(paint, 0.3))
    b.shape([(0.46, 0.64), (0.62, 0.64), (0.66, 0.92), (0.42, 0.92)], ink)
    b.disc(0.2, 0.68, 0.09, p.lit(rgb("d9a441")))
    b.shape([(0.7, 0.22), (1.02, 0.05), (0.7, 0.05)], ink)
    b.glow(0.84, 0.56, 0.3, p.lamp, 0.8)
    b.disc(0.8, 0.56, 0.06, lighter(p.lamp, 0.4))
    for x, radius in ((-1.5, 0.11), (-0.85, 0.11), (-0.32, 0.17), (0.12, 0.17), (0.52, 0.12)):
        b.disc(x, radius, radius, ink)
        b.disc(x, radius, radius * 0.55, paint)


def lantern(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A lantern on the ground, burning."""
    brass, ink = p.lit(asked or rgb("5a4632")), p.lit(rgb("2a2530"))
    b.glow(0, 0.42, 1.1, p.lamp, 0.75 if p.dark else 0.45)
    b.ring(0, 0.86, 0.14, 0.03, ink)
    b.shape([(-0.24, 0.7), (0.24, 0.7), (0.1, 0.86), (-0.1, 0.86)], brass)
    b.shape([(-0.19, 0.14), (0.19, 0.14), (0.23, 0.7), (-0.23, 0.7)], lighter(p.lamp, 0.35))
    b.glow(0, 0.36, 0.26, (255, 255, 240), 0.9)
    b.blob([(-0.05, 0.2), (0.05, 0.2), (0.06, 0.32), (0, 0.48), (-0.06, 0.32)], rgb("f58b2a"))
    for x in (-0.21, 0.0, 0.21):
        b.line([(x * 0.9, 0.14), (x * 1.05, 0.7)], 0.02, brass)
    b.box(-0.25, 0.06, 0.5, 0.1, brass)
    b.box(-0.3, 0, 0.6, 0.07, ink)


def umbrella(b: Brush, asked: Colour | None, p: Palette) -> None:
    """An open umbrella that lies on the ground."""
    cloth = p.lit(asked or p.accent)
    b.line([(-0.36, 0.05), (0.1, 0.5)], 0.025, p.lit(rgb("5b4034")))
    rim = [(-0.42, 0.92), (-0.26, 0.6), (0.02, 0.3), (0.3, 0.02), (0.66, 0.0)]
    b.blob([*rim, (0.68, 0.36), (0.5, 0.68), (0.2, 0.88), (-0.1, 0.98)], cloth)
    b.shape([(0.5, 0.68), (-0.26, 0.6), (0.02, 0.3)], lighter(cloth, 0.18))
    b.shape([(0.5, 0.68), (0.3, 0.02), (0.66, 0.0), (0.68, 0.36)], darker(cloth, 0.22))
    b.line([(0.5, 0.68), (0.56, 0.73)], 0.03, p.ink)
