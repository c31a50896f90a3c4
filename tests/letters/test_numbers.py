"""The public numbers of letters: every kind apart, and nothing claimed that did not happen."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import ledger
from app.letters.models import Delivery, DeliveryState, Letter, Target
from tests.support import factories, letters
from tests.support.client import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def queued(campaign: Campaign) -> Letter:
    signatory = factories.signatory(campaign, confirmed=True, mail=False)
    return letters.letter(campaign, known=signatory)


def bring(delivery: Delivery, *states: DeliveryState) -> None:
    """Lead a queued delivery through these states, as the courier and the artist would."""
    delivery.state = DeliveryState.SENDING
    for state in states:
        ledger.step(delivery, state)
    db.session.commit()


def test_before_any_letter_there_are_zeros_and_no_line(client: Visitor, campaign: Campaign) -> None:
    found = client.get("/c/day/numbers.json").json["letters"]

    assert found == {"accepted": 0, "handed_off": 0, "reported": 0, "waiting": 0, "failed": 0}
    assert len(client.get("/c/day/").all(".counter ul.facts")) == 1


def test_each_kind_is_counted_by_itself(client: Visitor, campaign: Campaign) -> None:
    tag = client.get("/c/day/numbers.json").headers["ETag"]
    one, two, three = queued(campaign).deliveries
    bring(one, DeliveryState.ACCEPTED)
    bring(two, DeliveryState.HANDED_OFF)
    bring(three, DeliveryState.HANDED_OFF, DeliveryState.REPORTED)
    answer = client.get("/c/day/numbers.json")

    assert answer.json["letters"] == {
        "accepted": 1,
        "handed_off": 1,
        "reported": 1,
        "waiting": 0,
        "failed": 0,
    }
    assert answer.headers["ETag"] != tag
    lines = [each.get_text() for each in client.get("/c/day/").all(".counter ul.facts + .facts li")]
    assert lines == [
        "in rehearsal",
        "1 letter accepted",
        "1 sent by the artist, as they tell us",
        "1 in their hands",
    ]


def test_what_waits_or_failed_is_no_boast_on_the_campaign_page(
    client: Visitor, campaign: Campaign
) -> None:
    letter = queued(campaign)
    bring(letter.deliveries[0], DeliveryState.FAILED)

    assert len(client.get("/c/day/").all(".counter ul.facts")) == 1
    said = client.get("/c/day/numbers/").one("dl.kinds").get_text(" ", strip=True)
    assert "Waiting 2" in said
    assert "Not delivered 1" in said


def test_the_numbers_page_says_what_each_kind_means(client: Visitor, campaign: Campaign) -> None:
    page = client.get("/c/day/numbers/")

    assert len(page.all("dl.kinds dt")) == 5
    assert "must not be added up" in page.text
    assert "none of them has left" in page.text, "this is a rehearsal"


def test_a_campaign_without_letters_does_not_speak_of_them(client: Visitor, app: Flask) -> None:
    factories.campaign()

    assert not client.get("/c/day/numbers/").all("dl.kinds")
    for path in ("signed/", "thanks/"):
        assert "/letter/" not in client.get(f"/c/day/{path}").html


def test_who_signed_is_led_on_to_the_letter(client: Visitor, campaign: Campaign) -> None:
    thanks = client.get("/c/day/thanks/")

    assert thanks.one(".steps > li:first-child a.button")["href"] == "/c/day/letter/"
    assert client.get("/c/day/signed/").one("a.button")["href"] == "/c/day/letter/"


@pytest.mark.parametrize("elsewhere", [False, True])
def test_only_what_congress_accepted_is_said_to_be_accepted_by_congress(
    app: Flask, client: Visitor, campaign: Campaign, elsewhere: bool
) -> None:
    """Nothing else than a gateway of Congress can: no rehearsal, and no label's mail server."""
    if elsewhere:
        db.session.add(Target(campaign_id=campaign.id, name="A Label", email="a@label.example"))
    delivery = queued(campaign).deliveries[0]
    delivery.rehearsed = False
    bring(delivery, DeliveryState.ACCEPTED)
    assert "accepted" not in client.get("/c/day/").one(".counter").get_text()
    app.config["DELIVERY_MODE"] = "live"
    said = client.get("/c/day/").one(".counter").get_text()

    assert "1 letter accepted" in said
    assert ("by Congress" in said) is not elsewhere
    assert "rehearsal" not in said
