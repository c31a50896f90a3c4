"""A database under migration, on an engine opened as the application opens its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask

from app import migrate
from app.extensions import db


class Schema:
    """The schema of `app`'s database, at any revision."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.engine = db.engine

    def upgrade(self, revision: str = "head") -> None:
        migrate.upgrade(revision, self.engine)

    def downgrade(self, revision: str) -> None:
        migrate.downgrade(revision, self.engine)

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """One transaction, committed at the end."""
        with self.engine.begin() as connection:
            yield connection

    def tables(self) -> set[str]:
        return set(sa.inspect(self.engine).get_table_names()) - {"alembic_version"}
