"""What can happen to a letter: sent, released by its owner, declined, reported, retried."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.campaigns.models import Campaign, CampaignState
from app.extensions import db
from app.letters import ledger, preview, queries, service
from app.letters.errors import AlreadyWritten, StepRefused, TooManyWaiting
from app.letters.models import Delivery, DeliveryState, LedgerEntry, Letter
from app.outbox.models import OutboxMail
from app.pledges import service as pledges
from app.pledges.models import SignatoryState
from tests.support import factories, letters
from tests.support.hands import Hands


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    return made


def states(letter: Letter) -> dict[str, str]:
    return {each.office: each.state for each in letter.deliveries}


def mails() -> list[str]:
    return list(db.session.scalars(sa.select(OutboxMail.kind).order_by(OutboxMail.id)))


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


def test_letters_set_off_few_mails_a_day(campaign: Campaign, clock: Hands) -> None:
    for number in range(service.MOST_MAILS_A_DAY + 1):
        letters.letter(campaign, personal=f"Words number {number}.")
    assert mails() == ["letter_confirm"] * service.MOST_MAILS_A_DAY

    clock.tick(days=1, seconds=1)
    letters.letter(campaign)

    assert len(mails()) == service.MOST_MAILS_A_DAY + 1


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


def test_what_is_passed_over_never_leaves_and_says_so(campaign: Campaign) -> None:
    stranger = letters.letter(campaign, offices=("HNM03", "HNM02"), personal="Not theirs.")
    own = letters.letter(campaign)
    pledges.confirm(own.signatory)

    service.release(own)

    assert states(stranger) == {"HNM03": DeliveryState.DROPPED, "HNM02": DeliveryState.WAITING}
    assert stranger.deliveries[0].reason == service.PASSED_OVER

    service.release(stranger)

    assert states(stranger) == {"HNM03": DeliveryState.DROPPED, "HNM02": DeliveryState.QUEUED}


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
