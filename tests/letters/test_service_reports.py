"""After a letter has left: what its owner reports, and what is tried again."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.letters import ledger, queries, service
from app.letters.errors import StepRefused
from app.letters.models import DeliveryState
from app.pledges import service as pledges
from tests.support import factories, letters


def test_a_report_is_the_artists_own_and_kept_apart(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    delivery = letters.letter(campaign, known=known).deliveries[0]
    with pytest.raises(StepRefused):
        service.report_sent(delivery)
    delivery.state = DeliveryState.SENDING
    ledger.step(delivery, DeliveryState.HANDED_OFF)

    service.report_sent(delivery)
    service.report_sent(delivery)
    service.report_called(delivery)

    assert delivery.state == DeliveryState.REPORTED
    assert delivery.called_at is not None
    assert queries.count_by_state(campaign).reported == 1
    assert queries.count_by_state(campaign).accepted == 0


def test_who_was_struck_out_reports_nothing(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    delivery = letters.letter(campaign, known=known).deliveries[0]
    delivery.state = DeliveryState.SENDING
    ledger.step(delivery, DeliveryState.HANDED_OFF)
    pledges.invalidate(known)

    with pytest.raises(StepRefused):
        service.report_sent(delivery)


def test_nobody_reports_a_call_about_a_letter_that_waits(campaign: Campaign) -> None:
    with pytest.raises(StepRefused):
        service.report_called(letters.letter(campaign).deliveries[0])


def test_a_failed_delivery_is_sent_again_under_its_own_id(campaign: Campaign) -> None:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    delivery = letters.letter(campaign, known=known).deliveries[0]
    uid = delivery.uid
    with pytest.raises(StepRefused):
        service.retry(delivery)
    delivery.state = DeliveryState.SENDING
    ledger.step(delivery, DeliveryState.FAILED, words="400 Bad Request", reason="refused")

    service.retry(delivery)

    assert (delivery.state, delivery.uid, delivery.attempts) == ("queued", uid, 0)


@pytest.mark.parametrize("state", [DeliveryState.ACCEPTED, DeliveryState.FAILED])
def test_no_step_leads_past_sending(campaign: Campaign, state: DeliveryState) -> None:
    delivery = letters.letter(campaign).deliveries[0]

    with pytest.raises(StepRefused):
        ledger.step(delivery, state)
