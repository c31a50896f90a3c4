"""Letters of people in the shadow: they wait, stand in no number, and say nothing of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import bundle, courier, queries
from app.letters import service as letters
from app.letters.models import Delivery, DeliveryState
from app.letters.outcome import HELD
from app.me import data, record
from app.pledges import correcting, shadowing
from app.pledges.models import Signatory
from app.pledges.rules import Reason
from tests.support import factories, organizers
from tests.support import letters as written


def held_back(campaign: Campaign, *, after: bool) -> Signatory:
    """Somebody with a letter, set aside before or after it was released."""
    written.brief(campaign, channels=["hand_off"])
    written.members()
    person = factories.signatory(campaign, "music", confirmed=True, mail=False)
    if not after:
        shadowing.shadow([person], reason=Reason.ORGANIZER)
    written.letter(campaign, known=person)
    if after:
        shadowing.shadow([person], reason=Reason.ORGANIZER)
    db.session.commit()
    return person


@pytest.mark.parametrize("after", [True, False])
def test_a_letter_waits_while_its_writer_is_in_the_shadow(app: Flask, after: bool) -> None:
    campaign = factories.campaign()
    person = held_back(campaign, after=after)

    report = courier.drain(wait=lambda _seconds: None)

    assert report.is_empty
    db.session.expire_all()
    its = db.session.scalars(sa.select(Delivery)).all()
    assert {(each.state, each.reason) for each in its} == {(DeliveryState.QUEUED, HELD)}
    assert queries.count_by_state(campaign) == queries.LetterNumbers()
    assert bundle.list_offices(campaign) == []

    shadowing.lift([person])
    db.session.commit()
    courier.drain(wait=lambda _seconds: None)
    db.session.expire_all()

    assert {each.state for each in db.session.scalars(sa.select(Delivery))} == {
        DeliveryState.HANDED_OFF
    }
    assert queries.count_by_state(campaign).handed_off == len(its)
    assert len(bundle.list_offices(campaign)) == len(its)


def test_their_own_data_say_nothing_of_the_shadow(app_sqlite: Flask) -> None:
    person = held_back(factories.campaign(), after=True)
    correcting.lift_shadow(person, by=organizers.organizer("organizer"))
    correcting.shadow(person, by=organizers.organizer("organizer"))
    db.session.commit()

    told = str(data.of(record.gather(person, whole=True)))

    assert "queued" in told
    assert "shadow" not in told
    assert f"'{HELD}'" not in told


def test_what_is_in_the_writers_hands_is_no_number_and_stays_in_their_hands(app: Flask) -> None:
    campaign = factories.campaign()
    written.brief(campaign, channels=["hand_off"])
    written.members()
    person = factories.signatory(campaign, "music", confirmed=True, mail=False)
    written.letter(campaign, known=person)
    courier.drain(wait=lambda _seconds: None)
    db.session.expire_all()
    first = db.session.scalars(sa.select(Delivery)).first()
    assert first is not None

    shadowing.shadow([person], reason=Reason.ORGANIZER)
    sending = first.letter.deliveries[0]
    letters.report_sent(sending)
    db.session.commit()

    assert sending.state == DeliveryState.REPORTED
    assert queries.count_by_state(campaign) == queries.LetterNumbers()
    shadowing.lift([person])
    db.session.commit()
    assert queries.count_by_state(campaign).reported == 1
