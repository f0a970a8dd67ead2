"""Built places: a skyline at the river and a street of houses; knows nothing of the things in them."""

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb
from sandbox.runcomfy.art.scene import Scene, Stage, snow_or

FACADES = ("d9a066", "c96f53", "e7d3ae", "8fa9a0", "b98b8f", "7f93b2", "e2b9a0")


def city(s: Scene) -> Stage:
    """A skyline in three depths, mirrored in the river before it."""
    b, p = s.b, s.p
    line = 0.3
    b.glow(b.aspect / 2, line, 0.9, p.sky[-1], 0.55)
    for layer in range(3):
        tone = mix(p.land[layer], p.haze, 0.32 - layer * 0.14)
        x = -0.05
        while x < b.aspect:
            wide = s.rng.uniform(0.05, 0.1) + layer * 0.012
            high = s.rng.uniform(0.12, 0.46 - layer * 0.08)
            _high_rise(b.at(x, line), s, wide, high, tone, layer)
            x += wide + s.rng.uniform(0.0, 0.02)
        b.veil(line, line + 0.3, p.haze, 0.0, 0.32 - layer * 0.12)
    b.wash(0, line, (mix(p.water[1], p.haze, 0.2), p.water[0]))
    b.reflect(line, 0.3, 0.55)
    for _ in range(16):
        x, y = s.rng.uniform(0, b.aspect), s.rng.uniform(0.17, line - 0.01)
        b.line([(x, y), (x + s.rng.uniform(0.04, 0.16), y)], 0.002, lighter(p.water[1], 0.3), 0.5)
    if s.afloat:
        return Stage(ground=0.16, size=0.42, water=0.16, mirror=(0.155, 0.14, 0.35))
    quay = snow_or(s, mix(p.land[3], rgb("6b6470"), 0.3))
    b.box(0, 0, b.aspect, 0.16, quay)
    b.box(0, 0.15, b.aspect, 0.018, lighter(quay, 0.18))
    for step in range(int(b.aspect / 0.16) + 2):
        x = step * 0.16
        b.line(
            [(b.aspect / 2 + (x - b.aspect / 2) * 0.8, 0.15), (b.aspect / 2 + (x - b.aspect / 2) * 1.5, 0)],
            0.003,
            darker(quay, 0.2),
        )
    b.line([(0, 0.245), (b.aspect, 0.245)], 0.007, p.ink)
    for step in range(int(b.aspect / 0.09) + 2):
        b.line([(step * 0.09, 0.16), (step * 0.09, 0.245)], 0.005, p.ink)
    for x in (0.07, b.aspect - 0.07):
        if abs(x - s.focus) > 0.2:
            street_lamp(b.at(x, 0.15, 0.42), p)
    return Stage(ground=0.08, size=0.44, mirror=(0.08, 0.08, 0.3) if s.wet else None)


def _high_rise(b: Brush, s: Scene, wide: float, high: float, tone: Colour, layer: int) -> None:
    b.box(0, 0, wide, high, tone)
    b.box(wide * 0.68, 0, wide * 0.32, high, darker(tone, 0.1))
    style = s.rng.randrange(4)
    if style == 0:
        b.box(wide * 0.2, high, wide * 0.6, 0.025, tone)
        b.line([(wide * 0.5, high), (wide * 0.5, high + 0.075)], 0.004, tone)
    elif style == 1:
        b.shape([(0, high), (wide, high), (wide * 0.5, high + 0.045)], tone)
    if layer == 0:
        return
    share = 0.5 if s.p.dark else 0.16
    glass = mix(s.p.lamp, tone, 0.12 if s.p.dark else 0.25)
    size = 0.0085 + layer * 0.0015
    for row in range(int(high / (size * 2.3)) - 1):
        for column in range(int(wide / (size * 2))):
            if s.rng.random() < share:
                b.box(size * (0.6 + column * 2), size * (1.4 + row * 2.3), size * 0.95, size * 1.35, glass)


def street_lamp(b: Brush, p: Palette) -> None:
    """One lamp, one unit high."""
    strength = 0.95 if p.dark or p.name == "rain" else 0.3
    b.line([(0, 0), (0, 0.86)], 0.02, p.ink)
    b.box(-0.04, 0, 0.08, 0.05, p.ink)
    b.glow(0, 0.92, 0.36, p.lamp, strength)
    b.shape([(-0.045, 0.87), (0.045, 0.87), (0.06, 0.98), (-0.06, 0.98)], lighter(p.lamp, 0.3))
    b.shape([(-0.075, 0.98), (0.075, 0.98), (0, 1.04)], p.ink)


def street(s: Scene) -> Stage:
    """A row of old houses behind a pavement; the road mirrors them when it rains."""
    b, p = s.b, s.p
    kerb, x = 0.24, -0.06
    while x < b.aspect:
        wide = s.rng.uniform(0.24, 0.34)
        wall = p.lit(mix(rgb(s.rng.choice(FACADES)), p.land[2], 0.22))
        _facade(b.at(x, kerb), s, wide, s.rng.uniform(0.42, 0.62), wall)
        x += wide
    b.veil(kerb, kerb + 0.5, p.haze, 0.0, 0.12)
    road = snow_or(s, mix(p.land[3], rgb("565360"), 0.35))
    b.box(0, 0, b.aspect, kerb, road)
    b.veil(0, kerb, darker(road, 0.35), 0.0, 0.8)
    b.box(0, kerb - 0.035, b.aspect, 0.045, lighter(road, 0.22))
    b.box(0, kerb - 0.04, b.aspect, 0.008, darker(road, 0.3))
    if s.wet:
        b.reflect(kerb - 0.04, 0.2, 0.42)
        for _ in range(7):
            px, wide = s.rng.uniform(0, b.aspect), s.rng.uniform(0.07, 0.17)
            b.oval(px, s.rng.uniform(0.02, 0.17), wide, wide * 0.1, lighter(p.haze, 0.1), 0.22)
    for lamp in (0.12, 0.88):
        if abs(lamp * b.aspect - s.focus) > 0.16:
            street_lamp(b.at(lamp * b.aspect, kerb - 0.02, 0.46), p)
            b.oval(lamp * b.aspect, kerb - 0.02, 0.12, 0.014, p.lamp, 0.3)
    return Stage(ground=0.1, size=0.44, mirror=(0.1, 0.1, 0.4) if s.wet else None)


def _facade(b: Brush, s: Scene, wide: float, high: float, wall: Colour) -> None:
    p = s.p
    b.box(0, 0, wide, high, wall)
    b.box(wide * 0.94, 0, wide * 0.06, high, darker(wall, 0.18))
    roof = p.lit(rgb("6e4a48"))
    b.shape(
        [(-0.012, high), (wide + 0.012, high), (wide * 0.86, high + 0.1), (wide * 0.14, high + 0.1)], snow_or(s, roof)
    )
    b.box(wide * 0.7, high + 0.06, 0.03, 0.08, darker(roof, 0.25))
    lit = 0.62 if p.dark or s.wet else 0.2
    columns = 3
    for row in range(int((high - 0.2) / 0.125)):
        for column in range(columns):
            x, y = wide * (0.14 + column * 0.27), 0.2 + row * 0.125
            glowing = s.rng.random() < lit
            b.box(x - 0.006, y - 0.006, 0.055, 0.082, lighter(wall, 0.35))
            b.box(x, y, 0.043, 0.07, p.lamp if glowing else darker(mix(wall, p.sky[0], 0.4), 0.3))
            b.line([(x + 0.0215, y), (x + 0.0215, y + 0.07)], 0.003, lighter(wall, 0.3))
            b.box(x - 0.011, y - 0.014, 0.065, 0.009, darker(wall, 0.2))
    b.box(wide * 0.1, 0, wide * 0.22, 0.145, darker(wall, 0.55))
    shop = p.lamp if p.dark or s.wet else lighter(p.haze, 0.2)
    b.box(wide * 0.4, 0.025, wide * 0.48, 0.115, shop)
    awning = p.lit(rgb(s.rng.choice(("c8493e", "3f7d6b", "d99a3a", "4a5f95"))))
    for step in range(6):
        left = wide * (0.37 + step * 0.09)
        tone = awning if step % 2 else p.lit(rgb("f6efe2"))
        b.shape([(left, 0.15), (left + wide * 0.09, 0.15), (left + wide * 0.09, 0.105), (left, 0.105)], tone)
