"""Who runs this site: owners say it, and the privacy page does."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.extensions import db
from app.site import queries
from tests.support import organizers
from tests.support.client import Visitor


def test_an_empty_site_says_so_plainly(app_sqlite: Flask) -> None:
    said = Visitor(app_sqlite).get("/privacy").text

    assert "has not said yet who they are" in said


def test_what_an_owner_says_stands_on_the_privacy_page(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    form = owner.get("/organize/site/").form("#site")
    typed = {
        **form,
        "operator": " Artists  United ",
        "contact": "privacy@example.org",
        "address": "1 Main St\r\n\r\n Santa Fe, NM 87501",
    }

    page = owner.follow(owner.post("/organize/site/", typed))

    assert "Saved" in page.text
    assert page.one("#operator")["value"] == "Artists United"
    said = Visitor(app_sqlite).get("/privacy").text
    assert "This site is run by: Artists United" in said
    assert "1 Main St Santa Fe, NM 87501" in said
    assert "privacy@example.org" in said
    (entry,) = db.session.scalars(sa.select(AuditEntry)).all()
    assert (entry.action, entry.after["operator"]) == ("site.describe", "Artists United")


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    form = owner.get("/organize/site/").form("#site")
    typed = {
        **form,
        "operator": "Artists United",
        "contact": "not an address",
        "address": "a" * 301,
    }

    page = owner.post("/organize/site/", typed, status=422)

    assert "Write an e-mail address" in page.text
    assert "301 characters" in page.text
    assert page.one("#operator")["value"] == "Artists United"
    assert page.one("#contact")["value"] == "not an address"
    assert queries.get().operator == ""


def test_script_in_it_is_only_text(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    form = owner.get("/organize/site/").form("#site")
    owner.post("/organize/site/", {**form, "operator": "<script>alert(1)</script>"})

    assert "<script>alert" not in Visitor(app_sqlite).get("/privacy").html


def test_organizers_may_not(app_sqlite: Flask) -> None:
    organizer = organizers.visitor(app_sqlite, "organizer")

    organizer.get("/organize/site/", status=403)
    token = organizers.csrf(organizer.get("/organize/"))
    organizer.post("/organize/site/", {"csrf_token": token}, status=403)
