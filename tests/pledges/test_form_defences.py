"""What keeps machines and other sites out, and what a person caught by it reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app import form_token
from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from tests.pledges.signing import WORDS, mails, send, sign, signatories
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page
from tests.support.statements import begun, heard

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def _words(page: Page) -> str:
    """The one thing the summary says."""
    (said,) = page.all(".mistakes li")
    assert signatories() == []
    assert mails() == []
    return said.get_text()


def _press_again(client: Visitor, page: Page) -> None:
    """As a person would: the form that came back, untouched."""
    send(client, page.form("#sign"))
    assert len(signatories()) == 1


def _filled(client: Visitor, **over: Any) -> dict[str, Any]:
    return {**client.get("/c/day/").form("#sign"), **WORDS, **over}


def test_a_form_sent_at_once_goes_back_and_pressing_again_is_enough(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    form = _filled(client)
    clock.tick(seconds=1.9)
    page = send(client, form, status=422)

    assert "once more" in _words(page)
    assert page.form("#sign")["token"] == form["token"], "the wait would begin anew"
    clock.tick(seconds=0.1)
    _press_again(client, page)


def test_an_expired_form_goes_back_with_a_fresh_token(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    form = _filled(client, voice="My words.")
    clock.tick(hours=24, seconds=1)
    page = send(client, form, status=422)

    assert "Nothing is lost" in _words(page)
    assert page.form("#sign")["voice"] == "My words."
    clock.tick(seconds=2)
    _press_again(client, page)


def test_a_form_a_day_old_still_passes(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    form = _filled(client)
    clock.tick(hours=24)
    send(client, form)


@pytest.mark.parametrize("token", ["", "x", "a.b", "a" * 10_000, "ñ", "\x00", None, "=" * 50])
def test_a_forged_token_goes_back_with_one_of_ours(
    client: Visitor, campaign: Campaign, clock: Hands, token: str | None
) -> None:
    page = sign(client, clock, status=422, token=token)

    assert "where this form came from" in _words(page)
    clock.tick(seconds=2)
    _press_again(client, page)


def test_a_token_of_another_campaign_is_as_good_as_forged(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    token = form_token.mint("other")

    assert "where this form came from" in _words(sign(client, clock, status=422, token=token))


def test_the_field_nobody_sees_catches_who_fills_in_everything(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    page = sign(client, clock, status=422, website="https://spam.example")

    assert "people do not see" in _words(page)
    assert page.form("#sign")["website"] == ""
    _press_again(client, page)


def test_the_field_nobody_sees_is_out_of_everybodys_way(
    client: Visitor, campaign: Campaign
) -> None:
    field = client.get("/c/day/").one("#sign [name=website]")

    assert field["tabindex"] == "-1"
    assert field["autocomplete"] == "off"
    assert field.find_parent(attrs={"aria-hidden": "true"})


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": ""},
        {"Sec-Fetch-Site": "cross-site", "Origin": ""},
    ],
)
def test_a_form_of_another_site_goes_back(
    client: Visitor, campaign: Campaign, clock: Hands, headers: dict[str, str]
) -> None:
    page = sign(client, clock, status=422, headers=headers)

    assert "another site" in _words(page)
    _press_again(client, page)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://", "x", ""])
def test_another_origin_is_another_site(
    client: Visitor, campaign: Campaign, clock: Hands, origin: str
) -> None:
    form = _filled(client)
    clock.tick(seconds=3)
    page = client.open("POST", "/c/day/sign", status=422, data=form, headers={"Origin": origin})

    assert "another site" in _words(page)


def test_who_says_nothing_of_where_they_come_from_is_let_through(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    form = _filled(client)
    clock.tick(seconds=3)
    client.open("POST", "/c/day/sign", status=303, data=form)


@pytest.mark.parametrize(
    ("over", "heading"),
    [
        ({"state": CampaignState.CLOSED}, "closed"),
        ({"state": CampaignState.WON}, "won"),
        ({"state": CampaignState.ARCHIVED}, "history"),
        ({"opens_at": dt.timedelta(hours=1)}, "tuning"),
        ({"closes_at": dt.timedelta(hours=-1)}, "closed"),
    ],
    ids=["closed", "won", "archived", "not yet", "over"],
)
def test_a_campaign_that_is_not_open_takes_no_signature_and_says_so(
    client: Visitor, campaign: Campaign, clock: Hands, over: dict[str, Any], heading: str
) -> None:
    form = _filled(client)
    for name, value in over.items():
        later = clock.now() + value if isinstance(value, dt.timedelta) else value
        setattr(campaign, name, later)
    db.session.commit()
    clock.tick(seconds=3)
    page = send(client, form, status=422)

    assert heading in page.one("#phase-title").get_text()
    assert not page.all("#sign")
    assert signatories() == []


@pytest.mark.parametrize("slug", ["draft", "nothing", "a%00b", "a" * 500, "d%C3%A4y", "%FF"])
def test_no_campaign_of_that_name(
    client: Visitor, campaign: Campaign, clock: Hands, slug: str
) -> None:
    factories.campaign(slug="draft", state=CampaignState.DRAFT)
    form = _filled(client)
    clock.tick(seconds=3)

    send(client, form, slug=slug, status=404)
    assert signatories() == []


def test_the_address_of_a_form_that_came_back_leads_to_a_fresh_one(
    client: Visitor, campaign: Campaign
) -> None:
    """It stands in the browser's bar after a 422: people reload it, and pass it on."""
    assert client.get("/c/day/sign", status=302).location == "/c/day/#sign"
    assert client.get("/c/day/sign?lang=es", status=302).location == "/c/day/?lang=es#sign"


def test_a_form_that_comes_back_is_kept_by_no_cache(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    page = sign(client, clock, email="", status=422)

    assert page.headers["Cache-Control"] == "no-store"


def test_a_form_that_comes_back_holds_nobody_up(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    """SQLite has one writer: who is shown their mistakes must not be it."""
    with heard() as statements:
        sign(client, clock, email="", status=422)

    assert set(begun(statements)) == {"BEGIN"}
