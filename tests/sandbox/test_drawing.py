"""The drawn pictures: exact size, always the same, different where the words differ."""

import io
import subprocess
import sys

import pytest
from PIL import Image, ImageChops, ImageStat

from sandbox.runcomfy.art.palettes import PALETTES
from sandbox.runcomfy.art.words import HOMES, MOODS, PLACES, THINGS, USUAL_MOODS, USUAL_PLACES, USUAL_THINGS, read
from sandbox.runcomfy.drawing import PLACES as DRAWN_PLACES
from sandbox.runcomfy.drawing import THINGS as DRAWN_THINGS
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


def test_the_same_prompt_is_the_same_picture_in_another_process():
    code = "import hashlib, sys; from sandbox.runcomfy.drawing import draw\n"
    code += "sys.stdout.write(hashlib.sha256(draw('two foxes', 3, 240, 160)).hexdigest())"
    found = {
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    }
    assert len(found) == 1


def test_different_prompts_and_the_pictures_of_a_set_are_visibly_different():
    prompts = ["a fox", "a lighthouse at dusk", "a red bicycle in the rain", "a robot in a neon city", "xyzzy"]
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
    known = {*DRAWN_THINGS, "person", "moon"}
    assert set(THINGS.values()) | set(USUAL_THINGS) | set(HOMES) <= known
    assert set(PLACES.values()) | set(USUAL_PLACES) | {home for homes in HOMES.values() for home in homes} <= set(
        DRAWN_PLACES
    )
    assert set(MOODS.values()) | set(USUAL_MOODS) <= set(PALETTES)


@pytest.mark.parametrize("place", sorted(set(PLACES.values())))
@pytest.mark.parametrize("mood", ["night", "snow", "rain"])
def test_every_place_is_drawn_in_every_weather(place: str, mood: str):
    assert len(picture(f"{place} in {mood}").getcolors(SMALL[0] * SMALL[1]) or []) > 50


@pytest.mark.parametrize("thing", sorted({*THINGS.values()} - {"moon"}))
def test_every_thing_is_drawn(thing: str):
    assert difference(picture(f"{thing} hills day"), picture("moon hills day")) > 0.5
