"""What becomes of many figures: quantiles. Measures nothing."""

from collections.abc import Iterable


def quantile(values: Iterable[float], share: float) -> float:
    """The value that this share of them does not pass: 0.5 is the middle. Raises ValueError when there are none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values")
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
