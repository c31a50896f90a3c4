"""What a rule of the sweep is: which rows are over, and what happens to them, in small batches.

Each batch is read, then ended in a transaction of its own that asks the rows once more
whether they are over. So a run that is killed loses nothing and does nothing twice, two
at once do no harm, and nobody who signs waits long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.database import reading, transaction
from app.extensions import db

BATCH = 500

Conditions = Sequence[sa.ColumnElement[bool]]
Stop = Callable[[], bool]


class Rule(Protocol):
    """One line of the definition that something is done for."""

    @property
    def name(self) -> str: ...
    def count(self) -> int:
        """How many it would end now. Changes nothing."""

    def sweep(self, stop: Stop) -> int:
        """End them; return how many. `stop` is asked between two batches."""


@dataclass(frozen=True)
class Rows:
    """A rule over the rows of one table: `due` says which, `act` ends those of these keys.

    `act` gets the keys and the conditions, and returns how many it ended. `begin`
    prepares, in a transaction of its own.
    """

    name: str
    key: InstrumentedAttribute[Any]
    due: Callable[[], Conditions]
    act: Callable[[Sequence[Any], Conditions], int]
    begin: Callable[[], None] | None = None
    batch: int = BATCH

    def count(self) -> int:
        with reading():
            found = sa.select(sa.func.count()).select_from(self.key.class_).where(*self.due())
            return db.session.scalar(found) or 0

    def sweep(self, stop: Stop) -> int:
        if self.begin is not None:
            with transaction():
                self.begin()
        ended, after = 0, None
        while not stop():
            keys = self._next(after)
            if not keys:
                break
            with transaction():
                ended += self.act(keys, self.due())
            after = keys[-1]
        return ended

    def _next(self, after: Any) -> Sequence[Any]:
        with reading():
            wanted = sa.select(self.key).where(*self.due()).order_by(self.key).limit(self.batch)
            if after is not None:
                wanted = wanted.where(self.key > after)
            return db.session.scalars(wanted).all()


def delete(name: str, key: InstrumentedAttribute[Any], due: Callable[[], Conditions]) -> Rows:
    """A rule whose rows are deleted, with what hangs on them."""

    def act(keys: Sequence[Any], conditions: Conditions) -> int:
        gone = sa.delete(key.class_).where(key.in_(keys), *conditions)
        return changed(gone)

    return Rows(name, key, due, act)


def empty(
    name: str,
    key: InstrumentedAttribute[Any],
    due: Callable[[], Conditions],
    **values: Any,
) -> Rows:
    """A rule whose rows stay, with these columns emptied."""

    def act(keys: Sequence[Any], conditions: Conditions) -> int:
        return changed(sa.update(key.class_).where(key.in_(keys), *conditions).values(**values))

    return Rows(name, key, due, act)


def changed(statement: sa.Delete | sa.Update) -> int:
    """Execute it; return how many rows it touched."""
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # of DML it is a cursor's
