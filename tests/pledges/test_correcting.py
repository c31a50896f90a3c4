"""What organizers put right about one signature: the sums follow exactly, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters.models import Delivery, LedgerEntry, Letter
from app.organizers.models import Organizer
from app.outbox.models import OutboxMail
from app.pledges import correcting, service
from app.pledges.correcting import Making
from app.pledges.errors import LinkExpired, NoMailsLeft, TransitionRefused
from app.pledges.models import Signatory, SignatoryAlso, SignatoryConsent
from tests.pledges.signing import assert_exact, mails, totals
from tests.support import factories, organizers
from tests.support import letters as written
from tests.support.hands import Hands


@pytest.fixture
def organizer(app: Flask) -> Organizer:
    return organizers.organizer("organizer")


def entries(signatory_id: int) -> list[AuditEntry]:
    wanted = sa.select(AuditEntry).where(AuditEntry.subject == f"signatory:{signatory_id}")
    return list(db.session.scalars(wanted.order_by(AuditEntry.id)))


def test_a_corrected_discipline_moves_the_counts(campaign: Campaign, organizer: Organizer) -> None:
    music, writing, illustration = campaign.disciplines
    person = factories.signatory(campaign, "music", also=("writing",), confirmed=True)
    service.confirm(person)
    db.session.commit()

    making = Making(writing, writing.crafts[0], (illustration, writing))
    correcting.correct(person, making, by=organizer)
    db.session.commit()

    sums = assert_exact(campaign)
    assert sums["discipline", str(music.id)] == 0
    assert sums["discipline", str(writing.id)] == 1
    assert sums["discipline", str(illustration.id)] == 1
    assert sums["artists", ""] == 1
    assert person.craft_id == writing.crafts[0].id
    (entry,) = entries(person.id)
    assert entry.before == {"discipline": "music", "also": ["writing"], "craft": ""}
    assert entry.after == {"discipline": "writing", "also": ["illustration"], "craft": "novelist"}
    assert "Lovelace" not in str(entry.before) + str(entry.after)


def test_an_artist_becomes_an_ally_and_one_again(campaign: Campaign, organizer: Organizer) -> None:
    person = factories.signatory(campaign, "music", also=("writing",), confirmed=True)

    correcting.correct(person, Making(None, None, (campaign.disciplines[1],)), by=organizer)
    db.session.commit()

    assert totals(campaign) == (0, 1)
    assert_exact(campaign)
    correcting.correct(person, Making(campaign.disciplines[2]), by=organizer)
    db.session.commit()
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)


def test_somebody_who_does_not_count_is_corrected_and_counts_for_nothing(
    campaign: Campaign, organizer: Organizer
) -> None:
    person = factories.signatory(campaign, "music")

    correcting.correct(person, Making(campaign.disciplines[1]), by=organizer)
    db.session.commit()

    assert totals(campaign) == (0, 0)
    assert_exact(campaign)
    service.confirm(person)
    db.session.commit()
    assert assert_exact(campaign)["discipline", str(campaign.disciplines[1].id)] == 1


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("asks", [True, False])
def test_striking_out_and_putting_back_is_what_it_was(
    app: Flask, clock: Hands, organizer: Organizer, confirmed: bool, asks: bool
) -> None:
    campaign = factories.campaign(confirmation_required=asks)
    person = factories.signatory(campaign, "music", confirmed=confirmed)
    before, counted = person.state, person.counted

    correcting.invalidate(person, by=organizer)
    correcting.invalidate(person, by=organizer)
    db.session.commit()
    assert (person.state, person.counted) == ("invalidated", False)
    assert_exact(campaign)

    correcting.validate(person, by=organizer)
    db.session.commit()
    assert (person.state, person.counted, person.state_before) == (before, counted, "")
    assert_exact(campaign)
    assert [each.action for each in entries(person.id)] == [
        "signatory.invalidate",
        "signatory.validate",
    ]
    with pytest.raises(TransitionRefused):
        correcting.validate(person, by=organizer)


def test_whoever_withdrew_is_left_alone(campaign: Campaign, organizer: Organizer) -> None:
    person = factories.signatory(campaign, "music", confirmed=True)
    service.withdraw(person)

    with pytest.raises(TransitionRefused):
        correcting.invalidate(person, by=organizer)
    assert entries(person.id) == []


def test_the_confirmation_is_sent_again_three_times_and_no_more(
    campaign: Campaign, organizer: Organizer
) -> None:
    person = factories.signatory(campaign, mail=False)

    for _ in range(correcting.MOST_RESENT):
        correcting.resend(person, by=organizer)
    with pytest.raises(NoMailsLeft):
        correcting.resend(person, by=organizer)

    assert mails() == [("confirm", "ada@example.org")] * 3
    assert [each.after for each in entries(person.id)] == [{"resent": n} for n in (1, 2, 3)]


def test_the_confirmation_is_sent_again_to_the_pending_alone(
    campaign: Campaign, organizer: Organizer, clock: Hands
) -> None:
    confirmed = factories.signatory(campaign, confirmed=True, mail=False)
    late = factories.signatory(campaign, email="late@example.org", mail=False)

    with pytest.raises(TransitionRefused):
        correcting.resend(confirmed, by=organizer)
    clock.tick(days=61)
    with pytest.raises(LinkExpired):
        correcting.resend(late, by=organizer)
    assert mails() == []


def test_an_erased_person_leaves_nothing_but_a_number(
    campaign: Campaign, organizer: Organizer
) -> None:
    written.brief(campaign)
    written.members()
    partner = campaign.organizations[0]
    person = factories.signatory(
        campaign, "music", also=("writing",), partners=(partner,), confirmed=True
    )
    written.letter(campaign, known=person)
    factories.signatory(campaign, "music", email="stays@example.org", confirmed=True)
    number = person.id

    correcting.erase(person, by=organizer)
    db.session.commit()

    def rows(table: type, *which: object) -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(table).where(*which)) or 0

    assert rows(Signatory) == 1
    assert [rows(each) for each in (Letter, Delivery, LedgerEntry, SignatoryAlso)] == [0] * 4
    assert rows(SignatoryConsent) == 0
    assert rows(OutboxMail, OutboxMail.recipient == "ada@example.org") == 0
    assert rows(OutboxMail, OutboxMail.signatory_id == number) == 0
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)
    (entry,) = entries(number)
    assert (entry.action, entry.before, entry.after) == (
        "signatory.erase",
        {"state": "confirmed"},
        {},
    )
