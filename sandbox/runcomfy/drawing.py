"""Draws the picture for a prompt; knows nothing of requests, files or HTTP.

A pure function of its arguments: the same prompt and number give the same picture on every machine and in every
process. It takes some hundred milliseconds of one core and belongs off the event loop.
"""

import io
from random import Random

from PIL import Image

from sandbox.runcomfy.art import air, built, country, living, plants, terrain, town
from sandbox.runcomfy.art.brush import Brush
from sandbox.runcomfy.art.palettes import PALETTES
from sandbox.runcomfy.art.scene import Scene, Stage
from sandbox.runcomfy.art.words import Brief, Thing, read

WORK_LIMIT_PX = 3600
"""Longer side of the picture while it is drawn."""
SUPERSAMPLING = 2
"""How many times larger than the output it is drawn, where the limit allows."""
LEAST_SUPERSAMPLING = 1.35
"""Below this, reducing would leave steps on the edges: it is then halved first and enlarged again."""
COMPRESS_LEVEL = 1
"""zlib level of the PNG: speed before size."""

PLACES = {
    "hills": country.hills,
    "sea": terrain.sea,
    "mountains": terrain.mountains,
    "forest": terrain.forest,
    "desert": terrain.desert,
    "garden": country.garden,
    "heavens": country.heavens,
    "city": town.city,
    "street": town.street,
}
THINGS = {
    "fox": living.fox,
    "cat": living.cat,
    "dog": living.dog,
    "bird": living.bird,
    "robot": living.robot,
    "whale": living.whale,
    "bicycle": built.bicycle,
    "lighthouse": built.lighthouse,
    "house": built.house,
    "castle": built.castle,
    "boat": built.boat,
    "balloon": built.balloon,
    "rocket": built.rocket,
    "car": built.car,
    "train": built.train,
    "lantern": built.lantern,
    "umbrella": built.umbrella,
    "tree": plants.tree,
    "flower": plants.flower,
    "mushroom": plants.mushroom,
}
FLYING = {"balloon": 0.52, "bird": 0.62, "rocket": 0.4}
"""How high above the bottom these begin."""
SWIMMING = {"boat", "whale"}
SIZES = {
    "balloon": 0.86,
    "bicycle": 0.86,
    "bird": 0.36,
    "car": 0.6,
    "castle": 1.2,
    "cat": 0.8,
    "dog": 0.72,
    "house": 0.82,
    "lantern": 0.62,
    "lighthouse": 1.32,
    "mushroom": 0.6,
    "person": 1.08,
    "rocket": 1.05,
    "train": 0.62,
    "tree": 1.15,
    "umbrella": 0.6,
    "whale": 0.56,
}
"""Height of a thing compared with the usual one of its place."""


SHOTS = (1.0, 0.74, 1.22, 0.88)
"""How large the things are in the pictures of a set, by number."""

TALLEST = 0.7
"""No thing is higher than this share of the picture."""


def draw(prompt: str, index: int, width: int, height: int) -> bytes:
    """The PNG of picture number `index` for the prompt, of exactly this size."""
    scale = min(SUPERSAMPLING, WORK_LIMIT_PX / max(width, height))
    picture = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))))
    _paint(Brush(picture), read(prompt, index), Random(f"picture\n{prompt}\n{index}"), index)
    if scale < LEAST_SUPERSAMPLING:
        picture = picture.reduce(2)
    smooth = Image.Resampling.BOX if scale == SUPERSAMPLING else Image.Resampling.BICUBIC
    out = io.BytesIO()
    picture.resize((width, height), smooth).save(out, "PNG", compress_level=COMPRESS_LEVEL)
    return out.getvalue()


def _paint(b: Brush, brief: Brief, rng: Random, index: int) -> None:
    palette = PALETTES[brief.mood]
    if brief.tint is not None:
        palette = palette.tinted(brief.tint, 0.2)
    left = index % 2 == 0
    focus = b.aspect * (rng.uniform(0.34, 0.44) if left else rng.uniform(0.56, 0.66))
    sun = b.aspect * (rng.uniform(0.66, 0.82) if left else rng.uniform(0.18, 0.34))
    names = {thing.name for thing in brief.things}
    scene = Scene(b, palette, rng, focus, sun, brief.things[0].name in SWIMMING, _snowy(brief), "rain" in brief.weather)
    _paint_sky(scene, brief, names, index)
    stage = PLACES[brief.place](scene)
    _paint_things(scene, brief, stage, SHOTS[index % len(SHOTS)])
    if stage.mirror is not None:
        b.reflect(*stage.mirror)
    if stage.front is not None:
        stage.front()
    _paint_weather(scene, brief, stage)
    b.veil(0, 0.2, palette.ink, 0.0, 0.22)
    b.veil(0.8, 1, palette.sky[0], 0.16, 0.0)


def _snowy(brief: Brief) -> bool:
    return brief.mood == "winter" or "snow" in brief.weather


def _paint_sky(scene: Scene, brief: Brief, names: set[str], index: int) -> None:
    b, palette, rng = scene.b, scene.p, scene.rng
    air.sky(b, palette, 0.36)
    if "stars" in brief.weather or (palette.dark and rng.random() < 0.6):
        air.stars(b, rng, 0.4)
    if "rain" not in brief.weather:
        low = {"dusk": 0.5, "dawn": 0.52, "golden": 0.56, "neon": 0.52}.get(palette.name, rng.uniform(0.7, 0.82))
        size = 0.16 if "moon" in names else rng.uniform(0.05, 0.075) * (1.6 if palette.name == "neon" else 1)
        air.sun(b, palette, scene.sun, low, size, crescent=palette.name == "night" and index % 2 == 1)
    if brief.place not in ("forest", "heavens"):
        air.clouds(b, palette, rng, 0.46, rng.randint(2, 4) + (4 if "rain" in brief.weather else 0))
    if "birds" in brief.weather or (brief.place in ("sea", "hills") and not palette.dark):
        air.flock(b, palette, rng)


def _paint_things(scene: Scene, brief: Brief, stage: Stage, shot: float) -> None:
    things = [thing for thing in brief.things if thing.name != "moon"]
    spread = (0.0, 0.34, -0.32, 0.6)
    for place, thing in reversed(list(enumerate(things))):
        shift = spread[place] * (1 if scene.focus < scene.b.aspect / 2 else -1)
        share = shot * (1.0 if place == 0 else 0.78 if thing.name == things[0].name else 0.9)
        _paint_thing(scene, brief, stage, thing, scene.focus + shift, share, behind=place > 0)


def _paint_thing(
    scene: Scene, brief: Brief, stage: Stage, thing: Thing, x: float, share: float, *, behind: bool
) -> None:
    b, palette = scene.b, scene.p
    most = TALLEST * (0.7 if thing.name == "person" and _holds_umbrella(brief) else 1.0)
    size = min(most, stage.size * SIZES.get(thing.name, 1.0) * share)
    y = stage.ground + (0.018 if behind else 0.0)
    flip = x > b.aspect / 2
    if thing.name in FLYING:
        y = FLYING[thing.name] - size * 0.25 + (0.1 if behind else 0)
    elif thing.name in SWIMMING and stage.water is not None:
        y = stage.water + (0.03 if behind else 0.0)
    else:
        b.oval(x, y, size * 0.42, size * 0.05, palette.ink, 0.3)
    if palette.dark:
        b.glow(x, y + size * 0.5, size * 0.85, palette.light, 0.26)
    frame = b.at(x, y, size, flip=flip)
    if thing.name == "person":
        living.person(frame, thing.colour, palette, umbrella=_holds_umbrella(brief))
    elif not (thing.name == "umbrella" and any(one.name == "person" for one in brief.things)):
        THINGS[thing.name](frame, thing.colour, palette)


def _holds_umbrella(brief: Brief) -> bool:
    return "rain" in brief.weather or any(thing.name == "umbrella" for thing in brief.things)


def _paint_weather(scene: Scene, brief: Brief, stage: Stage) -> None:
    b, palette, rng = scene.b, scene.p, scene.rng
    if "mist" in brief.weather or palette.name == "mist":
        b.veil(0.0, 0.5, palette.haze, 0.0, 0.25)
        b.veil(0.2, 0.42, palette.haze, 0.0, 0.3)
    if "leaves" in brief.weather or palette.name == "autumn":
        air.leaves(b, palette, rng)
    if "fireflies" in brief.weather or (palette.name == "night" and brief.place in ("forest", "garden")):
        air.fireflies(b, palette, rng)
    if _snowy(brief):
        air.snow(b, rng)
    if "rain" in brief.weather:
        air.rain(b, palette, rng, stage.ground + 0.06)
