"""The panel's first page, and the guard in front of it."""

from __future__ import annotations

from flask import Flask

from tests.support import factories, organizers
from tests.support.client import Visitor


def test_nobody_is_sent_to_sign_in(app_sqlite: Flask) -> None:
    stranger = Visitor(app_sqlite, private=True)

    page = stranger.get("/organize/", status=303)

    assert page.location == "/organize/sign-in/?next=/organize/"


def test_an_owner_sees_every_campaign(app_sqlite: Flask) -> None:
    factories.campaign(title="A day for all")

    page = organizers.visitor(app_sqlite, "owner").get("/organize/")

    assert page.heading == "All campaigns"
    assert "A day for all" in page.text
    assert page.headers["Cache-Control"] == "no-store"
