"""A waiting letter is released by its owner, declined, or passed over."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from app.letters import queries, service
from app.letters.errors import AlreadyWritten, StepRefused
from app.letters.models import DeliveryState, LedgerEntry
from app.pledges import service as pledges
from tests.letters.standing import mails, states
from tests.support import factories, letters


def test_the_confirmed_owner_releases_it_and_gets_a_copy(campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    pledges.confirm(letter.signatory)

    service.release(letter)
    service.release(letter)

    assert set(states(letter).values()) == {DeliveryState.QUEUED}
    assert mails() == ["letter_confirm", "letter_copy"]
    lines = db.session.scalars(
        sa.select(LedgerEntry.state)
        .where(LedgerEntry.delivery_id == letter.deliveries[0].id)
        .order_by(LedgerEntry.id)
    ).all()
    assert lines == ["waiting", "queued"]


def test_it_is_not_released_before_the_address_is_confirmed(campaign: Campaign) -> None:
    letter = letters.letter(campaign)

    with pytest.raises(StepRefused):
        service.release(letter)

    assert set(states(letter).values()) == {DeliveryState.WAITING}


@pytest.mark.parametrize(
    ("state", "leaves"), [(CampaignState.CLOSED, True), (CampaignState.ARCHIVED, False)]
)
def test_after_the_closing_it_still_leaves_but_not_from_the_archive(
    campaign: Campaign, state: CampaignState, leaves: bool
) -> None:
    letter = letters.letter(campaign)
    pledges.confirm(letter.signatory)
    campaign.state = state

    if leaves:
        service.release(letter)
    else:
        with pytest.raises(StepRefused):
            service.release(letter)

    expected = DeliveryState.QUEUED if leaves else DeliveryState.WAITING
    assert set(states(letter).values()) == {expected}


def test_a_letter_that_was_not_theirs_is_declined_for_good(campaign: Campaign) -> None:
    letter = letters.letter(campaign)
    pledges.confirm(letter.signatory)

    service.decline(letter)
    service.decline(letter)

    assert set(states(letter).values()) == {DeliveryState.DROPPED}
    with pytest.raises(StepRefused):
        service.release(letter)
    assert list(queries.list_waiting(letter.signatory)) == []


def test_a_released_letter_cannot_be_declined(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)

    with pytest.raises(StepRefused):
        service.decline(letters.letter(campaign, known=known))


def test_of_two_waiting_letters_the_owner_releases_one(campaign: Campaign) -> None:
    stranger = letters.letter(campaign, personal="Words of somebody else.")
    own = letters.letter(campaign, personal="My own words.")
    assert [each.id for each in queries.list_waiting(own.signatory)] == [own.id, stranger.id]
    pledges.confirm(own.signatory)

    service.release(own)

    assert set(states(own).values()) == {DeliveryState.QUEUED}
    assert set(states(stranger).values()) == {DeliveryState.DROPPED}
    with pytest.raises(AlreadyWritten):
        service.release(stranger)


def test_what_is_passed_over_never_leaves_and_says_so(campaign: Campaign) -> None:
    stranger = letters.letter(campaign, offices=("HNM03", "HNM02"), personal="Not theirs.")
    own = letters.letter(campaign)
    pledges.confirm(own.signatory)

    service.release(own)

    assert states(stranger) == {"HNM03": DeliveryState.DROPPED, "HNM02": DeliveryState.WAITING}
    assert stranger.deliveries[0].reason == service.PASSED_OVER

    service.release(stranger)

    assert states(stranger) == {"HNM03": DeliveryState.DROPPED, "HNM02": DeliveryState.QUEUED}
