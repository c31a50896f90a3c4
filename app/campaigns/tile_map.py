"""The United States as equal tiles: a state weighs as much on the map as its artists, not its land.

Colours are the stylesheet's: each tile has a class from `q0` (nobody) to `q5`.
The same numbers stand in a table on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.places.states import NAMES

STEPS = 5
TILE, GAP = 56, 5
TERRITORIES_DOWN = 0.35  # how far, in tiles, the territories lie apart below the states
# How strongly each class is inked where the stylesheet says nothing else.
INK = (0.05, 0.11, 0.17, 0.23, 0.29, 0.35)

# Who lies where, by rows; a dot is an empty place.
STATES = """
    AK .  .  .  .  .  .  .  .  .  ME
    .  .  .  .  .  WI .  .  .  VT NH
    WA ID MT ND MN IL MI .  NY MA .
    OR NV WY SD IA IN OH PA NJ CT RI
    CA UT CO NE MO KY WV VA MD DE .
    .  AZ NM KS AR TN NC SC DC .  .
    .  .  .  OK LA MS AL GA .  .  .
    HI .  .  TX .  .  .  .  FL .  .
"""
TERRITORIES = "GU MP AS .  .  .  .  .  .  PR VI"


@dataclass(frozen=True)
class LegendStep:
    """One class of the map and the counts it stands for, both ends included."""

    css_class: str
    least: int
    most: int


@dataclass(frozen=True)
class TileMap:
    """The map. `elsewhere` sums up the codes that have no tile, such as the armed forces'."""

    svg: Markup
    legend: tuple[LegendStep, ...]
    elsewhere: int


_MAP = Markup(
    '<svg class="tiles" viewBox="0 0 {width} {height}" role="img" aria-labelledby="tiles-title">'
    '<title id="tiles-title">{title}</title>'
    '<g text-anchor="middle" fill="currentColor">{tiles}</g></svg>'
)
_TILE = Markup(
    '<g class="tile {css_class}" transform="translate({x} {y})"><title>{name}: {said}</title>'
    '<rect width="{side}" height="{side}" rx="3" fill-opacity="{ink}"/>'
    '<text x="28" y="24" font-size="16" font-weight="600">{code}</text>'
    '<text x="28" y="43" font-size="{size}">{count}</text></g>'
)


def draw(
    states: Sequence[tuple[str, int]],
    *,
    title: str = "Artists by state",
    number: Callable[[int], str] = "{:,}".format,
    unknown: str = "",
) -> TileMap:
    """Draw the counts by two-letter code; `title` and `number` are in the reader's language.

    `unknown`: what is said of the states that are not among them; "": that nobody is there.

    The classes are quantiles: `q0` is nobody, and `q1` to `q5` hold a fifth each
    of the states with anybody, so that one large state does not drown the others.
    Equal counts are always of one class, so with few different counts some are empty.
    """
    counts = dict(states)
    steps = _steps([counts[code] for code in NAMES if counts.get(code, 0) > 0])
    tiles = [_tile(place, counts.get(place[0], 0), steps, number, unknown) for place in places()]
    return TileMap(
        svg=_MAP.format(
            width=11 * (TILE + GAP) - GAP,
            height=round((9 + TERRITORIES_DOWN) * (TILE + GAP)) - GAP,
            title=title,
            tiles=Markup("").join(tiles),
        ),
        legend=steps,
        elsewhere=sum(count for code, count in states if code not in NAMES),
    )


def places() -> list[tuple[str, int, float]]:
    """Every tile's code, column and row."""
    rows: list[tuple[float, str]] = [
        (float(row), line) for row, line in enumerate(STATES.strip().splitlines())
    ]
    rows.append((len(rows) + TERRITORIES_DOWN, TERRITORIES))
    return [
        (code, column, row)
        for row, line in rows
        for column, code in enumerate(line.split())
        if code != "."
    ]


def _steps(counts: Sequence[int]) -> tuple[LegendStep, ...]:
    """The classes in use; each begins above the end of the one before."""
    ranked = sorted(counts)
    found = [LegendStep("q0", 0, 0)]
    for step in range(1, STEPS + 1):
        most = ranked[max(0, len(ranked) * step // STEPS - 1)] if ranked else 0
        if most > found[-1].most:
            least = next(count for count in ranked if count > found[-1].most)
            found.append(LegendStep(f"q{step}", least, most))
    return tuple(found)


def _tile(
    place: tuple[str, int, float],
    count: int,
    steps: Sequence[LegendStep],
    number: Callable[[int], str],
    unknown: str,
) -> Markup:
    code, column, row = place
    step = next(step for step in steps if count <= step.most)
    shown, said = number(count), number(count)
    if unknown and not count:
        shown, said = "–", unknown
    return _TILE.format(
        css_class=step.css_class,
        x=column * (TILE + GAP),
        y=round(row * (TILE + GAP)),
        name=NAMES[code],
        code=code,
        count=shown,
        said=said,
        side=TILE,
        ink=INK[int(step.css_class[1:])],
        # Seven digits with their separators still fit into the tile.
        size=13 if len(shown) <= len("999,999") else 10,
    )
