"""Migrations go up and down with rows in the tables, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask

from tests.support import rows
from tests.support.schema import Schema
from tests.support.sources import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))


def _revisions() -> list[str]:
    """Every revision, the oldest first."""
    walked = ScriptDirectory(str(ROOT / "migrations")).walk_revisions()
    return [script.revision for script in walked][::-1]


@pytest.fixture
def schema(unmigrated_app: Flask) -> Schema:
    """An empty database of each kind, and the migrations that may run on it."""
    return Schema(unmigrated_app)


def test_each_migration_goes_up_down_and_up_again_with_rows(schema: Schema) -> None:
    before = "base"
    held: dict[str, int] = {}
    for revision in _revisions():
        schema.upgrade(revision)
        with schema.connection() as connection:
            now = rows.fill(connection)
        schema.downgrade(before)
        with schema.connection() as connection:
            assert rows.counts(connection) == held, f"down from {revision}: rows lost or left"
        schema.upgrade(revision)
        with schema.connection() as connection:
            assert held.items() <= rows.counts(connection).items(), f"up to {revision}: rows lost"
            held = rows.fill(connection)
        assert held == now
        before = revision
    assert held


def test_all_the_way_down_leaves_nothing(schema: Schema) -> None:
    schema.upgrade()
    with schema.connection() as connection:
        rows.fill(connection)

    schema.downgrade("base")

    assert schema.tables() == set()


def test_upgrading_twice_changes_nothing(schema: Schema) -> None:
    schema.upgrade()
    with schema.connection() as connection:
        held = rows.fill(connection)

    schema.upgrade()

    with schema.connection() as connection:
        assert rows.counts(connection) == held


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_says_what_it_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith('"""')
    assert path.stem.split("_")[0].isdigit()
