"""A worker's hold on rows that wait for one: take, renew, record, release.

Mails and letters are held alike; what they are is their own domains' business. Each
step is one short transaction.

A lease is a random name written beside the time it ends. Every later write names it,
so a worker that was too slow cannot undo what its successor did.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import sqlalchemy as sa

from app import clock
from app.database import Base, transaction
from app.extensions import db

# Longer than the longest single try (`app.mail.line`) plus RENEW_AFTER; and not
# longer than that: what a worker that was killed had in hand waits for its end.
LEASE = dt.timedelta(minutes=3)
RENEW_AFTER = dt.timedelta(seconds=20)
# What is written beside the outcome of a row that is let go.
FREE: dict[str, Any] = {"lease": None, "leased_until": None}


class Held(Protocol):
    """What is read of a row in hand: a frozen dataclass whose fields are names of columns."""

    @property
    def id(self) -> int: ...
    @property
    def due_at(self) -> dt.datetime: ...


Item = TypeVar("Item", bound=Held)


@dataclass(frozen=True)
class Pile(Generic[Item]):
    """A table workers take from: `model` has id, state, due_at, lease and leased_until.

    `waiting` is the state of a row that lies on the pile, `in_hand` that of one which
    a worker holds.
    """

    model: Any
    item: type[Item]
    waiting: str
    in_hand: str

    @property
    def columns(self) -> list[Any]:
        fields = dataclasses.fields(cast("Any", self.item))
        return [getattr(self.model, field.name) for field in fields]


def is_free(model: Any) -> sa.ColumnElement[bool]:
    """Due now and in nobody's hand, or in a hand whose lease has run out.

    A lease that ends later than any can was given by a clock that ran ahead and has been
    set right since. Whether a row is undone at all is for the caller to ask, in the words
    of its index.
    """
    now, until = clock.now(), model.leased_until
    nobodys = sa.or_(until.is_(None), until <= now, until > now + 2 * LEASE)
    return sa.and_(model.due_at <= now, nobodys)


class Claim(Generic[Item]):
    """Some rows in this worker's hand, and its lease on them."""

    def __init__(
        self, pile: Pile[Item], lease: str, *, taken_at: dt.datetime, items: list[Item]
    ) -> None:
        self.pile = pile
        self.lease = lease
        self.items = items
        self._fresh_at = taken_at
        self._held = {item.id for item in items}

    @classmethod
    def take(cls, pile: Pile[Item], which: sa.ColumnElement[bool], limit: int) -> Self:
        """Take up to `limit` rows of `which` into this worker's hand, the longest due first."""
        lease, now, model = secrets.token_hex(16), clock.now(), pile.model
        # SQLite ignores FOR UPDATE; there `transaction` holds the only write lock.
        due = sa.select(model.id).where(which).order_by(model.due_at, model.id)
        # A CTE: PostgreSQL may run a plain sub-select more than once, and lock too much.
        picked = due.limit(limit).with_for_update(skip_locked=True).cte("picked")
        mine = sa.update(model).where(model.id.in_(sa.select(picked.c.id)))
        held = mine.values(state=pile.in_hand, lease=lease, leased_until=now + LEASE)
        taking = held.returning(*pile.columns).execution_options(synchronize_session=False)
        with transaction():
            rows = [tuple(row) for row in db.session.execute(taking)]
        items = sorted((pile.item(*row) for row in rows), key=lambda item: (item.due_at, item.id))
        return cls(pile, lease, taken_at=now, items=items)

    def holds(self, item: Item) -> bool:
        """Whether `item` is still ours; renews an ageing lease on all that are not yet done."""
        now = clock.now()
        # The clock may have been set back, too.
        if abs(now - self._fresh_at) >= RENEW_AFTER:
            with transaction():
                self._write(None, {"leased_until": now + LEASE})
                ours = sa.select(self.pile.model.id).where(self._ours())
                self._held = set(db.session.scalars(ours))
            self._fresh_at = now
        return item.id in self._held

    def lock(self, item: Item, **values: Any) -> bool:
        """Write `values`, in the caller's transaction, until whose end `item` stays ours.

        False if it was erased or taken over meanwhile.
        """
        return self._write([item.id], values | {"leased_until": clock.now() + LEASE}) == 1

    def write_down(
        self, item: Item, values: dict[str, Any], *, beside: Sequence[Base] = ()
    ) -> bool:
        """Write what became of `item`, and rows `beside` it, and let it go.

        False, and nothing is written, if it was erased or taken over meanwhile.
        """
        with transaction():
            written = self._write([item.id], FREE | values) == 1
            if written:
                db.session.add_all(beside)
        return written

    def release(self, items: Collection[Item]) -> None:
        """Give untried rows back, due as they were and with no try counted."""
        if items:
            with transaction():
                back = FREE | {"state": self.pile.waiting}
                self._write([item.id for item in items], back)

    def _write(self, ids: list[int] | None, values: dict[str, Any]) -> int:
        model = self.pile.model
        which = self._ours() if ids is None else sa.and_(self._ours(), model.id.in_(ids))
        ours = sa.update(model).where(which).values(values)
        done = db.session.execute(ours.execution_options(synchronize_session=False))
        return cast("sa.CursorResult[Any]", done).rowcount

    def _ours(self) -> sa.ColumnElement[bool]:
        model = self.pile.model
        return sa.and_(model.state == self.pile.in_hand, model.lease == self.lease)
