"""Head and shoulders of somebody, one unit high on the origin, seen from the front; knows nothing of places."""

from random import Random

from sandbox.runcomfy.art.brush import Brush, Colour, darker, lighter, mix
from sandbox.runcomfy.art.hair import Look, beard, long_hair, top
from sandbox.runcomfy.art.palettes import Palette, rgb

SKINS = ("f3cda8", "e9b48e", "d39a70", "a96f4b", "7d4f36")
HAIRS = ("2c2430", "4a2d25", "7a4a2c", "b5743a", "d9ae62", "8f3f2a")


def bust(b: Brush, look: Look, p: Palette, rng: Random) -> None:
    """Head and shoulders, seen from the front; what the look leaves open is drawn by lot."""
    words = set(look.words)
    if not words & {"man", "woman", "child"}:
        words.add(rng.choice(("man", "woman")))
    skin = p.lit(rgb(rng.choice(SKINS)))
    grey = rgb(rng.choice(("e8e4de", "cfcac6", "b9b4b4")))
    hair = p.lit(look.hair or (grey if "old" in words else rgb(rng.choice(HAIRS))))
    coat = p.lit(look.coat or (rgb("d9a93a") if "cap" in words else p.accent))
    style = rng.randrange(3)
    bearded = "beard" in words or ("man" in words and (("old" in words) or rng.random() < 0.4))
    if "woman" in words:
        long_hair(b, hair, style)
    b.blob(
        [
            (-0.62, -0.1),
            (-0.56, 0.16),
            (-0.36, 0.29),
            (-0.12, 0.34),
            (0.12, 0.34),
            (0.36, 0.29),
            (0.56, 0.16),
            (0.62, -0.1),
        ],
        coat,
    )
    b.blob([(0.62, -0.1), (0.56, 0.16), (0.36, 0.29), (0.2, 0.32), (0.3, 0.12), (0.32, -0.1)], darker(coat, 0.22), 0.8)
    b.blob(
        [(-0.1, 0.46), (0.1, 0.46), (0.1, 0.32), (0.17, 0.28), (0, 0.17), (-0.17, 0.28), (-0.1, 0.32)],
        darker(skin, 0.2),
    )
    _clothes(b, p, coat, words, style)
    for side in (-1, 1):
        b.oval(0.205 * side, 0.6, 0.04, 0.06, darker(skin, 0.12))
    b.blob(
        [
            (-0.2, 0.68),
            (-0.195, 0.55),
            (-0.14, 0.43),
            (0, 0.375),
            (0.14, 0.43),
            (0.195, 0.55),
            (0.2, 0.68),
            (0.14, 0.82),
            (-0.14, 0.82),
        ],
        skin,
    )
    b.blob(
        [(0.08, 0.83), (0.15, 0.82), (0.2, 0.68), (0.195, 0.55), (0.14, 0.43), (0.03, 0.385), (0.1, 0.5), (0.13, 0.66)],
        darker(skin, 0.5),
        0.16,
    )
    if bearded:
        beard(b, hair, long="old" in words or "pointed" in words)
    _face(b, p, skin, hair, words, bearded=bearded)
    top(b, p, hair, look, words, style)


def _clothes(b: Brush, p: Palette, coat: Colour, words: set[str], style: int) -> None:
    pale, dark = lighter(coat, 0.35), darker(coat, 0.3)
    if "crown" in words:
        fur = p.lit(rgb("f6f0e6"))
        b.limb([(-0.4, 0.2), (-0.2, 0.28), (0, 0.2), (0.2, 0.28), (0.4, 0.2)], (0.12, 0.14, 0.14, 0.14, 0.12), fur)
        for x, y in ((-0.36, 0.23), (-0.22, 0.25), (-0.08, 0.22), (0.08, 0.22), (0.22, 0.25), (0.36, 0.23)):
            b.oval(x, y, 0.012, 0.024, p.lit(rgb("2c2830")))
    elif "man" in words and style == 0:
        b.shape([(-0.14, 0.31), (0, 0.17), (0.14, 0.31), (0.1, 0.1), (0, -0.1), (-0.1, 0.1)], p.lit(rgb("f2ede2")))
        for side in (-1, 1):
            b.shape(
                [(0.12 * side, 0.345), (0.2 * side, 0.3), (0.16 * side, 0.12), (0.02 * side, -0.1), (0.02 * side, 0.0)],
                dark,
            )
            b.shape(
                [(0.1 * side, 0.34), (0.02 * side, 0.19), (0.1 * side, 0.2), (0.15 * side, 0.3)], p.lit(rgb("ffffff"))
            )
    elif style == 1 or "cap" in words:
        b.limb(
            [(-0.17, 0.3), (0, 0.245), (0.17, 0.3)], (0.1, 0.13, 0.1), p.lit(rgb("3b5a78")) if "cap" in words else pale
        )
        b.line([(0, 0.19), (0, -0.1)], 0.012, dark)
        for y in (0.13, 0.03):
            b.disc(0.04, y, 0.018, pale)
    else:
        b.limb([(-0.18, 0.31), (-0.06, 0.2), (0, 0.17), (0.06, 0.2), (0.18, 0.31)], (0.03,) * 5, pale)


def _face(b: Brush, p: Palette, skin: Colour, hair: Colour, words: set[str], *, bearded: bool) -> None:
    ink = p.lit(rgb("2c2430"))
    for side in (-1, 1):
        b.oval(0.088 * side, 0.625, 0.034, 0.023, p.lit(rgb("fbf7f0")))
        b.disc(0.088 * side, 0.625, 0.021, ink)
        b.disc(0.088 * side + 0.007, 0.633, 0.007, (255, 255, 255))
        b.arc([(0.046 * side, 0.632), (0.088 * side, 0.652), (0.132 * side, 0.634)], 0.012, ink)
        b.limb(
            [(0.045 * side, 0.69), (0.09 * side, 0.708), (0.142 * side, 0.684)], (0.02, 0.024, 0.01), darker(hair, 0.25)
        )
        b.oval(0.125 * side, 0.545, 0.04, 0.024, p.lit(rgb("e8776a")), 0.28)
        if "old" in words:
            b.arc([(0.15 * side, 0.65), (0.17 * side, 0.63), (0.172 * side, 0.605)], 0.007, darker(skin, 0.3))
            b.arc([(0.055 * side, 0.592), (0.09 * side, 0.582), (0.12 * side, 0.594)], 0.007, darker(skin, 0.24))
        if "glasses" in words:
            b.ring(0.09 * side, 0.62, 0.062, 0.013, ink)
            b.line([(0.15 * side, 0.625), (0.2 * side, 0.635)], 0.012, ink)
    if "glasses" in words:
        b.arc([(-0.03, 0.628), (0, 0.638), (0.03, 0.628)], 0.012, ink)
    b.blob([(0.0, 0.63), (0.025, 0.56), (0.04, 0.53), (0.0, 0.518), (-0.02, 0.528)], darker(skin, 0.17))
    lips = mix(darker(skin, 0.15), p.lit(rgb("c2454a")), 0.75 if "woman" in words else 0.4)
    if not bearded:
        b.blob([(-0.065, 0.47), (-0.02, 0.482), (0, 0.476), (0.02, 0.482), (0.065, 0.47), (0.0, 0.444)], lips)
    b.arc([(-0.062, 0.47), (0, 0.462), (0.062, 0.47)], 0.009, darker(lips, 0.4))
