"""Migrations go up and down with rows in the tables, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from tests.support import rows, schema
from tests.support.sources import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))


def _revisions() -> list[str]:
    """Every revision, the oldest first."""
    walked = ScriptDirectory(str(ROOT / "migrations")).walk_revisions()
    return [script.revision for script in walked][::-1]


def test_each_migration_goes_up_down_and_up_again_with_rows(
    empty_database: str, tmp_path: Path
) -> None:
    database = schema.Database(empty_database, tmp_path / "instance")
    before = "base"
    held: dict[str, int] = {}
    for revision in _revisions():
        database.upgrade(revision)
        with database.engine.begin() as connection:
            now = rows.fill(connection)
        database.downgrade(before)
        with database.engine.begin() as connection:
            left = rows.counts(connection)
        assert left == held, f"going down from {revision} lost or left something"
        database.upgrade(revision)
        with database.engine.begin() as connection:
            held = rows.fill(connection)
        assert held == now, f"going up to {revision} again lost something"
        before = revision
    database.close()


def test_all_the_way_down_leaves_nothing(empty_database: str, tmp_path: Path) -> None:
    database = schema.Database(empty_database, tmp_path / "instance")
    database.upgrade("head")
    with database.engine.begin() as connection:
        rows.fill(connection)

    database.downgrade("base")

    assert set(sa.inspect(database.engine).get_table_names()) <= {"alembic_version"}
    database.close()


def test_upgrading_twice_changes_nothing(empty_database: str, tmp_path: Path) -> None:
    database = schema.Database(empty_database, tmp_path / "instance")
    database.upgrade("head")
    with database.engine.begin() as connection:
        held = rows.fill(connection)

    database.upgrade("head")

    with database.engine.begin() as connection:
        assert rows.counts(connection) == held
    database.close()


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(ROOT / "migrations")).get_heads()) == 1


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_says_what_it_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.startswith('"""')
    assert path.stem.split("_")[0].isdigit()
