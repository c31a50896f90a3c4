"""One made-up row in every table of a database: something for migrations to carry."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import sqlalchemy as sa

LITERAL = re.compile(r"'([^']*)'")
NOT_OURS = "alembic_version"


def fill(connection: sa.Connection) -> dict[str, int]:
    """Put a row into each empty table; return how many each then holds."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    inspector = sa.inspect(connection)
    for table in metadata.sorted_tables:
        if table.name != NOT_OURS and not _count(connection, table):
            checks = [check["sqltext"] for check in inspector.get_check_constraints(table.name)]
            row = {
                column.name: _value(connection, column, checks)
                for column in table.columns
                if not column.nullable
            }
            connection.execute(sa.insert(table).values(row))
    return counts(connection)


def counts(connection: sa.Connection) -> dict[str, int]:
    """How many rows each table holds."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    tables = [table for table in metadata.sorted_tables if table.name != NOT_OURS]
    return {table.name: _count(connection, table) for table in tables}


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _value(connection: sa.Connection, column: sa.Column[Any], checks: list[str]) -> Any:
    for key in column.foreign_keys:
        return connection.execute(sa.select(key.column).limit(1)).scalar_one()
    allowed = [
        LITERAL.findall(check)
        for check in checks
        if re.search(rf"\b{column.name}\b", LITERAL.sub("", check))
    ]
    for choices in allowed:
        if choices:
            return choices[0]
    return _of_type(column.type)


def _of_type(kind: sa.types.TypeEngine[Any]) -> Any:
    made_up: list[tuple[type, Any]] = [
        (sa.Boolean, True),
        (sa.Integer, 5),
        (sa.Numeric, 5),
        (sa.Float, 0.5),
        (sa.DateTime, dt.datetime(2026, 3, 2, 15, 0)),  # noqa: DTZ001
        (sa.Date, dt.date(2026, 3, 2)),
        (sa.LargeBinary, b"0123456789abcdef"),
        (sa.JSON, {}),
        (sa.Uuid, uuid.UUID(int=5)),
    ]
    for sort, value in made_up:
        if isinstance(kind, sort):
            return value
    length = getattr(kind, "length", None)
    return "made up"[:length] if length else "made up"
