"""`flask signatories import`: the panel's import from a terminal, with exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs.models import JobPart
from app.pledges.models import Signatory
from tests.imports.files import ADA, GRACE, csv
from tests.support import factories
from tests.support.commands import run
from tests.support.hands import Hands


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


def _file(folder: Path, content: str) -> str:
    path = folder / "people.csv"
    path.write_text(content, encoding="utf-8")
    return str(path)


def _count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Signatory)) or 0


def test_a_dry_run_changes_nothing(app_sqlite: Flask, campaign: Campaign, tmp_path: Path) -> None:
    said = run(
        app_sqlite, "signatories", "import", "day", _file(tmp_path, csv(ADA, GRACE)), "--dry-run"
    )

    assert "2 people would be imported. Nothing has been changed.\n" in said
    assert _count() == 0


def test_people_are_brought_and_the_file_is_forgotten(
    app_sqlite: Flask, campaign: Campaign, tmp_path: Path
) -> None:
    said = run(app_sqlite, "signatories", "import", "day", _file(tmp_path, csv(ADA, GRACE)))

    assert "\n2 people imported.\n" in said
    assert _count() == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JobPart)) == 0


def test_rows_that_cannot_be_read_are_named(
    app_sqlite: Flask, campaign: Campaign, tmp_path: Path
) -> None:
    file = _file(tmp_path, csv(ADA, "bad", "Grace,Hopper,g@example.org,02138,"))
    said = run(app_sqlite, "signatories", "import", "day", file, code=3)

    assert "1 person imported." in said
    assert "2 rows cannot be read" in said
    assert "3,wrong,Cells in this row: 1; in the first one: 5." in said
    assert _count() == 1
    out = tmp_path / "left.csv"
    options = ("--discipline", "writing", "--left-out", str(out))
    assert "1 person imported." in run(
        app_sqlite, "signatories", "import", "day", file, *options, code=3
    )
    assert out.read_text(encoding="utf-8-sig").splitlines()[1:][0].startswith("2,known")


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("", (), "The file is empty."),
        ("a,b\n1,2\n", (), "The file names no column for: First name (legal), Last name (legal)"),
        (csv(ADA), ("--discipline", "juggling"), "day has no discipline 'juggling'."),
        (csv(ADA, 'x,"' + "y\n" * 99), (), "a quotation mark is not closed there"),
    ],
)
def test_what_cannot_be_imported_is_said(
    app_sqlite: Flask,
    campaign: Campaign,
    tmp_path: Path,
    content: str,
    options: tuple[str, ...],
    words: str,
) -> None:
    file = _file(tmp_path, content)
    said = run(app_sqlite, "signatories", "import", "day", file, *options, code=1)

    assert words in said
    assert "Traceback" not in said
    assert _count() == 0


def test_an_unknown_campaign_or_file_is_said(app_sqlite: Flask, tmp_path: Path) -> None:
    file = _file(tmp_path, csv(ADA))
    assert "no campaign 'nowhere'" in run(
        app_sqlite, "signatories", "import", "nowhere", file, code=1
    )
    assert "does not exist" in run(app_sqlite, "signatories", "import", "day", "nofile", code=2)
    assert "--dry-run" in run(app_sqlite, "signatories", "import", "--help")
