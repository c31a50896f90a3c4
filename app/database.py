"""The base of all tables, the types they share, how SQLite is opened, and the edge that commits.

Services flush; only three edges commit: the request (here, once, when a view
that may write has succeeded), the worker and the commands (`transaction`).
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, Response, request
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase

from app.extensions import db

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# How long a SQLite connection waits for another writer, in milliseconds.
SQLITE_BUSY_MS = 15_000
# How long a writer looks often whether it is its turn, and how it rests between.
SQLITE_LOOK_SECONDS = 1.0
SQLITE_PAUSE_SECONDS = 0.0003
# Pages of 4 KiB in the log before they go into the file, and whoever commits then waits for
# the disk. A signature touches some thirty: at SQLite's own 1,000 every thirtieth would wait.
SQLITE_CHECKPOINT_PAGES = 10_000
# A connection that was in use so lately is taken to be alive.
PING_AFTER_SECONDS = 1.0
USED = "used"

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_writing: ContextVar[bool] = ContextVar("writing", default=False)


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """A moment in UTC: `timestamptz` on PostgreSQL, naive UTC on SQLite, aware in Python."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


# SQLite numbers rows by itself only in a column that is exactly INTEGER.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {dt.datetime: Moment()}


def one_of(column: str, states: type) -> sa.CheckConstraint:
    """The database's own guard that `column` holds one of the StrEnum `states`."""
    listed = ", ".join(f"'{state.value}'" for state in states)  # type: ignore[attr-defined]
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def only(condition: sa.TextClause) -> dict[str, Any]:
    """That an index holds only the rows for which this is true, for both databases."""
    return {"postgresql_where": condition, "sqlite_where": condition}


def table_of(model: type[Base]) -> sa.Table:
    """The table itself, for Core statements that know nothing of the ORM."""
    return cast("sa.Table", model.__table__)


def insert(table: type[Base] | sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the words of the database in use."""
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_once(model: type[Base], *unique: str) -> sa.Executable:
    """The INSERT of one row that gives its id, or none where another row has these values."""
    return _insert_once(model, unique, db.engine.dialect.name)


@cache
def _insert_once(model: type[Base], unique: tuple[str, ...], _dialect: str) -> sa.Executable:
    unknown = insert(table_of(model)).on_conflict_do_nothing(index_elements=list(unique))
    return unknown.returning(table_of(model).c.id)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once.

    A transaction that reads first and writes later fails on SQLite as soon as
    another writer came between (SQLITE_BUSY_SNAPSHOT), however long it would wait.
    """
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit once at the end, or roll back: the edge of the worker and the commands."""
    db.session.rollback()
    with writing():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def at_once() -> Iterator[sa.Connection]:
    """A connection for one Core statement that is a transaction of its own.

    On PostgreSQL neither BEGIN nor COMMIT goes over the wire: one way there and back, and
    what was written is on the disk when the answer comes.
    """
    db.session.rollback()
    with writing(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection
        connection.commit()


@contextmanager
def only_reading() -> Iterator[None]:
    """Transactions begun inside, in sessions of their own, take no lock of SQLite's."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


@contextmanager
def aside() -> Iterator[sa.Connection]:
    """A connection beside the session's, to read from alone: it takes no lock of SQLite's."""
    with only_reading(), db.engine.connect() as connection:
        yield connection


@contextmanager
def reading() -> Iterator[None]:
    """A transaction of a command that writes nothing, and holds up nobody who does."""
    db.session.rollback()
    with only_reading():
        try:
            yield
        finally:
            db.session.rollback()


def only_read() -> None:
    """Give up what this request has written, and SQLite's write lock with it.

    For answers that change nothing after all: a page takes longer to make than others
    who sign should wait.
    """
    db.session.rollback()
    _writing.set(False)


def init_app(app: Flask) -> None:
    """Open the engine's connections our way and commit at the request's edge."""
    with app.app_context():
        _ping_idle(db.engine)
        if db.engine.dialect.name == "sqlite":
            _listen_sqlite(db.engine)
    app.before_request(_begin)
    app.after_request(_commit)


def _listen_sqlite(engine: sa.Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: `begin` below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {SQLITE_CHECKPOINT_PAGES}")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten: a stolen file must not hold it in its free pages.
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if _writing.get():
            _wait_for_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _wait_for_turn(connection: sa.Connection) -> None:
    """Begin with the write lock, looking often whether it is free.

    SQLite's own way to wait sleeps up to 100 ms at a time, while a lock that is held for half a
    millisecond is given away again and again. Its longer patience is tried last.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute("PRAGMA busy_timeout = 0")
    has_begun = _begins_within(SQLITE_LOOK_SECONDS, driver)
    driver.execute(f"PRAGMA busy_timeout = {SQLITE_BUSY_MS}")
    if not has_begun:
        # By SQLAlchemy, which gives errors its own names.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begins_within(seconds: float, driver: sqlite3.Connection) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                return False
            time.sleep(SQLITE_PAUSE_SECONDS)
        else:
            return True
    return False


def _ping_idle(engine: sa.Engine) -> None:
    """Ask a connection that has rested whether it still stands, before somebody relies on it.

    SQLAlchemy's own `pool_pre_ping` asks before each use: a way to the server and back
    for everybody who signs.
    """
    dialect: Any = engine.dialect

    @event.listens_for(engine, "checkin")
    def note_use(_connection: Any, record: Any) -> None:
        record.info[USED] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ping(connection: Any, record: Any, _fairy: Any) -> None:
        if time.monotonic() - record.info.get(USED, float("inf")) < PING_AFTER_SECONDS:
            return
        try:
            dialect.do_ping(connection)
        except dialect.dbapi.Error as error:
            # The others in the pool are as old.
            raise InvalidatePoolError from error


def _begin() -> None:
    # Set on every request, never reset: a thread's next request says it anew.
    _writing.set(request.method not in SAFE_METHODS)


def _commit(response: Response) -> Response:
    if request.method in SAFE_METHODS or response.status_code >= 400:
        db.session.rollback()
    else:
        db.session.commit()
    return response
