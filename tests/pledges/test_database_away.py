"""The database is full, busy or away: a clear answer, the form kept, and nothing half done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import database
from app.campaigns.models import Campaign
from app.extensions import db
from app.outbox.models import OutboxMail
from app.pledges import recount
from app.pledges.models import Signatory
from tests.pledges.signing import WORDS
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

VOICE = "Every page of it,\nby hand & heart."


def _send(app: Flask, clock: Hands, *, status: int) -> Page:
    form = Visitor(app).get("/c/day/").form("#sign")
    clock.tick(seconds=3)
    sent = {**form, **WORDS, "voice": VOICE}
    return Visitor(app).post("/c/day/sign", sent, status=status)


def _again(app: Flask, page: Page, *, email: str = WORDS["email"]) -> None:
    """Press the one button of the page."""
    form = page.one("main form")
    fields = {str(each["name"]): str(each["value"]) for each in form.select("input")}
    assert fields["voice"].replace("\r\n", "\n") == VOICE
    assert fields["email"] == email
    Visitor(app).post(str(form["action"]), fields)


def test_a_full_disk_takes_nothing_and_keeps_the_form(app_sqlite: Flask, clock: Hands) -> None:
    """People sign until no page is left in the file; whoever was thanked is there, whole."""
    campaign = factories.campaign(confirmation_required=False)
    form = Visitor(app_sqlite).get("/c/day/").form("#sign") | WORDS | {"voice": VOICE}
    clock.tick(seconds=3)
    taken, page = 0, None
    with _full():
        while page is None or page.status == 303:
            assert taken < 100, "the disk never was full"
            sent = form | {"email": f"artist{taken}@example.org"}
            page = Visitor(app_sqlite).post("/c/day/sign", sent, status=(303, 503))
            taken += page.status == 303
    assert page.heading == "A short rest"
    assert page.headers["Retry-After"]
    _whole(campaign, taken)

    _again(app_sqlite, page, email=f"artist{taken}@example.org")
    _whole(campaign, taken + 1)


def test_a_locked_database_takes_nothing_and_keeps_the_form(
    app_sqlite: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    campaign = factories.campaign()
    # Nobody waits fifteen seconds here.
    monkeypatch.setattr(database, "SQLITE_BUSY_MS", 20)
    db.session.rollback()
    db.engine.dispose()
    with closing(sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page = _send(app_sqlite, clock, status=503)
    _whole(campaign, 0)

    _again(app_sqlite, page)
    _whole(campaign, 1)


def test_the_panel_does_nothing_twice(app_sqlite: Flask) -> None:
    """Its forms are not offered again: what was taken after all would be taken twice."""
    app_sqlite.add_url_rule("/organize/away", "away", _away, methods=["POST"])
    page = Visitor(app_sqlite, private=True).post("/organize/away", {"x": "1"}, status=(422, 503))
    assert not page.all("main form")


def _away() -> str:
    raise sa.exc.TimeoutError


def _whole(campaign: Campaign, people: int) -> None:
    """So many signatures, each with its mail, and the sums agree."""
    db.session.rollback()
    for table in (Signatory, OutboxMail):
        assert len(db.session.scalars(sa.select(table)).all()) == people
    assert recount.check(campaign).agrees
    db.session.rollback()


@contextmanager
def _full() -> Iterator[None]:
    """No page can be added to the file: what SQLite says of a full disk, SQLITE_FULL."""

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # at least as many as there are

    db.session.rollback()
    sa.event.listen(db.engine, "connect", limit)
    db.engine.dispose()
    try:
        yield
    finally:
        db.session.rollback()
        sa.event.remove(db.engine, "connect", limit)
        db.engine.dispose()
