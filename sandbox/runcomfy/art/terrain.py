"""Wild places: sea, mountains, forest, desert; knows nothing of the things in them.

Each place draws what lies behind the things, and says where they stand and what comes in front of them.
"""

from sandbox.runcomfy.art import plants
from sandbox.runcomfy.art.brush import Brush, Colour, Point, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb
from sandbox.runcomfy.art.scene import Scene, Stage, peaks, ridge, snow_or


def sea(s: Scene) -> Stage:
    """Water to the horizon, and a shore for whatever cannot swim."""
    open_sea(s)
    if s.afloat:
        return Stage(ground=0.22, size=0.5, water=0.24, mirror=(0.235, 0.2, 0.3))
    _shore(s)
    return Stage(ground=0.2, size=0.5)


def open_sea(s: Scene) -> None:
    """Water to the horizon and the light on it."""
    b, p = s.b, s.p
    horizon = 0.4
    for base, height, tone in ((0.4, 0.05, mix(p.land[0], p.haze, 0.45)), (0.4, 0.03, mix(p.land[1], p.haze, 0.25))):
        side = s.rng.uniform(0, 0.55) * b.aspect
        wide = s.rng.uniform(0.35, 0.6)
        b.blob(
            [
                (side, base - 0.02),
                (side + wide * 0.3, base + height),
                (side + wide * 0.7, base + height * 0.6),
                (side + wide, base - 0.02),
            ],
            tone,
        )
    b.wash(0, horizon, (p.water[1], p.water[0], darker(p.water[0], 0.3)))
    for step in range(0 if s.wet else 26):
        y = horizon - 0.006 - 0.37 * (step / 26) ** 1.25
        wide = (0.02 + 0.13 * step / 26) * s.rng.uniform(0.5, 1.1)
        b.oval(
            s.sun + s.rng.uniform(-0.35, 0.35) * wide, y, wide, 0.0022 + step * 0.00018, p.light, 0.75 - step * 0.018
        )
    for step in range(int(46 * b.aspect)):
        depth = s.rng.random() ** 1.4
        x, y, wide = s.rng.uniform(0, b.aspect), horizon - 0.012 - 0.38 * depth, 0.018 + 0.07 * depth
        tone = lighter(p.water[1], 0.25) if step % 3 else darker(p.water[0], 0.25)
        b.arc(
            [(x - wide, y), (x - wide * 0.3, y + 0.004), (x + wide * 0.3, y - 0.002), (x + wide, y + 0.001)],
            0.0025 + 0.002 * depth,
            tone,
            0.5,
        )


def _shore(s: Scene) -> None:
    b, p = s.b, s.p
    rock = mix(snow_or(s, p.land[3], 0.5), p.land[2], 0.25)
    x = s.focus
    b.blob(
        [
            (x - 0.66, -0.1),
            (x - 0.5, 0.1),
            (x - 0.34, 0.17),
            (x - 0.2, 0.215),
            (x + 0.22, 0.21),
            (x + 0.32, 0.13),
            (x + 0.52, 0.08),
            (x + 0.7, -0.1),
        ],
        rock,
    )
    b.blob(
        [(x - 0.36, 0.165), (x - 0.2, 0.217), (x + 0.22, 0.212), (x + 0.28, 0.18), (x, 0.175), (x - 0.2, 0.16)],
        mix(rock, snow_or(s, rgb("6f9a5a")), 0.6),
    )
    for dx, dy, wide in ((-0.3, 0.09, 0.1), (0.1, 0.1, 0.12), (0.36, 0.05, 0.09), (-0.1, 0.04, 0.14)):
        b.blob(
            [(x + dx - wide, dy), (x + dx, dy + 0.04), (x + dx + wide, dy + 0.01), (x + dx, dy - 0.03)],
            darker(rock, 0.22),
        )
    for side, low in ((-1, 0.075), (1, 0.06)):
        b.arc(
            [(x + 0.7 * side, low - 0.03), (x + 0.58 * side, low - 0.012), (x + 0.5 * side, low + 0.012)],
            0.009,
            lighter(p.water[1], 0.6),
            0.8,
        )


def mountains(s: Scene) -> Stage:
    """Two ranges with snow, a lake that mirrors them, firs on the near shore."""
    b, p = s.b, s.p
    for layer, (base, height, count) in enumerate(((0.4, 0.42, 3), (0.37, 0.2, 5))):
        tone = mix(p.land[layer], p.haze, 0.18 - layer * 0.1)
        outline = peaks(s, base, height, max(2, round(count * b.aspect)))
        b.shape([(-0.5, 0), *outline, (b.aspect + 0.5, 0)], tone)
        for index in range(1, len(outline) - 2, 4):
            _snow_cap(b, outline, index, p, tone, 0.5 if layer == 0 or s.snowy else 0.0)
        b.veil(base - 0.1, base + height * 0.55, p.haze, 0.0, 0.5)
    wood = snow_or(s, darker(p.land[2], 0.1), 0.25)
    for _ in range(int(44 * b.aspect)):
        plants.pine(
            b.at(s.rng.uniform(0, b.aspect), 0.325, s.rng.uniform(0.05, 0.1)),
            mix(wood, p.land[1], s.rng.uniform(0, 0.5)),
            snow=s.snowy,
        )
    b.wash(0, 0.33, (mix(p.water[1], p.haze, 0.3), p.water[0]))
    b.reflect(0.33, 0.33, 0.62)
    for _ in range(12):
        x, y = s.rng.uniform(0, b.aspect), s.rng.uniform(0.2, 0.32)
        b.line([(x, y), (x + s.rng.uniform(0.05, 0.2), y)], 0.0022, lighter(p.water[1], 0.4), 0.5)
    if s.afloat:
        return Stage(ground=0.2, size=0.4, water=0.2, mirror=(0.195, 0.16, 0.3))
    near = snow_or(s, p.land[3])
    b.shape([(0, 0), *ridge(s, 0.17, 0.014, waves=2)[1:-1], (b.aspect, 0)], near)

    def front() -> None:
        for side in (0.02, 0.11, b.aspect - 0.03, b.aspect - 0.14):
            if abs(side - s.focus) > 0.3:
                plants.pine(
                    b.at(side, -0.03, s.rng.uniform(0.36, 0.6)), snow_or(s, darker(p.land[3], 0.25), 0.12), snow=s.snowy
                )
        plants.grass(b, s.rng, 0, b.aspect, -0.01, 0.05, darker(near, 0.2))

    return Stage(ground=0.12, size=0.42, front=front)


def _snow_cap(b: Brush, outline: list[Point], index: int, p: Palette, tone: Colour, share: float) -> None:
    left, top, right = outline[index - 1], outline[index], outline[index + 1]
    b.shape([top, right, (right[0] - 0.01, right[1] - 0.1), (top[0] + 0.02, top[1] - 0.16)], darker(tone, 0.16))
    if share <= 0:
        return
    cap = mix(rgb("fbfaf6"), p.haze, 0.25) if not p.dark else mix(rgb("d8dcf0"), p.land[0], 0.35)
    a = (top[0] + (left[0] - top[0]) * share, top[1] + (left[1] - top[1]) * share)
    c = (top[0] + (right[0] - top[0]) * share, top[1] + (right[1] - top[1]) * share)
    teeth = [
        (c[0] - 0.012, c[1] - 0.02),
        ((a[0] + c[0]) / 2 + 0.012, (a[1] + c[1]) / 2 + 0.01),
        ((a[0] + c[0]) / 2 - 0.012, a[1] - 0.03),
    ]
    b.shape([a, top, c, *teeth], cap)
    b.shape([top, c, teeth[0], (top[0] + 0.005, teeth[1][1] + 0.01)], mix(cap, tone, 0.35))


def forest(s: Scene) -> Stage:
    """Trunks in three depths, light between them, ferns in front."""
    b, p = s.b, s.p
    b.glow(s.sun, 0.62, 0.75, p.light, 0.75)
    for layer in range(3):
        tone = mix(mix(p.land[layer + 1], p.haze, 0.5 - layer * 0.2), p.land[2], 0.15)
        low = 0.3 - layer * 0.06
        b.shape(ridge(s, low, 0.02), snow_or(s, tone, 0.5))
        for index in range(int((9 - layer * 2) * b.aspect) + 2):
            x = (index + s.rng.uniform(0.1, 0.9)) * b.aspect / (int((9 - layer * 2) * b.aspect) + 2)
            if layer == 2 and abs(x - s.focus) < 0.3:
                continue
            wide = 0.014 + layer * 0.013
            b.shape(
                [
                    (x - wide * 1.3, low - 0.03),
                    (x + wide * 1.3, low - 0.03),
                    (x + wide * 0.8, 1.02),
                    (x - wide * 0.8, 1.02),
                ],
                darker(tone, 0.18),
            )
            for step in range(3):
                y = 0.72 + step * 0.12 - layer * 0.02
                b.at(x + s.rng.uniform(-0.05, 0.05), y, 0.1 + layer * 0.03).oval(
                    0, 0, 1, 0.75, tone if step % 2 else lighter(tone, 0.07)
                )
        b.veil(0.2, 0.85, p.haze, 0.0, 0.3 - layer * 0.09)
    for step in range(4):
        x = s.sun + (step - 1.5) * 0.14
        b.shape([(x, 1.0), (x + 0.05, 1.0), (x - 0.2 + step * 0.02, 0.1), (x - 0.34 + step * 0.02, 0.1)], p.light, 0.1)
    near = snow_or(s, p.land[3])
    b.shape(ridge(s, 0.15, 0.018, waves=2), near)
    b.oval(s.focus, 0.12, 0.42, 0.045, lighter(near, 0.25), 0.5)

    def front() -> None:
        for side, flip in ((-0.02, False), (b.aspect + 0.02, True)):
            frame = b.at(side, -0.04, 0.5, flip=flip)
            for step in range(5):
                frame.blob(
                    [
                        (0, 0),
                        (0.16 + step * 0.06, 0.5 - step * 0.07),
                        (0.34 + step * 0.08, 0.52 - step * 0.12),
                        (0.14, 0.1),
                    ],
                    darker(near, 0.3 + 0.06 * (step % 2)),
                )
        plants.grass(b, s.rng, 0, b.aspect, -0.01, 0.07, darker(near, 0.3))

    return Stage(ground=0.11, size=0.46, front=front)


def desert(s: Scene) -> Stage:
    """Mesas far away, dunes with a shaded side, a cactus."""
    b, p = s.b, s.p
    _mesas(s)
    b.veil(0.34, 0.5, p.haze, 0.0, 0.5)
    for layer, base in enumerate((0.4, 0.33, 0.25, 0.15)):
        tone = snow_or(s, p.land[min(layer, 2)] if layer < 3 else mix(p.land[1], p.land[2], 0.4))
        crest = s.rng.uniform(0.2, 0.8) * b.aspect
        top = base + 0.05
        b.blob(
            [
                (-0.4, -0.2),
                (-0.3, base - 0.03),
                (crest * 0.5, base),
                (crest, top),
                ((crest + b.aspect) / 2, base),
                (b.aspect + 0.3, base - 0.04),
                (b.aspect + 0.4, -0.2),
            ],
            tone,
        )
        b.blob(
            [
                (crest, top),
                (crest + 0.1, base - 0.01),
                (crest + 0.02, base - 0.1),
                (crest + 0.26, base - 0.24),
                ((crest + b.aspect) / 2 + 0.2, base - 0.12),
                ((crest + b.aspect) / 2, base - 0.005),
            ],
            darker(tone, 0.14),
        )
    green = p.lit(rgb("4d7f5b"))
    for _ in range(4):
        x = s.rng.uniform(0.03, 0.97) * b.aspect
        if abs(x - s.focus) > 0.28:
            plants.cactus(b.at(x, s.rng.uniform(0.1, 0.24), s.rng.uniform(0.12, 0.24)), green)
    return Stage(ground=0.11)


def _mesas(s: Scene) -> None:
    b, p = s.b, s.p
    for x in (s.rng.uniform(0.0, 0.3), s.rng.uniform(0.5, 0.95)):
        left, wide, high = x * b.aspect, s.rng.uniform(0.16, 0.3), s.rng.uniform(0.1, 0.17)
        tone = mix(p.land[1], p.haze, 0.35)
        b.shape(
            [
                (left, 0.38),
                (left + 0.04, 0.42 + high * 0.5),
                (left + 0.06, 0.4 + high),
                (left + wide, 0.4 + high),
                (left + wide + 0.03, 0.42 + high * 0.4),
                (left + wide + 0.09, 0.38),
            ],
            tone,
        )
        b.shape(
            [
                (left + wide * 0.6, 0.38),
                (left + wide * 0.62, 0.4 + high),
                (left + wide, 0.4 + high),
                (left + wide + 0.03, 0.42 + high * 0.4),
                (left + wide + 0.09, 0.38),
            ],
            darker(tone, 0.14),
        )
