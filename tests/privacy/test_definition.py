"""What is kept of people is said in one place: every column is named, every rule is used."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

import app.models  # noqa: F401  # every table there is
from app.database import Base
from app.privacy import definition, sealed, sweep
from app.privacy.impersonal import IMPERSONAL
from app.privacy.table import KEPT
from tests.support.sources import ROOT

COLUMNS = {
    f"{table.name}.{column.name}"
    for table in Base.metadata.tables.values()
    for column in table.columns
}
PERSONAL = [name for each in KEPT for name in each.columns]


def _impersonal() -> set[str]:
    found: set[str] = set()
    for table, names in IMPERSONAL.items():
        columns = Base.metadata.tables[table].columns.keys() if names == "*" else names.split()
        found |= {f"{table}.{each}" for each in columns}
    return found


def test_every_column_is_either_in_the_definition_or_known_to_hold_nothing_of_a_person() -> None:
    unnamed = COLUMNS - set(PERSONAL) - _impersonal()
    assert not unnamed, "say in app/privacy/table.py (or impersonal.py) what these are"


def test_no_column_is_named_that_is_not_there_or_twice_without_need() -> None:
    assert set(PERSONAL) <= COLUMNS
    assert _impersonal() <= COLUMNS
    assert not set(PERSONAL) & _impersonal()


def test_every_rule_is_one_of_the_sweeps_and_every_rule_of_the_sweep_is_in_words() -> None:
    named = {rule for each in KEPT for rule in each.rules}
    assert named <= set(sweep.NAMES)
    # The sweep's own runs are nobody's.
    assert set(sweep.NAMES) - named == {"runs"}
    assert set(definition.RULE_WORDS) == set(sweep.NAMES)


def test_every_sealed_column_is_rotated() -> None:
    said = {each.name for each in sealed.COLUMNS}
    # By name and type: what is sealed is called so, and a file's piece is sealed too.
    blobs = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.LargeBinary) and column.type.length is None
    }
    assert blobs - said == {"organizer_passkey.public_key"}
    assert said <= blobs


def test_the_docs_hold_the_table_as_it_is(app_sqlite: Flask) -> None:
    with app_sqlite.test_request_context():
        table = definition.markdown()
    said = (ROOT / "docs" / "retention.md").read_text("utf-8")
    assert table in said, "flask privacy table prints what docs/retention.md is to hold"
