"""The colours of an hour, a season or a mood; knows nothing of shapes or of words."""

from dataclasses import dataclass, replace

from sandbox.runcomfy.art.brush import Colour, mix


def rgb(text: str) -> Colour:
    """A colour from six hexadecimal digits."""
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


@dataclass(frozen=True)
class Palette:
    """One harmony; the land goes from far and pale to near and strong."""

    name: str
    sky: tuple[Colour, ...]
    """From the top down to the horizon."""
    light: Colour
    """Sun or moon."""
    land: tuple[Colour, Colour, Colour, Colour]
    water: tuple[Colour, Colour]
    accent: Colour
    """For the thing everybody looks at, when no colour was asked for."""
    lamp: Colour
    """Windows and lanterns."""
    dark: bool = False

    @property
    def haze(self) -> Colour:
        """What distance fades into."""
        return self.sky[-1]

    @property
    def ink(self) -> Colour:
        """The darkest tone."""
        return mix(self.land[3], (12, 12, 28), 0.55)

    def lit(self, colour: Colour) -> Colour:
        """A thing's own colour as it looks in this light."""
        return mix(colour, self.land[2], 0.34) if self.dark else mix(colour, self.haze, 0.08)

    def indoors(self) -> "Palette":
        """The same hour in a room, where lamps burn when it is dark outside."""
        warm = [mix(one, (128, 84, 62), 0.6 if self.dark else 0.12) for one in self.land]
        return replace(self, land=(warm[0], warm[1], warm[2], warm[3]))

    def by_lamplight(self) -> "Palette":
        """The same hour for somebody who sits for a portrait: darkness would take the colour from the face."""
        return replace(self, dark=False)

    def tinted(self, colour: Colour, share: float) -> "Palette":
        """The same harmony leaning towards a colour."""
        lean = [mix(one, colour, share) for one in self.land]
        return replace(
            self,
            sky=tuple(mix(one, colour, share) for one in self.sky),
            land=(lean[0], lean[1], lean[2], lean[3]),
            water=(mix(self.water[0], colour, share), mix(self.water[1], colour, share)),
        )


def _palette(name: str, sky: str, land: str, water: str, few: str, *, dark: bool = False) -> Palette:
    lands = [rgb(one) for one in land.split()]
    waters = [rgb(one) for one in water.split()]
    light, accent, lamp = (rgb(one) for one in few.split())
    return Palette(
        name,
        tuple(rgb(one) for one in sky.split()),
        light,
        (lands[0], lands[1], lands[2], lands[3]),
        (waters[0], waters[1]),
        accent,
        lamp,
        dark,
    )


PALETTES: dict[str, Palette] = {
    one.name: one
    for one in (
        _palette("day", "3f8fce 86c3e6 dff0ee", "a5c9d1 7fb59b 5a9a72 376f54", "2f86ab a9d8df", "fff6d2 e8583f ffe29a"),
        _palette(
            "dawn", "7f9fd0 f0b9b4 ffe3c2", "c9a9bd a98aa8 7d7295 4d4a6d", "8f8fb8 f6cdbd", "fff1cf e2604f ffdc94"
        ),
        _palette(
            "golden", "ee9a5b f8bf7c fde7c0", "e2ab7e c27f55 935a41 5b3830", "c8815a fbd79e", "fff6da c8402f ffe9a8"
        ),
        _palette(
            "dusk",
            "262a5c 7d4a86 ee7f6b ffcf8f",
            "8a5c8a 62497c 423763 262446",
            "4a3f77 f09a7a",
            "ffe3b0 f0654e ffd27a",
            dark=True,
        ),
        _palette(
            "night",
            "0a1030 17265a 33508c",
            "2f4577 22355f 172547 0d152e",
            "12224d 5b7cb4",
            "f6f1d8 f2a54a ffd36e",
            dark=True,
        ),
        _palette(
            "winter", "8fb3d3 c4d8e6 f3eeea", "c3d3df a9c1d1 d9e5ec f2f6f8", "86a9c2 dfe9ee", "fffbe8 d2483f ffd98c"
        ),
        _palette(
            "neon",
            "10082c 3c1069 b3287f ff7d8a",
            "5a2183 3f176b 280f4e 150931",
            "230d52 e0409a",
            "ffd6e8 14e0d2 ff5db1",
            dark=True,
        ),
        _palette(
            "pastel", "a9bdf0 e0cbee fde6dc", "d3c2e6 b5c5e3 a3cbbd 7fae9f", "9fb9e2 f3dbe6", "fffaf0 f08a8a fff0b8"
        ),
        _palette(
            "rain", "45566b 728799 aab6bd", "8795a1 65757f 4a5a66 2e3c47", "4b5f70 a3b3bc", "e9edf0 d8402f ffc768"
        ),
        _palette(
            "autumn", "7fabc2 d9cfb4 f8e2bb", "cfa06a c27a3c 99522b 56301f", "6f97a5 ecd2a2", "fff3d0 cf3f28 ffd98a"
        ),
        _palette(
            "mist", "9dc4b4 cfe2c6 f4f3da", "a9cbb0 79ab8c 4a8267 234f40", "7cae9f d9ead0", "fffbe4 e4703a ffe7a0"
        ),
        _palette(
            "sand", "4fa3c7 a8d3d6 fbe9c9", "ecc99a dca76c bf7f4c 85502f", "3f96a8 cfe6d4", "fff5d0 b63c2b ffe3a0"
        ),
    )
}
"""Every harmony by its name."""
