"""Draws the picture for a prompt; knows nothing of requests, files or HTTP.

A pure function of its arguments: the same prompt and number give the same picture on every machine and in every
process. It takes some hundred milliseconds of one core and belongs off the event loop.
"""

import io
from dataclasses import replace
from random import Random

from PIL import Image

from sandbox.runcomfy.art import air, hair, living, people, portrait
from sandbox.runcomfy.art.brush import Brush
from sandbox.runcomfy.art.catalogue import (
    CENTRED,
    FLYING,
    HALF_WIDTHS,
    INDOORS,
    PLACES,
    SIZES,
    SKYLESS,
    SWIMMING,
    THINGS,
)
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
SHOTS = (1.0, 0.74, 1.22, 0.88)
"""How large the things are in the pictures of a set, by number."""
CLOSE_SHOT = 1.5
"""How much larger a thing is where its portrait was asked for."""
TALLEST = 0.7
"""No thing is higher than this share of the picture."""
BUST = 0.82
"""Height of somebody's portrait."""


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
    main = brief.things[0].name if brief.things else ""
    if brief.place in CENTRED or main == "bust":
        focus = b.aspect / 2
    wet, afloat = "rain" in brief.weather, main in SWIMMING and (brief.place, main) != ("beach", "turtle")

    def view(pane: Brush) -> None:
        outside = Scene(pane, palette, rng, pane.aspect * 0.5, pane.aspect * 0.72, False, _snowy(brief), wet)
        _paint_world(outside, replace(brief, place=brief.outside, things=[]), index)

    shade = palette.indoors() if brief.place in INDOORS else palette
    scene = Scene(b, shade, rng, focus, sun, afloat, _snowy(brief), wet, view, brief.colours)
    _paint_world(scene, brief, index)
    b.veil(0, 0.2, palette.ink, 0.0, 0.22)
    b.veil(0.8, 1, palette.sky[0], 0.16, 0.0)


def _paint_world(scene: Scene, brief: Brief, index: int) -> None:
    outdoors = brief.place not in INDOORS | SKYLESS
    if outdoors:
        _paint_sky(scene, brief, index)
    stage = PLACES[brief.place](scene)
    _paint_things(scene, brief, stage, SHOTS[index % len(SHOTS)])
    if stage.mirror is not None:
        scene.b.reflect(*stage.mirror)
    if stage.front is not None:
        stage.front()
    if any(thing.name == "bust" for thing in brief.things):
        _paint_bust(scene, brief)
    if outdoors:
        _paint_weather(scene, brief, stage)


def _snowy(brief: Brief) -> bool:
    return brief.mood == "winter" or "snow" in brief.weather


def _paint_sky(scene: Scene, brief: Brief, index: int) -> None:
    b, palette, rng = scene.b, scene.p, scene.rng
    moon, lights = any(thing.name == "moon" for thing in brief.things), "aurora" in brief.weather
    air.sky(b, palette, 0.36)
    if "stars" in brief.weather or (palette.dark and rng.random() < 0.6):
        air.stars(b, rng, 0.4)
    if lights:
        air.aurora(b, rng)
    planet = brief.place == "heavens" and palette.dark
    if moon or not ("rain" in brief.weather or lights or planet):
        low = {"dusk": 0.5, "dawn": 0.52, "golden": 0.56, "neon": 0.52}.get(palette.name, rng.uniform(0.7, 0.82))
        size = 0.16 if moon else rng.uniform(0.05, 0.075) * (1.6 if palette.name == "neon" else 1)
        air.sun(b, palette, scene.sun, low, size, crescent=palette.name == "night" and index % 2 == 1)
    if brief.place not in ("forest", "heavens") and not lights:
        air.clouds(b, palette, rng, 0.46, rng.randint(2, 4) + (4 if "rain" in brief.weather else 0))
    if "birds" in brief.weather or (brief.place in ("sea", "beach", "hills") and not palette.dark):
        air.flock(b, palette, rng)


def _paint_things(scene: Scene, brief: Brief, stage: Stage, shot: float) -> None:
    things = [thing for thing in brief.things if thing.name not in _held(brief)]
    if brief.place == "emblem":
        things = things[:1]
    if brief.close:
        shot = CLOSE_SHOT
    spread = (0.0, 0.34, -0.32, 0.6)
    for place, thing in reversed(list(enumerate(things))):
        shift = spread[place] * (1 if scene.focus < scene.b.aspect / 2 else -1)
        share = shot * (1.0 if place == 0 else 0.78 if thing.name == things[0].name else 0.9)
        x, room = scene.focus + shift, scene.b.aspect * 0.94
        if brief.place == "table" and len(things) > 1:
            x, room = scene.b.aspect * (0.06 + 0.88 * (place + 0.5) / len(things)), room / len(things)
        _paint_thing(scene, brief, stage, thing, x, share, room)


def _held(brief: Brief) -> set[str]:
    """What is not drawn among the things: somebody holds it, it is in the sky, or it is before everything."""
    names = {thing.name for thing in brief.things}
    return {
        "moon",
        "bust",
        *(["umbrella"] if "person" in names else []),
        *(["guitar"] if "astronaut" in names else []),
        *(["flower"] if "vase" in names else []),
    }


def _paint_bust(scene: Scene, brief: Brief) -> None:
    b = scene.b
    size = min(BUST * (0.87 if "pointed" in brief.look else 1.0), b.aspect * 1.25)
    if brief.place not in SKYLESS:
        b.veil(0, 1, scene.p.haze, 0.2, 0.45)
    look = hair.Look(brief.look, brief.hair, brief.things[0].colour)
    portrait.bust(b.at(b.aspect / 2, 0, size), look, scene.p.by_lamplight(), scene.rng)


def _paint_thing(scene: Scene, brief: Brief, stage: Stage, thing: Thing, x: float, share: float, room: float) -> None:
    b, palette = scene.b, scene.p
    behind = x != scene.focus and brief.place != "table"
    most = TALLEST * (0.7 if thing.name == "person" and _holds_umbrella(brief) else 1.0)
    size = min(most, stage.size * SIZES.get(thing.name, 1.0) * share)
    if thing.name in HALF_WIDTHS:
        size = min(size, room / 2 / HALF_WIDTHS[thing.name])
        half = size * HALF_WIDTHS[thing.name]
        x = min(max(x, half), b.aspect - half)
    y = stage.ground + (0.018 if behind else 0.0)
    flip = x > b.aspect / 2
    if brief.place == "emblem":
        size = min(size, stage.size * 0.5 / max(0.5, HALF_WIDTHS.get(thing.name, 0.5)))
    elif thing.name in FLYING:
        y = FLYING[thing.name] - size * 0.25 + (0.1 if behind else 0)
    elif thing.name in SWIMMING and stage.water is not None:
        y = stage.water + (0.03 if behind else 0.0)
    else:
        b.oval(x, y, size * HALF_WIDTHS.get(thing.name, 0.42), size * 0.05, palette.ink, 0.3)
    if palette.dark and brief.place not in SKYLESS:
        b.glow(x, y + size * 0.5, size * 0.85, palette.light, 0.26)
    frame = b.at(x, y, size, flip=flip)
    if thing.name == "person":
        living.person(frame, thing.colour, palette, umbrella=_holds_umbrella(brief))
    elif thing.name == "astronaut":
        people.astronaut(frame, thing.colour, palette, guitar_in_hand="guitar" in {one.name for one in brief.things})
    else:
        THINGS[thing.name](frame, thing.colour, palette)


def _holds_umbrella(brief: Brief) -> bool:
    outdoors = brief.place not in INDOORS | SKYLESS
    return (outdoors and "rain" in brief.weather) or any(thing.name == "umbrella" for thing in brief.things)


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
