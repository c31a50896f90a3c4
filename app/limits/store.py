"""Counting in windows that slide: what a store takes and answers, and the store in the database.

The algorithm is that of the package `limits` (sliding window counter): the count of this
window, and of the one before it the part that still lies within reach. What is refused is
not counted, so that the time to wait which people are told is the truth.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa

from app import clock, database
from app.database import Moment
from app.extensions import db
from app.limits.models import LimitCount


@dataclass(frozen=True)
class Want:
    """One more of what `name` and `who` say: at most `most` within `seconds`."""

    name: str
    who: bytes
    most: int
    seconds: int

    @property
    def key(self) -> bytes:
        """16 bytes that name it. The length of its window is part of it."""
        text = f"{self.name} {self.seconds}".encode()
        return hashlib.blake2b(text, key=self.who, digest_size=16).digest()


@dataclass(frozen=True)
class Window:
    """What was counted: in this window, in the one before, and the seconds until this one ends."""

    current: int
    previous: int
    share: float  # how much of the window before still counts, 0 to 1
    left: float

    @property
    def weighted(self) -> float:
        return self.previous * self.share + self.current


class Store(Protocol):
    """Where counts are kept, for all processes alike."""

    def take(self, must: Sequence[Want], may: Sequence[Want] = ()) -> list[Want]:
        """Count one of each that has room; return those that had none.

        With one of `must` among them nothing is to be counted: in the database the caller's
        transaction takes it back, which every answer of 400 and above rolls back.
        """
        ...

    def wait(self, want: Want) -> int:
        """Seconds until there is room for one more, at least 1."""
        ...

    def once(self, key: bytes, seconds: int) -> bool:
        """Whether this is the first time within `seconds` that `key` is named."""
        ...

    def add(self, want: Want, amount: int) -> float:
        """Count so many, whatever the limit; return the weighted count."""
        ...


def wait(window: Window, most: int, seconds: int) -> int:
    """Whole seconds until one more fits, if nothing else is counted until then; at least 1."""
    # Of the window before, floor(previous * share) counts: it must be below this.
    below = most - window.current
    if window.previous * window.share < below:
        return 1
    if below > 0:
        # Within this window, once enough of the one before has slid out of reach.
        return _beyond((window.share - below / window.previous) * seconds)
    # In the next one, of which this one is then the one before.
    return _beyond(window.left + max(0.0, 1 - most / window.current) * seconds)


def _beyond(seconds: float) -> int:
    """The next whole second after this, however the last digits were rounded."""
    return math.floor(seconds + 1e-6) + 1


class DatabaseStore:
    """Counts in the caller's own transaction: one statement, and no commit of its own."""

    def take(self, must: Sequence[Want], may: Sequence[Want] = ()) -> list[Want]:
        found = self._count([*must, *may])
        return [each for each in (*must, *may) if found[each.key].refused]

    def wait(self, want: Want) -> int:
        row = db.session.get(LimitCount, want.key, populate_existing=True)
        return 1 if row is None else wait(_window(row, want.seconds), want.most, want.seconds)

    def once(self, key: bytes, seconds: int) -> bool:
        ends = clock.now() + dt.timedelta(seconds=seconds)
        row = _row(key, slot=0, current=1, most=1, share=0.0, expires_at=ends)
        put = database.insert(LimitCount).values(row).on_conflict_do_nothing()
        return db.session.scalar(put.returning(LimitCount.slot)) is not None

    def add(self, want: Want, amount: int) -> float:
        kept = self._count([want], amount=amount)[want.key]
        return _window(kept, want.seconds).weighted

    def _count(self, wants: Sequence[Want], amount: int = 1) -> dict[bytes, Any]:
        now = clock.timestamp()
        # In one order for everybody, so that two who count the same keys do not lock each other.
        rows = [_new(each, now, amount) for each in sorted(wants, key=lambda each: each.key)]
        given = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
        counted = db.session.execute(_statement(len(rows)), {**given, "amount": amount})
        return {row.key: row for row in counted}


# floor(previous * share) is what counts of the window before; not every SQLite knows that function.
_UPDATE = """
ON CONFLICT (key) DO UPDATE SET
  slot = excluded.slot, most = excluded.most, share = excluded.share,
  expires_at = excluded.expires_at,
  previous = {previous},
  refused = {full},
  current = {current} + CASE WHEN {full} THEN 0 ELSE :amount END
RETURNING key, slot, current, previous, refused
"""
_CURRENT = "CASE WHEN excluded.slot = limit_count.slot THEN limit_count.current ELSE 0 END"
_PREVIOUS = (
    "CASE WHEN excluded.slot = limit_count.slot THEN limit_count.previous "
    "WHEN excluded.slot = limit_count.slot + 1 THEN limit_count.current ELSE 0 END"
)
_FULL = f"({_PREVIOUS}) * excluded.share >= excluded.most - ({_CURRENT}) - :amount + 1"
_COLUMNS = ("key", "slot", "current", "previous", "most", "share", "refused", "expires_at")


@cache
def _statement(rows: int) -> sa.TextClause:
    """The one statement that counts so many windows.

    In words of its own, because SQLAlchemy compiles an INSERT of several rows anew each time:
    some milliseconds for everybody who signs.
    """
    values = ", ".join(
        "(" + ", ".join(f":{name}_{n}" for name in _COLUMNS) + ")" for n in range(rows)
    )
    update = _UPDATE.format(previous=_PREVIOUS, current=f"({_CURRENT})", full=_FULL)
    insert = f"INSERT INTO limit_count ({', '.join(_COLUMNS)}) VALUES {values}"  # noqa: S608
    ends = [sa.bindparam(f"expires_at_{n}", type_=Moment()) for n in range(rows)]
    return sa.text(insert + update).bindparams(*ends)


def _new(want: Want, now: float, amount: int) -> dict[str, Any]:
    slot = int(now // want.seconds)
    ends = dt.datetime.fromtimestamp((slot + 2) * want.seconds, dt.UTC)
    share = 1 - now / want.seconds % 1
    row = _row(want.key, slot=slot, current=amount, most=want.most, share=share, expires_at=ends)
    return row | {"refused": amount > want.most}


def _row(key: bytes, **values: Any) -> dict[str, Any]:
    return {"key": key, "previous": 0, "refused": False, **values}


def _window(row: Any, seconds: int) -> Window:
    """The row as it stands now, however long it was not touched."""
    now = clock.timestamp()
    slot = int(now // seconds)
    current = row.current if row.slot == slot else 0
    previous = {slot: row.previous, slot - 1: row.current}.get(row.slot, 0)
    share = 1 - now / seconds % 1
    return Window(current, previous, share, left=share * seconds)
