"""A migrated database for every test, on SQLite and on PostgreSQL.

Built once per process, then made fresh per test: SQLite by copying a file,
PostgreSQL by emptying its tables (2-8 ms; CREATE DATABASE ... TEMPLATE took
35-75 ms). The table of ZIP codes is filled once and no test writes to it.
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
        tables = ", ".join(
            f'"{table.name}"' for table in Base.metadata.sorted_tables if table.name not in KEPT
        )
        with engine.begin() as connection:
            # A connection an earlier test forgot would hold its locks against the TRUNCATE.
            connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
            connection.execute(sa.text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
