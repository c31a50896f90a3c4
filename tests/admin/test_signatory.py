"""One person's page: their whole story, and each act on it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges.models import Signatory
from tests.support import factories, organizers
from tests.support import letters as written
from tests.support.client import Visitor
from tests.support.page import Page


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    made = factories.campaign()
    factories.craft(made.disciplines[1], "novelist")
    factories.partner(made, "union")
    return made


@pytest.fixture
def person(campaign: Campaign) -> Signatory:
    return factories.signatory(
        campaign,
        "music",
        also=("writing",),
        credit_name="Low Tide",
        partners=tuple(campaign.organizations),
        source="union",
        updates=True,
        voice="By hand <b>",
        fingerprint=b"\x1f" * 16,
    )


@pytest.fixture
def organizer(app: Flask, person: Signatory) -> Visitor:
    return organizers.visitor(app, "organizer")


def url(person: Signatory, rest: str = "") -> str:
    return f"/organize/c/day/signatories/{person.id}/{rest}"


def act(visitor: Visitor, person: Signatory, do: str, *, status: int = 303) -> Page:
    token = organizers.csrf(visitor.get(url(person)))
    answer = visitor.post(url(person), {"csrf_token": token, "do": do}, status=status)
    return visitor.follow(answer) if status == 303 else answer


def facts(page: Page) -> dict[str, str]:
    names = [each.get_text(" ", strip=True) for each in page.all(".facts dt")]
    said = [" ".join(each.get_text(" ", strip=True).split()) for each in page.all(".facts dd")]
    return dict(zip(names, said, strict=True))


def test_the_whole_story_stands_on_one_page(
    campaign: Campaign, person: Signatory, organizer: Visitor
) -> None:
    written.brief(campaign)
    written.members()
    written.letter(campaign)

    page = organizer.get(url(person))

    told = facts(page)
    assert told["Credit name"] == "Low Tide"
    assert told["Legal name"].startswith("Ada Lovelace For their offices alone")
    assert told["The public sees"] == "Low Tide (credit name)"
    assert told["Makes"] == "Music , Writing" or told["Makes"] == "Music, Writing"
    assert told["Place"] == "Santa Fe, New Mexico, 87501, US"
    assert told["Said yes to"] == "The Union"
    assert told["Fingerprint"] == "1f1f1f1f1f"
    assert "By hand <b>" in told["Voice"]
    assert "Pat Example of HNM03" in page.text
    assert "waits for its writer" in page.text
    assert "Please confirm" in page.text
    assert "Ada" not in page.title
    assert "Tide" not in page.title


def test_a_legal_name_whose_key_is_gone_does_not_break_the_page(
    person: Signatory, organizer: Visitor
) -> None:
    person.sealed = b"\x01\x04gone" + person.sealed[6:]

    assert "cannot be opened" in facts(organizer.get(url(person)))["Legal name"]


def test_it_is_struck_out_and_put_back(person: Signatory, organizer: Visitor) -> None:
    page = act(organizer, person, "invalidate")
    assert "Struck out: it counts no more." in page.text
    assert "pending → invalidated" in page.text

    page = act(organizer, person, "validate")
    assert "Put back" in page.text
    assert page.all("button.danger")
    assert "cannot be done" in act(organizer, person, "validate", status=422).text
    assert "could not be read" in act(organizer, person, "dance", status=422).text


def test_the_confirmation_is_sent_again_until_it_is_enough(
    person: Signatory, organizer: Visitor
) -> None:
    for left in ("2 times", "once more", "as often as it may be"):
        assert left in act(organizer, person, "resend").text

    page = act(organizer, person, "resend", status=422)
    assert "sent again 3 times. No more are sent" in page.one("[role=alert]").get_text()


def test_what_they_make_is_corrected(
    campaign: Campaign, person: Signatory, organizer: Visitor
) -> None:
    form = organizer.get(url(person)).form("#making")
    assert (form["discipline"], form["also"]) == ("music", "writing")
    craft = campaign.disciplines[1].crafts[0]
    sent = {**form, "discipline": "writing", "also": ["illustration"], "craft": str(craft.id)}

    page = organizer.follow(organizer.post(url(person, "making/"), sent))

    assert "Corrected." in page.text
    assert facts(page)["Makes"].replace(" ,", ",") == "Writing ( Novelist ), Illustration".replace(
        "( Novelist )", "(Novelist)"
    )
    assert "music → writing" in page.text


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({"discipline": "dance"}, "no such discipline"),
        ({"also": ["dance"]}, "no such discipline"),
        ({"discipline": "ally"}, "An ally makes none of these"),
        ({"discipline": "illustration", "also": [], "craft": "1"}, "a craft of a discipline"),
        ({"craft": "' OR 1=1"}, "a craft of a discipline"),
    ],
)
def test_a_wrong_correction_is_told_and_stays_typed(
    person: Signatory, organizer: Visitor, over: dict[str, object], wrong: str
) -> None:
    form = organizer.get(url(person)).form("#making")

    page = organizer.post(url(person, "making/"), {**form, **over}, status=422)

    assert wrong in page.one("[role=alert]").get_text()
    db.session.refresh(person)
    assert person.discipline is not None
    assert person.discipline.slug == "music"
    assert organizer.get(url(person, "making/"), status=302).location == url(person)


def test_erasing_asks_for_the_number(person: Signatory, organizer: Visitor) -> None:
    page = organizer.get(url(person, "erase/"))
    assert "stays for up to a day" in page.text, "what is not erased is said before"
    form = page.form("#erase")
    number = person.id

    wrong = organizer.post(url(person, "erase/"), {**form, "number": "999"}, status=422)
    assert f"Type the number {number}" in wrong.one("[role=alert]").get_text()
    assert wrong.one("#number")["value"] == "999"

    said = organizer.follow(organizer.post(url(person, "erase/"), {**form, "number": str(number)}))
    assert f"no. {number}" in said.text
    assert db.session.get(Signatory, number) is None
    organizer.get(f"/organize/c/day/signatories/{number}/", status=404)
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.subject) == ("signatory.erase", f"signatory:{number}")


def test_erasing_needs_a_fresh_sign_in(app: Flask, person: Signatory) -> None:
    stale = organizers.visitor(app, "owner", fresh=False)
    token = organizers.csrf(stale.get(url(person)))

    answer = stale.post(url(person, "erase/"), {"csrf_token": token, "number": str(person.id)})

    assert "/organize/verify/" in str(answer.location)
    assert db.session.get(Signatory, person.id) is not None


def test_people_of_another_campaign_are_not_here(
    app: Flask, person: Signatory, organizer: Visitor
) -> None:
    other = factories.campaign(slug="other")
    there = factories.signatory(other)

    organizer.get(f"/organize/c/day/signatories/{there.id}/", status=404)
    organizer.get("/organize/c/day/signatories/99999999999999999999/", status=404)
    organizer.get("/organize/c/nowhere/signatories/1/", status=404)
