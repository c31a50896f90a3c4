"""The screen that edits a campaign, as an organizer's hands use it."""

from __future__ import annotations

from app.extensions import db
from app.site.models import Site
from tests.support import organizers
from tests.support.client import Visitor
from tests.support.page import Page

URL = "/organize/c/day/edit/"


def save(visitor: Visitor, status: int = 303, **typed: str) -> Page:
    """Send the form as it stands, with something typed anew."""
    return visitor.post(URL, {**visitor.get(URL).form("#edit"), **typed}, status=status)


def press(visitor: Visitor, path: str, **sent: str) -> Page:
    """Press a button of the screen that posts to `path`."""
    page = visitor.get(URL)
    version = str(page.form("#edit")["version"])
    token = organizers.csrf(page)
    return visitor.post(path, {"csrf_token": token, "version": version, **sent})


def know_site() -> None:
    """An owner has said who runs the site: no campaign opens before that."""
    db.session.add(Site(id=1, operator="The Coalition", contact="hello@example.org"))
    db.session.commit()
