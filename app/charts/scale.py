"""Where a chart's axis ends, and numbers as SVG writes them."""

from __future__ import annotations

STEPS = (1, 2, 3, 4, 5, 6, 8, 10)


def nice_top(most: int) -> int:
    """The round number at or above `most` where the axis ends, at least 1: 37 -> 40, 812 -> 1000.

    From 2 on it is even, so that the line half way up stands for a whole number.
    """
    power = 1
    while power * 10 <= most:
        power *= 10
    for step in STEPS:
        top = step * power
        if top >= most and (top % 2 == 0 or top == 1):
            return max(1, top)
    return 10 * power


def short(value: float) -> str:
    """12.0 -> "12", 12.345 -> "12.3": a tenth of a unit is finer than anybody sees."""
    return f"{value:.1f}".removesuffix(".0")
