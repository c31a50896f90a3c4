"""The score, the campaign's picture: a line per discipline, drawing together towards the day.

One staff is defined once and used twice: lying for wide windows, standing for
phones. No style, only presentation attributes and classes, because the content
security policy allows no more. Where lines run and notes lie is in `staff`;
the names, counts and date around them are in `score_labels`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.campaigns import score_labels, staff
from app.campaigns.colour import discipline_hex
from app.campaigns.score_labels import ScoreTexts
from app.campaigns.staff import Line, Note, Shape, Time, pack

__all__ = ["Card", "Line", "Score", "ScoreTexts", "draw", "standalone_svg"]

BAR, END = 830, 1050
# The lines' distance at the left: this height shared out, within these limits.
STAFF_HEIGHT, CLOSEST, WIDEST = 440, 22, 56
# From the bar on: as close as this on the day, and this much wider at the opening.
BUNDLE_GAP, BUNDLE_HEIGHT, LOOSENESS = 7.4, 78, 0.7
LEAN = -20  # degrees: noteheads lean as engraved ones do
INK = {"dark": "#f6f1e7", "light": "#17131c"}


@dataclass(frozen=True)
class Score:
    """The picture. `staff` stands once on the page, before `wide` and `tall`, which use it.

    `per_note`: how many signatures (one per discipline a person named) a note
    stands for; `legend` says so in words. `notes`: how many notes there are.
    """

    staff: Markup
    wide: Markup
    tall: Markup
    per_note: int
    notes: int
    legend: str


@dataclass(frozen=True)
class Card:
    """The measures of a picture that stands alone: its size, and the x of the day, in px."""

    width: int
    height: int
    bar: int


_DEFINITION = Markup(
    '<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<g id="staff" fill="none" stroke="currentColor" stroke-width="1.4">{}</g></defs></svg>'
)
_LINE = Markup(
    '<g class="hue-{hue}" data-line="{slug}" data-now="{now}">'
    '<path opacity=".45" d="{whole}"/>{past}{notes}</g>'
)
_LINE_ALONE = Markup('<g color="{}"><path opacity=".45" d="{}"/>{}{}</g>')
_PAST = Markup('<path d="{}"/>')
_NOTES = Markup('<path fill="currentColor" stroke="none" d="{}"/>')
_BARS = Markup('<path d="M{}v{}"/><path stroke-width="5" d="M{}v{}"/>')
_ALONE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 {top} {width} {height}" color="{ink}">'
    '<g fill="none" stroke="currentColor" stroke-width="2">{lines}{bars}</g></svg>'
)


def draw(
    lines: Sequence[Line], *, opens: dt.date, day: dt.date, today: dt.date, texts: ScoreTexts
) -> Score:
    """Draw the score as it stands at the end of `today`; the same input draws the same score."""
    time = Time(opens, day, today)
    shape = _shape(len(lines), time)
    each, notes = _notes(lines, shape, time)
    parts = [_line(line, i, notes[i], shape, time) for i, line in enumerate(lines)]
    return Score(
        staff=_DEFINITION.format(Markup("").join([*parts, _bars(shape)])),
        wide=score_labels.wide(lines, shape, texts),
        tall=score_labels.tall(lines, shape, texts),
        per_note=each,
        notes=sum(map(len, notes)),
        legend=texts.legend(each),
    )


def standalone_svg(lines: Sequence[Line], *, time: Time, card: Card, theme: str = "dark") -> str:
    """The staff alone, as an SVG file with fixed colours, from edge to edge of `card`.

    `theme` is "dark" or "light". No texts: whoever prints it sets them.
    """
    between = max(1, len(lines) - 1)
    shape = Shape(
        lines=len(lines),
        bar=card.bar,
        end=card.width + 10,
        gap=min(60.0, (card.height - 40) / between),
        close=min(6.5, card.height * 0.3 / between),
        start=-10,
    )
    _, notes = _notes(lines, shape, time)
    parts = [_line_alone(line, i, notes[i], shape, time, theme) for i, line in enumerate(lines)]
    return str(
        _ALONE.format(
            width=card.width,
            height=card.height,
            top=pack(-card.height / 2),
            ink=INK[theme],
            lines=Markup("").join(parts),
            bars=_bars(shape, card.height / 2),
        )
    )


def note_path(notes: Sequence[Note]) -> str:
    """All noteheads as one path: leaning ellipses, each begun from the one before.

    Each is one arc almost all round, closed by a step along the top too short to be
    seen. Whole numbers, because one decimal more would add a tenth to the page.
    """
    text, pen_x, pen_y = "", 0, 0
    for note in notes:
        aside, top = _topmost(note.rx, note.ry)
        x, y = round(note.x - aside - 0.5), round(note.y - top)
        text += f"{'m' if text else 'M'}{pack(x - pen_x, y - pen_y)}"
        text += f"a{pack(note.rx, note.ry, LEAN)} 101 0z"
        pen_x, pen_y = x, y
    return text


def _topmost(rx: float, ry: float) -> tuple[float, float]:
    """From the topmost point of a leaning ellipse to its middle."""
    sine, cosine = math.sin(math.radians(LEAN)), math.cos(math.radians(LEAN))
    top = math.hypot(rx * sine, ry * cosine)
    return (rx**2 - ry**2) * sine * cosine / top, top


def _shape(lines: int, time: Time) -> Shape:
    """The staff of a page: its bundle tightens as the day nears."""
    between = max(1, lines - 1)
    loose = 1 + LOOSENESS * (1 - time.now)
    return Shape(
        lines=lines,
        bar=BAR,
        end=END,
        gap=min(WIDEST, max(CLOSEST, STAFF_HEIGHT / between)),
        close=min(BUNDLE_GAP, BUNDLE_HEIGHT / between) * loose,
    )


def _notes(lines: Sequence[Line], shape: Shape, time: Time) -> tuple[int, list[list[Note]]]:
    each = staff.per_note(lines)
    return each, [staff.place(line, i, each, shape, time) for i, line in enumerate(lines)]


def _line(line: Line, index: int, notes: Sequence[Note], shape: Shape, time: Time) -> Markup:
    """One discipline. Faint: what is to come; in full colour: what has been, and its notes."""
    now = staff.pen(shape, time)
    return _LINE.format(
        hue=line.hue,
        slug=line.slug,
        now=f"{now:.0f} {shape.height(index, now):.0f}",
        whole=shape.path(index),
        past=_past(index, shape, time),
        notes=_NOTES.format(note_path(notes)) if notes else "",
    )


def _line_alone(
    line: Line, index: int, notes: Sequence[Note], shape: Shape, time: Time, theme: str
) -> Markup:
    return _LINE_ALONE.format(
        discipline_hex(line.hue, theme),
        shape.path(index),
        _past(index, shape, time),
        _NOTES.format(note_path(notes)) if notes else "",
    )


def _past(index: int, shape: Shape, time: Time) -> Markup:
    if time.now <= 0:
        return Markup("")
    if time.now >= 1:
        return _PAST.format(shape.path(index))
    return _PAST.format(shape.path_until(index, staff.pen(shape, time)))


def _bars(shape: Shape, half: float | None = None) -> Markup:
    """The double bar of the day, over the whole height."""
    half = score_labels.half_height(shape) if half is None else half
    length = pack(2 * half)
    return _BARS.format(pack(shape.bar, -half), length, pack(shape.bar + 6, -half), length)
