"""A letter under another name than the signature's waits behind the button."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.letters.models import DeliveryState, Letter
from app.pledges import service as pledging
from tests.letters.confirming import labels, link, states
from tests.letters.standing import tracked
from tests.pledges.signing import totals
from tests.support import factories, letters
from tests.support.client import Visitor


@pytest.fixture
def strangers(campaign: Campaign) -> Letter:
    """A letter under another name, to Ada's address; she has signed herself."""
    factories.signatory(campaign)
    return letters.letter(
        campaign,
        first_name="Mallory",
        last_name="Stranger",
        street="1 Fake Street",
        city="Beverly Hills",
        state="CA",
        zip="90210",
    )


@pytest.mark.parametrize("name", ["ada", "ADA ", "Ａｄａ"])
def test_a_name_is_the_same_however_it_is_written(
    client: Visitor, campaign: Campaign, name: str
) -> None:
    signatory = factories.signatory(campaign)
    letters.letter(campaign, first_name=name)
    page = client.get(link(signatory))

    assert not page.all(".unlike")
    assert labels(page)[0] == "Yes, count me and send my letter"


def test_under_another_name_the_letter_stands_apart_and_says_so(
    client: Visitor, strangers: Letter
) -> None:
    page = client.get(link(strangers.signatory))

    assert page.heading == "One press, and you are counted"
    assert labels(page) == ["Yes, count me", "Count me and send this letter", "This was not me"]
    assert "You did not sign, either?" in page.text, "that button takes the signature back too"
    assert [each["value"] for each in page.all("button.large")] == ["only"]
    assert page.one("section.waits h2").get_text() == "A letter waits, too"
    assert "another name than your signature: Mallory Stranger" in page.one(".unlike").get_text()
    told = page.one("section.waits .from").get_text(" ")
    assert all(word in told for word in ("Mallory Stranger", "1 Fake Street", "90210"))


def test_the_button_that_counts_releases_no_letter_of_another_name(
    client: Visitor, campaign: Campaign, strangers: Letter
) -> None:
    path = link(strangers.signatory)
    page = client.get(path)
    client.post(path, {"answer": page.one("button.large")["value"], **page.form()})

    assert totals(campaign) == (1, 0)
    assert states(strangers) == {DeliveryState.WAITING}


def test_a_letter_of_another_name_leaves_by_its_own_button(
    client: Visitor, campaign: Campaign, strangers: Letter
) -> None:
    path = link(strangers.signatory)
    answer = client.post(path, {"answer": "confirm", **client.get(path).form()})

    assert answer.location == tracked(strangers)
    assert totals(campaign) == (1, 0)
    assert states(strangers) == {DeliveryState.QUEUED}


def test_the_confirmed_are_warned_of_another_name_as_well(
    client: Visitor, strangers: Letter
) -> None:
    pledging.confirm(strangers.signatory)
    page = client.get(link(strangers.signatory))

    assert page.heading == "A letter waits for your yes"
    assert "Mallory Stranger" in page.one(".unlike").get_text()
    assert labels(page) == ["Yes, send my letter", "This was not me"]
