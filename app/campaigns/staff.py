"""Where the score's lines run and where its notes lie: geometry and counting, no colours, no texts.

The horizontal axis is time, from the opening to the day; the middle of the
staff lies at y = 0. Notes are placed from the sums of a day alone, so that none
belongs to a person.
"""

from __future__ import annotations

import datetime as dt
import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

# What the page's 40 KB leave room for, at some 23 bytes each.
MOST_NOTES = 320
# Where the handles of the S-curve stand, as shares of the way to the bar.
HANDLES = (0.68, 0.52)
# The steps of an additive low-discrepancy sequence of the plane: every further
# note falls into a wide gap, and those before it stay where they are.
# Source: M. Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences" (2018).
STEP_ALONG, STEP_ACROSS = 0.7548776662466927, 0.5698402909980532
STEP_HEAD = 0.6180339887498949
# Notes keep this far from the opening and from the bar.
INSET = 10.0
# What is signed on the day or later lies in this last share of the way to the bar.
LAST_SHARE = 0.02
# A note looks for a free place this often, each time farther off its line, but
# never beyond this share of the lines' distance; it minds this many before it.
TRIES, NEAR, FARTHER, FARTHEST, MINDED = 7, 1.6, 2.3, 0.36, 14
# Half the length and half the height of the noteheads, from the frequent to the
# rare: a few large ones among many small look like a crowd. Decoration only.
HEADS = ((3.0, 2.3), (3.0, 2.3), (3.0, 2.3), (4.0, 3.0), (4.0, 3.0), (5.0, 3.8), (6.0, 4.5))

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A discipline in the score. `days` adds up to `count`; `hue` is in degrees of OKLCH."""

    id: int
    slug: str
    name: str
    hue: int
    count: int
    days: Mapping[dt.date, int]
    href: str


@dataclass(frozen=True)
class Note:
    """A notehead: its middle, and half its length and half its height."""

    x: float
    y: float
    rx: float
    ry: float


@dataclass(frozen=True)
class Time:
    """The axis as shares: 0 is the opening, 1 the day of action."""

    opens: dt.date
    day: dt.date
    today: dt.date

    @property
    def length(self) -> int:
        """Days from the opening to the day, at least one."""
        return max(1, (self.day - self.opens).days)

    @property
    def now(self) -> float:
        """The share that has gone by at the end of today."""
        if self.today >= self.day:
            return 1.0
        return min(1.0, max(0.0, ((self.today - self.opens).days + 1) / self.length))

    def slot(self, day: dt.date) -> tuple[float, float]:
        """Where `day` begins, and its width. What lies outside counts as the nearest day inside."""
        if min(day, self.today) >= self.day:
            width = max(1 / self.length, LAST_SHARE)
            return 1 - width, width
        nearest = max(self.opens, min(day, self.today))
        return (nearest - self.opens).days / self.length, 1 / self.length


@dataclass(frozen=True)
class Shape:
    """The measures of one drawing.

    `bar` and `end` are the x of the day and of the right end; `gap` and `close`
    the distances of neighbouring lines at the left and from the bar on.
    """

    lines: int
    bar: float
    end: float
    gap: float
    close: float
    start: float = 0.0

    @property
    def span(self) -> float:
        """From the first line to the last, at the left."""
        return self.gap * (self.lines - 1)

    def ends(self, index: int) -> tuple[float, float]:
        """The height of line `index` at the left and from the bar on."""
        place = index - (self.lines - 1) / 2
        return place * self.gap, place * self.close

    def height(self, index: int, x: float) -> float:
        """The height of line `index` at `x`."""
        left, right = self.ends(index)
        return left + (right - left) * self._descent(x)

    def distance(self, x: float) -> float:
        """How far neighbouring lines are from each other at `x`."""
        return self.gap + (self.close - self.gap) * self._descent(x)

    def path(self, index: int) -> str:
        """The whole line, as path data."""
        return f"{self._curve(index, 1.0)}H{pack(self.end)}"

    def path_until(self, index: int, x: float) -> str:
        """The same line from its left end to `x`, the bar at most, as path data."""
        return self._curve(index, _bend(x / self.bar))

    def _descent(self, x: float) -> float:
        t = _bend(x / self.bar)
        return t * t * (3 - 2 * t)

    def _curve(self, index: int, t: float) -> str:
        left, right = self.ends(index)
        handles = [(HANDLES[0] * self.bar, left), (HANDLES[1] * self.bar, right)]
        points = _cut([(0, left), *handles, (self.bar, right)], t)
        begin = f"M{pack(self.start, left)}" + ("H0" if self.start else "")
        return f"{begin}C{pack(*itertools.chain.from_iterable(points[1:]))}"


def per_note(lines: Sequence[Line]) -> int:
    """How many signatures one note stands for: 1 while they all fit, else the next round number."""
    sums = [sum(line.days.values()) for line in lines]
    return next(
        each
        for each in _round_numbers()
        if sum(notes_of(count, each) for count in sums) <= MOST_NOTES
    )


def notes_of(count: int, each: int) -> int:
    """How many notes stand for `count` signatures, `each` to a note: at least one for any."""
    return max(1, (2 * count + each) // (2 * each)) if count > 0 else 0


def place(line: Line, index: int, each: int, shape: Shape, time: Time) -> list[Note]:
    """The notes of `line`, the `index`-th from the top, from left to right."""
    notes: list[Note] = []
    for day, k in _days_of_notes(line.days, each):
        candidates = _candidates(index, shape, time.slot(day), k, _seed(line.id, day))
        notes.append(_freest(candidates, notes[-MINDED:]))
    return sorted(notes, key=lambda note: (note.x, note.y))


def pen(shape: Shape, time: Time) -> float:
    """The x where the past ends, and notes with it."""
    return _along(shape, time.now)


def pack(*numbers: float) -> str:
    """Numbers as path data: one decimal at most, and no blank that is not needed."""
    text = ""
    for number in numbers:
        word = f"{number:.1f}".removesuffix(".0")
        if word.lstrip("-").startswith("0."):
            word = word.replace("0.", ".", 1)
        elif word == "-0":
            word = "0"
        last = text.rpartition(" ")[2].rpartition("-")[2]
        joined = not text or word[0] == "-" or (word[0] == "." and "." in last)
        text += word if joined else f" {word}"
    return text


def _candidates(index: int, shape: Shape, slot: Point, k: int, seed: Point) -> Iterator[Note]:
    """Places for the `k`-th note of a day, the nearest to the line first."""
    head = HEADS[int((seed[0] + seed[1] + k * STEP_HEAD) * len(HEADS)) % len(HEADS)]
    for i in range(TRIES):
        step = k * TRIES + i
        x = _along(shape, slot[0] + slot[1] * ((seed[0] + step * STEP_ALONG) % 1))
        farthest = min(NEAR + FARTHER * i, FARTHEST * shape.distance(x))
        off = farthest * (2 * ((seed[1] + step * STEP_ACROSS) % 1) - 1)
        yield Note(round(x, 1), round(shape.height(index, x) + off, 1), *head)


def _freest(candidates: Iterator[Note], others: Sequence[Note]) -> Note:
    """The first candidate that touches none of `others`, or the one that covers them least."""
    best, most = next(candidates), -1.0
    for note in itertools.chain([best], candidates):
        room = min((_room(note, other) for other in others), default=9.0)
        if room >= 1:
            return note
        if room > most:
            best, most = note, room
    return best


def _room(one: Note, other: Note) -> float:
    """Below 1 where two noteheads cover each other."""
    across = (one.x - other.x) / (one.rx + other.rx)
    down = (one.y - other.y) / (one.ry + other.ry)
    return across * across + down * down


def _along(shape: Shape, share: float) -> float:
    return INSET + share * (shape.bar - 2 * INSET)


def _days_of_notes(days: Mapping[dt.date, int], each: int) -> Iterator[tuple[dt.date, int]]:
    """The day of each note, and its number within the day.

    A note falls on the day its share of the running sum was reached, so that
    later signatures add notes and move none.
    """
    total = placed = 0
    for day in sorted(days):
        total += days[day]
        due = notes_of(total, each)
        for k in range(due - placed):
            yield day, k
        placed = max(placed, due)


def _seed(line: int, day: dt.date) -> Point:
    """Two numbers in [0, 1) that are the same in every process, as `hash` is not."""
    digest = zlib.crc32(f"{line} {day.isoformat()}".encode())
    return (digest & 0xFFFF) / 0x10000, (digest >> 16) / 0x10000


def _round_numbers() -> Iterator[int]:
    """1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000 …"""
    yield from (1, 2, 5)
    for power in itertools.count(1):
        yield from (step * 10**power // 10 for step in (10, 20, 25, 50))


@lru_cache(maxsize=4096)
def _bend(share: float) -> float:
    """The curve's parameter at this share of the way to the bar, which it holds outside of it."""
    if share <= 0 or share >= 1:
        return 0.0 if share <= 0 else 1.0
    first, second = HANDLES
    low, high = 0.0, 1.0
    for _ in range(24):
        t = (low + high) / 2
        at = 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t * t * second + t**3
        low, high = (t, high) if at < share else (low, t)
    return (low + high) / 2


def _cut(points: Sequence[Point], t: float) -> list[Point]:
    """The control points of a Bézier curve's part from its beginning to `t` (de Casteljau)."""
    first = [points[0]]
    level = list(points)
    while len(level) > 1:
        level = [
            (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
            for a, b in itertools.pairwise(level)
        ]
        first.append(level[0])
    return first
