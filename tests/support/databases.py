"""A migrated database for every test, on SQLite and on PostgreSQL.

Built once per process, then made fresh per test: SQLite by copying a file,
PostgreSQL by emptying the tables that were written to (3-6 ms; TRUNCATE of all took
90 ms, CREATE DATABASE ... TEMPLATE 35-75 ms). The table of ZIP codes is filled once
and no test writes to it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from app.database import Base
from tests.support import postgresql

# Not emptied between tests.
KEPT = ("zip_place", "alembic_version")
# Bytes of a table from which on emptying all of them anew costs less than its rows one by one.
LARGE = 1_000_000
_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
# A table nobody has written to since it was emptied has no page, whatever was rolled back in it.
_SIZES = (
    "SELECT relname, pg_relation_size(oid) AS size FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
)
_RESTART_NUMBERS = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)


class Databases:
    """The databases of one test process. `build` makes a migrated, loaded one at a URL."""

    def __init__(self, folder: Path, name: str, build: Callable[[str], None]) -> None:
        self.folder = folder
        self.name = name
        self.build = build
        self.server_url: sa.URL | None = None
        self.own: postgresql.OwnServer | None = None
        self._template: Path | None = None
        self._postgresql: sa.Engine | None = None

    def use_server(self, url: str) -> None:
        """Take the PostgreSQL at `url`, which another process started or the user named."""
        self.server_url = sa.make_url(url)

    def server(self) -> sa.URL:
        """A PostgreSQL we may make databases on. Raises postgresql.NotAvailable."""
        if self.server_url is None and os.environ.get("TEST_DATABASE_URL"):
            self.use_server(os.environ["TEST_DATABASE_URL"])
        if self.server_url is None:
            own = postgresql.OwnServer()
            own.start()
            self.own, self.server_url = own, own.url
        return self.server_url

    def fresh(self, kind: str, folder: Path) -> str:
        """The URL of a database with all tables and ZIP codes, and nothing else in it."""
        return self._fresh_sqlite(folder) if kind == "sqlite" else self._fresh_postgresql()

    def empty(self, kind: str, folder: Path, name: str = "empty") -> str:
        """The URL of a database without any table: for the tests of migrations."""
        if kind == "sqlite":
            return f"sqlite:///{folder / name}.sqlite3"
        return self._make(f"{self.name}_{name}").render_as_string(hide_password=False)

    def close(self) -> None:
        """Drop what was made on a server that stays, or stop our own."""
        if self._postgresql is not None:
            self._postgresql.dispose()
        if self.server_url is not None and self.own is None:
            for name in (self.name, f"{self.name}_empty"):
                self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if self.own is not None:
            self.own.stop()

    def _fresh_sqlite(self, folder: Path) -> str:
        if self._template is None:
            template = self.folder / "template.sqlite3"
            self.build(f"sqlite:///{template}")
            # Into the one file that is copied, out of the write-ahead log beside it.
            engine = sa.create_engine(f"sqlite:///{template}")
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            engine.dispose()
            self._template = template
        copy = folder / "test.sqlite3"
        shutil.copyfile(self._template, copy)
        return f"sqlite:///{copy}"

    def _fresh_postgresql(self) -> str:
        if self._postgresql is None:
            url = self._make(self.name)
            self.build(url.render_as_string(hide_password=False))
            self._postgresql = sa.create_engine(url)
        self._empty_tables(self._postgresql)
        return self._postgresql.url.render_as_string(hide_password=False)

    def _make(self, name: str) -> sa.URL:
        url = self.server().set(database=name)
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._execute(f'CREATE DATABASE "{name}"')
        return url

    def _execute(self, statement: str) -> None:
        engine = sa.create_engine(self.server(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()

    @staticmethod
    def _empty_tables(engine: sa.Engine) -> None:
        # Children first, as their foreign keys want it.
        names = [table.name for table in reversed(Base.metadata.sorted_tables)]
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # A connection an earlier test forgot would hold its locks against us.
            connection.execute(sa.text(_END_OTHERS))
            sizes = {row.relname: row.size for row in connection.execute(sa.text(_SIZES))}
            written = [f'"{name}"' for name in names if sizes.get(name) and name not in KEPT]
            if any(size > LARGE for name, size in sizes.items() if name not in KEPT):
                listed = ", ".join(f'"{name}"' for name in names if name not in KEPT)
                connection.execute(sa.text(f"TRUNCATE {listed} CASCADE"))
            elif written:
                for name in written:
                    connection.execute(sa.text(f"DELETE FROM {name}"))
                connection.execute(sa.text(f"VACUUM {', '.join(written)}"))
            connection.execute(sa.text(_RESTART_NUMBERS))
