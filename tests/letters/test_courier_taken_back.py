"""Letters taken back before they left: the courier sends none of them."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.letters import courier
from app.letters.models import DeliveryState, Letter
from app.pledges import striking
from app.pledges.models import Signatory, SignatoryState
from tests.letters.gateway import (
    Gateway,
)
from tests.letters.sent import ONCE, lines, queue, row, states
from tests.support.hands import Hands

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.parametrize("what", ["signature", "letter"])
def test_what_was_taken_back_is_never_sent(
    campaign: Campaign, gateway: Gateway, clock: Hands, what: str
) -> None:
    letter = queue(campaign)
    uid = letter.deliveries[0].uid.hex
    with transaction():
        if what == "letter":
            db.session.get_one(Letter, letter.id).declined_at = clock.now()
        else:
            who = db.session.get_one(Signatory, letter.signatory_id)
            who.state = SignatoryState.WITHDRAWN

    courier.drain()

    assert gateway.heard == []
    kept = row(uid)
    assert (kept.state, kept.reason, kept.attempts) == (DeliveryState.DROPPED, "taken back", 0)
    assert lines(uid) == [*ONCE[:2], ("dropped", 0)]


def test_an_erased_signatory_takes_the_deliveries_along(
    campaign: Campaign, gateway: Gateway
) -> None:
    letter = queue(campaign)
    with transaction():
        db.session.delete(db.session.get_one(Signatory, letter.signatory_id))

    assert courier.drain().is_empty
    assert (gateway.heard, states()) == ([], {})


def test_letters_of_who_was_struck_out_stay_and_leave_once_that_is_taken_back(
    campaign: Campaign, gateway: Gateway
) -> None:
    """Each once; what its owner took back themselves stays where it is."""
    letter, other = queue(campaign), queue(campaign, 1)
    uid, others = letter.deliveries[0].uid.hex, other.deliveries[0].uid.hex
    with transaction():
        striking.strike([db.session.get_one(Signatory, letter.signatory_id)], job_id=1)
        who = db.session.get_one(Signatory, other.signatory_id)
        who.state = SignatoryState.WITHDRAWN
    courier.drain()
    assert gateway.heard == []
    assert (row(uid).state, row(uid).reason) == (DeliveryState.DROPPED, "struck out")

    for _again in range(2):
        with transaction():
            who = db.session.get_one(Signatory, other.signatory_id)
            striking.strike([who], job_id=1)
            people = [db.session.get_one(Signatory, letter.signatory_id), who]
            striking.put_back([each for each in people if each.state == "invalidated"])
        courier.drain()

    assert gateway.heard == [uid]
    assert row(uid).state == DeliveryState.ACCEPTED
    assert row(others).reason == "taken back"
