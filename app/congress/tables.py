"""Writing what was parsed: each dataset replaces what was there of it, within one transaction."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from app import clock
from app.congress import legislators, terms, titles
from app.congress.active import ActiveList
from app.congress.districts import Table
from app.congress.models import (
    ActiveOffice,
    Committee,
    CommitteeSeat,
    CongressLoad,
    Dataset,
    LocalOffice,
    Member,
    ZipDistrict,
)
from app.congress.parsing import Parsed
from app.congress.records import Row
from app.database import Base
from app.extensions import db

# Rows of one INSERT.
BATCH = 5_000


@dataclass
class Written:
    """How many rows each dataset has now, and what somebody should know about them."""

    rows: dict[Dataset, int] = field(default_factory=dict)
    missing: dict[Dataset, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def replace(parsed: Parsed) -> Written:
    """Write all of it; who calls this commits."""
    if db.engine.dialect.name == "postgresql":
        # Two loads at once would each insert what the other cannot see yet.
        db.session.execute(sa.text("LOCK TABLE congress_load IN EXCLUSIVE MODE"))
    written = Written()
    if parsed.members is not None:
        _replace_members(parsed, parsed.members, written)
    if parsed.local_offices is not None:
        _replace_local_offices(parsed, parsed.local_offices, written)
    if parsed.committees is not None:
        _replace_committees(parsed, parsed.committees, written)
    if parsed.districts is not None:
        _replace_districts(parsed, parsed.districts, written)
    for each in parsed.active:
        _replace_active(each, written)
    return written


def _replace_members(parsed: Parsed, rows: list[Row], written: Written) -> None:
    before = _holders()
    _write(Member, rows)
    now = _holders()
    # Who comes after somebody does not take over their local offices and committees.
    changed = [office for bioguide, office in before.items() if now.get(bioguide) != office]
    for model in (LocalOffice, CommitteeSeat):
        db.session.execute(sa.delete(model).where(model.office.in_(changed)))
    _note(parsed, written, Dataset.MEMBERS, len(rows), legislators.congress_of(rows))


def _replace_local_offices(parsed: Parsed, listed: list[Row], written: Written) -> None:
    held = _held(parsed, written, Dataset.LOCAL_OFFICES, listed)
    if held is not None:
        _write(LocalOffice, held)
        _note(parsed, written, Dataset.LOCAL_OFFICES, len(held), _members_congress())


def _replace_committees(parsed: Parsed, listed: list[Row], written: Written) -> None:
    held = _held(parsed, written, Dataset.COMMITTEES, parsed.seats)
    if held is None:
        return
    codes = {row["code"] for row in listed}
    seats = [row for row in held if row["committee"] in codes]
    if len(seats) < len(held):
        strangers = len({row["committee"] for row in held} - codes)
        written.notes.append(f"committees without a name, left out: {strangers}")
    _write(Committee, listed)
    _write(CommitteeSeat, seats)
    _note(parsed, written, Dataset.COMMITTEES, len(seats), _members_congress())


def _replace_districts(parsed: Parsed, table: Table, written: Written) -> None:
    """Replace the rows of the table's Congress, and drop those of Congresses that have ended.

    A table older than what is there is not taken once its Congress has ended.
    """
    newest = db.session.scalar(sa.select(sa.func.max(ZipDistrict.congress))) or table.congress
    over = table.congress < terms.current()
    if over and table.congress < newest:
        number = titles.ordinal(table.congress)
        why = f"{table.source} is of the {number} Congress, newer districts are kept"
        written.missing[Dataset.DISTRICTS] = why
        return
    ended = sa.and_(ZipDistrict.congress < table.congress, ZipDistrict.congress < terms.current())
    _write(ZipDistrict, table.rows, sa.or_(ZipDistrict.congress == table.congress, ended))
    newest = max(newest, table.congress)
    _note(parsed, written, Dataset.DISTRICTS, len(table.rows), newest)


def _replace_active(listed: ActiveList, written: Written) -> None:
    if listed.unknown:
        written.notes.append(f"{listed.source}: unknown offices, left out: {listed.unknown}")
    if not listed.rows:
        written.notes.append(f"{listed.source} names no office: the list that was there is kept")
        return
    _write(ActiveOffice, listed.rows, ActiveOffice.chamber == listed.chamber)
    written.notes.append(f"{listed.source}: {len(listed.rows)} offices take letters electronically")


def _held(
    parsed: Parsed, written: Written, dataset: Dataset, listed: list[Row]
) -> list[Row] | None:
    """The rows with their persons' offices; None where it is not known who holds any."""
    holders = _holders()
    if not holders:
        written.missing[dataset] = "needs the members, and none are loaded"
        return None
    strangers = {row["bioguide"] for row in listed if row["bioguide"] not in holders}
    if strangers:
        what = parsed.sources[dataset]
        written.notes.append(f"{what}: people without an office, left out: {len(strangers)}")
    return [
        {"office": holders[row["bioguide"]], **{k: v for k, v in row.items() if k != "bioguide"}}
        for row in listed
        if row["bioguide"] in holders
    ]


def _holders() -> dict[str, str]:
    """The office that each person holds, by their bioguide."""
    rows = db.session.execute(sa.select(Member.bioguide, Member.office)).all()
    return {row.bioguide: row.office for row in rows}


def _members_congress() -> int:
    loaded = db.session.get(CongressLoad, Dataset.MEMBERS)
    return loaded.congress if loaded else terms.current()


def _write(model: type[Base], rows: list[Row], old: sa.ColumnElement[bool] | None = None) -> None:
    """Delete `old` (else every row) and insert these in place of them."""
    if old is not None and not db.session.scalar(sa.select(sa.exists().where(sa.not_(old)))):
        old = None  # all of it, which SQLite does at once
    db.session.execute(sa.delete(model) if old is None else sa.delete(model).where(old))
    if len(rows) > BATCH:
        _write_many(model, rows)
    elif rows:
        # The table's INSERT, not the model's, whose unit of work would take longer.
        db.session.execute(sa.insert(cast("sa.Table", model.__table__)), rows)


def _write_many(model: type[Base], rows: list[Row]) -> None:
    """In the driver's own words: three times as quick. Each row names the same columns, and all
    that the database has no default for.
    """
    connection, table = db.session.connection(), cast("sa.Table", model.__table__)
    names = list(rows[0])
    columns = [_as_sent([row[name] for row in rows], table.c[name], connection) for name in names]
    values = zip(*columns, strict=True)
    listed = ", ".join(f'"{name}"' for name in names)
    with closing(connection.connection.cursor()) as cursor:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(names))
            cast("Any", cursor).executemany(
                f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})',  # noqa: S608
                values,
            )
            return
        with cast("Any", cursor).copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
            for each in values:
                copy.write_row(each)


def _as_sent(cells: list[Any], column: sa.Column[Any], connection: sa.Connection) -> list[Any]:
    """The cells as the driver takes them; each different one is looked at once."""
    bind = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return list(map(cache(bind), cells)) if bind else cells


def _note(parsed: Parsed, written: Written, dataset: Dataset, rows: int, congress: int) -> None:
    """Keep when this dataset was loaded, and from where."""
    written.rows[dataset] = rows
    db.session.merge(
        CongressLoad(
            dataset=dataset.value,
            source=parsed.sources[dataset],
            rows=rows,
            congress=congress,
            loaded_at=clock.now(),
        )
    )
    db.session.flush()
