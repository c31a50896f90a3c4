"""Through one campaign's door nobody reaches what belongs to another one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.database import Base
from app.extensions import db
from tests.attacks import world
from tests.support import factories, organizers

# What a refused request may leave behind all the same: sessions, and counts of tries.
SESSIONS = {"organizer_session", "organizer", "attempt"}


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def test_every_numbered_path_is_unknown_under_another_campaign(app: Flask) -> None:
    """With a good token, as an owner, by GET and POST; and nothing is written."""
    rival = world.build("rival", "Rival")
    factories.campaign(slug="mine")
    owner = organizers.visitor(app, "owner")
    token = organizers.csrf(owner.get("/organize/account/"))
    before, reached, tried = _rows(), [], 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/organize/c/<slug>/") or "<int:" not in rule.rule:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            path = rival.path(rule, slug="mine")
            sent = {"data": {"csrf_token": token}} if method == "POST" else {}
            headers = {"Origin": owner.public_url, "Sec-Fetch-Site": "same-origin"}
            page = owner.open(method, path, status=range(100, 600), headers=headers, **sent)
            tried += 1
            if page.status != 404:
                reached.append(f"{method} {path}: {page.status} {page.location}")

    assert not reached, "\n".join(reached)
    assert tried > 25
    assert _rows() == before


def test_under_its_own_campaign_each_of_them_is_there(app: Flask) -> None:
    """The walk above would pass with numbers that nothing has, too."""
    rival = world.build("rival", "Rival")
    owner = organizers.visitor(app, "owner")
    missing = []
    for endpoint, method, path in rival.walk(app):
        if method == "GET":
            page = owner.open("GET", path, status=range(100, 600))
            # A count of people is neither an import nor a merging.
            if page.status >= 400 and not endpoint.startswith("panel.import"):
                missing.append(f"{endpoint} {path}: {page.status}")

    assert not missing, "\n".join(missing)


def _rows() -> dict[str, list[str]]:
    """All that is written down, but sessions."""
    db.session.rollback()
    return {
        table.name: [str(row) for row in db.session.execute(sa.select(table))]
        for table in Base.metadata.sorted_tables
        if table.name not in SESSIONS and table.name != "zip_place"
    }
