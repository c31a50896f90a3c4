"""What was rehearsed takes nobody's letter away, and counts nowhere on a live site."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.letters import ledger, queries, service
from app.letters.errors import StepRefused
from app.letters.models import DeliveryState
from tests.letters.standing import states
from tests.support import factories, letters


def test_a_rehearsal_takes_nobodys_one_letter_away(app: Flask, campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    rehearsed = letters.letter(campaign, known=known)
    waiting = letters.letter(campaign, personal="Written in rehearsal.")
    app.config["DELIVERY_MODE"] = "live"
    with pytest.raises(StepRefused):
        service.release(waiting)
    assert list(queries.list_waiting(known)) == []

    live = letters.letter(campaign, known=known, personal="Written for Congress.")

    assert set(states(live).values()) == {DeliveryState.QUEUED}
    rehearsed.deliveries[0].state = DeliveryState.SENDING
    ledger.step(rehearsed.deliveries[0], DeliveryState.FAILED)
    with pytest.raises(StepRefused):
        service.retry(rehearsed.deliveries[0])
    assert queries.list_failures(campaign) == []


def test_what_was_rehearsed_counts_in_no_number_of_a_live_site(
    app: Flask, campaign: Campaign
) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    letters.letter(campaign, known=known)
    assert queries.count_by_state(campaign).waiting == 3

    app.config["DELIVERY_MODE"] = "live"

    assert queries.count_by_state(campaign).waiting == 0
