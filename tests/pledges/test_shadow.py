"""The shadow: whoever is in it notices nothing, and stands in no number, list, voice or packet."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.letters import bundle, courier, queries
from app.letters import service as letters
from app.letters.models import Delivery, DeliveryState
from app.letters.outcome import HELD
from app.me import data, record
from app.pledges import bulk, correcting, rules, search, search_words, service, shadowing, tasks
from app.pledges.errors import TransitionRefused
from app.pledges.models import Signatory, VoiceState
from app.pledges.queries import list_voices
from app.pledges.rules import Reason, Rules
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from app.pledges.shapes import shape_of
from tests.pledges.signing import assert_exact, mails, only, sign, totals
from tests.support import factories, organizers
from tests.support import letters as written
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page


def fresh(app: Flask) -> Campaign:
    return factories.campaign()


def ruled(campaign: Campaign, **over: Any) -> None:
    campaign.guards = {rules.KEY: Rules(**over).held()}
    db.session.commit()


def signed(app: Flask, clock: Hands, **over: Any) -> tuple[str, str, str]:
    """What a person sees who signs and presses the mail's button: where each step leads."""
    visitor = Visitor(app)
    answer = sign(visitor, clock, **over)
    person = factories.find(db.session.scalars(sa.select(Campaign)).one(), over["email"])
    token = service.confirmation_token(person)
    asked = visitor.get(f"/confirm/{token}")
    thanks = visitor.post(f"/confirm/{token}", {"answer": "confirm"}, status=303)
    again = visitor.get(f"/confirm/{token}")
    texts = (asked.text, again.text)
    return answer.headers["Location"], thanks.headers["Location"], "".join(texts).replace(token, "")


@pytest.mark.parametrize(
    ("rule", "over", "reason"),
    [
        ({"fast": 5}, {}, Reason.FAST),
        ({"trap": True}, {"website": "https://example.com"}, Reason.TRAP),
        ({"names": ("lovel* x", "ada love*")}, {}, Reason.NAME),
        ({"names": ("Ａｄａ love*",)}, {}, Reason.NAME),
        ({"names": ("shape:Aa Aa|a9999",)}, {"email": "bot1234@example.org"}, Reason.NAME),
    ],
)
def test_a_rule_sets_aside_and_the_person_sees_what_everybody_sees(
    app_sqlite: Flask,
    clock: Hands,
    rule: dict[str, Any],
    over: dict[str, Any],
    reason: str,
) -> None:
    campaign = fresh(app_sqlite)
    plain = signed(app_sqlite, clock, email="first@example.org")
    ruled(campaign, **rule)

    shadowed = signed(app_sqlite, clock, **{"email": "second@example.org", **over})

    person = factories.find(campaign, over.get("email", "second@example.org"))
    assert (person.shadow, person.state, person.counted) == (reason, "confirmed", False)
    assert shadowed == plain
    assert [kind for kind, _to in mails()] == ["confirm", "confirm"]
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)


def test_no_rule_is_on_by_itself(app_sqlite: Flask, clock: Hands) -> None:
    campaign = fresh(app_sqlite)
    assert rules.of(campaign) == Rules()

    sign(Visitor(app_sqlite), clock, website="filled in by a browser", status=422)
    sign(Visitor(app_sqlite), clock, first_name="test", last_name="test")

    person = only()
    assert (person.shadow, person.filled_seconds, person.name_shape) == ("", 3, "a a|a")


def test_a_form_that_had_expired_is_never_too_fast(app_sqlite: Flask, clock: Hands) -> None:
    ruled(fresh(app_sqlite), fast=30)
    visitor = Visitor(app_sqlite)
    form = visitor.get("/c/day/").form("#sign")
    clock.tick(hours=25)
    values = {**form, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}
    values |= {"zip": "87501", "discipline": "writing"}
    back = visitor.post("/c/day/sign", values, status=422)
    clock.tick(seconds=2)

    visitor.post("/c/day/sign", {**values, "token": back.form("#sign")["token"]}, status=303)

    assert only().shadow == ""


@pytest.mark.parametrize("is_folded", [True, False])
def test_marking_uncounts_and_unmarking_counts_exactly(app: Flask, is_folded: bool) -> None:
    campaign = fresh(app)
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
    person = factories.signatory(fresh(app_sqlite))
    service.withdraw(person)

    with pytest.raises(TransitionRefused):
        correcting.shadow(person, by=organizers.organizer("organizer"))


def test_whoever_signs_anew_after_withdrawing_stays_in_the_shadow(app_sqlite: Flask) -> None:
    campaign = fresh(app_sqlite)
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
    campaign = fresh(app_sqlite)
    person = factories.voice(campaign)
    assert list_voices(campaign, limit=5)

    shadowing.shadow([person], reason=Reason.ORGANIZER)

    assert person.voice_state == VoiceState.APPROVED
    assert list_voices(campaign, limit=5) == []


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
    campaign = fresh(app)
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
    person = held_back(fresh(app_sqlite), after=True)
    correcting.lift_shadow(person, by=organizers.organizer("organizer"))
    correcting.shadow(person, by=organizers.organizer("organizer"))
    db.session.commit()

    told = str(data.of(record.gather(person, whole=True)))

    assert "queued" in told
    assert "shadow" not in told
    assert f"'{HELD}'" not in told


def test_what_is_in_the_writers_hands_is_no_number_and_stays_in_their_hands(app: Flask) -> None:
    campaign = fresh(app)
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


def drained(job: Job) -> Job:
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    return job


def test_in_bulk_into_the_shadow_and_back(
    app: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    campaign, by = fresh(app), organizers.organizer("organizer")
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
    campaign = fresh(app)
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


@pytest.mark.parametrize(
    ("name", "email", "shape"),
    [
        ("Ada Lovelace", "ada.lovelace42@example.org", "Aa Aa|a.a99"),
        ("MARY", "x+tag@example.org", "A|a"),
        ("José  O'Neil", "j1234567@example.org", "Aa A'Aa|a9999"),
        ("张 伟", "名@example.org", "a a|a"),
        ("a<b>", "a!b@example.org", "a·a·|a·a"),
    ],
)
def test_a_shape_holds_no_letter_of_a_name(name: str, email: str, shape: str) -> None:
    assert shape_of(name, email) == shape


def test_the_page_of_a_person_moves_them_in_and_out(app_sqlite: Flask) -> None:
    person = factories.signatory(fresh(app_sqlite), confirmed=True)
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
