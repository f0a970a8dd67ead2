"""Places with a roof: a table by the window, a room with shelves; knows nothing of the things in them.

Each draws what lies behind the things and says where they stand. What is outside comes from the scene's view.
"""

from collections.abc import Callable

from sandbox.runcomfy.art import furniture
from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb
from sandbox.runcomfy.art.scene import Scene, Stage

CLOTHS = ("e9b7ad", "a9bfa4", "e8cf98", "9fb4c8", "c9a9bb", "f1e6d2")
"""Curtains."""
SPINES = ("b5523f", "3f6f7d", "d9a441", "6a5a86", "4f7a5a", "c98a6a", "2f4a66", "e3d3b4", "8a3f4a")
"""Backs of books."""


def _wall(p: Palette, code: str) -> Colour:
    tone = mix(rgb(code), p.land[0], 0.22)
    return darker(mix(tone, (176, 116, 84), 0.5), 0.42) if p.dark else mix(tone, p.haze, 0.3)


def table(s: Scene) -> Stage:
    """A wooden table by a window."""
    b, p = s.b, s.p
    wall = _wall(p, s.rng.choice(("e6d3b8", "c9d3c4", "d9c3c0", "bccbd6")))
    b.box(0, 0, b.aspect, 1, wall)
    b.veil(0.3, 1, darker(wall, 0.4), 0.45, 0.0)
    wide = min(b.aspect * 0.62, 1.1)
    left = b.aspect / 2 - wide / 2
    _window(b, s.view, p, left, 0.36, wide, 0.56, 3 if wide > 0.6 else 2)
    cloth = p.lit(mix(rgb(s.rng.choice(CLOTHS)), p.haze, 0.15))
    for flip in (False, True):
        _curtain(b.at(b.aspect if flip else 0.0, 0.0, flip=flip), left + 0.05, cloth)
    pot = 0.16 if s.focus > b.aspect / 2 else 0.84
    furniture.plant(b.at(left + wide * pot, 0.37, 0.2), p, s.rng.randrange(3))
    wood = p.lit(rgb(s.rng.choice(("a9744a", "8f5f3f", "b98a5e"))))
    b.box(0, 0, b.aspect, 0.29, wood)
    b.veil(0, 0.29, darker(wood, 0.4), 0.0, 0.75)
    for step in range(-6, 7):
        x = b.aspect / 2 + step * 0.22
        b.line([(x, 0.288), (b.aspect / 2 + step * 0.36, 0.0)], 0.0035, darker(wood, 0.3), 0.6)
    for _ in range(14):
        x, y = s.rng.uniform(0, b.aspect), s.rng.uniform(0.02, 0.26)
        b.line([(x, y), (x + s.rng.uniform(0.03, 0.12), y)], 0.002, darker(wood, 0.35), 0.35)
    b.box(0, 0.278, b.aspect, 0.014, lighter(wood, 0.3))
    if p.dark:
        b.glow(s.focus, 0.34, 0.62, p.lamp, 0.42)
    elif not s.wet:
        lean = -0.3 if s.sun > b.aspect / 2 else 0.3
        for share in (0.04, 0.36, 0.68):
            x = left + wide * share
            b.shape(
                [(x, 0.278), (x + wide * 0.26, 0.278), (x + wide * 0.3 + lean, 0.0), (x - 0.03 + lean, 0.0)],
                lighter(p.light, 0.2),
                0.17,
            )
    return Stage(ground=0.09, size=0.5)


def _window(
    b: Brush, view: Callable[[Brush], None] | None, p: Palette, x: float, y: float, wide: float, high: float, panes: int
) -> None:
    frame = p.lit(rgb("f2e9da"))
    pane = b.pane(wide, high)
    if view is not None:
        view(pane)
    b.show(pane, x, y)
    for at in range(panes + 1):
        thick = 0.022 if at in (0, panes) else 0.012
        b.box(x + wide * at / panes - thick / 2, y, thick, high, frame)
        b.box(x + wide * at / panes + thick / 4, y, thick / 4, high, darker(frame, 0.2))
    b.box(x, y + high * 0.68, wide, 0.011, frame)
    b.box(x - 0.02, y + high - 0.01, wide + 0.04, 0.024, frame)
    b.box(x - 0.04, y - 0.026, wide + 0.08, 0.03, lighter(frame, 0.2))
    b.box(x - 0.04, y - 0.034, wide + 0.08, 0.01, darker(frame, 0.3))


def _curtain(b: Brush, wide: float, cloth: Colour) -> None:
    b.blob([(-0.1, 1.1), (wide, 1.05), (wide * 0.96, 0.8), (wide * 0.62, 0.6), (wide * 0.5, 0.5), (-0.1, 0.5)], cloth)
    b.blob([(-0.1, 0.54), (wide * 0.46, 0.52), (wide * 0.62, 0.38), (wide * 0.68, 0.2), (-0.1, 0.2)], cloth)
    for share in (0.22, 0.5, 0.78):
        b.limb(
            [(wide * share, 1.02), (wide * share * 0.97, 0.8), (wide * share * 0.72, 0.6), (wide * share * 0.52, 0.52)],
            (0.022, 0.02, 0.014, 0.006),
            darker(cloth, 0.16),
        )
        b.limb(
            [(wide * share * 0.55, 0.5), (wide * share * 0.7, 0.38), (wide * share * 0.78, 0.22)],
            (0.006, 0.016, 0.022),
            darker(cloth, 0.16),
        )
    b.limb([(-0.02, 0.5), (wide * 0.24, 0.505), (wide * 0.49, 0.52)], (0.035, 0.04, 0.035), darker(cloth, 0.4))
    b.limb([(-0.1, 0.97), (wide + 0.06, 0.97)], (0.016, 0.016), rgb("6a4a38"))
    b.disc(wide + 0.07, 0.97, 0.017, rgb("6a4a38"))


def room(s: Scene) -> Stage:
    """A room with full shelves, a window, an armchair and a lamp."""
    b, p = s.b, s.p
    wall = _wall(p, s.rng.choice(("b9c4b2", "d6bfa6", "b3a9b8", "a9bcc4")))
    b.box(0, 0, b.aspect, 1, wall)
    b.veil(0.3, 1, darker(wall, 0.4), 0.5, 0.0)
    wood = p.lit(rgb("8a5c3e"))
    b.box(0, 0, b.aspect, 0.25, wood)
    b.veil(0, 0.25, darker(wood, 0.45), 0.0, 0.7)
    for step in range(-7, 8):
        b.line([(b.aspect / 2 + step * 0.17, 0.25), (b.aspect / 2 + step * 0.36, 0)], 0.0035, darker(wood, 0.3), 0.7)
    b.box(0, 0.25, b.aspect, 0.035, lighter(wall, 0.3))
    b.box(0, 0.25, b.aspect, 0.006, darker(wall, 0.4))
    right = s.focus > b.aspect / 2
    side = b.at(b.aspect if right else 0.0, 0.0, flip=right)
    wide = b.aspect * 0.36
    _window(side, s.view, p, b.aspect * 0.09, 0.42, wide, 0.46, 2)
    if not (p.dark or s.wet):
        side.shape(
            [(b.aspect * 0.2, 0.25), (b.aspect * 0.44, 0.25), (b.aspect * 0.6, 0.0), (b.aspect * 0.3, 0.0)],
            lighter(p.light, 0.2),
            0.16,
        )
    _shelves(side.at(b.aspect * 0.54, 0.25), s, b.aspect * 0.4)
    rug = p.lit(mix(p.accent, rgb("8a4a4a"), 0.4))
    b.oval(s.focus, 0.1, b.aspect * 0.3, 0.075, darker(rug, 0.3))
    b.oval(s.focus, 0.104, b.aspect * 0.3, 0.075, rug)
    b.oval(s.focus, 0.104, b.aspect * 0.265, 0.06, lighter(rug, 0.35))
    b.oval(s.focus, 0.104, b.aspect * 0.25, 0.053, rug)
    furniture.armchair(side.at(b.aspect * 0.79, 0.08, min(0.42, b.aspect * 0.32)), p)
    furniture.floor_lamp(side.at(b.aspect * 0.6, 0.13, 0.62), p)
    return Stage(ground=0.09, size=0.4)


def _shelves(b: Brush, s: Scene, wide: float) -> None:
    p, rows, high = s.p, 4, 0.66
    wood = p.lit(rgb("6e4630"))
    b.box(0, 0, wide, high, darker(wood, 0.5))
    step = high / rows
    for row in range(rows):
        x, low = 0.02, row * step + 0.012
        while x < wide - 0.035:
            if s.rng.random() < 0.07 and x < wide - 0.12:
                furniture.plant(b.at(x + 0.045, low, 0.1), p, s.rng.randrange(3))
                x += 0.1
                continue
            thick, tall = s.rng.uniform(0.014, 0.026), step * s.rng.uniform(0.58, 0.84)
            tone = p.lit(rgb(s.rng.choice(SPINES)))
            if s.rng.random() < 0.1:
                b.at(x + 0.022, low, turn=12).box(0, 0, thick, tall * 0.95, tone)
                x += thick + 0.03
                continue
            b.box(x, low, thick, tall, tone)
            b.box(x, low + tall * 0.72, thick, tall * 0.06, lighter(tone, 0.4))
            b.box(x + thick * 0.72, low, thick * 0.28, tall, darker(tone, 0.2))
            x += thick + 0.0025
    for row in range(rows + 1):
        b.box(-0.012, row * step - 0.008, wide + 0.024, 0.02, wood)
        b.box(-0.012, row * step - 0.008, wide + 0.024, 0.006, darker(wood, 0.25))
    for x in (-0.012, wide - 0.006):
        b.box(x, -0.01, 0.018, high + 0.01, lighter(wood, 0.08))
    b.box(-0.03, high, wide + 0.06, 0.03, lighter(wood, 0.12))
