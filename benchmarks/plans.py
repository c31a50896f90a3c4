"""Which statements of the panel's pages read a large table from end to end (EXPLAIN).

The pages of everybody are asked, too. Each statement is carried out once more, and what it looks
at is counted, by whatever way: a page that goes through a whole index is no better than one that
goes through the table. PostgreSQL tells the rows of each table (EXPLAIN ANALYZE). SQLite tells
how it goes about it (EXPLAIN QUERY PLAN): a SCAN without a LIMIT is one too many; and for the
rest it counts its own steps, some ten for each row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from app.audit.models import AuditEntry
from app.extensions import db
from app.letters.models import Delivery, LedgerEntry, Letter
from app.limits.models import LimitCount, Stopped
from app.me.models import MeLink
from app.outbox.models import OutboxMail
from app.pledges.models import Signatory, SignatoryAlso, SignatoryConsent
from app.trends.models import Trend
from benchmarks.saying import say
from benchmarks.visits import public, visits

# The tables that grow with the people who sign.
LARGE = tuple(
    each.__tablename__
    for each in (
        Signatory,
        SignatoryAlso,
        SignatoryConsent,
        Letter,
        Delivery,
        LedgerEntry,
        OutboxMail,
        MeLink,
        AuditEntry,
        Trend,
        LimitCount,
        Stopped,
    )
)
# Each holds at least so many rows for each signatory where this is measured.
LEAST_SHARE = 1 / 50
# A page may look at so many rows of one: a search's window, and a little more.
MOST_READ = 25_000
# In SQLite's steps.
MOST_STEPS, STEPS = 1_000_000, 10_000
# A part of a credit name is looked for in the index of all of them: nothing shorter finds it on
# both databases. How long that takes is measured with all pages (`panel.slowest`).
GONE_THROUGH = frozenset({"ix_signatory_credit_name"})
# Different values for one statement: a plan depends on them.
VALUES = 12

# Statement -> (page, the values it was sent with).
Asked = dict[str, tuple[str, list[Any]]]


def count_scans(app: Flask, slug: str) -> float:
    """How many different statements scan one, with every page asked once; says which."""
    asked: Asked = {}
    with app.app_context():
        engine = db.engine
        _check_size(engine)
    for each in [*visits(app, slug), *public(app, slug)]:
        with _watched(engine, each.name, asked):
            each.first()
    found = 0
    with engine.connect() as connection:
        for statement, (page, values) in asked.items():
            if told := next(filter(None, (_told(connection, statement, v) for v in values)), ""):
                found += 1
                say(f"  {told} ({page}): {' '.join(statement.split())[:400]}")
    say(f"  {len(asked)} statements, {sum(len(each[1]) for each in asked.values())} plans")
    return float(found)


def _check_size(engine: sa.Engine) -> None:
    """Raises RuntimeError where a table that should be large is not: its plans would say nothing.

    A planner rightly scans small tables.
    """
    with engine.connect() as connection:
        counted = {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()
            for name in LARGE
        }
    least = LEAST_SHARE * counted[Signatory.__tablename__]
    if small := [name for name, count in counted.items() if count < least]:
        raise RuntimeError(f"not filled: {', '.join(small)}")


@contextmanager
def _watched(engine: sa.Engine, page: str, asked: Asked) -> Iterator[None]:
    """Every SELECT that the engine is sent meanwhile."""

    def see(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            known = asked.setdefault(statement, (page, []))[1]
            if len(known) < VALUES and values not in known:
                known.append(values)

    event.listen(engine, "before_cursor_execute", see)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", see)


def _told(connection: sa.Connection, statement: str, values: Any) -> str:
    """What is wrong with this statement's plan; "" for nothing."""
    if connection.dialect.name == "sqlite":
        return _told_by_sqlite(connection, statement, values)
    explain = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON)"
    plan = connection.exec_driver_sql(f"{explain} {statement}", values).scalar_one()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return next(filter(None, map(_told_by_postgresql, _nodes(plan[0]["Plan"]))), "")


def _told_by_postgresql(node: dict[str, Any]) -> str:
    name = node.get("Relation Name") or _table_of(node.get("Index Name", ""))
    if name not in LARGE or node.get("Index Name") in GONE_THROUGH:
        return ""
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    rows = int((node["Actual Rows"] + removed) * node["Actual Loops"])
    return f"{node['Node Type']} of {rows:,} rows of {name}" if rows > MOST_READ else ""


def _table_of(index: str) -> str:
    """A bitmap's index names no table; ours begin with the table's name."""
    plain = re.sub("^(ix|uq|pk)_", "", index)
    return max((each for each in LARGE if plain.startswith(each)), key=len, default="")


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def _told_by_sqlite(connection: sa.Connection, statement: str, values: Any) -> str:
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    plan = [str(row[-1]) for row in rows]
    for step in plan:
        # Tables go by their aliases in a plan: `signatory_1` is one of `signatory`.
        scan = re.match(r"SCAN (\w+?)(_\d+)?( USING .*)?$", step)
        if scan and scan[1] in LARGE and not re.search(r"\bLIMIT\b", statement):
            return step
    if any(each in " ".join(plan) for each in GONE_THROUGH):
        return ""
    steps = _steps(connection, statement, values)
    return f"{steps:,} steps" if steps > MOST_STEPS else ""


def _steps(connection: sa.Connection, statement: str, values: Any) -> int:
    """How many instructions of its own SQLite carries out for it."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += STEPS

    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(count, STEPS)
    try:
        connection.exec_driver_sql(statement, values).all()
    finally:
        driver.set_progress_handler(None, 0)
    return counted
