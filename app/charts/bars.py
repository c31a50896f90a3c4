"""Bars over time: one column for each hour or day, a layer in it for each series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.scale import nice_top, short

# Drawn twice, for a desk and for a telephone: the stylesheet shows one.
WIDE, NARROW = (960, 230), (340, 210)
ABOVE, BELOW = 26, 24
# Half of the longest label: nearer to a side it would be cut off.
HALF_LABEL = 64
# Room that a label on the axis wants, in units of the picture.
TICK_ROOM = {WIDE: 56, NARROW: 62}


@dataclass(frozen=True)
class Series:
    """One layer. `css_class` gives the colour: "hue-30", or "ink" for what has none."""

    name: str
    css_class: str
    values: Sequence[int]


@dataclass(frozen=True)
class Columns:
    """What the columns stand for. `ticks`: (column, label); `mark`: the day, (first, last, label).

    Columns from `ahead` on have not come yet.
    """

    count: int
    ticks: Sequence[tuple[int, str]]
    mark: tuple[int, int, str] | None = None
    ahead: int | None = None


@dataclass(frozen=True)
class Words:
    """What the chart is called and says, in the reader's language; `id` is the page's own."""

    id: str
    title: str
    description: str
    number: Callable[[int], str] = "{:,}".format


_SVG = Markup(
    '<svg class="chart {size}" viewBox="0 0 {width} {height}" role="img" '
    'aria-labelledby="{id}-{size}-t" aria-describedby="{id}-{size}-d">'
    '<title id="{id}-{size}-t">{title}</title><desc id="{id}-{size}-d">{description}</desc>'
    "{mark}{lines}{layers}{ticks}</svg>"
)
_LINE = Markup('<path class="grid" d="M0 {y}H{width}"/><text class="y" y="{above}">{label}</text>')
_LAYER = Markup('<path class="{css_class}" fill="currentColor" d="{path}"/>')
_TICK = Markup('<text class="x" x="{x}" y="{y}"{anchor}>{label}</text>')
_MARK = Markup(
    '<rect class="mark-day" x="{x}" y="14" width="{width}" height="{height}"/>'
    '<text class="mark-label" x="{at}" y="10"{anchor}>{label}</text>'
)
_END = Markup(' text-anchor="end"')
_MIDDLE = Markup(' text-anchor="middle"')


def stacked(series: Sequence[Series], columns: Columns, words: Words) -> Markup:
    """The series on top of each other, in two sizes."""
    tallest = max((sum(each) for each in zip(*(s.values for s in series), strict=True)), default=0)
    base = [0] * columns.count
    layers = []
    for each in series:
        layers.append((each, list(base)))
        base = [low + max(0, n) for low, n in zip(base, each.values, strict=True)]
    return _twice(layers, columns, words, nice_top(tallest), beside=1)


def beside(series: Sequence[Series], columns: Columns, words: Words) -> Markup:
    """The series side by side in each column, in two sizes."""
    tallest = max((n for each in series for n in each.values), default=0)
    layers = [(each, [0] * columns.count) for each in series]
    return _twice(layers, columns, words, nice_top(tallest), beside=len(series))


def _twice(
    layers: Sequence[tuple[Series, Sequence[int]]],
    columns: Columns,
    words: Words,
    top: int,
    *,
    beside: int,
) -> Markup:
    return Markup("").join(
        _draw(layers, columns, words, top, size=size, beside=beside) for size in (WIDE, NARROW)
    )


def _draw(
    layers: Sequence[tuple[Series, Sequence[int]]],
    columns: Columns,
    words: Words,
    top: int,
    *,
    size: tuple[int, int],
    beside: int,
) -> Markup:
    width, height = size
    tall, step = height - ABOVE - BELOW, width / max(1, columns.count)
    floor, slot = height - BELOW, step * 0.8 / max(1, beside)
    paths = []
    for number, (series, base) in enumerate(layers):
        left = step * 0.1 + (number * slot if beside > 1 else 0)
        path = "".join(
            f"M{short(i * step + left)} {short(floor - tall * low / top)}"
            f"v-{short(tall * n / top)}h{short(slot)}V{short(floor - tall * low / top)}z"
            for i, (n, low) in enumerate(zip(series.values, base, strict=True))
            if n > 0
        )
        paths.append(_LAYER.format(css_class=series.css_class, path=path) if path else Markup(""))
    return _SVG.format(
        size="wide" if size == WIDE else "narrow",
        width=width,
        height=height,
        id=words.id,
        title=words.title,
        description=words.description,
        mark=_mark(columns, step, width, floor),
        lines=_lines(top, words, width, floor, tall),
        layers=Markup("").join(paths),
        ticks=_ticks(columns, step, size),
    )


def _lines(top: int, words: Words, width: int, floor: int, tall: int) -> Markup:
    values = (0, top) if top == 1 else (0, top // 2, top)
    return Markup("").join(
        _LINE.format(
            y=short(floor - tall * value / top),
            above=short(floor - tall * value / top - 4),
            width=width,
            label=words.number(value) if value else "",
        )
        for value in values
    )


def _ticks(columns: Columns, step: float, size: tuple[int, int]) -> Markup:
    """As many labels as have room, beginning with the last."""
    width, height = size
    kept: list[Markup] = []
    free = width + TICK_ROOM[size] / 2
    for column, label in reversed(columns.ticks):
        x = (column + 0.5) * step
        if x + TICK_ROOM[size] / 2 > free:
            continue
        free = x - TICK_ROOM[size] / 2
        x, anchor = _anchored(x, width)
        kept.append(_TICK.format(x=short(x), y=height - 6, anchor=anchor, label=label))
    return Markup("").join(reversed(kept))


def _mark(columns: Columns, step: float, width: int, floor: int) -> Markup:
    if columns.mark is None:
        return Markup("")
    first, last, label = columns.mark
    x, wide = first * step, max(2.0, (last - first + 1) * step)
    at, anchor = _anchored(x + wide / 2, width)
    return _MARK.format(
        x=short(x), width=short(wide), height=floor - 14, at=short(at), anchor=anchor, label=label
    )


def _anchored(x: float, width: int) -> tuple[float, Markup]:
    """Where a label over `x` stands, so that it is not cut off at either side."""
    if x > width - HALF_LABEL:
        return float(width), _END
    return (0, Markup("")) if x < HALF_LABEL else (x, _MIDDLE)
