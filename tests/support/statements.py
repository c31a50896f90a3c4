"""What the application says to the database, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.extensions import db


@contextmanager
def heard() -> Iterator[list[str]]:
    """Collect every statement sent inside, in its order."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement.strip())

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def begun(statements: list[str]) -> list[str]:
    """How each transaction among them was begun."""
    return [each for each in statements if each.startswith("BEGIN")]
