"""Importing people: exactly once, known ones untouched, counted as the campaign says."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.imports import tasks
from app.jobs import engine
from app.jobs import service as jobs
from app.outbox.models import OutboxMail
from app.pledges import queries, recounting
from app.pledges.models import Signatory, SignatoryState
from tests.imports.files import (
    ADA,
    GRACE,
    begun,
    checked,
    csv,
    imported,
    left_out,
    numbers,
    uploaded,
)
from tests.jobs.counting import one_step
from tests.pledges.signing import assert_exact, totals
from tests.support import factories, organizers
from tests.support.hands import Hands


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    factories.craft(made.disciplines[0])
    return made


def _everybody() -> list[Signatory]:
    return list(db.session.scalars(sa.select(Signatory).order_by(Signatory.id)))


def test_a_check_changes_nothing(campaign: Campaign) -> None:
    check = checked(uploaded(campaign, csv(ADA, GRACE)))

    assert check.state == "done"
    assert numbers(check) == {"rows": 2, "new": 2}
    assert _everybody() == []


def test_people_are_brought_with_all_the_file_says(campaign: Campaign) -> None:
    header = (
        "nombre;apellidos;correo electrónico;código postal;país;nombre artístico;disciplina;"
        "otras disciplinas;oficio;visibilidad;boletín;origen;fecha"
    )
    row = (
        "Ada;Lovelace;Ada@Example.org;;España;The Countess;MUSIC;writing, illustration;"
        "Session Player;credit;sí;union;2026-02-14"
    )
    job = imported(campaign, csv(row, header=header).encode("cp1252"))

    [ada] = _everybody()
    assert numbers(job) == {"rows": 1, "new": 1}
    legal = queries.opened(ada)
    assert (legal["first_name"], legal["last_name"]) == ("Ada", "Lovelace")
    assert (ada.email, ada.email_canonical) == ("Ada@example.org", "ada@example.org")
    assert (ada.email_domain, ada.country, ada.credit_name) == ("example.org", "ES", "The Countess")
    assert (ada.discipline.slug, ada.craft.slug) == ("music", "session-player")
    assert [each.slug for each in ada.also] == ["writing", "illustration"]
    assert (ada.visibility, ada.updates, ada.source) == ("credit", True, "union")
    assert (ada.imported, ada.job_id, ada.state) == (True, job.id, "confirmed")
    assert ada.created_at.date().isoformat() == "2026-02-14"
    assert queries.get_by_token(legal["token"]).id == ada.id


def test_nobody_is_written_to(campaign: Campaign) -> None:
    imported(campaign, csv(ADA, GRACE))

    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMail)) == 0


def test_known_people_are_left_exactly_as_they_are(campaign: Campaign) -> None:
    known = factories.signatory(campaign, "writing", email="a.d.a@gmail.com", confirmed=True)
    before = (known.sealed, known.email, known.state, known.discipline_id, known.imported)
    row = "Mallory,Evil,ADA+x@googlemail.com,87501,music"
    again = "Ada,L,ada@example.org,87501,music"
    job = imported(campaign, csv(row, ADA, again))

    assert numbers(job) == {"rows": 3, "new": 1, "known": 1, "twice": 1}
    db.session.refresh(known)
    assert before == (known.sealed, known.email, known.state, known.discipline_id, known.imported)
    assert left_out(job) == (
        "row,what,why\r\n"
        "2,known,Signed already: left exactly as they are.\r\n"
        "4,twice,Stands in this file before: the first row holds.\r\n"
    )
    check = checked(uploaded(campaign, csv(row, ADA, again, GRACE, GRACE)))
    assert numbers(check) == {"rows": 5, "new": 1, "known": 2, "twice": 2}


def test_the_same_file_again_brings_nobody(campaign: Campaign) -> None:
    imported(campaign, csv(ADA, GRACE))
    job = imported(campaign, csv(ADA, GRACE))

    assert numbers(job) == {"rows": 2, "known": 2}
    assert len(_everybody()) == 2


@pytest.mark.parametrize("counted", [False, True])
def test_they_count_as_the_campaign_says(campaign: Campaign, counted: bool) -> None:
    campaign.count_imported = counted
    factories.signatory(campaign, "writing", email="own@example.org", confirmed=True)
    ally = "Friend,Of Art,f@example.org,87501,ally"
    imported(campaign, csv(ADA, ally))

    assert totals(campaign) == ((2, 1) if counted else (1, 0))
    assert_exact(campaign)
    assert {each.counted for each in _everybody() if each.imported} == {counted}


def test_the_sums_follow_when_the_campaign_changes_its_mind(campaign: Campaign) -> None:
    header = "First Name,Last Name,E-mail,ZIP Code,Discipline,also"
    people = [f"P,Q,p{n}@example.org,87501,music,writing" for n in range(5)]
    factories.signatory(campaign, "writing", email="own@example.org", confirmed=True)
    imported(campaign, csv(*people, header=header))
    me = organizers.organizer("owner")
    gone = factories.find(campaign, "p0@example.org")
    gone.state = SignatoryState.INVALIDATED
    db.session.commit()
    for counted, expected in ((True, (5, 0)), (False, (1, 0)), (True, (5, 0))):
        campaign.count_imported = counted
        jobs.start(recounting.KIND, by=me, campaign=campaign)
        db.session.commit()
        engine.drain()
        assert totals(campaign) == expected
        assert_exact(campaign)


def test_a_throw_away_address_is_left_out_and_said(campaign: Campaign) -> None:
    job = imported(campaign, csv(ADA, "P,Q,p@inbox.mailinator.com,87501,music"))

    assert numbers(job) == {"rows": 2, "new": 1, "wrong": 1}
    assert "throw-away mail" in left_out(job)


def test_who_was_only_brought_counts_after_signing_themselves(campaign: Campaign) -> None:
    imported(campaign, csv(ADA))
    assert totals(campaign) == (0, 0)

    ada = factories.signatory(campaign, "writing", confirmed=True)

    assert (ada.imported, ada.discipline.slug) == (False, "writing")
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)


def test_an_import_that_is_stopped_at_every_step_brings_everybody_once(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BROUGHT", 3)
    campaign.count_imported = True
    people = [f"P,Q,p{n}@example.org,87501,music" for n in range(10)]
    job = begun(uploaded(campaign, csv(*people, "bad row", people[0])))
    for _step in range(8):
        one_step()

    assert job.state == "done"
    assert numbers(job) == {"rows": 12, "new": 10, "twice": 1, "wrong": 1}
    assert left_out(job).count("\n") == 3
    assert job.result["bytes"] == len(left_out(job).encode()) + 3
    assert totals(campaign) == (10, 0)
    assert_exact(campaign)


def test_a_check_that_is_stopped_at_every_step_says_the_same(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "CHECKED", 3)
    people = [f"P,Q,p{n}@example.org,87501,music" for n in range(10)]
    job = uploaded(campaign, csv("bad row", *people, people[1]))
    from app.imports import uploads

    check = uploads.start_check(job, by=job.organizer)
    db.session.commit()
    for _step in range(8):
        one_step()

    assert check.state == "done"
    assert numbers(check) == {"rows": 12, "new": 10, "twice": 1, "wrong": 1}
    assert left_out(check).count("\n") == 3


def test_what_was_done_stands_in_the_audit_log_without_a_person(campaign: Campaign) -> None:
    job = imported(campaign, csv(ADA, GRACE))

    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [each.action for each in entries] == ["import.begin", "import.done"]
    assert {each.subject for each in entries} == {f"job:{job.id}"}
    assert entries[1].after == {"rows": 2, "new": 2, "known": 0, "twice": 0, "wrong": 0}
    assert entries[1].organizer_id == job.organizer_id
