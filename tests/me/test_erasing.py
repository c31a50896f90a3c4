"""Erasing oneself reaches every copy there is, and leaves the sums true."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock as app_clock
from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import files, service
from app.jobs.models import JobState
from app.me import tasks
from app.pledges import counts, moderation
from app.rehearsal import mailbox
from tests.me.linked import link_to, press
from tests.pledges.signing import assert_exact, totals
from tests.support import factories
from tests.support.client import Visitor
from tests.support.letters import brief, letter, members
from tests.support.organizers import organizer

MARKS = ("Quackenbush", "quack@example.org", "Low Tide", "1 Heron", "Ada is rude")


def _everything() -> str:
    metadata = sa.MetaData()
    connection = db.session.connection()
    metadata.reflect(connection)
    return "".join(
        repr(connection.execute(sa.select(table)).all())
        for table in metadata.sorted_tables
        if table.name != "zip_place"
    )


def test_nothing_of_the_person_is_left_in_the_database(
    visitor: Visitor, campaign: Campaign
) -> None:
    brief(campaign)
    members()
    who = factories.voice(
        campaign,
        last_name="Quackenbush",
        email="quack@example.org",
        credit_name="Low Tide",
        also=("writing",),
    )
    letter(campaign, email="quack@example.org", street="1 Heron Way")
    moderation.decline(who, reason="Ada is rude", by=organizer())
    factories.signatory(campaign, confirmed=True, email="b@example.org")
    counts.fold()
    path = link_to(who)
    number = who.id
    assert any(mark in _everything() for mark in MARKS)

    page = press(visitor, path, "erase", sure="yes")
    assert "Erased" in visitor.follow(page).text
    tasks.run_all()

    found = _everything()
    assert [mark for mark in MARKS if mark in found] == []
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)
    visitor.get(path, status=404)
    last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.subject) == ("own.erase", f"signatory:{number}")


def test_it_asks_whether_they_are_sure(visitor: Visitor, campaign: Campaign) -> None:
    path = link_to(factories.signatory(campaign, confirmed=True))

    page = visitor.post(path, {"do": "erase"}, status=422)

    assert "Tick the box" in page.text
    assert totals(campaign) == (1, 0)


def test_rehearsed_mails_go_and_others_stay(
    app_sqlite: Flask, visitor: Visitor, campaign: Campaign, tmp_path: Path
) -> None:
    box = mailbox.current()
    kept = [
        box.keep(f"Message-ID: <{n}@x>\r\n\r\nHi".encode(), sender="t@x", recipients=[to])
        for n, to in enumerate(["Ada@example.org", "b@example.org"])
    ]
    who = factories.signatory(campaign, confirmed=True)
    path = link_to(who)

    press(visitor, path, "erase", sure="yes")
    assert kept[0].exists(), "not before the commit"
    tasks.run_all()

    assert [each.exists() for each in kept] == [False, True]


def test_files_of_jobs_that_ended_go_and_those_under_way_stay(
    visitor: Visitor, campaign: Campaign
) -> None:
    who = factories.signatory(campaign, confirmed=True)
    other = factories.campaign(slug="other")
    made = []
    for state, of in (
        (JobState.DONE, campaign),
        (JobState.RUNNING, campaign),
        (JobState.DONE, other),
    ):
        job = service.start("export", by=organizer(), campaign=of)
        job.state, job.ended_at = state, app_clock.now() if state == JobState.DONE else None
        files.append(job.id, files.OUT, b"Ada Lovelace")
        made.append(job.id)
    path = link_to(who)

    press(visitor, path, "erase", sure="yes")
    tasks.run_all()

    assert [files.has(each, files.OUT) for each in made] == [False, True, True]


def test_an_errand_that_stumbles_waits_and_holds_up_no_other(
    app_sqlite: Flask, visitor: Visitor, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = factories.signatory(campaign, confirmed=True, mail=False)
    factories.signatory(campaign, confirmed=True, mail=False, email="b@example.org")
    folder = mailbox.current().folder
    folder.mkdir(parents=True)
    stuck = folder / "20260101T000000.000000Z-00000000.eml"
    stuck.mkdir()
    press(visitor, link_to(who), "erase", sure="yes")
    visitor.post("/me/", {"email": "b@example.org"})

    report = tasks.run_all()
    assert (report.done, report.obstacle) == (1, "files")

    stuck.rmdir()
    assert tasks.run_all().done == 1
    assert tasks.run_all().is_empty
