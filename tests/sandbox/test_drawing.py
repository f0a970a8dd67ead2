"""The drawn pictures: exact size, always the same, different where the words differ."""

import hashlib
import io
import os
import subprocess
import sys

import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.runcomfy.art.brush import Brush
from sandbox.runcomfy.art.catalogue import HALF_WIDTHS, INDOORS, SKYLESS
from sandbox.runcomfy.art.catalogue import PLACES as DRAWN_PLACES
from sandbox.runcomfy.art.catalogue import SIZES as DRAWN_SIZES
from sandbox.runcomfy.art.catalogue import THINGS as DRAWN_THINGS
from sandbox.runcomfy.art.palettes import PALETTES
from sandbox.runcomfy.art.vocabulary import COLOURS, MOODS, PHRASES, PLACES, THINGS, WEATHERS
from sandbox.runcomfy.art.words import DWELLERS, HOMES, NORTHERN, USUAL_MOODS, USUAL_PLACES, USUAL_THINGS, read
from sandbox.runcomfy.drawing import draw
from sandbox.runcomfy.inputs import SIZES, pixels

SMALL = (240, 160)
VISIBLE = 12
"""Mean difference of two pictures, of 255, that nobody overlooks."""


def picture(prompt: str, index: int = 0) -> Image.Image:
    """A small picture of the prompt."""
    return Image.open(io.BytesIO(draw(prompt, index, *SMALL))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_has_exactly_the_asked_size(size: str):
    width, height = pixels(size)
    with Image.open(io.BytesIO(draw("a fox", 0, width, height))) as drawn:
        assert (drawn.format, drawn.size, drawn.mode) == ("PNG", (width, height), "RGB")


ALL_KINDS = (
    "two foxes under the northern lights",
    "a cozy library with a cat",
    "sushi and ramen in the rain",
    "portrait of an old fisherman",
    "abstract shapes, purple and gold",
    "logo for a bakery",
    "a clownfish",
)


def test_the_same_prompt_is_the_same_picture_in_another_process():
    code = "import hashlib, sys; from sandbox.runcomfy.drawing import draw\n"
    code += f"for prompt in {ALL_KINDS}: print(hashlib.sha256(draw(prompt, 3, 240, 160)).hexdigest())"
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert ran.stdout.split() == [hashlib.sha256(draw(prompt, 3, 240, 160)).hexdigest() for prompt in ALL_KINDS]


def test_different_prompts_and_the_pictures_of_a_set_are_visibly_different():
    prompts = ["a fox", "a lighthouse at dusk", "a red bicycle in the rain", "a robot in a neon city", "xyzzy"]
    prompts += ALL_KINDS
    pictures = [picture(prompt) for prompt in prompts] + [picture("a fox", index) for index in range(1, 4)]
    for number, one in enumerate(pictures):
        for other in pictures[number + 1 :]:
            assert difference(one, other) > VISIBLE


def test_a_red_bicycle_in_the_rain_is_read_as_such():
    brief = read("a red bicycle in the rain", 0)
    assert [thing.name for thing in brief.things] == ["bicycle"]
    red, green, blue = brief.things[0].colour or (0, 0, 0)
    assert red > 2 * max(green, blue)
    assert "rain" in brief.weather
    assert brief.mood == "rain"


def test_a_colour_belongs_to_the_thing_behind_it_and_numbers_are_counted():
    brief = read("two green boats and a lighthouse", 0)
    assert [thing.name for thing in brief.things] == ["boat", "boat", "lighthouse"]
    assert brief.things[0].colour is not None
    assert brief.things[2].colour is None


@pytest.mark.parametrize("prompt", ["", "🦊", "\u202e\x00", "a " * 400, "の" * 800, "1 2 3", "moon"])
def test_any_prompt_gives_a_picture(prompt: str):
    assert picture(prompt).size == SMALL


def test_every_word_leads_to_something_that_can_be_drawn():
    known = {*DRAWN_THINGS, "moon"}
    dwellers = {thing for things in DWELLERS.values() for thing in things}
    assert set(THINGS.values()) | set(USUAL_THINGS) | dwellers | set(HOMES) - {"bust"} <= known
    homes = {home for homes in HOMES.values() for home in homes}
    assert set(PLACES.values()) | set(USUAL_PLACES) | set(NORTHERN) | set(DWELLERS) | homes <= set(DRAWN_PLACES)
    assert set(MOODS.values()) | set(USUAL_MOODS) <= set(PALETTES)
    assert set(DRAWN_SIZES) | set(HALF_WIDTHS) <= known
    assert set(PHRASES.values()) - {"photo", "painting"} <= {*PLACES, *MOODS, *WEATHERS, *THINGS}


@pytest.mark.parametrize("thing", sorted({*THINGS.values()}))
def test_every_word_for_a_thing_leads_to_it(thing: str):
    for word in (word for word, name in THINGS.items() if name == thing):
        assert thing in [one.name for one in read(f"a photo of {word}", 0).things], word


@pytest.mark.parametrize("place", sorted({*PLACES.values()}))
def test_every_word_for_a_place_leads_to_it(place: str):
    for word in (word for word, name in PLACES.items() if name == place and word not in THINGS):
        assert read(f"painting: {word}", 0).place == place, word


@pytest.mark.parametrize("mood", sorted({*MOODS.values()}))
def test_every_word_for_a_mood_leads_to_it(mood: str):
    for word in (word for word, name in MOODS.items() if name == mood):
        assert read(f"{word}, a picture", 0).mood == mood, word


@pytest.mark.parametrize(
    ("prompt", "place", "mood", "things"),
    [
        ("a cup of coffee on a wooden table", "table", None, ["cup"]),
        ("coffee by the sea", "table", None, ["cup"]),
        ("portrait of an old fisherman", "sea", None, ["bust"]),
        ("portrait of a queen", "studio", None, ["bust"]),
        ("portrait of a cat", "garden", None, ["cat"]),
        ("a dragon over a castle", "mountains", None, ["dragon", "castle"]),
        ("logo for a bakery", "emblem", None, ["bread"]),
        ("sushi and ramen", "table", None, ["sushi", "bowl"]),
        ("astronaut playing guitar on the moon", "heavens", "night", ["astronaut", "guitar"]),
        ("a cozy library with a cat", "room", None, ["cat"]),
        ("un gatto nero sotto la luna", "garden", "night", ["cat", "moon"]),
        ("eine schwarze Katze unter dem Mond", "garden", "night", ["cat", "moon"]),
        ("a boat and the moon at dawn", "sea", "dawn", ["boat", "moon"]),
        ("abstract shapes, purple and gold", "abstract", None, []),
        ("an abstract fox", "forest", None, ["fox"]),
        ("a horse running on a beach", "beach", None, ["horse"]),
        ("two foxes under the northern lights", "clearing", "night", ["fox", "fox"]),
        ("dos gatos blancos en la playa", "beach", None, ["cat", "cat"]),
        ("ein Haus am Berg im Winter", "mountains", "winter", ["house"]),
        ("une maison au bord de la mer, la nuit", "sea", "night", ["house"]),
        ("a dragon in the desert at dusk", "desert", "dusk", ["dragon"]),
        ("a fox in the desert at noon", "desert", "sand", ["fox"]),
        ("a bowl of fruit", "table", None, ["fruit"]),
        ("a polar bear", "clearing", "winter", ["bear"]),
        ("a fish in the sea", "reef", None, ["fish"]),
        ("oil painting of a rabbit", "garden", None, ["rabbit"]),
    ],
)
def test_a_prompt_is_read_as_people_mean_it(prompt: str, place: str, mood: str | None, things: list[str]):
    brief = read(prompt, 0)
    assert brief.place == place
    assert mood is None or brief.mood == mood
    assert [thing.name for thing in brief.things] == things


def test_the_northern_lights_are_seen_in_every_picture_of_the_set():
    for index in range(4):
        brief = read("two foxes under the northern lights", index)
        assert "aurora" in brief.weather
        assert brief.place not in {"forest", *INDOORS, *SKYLESS}


def test_a_colour_behind_its_noun_is_the_colour_of_that_noun():
    assert read("due gatti neri e una barca", 0).things[0].colour == COLOURS["black"]
    assert read("due gatti neri e una barca", 0).things[1].colour == COLOURS["black"]
    assert read("due gatti neri e una barca", 0).things[2].colour is None


def test_red_hair_is_not_a_red_coat():
    brief = read("portrait of a woman with red hair", 0)
    assert brief.hair is not None
    assert brief.things[0].colour is None


def test_what_is_on_a_table_has_the_named_place_behind_the_window():
    assert read("a cup of tea in the mountains", 0).outside == "mountains"
    assert difference(picture("a cup of tea in the mountains, day"), picture("a cup of tea in the desert, day")) > 2


def test_every_composition_has_its_exact_size_up_to_the_largest():
    for prompt in ("a cozy library under the northern lights", "portrait of a wizard by the sea"):
        with Image.open(io.BytesIO(draw(prompt, 1, 6198, 2656))) as drawn:
            assert drawn.size == (6198, 2656)


@pytest.mark.parametrize("prompt", ALL_KINDS)
@pytest.mark.parametrize("size", [(16, 16), (8, 300), (300, 8), (90, 200)])
def test_narrow_and_tiny_pictures_can_be_drawn(prompt: str, size: tuple[int, int]):
    assert Image.open(io.BytesIO(draw(prompt, 0, *size))).size == size


@pytest.mark.parametrize("place", sorted(set(PLACES.values())))
@pytest.mark.parametrize("mood", ["night", "snow", "rain"])
def test_every_place_is_drawn_in_every_weather(place: str, mood: str):
    assert len(picture(f"{place} in {mood}").getcolors(SMALL[0] * SMALL[1]) or []) > 50


@pytest.mark.parametrize("mood", ["night", "day"])
def test_the_northern_lights_change_the_sky(mood: str):
    assert difference(picture(f"hills, {mood}, aurora"), picture(f"hills, {mood}, moon")) > VISIBLE


@pytest.mark.parametrize("thing", sorted(DRAWN_THINGS))
def test_every_thing_fills_its_frame(thing: str):
    """At least a twelfth of it, up to its full height, and in two colours at least."""
    plain = Image.new("RGB", (300, 100), (255, 0, 255))
    drawn = plain.copy()
    DRAWN_THINGS[thing](Brush(drawn).at(1.5, 0, 1.0), None, PALETTES["day"])
    changed = ImageChops.difference(plain, drawn).convert("L").point([0, *[255] * 255])
    box = changed.getbbox()
    assert box is not None
    assert box[1] < 30
    assert sum(changed.crop((0, 0, 300, 100)).histogram()[1:]) > 100 * 100 / 12
    assert len(drawn.getcolors(30_000) or []) > 3


@pytest.mark.parametrize("thing", sorted({*THINGS.values()} - {"moon"}))
def test_every_thing_is_drawn(thing: str):
    assert difference(picture(f"{thing} hills day"), picture("moon hills day")) > 0.5
