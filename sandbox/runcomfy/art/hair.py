"""Hair, beards and hats of a portrait; knows nothing of faces and clothes."""

from dataclasses import dataclass

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter
from sandbox.runcomfy.art.palettes import Palette, rgb


@dataclass(frozen=True)
class Look:
    """What somebody in a portrait looks like."""

    words: frozenset[str] = frozenset()
    """Of: old man woman child cap crown pointed helmet glasses beard."""
    hair: Colour | None = None
    coat: Colour | None = None


def long_hair(b: Brush, hair: Colour, style: int) -> None:
    """Hair behind the head and the shoulders."""
    low = (0.12, 0.3, 0.2)[style]
    b.blob(
        [
            (-0.23, 0.72),
            (-0.14, 0.87),
            (0.14, 0.87),
            (0.23, 0.72),
            (0.27, 0.5),
            (0.3, low),
            (0.1, low - 0.03),
            (-0.1, low - 0.03),
            (-0.3, low),
            (-0.27, 0.5),
        ],
        darker(hair, 0.22),
    )


def beard(b: Brush, hair: Colour, *, long: bool) -> None:
    """A beard with its moustache."""
    low = 0.18 if long else 0.34
    b.blob(
        [
            (-0.21, 0.63),
            (-0.21, 0.48),
            (-0.14, (low + 0.4) / 2),
            (0, low),
            (0.14, (low + 0.4) / 2),
            (0.21, 0.48),
            (0.21, 0.63),
            (0.15, 0.55),
            (0, 0.55),
            (-0.15, 0.55),
        ],
        hair,
    )
    b.blob(
        [(0.21, 0.63), (0.21, 0.48), (0.14, (low + 0.4) / 2), (0.02, low + 0.01), (0.08, 0.4), (0.13, 0.53)],
        darker(hair, 0.2),
        0.6,
    )
    b.blob(
        [
            (-0.115, 0.475),
            (-0.05, 0.535),
            (0, 0.52),
            (0.05, 0.535),
            (0.115, 0.475),
            (0.04, 0.492),
            (0, 0.488),
            (-0.04, 0.492),
        ],
        lighter(hair, 0.2),
    )


def top(b: Brush, p: Palette, hair: Colour, look: Look, words: set[str], style: int) -> None:
    """Hair or hat."""
    if not words & {"cap", "pointed"}:
        _fringe(b, hair, words, style)
    if "cap" in words:
        wool = p.lit(rgb("35506e"))
        for side in (-1, 1):
            b.blob([(0.2 * side, 0.72), (0.225 * side, 0.62), (0.19 * side, 0.58), (0.17 * side, 0.7)], hair)
        b.blob([(-0.235, 0.74), (-0.22, 0.9), (-0.1, 0.99), (0.1, 0.99), (0.22, 0.9), (0.235, 0.74), (0, 0.77)], wool)
        for x in (-0.12, -0.04, 0.04, 0.12):
            b.arc([(x * 1.2, 0.8), (x * 1.1, 0.9), (x * 0.7, 0.97)], 0.009, darker(wool, 0.2))
        b.limb([(-0.235, 0.745), (0, 0.785), (0.235, 0.745)], (0.085, 0.1, 0.085), lighter(wool, 0.14))
    elif "pointed" in words:
        felt = p.lit(look.coat or rgb("4a4a8c"))
        for side in (-1, 1):
            b.blob(
                [
                    (0.16 * side, 0.78),
                    (0.235 * side, 0.72),
                    (0.25 * side, 0.5),
                    (0.2 * side, 0.46),
                    (0.18 * side, 0.68),
                ],
                hair,
            )
        b.blob(
            [(-0.2, 0.78), (-0.13, 0.96), (-0.02, 1.12), (0.14, 1.22), (0.12, 1.08), (0.16, 0.94), (0.2, 0.78)], felt
        )
        b.blob(
            [(0.14, 1.22), (0.12, 1.08), (0.16, 0.94), (0.2, 0.78), (0.06, 0.8), (0.06, 1.0)], darker(felt, 0.22), 0.7
        )
        b.limb(
            [(-0.42, 0.76), (-0.2, 0.745), (0, 0.755), (0.2, 0.745), (0.42, 0.76)],
            (0.02, 0.075, 0.085, 0.075, 0.02),
            darker(felt, 0.15),
        )
        b.limb([(-0.19, 0.82), (0, 0.83), (0.19, 0.82)], (0.04, 0.045, 0.04), p.lit(rgb("e2b84f")))
    elif "crown" in words:
        gold = p.lit(rgb("e7b93f"))
        b.shape([(-0.2, 0.8), (-0.235, 1.0), (-0.12, 0.9), (0, 1.05), (0.12, 0.9), (0.235, 1.0), (0.2, 0.8)], gold)
        b.shape([(0.06, 0.8), (0.06, 0.98), (0.12, 0.9), (0.235, 1.0), (0.2, 0.8)], darker(gold, 0.2), 0.7)
        b.limb([(-0.2, 0.81), (0, 0.835), (0.2, 0.81)], (0.05, 0.055, 0.05), lighter(gold, 0.3))
        for x, y, tone in (
            (-0.235, 1.0, gold),
            (0, 1.05, gold),
            (0.235, 1.0, gold),
            (0, 0.9, rgb("c2353f")),
            (-0.12, 0.86, rgb("3f7fb8")),
            (0.12, 0.86, rgb("3f7fb8")),
        ):
            b.disc(x, y, 0.022, p.lit(tone))


def _fringe(b: Brush, hair: Colour, words: set[str], style: int) -> None:
    if "woman" in words or (words & {"child"} and style):
        b.blob(
            [
                (-0.23, 0.6),
                (-0.235, 0.76),
                (-0.14, 0.9),
                (0.06, 0.93),
                (0.2, 0.84),
                (0.235, 0.68),
                (0.215, 0.58),
                (0.17, 0.71),
                (0.02, 0.8),
                (-0.1, 0.77),
                (-0.18, 0.7),
            ],
            hair,
        )
        b.arc([(0.02, 0.9), (-0.08, 0.86), (-0.17, 0.76)], 0.014, lighter(hair, 0.25))
    elif "old" in words and style == 2:
        for side in (-1, 1):
            b.blob([(0.18 * side, 0.78), (0.235 * side, 0.74), (0.235 * side, 0.62), (0.19 * side, 0.62)], hair)
        b.arc([(-0.1, 0.845), (0, 0.862), (0.1, 0.845)], 0.012, hair)
    else:
        b.blob(
            [
                (-0.215, 0.62),
                (-0.24, 0.76),
                (-0.18, 0.89),
                (-0.02, 0.95),
                (0.16, 0.91),
                (0.235, 0.78),
                (0.215, 0.62),
                (0.18, 0.74),
                (0.08, 0.79),
                (-0.06, 0.77),
                (-0.17, 0.75),
            ],
            hair,
        )
        b.blob([(-0.06, 0.91), (0.08, 0.93), (0.19, 0.85), (0.1, 0.87)], lighter(hair, 0.2))
