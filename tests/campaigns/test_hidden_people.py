"""Whoever shows nothing is nowhere, and whoever shows initials is nothing but these.

Random people with words of their own in every field; everything the public can get is searched
for them: pages, machine-readable numbers, the score, the share card, the public list.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import pytest
from flask import Flask
from pypdf import PdfReader

from app.campaigns import page, share_card
from app.campaigns.models import Campaign
from app.exports import service as exports
from app.extensions import db
from app.jobs import engine
from app.pledges import counts, published
from app.pledges.models import VoiceState
from tests.exports.making import content
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.visits import example

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
# "thanks" and the like, met with no token: what is there for everybody.
ANSWERS = range(200, 500)
PEOPLE = 14


@dataclass(frozen=True)
class Person:
    """Somebody, and the words of theirs that nobody else has. `shown`: the credit name too."""

    shown: bool
    credit: str
    secrets: list[str]


@pytest.fixture(params=[1, 2])
def people(request: pytest.FixtureRequest, campaign: Campaign) -> list[Person]:
    dice = random.Random(request.param)
    made = [_sign(campaign, number, dice) for number in range(PEOPLE)]
    assert {each.shown for each in made} == {True, False}
    published.publish(campaign)
    db.session.commit()
    return made


def _sign(campaign: Campaign, number: int, dice: random.Random) -> Person:
    visibility = ("credit", "initials", "hidden")[number % 3]
    credit = dice.choice([f"Zcredit{number:02} Band", ""])
    if number < 3:
        credit = f"Zcredit{number:02} Band"
    words = {
        "first_name": f"Qfirst{number:02}",
        "last_name": f"O'Qlast{number:02}",
        "email": f"qmail{number:02}@example.org",
        "city": f"Qcity{number:02}",
        "zip": f"QZ{number:02}9",
        "voice": f"Vwords{number:02} are mine.",
    }
    person = factories.signatory(
        campaign,
        dice.choice(["music", "writing", "illustration", None]),
        confirmed=True,
        visibility=visibility,
        credit_name=credit,
        source=f"qsource{number:02}",
        mail=False,
        **words,
    )
    # An organizer may have approved it before its owner chose to be hidden.
    person.voice_state = VoiceState.APPROVED
    person.voice_featured = dice.random() < 0.4
    kept = [each for field, each in words.items() if field != "voice"]
    if visibility == "hidden":
        kept.append(f"Vwords{number:02}")
    if visibility != "credit" and credit:
        kept.append(f"Zcredit{number:02}")
    return Person(visibility == "credit", credit, [*kept, f"qsource{number:02}"])


def _public(app: Flask, client: Visitor, campaign: Campaign) -> dict[str, str]:
    """Everything that anybody gets, as text, by its address."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/organize", "/static"))
    ]
    paths = {example(rule, app.url_map, campaign.slug, "music") for rule in rules}
    paths |= {f"/c/day/voices/?discipline={each.slug}" for each in campaign.disciplines}
    found = {each: client.get(each, status=ANSWERS).body.decode("latin-1") for each in paths}
    found["a form that comes back"] = client.post("/c/day/sign", {}, status=422).html
    with app.test_request_context():
        for each in (None, *campaign.disciplines):
            card = page.card(campaign, counts.numbers(campaign), each)
            found[f"share card {each and each.slug}"] = share_card._data(card)
    return found


def _lists(campaign: Campaign) -> dict[str, str]:
    """The public list as CSV and as PDF."""
    jobs = {form: exports.ask_list(campaign, form, by=organizers.organizer()) for form in FORMS}
    db.session.commit()
    engine.drain()
    assert {job.state for job in jobs.values()} == {"done"}
    pdf = PdfReader(io.BytesIO(content(jobs["pdf"])))
    return {
        "csv": content(jobs["csv"]).decode(),
        "pdf": " ".join(each.extract_text() for each in pdf.pages) + str(pdf.metadata),
    }


FORMS = ("csv", "pdf")


def test_nobody_is_shown_more_of_than_they_chose(
    app: Flask, client: Visitor, campaign: Campaign, people: list[Person]
) -> None:
    found = _public(app, client, campaign)
    assert len(found) > 20
    lists = _lists(campaign)
    for where, text in (found | lists).items():
        for person in people:
            told = [each for each in person.secrets if each.lower() in text.lower()]
            assert not told, (where, told)
    # Whoever is shown is: else this test would find nobody in an empty page.
    for person in people:
        if person.shown and person.credit:
            assert person.credit in lists["csv"]
            assert person.credit.split()[0] in lists["pdf"]
    voices = found["/c/day/voices/"]
    assert (
        sum(f"Vwords{number:02} are" in voices for number in range(PEOPLE)) == PEOPLE - PEOPLE // 3
    )
    assert "Z. B." in voices


def test_who_hides_later_is_gone_at_once(client: Visitor, campaign: Campaign) -> None:
    person = factories.voice(campaign, credit_name="Low Tide", voice="By hand.")
    assert "Low Tide" in client.get("/c/day/").text

    person.visibility = "hidden"
    db.session.commit()
    for path in ("/c/day/", "/c/day/voices/"):
        text = client.get(path).text
        assert "Low Tide" not in text
        assert "By hand." not in text
