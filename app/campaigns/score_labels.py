"""What stands around the score's staff: the disciplines' names, their counts and the date.

Each orientation is a group of links with one image in it: an image alone would
hide its links from those who cannot see it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.campaigns.staff import Line, Shape, pack

OVERSHOOT = 28  # of the bar over the outer lines
SHORTEST = 90  # half the bar, where the lines are few
NARROWEST = 198  # half the standing staff, likewise
LABELS = 262  # the width of names and counts beside the lying staff
MARGIN = 22  # beside the outer lines of the standing staff
NAME, COUNT, NAME_ABOVE, SMALL = 19, 17, 22, 20  # font sizes
BETWEEN = 24  # count and line; name and count are at least two thirds of it apart
ROOM_ABOVE = 200  # for a name over its line
STANDING = 0.8  # how much shorter time is drawn on the standing staff
SERIF = "Source Serif Pro,Georgia,serif"
# Widths of letters in em, roughly those of Hanken Grotesk, a little on the safe side.
NARROW, SLIM, BROAD = frozenset("iIjl.,:;'’|! "), frozenset("frt()[]-/"), frozenset("mwMW@%…")


@dataclass(frozen=True)
class ScoreTexts:
    """What is written on the score, in the reader's language.

    `number` writes a count; `legend` says what a note stands for, given how many.
    """

    title: str
    description: str
    date: str
    everyone: str
    number: Callable[[int], str] = "{:,}".format
    legend: Callable[[int], str] = str


_PICTURE = Markup(
    '<svg viewBox="{box}" role="group" aria-labelledby="score-{kind}-title">'
    '<g role="img" aria-labelledby="score-{kind}-title" aria-describedby="score-{kind}-desc">'
    '<title id="score-{kind}-title">{title}</title>'
    '<desc id="score-{kind}-desc">{description}</desc>'
    '<use href="#staff"{turn}/></g><g fill="currentColor">{labels}</g></svg>'
)
_WIDE = Markup(
    '<g font-size="{size}" font-weight="500" transform="translate(-{left} 6)">{names}</g>'
    '<g class="quiet" font-size="{small}" text-anchor="end" transform="translate(-{between} 6)">'
    "{counts}</g>{date}"
)
_NAME = Markup('<a class="hue-{}" href="{}"{}><text y="{}">{}</text></a>')
_COUNT = Markup('<text data-count="{}" y="{}">{}</text>')
_ABOVE = Markup(
    '<text y="{y}"><a class="hue-{hue}" href="{href}"{whole}>{name}</a>'
    '<tspan class="quiet" dx="9" data-count="{slug}">{count}</tspan></text>'
)
_DATE = Markup(
    '<text x="{x}" y="{y}" font-family="{serif}" font-weight="600" font-size="{size}">{date}</text>'
    '<text class="quiet" x="{x}" y="{below}" font-size="{small}">{everyone}</text>'
)


def wide(lines: Sequence[Line], shape: Shape, texts: ScoreTexts) -> Markup:
    """The lying picture: names and counts at the left, the date right of the bar."""
    half = half_height(shape)
    top = (shape.lines - 1) / 2 * shape.close
    labels = _WIDE.format(
        size=NAME,
        small=COUNT,
        left=LABELS,
        between=BETWEEN,
        names=Markup("").join(_name(line, shape.ends(i)[0], texts) for i, line in enumerate(lines)),
        counts=Markup("").join(
            _COUNT.format(line.slug, pack(shape.ends(i)[0]), texts.number(line.count))
            for i, line in enumerate(lines)
        ),
        date=_date(texts, shape.bar + 26, -top - 46, shape.end - shape.bar - 26),
    )
    box = (-LABELS, -half, LABELS + shape.end, 2 * half)
    return _picture("wide", pack(*box), "", texts, labels)


def tall(lines: Sequence[Line], shape: Shape, texts: ScoreTexts) -> Markup:
    """The standing picture: names written upwards over their lines, the date below the bar."""
    half = max(shape.span / 2, NARROWEST) + MARGIN
    names = [_above(line, shape.ends(i)[0], texts) for i, line in enumerate(lines)]
    height = max([NAME_ABOVE * 4.0, *(_room_above(line, texts) for line in lines)]) + 14
    right = (shape.lines - 1) / 2 * shape.close + 22
    labels = Markup(
        '<g font-size="{}" font-weight="500" transform="translate(7 -16)rotate(-90)">{}</g>{}'
    ).format(
        pack(min(NAME_ABOVE, shape.gap * 0.84)),
        Markup("").join(names),
        _date(texts, right, shape.bar * STANDING + 54, half - right),
    )
    box = (-half, -height, 2 * half, height + shape.end * STANDING)
    turn = Markup(' transform="matrix(0 {} 1 0 0 0)"').format(pack(STANDING))
    return _picture("tall", pack(*box), turn, texts, labels)


def half_height(shape: Shape) -> float:
    """Half the length of the bar of a page's score."""
    return max(shape.span / 2, SHORTEST) + OVERSHOOT


def fit(text: str, room: float, size: float) -> str:
    """`text`, or as much of it as `room` holds at `size`, with an ellipsis."""
    if width(text) * size <= room:
        return text
    while text and width(text + "…") * size > room:
        text = text[:-1].rstrip()
    return text + "…"


def width(text: str) -> float:
    """About how wide `text` is, in em."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or letter in BROAD:
        return 1.0 if letter not in BROAD else 0.88
    if letter in NARROW or letter in SLIM:
        return 0.29 if letter in NARROW else 0.38
    return 0.66 if letter.isupper() else 0.57


def _picture(kind: str, box: str, turn: str, texts: ScoreTexts, labels: Markup) -> Markup:
    return _PICTURE.format(
        kind=kind,
        box=box,
        title=texts.title,
        description=texts.description,
        turn=turn,
        labels=labels,
    )


def _name(line: Line, y: float, texts: ScoreTexts) -> Markup:
    count = width(texts.number(line.count)) * COUNT
    shown = fit(line.name, LABELS - BETWEEN * 5 / 3 - count, NAME)
    return _NAME.format(line.hue, line.href, _whole(line, shown), pack(y), shown)


def _above(line: Line, y: float, texts: ScoreTexts) -> Markup:
    shown = fit(line.name, ROOM_ABOVE, NAME_ABOVE)
    return _ABOVE.format(
        y=pack(y),
        hue=line.hue,
        href=line.href,
        whole=_whole(line, shown),
        name=shown,
        slug=line.slug,
        count=texts.number(line.count),
    )


def _room_above(line: Line, texts: ScoreTexts) -> float:
    shown = fit(line.name, ROOM_ABOVE, NAME_ABOVE)
    return width(f"{shown} {texts.number(line.count)}") * NAME_ABOVE


def _whole(line: Line, shown: str) -> Markup:
    """The full name, for those who are read a name that had to be cut."""
    return Markup("") if shown == line.name else Markup(' aria-label="{}"').format(line.name)


def _date(texts: ScoreTexts, x: float, y: float, room: float) -> Markup:
    """The date as large as `room` allows, and who plays on it."""
    size = min(42.0, room / max(1.0, width(texts.date)))
    small = min(float(SMALL), room / max(1.0, width(texts.everyone)))
    return _DATE.format(
        x=pack(x),
        y=pack(y),
        serif=SERIF,
        size=pack(size),
        date=texts.date,
        below=pack(y + 28),
        small=pack(small),
        everyone=texts.everyone,
    )
