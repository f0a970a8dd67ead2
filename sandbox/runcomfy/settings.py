"""How fast, how wide and how dear the provider is; knows nothing of requests or HTTP."""

from dataclasses import dataclass, fields, replace
from typing import Any

SET_LIMIT_PICTURES = 15
"""The upstream model's limit of pictures in a set."""
SLOTS_LIMIT = 1000
"""Renderings at once; only a guard against a typing error."""
TIME_LIMIT_S = 86_400.0
"""Longest queue or rendering; only a guard against a typing error."""
PRICE_LIMIT_USD = 100.0
"""Per picture; only a guard against a typing error."""
DEPOSIT_LIMIT_USD = 1_000_000.0
"""What was paid in; only a guard against a typing error."""


@dataclass(frozen=True)
class Settings:
    """What `PATCH /sandbox/provider` can change; times apply at once, also to requests that are waiting.

    `deposit_usd` is what the owner has paid in; what pictures have cost is taken from it.
    """

    queue_s: float = 1.0
    render_s: float = 4.0
    set_size: int = 4
    price_usd: float = 0.03
    slots: int = 60
    deposit_usd: float = 1000.0

    def changed(self, changes: dict[str, Any]) -> "Settings":
        """These settings with `changes`; raises ValueError with a sentence."""
        names = [field.name for field in fields(self)]
        for name in changes:
            if name not in names:
                raise ValueError(f"the provider has no setting {name!r}; it has {', '.join(names)}")
        return replace(
            self,
            queue_s=_number("queue_s", changes.get("queue_s", self.queue_s), TIME_LIMIT_S),
            render_s=_number("render_s", changes.get("render_s", self.render_s), TIME_LIMIT_S),
            set_size=_count("set_size", changes.get("set_size", self.set_size), SET_LIMIT_PICTURES),
            price_usd=_number("price_usd", changes.get("price_usd", self.price_usd), PRICE_LIMIT_USD),
            slots=_count("slots", changes.get("slots", self.slots), SLOTS_LIMIT),
            deposit_usd=_number("deposit_usd", changes.get("deposit_usd", self.deposit_usd), DEPOSIT_LIMIT_USD),
        )


def _number(name: str, value: object, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(f"{name} must be a number between 0 and {most:g}")
    return float(value)


def _count(name: str, value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise ValueError(f"{name} must be a whole number between 1 and {most}")
    return value
