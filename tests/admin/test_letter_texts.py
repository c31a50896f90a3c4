"""The letter's texts: what is asked, who says what, whom else it goes to, and in which order."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.congress.models import Committee
from app.extensions import db
from app.letters import queries, recipients
from app.letters.models import Brief, Target
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands

URL = "/organize/c/day/letter/"
TOPIC = "Arts, Culture, Religion"
TYPED = {"subject": "Keep copyright human", "demand": "Please keep it for people.", "topics": TOPIC}


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


@pytest.fixture
def asking(campaign: Campaign) -> Campaign:
    letters.brief(campaign)
    return campaign


@pytest.fixture
def desk(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def _actions() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def _saved(campaign: Campaign) -> Brief:
    db.session.expire_all()
    return queries.get_brief(campaign)


def _change(desk: Visitor, url: str = URL, css: str = "#brief", /, **over: Any) -> Any:
    """The form of a page as it stands, with something typed anew, not yet sent."""
    return desk.get(url).form(css) | over


def test_letters_are_begun_and_switched_off_again(desk: Visitor, campaign: Campaign) -> None:
    page = desk.get(URL)
    assert "No letters are asked for yet" in page.text
    assert not page.all(".tabs")

    after = desk.follow(desk.post(URL, page.form("#brief") | TYPED))

    assert "Saved" in after.text
    assert _saved(campaign).topics == [TOPIC]
    off = desk.follow(desk.post(f"{URL}off/", {"csrf_token": organizers.csrf(after)}))
    assert "No letters are asked for yet" in off.text
    assert not queries.has_brief(campaign)
    assert _actions() == ["letter.begin", "letter.end"]


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
    _saved(asking).committees = ["SSJU"]
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

    desk.post(URL, _change(desk, **typed))

    brief = _saved(asking)
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
    page = desk.post(URL, _change(desk, **{field: typed, "question": "Still here?"}), status=422)

    assert words in page.one(".mistakes").get_text()
    again = page.form("#brief")
    assert again["question"] == "Still here?"
    if isinstance(typed, str) and "\x00" not in typed and field != "topics":
        assert again[field] == typed
    assert _saved(asking).question == ""


def test_the_merge_fields_there_are_stand_beside_an_unknown_one(
    desk: Visitor, asking: Campaign
) -> None:
    page = desk.post(URL, _change(desk, demand="Dear {title},"), status=422)
    assert "{first_name}" in page.one(".mistakes").get_text()
    assert "{artists_in_state}" in page.one(".merge").get_text()


def test_a_letter_over_ten_thousand_characters_is_told_its_length(
    desk: Visitor, asking: Campaign
) -> None:
    page = desk.post(URL, _change(desk, demand="x" * 7_990), status=422)

    # 7,990 and the longest paragraph (with a city and a state in it) and 2,000 of the artist's.
    mistake = page.one(".mistakes").get_text()
    assert "10000" in mistake.replace(",", "")
    assert "100" in mistake
    assert page.form("#brief")["demand"] == "x" * 7_990
    assert len(_saved(asking).demand) < 100
    desk.post(URL, _change(desk, demand="x" * 7_900))


def test_of_two_editors_the_second_is_told_and_sees_both_texts(
    desk: Visitor, app_sqlite: Flask, asking: Campaign
) -> None:
    other = organizers.visitor(app_sqlite, "owner")
    mine, theirs = _change(desk, demand="My demand."), _change(other, demand="Their demand.")
    other.post(URL, theirs)

    page = desk.post(URL, mine, status=422)

    assert "Somebody else has changed the letter" in page.text
    assert "Their demand." in page.one(".theirs").get_text()
    assert page.form("#brief")["demand"] == "My demand."
    assert _saved(asking).demand == "Their demand."
    desk.post(URL, page.form("#brief"))
    assert _saved(asking).demand == "My demand."


def test_a_paragraph_of_somebody_else_disturbs_no_brief(
    desk: Visitor, app_sqlite: Flask, asking: Campaign
) -> None:
    music = asking.disciplines[0]
    mine = _change(desk, demand="My demand.")
    cell = f"{URL}words/d{music.id}/house/"
    other = organizers.visitor(app_sqlite, "owner")
    other.post(cell, _change(other, cell, "#words", text="Theirs."))

    desk.post(URL, mine)

    assert _saved(asking).demand == "My demand."
    assert _saved(asking).version == 3


def test_the_order_of_the_channels(desk: Visitor, asking: Campaign) -> None:
    page = desk.get(f"{URL}ways/")
    assert "usual order" in page.text
    form = {"csrf_token": organizers.csrf(page), "channel": "email", "move": "up"}

    page = desk.follow(desk.post(f"{URL}ways/", form))

    assert [str(each["id"]) for each in page.all(".ways li")][:3] == [
        "way-house_cwc",
        "way-email",
        "way-senate_cwc",
    ]
    assert _saved(asking).channels[1] == "email"
    for strange in ({"channel": "pigeon", "move": "up"}, {"channel": "house_cwc", "move": "up"}):
        desk.post(f"{URL}ways/", form | strange)
    assert _saved(asking).channels[:2] == ["house_cwc", "email"]
    desk.post(f"{URL}ways/", form | {"move": "reset"})
    assert _saved(asking).channels == []
    assert _actions() == ["letter.channels", "letter.channels"]


def test_targets_are_added_ordered_changed_and_removed(desk: Visitor, asking: Campaign) -> None:
    url = f"{URL}targets/"
    page = desk.get(url)
    token = {"csrf_token": organizers.csrf(page)}
    for name in ("The Copyright Office", "Label Chief"):
        desk.post(url, _change(desk, url, "#target", name=name, email="a@example.org"))
    first, second = recipients.list_targets(asking)

    desk.post(f"{url}{second.id}/move/", token | {"move": "up"})
    typed = _change(desk, f"{url}{first.id}/", "#target", title="Register", phone="+1 202-555-0100")
    desk.post(f"{url}{first.id}/", typed)
    desk.post(f"{url}{second.id}/remove/", token)

    (left,) = recipients.list_targets(asking)
    assert (left.title, left.name, left.position) == ("Register", "The Copyright Office", 1)
    assert _actions() == ["target.add", "target.add", "target.move", "target.edit", "target.remove"]
    assert _saved(asking).version == 6


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "An agency"}, "Give an e-mail address, a web form or a postal address"),
        ({"name": "An agency", "phone": "202-555-0100"}, "a letter needs one"),
        ({"email": "a@example.org"}, "Give a name"),
        ({"name": "A", "email": "nobody"}, "@"),
        ({"name": "A", "url": "ftp://agency.example"}, "begins with https://"),
        ({"name": "A", "url": "https://localhost"}, "begins with https://"),
        ({"name": "A", "url": "https://[oh"}, "begins with https://"),
        ({"name": "A", "email": "a@example.org", "phone": "call me"}, "has digits"),
        ({"name": "A", "address": "Here"}, "too little for an address"),
        ({"name": "A" * 161, "address": "1 Main Street, Here"}, "160 fit"),
    ],
)
def test_a_target_that_no_letter_would_reach_is_refused(
    desk: Visitor, asking: Campaign, typed: dict[str, str], words: str
) -> None:
    url = f"{URL}targets/"
    page = desk.post(url, _change(desk, url, "#target", **typed), status=422)

    assert words in page.one(".mistakes").get_text()
    for name, value in typed.items():
        assert page.form("#target")[name] == value
    assert recipients.list_targets(asking) == []


def test_a_target_with_letters_stays(desk: Visitor, asking: Campaign) -> None:
    target = Target(campaign_id=asking.id, name="Agency", email="a@agency.example")
    db.session.add(target)
    db.session.commit()
    letters.members()
    letters.letter(asking, offices=(target.code,))
    page = desk.get(f"{URL}targets/{target.id}/")
    assert "it has to stay" in page.text

    token = {"csrf_token": organizers.csrf(page)}
    said = desk.follow(desk.post(f"{URL}targets/{target.id}/remove/", token))

    assert "it has to stay" in said.text
    assert len(recipients.list_targets(asking)) == 1


def test_nobody_reaches_another_campaigns_target(desk: Visitor, asking: Campaign) -> None:
    other = factories.campaign(slug="other")
    letters.brief(other)
    target = Target(campaign_id=other.id, name="Agency", email="a@agency.example")
    db.session.add(target)
    db.session.commit()
    token = {"csrf_token": organizers.csrf(desk.get(f"{URL}targets/"))}
    desk.get(f"{URL}targets/{target.id}/", status=404)
    for verb in ("", "move/", "remove/"):
        desk.post(f"{URL}targets/{target.id}/{verb}", token, status=404)


def test_before_letters_are_asked_for_every_room_leads_to_the_first(
    desk: Visitor, campaign: Campaign
) -> None:
    for room in ("ways/", "words/", "targets/"):
        assert desk.get(URL + room, status=303).location == URL
    desk.get(f"{URL}words/all/both/", status=404)


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_the_letter_is_not_for_everybody(app_sqlite: Flask, asking: Campaign, role: str) -> None:
    outsider = organizers.visitor(app_sqlite, role)
    for room in ("", "ways/", "words/", "targets/", "words/all/both/"):
        outsider.get(URL + room, status=403)


def test_the_history_tells_each_change_in_words(desk: Visitor, asking: Campaign) -> None:
    cell = f"{URL}words/all/both/"
    desk.post(cell, _change(desk, cell, "#words", text="Other words for everybody."))
    targets = f"{URL}targets/"
    desk.post(targets, _change(desk, targets, "#target", name="Agency", email="a@example.org"))

    page = desk.get("/organize/c/day/history/")

    assert "Wrote a paragraph of the letter" in page.text
    assert "Other words for everybody." in page.text
    assert "Added a target" in page.text
