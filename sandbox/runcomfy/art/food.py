"""What is eaten, one unit high, standing on the origin; knows nothing of places."""

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.palettes import Palette, rgb
from sandbox.runcomfy.art.still import steam


def cake(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A layer cake with berries, one slice taken."""
    icing, sponge, jam = p.lit(asked or rgb("f7dfe0")), p.lit(rgb("e2b06a")), p.lit(rgb("b8354a"))
    china = p.lit(rgb("e9ecea"))
    b.shape([(-0.16, 0.02), (0.16, 0.02), (0.07, 0.16), (-0.07, 0.16)], darker(china, 0.25))
    b.oval(0, 0.02, 0.24, 0.03, darker(china, 0.15))
    b.oval(0, 0.17, 0.68, 0.075, darker(china, 0.25))
    b.oval(0, 0.19, 0.68, 0.075, china)
    b.oval(0, 0.22, 0.52, 0.07, sponge)
    b.box(-0.52, 0.22, 1.04, 0.44, sponge)
    for y in (0.33, 0.48):
        b.box(-0.52, y, 1.04, 0.05, mix(icing, rgb("ffffff"), 0.3))
        b.box(-0.52, y + 0.012, 1.04, 0.016, jam)
    b.box(0.2, 0.19, 0.32, 0.47, darker(sponge, 0.5), 0.22)
    b.oval(0, 0.66, 0.53, 0.085, icing)
    drips = [
        (-0.53, 0.66),
        (-0.53, 0.56),
        (-0.47, 0.5),
        (-0.4, 0.58),
        (-0.3, 0.55),
        (-0.22, 0.43),
        (-0.13, 0.55),
        (0, 0.56),
        (0.1, 0.48),
        (0.18, 0.56),
        (0.28, 0.53),
        (0.36, 0.42),
        (0.43, 0.55),
        (0.5, 0.5),
        (0.53, 0.58),
        (0.53, 0.66),
    ]
    b.blob([*drips, (0, 0.72)], icing)
    b.oval(0, 0.67, 0.48, 0.06, lighter(icing, 0.3))
    for x, y in ((-0.34, 0.7), (0.34, 0.7), (-0.18, 0.73), (0.18, 0.73), (0, 0.71)):
        b.oval(x, y, 0.085, 0.03, darker(icing, 0.16))
        b.blob([(x - 0.075, y + 0.07), (x - 0.04, y), (x + 0.04, y), (x + 0.075, y + 0.07), (x, y + 0.12)], jam)
        b.disc(x - 0.025, y + 0.07, 0.014, lighter(jam, 0.5))
        b.shape([(x, y + 0.1), (x + 0.07, y + 0.16), (x + 0.02, y + 0.13), (x - 0.05, y + 0.15)], p.lit(rgb("4c8a4f")))


def bread(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A basket with baguettes, a round loaf and rolls."""
    crust, straw, cloth = p.lit(asked or rgb("c8833f")), p.lit(rgb("b98a52")), p.lit(rgb("f4ece0"))
    pale = lighter(crust, 0.5)
    for x, turn, tone in ((-0.3, 20, darker(crust, 0.16)), (-0.08, 4, crust), (0.36, -24, darker(crust, 0.1))):
        stick = b.at(x, 0.2, turn=turn)
        stick.limb([(0, 0), (0, 0.25), (0, 0.55), (0, 0.8)], (0.15, 0.19, 0.18, 0.07), tone)
        stick.limb([(0.05, 0.05), (0.055, 0.4), (0.03, 0.75)], (0.06, 0.08, 0.03), darker(tone, 0.2), 0.6)
        for y in (0.27, 0.43, 0.59):
            stick.limb([(-0.06, y - 0.05), (0, y + 0.01), (0.05, y + 0.08)], (0.012, 0.045, 0.012), pale)
    b.disc(0.12, 0.44, 0.25, crust)
    b.blob([(0.2, 0.67), (0.34, 0.56), (0.37, 0.42), (0.3, 0.28), (0.22, 0.3), (0.27, 0.46)], darker(crust, 0.22), 0.7)
    for turn in (32, 122):
        b.at(0.1, 0.5, turn=turn).limb([(-0.13, 0), (0, 0.02), (0.13, 0)], (0.012, 0.05, 0.012), pale)
    for x, y in ((-0.3, 0.4), (0.42, 0.38)):
        b.disc(x, y, 0.14, lighter(crust, 0.12))
        b.limb([(x - 0.07, y + 0.03), (x, y + 0.06), (x + 0.07, y + 0.03)], (0.01, 0.03, 0.01), pale)
    b.shape(
        [
            (-0.58, 0.36),
            (-0.3, 0.4),
            (0.1, 0.36),
            (0.5, 0.41),
            (0.58, 0.36),
            (0.5, 0.2),
            (0.36, 0.3),
            (0.24, 0.14),
            (0.1, 0.3),
            (-0.4, 0.3),
        ],
        cloth,
    )
    b.shape([(-0.56, 0.34), (0.56, 0.34), (0.44, 0), (-0.44, 0)], straw)
    for row in range(5):
        y, half = 0.035 + row * 0.065, 0.45 + row * 0.024
        for column in range(8):
            left = -half + column * half / 4
            tone = darker(straw, 0.22) if (row + column) % 2 else lighter(straw, 0.14)
            b.limb(
                [(left + 0.015, y), (left + half / 8, y + 0.012), (left + half / 4 - 0.015, y)],
                (0.04, 0.05, 0.04),
                tone,
            )
    b.limb([(-0.58, 0.35), (0, 0.33), (0.58, 0.35)], (0.06, 0.06, 0.06), darker(straw, 0.12))
    b.shape([(0.06, 0.36), (0.4, 0.37), (0.3, 0.13)], cloth)
    b.shape([(0.25, 0.365), (0.4, 0.37), (0.3, 0.13)], darker(cloth, 0.14))
    wheat = p.lit(rgb("e2b84f"))
    for turn in (-52, -66):
        ear = b.at(0.5, 0.3, 0.62, turn=turn)
        ear.line([(0, 0), (0, 0.5)], 0.02, darker(wheat, 0.2))
        for step in range(5):
            for side in (-1, 1):
                y = 0.3 + step * 0.09
                ear.blob([(0, y), (0.075 * side, y + 0.05), (0.05 * side, y + 0.15), (0, y + 0.09)], wheat)


def bowl(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A bowl of ramen with an egg, noodles and chopsticks."""
    china, broth = p.lit(asked or rgb("b23a32")), p.lit(rgb("c8843c"))
    noodle, ink = p.lit(rgb("f3d58a")), p.lit(rgb("3a2a2a"))
    b.box(-0.24, 0, 0.48, 0.08, darker(china, 0.4))
    b.blob(
        [(-0.7, 0.5), (-0.64, 0.28), (-0.4, 0.09), (0, 0.05), (0.4, 0.09), (0.64, 0.28), (0.7, 0.5), (0, 0.44)], china
    )
    b.blob([(0.7, 0.5), (0.64, 0.28), (0.4, 0.09), (0.04, 0.05), (0.28, 0.2), (0.42, 0.46)], darker(china, 0.5), 0.35)
    for step in range(9):
        x = -0.56 + step * 0.14
        b.ring(x, 0.34 - 0.1 * (1 - (x / 0.62) ** 2), 0.045, 0.014, lighter(china, 0.6))
    b.oval(0, 0.5, 0.71, 0.13, lighter(china, 0.25))
    b.oval(0, 0.5, 0.64, 0.105, broth)
    for step in range(7):
        x = -0.5 + step * 0.07
        b.arc(
            [(x, 0.47), (x + 0.12, 0.53), (x + 0.26, 0.5), (x + 0.36, 0.45)],
            0.026,
            noodle if step % 2 else darker(noodle, 0.12),
        )
    green = p.lit(rgb("3d6b4a"))
    for dx in (0.0, 0.12):
        b.shape(
            [(-0.52 + dx, 0.48), (-0.36 + dx, 0.47), (-0.38 + dx, 0.76), (-0.54 + dx, 0.74)], darker(green, 0.35 - dx)
        )
    b.oval(0.2, 0.53, 0.17, 0.085, p.lit(rgb("fbf4e6")))
    b.oval(0.2, 0.535, 0.09, 0.05, p.lit(rgb("f2a531")))
    b.oval(0.43, 0.5, 0.13, 0.055, p.lit(rgb("e8a690")))
    b.oval(0.43, 0.505, 0.08, 0.03, p.lit(rgb("f6d6c4")))
    for x, y in ((-0.08, 0.56), (0.0, 0.44), (0.3, 0.43), (-0.2, 0.43), (0.05, 0.5)):
        b.oval(x, y, 0.03, 0.016, p.lit(rgb("6fb356")))
    for y in (0.0, 0.05):
        b.line([(-0.02, 0.55 + y), (0.86, 0.86 + y * 1.8)], 0.026, ink if y else darker(china, 0.45))
    steam(b, p, -0.06, 0.64)


def sushi(b: Brush, asked: Colour | None, p: Palette) -> None:
    """Nigiri and maki on a wooden stand."""
    rice, nori, wood = p.lit(rgb("fbf5ea")), p.lit(rgb("26382f")), p.lit(rgb("a8733f"))
    salmon, tuna = p.lit(asked or rgb("f2885a")), p.lit(rgb("c93f4a"))
    b.box(-0.92, 0.08, 1.84, 0.1, wood)
    b.box(-0.92, 0.15, 1.84, 0.03, lighter(wood, 0.25))
    for x in (-0.66, 0.52):
        b.box(x, 0, 0.14, 0.09, darker(wood, 0.35))
    for x, fish in ((-0.58, salmon), (-0.02, tuna)):
        b.blob(
            [(x - 0.2, 0.18), (x + 0.2, 0.18), (x + 0.24, 0.32), (x + 0.16, 0.42), (x - 0.16, 0.42), (x - 0.24, 0.32)],
            rice,
        )
        b.blob([(x + 0.2, 0.18), (x + 0.24, 0.32), (x + 0.16, 0.4), (x + 0.1, 0.26)], darker(rice, 0.2), 0.6)
        b.blob(
            [
                (x - 0.31, 0.3),
                (x - 0.22, 0.44),
                (x, 0.53),
                (x + 0.22, 0.47),
                (x + 0.32, 0.3),
                (x + 0.2, 0.38),
                (x - 0.16, 0.37),
            ],
            fish,
        )
        for dx in (-0.14, -0.02, 0.1):
            b.limb(
                [(x + dx, 0.4), (x + dx + 0.05, 0.44), (x + dx + 0.06, 0.49)],
                (0.008, 0.022, 0.008),
                lighter(fish, 0.55),
            )
    for x, y, filling in ((0.48, 0.32, salmon), (0.77, 0.32, p.lit(rgb("7fb356"))), (0.625, 0.57, tuna)):
        b.disc(x, y, 0.15, nori)
        b.disc(x, y, 0.125, rice)
        b.disc(x, y, 0.058, filling)
        b.disc(x - 0.015, y + 0.02, 0.022, lighter(filling, 0.4))
    b.blob([(-0.84, 0.18), (-0.9, 0.25), (-0.84, 0.31), (-0.78, 0.25)], p.lit(rgb("a9c46c")))
    for dy in (0.0, 0.04):
        b.line([(-0.95, 0.02 + dy), (0.2, -0.05 + dy)], 0.026, p.lit(rgb("5a2f2a")))


def fruit(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A bowl of apples, a pear, an orange and grapes."""
    china = p.lit(rgb("5f86a3"))
    first, leaf = p.lit(asked or rgb("d1413a")), p.lit(rgb("4d8a4f"))
    pear = p.lit(asked or rgb("c9b745"))
    b.blob(
        [(0.1, 0.4), (0.03, 0.6), (0.12, 0.74), (0.16, 0.92), (0.26, 0.93), (0.31, 0.74), (0.42, 0.58), (0.34, 0.4)],
        pear,
    )
    b.blob([(0.3, 0.92), (0.31, 0.74), (0.42, 0.58), (0.34, 0.4), (0.28, 0.6)], darker(pear, 0.25), 0.6)
    b.line([(0.21, 0.92), (0.24, 1.01)], 0.022, darker(leaf, 0.5))
    for x, y, tone in ((-0.34, 0.54, first), (0.46, 0.5, p.lit(rgb("f0932f"))), (-0.06, 0.58, darker(first, 0.12))):
        b.disc(x, y, 0.2, tone)
        b.oval(x + 0.05, y - 0.03, 0.14, 0.15, darker(tone, 0.2), 0.35)
        b.oval(x - 0.08, y + 0.09, 0.04, 0.05, lighter(tone, 0.6), 0.8)
        if tone[0] > 1.9 * tone[1] or asked:
            b.line([(x, y + 0.17), (x + 0.03, y + 0.27)], 0.02, darker(leaf, 0.5))
            b.blob([(x + 0.02, y + 0.22), (x + 0.1, y + 0.29), (x + 0.19, y + 0.26), (x + 0.1, y + 0.2)], leaf)
    grape = p.lit(rgb("6d4a8c"))
    for x, y in ((-0.58, 0.42), (-0.48, 0.4), (-0.66, 0.36), (-0.55, 0.32), (-0.63, 0.26), (-0.57, 0.2)):
        b.disc(x, y, 0.066, grape)
        b.disc(x - 0.02, y + 0.02, 0.02, lighter(grape, 0.5))
    b.blob(
        [(-0.5, 0.4), (-0.46, 0.2), (-0.28, 0.08), (0.28, 0.08), (0.5, 0.2), (0.68, 0.42), (0.3, 0.38), (-0.2, 0.37)],
        china,
    )
    b.blob([(0.28, 0.08), (0.5, 0.2), (0.68, 0.42), (0.4, 0.39), (0.34, 0.22)], darker(china, 0.25), 0.8)
    b.arc([(-0.5, 0.4), (-0.2, 0.355), (0.3, 0.365), (0.68, 0.41)], 0.03, lighter(china, 0.4))
    b.box(-0.26, 0, 0.52, 0.09, darker(china, 0.3))


def pizza(b: Brush, asked: Colour | None, p: Palette) -> None:
    """A pizza on a board, with basil."""
    board, crust = p.lit(rgb("8a5a38")), p.lit(rgb("d79a4e"))
    sauce, cheese, basil = p.lit(asked or rgb("d24a32")), p.lit(rgb("fbe3a0")), p.lit(rgb("4d8a4a"))
    b.oval(0, 0.16, 0.98, 0.17, darker(board, 0.3))
    b.oval(0, 0.2, 0.98, 0.17, board)
    b.oval(0, 0.25, 0.88, 0.17, darker(crust, 0.25))
    b.oval(0, 0.29, 0.88, 0.17, crust)
    b.oval(0, 0.3, 0.76, 0.135, sauce)
    for x, y, wide in (
        (-0.4, 0.33, 0.15),
        (0.1, 0.38, 0.16),
        (0.45, 0.3, 0.16),
        (-0.1, 0.26, 0.18),
        (0.3, 0.22, 0.12),
        (-0.48, 0.25, 0.1),
    ):
        b.oval(x, y, wide, wide * 0.26, cheese)
    for x, y in ((-0.24, 0.36), (0.32, 0.35), (0.12, 0.29), (-0.34, 0.24), (0.52, 0.25), (-0.05, 0.2)):
        b.blob([(x - 0.09, y), (x, y + 0.035), (x + 0.1, y + 0.01), (x, y - 0.02)], basil)
        b.line([(x - 0.08, y), (x + 0.09, y + 0.01)], 0.006, lighter(basil, 0.4))
    steam(b, p, 0, 0.46)
