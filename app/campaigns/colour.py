"""OKLCH, the colour space the disciplines' colours are spaced in, as the sRGB that pictures need.

Pages leave this to the browser: the stylesheet holds the same lightness and chroma.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

# Lightness and chroma of all disciplines' lines, per theme.
THEMES = {"dark": (0.8, 0.15), "light": (0.48, 0.14)}


def discipline_hex(hue: int, theme: str) -> str:
    """The colour of a discipline's line in `theme` ("dark" or "light"), as #rrggbb."""
    lightness, chroma = THEMES[theme]
    return to_hex(lightness, chroma, hue)


def widest_gap(hues: Iterable[int]) -> int:
    """The hue, a multiple of 5, farthest from all of these on the wheel."""
    taken = list(hues)
    free = (hue for hue in range(0, 360, 5))
    return max(free, key=lambda hue: min((_apart(hue, each) for each in taken), default=0))


def _apart(one: int, other: int) -> int:
    """How many degrees lie between two hues, the shorter way round."""
    degrees = abs(one - other) % 360
    return min(degrees, 360 - degrees)


@lru_cache(maxsize=1024)
def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH as #rrggbb; where sRGB has no such colour, with as much chroma as it has."""
    low, high = 0.0, chroma
    if not _displayable(_linear(lightness, chroma, hue)):
        for _ in range(20):
            middle = (low + high) / 2
            inside = _displayable(_linear(lightness, middle, hue))
            low, high = (middle, high) if inside else (low, middle)
        chroma = low
    channels = (_encoded(value) for value in _linear(lightness, chroma, hue))
    return "#" + "".join(f"{round(255 * value):02x}" for value in channels)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Linear sRGB. Source: B. Ottosson, "A perceptual color space for image processing" (2020)."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _displayable(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= value <= 1.0005 for value in channels)


def _encoded(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
