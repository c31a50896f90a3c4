"""Rules of the house about the schema: what the models say is what the migrations build."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from app.database import Base
from app.extensions import db


def test_the_models_match_the_migrations(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_the_checks_of_the_models_are_in_the_database(app: Flask) -> None:
    """Alembic's comparison does not look at CHECK constraints."""
    inspector = sa.inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        wanted = {
            str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)
        }
        found = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert wanted - found == set(), table.name


def test_every_foreign_key_has_a_rule_or_an_index_to_find_its_rows(app: Flask) -> None:
    """Deleting the parent must not read the whole child table."""
    inspector = sa.inspect(db.engine)
    bare = []
    for table in Base.metadata.sorted_tables:
        led = [tuple(table.primary_key.columns.keys())]
        led += [tuple(index["column_names"]) for index in inspector.get_indexes(table.name)]
        led += [tuple(u["column_names"]) for u in inspector.get_unique_constraints(table.name)]
        for key in table.foreign_keys:
            cascades = key.ondelete == "CASCADE"
            if cascades and not any(columns[:1] == (key.parent.name,) for columns in led):
                bare.append(f"{table.name}.{key.parent.name}")

    assert bare == []
