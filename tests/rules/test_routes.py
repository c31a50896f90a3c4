"""Rules of the house about routes: each is visited, as the map of URLs lists them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from app.campaigns.models import Campaign
from app.extensions import db
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.visits import example, pages

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# Which answers a visit may get: there is no such token, file or campaign, or it is there.
ANSWERS = (200, 301, 302, 303, 307, 308, 404, 410)
WRITES = ("insert", "update", "delete", "replace", "create", "drop", "alter", "truncate")


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


def _rules(app: Flask, method: str) -> list[Rule]:
    """The public routes: the panel's are walked by tests/admin/test_guard.py, as every role."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and not rule.rule.startswith("/organize/")
    ]


def _paths(app: Flask, campaign: Campaign, method: str) -> list[str]:
    discipline = campaign.disciplines[0].slug
    return [example(rule, app.url_map, campaign.slug, discipline) for rule in _rules(app, method)]


@contextmanager
def _writes(engine: sa.Engine) -> Iterator[list[str]]:
    """Collect every statement that changes something."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().lower().startswith(WRITES):
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def test_every_get_route_answers_under_the_rules_of_the_house(
    app: Flask, client: Visitor, campaign: Campaign
) -> None:
    """No cookie, and on each page one h1, a title, labels, ids once, nothing inline or foreign."""
    paths = _paths(app, campaign, "GET")

    assert len(paths) > 10
    for path in paths:
        client.get(path, status=ANSWERS)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_speaks_each_language(
    client: Visitor, campaign: Campaign, language: str
) -> None:
    for path in pages(campaign.slug, campaign.disciplines[0].slug).values():
        page = client.get(f"{path}?lang={language}", status=(200, 302, 303))
        if page.status == 200:
            assert page.one("html")["lang"] == language, path


def test_no_get_writes(app: Flask, client: Visitor, campaign: Campaign) -> None:
    factories.signatory(campaign, "writing")
    with _writes(db.engine) as written:
        for path in _paths(app, campaign, "GET"):
            client.get(path, status=ANSWERS)

    assert written == []


def test_the_watch_for_writes_sees_one(app: Flask, campaign: Campaign) -> None:
    with _writes(db.engine) as written:
        factories.campaign(slug="another")

    assert any("INSERT INTO campaign" in statement for statement in written)


def test_an_empty_post_is_answered_and_never_an_error_of_ours(
    app: Flask, client: Visitor, campaign: Campaign
) -> None:
    paths = _paths(app, campaign, "POST")

    assert paths
    for path in paths:
        page = client.post(path, {}, status=range(300, 500))
        assert page.status != 405


def test_no_post_is_accepted_from_another_site(
    app: Flask, client: Visitor, campaign: Campaign
) -> None:
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    for path in _paths(app, campaign, "POST"):
        client.post(path, {}, status=range(400, 500), headers=foreign)


def test_every_page_carries_the_headers_of_the_house(client: Visitor, campaign: Campaign) -> None:
    for path in pages(campaign.slug, campaign.disciplines[0].slug).values():
        headers = client.get(path, status=ANSWERS).headers
        policy = headers["Content-Security-Policy"]
        assert "'unsafe" not in policy, path
        assert "http" not in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"], path


def test_every_link_of_a_page_leads_somewhere(client: Visitor, campaign: Campaign) -> None:
    """Links to our own pages, from every page; those with a fragment find it."""
    seen: set[str] = set()
    for path in pages(campaign.slug, campaign.disciplines[0].slug).values():
        page = client.get(path, status=ANSWERS)
        for link in page.all("a[href]"):
            target = str(link["href"]).removeprefix(client.public_url)
            if target.startswith("#"):
                assert page.all(f'[id="{target[1:]}"]'), f"{path} has no {target}"
            elif target.startswith("/"):
                seen.add(target.partition("#")[0])
    for target in sorted(seen):
        client.get(target, status=(200, 302, 303))
