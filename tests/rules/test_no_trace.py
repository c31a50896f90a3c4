"""Rules of the house: nothing is loaded from elsewhere, no link is counted, no address told on."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import courier as letter_courier
from app.organizers import invitations
from app.organizers.models import RoleName
from app.outbox import courier
from app.pledges import queries
from app.pledges.models import Signatory
from tests.letters import writing
from tests.pledges.signing import sign
from tests.support import factories, letters
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.mailbox import Mail, Mailbox
from tests.support.page import Page
from tests.support.visits import example

# Of a page whose address is a secret, at most the host is told on.
SILENT = ("no-referrer", "strict-origin")
LOADING = "img, link, script, iframe, object, embed, video, audio, source, [background], [src]"


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign(preview_token="preview-0123456789abcdef")
    letters.brief(made)
    letters.members()
    writing.districts()
    return made


@pytest.fixture
def mails(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands, mailbox: Mailbox
) -> list[Mail]:
    """A mail of nearly every kind: to a signatory, a writer, an organizer to be."""
    sign(client, clock)
    sign(client, clock)
    writing.sent(client, clock)
    courier.drain()
    client.post(f"/confirm/{_token()}", {"answer": "confirm"})
    writing.sent(client, clock, email="grace@example.org")
    known = db.session.scalars(sa.select(Signatory)).first()
    letters.letter(campaign, known=known)
    invitations.invite("nell@example.org", RoleName.VIEWER, by=None, locale="en")
    db.session.commit()
    letter_courier.drain()
    courier.drain()
    return mailbox.mails


def _token() -> str:
    return queries.opened(db.session.scalars(sa.select(Signatory)).first())["token"]


def test_mails_load_nothing_and_their_links_lead_straight_here(
    app: Flask, client: Visitor, mails: list[Mail]
) -> None:
    ours = [each for each in mails if each.message.get_body(("html",))]
    assert len({each.subject for each in ours}) >= 4
    for mail in ours:
        soup = BeautifulSoup(mail.html, "html.parser")
        assert soup.select(LOADING) == [], mail.subject
        assert "url(" not in mail.html
        assert "@import" not in mail.html
        for link in [str(each["href"]) for each in soup.select("[href]")]:
            parts = urlsplit(link)
            if parts.scheme == "mailto":
                continue
            assert link.startswith(app.config["PUBLIC_URL"]), (mail.subject, link)
            assert not parts.query, "nothing that would tell one reader of a mail from another"
            if not parts.path.startswith("/organize/"):
                client.get(parts.path, status=200)  # no way round


def test_a_secret_address_is_told_on_to_nobody(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands, mails: list[Mail]
) -> None:
    letter = writing.sent(client, clock, email="last@example.org")
    secrets = {
        f"/confirm/{_token()}": _token(),
        f"/letters/{letters.token(letter)}/": letters.token(letter),
        f"/preview/{campaign.preview_token}/": str(campaign.preview_token),
    }
    for path, token in secrets.items():
        page = client.get(path)
        _assert_silent(page)
        assert token not in page.title
        for tag in page.all("a[href], area[href], form[action]"):
            to = str(tag.get("href") or tag.get("action") or "")
            assert token not in to or not urlsplit(to).netloc, (path, to)
            assert token not in urlsplit(to).query, (path, to)


def test_every_route_with_a_secret_in_its_address_is_silent(app: Flask, campaign: Campaign) -> None:
    visitor = Visitor(app, private=True)
    rules = [each for each in app.url_map.iter_rules() if "token" in each.arguments]
    assert len(rules) >= 8
    for rule in rules:
        path = example(rule, app.url_map, campaign.slug, "music")
        for method in {"GET", "POST"} & set(rule.methods or ()):
            page = visitor.open(method, path, status=range(200, 500))
            _assert_silent(page)


def _assert_silent(page: Page) -> None:
    assert page.headers["Referrer-Policy"] in SILENT, page.response.request.path
