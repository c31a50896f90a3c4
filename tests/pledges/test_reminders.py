"""One reminder, a day later, for those who have not confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from app.outbox import courier
from app.pledges import service, tasks
from tests.pledges.signing import mails, only, sign
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox

REMINDED = ("confirm_reminder", "ada@example.org")


def _remind() -> list[tuple[str, str]]:
    """Let the worker remind; the reminders of that round."""
    db.session.commit()
    before = len(mails())
    tasks.remind()
    return mails()[before:]


def test_a_reminder_goes_out_after_a_day_and_never_again(campaign: Campaign, clock: Hands) -> None:
    factories.signatory(campaign)
    clock.tick(hours=23, minutes=59)
    assert _remind() == []
    clock.tick(minutes=1)
    assert _remind() == [REMINDED]
    assert only().reminded_at == clock.now()
    for _ in range(8):
        assert _remind() == []
        clock.tick(hours=24)


def test_the_mail_leads_to_the_same_page(
    client: Visitor, campaign: Campaign, clock: Hands, mailbox: Mailbox
) -> None:
    factories.signatory(campaign)
    courier.drain()
    clock.tick(hours=24)
    _remind()
    courier.drain()

    first, reminder = mailbox.mails
    assert reminder.link("/confirm/") == first.link("/confirm/")
    assert reminder.subject != first.subject


def test_who_has_confirmed_declined_or_was_struck_out_is_left_in_peace(
    campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, email="a@example.org", confirmed=True)
    service.decline(factories.signatory(campaign, email="b@example.org"))
    service.invalidate(factories.signatory(campaign, email="c@example.org"))
    clock.tick(hours=24)

    assert _remind() == []


@pytest.mark.parametrize(
    "over",
    [
        {"state": CampaignState.CLOSED},
        {"state": CampaignState.WON},
        {"state": CampaignState.ARCHIVED},
        {"state": CampaignState.DRAFT},
        {"closes_at": dt.timedelta(hours=23)},
        {"closes_at": dt.timedelta(hours=24)},
        {"confirmation_required": False},
    ],
    ids=["closed", "won", "archived", "draft", "over", "just over", "not required"],
)
def test_nobody_is_reminded_of_a_campaign_that_does_not_wait_for_them(
    campaign: Campaign, clock: Hands, over: dict[str, Any]
) -> None:
    factories.signatory(campaign)
    for name, value in over.items():
        later = clock.now() + value if isinstance(value, dt.timedelta) else value
        setattr(campaign, name, later)
    clock.tick(hours=24)

    assert _remind() == []


def test_a_campaign_without_an_end_reminds_too(campaign: Campaign, clock: Hands) -> None:
    campaign.closes_at = None
    factories.signatory(campaign)
    clock.tick(hours=24)

    assert _remind() == [REMINDED]


def test_a_worker_that_slept_for_weeks_does_not_wake_people_up(
    campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign)
    clock.tick(days=7)
    assert _remind() == []


def test_reminders_come_in_batches_until_none_is_due(
    campaign: Campaign, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "REMIND_BATCH", 2)
    for number in range(5):
        factories.signatory(campaign, email=f"a{number}@example.org")
    clock.tick(hours=24)

    assert [to for _, to in _remind()] == [f"a{number}@example.org" for number in range(5)]


def test_who_signs_anew_is_reminded_anew(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    known = factories.signatory(campaign)
    clock.tick(hours=24)
    _remind()
    service.decline(known)
    db.session.commit()
    sign(client, clock)
    clock.tick(hours=24)

    assert _remind() == [REMINDED]


def test_a_second_attempt_is_no_new_start_for_the_day(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign)
    clock.tick(hours=20)
    sign(client, clock)
    clock.tick(hours=4)

    assert _remind() == [REMINDED]
