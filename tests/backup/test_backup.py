"""A backup is made while Tutti runs, and everything is back in an empty database."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.database import transaction
from app.extensions import db
from app.pledges import counts, recount, service
from app.pledges.models import Signatory
from tests.support import commands, factories, postgresql
from tests.support.databases import Databases

MakeApp = Callable[[str], Flask]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """pg_dump as new as the tests' own server; where another is used, the machine's."""
    try:
        monkeypatch.setenv("POSTGRESQL_BIN", str(postgresql.programs(tmp_path)))
    except postgresql.NotAvailable:
        monkeypatch.delenv("POSTGRESQL_BIN", raising=False)


@pytest.fixture
def empty(app: Flask, databases: Databases, tmp_path: Path) -> str:
    """Another database of the same kind, without any table."""
    return databases.empty(db.engine.dialect.name, tmp_path)


def test_everything_committed_is_in_it_and_comes_back(
    app: Flask, make_app: MakeApp, empty: str, tmp_path: Path
) -> None:
    campaign = factories.campaign()
    for number in range(20):
        person = factories.signatory(campaign, email=f"artist{number}@example.org", confirmed=True)
    kept = tmp_path / "kept.backup"

    # Somebody is just withdrawing: not yet committed, so not in it, and nobody waits.
    with transaction():
        service.withdraw(db.session.merge(person))
        said = app.test_cli_runner().invoke(args=["backup", "--out", str(kept)]).output
        db.session.rollback()

    assert "The keys are not in it" in said
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    other = make_app(empty)
    with other.app_context():
        assert "Restored." in commands.run(other, "restore", str(kept))
        people = db.session.scalars(sa.select(Signatory)).all()
        assert {person.email for person in people} == {f"artist{n}@example.org" for n in range(20)}
        assert counts.numbers(people[0].campaign).artists == 20
        assert recount.check(people[0].campaign).agrees
        db.session.rollback()
        db.engine.dispose()


def test_a_database_in_use_is_never_overwritten(app: Flask, tmp_path: Path) -> None:
    factories.campaign()
    kept = tmp_path / "kept.backup"
    commands.run(app, "backup", "--out", str(kept))
    assert "overwrites nothing" in commands.run(app, "restore", str(kept), code=1)
    assert "there already" in commands.run(app, "backup", "--out", str(kept), code=1)
    assert not list(tmp_path.glob(".kept*"))


def test_a_broken_file_restores_nothing(
    app: Flask, make_app: MakeApp, empty: str, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.backup"
    broken.write_bytes(b"PGDMP nothing of the kind")
    other = make_app(empty)
    with other.app_context():
        assert "Nothing was restored" in commands.run(other, "restore", str(broken), code=1)
        assert sa.inspect(db.engine).get_table_names() == []
        db.engine.dispose()


def test_keys_that_open_nothing_are_told(
    app_sqlite: Flask, make_app: MakeApp, databases: Databases, tmp_path: Path
) -> None:
    factories.signatory(factories.campaign())
    kept = tmp_path / "kept.backup"
    commands.run(app_sqlite, "backup", "--out", str(kept))
    shutil.rmtree(tmp_path / "instance")
    other = make_app(databases.empty("sqlite", tmp_path))
    with other.app_context():
        assert "keys in use do not open" in commands.run(other, "restore", str(kept), code=1)
        db.engine.dispose()


def test_no_pg_dump_is_said_in_plain_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("POSTGRESQL_BIN", str(tmp_path))
    kept = tmp_path / "kept.backup"
    if db.engine.dialect.name == "postgresql":
        said = commands.run(app, "backup", "--out", str(kept), code=1)
        assert "no pg_dump here" in said
        assert not kept.exists()
    else:
        commands.run(app, "backup", "--out", str(kept))
