"""Several letters wait behind the button: one is chosen, or none."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.letters.models import DeliveryState, Letter
from app.pledges import service as pledging
from app.pledges.models import SignatoryState
from tests.letters.confirming import labels, link, states
from tests.letters.standing import tracked
from tests.pledges.signing import assert_private, totals
from tests.support import letters
from tests.support.client import Visitor
from tests.support.hands import Hands


@pytest.fixture
def several(campaign: Campaign, clock: Hands) -> tuple[Letter, Letter]:
    """The older one and the newer one, both under the name of the signature."""
    older = letters.letter(campaign, personal="The older one.")
    clock.tick(minutes=5)
    return older, letters.letter(campaign, personal="The newer one.")


def test_of_several_none_is_chosen_beforehand(
    client: Visitor, several: tuple[Letter, Letter]
) -> None:
    older, newer = several
    page = client.get(link(newer.signatory))

    assert labels(page) == [
        "Yes, count me",
        "Count me and send the letter I chose",
        "This was not me",
    ]
    assert page.form() == {}
    radios = page.all("input[type=radio]")
    assert [each["value"] for each in radios] == [newer.uid.hex, older.uid.hex, "none"]
    assert all(each.has_attr("required") for each in radios)
    assert all(
        each.has_attr("formnovalidate") for each in page.all("[value=only], [value=decline]")
    )
    assert not page.all(".unlike")


def test_of_several_only_the_newest_lies_open(
    client: Visitor, several: tuple[Letter, Letter]
) -> None:
    newer, older = client.get(link(several[0].signatory)).all("section.waits details")

    assert newer.has_attr("open")
    assert not older.has_attr("open")
    assert "The newer one." in newer.get_text()
    assert "The older one." in older.get_text()
    assert all("1 Canyon Road" in each.get_text() for each in (newer, older))


def test_of_several_the_chosen_one_leaves_alone(
    client: Visitor, campaign: Campaign, several: tuple[Letter, Letter]
) -> None:
    older, newer = several
    path = link(newer.signatory)
    answer = client.post(path, {"answer": "confirm", "letter": older.uid.hex})

    assert answer.location == tracked(older)
    assert states(older) == {DeliveryState.QUEUED}
    assert DeliveryState.QUEUED not in states(newer)
    assert not client.get(path).all("button[value=confirm]"), "no office is left for the newer"


@pytest.mark.parametrize("is_confirmed", [False, True])
@pytest.mark.parametrize("said", [{"answer": "confirm"}, {}])
def test_of_several_none_leaves_and_nobody_counts_before_one_is_chosen(
    client: Visitor,
    campaign: Campaign,
    several: tuple[Letter, Letter],
    is_confirmed: bool,
    said: dict[str, str],
) -> None:
    signatory = several[0].signatory
    if is_confirmed:
        pledging.confirm(signatory)
    before = totals(campaign)
    page = client.post(link(signatory), said, status=422)

    assert_private(page)
    assert "Please choose" in page.one(".told").get_text()
    assert page.all("input[type=radio]"), "the question is asked again"
    assert totals(campaign) == before
    assert signatory.state == (SignatoryState.CONFIRMED if is_confirmed else SignatoryState.PENDING)
    assert {*states(several[0]), *states(several[1])} == {DeliveryState.WAITING}


@pytest.mark.parametrize("said", [{"answer": "only"}, {"answer": "confirm", "letter": "none"}])
def test_of_several_none_may_be_the_choice(
    client: Visitor, campaign: Campaign, several: tuple[Letter, Letter], said: dict[str, str]
) -> None:
    client.post(link(several[0].signatory), said)

    assert totals(campaign) == (1, 0)
    assert {*states(several[0]), *states(several[1])} == {DeliveryState.WAITING}


def test_of_several_one_nobody_knows_sends_and_counts_nothing(
    client: Visitor, campaign: Campaign, several: tuple[Letter, Letter]
) -> None:
    said = {"answer": "confirm", "letter": "0" * 32}
    page = client.post(link(several[0].signatory), said, status=422)

    assert "no longer there" in page.one(".told").get_text()
    assert totals(campaign) == (0, 0)
    assert {*states(several[0]), *states(several[1])} == {DeliveryState.WAITING}


def test_who_has_written_before_is_told_so_and_counted_all_the_same(
    client: Visitor, campaign: Campaign
) -> None:
    """They came with two letters open; the other tab was quicker."""
    slower = letters.letter(campaign, personal="The slower tab.")
    quicker = letters.letter(campaign, personal="The quicker tab.")
    said = {"answer": "confirm", "letter": quicker.uid.hex}
    client.post(link(quicker.signatory), said)
    page = client.post(
        link(slower.signatory), {"answer": "confirm", "letter": slower.uid.hex}, status=200
    )

    assert "before" in page.one(".told").get_text()
    assert "already" in page.heading
    assert DeliveryState.QUEUED not in states(slower)
    assert totals(campaign) == (1, 0)
