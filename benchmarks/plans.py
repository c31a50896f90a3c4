"""Which statements of the panel's pages read a large table from end to end (EXPLAIN)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from app.extensions import db
from app.letters.models import Delivery, LedgerEntry, Letter
from app.outbox.models import OutboxMail
from app.pledges.models import Signatory, SignatoryAlso
from benchmarks import panel
from benchmarks.saying import say

# The tables that grow with the people who sign.
LARGE = tuple(
    each.__tablename__
    for each in (Signatory, SignatoryAlso, Letter, Delivery, LedgerEntry, OutboxMail)
)
SCAN = {
    # Not directly under a LIMIT: that stops at the first rows it meets ("is there any?").
    "postgresql": re.compile(
        rf"^(?!Limit).*\n *-> +Seq Scan on ({'|'.join(LARGE)})\b", re.MULTILINE
    ),
    "sqlite": re.compile(rf"\bSCAN ({'|'.join(LARGE)})$", re.MULTILINE),
}

Asked = dict[str, Any]


def count_scans(app: Flask, slug: str) -> float:
    """How many different statements scan one, with every page asked once; says which."""
    with app.app_context():
        engine = db.engine
    with _watched(engine) as asked:
        for address, ask in panel.asks(app, slug):
            ask()
            for statement in asked:
                asked[statement] = asked[statement] or address
    found = 0
    with engine.connect() as connection:
        for statement, parameters in list(_parameters.items()):
            plan = _plan(connection, statement, parameters)
            if hit := SCAN[engine.dialect.name].search(plan):
                found += 1
                say(f"  {hit[1]} ({asked.get(statement)}): {' '.join(statement.split())[:300]}")
    return float(found)


_parameters: dict[str, Any] = {}


@contextmanager
def _watched(engine: sa.Engine) -> Iterator[dict[str, str]]:
    """Every different SELECT that the engine is sent meanwhile."""
    asked: dict[str, str] = {}
    _parameters.clear()

    def see(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.setdefault(statement, "")
            _parameters.setdefault(statement, parameters)

    event.listen(engine, "before_cursor_execute", see)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", see)


def _plan(connection: sa.Connection, statement: str, parameters: Any) -> str:
    words = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    rows = connection.exec_driver_sql(words + statement, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)
