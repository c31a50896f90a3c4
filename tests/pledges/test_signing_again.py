"""The second attempt gets the answer of the first; the address's owner learns of it, capped."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import queries, service
from app.pledges.models import Signatory, SignatoryState
from tests.pledges.signing import assert_exact, mails, only, send, sign, signatories, totals
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

# What differs between two answers whoever asks.
OWN = ("Date", "X-Request-ID")
SEALED = re.compile(r"tutti_letter=[^;]+")


def _seen(page: Page) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = sorted(
        # What the cookie holds is what each has typed, sealed anew each time.
        (name, SEALED.sub("tutti_letter=…", value))
        for name, value in page.headers
        if name not in OWN
    )
    return page.status, page.body, headers


def _in_state(campaign: Campaign, state: SignatoryState) -> Signatory:
    made = factories.signatory(campaign, confirmed=state == SignatoryState.CONFIRMED)
    if state == SignatoryState.WITHDRAWN:
        service.withdraw(made)
    if state == SignatoryState.INVALIDATED:
        service.invalidate(made)
    db.session.commit()
    return made


@pytest.mark.parametrize("state", list(SignatoryState))
@pytest.mark.parametrize("confirmation", [True, False])
def test_nobody_can_tell_the_second_attempt_from_the_first(
    client: Visitor, campaign: Campaign, clock: Hands, state: SignatoryState, confirmation: bool
) -> None:
    campaign.confirmation_required = confirmation
    _in_state(campaign, state)
    form = client.get("/c/day/").form("#sign")
    clock.tick(seconds=3)
    person = {**form, "first_name": "B", "last_name": "C", "zip": "87501", "discipline": "music"}

    second = send(client, {**person, "email": "ada@example.org"})
    first = send(client, {**person, "email": "new@example.org"})

    assert _seen(second) == _seen(first)
    assert len(signatories()) == 2
    assert_exact(campaign)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("ada@example.org", "ADA@Example.ORG"),
        ("adalovelace@gmail.com", "Ada.Love.Lace+x@googlemail.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@bücher.example"),
        ("ada+a@outlook.com", "ada@outlook.com"),
    ],
)
def test_one_mailbox_is_one_person(
    client: Visitor, campaign: Campaign, clock: Hands, first: str, second: str
) -> None:
    sign(client, clock, email=first)
    before = only().email
    sign(client, clock, email=second)

    assert only().email == before, "the address was changed by whoever came second"
    assert mails() == [("confirm", before), ("already_signed", before)]


def test_different_mailboxes_are_different_people(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    for email in ("a.b@example.org", "ab@example.org", "ab+c@example.org"):
        sign(client, clock, email=email)

    assert len(signatories()) == 3


def test_the_second_attempt_changes_nothing_of_the_first(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    sign(client, clock, credit_name="Night Ferry", also=["music"], voice="Mine.")
    before = only()
    sealed, created = before.sealed, before.created_at
    sign(
        client,
        clock,
        first_name="Mallory",
        credit_name="Somebody Else",
        discipline="illustration",
        voice="Not mine.",
        visibility="initials",
        partner_optin=["union"],
        updates="y",
        source="spam",
    )

    kept = only()
    assert (kept.sealed, kept.created_at) == (sealed, created)
    assert (kept.credit_name, kept.voice, kept.source) == ("Night Ferry", "Mine.", "")
    assert [each.slug for each in kept.also] == ["music"]
    assert not kept.updates
    assert kept.discipline is not None
    assert kept.discipline.slug == "writing"


@pytest.mark.parametrize("state", [SignatoryState.PENDING, SignatoryState.CONFIRMED])
def test_the_owner_is_written_to_so_often_and_no_more(
    client: Visitor, campaign: Campaign, clock: Hands, state: SignatoryState
) -> None:
    _in_state(campaign, state)
    for _ in range(service.MOST_REPEATS + 3):
        sign(client, clock)

    kinds = [kind for kind, _ in mails()]
    assert kinds == ["confirm", *["already_signed"] * service.MOST_REPEATS]
    assert only().repeats == service.MOST_REPEATS


def test_who_took_their_name_back_signs_anew(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    known = factories.signatory(
        campaign, "writing", also=("music",), credit_name="Old", confirmed=True
    )
    old_token = queries.opened(known)["token"]
    service.withdraw(known)
    db.session.commit()
    clock.tick(days=2)

    sign(
        client,
        clock,
        first_name="Grace",
        discipline="illustration",
        also=["writing"],
        credit_name="New",
        partner_optin=["union"],
    )

    again = only()
    assert again.state == SignatoryState.PENDING
    assert queries.opened(again)["first_name"] == "Grace"
    assert again.credit_name == "New"
    assert [each.slug for each in again.also] == ["writing"]
    assert again.confirmed_at is None
    assert again.created_at == clock.now()
    assert totals(campaign) == (0, 0)
    assert mails()[-1] == ("confirm", "ada@example.org")
    client.get(f"/confirm/{old_token}", status=404)
    client.post(f"/confirm/{queries.opened(again)['token']}", {"answer": "confirm"})
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)


def test_who_took_their_name_back_counts_again_at_once_where_nothing_is_confirmed(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    campaign.confirmation_required = False
    known = factories.signatory(campaign)
    service.withdraw(known)
    db.session.commit()
    assert totals(campaign) == (0, 0)

    sign(client, clock, discipline="ally")

    assert totals(campaign) == (0, 1)
    assert_exact(campaign)


def test_who_was_struck_out_stays_out_and_is_not_written_to(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    known = factories.signatory(campaign)
    service.invalidate(known)
    db.session.commit()
    before = mails()

    sign(client, clock)

    assert only().state == SignatoryState.INVALIDATED
    assert mails() == before
    assert totals(campaign) == (0, 0)


def test_whose_link_has_expired_gets_one_that_works(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    """The page of an expired link says: sign once more. Then that must help."""
    known = factories.signatory(campaign)
    clock.tick(days=service.LINK_LIFE / dt.timedelta(days=1), hours=1)
    campaign.closes_at = clock.now() + dt.timedelta(days=1)
    expired = f"/confirm/{queries.opened(known)['token']}"
    client.post(expired, {"answer": "confirm"}, status=410)

    sign(client, clock)

    assert mails()[-1] == ("confirm", "ada@example.org")
    client.post(f"/confirm/{queries.opened(only())['token']}", {"answer": "confirm"})
    assert only().state == SignatoryState.CONFIRMED
    assert_exact(campaign)


def test_who_unsigned_can_sign_again_however_often_strangers_tried(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    known = factories.signatory(campaign, confirmed=True)
    for _ in range(service.MOST_REPEATS):
        sign(client, clock)
    service.withdraw(factories.find(campaign, known.email))

    sign(client, clock)

    assert only().state == SignatoryState.PENDING
    assert mails()[-1] == ("confirm", "ada@example.org")


def test_who_said_no_can_sign_a_week_later_however_often_strangers_tried(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    known = factories.signatory(campaign)
    for _ in range(service.MOST_REPEATS):
        sign(client, clock)
    service.decline(factories.find(campaign, known.email))
    db.session.commit()
    sign(client, clock)
    assert only().state == SignatoryState.WITHDRAWN, "at once, strangers would write through us"

    clock.tick(days=8)
    sign(client, clock)

    assert only().state == SignatoryState.PENDING
    assert mails()[-1] == ("confirm", "ada@example.org")
