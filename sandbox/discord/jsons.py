"""Reading loosely typed JSON without losing strict types. Knows nothing of what the JSON means."""

from typing import Any, cast

Json = dict[str, Any]
"""One JSON object."""


def as_object(value: Any) -> Json | None:
    """The value if it is a JSON object."""
    return cast("Json", value) if isinstance(value, dict) else None


def as_list(value: Any) -> list[Any] | None:
    """The value if it is a JSON array."""
    return cast("list[Any]", value) if isinstance(value, list) else None


def objects(value: Any) -> list[Json]:
    """The objects in a JSON array; anything else counts as empty."""
    return [found for item in as_list(value) or [] if (found := as_object(item)) is not None]


def is_number(value: Any) -> bool:
    """Whether this is a JSON number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: Any) -> bool:
    """Whether this is a whole JSON number."""
    return isinstance(value, int) and not isinstance(value, bool)
