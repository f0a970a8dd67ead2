"""A plant, an armchair, a lamp and a bed, one unit high, standing on the origin; knows nothing of places."""

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb


def plant(b: Brush, p: Palette, kind: int) -> None:
    """A pot plant: 0 with long leaves, 1 in flower, 2 a cactus."""
    clay, leaf = p.lit(rgb("c2704c")), p.lit(rgb("4f8a58"))
    if kind == 0:
        for turn in (-58, -34, -12, 14, 38, 60):
            b.at(0, 0.38, turn=turn).blob(
                [(-0.07, 0), (-0.08, 0.3), (0, 0.66), (0.08, 0.3), (0.07, 0)], darker(leaf, 0.2) if turn % 4 else leaf
            )
    elif kind == 1:
        for x, y in ((-0.22, 0.6), (0.22, 0.58), (0, 0.76), (-0.1, 0.5), (0.12, 0.5)):
            b.disc(x, y, 0.17, darker(leaf, 0.2))
        for x, y in ((-0.2, 0.66), (0.2, 0.64), (0, 0.8), (0.04, 0.56)):
            b.disc(x, y, 0.12, leaf)
        for x, y in ((-0.24, 0.68), (0.1, 0.84), (0.22, 0.6), (-0.04, 0.62)):
            b.disc(x, y, 0.05, p.lit(p.accent))
    else:
        b.limb([(0, 0.3), (0, 0.62), (0, 0.9)], (0.22, 0.26, 0.16), leaf)
        b.limb([(0.07, 0.3), (0.08, 0.62), (0.03, 0.88)], (0.03, 0.04, 0.02), darker(leaf, 0.25))
        b.limb([(0.1, 0.56), (0.24, 0.58), (0.25, 0.74)], (0.09, 0.1, 0.08), leaf)
        b.disc(0, 0.98, 0.06, p.lit(rgb("ea7fa6")))
    b.shape([(-0.22, 0.36), (0.22, 0.36), (0.15, 0), (-0.15, 0)], clay)
    b.shape([(0.06, 0.36), (0.22, 0.36), (0.15, 0), (0.06, 0)], darker(clay, 0.2))
    b.box(-0.25, 0.32, 0.5, 0.1, lighter(clay, 0.12))


def armchair(b: Brush, p: Palette) -> None:
    """An armchair with a cushion."""
    cloth = p.lit(mix(p.accent, rgb("3f6f6a"), 0.75))
    shade, pale = darker(cloth, 0.25), lighter(cloth, 0.18)
    b.oval(0, 0.02, 0.5, 0.05, p.ink, 0.35)
    for x in (-0.34, 0.34):
        b.shape([(x - 0.035, 0.12), (x + 0.035, 0.12), (x + 0.02, 0), (x - 0.02, 0)], p.lit(rgb("5a3a28")))
    b.blob([(-0.36, 0.3), (-0.4, 0.8), (-0.28, 1.0), (0, 1.04), (0.28, 1.0), (0.4, 0.8), (0.36, 0.3)], shade)
    b.blob([(-0.3, 0.34), (-0.33, 0.78), (-0.23, 0.93), (0, 0.97), (0.23, 0.93), (0.33, 0.78), (0.3, 0.34)], cloth)
    for x, y in ((-0.13, 0.78), (0.13, 0.78), (0, 0.64)):
        b.disc(x, y, 0.018, shade)
    b.blob([(-0.4, 0.1), (0.4, 0.1), (0.4, 0.36), (0, 0.38), (-0.4, 0.36)], shade)
    b.blob([(-0.34, 0.3), (0.34, 0.3), (0.36, 0.4), (0.3, 0.46), (-0.3, 0.46), (-0.36, 0.4)], pale)
    for side in (-1, 1):
        b.blob(
            [
                (0.32 * side, 0.1),
                (0.5 * side, 0.1),
                (0.52 * side, 0.46),
                (0.5 * side, 0.58),
                (0.38 * side, 0.6),
                (0.31 * side, 0.52),
            ],
            cloth,
        )
        b.disc(0.415 * side, 0.51, 0.085, pale)
        b.disc(0.415 * side, 0.51, 0.045, cloth)
    b.at(-0.06, 0.58, turn=10).blob([(-0.16, -0.13), (0.16, -0.13), (0.17, 0.14), (-0.17, 0.14)], p.lit(rgb("e2b45a")))


def floor_lamp(b: Brush, p: Palette) -> None:
    """A lamp on a stand, burning."""
    brass = p.lit(rgb("8a6a3e"))
    b.oval(0, 0.01, 0.13, 0.022, darker(brass, 0.3))
    b.line([(0, 0.01), (0, 0.8)], 0.022, brass)
    b.glow(0, 0.86, 0.75, p.lamp, 0.7 if p.dark else 0.28)
    b.shape(
        [(-0.17, 0.74), (0.17, 0.74), (0.1, 1.0), (-0.1, 1.0)],
        mix(lighter(p.lamp, 0.35), p.lit(rgb("f0dcb8")), 0.15 if p.dark else 0.6),
    )
    b.line([(-0.17, 0.74), (0.17, 0.74)], 0.014, brass)


def bed(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A made bed, seen from its side."""
    wood, quilt, linen = p.lit(rgb("7d5238")), p.lit(asked or mix(p.accent, rgb("5f7f9a"), 0.6)), p.lit(rgb("f6f0e4"))
    shade = darker(quilt, 0.22)
    for x in (-0.98, 0.92):
        b.box(x, 0, 0.08, 0.3, darker(wood, 0.25))
    b.blob([(-1.06, 0.1), (-1.08, 0.9), (-1.0, 1.0), (-0.92, 0.9), (-0.9, 0.1)], wood)
    b.blob([(1.04, 0.1), (1.06, 0.56), (1.0, 0.64), (0.94, 0.56), (0.92, 0.1)], wood)
    b.box(-1.0, 0.16, 2.0, 0.14, wood)
    b.box(-0.94, 0.28, 1.88, 0.16, linen)
    b.blob([(-0.92, 0.46), (-0.9, 0.66), (-0.72, 0.72), (-0.46, 0.64), (-0.4, 0.48), (-0.6, 0.44)], darker(linen, 0.14))
    b.blob([(-0.84, 0.44), (-0.8, 0.6), (-0.62, 0.66), (-0.36, 0.58), (-0.32, 0.44), (-0.5, 0.42)], linen)
    b.blob(
        [
            (-0.46, 0.42),
            (-0.4, 0.54),
            (0, 0.58),
            (0.5, 0.56),
            (0.9, 0.54),
            (0.97, 0.4),
            (0.96, 0.18),
            (0.5, 0.13),
            (0.1, 0.17),
            (-0.3, 0.14),
            (-0.46, 0.2),
        ],
        quilt,
    )
    b.blob([(-0.48, 0.2), (-0.5, 0.42), (-0.42, 0.56), (-0.26, 0.57), (-0.32, 0.4), (-0.3, 0.15)], lighter(quilt, 0.45))
    for x in (0.0, 0.3, 0.6, 0.88):
        b.limb([(x, 0.56), (x - 0.03, 0.36), (x + 0.02, 0.18)], (0.008, 0.022, 0.01), shade)
    for y in (0.44, 0.28):
        b.limb([(-0.28, y), (0.3, y - 0.025), (0.94, y)], (0.01, 0.018, 0.01), shade)
