"""Small pictures beside a number: a run of days, and a part of a whole."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from app.charts.scale import short

WIDTH, HEIGHT = 160, 36

_RUN = Markup(
    '<svg class="spark" viewBox="0 0 {width} {height}" aria-hidden="true" '
    'preserveAspectRatio="none"><path d="{area}" fill="currentColor" fill-opacity=".18"/>'
    '<path d="{line}" fill="none" stroke="currentColor" stroke-width="1.5" '
    'vector-effect="non-scaling-stroke"/></svg>'
)
_BAR = Markup(
    '<svg class="part{css_class}" viewBox="0 0 100 8" aria-hidden="true" '
    'preserveAspectRatio="none"><rect class="ground" width="100" height="8"/>'
    '<rect width="{part}" height="8" fill="currentColor"/></svg>'
)


def run(values: Sequence[int], *, most: int) -> Markup:
    """The values from left to right; `most` is the common height of all that stand together.

    Says nothing to a screen reader: the number beside it and the table do.
    """
    if len(values) == 1:
        values = [*values, *values]  # one day is a level line, not a way down to nothing
    high = HEIGHT - 2
    step = WIDTH / max(1, len(values) - 1)
    points = [
        f"{short(i * step)} {short(HEIGHT - 1 - high * max(0, n) / max(1, most))}"
        for i, n in enumerate(values)
    ]
    line = "M" + "L".join(points or ["0 35"])
    return _RUN.format(
        width=WIDTH, height=HEIGHT, line=line, area=f"{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}z"
    )


def part(count: int, whole: int, css_class: str = "") -> Markup:
    """A bar as long as `count` is of `whole`; what is there at all can be seen."""
    share = 100 * min(1.0, max(0, count) / whole) if whole > 0 else 0.0
    if count > 0:
        share = max(share, 0.8)
    return _BAR.format(part=short(share), css_class=f" {css_class}" if css_class else "")
