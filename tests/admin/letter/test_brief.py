"""The letter's brief: what is asked is kept, and what is wrong with it is said."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.congress.models import Committee
from app.extensions import db
from app.letters import queries
from tests.admin.letter.screen import URL, actions, change, saved
from tests.support import letters, organizers
from tests.support.client import Visitor

TOPIC = "Arts, Culture, Religion"
TYPED = {"subject": "Keep copyright human", "demand": "Please keep it for people.", "topics": TOPIC}


def test_letters_are_begun_and_switched_off_again(desk: Visitor, campaign: Campaign) -> None:
    page = desk.get(URL)
    assert "No letters are asked for yet" in page.text
    assert not page.all(".tabs")

    after = desk.follow(desk.post(URL, page.form("#brief") | TYPED))

    assert "Saved" in after.text
    assert saved(campaign).topics == [TOPIC]
    off = desk.follow(desk.post(f"{URL}off/", {"csrf_token": organizers.csrf(after)}))
    assert "No letters are asked for yet" in off.text
    assert not queries.has_brief(campaign)
    assert actions() == ["letter.begin", "letter.end"]


def test_what_people_have_written_to_is_not_switched_off(desk: Visitor, asking: Campaign) -> None:
    letters.members()
    letters.letter(asking)
    page = desk.get(URL)
    assert "Switch letters off" not in page.text

    said = desk.follow(desk.post(f"{URL}off/", {"csrf_token": organizers.csrf(page)}))

    assert "People have written already" in said.text
    assert queries.has_brief(asking)


def test_everything_of_a_brief_is_kept_and_audited(desk: Visitor, asking: Campaign) -> None:
    db.session.add(Committee(code="HSJU", name="House Committee on the Judiciary"))
    asking.title = "Day"
    saved(asking).committees = ["SSJU"]
    db.session.commit()
    typed = {
        "subject": "A new subject for {artists}",
        "question": "What happened?",
        "call_script": "Hello {office_title}",
        "committees": ["HSJU", "SSJU"],
        "bill_congress": "119",
        "bill_type": "hr",
        "bill_number": "1234",
        "stance": "pro",
        "name": "Musicians’ Alliance",
        "contact_phone": "(202) 555-0142",
    }

    desk.post(URL, change(desk, **typed))

    brief = saved(asking)
    assert (brief.bill_congress, brief.bill_type, brief.bill_number) == (119, "hr", 1234)
    assert brief.committees == ["HSJU", "SSJU"]
    assert brief.organization == {"name": "Musicians’ Alliance", "contact_phone": "202-555-0142"}
    assert brief.version == 2
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert entry.before["subject"] == "Keep copyright human"
    assert entry.after["subject"] == typed["subject"]
    assert "demand" not in entry.after, "what stayed is not in the log"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("demand", "Dear {title},", "{title} is no merge field"),
        ("demand", "Dear {first_name", "{ is no merge field"),
        ("demand", "", "Say what the letters ask for"),
        ("subject", "Hi", "subject of a few words"),
        ("subject", "To the {offcie_name}", "{offcie_name} is no merge field"),
        ("call_script", "I call {you}", "{you} is no merge field"),
        ("topics", [], "at least one topic"),
        ("topics", ["Music"], "topics of this list"),
        ("committees", ["NOPE"], "committees of this list"),
        ("bill_number", "12a", "digits alone"),
        ("bill_number", "12", "both a kind and a number"),
        ("bill_congress", "99999999999999999999", "The Congress is a number"),
        ("stance", "pro", "Name the bill"),
        ("name", "AFM", "6 characters at least"),
        ("about", "x" * 501, "500 fit"),
        ("contact_email", "nobody", "@"),
        ("contact_phone", "555", "ten digits"),
        ("demand", "x\x00y", "cannot be read"),
    ],
)
def test_mistakes_are_named_and_nothing_is_lost(
    desk: Visitor, asking: Campaign, field: str, typed: Any, words: str
) -> None:
    page = desk.post(URL, change(desk, **{field: typed, "question": "Still here?"}), status=422)

    assert words in page.one(".mistakes").get_text()
    again = page.form("#brief")
    assert again["question"] == "Still here?"
    if isinstance(typed, str) and "\x00" not in typed and field != "topics":
        assert again[field] == typed
    assert saved(asking).question == ""


def test_the_merge_fields_there_are_stand_beside_an_unknown_one(
    desk: Visitor, asking: Campaign
) -> None:
    page = desk.post(URL, change(desk, demand="Dear {title},"), status=422)
    assert "{first_name}" in page.one(".mistakes").get_text()
    assert "{artists_in_state}" in page.one(".merge").get_text()


def test_a_letter_over_ten_thousand_characters_is_told_its_length(
    desk: Visitor, asking: Campaign
) -> None:
    page = desk.post(URL, change(desk, demand="x" * 7_990), status=422)

    # 7,990 and the longest paragraph (with a city and a state in it) and 2,000 of the artist's.
    mistake = page.one(".mistakes").get_text()
    assert "10000" in mistake.replace(",", "")
    assert "100" in mistake
    assert page.form("#brief")["demand"] == "x" * 7_990
    assert len(saved(asking).demand) < 100
    desk.post(URL, change(desk, demand="x" * 7_900))


def test_of_two_editors_the_second_is_told_and_sees_both_texts(
    desk: Visitor, app_sqlite: Flask, asking: Campaign
) -> None:
    other = organizers.visitor(app_sqlite, "owner")
    mine, theirs = change(desk, demand="My demand."), change(other, demand="Their demand.")
    other.post(URL, theirs)

    page = desk.post(URL, mine, status=422)

    assert "Somebody else has changed the letter" in page.text
    assert "Their demand." in page.one(".theirs").get_text()
    assert page.form("#brief")["demand"] == "My demand."
    assert saved(asking).demand == "Their demand."
    desk.post(URL, page.form("#brief"))
    assert saved(asking).demand == "My demand."


def test_a_paragraph_of_somebody_else_disturbs_no_brief(
    desk: Visitor, app_sqlite: Flask, asking: Campaign
) -> None:
    music = asking.disciplines[0]
    mine = change(desk, demand="My demand.")
    cell = f"{URL}words/d{music.id}/house/"
    other = organizers.visitor(app_sqlite, "owner")
    other.post(cell, change(other, cell, "#words", text="Theirs."))

    desk.post(URL, mine)

    assert saved(asking).demand == "My demand."
    assert saved(asking).version == 3
