"""The link in the mail: a page with one button, and only the button counts."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from app.outbox import courier
from app.pledges import queries, service
from app.pledges.models import Signatory, SignatoryState, Visibility
from tests.pledges.signing import assert_exact, assert_private, only, sign, totals
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox
from tests.support.page import Page
from tests.support.statements import heard

LIFE_DAYS = service.LINK_LIFE / dt.timedelta(days=1)


def _link(signatory: Signatory) -> str:
    return f"/confirm/{queries.opened(signatory)['token']}"


def _press(client: Visitor, link: str, answer: str = "confirm", status: int = 303) -> Page:
    return client.post(link, {"answer": answer}, status=status)


def _rows() -> dict[str, list[str]]:
    """Everything the database holds."""
    metadata = sa.MetaData()
    connection = db.session.connection()
    metadata.reflect(connection)
    return {
        table.name: sorted(map(repr, connection.execute(sa.select(table))))
        for table in metadata.sorted_tables
        if table.name != "zip_place"
    }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_changes_nothing(client: Visitor, campaign: Campaign, method: str) -> None:
    """Mail scanners follow links."""
    link = _link(factories.signatory(campaign))
    before = _rows()
    db.session.rollback()

    with heard() as statements:
        for _ in range(3):
            client.open(method, link, status=200)
            client.open(method, f"{link}?answer=confirm", status=200)

    seen = {each.split(maxsplit=1)[0].upper() for each in statements}
    assert seen <= {"SELECT", "BEGIN", "PRAGMA"}
    assert _rows() == before


def test_the_page_has_a_button_and_says_what_it_will_count(
    client: Visitor, campaign: Campaign
) -> None:
    link = _link(factories.signatory(campaign, "writing", also=("music",), credit_name="Low Tide"))
    page = client.get(link)

    assert page.one("form button[value=confirm]")
    assert page.one("form")["action"] == link
    said = page.one("dl.who").get_text(" ")
    for word in ("Low Tide", "Writing", "Music", campaign.headline):
        assert word in said
    assert "Lovelace" not in page.html
    assert "ada@" not in page.html


def test_pressing_it_counts_once_in_the_total_and_once_in_each_discipline(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    link = _link(factories.signatory(campaign, "writing", also=("music",)))
    clock.tick(hours=1)
    answer = _press(client, link)

    assert answer.location == "/c/day/thanks/?discipline=writing&confirmed=1"
    assert client.follow(answer).heading.startswith("You are counted")
    kept = only()
    assert kept.state == SignatoryState.CONFIRMED
    assert kept.confirmed_at == clock.now()
    numbers = client.get("/c/day/numbers.json").json
    assert (numbers["total"], numbers["allies"]) == (1, 0)
    assert {each["slug"]: each["count"] for each in numbers["disciplines"]} == {
        "music": 1,
        "writing": 1,
        "illustration": 0,
    }
    assert numbers["states"] == []
    assert_exact(campaign)


def test_an_ally_is_thanked_without_a_discipline(client: Visitor, campaign: Campaign) -> None:
    answer = _press(client, _link(factories.signatory(campaign, None)))

    assert answer.location == "/c/day/thanks/?confirmed=1"
    assert totals(campaign) == (0, 1)


def test_pressing_twice_is_harmless(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    link = _link(factories.signatory(campaign))
    first = _press(client, link)
    confirmed_at = only().confirmed_at
    clock.tick(days=LIFE_DAYS + 1)
    second = _press(client, link)

    assert second.location == first.location
    assert only().confirmed_at == confirmed_at
    assert totals(campaign) == (1, 0)
    page = client.get(link)
    assert not page.all("form")
    assert "already" in page.heading
    assert_exact(campaign)


def test_a_post_without_a_word_is_the_button(client: Visitor, campaign: Campaign) -> None:
    link = _link(factories.signatory(campaign))
    client.post(link, {})

    assert only().state == SignatoryState.CONFIRMED


def test_the_form_needs_no_cookie_and_no_origin(client: Visitor, campaign: Campaign) -> None:
    """The page is sent without a referrer, so browsers send `Origin: null` with its form."""
    link = _link(factories.signatory(campaign))
    headers = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    client.post(link, {"answer": "confirm"}, headers=headers)

    assert only().state == SignatoryState.CONFIRMED


def test_somebody_elses_signature_is_declined(client: Visitor, campaign: Campaign) -> None:
    link = _link(factories.signatory(campaign))
    page = _press(client, link, "decline", 200)

    assert only().state == SignatoryState.WITHDRAWN
    assert "not counted" in page.heading
    assert totals(campaign) == (0, 0)
    assert _press(client, link, "decline", 200).heading == page.heading, "twice is harmless"
    assert "not counted" in _press(client, link, "confirm", 422).heading
    assert "not counted" in client.get(link).heading
    assert only().state == SignatoryState.WITHDRAWN


def test_a_confirmed_signature_is_not_declined_by_an_old_mail(
    client: Visitor, campaign: Campaign
) -> None:
    link = _link(factories.signatory(campaign, confirmed=True))
    page = _press(client, link, "decline", 422)

    assert "already" in page.heading
    assert totals(campaign) == (1, 0)


def test_a_signature_that_was_struck_out_is_not_confirmed(
    client: Visitor, campaign: Campaign
) -> None:
    known = factories.signatory(campaign)
    service.invalidate(known)
    db.session.commit()

    assert "not counted" in _press(client, _link(known), "confirm", 422).heading
    assert "not counted" in _press(client, _link(known), "decline", 422).heading
    assert only().state == SignatoryState.INVALIDATED


def test_a_link_lives_so_long_and_no_longer(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    link = _link(factories.signatory(campaign))
    clock.tick(days=LIFE_DAYS)
    assert client.get(link).all("button[value=confirm]")
    clock.tick(seconds=1)

    assert not client.get(link, status=410).all("button[value=confirm]")
    assert "sign once more" in _press(client, link, "confirm", 410).text
    assert only().state == SignatoryState.PENDING
    assert totals(campaign) == (0, 0)


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "unknown-token",
        "a" * 64,
        "a" * 65,
        "a" * 5_000,
        "%00",
        "a%00b",
        "%FF%FE",
        "ñ",
        "%F0%9F",
        "%0d%0aSet-Cookie:%20a=b",
        "'%20OR%201=1--",
        "%ED%A0%80",
    ],
)
def test_a_link_nobody_has_says_so_kindly(client: Visitor, campaign: Campaign, token: str) -> None:
    factories.signatory(campaign)
    for page in (
        client.get(f"/confirm/{token}", status=404),
        _press(client, f"/confirm/{token}", "confirm", 404),
    ):
        assert "leads nowhere" in page.heading
        assert_private(page)


def test_who_hides_is_still_told_whose_signature_it_is(client: Visitor, campaign: Campaign) -> None:
    """The page is for the owner alone; it must let them see that it is theirs."""
    hidden = {"visibility": Visibility.HIDDEN}
    link = _link(factories.signatory(campaign, **hidden))
    tide = factories.signatory(campaign, email="b@example.org", credit_name="Tide", **hidden)
    named = _link(tide)

    assert client.get(link).one("dl.who div:first-child dd").get_text() == "A. L."
    assert client.get(named).one("dl.who div:first-child dd").get_text() == "Tide"


@pytest.mark.parametrize("state", [CampaignState.CLOSED, CampaignState.WON])
def test_who_signed_in_time_may_confirm_after_the_end(
    client: Visitor, campaign: Campaign, state: CampaignState
) -> None:
    link = _link(factories.signatory(campaign))
    campaign.state = state
    answer = _press(client, link)

    assert totals(campaign) == (1, 0)
    client.follow(answer)


def test_without_confirmation_declining_takes_the_name_out_of_the_count(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    campaign.confirmation_required = False
    link = _link(factories.signatory(campaign, "writing", also=("music",)))
    assert totals(campaign) == (1, 0)
    clock.tick(days=LIFE_DAYS + 1)
    _press(client, link, "decline", 200)

    assert totals(campaign) == (0, 0)
    assert assert_exact(campaign) == {}


def test_without_confirmation_confirming_counts_nobody_twice(
    client: Visitor, campaign: Campaign
) -> None:
    campaign.confirmation_required = False
    link = _link(factories.signatory(campaign))
    _press(client, link)

    assert totals(campaign) == (1, 0)
    assert_exact(campaign)


def test_the_whole_way_through_the_mail(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands, mailbox: Mailbox
) -> None:
    sign(client, clock)
    courier.drain()
    link = mailbox.only().link("/confirm/").removeprefix(client.public_url)
    answer = _press(client, str(client.get(link).one("form")["action"]))

    assert client.follow(answer).one("strong[data-artists]").get_text() == "1"
    assert totals(campaign) == (1, 0)


def test_an_archived_campaign_counts_nobody_more(client: Visitor, campaign: Campaign) -> None:
    link = _link(factories.signatory(campaign))
    campaign.state = CampaignState.ARCHIVED
    db.session.commit()

    _press(client, link, status=410)

    assert only().state == SignatoryState.PENDING
