"""Whom the letter page knows after signing and after the button was pressed."""

from __future__ import annotations

from flask import Flask, request

from app.campaigns.models import Campaign
from app.pledges import known
from app.pledges.known import Known
from tests.letters.confirming import link
from tests.pledges.signing import sign
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page


def recalled(app: Flask, campaign: Campaign, page: Page) -> Known | None:
    sent = page.headers["Set-Cookie"].partition(";")[0]
    with app.test_request_context(headers={"Cookie": sent}):
        return known.recall(request, campaign)


def test_the_letter_page_knows_who_has_just_signed_but_not_that_they_own_the_address(
    app: Flask, client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    told = recalled(app, campaign, sign(client, clock, credit_name="Low Tide"))

    assert told is not None
    assert (told.first_name, told.email, told.credit_name) == ("Ada", "ada@example.org", "Low Tide")
    assert told.uid == ""


def test_the_letter_page_knows_who_has_just_confirmed(
    app: Flask, client: Visitor, campaign: Campaign
) -> None:
    signatory = factories.signatory(campaign)
    told = recalled(app, campaign, client.post(link(signatory), {"answer": "confirm"}))

    assert told is not None
    assert told.uid == signatory.uid.hex
