"""Putting rows by the million into a table: COPY on PostgreSQL, one long INSERT on SQLite.

Indexes are made after the rows, which is several times quicker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.database import Base
from app.extensions import db

PIECE = 20_000


def load(table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows; a column they leave out gets the model's own default."""
    made: sa.Table = table.__table__  # type: ignore[assignment]
    columns = list(made.columns)
    fixed = {each.name: _default(each) for each in columns}
    dialect = db.engine.dialect
    binders = [each.type.dialect_impl(dialect).bind_processor(dialect) for each in columns]

    def values() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            whole = fixed | row
            yield tuple(
                binder(whole[each.name]) if binder else whole[each.name]
                for each, binder in zip(columns, binders, strict=True)
            )

    names = ", ".join(f'"{each.name}"' for each in columns)
    if dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        _insert(f'INSERT INTO "{made.name}" ({names}) VALUES ({marks})', values())
    else:
        _copy(f'COPY "{made.name}" ({names}) FROM STDIN', values())


@contextmanager
def without_indexes(*tables: type[Base]) -> Iterator[None]:
    """Take the tables' indexes away while the block runs, and make them again after it."""
    indexes = [each for table in tables for each in table.__table__.indexes]  # type: ignore[attr-defined]
    with db.engine.begin() as connection:
        for each in indexes:
            each.drop(connection)
    yield
    for each in indexes:
        with db.engine.begin() as connection:
            each.create(connection)


def analyze() -> None:
    """Let PostgreSQL's planner know what is there now, as autovacuum would.

    SQLite is told nothing where Tutti runs, and so not here.
    """
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def move_sequences() -> None:
    """PostgreSQL: rows with ids of our own have moved no sequence."""
    if db.engine.dialect.name == "sqlite":
        return
    with db.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if "id" in table.columns and table.columns["id"].autoincrement:
                sequence = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
                most = f'SELECT max(id) FROM "{table.name}"'
                connection.exec_driver_sql(
                    f"SELECT setval({sequence}, ({most})) WHERE {sequence} IS NOT NULL"
                    f" AND ({most}) IS NOT NULL"
                )


def _default(column: sa.Column[Any]) -> Any:
    given = column.default
    if given is None:
        return None
    if given.is_callable:
        return given.arg(None)  # type: ignore[attr-defined]
    return given.arg  # type: ignore[attr-defined]


def _insert(statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    connection = db.engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("BEGIN")
    cursor.executemany(statement, rows)
    cursor.execute("COMMIT")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
    connection.close()


def _copy(statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    connection = db.engine.raw_connection()
    cursor: Any = connection.cursor()
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    connection.commit()
    cursor.close()
    connection.close()
