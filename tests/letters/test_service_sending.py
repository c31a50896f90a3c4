"""Sending a letter: what is kept of it, who waits, and which mails it sets off."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import preview, queries, service
from app.letters.errors import TooManyWaiting
from app.letters.models import DeliveryState
from app.pledges import service as pledges
from app.pledges.models import SignatoryState
from tests.letters.standing import mails, states
from tests.support import factories, letters
from tests.support.hands import Hands


def test_a_letter_of_somebody_new_signs_the_pledge_and_waits(campaign: Campaign) -> None:
    letter = letters.letter(campaign, credit_name="The Analyst")

    assert set(states(letter).values()) == {DeliveryState.WAITING}
    assert letter.signatory.state == SignatoryState.PENDING
    assert letter.signatory.credit_name == "The Analyst"
    assert letter.signatory.discipline is not None
    assert letter.signatory.discipline.slug == "music"
    assert mails() == ["letter_confirm"], "one mail, not two"


def test_nothing_private_stands_in_the_clear(campaign: Campaign) -> None:
    letters.letter(campaign, street="1 Canyon Road", phone="505-555-0142")
    rows = [
        str(row)
        for table in ("letter", "letter_delivery", "letter_ledger", "outbox_mail")
        for row in db.session.execute(sa.text(f"SELECT * FROM {table}"))
    ]

    for private in ("Canyon", "0142", "Lovelace", "records", "Ada"):
        assert not any(private in row for row in rows), private


def test_what_is_kept_is_what_was_planned(campaign: Campaign) -> None:
    draft = letters.draft(campaign)
    planned = preview.plan(campaign, draft)
    letter = queries.get_by_token(service.send_letter(campaign, draft, planned))

    for each, delivery in zip(planned, letter.deliveries, strict=True):
        assert queries.part(delivery) == each.part
        assert delivery.office == each.recipient.code
        assert delivery.addressee == each.recipient.called
    assert queries.constituent(letter, queries.opened(letter)) == draft.constituent


def test_who_has_proved_their_address_waits_for_nothing(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)

    letter = letters.letter(campaign, known=known)

    assert set(states(letter).values()) == {DeliveryState.QUEUED}
    assert letter.signatory_id == known.id
    assert mails() == ["letter_copy"]


def test_a_known_address_without_proof_gets_a_mail_and_keeps_its_details(
    campaign: Campaign,
) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False, city="Santa Fe")

    letter = letters.letter(campaign, first_name="Mallory", city="Elsewhere")

    assert letter.signatory_id == known.id
    assert letter.signatory.city == "Santa Fe"
    assert set(states(letter).values()) == {DeliveryState.WAITING}
    assert mails() == ["letter_confirm"]


def test_letters_set_off_few_mails_a_day(campaign: Campaign, clock: Hands) -> None:
    for number in range(service.MOST_MAILS_A_DAY + 1):
        letters.letter(campaign, personal=f"Words number {number}.")
    assert mails() == ["letter_confirm"] * service.MOST_MAILS_A_DAY

    clock.tick(days=1, seconds=1)
    letters.letter(campaign)

    assert len(mails()) == service.MOST_MAILS_A_DAY + 1


def test_an_address_is_not_flooded_with_letters(campaign: Campaign) -> None:
    waiting = [
        letters.letter(campaign, personal=f"Words number {number}.")
        for number in range(queries.MOST_WAITING)
    ]
    with pytest.raises(TooManyWaiting):
        letters.letter(campaign, personal="One more.")
    db.session.rollback()
    signatory = waiting[0].signatory
    pledges.confirm(signatory)
    service.decline(waiting[0])

    letters.letter(campaign, personal="One more.")

    assert len(queries.list_waiting(signatory)) == queries.MOST_WAITING
    assert queries.count_by_state(campaign).waiting == 0, "nobody's letters are in no number"


def test_an_invalidated_signatory_is_not_written_to(campaign: Campaign) -> None:
    signatory = factories.signatory(campaign, mail=False)
    pledges.invalidate(signatory)

    letter = letters.letter(campaign)

    assert set(states(letter).values()) == {DeliveryState.WAITING}
    assert mails() == []


def test_who_withdrew_begins_again_with_a_letter(campaign: Campaign) -> None:
    signatory = factories.signatory(campaign, confirmed=True, mail=False)
    pledges.withdraw(signatory)

    letter = letters.letter(campaign)

    assert letter.signatory.state == SignatoryState.PENDING
    assert mails() == ["letter_confirm"]
