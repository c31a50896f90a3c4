"""The public list: who counts and shows themselves, by discipline; nobody and nothing else."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from pypdf import PdfReader

from app.campaigns.models import Campaign
from app.exports import list_tasks, public_list, service
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job
from app.pledges.models import Visibility
from tests.exports.making import content
from tests.jobs.counting import one_step
from tests.support import factories, organizers
from tests.support.hands import Hands

LEGAL = {"first_name": "Augusta", "last_name": "King"}


def _fill(campaign: Campaign) -> None:
    people = [
        ("music", "The Countess", Visibility.CREDIT, True),
        ("music", "=Zed", Visibility.CREDIT, True),
        ("music", "", Visibility.CREDIT, True),
        ("music", "Nobody’s Business", Visibility.HIDDEN, True),
        ("writing", "Not Confirmed", Visibility.CREDIT, False),
        ("writing", "Lady Gaga", Visibility.INITIALS, True),
        (None, "Friend", Visibility.CREDIT, True),
    ]
    for number, (discipline, credit, shown, confirmed) in enumerate(people):
        factories.signatory(
            campaign,
            discipline,
            email=f"p{number}@example.org",
            credit_name=credit,
            visibility=shown,
            confirmed=confirmed,
            **LEGAL,
        )


def _asked(campaign: Campaign, form: str) -> Job:
    job = service.ask_list(campaign, form, by=organizers.organizer())
    db.session.commit()
    return job


def _csv(job: Job) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(job).decode("utf-8-sig"), newline="")))[1:]


EXPECTED = [
    ["Music", "The Countess", "1"],
    ["Music", "'=Zed", "1"],
    ["Music", "A. K.", "1"],
    ["Music", "", "1"],
    ["Writing", "L. G.", "1"],
    ["ally", "Friend", "1"],
]


def test_the_list_as_csv(app: Flask, clock: Hands) -> None:
    campaign = factories.campaign()
    _fill(campaign)
    job = _asked(campaign, "csv")
    engine.drain()

    assert _csv(job) == EXPECTED
    assert job.result == {"shown": 5, "hidden": 1, "bytes": len(content(job))}
    assert list_tasks.say_result(job) == [
        "5 names.",
        "1 person counts without showing a name.",
    ]


def test_a_worker_that_is_stopped_at_every_step_writes_nobody_twice(
    app_sqlite: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = factories.campaign()
    _fill(campaign)
    paper = _asked(campaign, "pdf")
    answers = iter([False] * 5 + [True])  # the sixth step writes the file
    engine.drain(lambda: next(answers, True))
    monkeypatch.setattr(public_list, "BATCH", 1)
    job = _asked(campaign, "csv")
    for _step in range(20):
        one_step()

    assert (job.state, _csv(job)) == ("done", EXPECTED)
    assert (paper.state, paper.result["bytes"]) == ("done", len(content(paper)))


def test_the_list_as_pdf(app_sqlite: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_list, "BATCH", 2)
    campaign = factories.campaign(headline="#strong[Keep] copyright human.")
    _fill(campaign)
    job = _asked(campaign, "pdf")
    engine.drain()

    assert job.state == "done", job.trouble
    text = PdfReader(io.BytesIO(content(job))).pages[0].extract_text()
    for words in ("The Countess", "=Zed", "A. K.", "L. G.", "Friend", "Allies", "#strong[Keep]"):
        assert words in text
    assert "and 1 who counts without showing a name" in text
    for words in ("King", "Business", "Not Confirmed", "@example.org", "Illustration"):
        assert words not in text


def test_more_names_than_paper_holds_are_told_to_take_the_csv(
    app_sqlite: Flask, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_tasks, "MOST_NAMES", 2)
    campaign = factories.campaign()
    _fill(campaign)
    job = _asked(campaign, "pdf")
    engine.drain()

    assert job.state == "failed"
    assert job.trouble == "There are more than 2 names: no paper holds them. Take the CSV instead."


@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_a_campaign_without_anybody_has_a_list_all_the_same(app_sqlite: Flask, form: str) -> None:
    """By the real clock, too."""
    job = _asked(factories.campaign(), form)
    engine.drain()

    assert (job.state, job.result["shown"]) == ("done", 0)


def test_the_list_is_asked_for_on_its_page(app_sqlite: Flask, clock: Hands) -> None:
    factories.campaign()
    visitor = organizers.visitor(app_sqlite, "organizer")
    page = visitor.get("/organize/c/day/exports/public-list")
    token = organizers.csrf(page)

    url = page.one("form.acts")["action"]
    wrong = visitor.post(url, {"csrf_token": token, "format": "exe"})
    assert "Choose PDF or CSV." in visitor.follow(wrong).text
    asked = visitor.post(url, {"csrf_token": token, "format": "pdf"})
    assert visitor.follow(asked).heading == "Public list"
