"""Pictures without a landscape: abstract shapes, a badge, a plain backdrop; knows nothing of the things in them."""

import math

from sandbox.runcomfy.art.brush import Brush, Colour, Point, brightness, darker, lighter, mix
from sandbox.runcomfy.art.palettes import rgb
from sandbox.runcomfy.art.scene import Scene, Stage

CREAM = rgb("f6eedd")


def _harmony(s: Scene) -> list[Colour]:
    """Five colours that go together, from those that were asked for or from the palette."""
    if not s.colours:
        return [s.p.accent, s.p.land[1], s.p.water[0], s.p.lamp, s.p.land[3]]
    asked = list(s.colours)
    if len(asked) == 1:
        asked.append(mix(asked[0], s.p.lamp, 0.5))
    return [asked[0], asked[1], *asked[2:4], lighter(asked[0], 0.45), darker(asked[0], 0.4), lighter(asked[1], 0.35)][
        :6
    ]


def abstract(s: Scene) -> Stage:
    """Layered shapes: circles and arcs, waves, or a pattern of quarters."""
    tones = _harmony(s)
    ground = darker(tones[0], 0.72) if s.p.dark else mix(CREAM, tones[1], 0.12)
    s.b.wash(0, 1, (ground, mix(ground, tones[0], 0.14)))
    s.rng.choice((_circles, _waves, _quarters))(s, tones)
    return Stage(ground=0.1)


def _circles(s: Scene, tones: list[Colour]) -> None:
    b, rng = s.b, s.rng
    x, y = s.focus, rng.uniform(0.48, 0.6)
    b.disc(x, y, 0.36, tones[0])
    b.at(x, y, 0.36, turn=rng.choice((20, 45, -30, 160))).shape(_half(), darker(tones[0], 0.2))
    for number in range(6):
        angle, far = rng.uniform(0, math.tau), rng.uniform(0.3, 0.62)
        cx, cy, size = x + math.cos(angle) * far * 1.3, y + math.sin(angle) * far * 0.8, rng.uniform(0.07, 0.2)
        tone = tones[(number + 1) % len(tones)]
        if number % 3 == 0:
            b.disc(cx, cy, size, tone, 0.86)
        elif number % 3 == 1:
            b.at(cx, cy, size, turn=rng.uniform(0, 360)).shape(_half(), tone, 0.95)
        else:
            for ring in range(3):
                b.ring(cx, cy, size * (1 - ring * 0.3), 0.014, tone)
    for _ in range(3):
        turn, tone = rng.uniform(-50, 50), rng.choice(tones)
        b.at(rng.uniform(0.1, 0.9) * b.aspect, rng.uniform(0.2, 0.8), turn=turn).box(
            -0.4, 0, 0.8, rng.uniform(0.008, 0.03), tone
        )
    dots = b.at(b.aspect - x, rng.uniform(0.15, 0.6))
    for row in range(5):
        for column in range(5):
            dots.disc((column - 2) * 0.045, row * 0.045, 0.008, tones[1])


def _half() -> list[tuple[float, float]]:
    return [(math.cos(math.pi * step / 40), math.sin(math.pi * step / 40)) for step in range(41)]


def _waves(s: Scene, tones: list[Colour]) -> None:
    b, rng = s.b, s.rng
    b.glow(s.sun, 0.72, 0.5, tones[1], 0.4)
    b.disc(s.sun, 0.72, 0.15, tones[1])
    b.disc(s.sun + 0.03, 0.735, 0.112, lighter(tones[1], 0.22))
    count = 8
    for layer in range(count):
        base, tone = 0.66 - layer * 0.085, mix(tones[layer % len(tones)], tones[0], 0.25)
        first, second = rng.uniform(0, math.tau), rng.uniform(0, math.tau)
        outline: list[Point] = []
        for step in range(101):
            x = b.aspect * step / 100
            outline.append((x, base + 0.055 * math.sin(x * 2.6 + first) + 0.03 * math.sin(x * 5.3 + second)))
        b.shape([(0, 0), *[(x, y + 0.012) for x, y in outline], (b.aspect, 0)], darker(tone, 0.45), 0.3)
        b.shape([(0, 0), *outline, (b.aspect, 0)], tone)
        if layer % 3 == 1:
            b.line([(x, y - 0.022) for x, y in outline], 0.004, tones[1] if brightness(tones[1]) > 0.4 else CREAM)


def _quarters(s: Scene, tones: list[Colour]) -> None:
    b, rng = s.b, s.rng
    rows = 4
    cell = 1 / rows
    columns = math.ceil(b.aspect / cell)
    start = (b.aspect - columns * cell) / 2
    for row in range(rows):
        for column in range(columns):
            back, front = rng.sample([*tones, mix(CREAM, tones[1], 0.15)], 2)
            b.box(start + column * cell, row * cell, cell, cell, back)
            tile = b.at(start + (column + 0.5) * cell, (row + 0.5) * cell, cell, turn=90 * rng.randrange(4))
            kind = rng.randrange(5)
            if kind < 2:
                for share, tone in ((1.0, front), (0.66, back), (0.33, front))[: 1 + 2 * kind]:
                    fan = [(math.cos(math.pi * step / 60), math.sin(math.pi * step / 60)) for step in range(31)]
                    tile.shape([(-0.5, -0.5), *[(px * share - 0.5, py * share - 0.5) for px, py in fan]], tone)
            elif kind == 2:
                tile.disc(0, 0, 0.36, front)
                tile.disc(0, 0, 0.15, back)
            elif kind == 3:
                tile.shape([(px, py - 0.5) for px, py in ((0.5 * x, y) for x, y in _half())], front)
            else:
                tile.shape([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5)], front)


def studio(s: Scene) -> Stage:
    """A plain backdrop with a large disc of light."""
    b, p = s.b, s.p
    back = s.rng.choice((p.sky[0], p.sky[1], mix(p.water[0], p.sky[1], 0.4), p.land[1]))
    b.wash(0, 1, (darker(back, 0.12), lighter(back, 0.12)))
    b.disc(b.aspect / 2, 0.56, 0.43, lighter(back, 0.24))
    b.disc(b.aspect / 2, 0.56, 0.36, lighter(back, 0.36))
    for side in (-1, 1):
        frame = b.at(b.aspect / 2 + 0.46 * side, -0.04, 0.62, flip=side < 0)
        for turn, high in ((-8, 0.95), (-32, 0.8), (-58, 0.62)):
            leaf = frame.at(0, 0, turn=turn)
            tone = darker(back, 0.2 + high * 0.12)
            leaf.limb([(0, 0), (0.02, high * 0.5), (0, high)], (0.012, 0.01, 0.004), tone)
            for step in range(6):
                y = high * (0.22 + step * 0.13)
                for way in (-1, 1):
                    leaf.blob([(0, y), (0.1 * way, y + 0.05), (0.17 * way, y + 0.15), (0.05 * way, y + 0.1)], tone)
    return Stage(ground=0.12, size=0.5)


def emblem(s: Scene) -> Stage:
    """A round badge with a laurel, as for a shop."""
    b = s.b
    tone = s.colours[0] if s.colours else s.p.accent
    paper = mix(CREAM, s.p.haze, 0.15) if not s.p.dark else darker(s.p.sky[0], 0.2)
    b.wash(0, 1, (lighter(paper, 0.2), paper))
    size = min(0.44, b.aspect * 0.44)
    badge = b.at(b.aspect / 2, 0.5, size)
    _scallops(badge, darker(tone, 0.12))
    badge.disc(0, 0, 0.96, tone)
    badge.disc(0, 0, 0.86, CREAM)
    badge.disc(0, 0, 0.83, tone)
    badge.disc(0, 0, 0.78, mix(CREAM, tone, 0.12))
    for side in (False, True):
        half = badge.at(0, 0, flip=side)
        for step in range(9):
            angle = math.radians(-80 + step * 14)
            x, y = 0.66 * math.cos(angle), 0.66 * math.sin(angle)
            for lean in (38, -38):
                leaf = half.at(x, y, 0.15, turn=math.degrees(angle) + lean)
                leaf.blob([(0, 0), (-0.22, 0.45), (0, 1), (0.22, 0.45)], darker(tone, 0.15 if lean > 0 else 0.35))
    for turn in (-14, 0, 14):
        star = badge.at(0, 0, turn=turn).at(0, 0.66, 0.075 if turn == 0 else 0.05)
        star.shape(
            [
                (
                    math.sin(k * math.pi / 5) * (1 if k % 2 == 0 else 0.45),
                    math.cos(k * math.pi / 5) * (1 if k % 2 == 0 else 0.45),
                )
                for k in range(10)
            ],
            darker(tone, 0.2),
        )
    return Stage(ground=0.5 - size * 0.46, size=size * 0.98)


def _scallops(b: Brush, tone: Colour) -> None:
    for step in range(28):
        angle = math.tau * step / 28
        b.disc(math.cos(angle) * 0.94, math.sin(angle) * 0.94, 0.1, tone)
