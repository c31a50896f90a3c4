"""One letter per person and office, and one letter per press of the button."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters.errors import AlreadyWritten
from app.letters.models import Delivery, DeliveryState
from tests.letters.standing import mails, states
from tests.support import factories, letters
from tests.support.hands import Hands


def test_a_second_letter_to_the_same_offices_is_refused(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    letters.letter(campaign, known=known)

    with pytest.raises(AlreadyWritten):
        letters.letter(campaign, known=known, personal="Something else.")


def test_a_second_letter_goes_only_where_the_first_did_not(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    letters.letter(campaign, known=known, offices=("SNM01",))

    second = letters.letter(campaign, known=known, offices=("HNM03", "SNM01"))

    assert states(second) == {"HNM03": DeliveryState.QUEUED, "SNM01": DeliveryState.DROPPED}


def test_the_database_itself_takes_one_letter_per_person_and_office(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    first = letters.letter(campaign, known=known)
    waiting = letters.letter(campaign, personal="Something else.")

    with pytest.raises(IntegrityError):
        db.session.execute(
            sa.update(Delivery)
            .where(Delivery.letter_id == waiting.id)
            .values(state=DeliveryState.QUEUED)
        )
    db.session.rollback()

    assert first.signatory_id == waiting.signatory_id


def test_a_second_press_makes_no_second_letter(campaign: Campaign, clock: Hands) -> None:
    first = letters.letter(campaign)
    assert letters.letter(campaign).id == first.id
    assert letters.letter(campaign, personal="Other words.").id != first.id
    clock.tick(minutes=3)

    assert letters.letter(campaign).id != first.id


def test_the_same_words_from_another_form_are_another_letter(campaign: Campaign) -> None:
    first = letters.letter(campaign, form="one")
    assert letters.letter(campaign, form="one").id == first.id

    assert letters.letter(campaign, form="two").id != first.id


def test_a_second_press_of_the_known_is_one_letter_too(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)

    first, second = (letters.letter(campaign, known=known) for _ in range(2))

    assert first.id == second.id
    assert mails() == ["letter_copy"]
