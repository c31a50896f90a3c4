"""A letter that the button cannot send: nothing is sent, nobody counted."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.letters import service
from app.letters.models import DeliveryState
from tests.letters.confirming import link, states
from tests.pledges.signing import assert_private, totals
from tests.support import factories, letters
from tests.support.client import Visitor


@pytest.mark.parametrize("key", ["", "x", "none-such", "0" * 32, "\0", "ñ" * 40])
def test_a_key_nobody_has_sends_and_counts_nothing(
    client: Visitor, campaign: Campaign, key: str
) -> None:
    letter = letters.letter(campaign)
    page = client.post(link(letter.signatory), {"answer": "confirm", "letter": key}, status=422)

    assert_private(page)
    assert page.one("button[value=confirm]"), "the question is asked again"
    assert "no longer there" in page.one(".told").get_text()
    assert totals(campaign) == (0, 0)
    assert states(letter) == {DeliveryState.WAITING}


def test_anothers_letter_is_not_sent_with_ones_own_link(
    client: Visitor, campaign: Campaign
) -> None:
    factories.signatory(campaign, email="grace@example.org", confirmed=True, mail=False)
    anothers = letters.letter(campaign, email="grace@example.org")
    mine = factories.signatory(campaign)
    client.post(link(mine), {"answer": "confirm", "letter": anothers.uid.hex}, status=422)

    assert states(anothers) == {DeliveryState.WAITING}


def test_a_letter_that_cannot_be_sent_leaves_the_signature_uncounted(
    client: Visitor, campaign: Campaign
) -> None:
    """The answer says that nothing was done, so nothing is."""
    letter = letters.letter(campaign)
    service.decline(letter)
    said = {"answer": "confirm", "letter": letter.uid.hex}
    page = client.post(link(letter.signatory), said, status=422)

    assert "no longer there" in page.one(".told").get_text()
    assert "One press" in page.heading, "and the page does not say otherwise"
    assert totals(campaign) == (0, 0)
