"""Into the shadow and back, alone and in bulk: whoever is in it is in no number, list or voice."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.pledges import bulk, correcting, search, search_words, service, shadowing, tasks
from app.pledges.errors import TransitionRefused
from app.pledges.models import VoiceState
from app.pledges.queries import list_voices
from app.pledges.rules import Reason
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from tests.pledges.signing import assert_exact, mails, totals
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page


@pytest.mark.parametrize("is_folded", [True, False])
def test_marking_uncounts_and_unmarking_counts_exactly(app: Flask, is_folded: bool) -> None:
    campaign = factories.campaign()
    person = factories.signatory(campaign, "music", also=("writing",), confirmed=True)
    factories.signatory(campaign, None, email="ally@example.org", confirmed=True)
    by = organizers.organizer("organizer")
    if is_folded:
        tasks.fold()

    correcting.shadow(person, by=by)
    correcting.shadow(person, by=by)
    db.session.commit()

    assert totals(campaign) == (0, 1)
    assert_exact(campaign)
    if is_folded:
        tasks.fold()
    correcting.lift_shadow(person, by=by)
    correcting.lift_shadow(person, by=by)
    db.session.commit()
    assert totals(campaign) == (1, 1)
    assert_exact(campaign)
    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["signatory.shadow", "signatory.lift_shadow"]


def test_who_is_out_already_cannot_be_set_aside(app_sqlite: Flask) -> None:
    person = factories.signatory(factories.campaign())
    service.withdraw(person)

    with pytest.raises(TransitionRefused):
        correcting.shadow(person, by=organizers.organizer("organizer"))


def test_whoever_signs_anew_after_withdrawing_stays_in_the_shadow(app_sqlite: Flask) -> None:
    campaign = factories.campaign()
    person = factories.signatory(campaign, confirmed=True)
    shadowing.shadow([person], reason=Reason.ORGANIZER)
    service.withdraw(person)

    service.sign_pledge(campaign, factories.signature(campaign))
    service.confirm(person)
    db.session.commit()

    assert (person.shadow, person.state) == ("organizer", "confirmed")
    assert totals(campaign) == (0, 0)
    assert_exact(campaign)


def test_a_link_lapses_in_the_shadow_as_it_does_in_the_light(
    app_sqlite: Flask, clock: Hands
) -> None:
    """Where no confirmation is asked for, a link never lapses: for these neither."""
    campaign = factories.campaign(confirmation_required=False, closes_at=None)
    person = factories.signatory(campaign)
    shadowing.shadow([person], reason=Reason.ORGANIZER)
    clock.tick(days=61)

    assert not service.has_expired(person)
    service.sign_pledge(campaign, factories.signature(campaign))
    assert [kind for kind, _to in mails()] == ["confirm", "already_signed"]
    campaign.confirmation_required = True
    assert service.has_expired(person)


def test_no_voice_from_the_shadow(app_sqlite: Flask) -> None:
    campaign = factories.campaign()
    person = factories.voice(campaign)
    assert list_voices(campaign, limit=5)

    shadowing.shadow([person], reason=Reason.ORGANIZER)

    assert person.voice_state == VoiceState.APPROVED
    assert list_voices(campaign, limit=5) == []


def drained(job: Job) -> Job:
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    return job


def test_in_bulk_into_the_shadow_and_back(
    app: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    campaign, by = factories.campaign(), organizers.organizer("organizer")
    spam = [
        factories.signatory(campaign, email=f"s{n}@spam.example", confirmed=n % 2 == 0)
        for n in range(5)
    ]
    factories.signatory(campaign, email="ann@example.org", confirmed=True)
    shadowing.shadow(spam[:1], reason=Reason.FAST)
    db.session.commit()
    tasks.fold()
    wanted = Wanted(campaign.id, reading=Reading(Field.DOMAIN, "spam.example"))

    counted = drained(bulk.begin(campaign, wanted, by=by))
    assert bulk.to_touch(counted) == {"invalidate": 5, "shadow": 4, "lift_shadow": 1}
    job = drained(bulk.go_on(counted, by=by, act=bulk.SHADOW))

    assert (job.done, job.total) == (4, 4)
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)
    assert shadowing.count_by_reason(campaign) == {"fast": 1, "organizer": 4}

    back = drained(bulk.undo(job, by=by))

    assert back.done == 4
    assert totals(campaign) == (3, 0)
    assert shadowing.count_by_reason(campaign) == {"fast": 1}
    assert_exact(campaign)

    lifted = bulk.begin(campaign, Wanted(campaign.id, shadow=True), by=by)
    assert drained(bulk.go_on(drained(lifted), by=by, act=bulk.LIFT)).done == 1
    assert totals(campaign) == (4, 0)
    assert_exact(campaign)


def test_people_are_found_by_the_shadow_by_shape_and_by_haste(app: Flask) -> None:
    campaign = factories.campaign()
    one = factories.signatory(campaign, email="bot1234@example.org", filled_seconds=2)
    two = factories.signatory(campaign, email="ada@example.net", filled_seconds=40)
    shadowing.shadow([two], reason=Reason.NAME)
    db.session.commit()
    words = search_words.words_of(campaign)

    def found(typed: str, **over: Any) -> list[int]:
        (reading,) = search_words.read(typed, words) if typed else (None,)
        people = search.find(Wanted(campaign.id, reading=reading, **over)).people
        return [each.id for each in people]

    assert found("state:shadow") == found("shadow:name") == found("", shadow=True) == [two.id]
    assert found("shadow:fast") == []
    assert found("", shadow=False) == [one.id]
    assert found("shape:Aa Aa|a9999") == found("filled:3") == [one.id]
    assert found(f"samename:{one.legal_name_index.hex()}") == [two.id, one.id]
    assert found("", since=two.id) == [two.id]


def test_the_page_of_a_person_moves_them_in_and_out(app_sqlite: Flask) -> None:
    person = factories.signatory(factories.campaign(), confirmed=True)
    visitor = organizers.visitor(app_sqlite, "organizer")
    url = f"/organize/c/day/signatories/{person.id}/"

    def press(do: str) -> Page:
        token = organizers.csrf(visitor.get(url))
        return visitor.follow(visitor.post(url, {"csrf_token": token, "do": do}, status=303))

    assert "in the shadow" in press("shadow").text
    assert person.id in _listed(visitor)
    assert "Move it into the shadow" in press("lift").text
    assert _listed(visitor) == set()


def _listed(visitor: Visitor) -> set[int]:
    page = visitor.get("/organize/c/day/signatories/?state=shadow")
    return {int(cell.text) for cell in page.all("table.people tbody td:first-child")}
