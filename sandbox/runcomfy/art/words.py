"""Reads a prompt into what should be in the picture; knows nothing of shapes.

Known words choose the place, the hour, the weather, things and their colours. Where the prompt says nothing, a
choice among tasteful ones is made from the prompt and the number of the picture, always the same.
"""

import random
import re
from dataclasses import dataclass, field

from sandbox.runcomfy.art.brush import Colour
from sandbox.runcomfy.art.palettes import rgb


def _vocabulary(lines: str) -> dict[str, str]:
    """`name: word word …` per line becomes word -> name."""
    words: dict[str, str] = {}
    for line in lines.strip().splitlines():
        name, _, others = line.partition(":")
        words.update(dict.fromkeys([name.strip(), *others.split()], name.strip()))
    return words


PLACES = _vocabulary("""
    sea: ocean coast harbour harbor beach waves wave shore bay island mare spiaggia onde porto lake lago river pier
    mountains: mountain alps peak cliff valley montagna montagne summit glacier volcano
    city: skyline town downtown metropolis skyscraper tokyo york london citta città rooftop
    forest: woods wood jungle woodland pine bosco foresta grove
    desert: dune sahara canyon mesa cactus deserto savanna
    garden: meadow field park lawn spring giardino prato picnic orchard village
    street: road alley lane market sidewalk cafe café strada via corner puddle pavement
    heavens: space galaxy planet cosmos orbit astronaut spazio
    hills: hill countryside farm farmland tuscany toscana colline vineyard landscape
""")
MOODS = _vocabulary("""
    day: noon sunny bright afternoon summer estate giorno
    dawn: sunrise morning daybreak alba mattina
    golden: warm sunlit gold honey amber candlelight oro tuscany
    dusk: sunset evening twilight tramonto sera
    night: midnight dark moonlit starry moonlight notte stars stelle spooky gothic
    winter: snow snowy ice icy frozen frost cold christmas inverno neve arctic
    neon: cyberpunk synthwave futuristic glowing retrowave vaporwave cyber
    pastel: soft dreamy gentle delicate cute kawaii watercolor watercolour dream
    rain: rainy storm stormy gloomy moody grey gray pioggia temporale melancholy wet
    autumn: fall october leaves autunno harvest foliage
    mist: misty fog foggy haze hazy nebbia mysterious ancient
    sand: dune desert sahara egypt savanna western
""")
WEATHERS = _vocabulary("""
    rain: rainy storm stormy pioggia temporale drizzle raining umbrella
    snow: snowy snowing neve blizzard winter christmas
    mist: misty fog foggy haze nebbia
    stars: starry stelle night midnight galaxy space cosmos notte
    birds: seagull seagulls swallows
    leaves: autumn fall foliage autunno
    fireflies: magic magical fairy enchanted firefly lucciole
""")
THINGS = _vocabulary("""
    fox: volpe vixen
    cat: kitten gatto gatta kitty
    dog: puppy cane wolf husky
    bird: sparrow robin crow owl uccello parrot
    person: girl boy woman man child people lady wanderer traveller hiker ragazza ragazzo donna uomo bambina she he
    robot: android droid mech automa
    bicycle: bike cycle bici bicicletta
    lighthouse: beacon faro
    house: cottage cabin home hut casa barn farmhouse villa
    castle: fortress palace tower castello
    tree: oak willow albero birch
    boat: ship sailboat sail sailing barca nave yacht
    balloon: balloons mongolfiera palloncino airship
    flower: rose tulip sunflower daisy poppy fiore fiori blossom bouquet
    moon: luna crescent
    rocket: spaceship razzo spacecraft
    whale: balena dolphin
    umbrella: parasol ombrello
    mushroom: toadstool fungo
    lantern: lamp lampion lanterna candle
    car: automobile taxi auto macchina
    train: locomotive tram treno railway
""")
COLOURS: dict[str, Colour] = {
    word: rgb(code)
    for code, words in {
        "d8352f": "red rosso rossa crimson scarlet ruby",
        "ec7a2c": "orange arancione copper",
        "f2c230": "yellow giallo gialla golden lemon",
        "3f9a5b": "green verde emerald mossy",
        "2f6fc4": "blue blu azzurro navy cobalt",
        "2aa6a4": "teal turquoise cyan turchese",
        "7d4fb8": "purple violet viola lavender",
        "ea7fa6": "pink rosa magenta",
        "f4f1ea": "white bianco bianca ivory",
        "2b2b38": "black nero nera",
        "8a5a3a": "brown marrone wooden",
        "9aa3ad": "silver grey gray grigio steel",
    }.items()
    for word in words.split()
}
NATURAL = {"sunflower": COLOURS["yellow"], "rose": COLOURS["red"], "wolf": COLOURS["grey"], "taxi": COLOURS["yellow"]}
"""What a thing looks like when the prompt names no colour."""
NUMBERS = {"two": 2, "pair": 2, "couple": 2, "due": 2, "three": 3, "tre": 3, "some": 3, "many": 4, "four": 4}
COLOUR_REACH_WORDS = 3
"""A colour belongs to a thing at most this many words after it."""
MOST_THINGS = 4
"""More would be a crowd."""
USUAL_MOODS = ("day", "golden", "dusk", "dawn", "pastel", "night", "mist", "autumn")
USUAL_PLACES = ("hills", "sea", "mountains", "garden", "forest", "city", "desert")
USUAL_THINGS = ("balloon", "tree", "house", "boat", "person", "fox", "flower", "lantern", "bird", "castle")
HOMES: dict[str, tuple[str, ...]] = {
    "balloon": ("hills", "mountains", "desert", "sea"),
    "bicycle": ("street", "hills", "city", "garden"),
    "bird": ("hills", "sea", "mountains", "garden"),
    "boat": ("sea", "mountains", "city"),
    "car": ("street", "hills", "city", "desert"),
    "castle": ("mountains", "hills"),
    "cat": ("garden", "street", "city", "hills"),
    "dog": ("garden", "sea", "hills", "street"),
    "flower": ("garden", "hills"),
    "fox": ("forest", "hills", "mountains", "garden"),
    "lantern": ("forest", "city", "street", "mountains"),
    "lighthouse": ("sea",),
    "mushroom": ("forest",),
    "person": ("street", "hills", "sea", "city", "forest"),
    "robot": ("city", "street", "desert"),
    "rocket": ("heavens",),
    "train": ("mountains", "hills", "desert"),
    "umbrella": ("street", "sea", "garden"),
    "whale": ("sea",),
}
"""Where a thing is at home when no place was named; the pictures of a set take turns."""


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


def read(prompt: str, index: int) -> Brief:
    """What picture number `index` of this prompt shows."""
    words = [_singular(word) for word in re.findall(r"[^\W\d_]+", prompt.lower())]
    choice = random.Random(f"words\n{prompt}")
    turn = choice.randrange(1000) + index
    things, tint = _things(words)
    place = _first(words, PLACES)
    if not things:
        things = [Thing(USUAL_THINGS[turn % len(USUAL_THINGS)])] if place != "heavens" else [Thing("balloon")]
    if place is None:
        homes = HOMES.get(things[0].name, USUAL_PLACES)
        place = homes[index % len(homes)] if things[0].name in HOMES else homes[turn % len(homes)]
    mood = _first(words, MOODS)
    if mood is None:
        mood = {"desert": "sand", "heavens": "night"}.get(place) or USUAL_MOODS[turn % len(USUAL_MOODS)]
    weather = {WEATHERS[word] for word in words if word in WEATHERS}
    if mood in ("night", "neon"):
        weather.add("stars")
    if "rain" in weather and mood not in ("night", "neon", "dusk"):
        mood = "rain"
    return Brief(place, mood, weather, things, tint)


def _things(words: list[str]) -> tuple[list[Thing], Colour | None]:
    things: list[Thing] = []
    colour: Colour | None = None
    number, age = 1, 0
    for word in words:
        age += 1
        if age > COLOUR_REACH_WORDS:
            number = 1
        if word in NUMBERS:
            number, age = NUMBERS[word], 0
        if word in COLOURS:
            colour, age = COLOURS[word], 0
        if word in THINGS and not any(one.name == THINGS[word] for one in things):
            taken = colour if age <= COLOUR_REACH_WORDS else None
            taken = taken or NATURAL.get(word)
            things.extend([Thing(THINGS[word], taken)] * number)
            number = 1
            if taken is colour:
                colour = None
    return things[:MOST_THINGS], colour


def _first(words: list[str], vocabulary: dict[str, str]) -> str | None:
    return next((vocabulary[word] for word in words if word in vocabulary), None)


def _singular(word: str) -> str:
    for vocabulary in (PLACES, MOODS, WEATHERS, THINGS, COLOURS):
        if word in vocabulary:
            return word
    if word.endswith("es") and word[:-2] in THINGS:
        return word[:-2]
    return word.removesuffix("s")
