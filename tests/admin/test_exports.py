"""The room "Exports": choosing, asking, downloading; organizers alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands

ROOM = "/organize/c/day/exports/"


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    factories.signatory(made, credit_name="The Countess", confirmed=True)
    return made


@pytest.fixture
def visitor(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def test_an_export_from_the_form_to_the_file(visitor: Visitor) -> None:
    form = visitor.get(ROOM).form("#export")
    assert "legal_name" in form["columns"]
    assert "voice" not in form["columns"]

    asked = visitor.post(f"{ROOM}signatories/", {**form, "columns": ["credit_name", "email"]})
    assert "Waiting for its turn" in visitor.follow(asked).text
    engine.drain()
    page = visitor.follow(asked)
    assert "1 row." in page.text
    job = db.session.scalars(sa.select(Job)).one()
    token = organizers.csrf(page)
    taken = visitor.post(f"/organize/jobs/{job.id}/file", {"csrf_token": token}, status=200)

    assert taken.body.decode() == ("\ufeffcredit_name,email\r\nThe Countess,ada@example.org\r\n")
    assert taken.headers["Content-Disposition"] == (
        "attachment; filename=day-signatories-2026-03-02.csv"
    )
    assert taken.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert int(taken.headers["Content-Length"]) == len(taken.body)
    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [each.action for each in entries] == ["export.ask", "export.download"]
    assert entries[1].after["columns"] == ["credit_name", "email"]
    assert entries[1].after["rows"] == 1
    assert not [each for each in entries if "ada@" in str(each.after)]


def test_a_file_is_saved_under_a_name_that_leads_nowhere(visitor: Visitor) -> None:
    form = visitor.get(ROOM).form("#export")
    asked = visitor.post(f"{ROOM}signatories/", {**form, "columns": ["credit_name"]})
    engine.drain()
    token = organizers.csrf(visitor.follow(asked))
    job = db.session.scalars(sa.select(Job)).one()
    assert job.campaign is not None
    job.campaign.slug = "../..\\x\"; filename*=UTF-8''a"
    taken = visitor.post(f"/organize/jobs/{job.id}/file", {"csrf_token": token}, status=200)

    name = taken.headers["Content-Disposition"].removeprefix("attachment; filename=")
    assert name.strip('"').replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert not name.startswith(".")


def test_pressed_twice_it_is_one_export(visitor: Visitor) -> None:
    form = visitor.get(ROOM).form("#export")
    first = visitor.post(f"{ROOM}signatories/", form)
    again = visitor.post(f"{ROOM}signatories/", form)

    assert first.location == again.location
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 1


@pytest.mark.parametrize("what", ["signatories", "letters", "deliveries"])
def test_nothing_chosen_is_said_and_nothing_lost(visitor: Visitor, what: str) -> None:
    form = visitor.get(f"{ROOM}{what}/").form("#export")
    page = visitor.post(
        f"{ROOM}{what}/", {**form, "columns": [], "discipline": "writing", "gzip": "y"}, status=422
    )

    assert "Choose at least one column." in page.text
    sent = page.form("#export")
    assert (sent["discipline"], sent["gzip"], sent.get("columns", [])) == ("writing", "y", [])


@pytest.mark.parametrize(
    "wrong", [{"columns": ["password"]}, {"format": "exe"}, {"state": "x"}, {"discipline": "x"}]
)
def test_what_is_not_offered_is_refused(visitor: Visitor, wrong: dict[str, object]) -> None:
    form = visitor.get(ROOM).form("#export")
    visitor.post(f"{ROOM}signatories/", {**form, **wrong}, status=422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


def test_unknown_exports_and_campaigns_are_not_found(visitor: Visitor) -> None:
    visitor.get(f"{ROOM}passwords/", status=404)
    visitor.get("/organize/c/nowhere/exports/", status=404)


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_who_may_not_see_people_may_not_export_them(
    app_sqlite: Flask, campaign: Campaign, role: str
) -> None:
    visitor = organizers.visitor(app_sqlite, role)
    token = organizers.csrf(visitor.get("/organize/"))
    for path in ("", "signatories/", "letters/", "public-list"):
        visitor.get(ROOM + path, status=403)
    form = {"csrf_token": token, "columns": "email", "format": "csv", "state": "", "discipline": ""}
    visitor.post(f"{ROOM}signatories/", form, status=403)
    visitor.post(f"{ROOM}public-list", {**form, "format": "pdf"}, status=403)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Job)) == 0


def test_names_are_taken_away_only_by_who_has_just_shown_who_they_are(app_sqlite: Flask) -> None:
    factories.campaign()
    stale = organizers.visitor(app_sqlite, "organizer", fresh=False)

    for path in ("/organize/c/day/exports/", "/organize/c/day/exports/letters/"):
        assert str(stale.get(path, status=303).location).startswith("/organize/verify/")
    stale.get("/organize/c/day/exports/public-list")
