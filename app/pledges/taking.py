"""The INSERT of a new signature that looks, on its way, whether what it names still stands."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.campaigns.models import Craft, Discipline
from app.database import insert, table_of
from app.extensions import db
from app.pledges.models import Signatory
from app.swift import put

# What can have been merged into another, and the column that names it.
CHOICES = ((Discipline, "discipline_id"), (Craft, "craft_id"))


def take(row: dict[str, Any]) -> int | None:
    """Write the row that `rows.row_of` made, and give its id.

    None, and nothing written, where the address is known, or where the discipline or craft
    has been merged into another. Neither is merged until this transaction ends: the lock is
    that of `standing.hold`, without a statement of its own.
    """
    statement = _statement(tuple(row), db.engine.dialect.name)
    signatory_id: int | None = put(statement, row)
    return signatory_id


@cache
def _statement(columns: tuple[str, ...], _dialect: str) -> sa.Executable:
    people = table_of(Signatory)
    values = _values(people, columns)
    new = sa.select(*values.values()).where(*(~_gone(of, name).exists() for of, name in CHOICES))
    once = insert(people).from_select(list(values), new)
    once = once.on_conflict_do_nothing(index_elements=["campaign_id", "email_canonical"])
    return once.returning(people.c.id)


def _values(table: sa.Table, columns: tuple[str, ...]) -> dict[str, sa.ColumnElement[Any]]:
    """A parameter for each of these columns, and the table's own value where it has one."""
    own: dict[str, sa.ColumnElement[Any]] = {
        each.name: sa.literal(each.default.arg, each.type)
        for each in table.c
        if isinstance(each.default, ScalarElementColumnDefault) and each.name not in columns
    }
    return own | {name: sa.bindparam(name, type_=table.c[name].type) for name in columns}


def _gone(of: type[Discipline | Craft], column: str) -> sa.Select[Any]:
    """The row where it has been merged: asked once it is held, not of what it was before."""
    table = table_of(of)
    chosen = table.c.id == sa.bindparam(column, type_=table.c.id.type)
    named = sa.select(table.c.merged_into_id).where(chosen)
    held = named.with_for_update(key_share=True, read=True).cte(f"held_{column}")
    return sa.select(held).where(held.c.merged_into_id.is_not(None))
