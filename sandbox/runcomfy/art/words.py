"""Reads a prompt into what should be in the picture; knows nothing of shapes.

Known words choose the place, the hour, the weather, things and their colours. Where the prompt says nothing, a
choice among tasteful ones is made from the prompt and the number of the picture, always the same.
"""

import random
import re
import unicodedata
from dataclasses import dataclass, field

from sandbox.runcomfy.art.brush import Colour
from sandbox.runcomfy.art.vocabulary import (
    BEHIND,
    CLOSE_UPS,
    COLOURS,
    HAIR,
    HAIR_TONES,
    HOURS,
    LOOKS,
    MOODS,
    NATURAL,
    NUMBERS,
    PHRASES,
    PLACES,
    PORTRAITS,
    THINGS,
    WEATHERS,
)

COLOUR_REACH_WORDS = 3
"""A colour belongs to a thing at most this many words after it."""
MOST_THINGS = 4
"""More would be a crowd."""
USUAL_MOODS = ("day", "golden", "dusk", "dawn", "pastel", "night", "mist", "autumn")
USUAL_PLACES = ("hills", "sea", "mountains", "garden", "forest", "city", "desert")
USUAL_THINGS = ("balloon", "tree", "house", "boat", "person", "fox", "flower", "lantern", "bird", "castle")
ALONE = {"room", "abstract", "studio", "emblem"}
"""Places that are a picture without any thing."""
INDOORS = {"table", "room"}
DWELLERS: dict[str, tuple[str, ...]] = {
    "beach": ("umbrella", "boat", "dog"),
    "city": ("balloon", "person", "lantern", "bird"),
    "clearing": ("tent", "hut", "fox"),
    "desert": ("balloon", "tent", "car"),
    "emblem": ("lantern", "tree", "mushroom"),
    "forest": ("fox", "mushroom", "lantern", "bear"),
    "garden": ("tree", "flower", "bird", "rabbit"),
    "heavens": ("rocket", "astronaut"),
    "hills": ("balloon", "house", "tree", "horse"),
    "mountains": ("hut", "balloon", "tent", "bird"),
    "reef": ("fish", "turtle"),
    "sea": ("boat", "lighthouse", "whale"),
    "street": ("bicycle", "lantern", "person", "car"),
    "table": ("cup", "fruit", "vase", "book"),
}
"""What may be where nothing but the place was named."""
HOMES: dict[str, tuple[str, ...]] = {
    "astronaut": ("heavens",),
    "balloon": ("hills", "mountains", "desert", "sea"),
    "bear": ("clearing", "mountains", "forest"),
    "bed": ("room",),
    "bicycle": ("street", "hills", "city", "garden"),
    "bird": ("hills", "sea", "mountains", "garden"),
    "boat": ("sea", "mountains", "city"),
    "book": ("table",),
    "bowl": ("table",),
    "bread": ("table",),
    "bust": ("studio",),
    "cake": ("table",),
    "car": ("street", "hills", "city", "desert"),
    "castle": ("mountains", "hills"),
    "cat": ("garden", "street", "city", "hills"),
    "cup": ("table",),
    "dog": ("garden", "sea", "hills", "street"),
    "dragon": ("mountains", "hills", "desert"),
    "fish": ("reef",),
    "flower": ("garden", "hills"),
    "fox": ("forest", "hills", "mountains", "garden"),
    "fruit": ("table",),
    "guitar": ("room", "beach", "clearing"),
    "horse": ("hills", "beach", "desert", "mountains"),
    "hut": ("mountains", "clearing"),
    "lantern": ("forest", "city", "street", "mountains"),
    "lighthouse": ("sea",),
    "mushroom": ("forest",),
    "person": ("street", "hills", "sea", "city", "forest"),
    "pizza": ("table",),
    "rabbit": ("garden", "hills", "clearing"),
    "robot": ("city", "street", "desert"),
    "rocket": ("heavens",),
    "sushi": ("table",),
    "teapot": ("table",),
    "tent": ("clearing", "mountains", "beach"),
    "train": ("mountains", "hills", "desert"),
    "turtle": ("reef",),
    "umbrella": ("street", "sea", "garden"),
    "unicorn": ("hills", "garden", "clearing"),
    "vase": ("table",),
    "whale": ("sea",),
}
"""Where a thing is at home when no place was named; the pictures of a set take turns."""
LOW_SKIES = {"forest": "clearing", "street": "city"}
"""Where else something in the sky can be seen."""
NORTHERN = ("clearing", "mountains", "hills", "sea")
"""Where the northern lights are seen when no place was named."""


@dataclass(frozen=True)
class Thing:
    """One thing to draw, with the colour that was asked for."""

    name: str
    colour: Colour | None = None


@dataclass
class Brief:
    """What the picture should show."""

    place: str
    mood: str
    weather: set[str] = field(default_factory=set[str])
    things: list[Thing] = field(default_factory=list[Thing])
    tint: Colour | None = None
    """A colour that no thing took."""
    outside: str = "hills"
    """What is seen through a window."""
    colours: tuple[Colour, ...] = ()
    """Every colour that was named, once each."""
    look: frozenset[str] = frozenset()
    """What somebody looks like, for a portrait."""
    hair: Colour | None = None
    close: bool = False
    """The thing should fill the picture."""


def read(prompt: str, index: int) -> Brief:
    """What picture number `index` of this prompt shows."""
    words = _words(prompt)
    choice = random.Random(f"words\n{prompt}")
    turn = choice.randrange(1000) + index
    things, tint = _things(words)
    look = frozenset(meaning for word in words for meaning in LOOKS.get(word, ()))
    close = not CLOSE_UPS.isdisjoint(words)
    names = {thing.name for thing in things} - {"moon"}
    hair = _hair(words)
    weather = {WEATHERS[word] for word in words if word in WEATHERS}
    above = "aurora" in weather or any(thing.name == "moon" for thing in things)
    places = [PLACES[word] for word in words if word in PLACES]
    outside = next((place for place in places if place not in INDOORS | ALONE), None)
    if (close and names == {"person"}) or (not PORTRAITS.isdisjoint(words) and not names):
        things, tint = [Thing("bust", next((thing.colour for thing in things if thing.colour), tint))], None
        if things[0].colour == hair:
            things = [Thing("bust")]
        place = outside or ("sea" if "cap" in look else "studio")
    else:
        place = _place(places, things)
        if not things and place not in ALONE:
            things = [Thing(_turns(DWELLERS.get(place or "", USUAL_THINGS), turn))]
        place = place or _home(things, index, turn)
    if place in ("sea", "beach") and things and things[0].name in ("fish", "turtle"):
        place = place if (place, things[0].name) == ("beach", "turtle") else "reef"
    if "aurora" in weather and not places and len(HOMES.get(things[0].name, USUAL_PLACES)) > 1:
        place = NORTHERN[index % len(NORTHERN)]
    elif above and place in LOW_SKIES and place not in places:
        place = LOW_SKIES[place]
    elif above and place == "forest":
        place = "clearing"
    return Brief(
        place,
        _mood(words, weather, place, turn, above=above),
        weather,
        things,
        tint,
        outside or _turns(USUAL_PLACES, turn),
        tuple(dict.fromkeys(COLOURS[word] for word in words if word in COLOURS)),
        look,
        HAIR_TONES.get(hair, hair) if hair else None,
        close,
    )


def _words(prompt: str) -> list[str]:
    found = [_singular(word) for word in re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", prompt).lower())]
    text = f" {' '.join(found)} "
    for phrase, word in PHRASES.items():
        text = text.replace(f" {' '.join(_singular(part) for part in phrase.split())} ", f" {word} ")
    return text.split()


def _hair(words: list[str]) -> Colour | None:
    for index, word in enumerate(words):
        if word in HAIR:
            around = [*words[max(0, index - 1) : index], *words[index + 1 : index + 2]]
            return next((COLOURS[one] for one in around if one in COLOURS), None)
    return COLOURS["blond"] if any(COLOURS.get(word) == COLOURS["blond"] for word in words) else None


def _turns(choices: tuple[str, ...], turn: int) -> str:
    return choices[turn % len(choices)]


def _place(places: list[str], things: list[Thing]) -> str | None:
    """The first place that was named; what lies on a table stays on it, with that place behind the window."""
    if "emblem" in places:
        return "emblem"
    if "abstract" in places and not things:
        return "abstract"
    places = [place for place in places if place != "abstract"]
    place = next((place for place in places if place in INDOORS), places[0] if places else None)
    on_table = bool(things) and HOMES.get(things[0].name) == ("table",)
    return "table" if on_table and place != "room" and place is not None else place


def _home(things: list[Thing], index: int, turn: int) -> str:
    names = [thing.name for thing in things if thing.name != "moon"]
    if names and names[0] in HOMES:
        return _turns(HOMES[names[0]], index)
    return _turns(USUAL_PLACES, turn)


def _mood(words: list[str], weather: set[str], place: str, turn: int, *, above: bool) -> str:
    """The mood that was named or suits; adds to the weather what belongs to it."""
    mood = next((MOODS[word] for word in words if word in MOODS), None)
    hours = [MOODS[word] for word in words if MOODS.get(word) in HOURS]
    if above and mood not in HOURS:
        mood = hours[0] if hours else "night"
    if mood == "sand":
        mood = next((hour for hour in hours if hour != "day"), mood)
    if mood is None:
        mood = {"desert": "sand", "heavens": "night", "reef": "day"}.get(place) or _turns(USUAL_MOODS, turn)
    if mood in ("night", "neon"):
        weather.add("stars")
    if "rain" in weather and mood not in ("night", "neon", "dusk"):
        mood = "rain"
    return mood


def _things(words: list[str]) -> tuple[list[Thing], Colour | None]:
    things: list[Thing] = []
    colour: Colour | None = None
    number, age, since = 1, 0, MOST_THINGS
    for word in words:
        age, since = age + 1, since + 1
        if age > COLOUR_REACH_WORDS:
            number = 1
        if word in NUMBERS:
            number, age = NUMBERS[word], 0
        if word in COLOURS:
            colour, age = COLOURS[word], 0
            if word in BEHIND and since == 1:
                name = things[-1].name
                things = [Thing(name, colour) if one.name == name else one for one in things]
                colour = None
        if word in THINGS and not any(one.name == THINGS[word] for one in things):
            taken = colour if age <= COLOUR_REACH_WORDS else None
            taken = taken or NATURAL.get(word)
            things.extend([Thing(THINGS[word], taken)] * number)
            number, since = 1, 0
            if taken is colour:
                colour = None
        if PLACES.get(word) == "table":
            colour = None
    return things[:MOST_THINGS], colour


def _singular(word: str) -> str:
    for vocabulary in (PLACES, MOODS, WEATHERS, THINGS, COLOURS, LOOKS, NUMBERS):
        if word in vocabulary:
            return word
    if word.endswith("es") and word[:-2] in THINGS:
        return word[:-2]
    return word.removesuffix("s")
