"""Sealing everything anew with the first key of the ring, while all is running.

Batch by batch: read and opened without a lock, then written only where the row still holds
what was read. Who wrote meanwhile has won, and is looked at again in the next pass. It
can be killed and run again at any time: a row says itself which key it is sealed with.
"""

from __future__ import annotations

import base64
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import keyring
from app.database import reading, transaction
from app.extensions import db
from app.jobs.models import Job
from app.keyring import KeyMissing, SealBroken
from app.pledges import bulk
from app.privacy import accounts
from app.privacy.sealed import COLUMNS, Sealed

# After so many passes what others keep writing under an old key is left to the next run.
PASSES = 3
# Of values sealed with a key that is not on the ring, so many are looked at for its name.
SAMPLE = 1_000
SEARCHES = "job.params"

Tick = Callable[[int], object]


@dataclass
class Done:
    """What a rotation has done. `left` could not be opened and stay as they are."""

    resealed: int = 0
    left: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.resealed / self.seconds if self.seconds else 0.0


def count() -> dict[str, dict[str, int]]:
    """By column: how many values each key has sealed; the key "" is for what nobody can name."""
    with reading():
        found = {each.name: _by_key(each) for each in COLUMNS}
        found[SEARCHES] = dict(Counter(_key_of(_wanted(each)) for each in _searches()))
        return found | accounts.count()


def to_do(found: dict[str, dict[str, int]]) -> int:
    """How many of those counted another key than the first has sealed."""
    first = keyring.current().sealing.id
    return sum(n for keys in found.values() for key, n in keys.items() if key != first)


def rotate(tick: Tick = lambda _n: None) -> Done:
    """Seal anew what another key has sealed. Commits by itself, a batch at a time."""
    done, began = Done(), time.monotonic()
    for _pass in range(PASSES):
        done.left = 0
        before = done.resealed
        for each in COLUMNS:
            _column(each, done, tick)
        _all_searches(done, tick)
        accounts.rotate(done, tick)
        if done.resealed == before:
            break
    done.seconds = time.monotonic() - began
    return done


def _column(each: Sealed, done: Done, tick: Tick) -> None:
    after: tuple[Any, ...] = ()
    while rows := _next(each, after):
        fresh = [(row, values) for row in rows if (values := _resealed(each, row)) is not None]
        done.left += len(rows) - len(fresh)
        with transaction():
            written = _swap(each, fresh)
        done.resealed += written
        tick(written)
        after = tuple(rows[-1])[: len(each.keys)]


def _next(each: Sealed, after: tuple[Any, ...]) -> Sequence[Any]:
    """Primary key, sealed value and what it is bound to, of the next that another key sealed."""
    names = [getattr(each.model, name) for name in each.names]
    wanted = (
        sa.select(*each.keys, each.column.label("sealed_value"), *names)
        .where(_is_old(each.column))
        .order_by(*each.keys)
        .limit(each.batch)
    )
    if after:
        wanted = wanted.where(sa.tuple_(*each.keys) > sa.tuple_(*after))
    with reading():
        return db.session.execute(wanted).all()


def _resealed(each: Sealed, row: Any) -> dict[str, Any] | None:
    """The new values of the row's columns; None where it cannot be opened."""
    ring = keyring.current()
    sealed, told = row[len(each.keys)], row[len(each.keys) + 1 :]
    bound_to = each.bound_to(*told)
    try:
        opened = ring.open_bytes(sealed, bound_to=bound_to)
    except (KeyMissing, SealBroken):
        return None
    # Padded before it was sealed first, so its length still tells nothing.
    fresh = ring.seal_bytes(opened, bound_to=bound_to)
    return {each.column.key: fresh, **each.index(ring, opened)}


def _swap(each: Sealed, fresh: Sequence[tuple[Any, dict[str, Any]]]) -> int:
    """Write, where a row still holds what was read; return how many did.

    One statement for all of a batch: compiling it for each took most of the time.
    """
    if not fresh:
        return 0
    table = each.model.__table__
    keys = [key.key for key in each.keys]
    same = [table.c[key] == sa.bindparam(f"key_{key}") for key in keys]
    was = table.c[each.column.key] == sa.bindparam("was")
    columns: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in fresh[0][1]}
    rows = [
        {f"key_{key}": value for key, value in zip(keys, row, strict=False)}
        | {"was": row[len(keys)]}
        | {f"new_{name}": value for name, value in values.items()}
        for row, values in fresh
    ]
    done = db.session.connection().execute(sa.update(table).where(*same, was).values(columns), rows)
    return int(done.rowcount)


def _is_old(column: Any) -> sa.ColumnElement[bool]:
    header = keyring.current().sealing.header
    return sa.func.substr(column, 1, len(header)) != header


def _by_key(each: Sealed) -> dict[str, int]:
    ring = keyring.current()
    headers = {key.id: key.header for key in ring.keys.values()}
    start = {
        key_id: sa.func.substr(each.column, 1, len(header)) == header
        for key_id, header in headers.items()
    }
    which = sa.case(*((is_its, key_id) for key_id, is_its in start.items()), else_="")
    rows = db.session.execute(sa.select(which, sa.func.count()).group_by(which))
    found: dict[str, int] = dict(map(tuple, rows))
    if strangers := found.pop("", 0):
        sample = sa.select(each.column).where(sa.not_(sa.or_(*start.values()))).limit(SAMPLE)
        ids = Counter(map(_key_of, db.session.scalars(sample)))
        if len(ids) == 1:
            return found | {next(iter(ids)): strangers}
        return found | {"": strangers}
    return found


def _key_of(sealed: bytes) -> str:
    try:
        return keyring.current().key_id(sealed)
    except SealBroken:
        return ""


def _searches() -> Sequence[Job]:
    """Bulk acts that still hold what they look for; for a day, so they are few."""
    return db.session.scalars(sa.select(Job).where(*bulk.HOLDS_SEARCH).order_by(Job.id)).all()


def _wanted(job: Job) -> bytes:
    return base64.b64decode(job.params["wanted"])


def _all_searches(done: Done, tick: Tick) -> None:
    ring = keyring.current()
    with transaction():
        ids = [each.id for each in _searches() if not ring.is_sealed_anew(_wanted(each))]
        held = sa.select(Job).where(Job.id.in_(ids)).with_for_update(of=Job)
        for job in db.session.scalars(held.execution_options(populate_existing=True)):
            try:
                fresh = bulk.sealed_anew(job.params["wanted"])
            except (KeyError, KeyMissing, SealBroken):
                done.left += 1
                continue
            job.params = {**job.params, "wanted": fresh}
            done.resealed += 1
            tick(1)
