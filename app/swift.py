"""The few statements that are sent for everybody who signs: compiled once, then the driver's.

SQLAlchemy takes 0.1 ms of a processor for each execution, three times what SQLite takes for the
row itself. What it does for every value (types, a column's own default) is done here too;
what it does for results is not: a statement gives one value or none. Errors carry
SQLAlchemy's names. Not in here: which statements these are, and when they are committed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

from app.extensions import db

Row = Mapping[str, Any]
Bind = Callable[[Any], Any]


@dataclass(frozen=True)
class Compiled:
    """A statement in the words of one database, for rows of the same columns."""

    text: str
    places: tuple[str, ...] | None  # by their order (SQLite), or none: by name (PostgreSQL)
    fixed: Row
    made: tuple[tuple[str, Any], ...]  # columns that the row leaves out, and their defaults
    binds: Mapping[str, Bind]
    returns: bool

    def values(self, row: Row) -> Any:
        """As the driver takes them."""
        given = {**self.fixed, **row}
        for name, default in self.made:
            given[name] = default.arg(None) if default.is_callable else default.arg
        bound = {
            name: self.binds[name](value) if name in self.binds else value
            for name, value in given.items()
        }
        return bound if self.places is None else [bound[name] for name in self.places]


def put(statement: sa.Executable, row: Row) -> Any:
    """Run a statement in the session's transaction; the first value it returns, or None.

    Past the ORM: what the session holds unwritten is written first.
    """
    db.session.flush()
    return _run(db.session.connection(), statement, row)


def _run(connection: sa.Connection, statement: sa.Executable, row: Row) -> Any:
    if cast("Any", connection.engine).dispatch.before_cursor_execute:
        # Somebody listens to every statement.
        result = connection.execute(statement, dict(row))
        return result.scalar() if result.returns_rows else None
    compiled = _compiled(statement, tuple(row), _dialect(connection))
    cursor = _driver(connection).cursor()
    try:
        cursor.execute(compiled.text, compiled.values(row))
        found = cursor.fetchone() if compiled.returns else None
        cursor.close()
    except _dialect(connection).dbapi.Error as error:
        raise _named(error, compiled.text, connection) from error
    return found[0] if found else None


@lru_cache(maxsize=64)
def _compiled(statement: sa.Executable, columns: tuple[str, ...], dialect: Any) -> Compiled:
    made = cast("Any", statement).compile(dialect=dialect, column_keys=list(columns))
    compiled = cast("SQLCompiler", made)
    left_out = tuple((each.key, each.default) for each in compiled.insert_prefetch)
    taken = {*columns, *(name for name, _default in left_out)}
    return Compiled(
        text=str(compiled),
        places=tuple(compiled.positiontup or ()) if compiled.positional else None,
        fixed={k: v for k, v in compiled.params.items() if k not in taken},
        made=left_out,
        binds=_binds(compiled, dialect),
        returns=bool(compiled.effective_returning),
    )


def _binds(compiled: SQLCompiler, dialect: Any) -> dict[str, Bind]:
    """What the values' types make of them on their way to this driver."""
    made = {
        name: each.type.dialect_impl(dialect).bind_processor(dialect)
        for each, name in compiled.bind_names.items()
    }
    return {name: process for name, process in made.items() if process is not None}


def _dialect(connection: sa.Connection) -> Any:
    return connection.dialect


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection


def _named(error: Exception, text: str, connection: sa.Connection) -> Exception:
    """The error as SQLAlchemy tells it, without the values; a dead connection is given up."""
    dialect = _dialect(connection)
    is_gone = dialect.is_disconnect(error, _driver(connection), None)
    named = sa.exc.DBAPIError.instance(
        text,
        None,
        error,
        dialect.dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_gone,
        dialect=dialect,
    )
    if is_gone:
        connection.invalidate(error)
        connection.engine.dispose()  # the others in the pool are as old
    return cast("Exception", named)
