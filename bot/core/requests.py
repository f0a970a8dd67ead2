"""What may be asked for: the choices, their limits, how a wish becomes a request. Knows no Discord and no HTTP."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.core.errors import ImagesUnsupported, PromptEmpty, PromptTooLong, ScaleOutOfRange, SizeUnsupported

PROMPT_LIMIT_CHARS: Final = 800
"""Code points. The model's schema says `maxLength: 800` and leaves the unit open."""

SCALE_MIN: Final = 0.0
SCALE_MAX: Final = 1.0
"""Inclusive bounds of `scale` in the model's schema."""


class Tier(Enum):
    """How large a picture is, in the words people use."""

    ONE_K = "1K"
    TWO_K = "2K"
    FOUR_K = "4K"


@dataclass(frozen=True, slots=True)
class Size:
    """One of the sizes the model draws: a ratio as people say it, and exact pixels."""

    ratio: str
    width_px: int
    height_px: int
    tier: Tier

    @property
    def value(self) -> str:
        """The exact word of the model's schema, e.g. `2560x1440(16:9)`."""
        return f"{self.width_px}x{self.height_px}({self.ratio})"


SIZES: Final = (
    Size("1:1", 1024, 1024, Tier.ONE_K),
    Size("1:1", 2048, 2048, Tier.TWO_K),
    Size("4:3", 2304, 1728, Tier.TWO_K),
    Size("3:2", 2496, 1664, Tier.TWO_K),
    Size("16:9", 2560, 1440, Tier.TWO_K),
    Size("21:9", 3024, 1296, Tier.TWO_K),
    Size("1:1", 4096, 4096, Tier.FOUR_K),
    Size("4:3", 4694, 3520, Tier.FOUR_K),
    Size("3:2", 4992, 3328, Tier.FOUR_K),
    Size("16:9", 5404, 3040, Tier.FOUR_K),
    Size("21:9", 6198, 2656, Tier.FOUR_K),
)
"""All that the model draws, in the order of its schema: square or landscape, no portrait exists."""

DEFAULT_SIZE: Final = SIZES[1]
_SIZE_BY_VALUE: Final = {size.value: size for size in SIZES}

DEFAULT_SCALE: Final = 0.5
SCALE_CHOICES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
"""What the command offers; every number between the bounds is accepted all the same."""


def largest(size: Size) -> Size:
    """The same shape with the most pixels."""
    return max((one for one in SIZES if one.ratio == size.ratio), key=lambda one: one.width_px)


class Images(Enum):
    """One picture, or a set whose number the model chooses from the prompt (up to 15, says its maker)."""

    ONE = "one"
    SET = "set"


DEFAULT_IMAGES: Final = Images.ONE


@dataclass(frozen=True, slots=True)
class ImagineRequest:
    """One wish that the provider will understand. Build it with `parse`."""

    prompt: str
    size: Size = DEFAULT_SIZE
    scale: float = DEFAULT_SCALE
    images: Images = DEFAULT_IMAGES

    @classmethod
    def parse(cls, prompt: str, size: str | None, scale: float | None, images: str | None) -> "ImagineRequest":
        """Turn what a person typed into a request; None takes the default.

        Raises PromptEmpty, PromptTooLong, SizeUnsupported, ScaleOutOfRange or ImagesUnsupported. Discord's own checks
        are a courtesy of its clients: anything may arrive here.
        """
        text = _whole_characters(prompt).strip()
        if not text or not any(ch.isprintable() and not ch.isspace() for ch in text):
            raise PromptEmpty
        if len(text) > PROMPT_LIMIT_CHARS:
            raise PromptTooLong(length=len(text), limit=PROMPT_LIMIT_CHARS)
        return cls(text, parse_size(size), parse_scale(scale), parse_images(images))


def parse_size(value: str | None) -> Size:
    """The size that this schema word names; raises SizeUnsupported."""
    if value is None:
        return DEFAULT_SIZE
    try:
        return _SIZE_BY_VALUE[value]
    except KeyError:
        raise SizeUnsupported(value=value) from None


def parse_scale(value: float | None) -> float:
    """The scale, if it lies between 0 and 1; raises ScaleOutOfRange (for NaN too)."""
    if value is None:
        return DEFAULT_SCALE
    if not SCALE_MIN <= value <= SCALE_MAX:
        raise ScaleOutOfRange(value=value, low=SCALE_MIN, high=SCALE_MAX)
    return float(value)


def parse_images(value: str | None) -> Images:
    """One picture or a set; raises ImagesUnsupported."""
    if value is None:
        return DEFAULT_IMAGES
    try:
        return Images(value)
    except ValueError:
        raise ImagesUnsupported(value=value) from None


def _whole_characters(text: str) -> str:
    """Half a surrogate pair can arrive in JSON and can be neither stored nor sent on; it becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
