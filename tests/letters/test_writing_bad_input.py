"""What bad input gets on the letter page: plain words at its field, and nothing lost or sent."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.places.models import ZipPlace
from tests.letters.writing import OWN, begin, districts, kept, press, read_page, told, words_page
from tests.pledges.test_bad_input import MACHINE_WORDS
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page
from tests.support.rows import counts

# A refusal is the form's own work: only what reaches the database differs between the two.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ADDRESS: list[tuple[str, dict[str, str], str, str]] = [
    ("no prefix", {"prefix": ""}, "prefix", "how you are addressed"),
    ("a prefix nobody knows", {"prefix": "Mx."}, "prefix", "how you are addressed"),
    ("no first name", {"first_name": " "}, "first_name", "first name"),
    ("long name", {"last_name": "a" * 101}, "last_name", "101 characters; 100"),
    ("NUL in a name", {"first_name": "A\x00da"}, "first_name", "cannot be read"),
    ("no e-mail", {"email": ""}, "email", "e-mail"),
    ("header in e-mail", {"email": "a@example.org\r\nBcc: b@example.org"}, "email", "not look"),
    ("no discipline", {"discipline": ""}, "discipline", "what you make"),
    ("unknown discipline", {"discipline": "juggling"}, "discipline", "does not know"),
    ("craft of nobody", {"craft": "juggler"}, "craft", "craft of your discipline"),
    ("long credit name", {"credit_name": "a" * 101}, "credit_name", "100 fit"),
    ("no street", {"street": ""}, "street", "street and number"),
    ("a street of two characters", {"street": "12"}, "street", "too little"),
    ("an apartment alone", {"street": "#4"}, "street", "too little"),
    ("a long apartment alone", {"street": "#40417"}, "street", "too little"),
    ("an apartment in words", {"street": "Apt. 4B"}, "street", "street and house number"),
    ("a long street", {"street": "1 " + "a" * 200}, "street", "120 fit"),
    ("an escape in a street", {"street": "1 Canyon\x1b[31m"}, "street", "cannot be read"),
    ("a two-letter city", {"city": "LA"}, "city", "Los Angeles, not LA"),
    ("a city without letters", {"city": "12345"}, "city", "has letters"),
    ("no ZIP", {"zip": ""}, "zip", "Give your ZIP"),
    ("a short ZIP", {"zip": "8750"}, "zip", "five digits"),
    ("a ZIP in other digits", {"zip": "٨٧٥٠١"}, "zip", "five digits"),
    ("a ZIP of nowhere", {"zip": "00000"}, "zip", "no ZIP code 00000"),
    ("a military ZIP", {"zip": "09001"}, "zip", "military address"),
    ("a ZIP of another country", {"zip": "96941"}, "zip", "country of its own"),
    ("an unknown state", {"state": "XX"}, "state", "Choose your state"),
    ("a military state", {"state": "AE"}, "state", "military address"),
    ("another state's ZIP", {"state": "CA"}, "state", "New Mexico, not in California"),
    ("letters for a number", {"phone": "call me"}, "phone", "ten digits"),
    ("a number of nine digits", {"phone": "505-555-014"}, "phone", "ten digits"),
    ("a district of another state", {"district": "CA-12"}, "district", "not lie in that district"),
    ("a district that is none", {"district": "NM-99"}, "district", "not lie in that district"),
]
WORDS: list[tuple[str, dict[str, str], str, str]] = [
    ("no subject", {"subject": " "}, "subject", "subject of a few words"),
    ("a short subject", {"subject": "Hello"}, "subject", "subject of a few words"),
    ("a long subject", {"subject": "a" * 201}, "subject", "201 characters; 200"),
    ("two lines of NUL", {"subject": "Keep \x00 human"}, "subject", "cannot be read"),
    ("a word", {"personal": "Help!"}, "personal", "very short"),
    ("20,001 characters", {"personal": "a" * 20_001}, "personal", "20001 characters; 10000"),
    ("20,001 changed ones", {"body": "a" * 20_001}, "body", "20001 characters; 10000"),
    ("a bell", {"personal": "They \x07 trained"}, "personal", "cannot be read"),
    ("an escape in changed words", {"body": "Please \x1b[2J do"}, "body", "cannot be read"),
    ("lost letters", {"personal": "M\ufffdsica, hecha"}, "personal", "cannot be read"),
    (
        "two that do not fit together",
        {"personal": "a" * 6_000, "body": "b" * 6_000},
        "personal",
        "12002 characters together; 10000",
    ),
]


@pytest.fixture
def campaign(campaign: Campaign) -> Campaign:
    districts()
    return campaign


def _assert_told(page: Page, field: str, words: str) -> None:
    """One mistake, at its field and in the summary, in words for people."""
    [(where, said)] = told(page).items()
    assert words in said
    assert not any(word in said.lower().split() for word in MACHINE_WORDS), said
    assert said.endswith((".", "?"))
    target = page.one(f'[id="{where[1:]}"]')
    assert target["name"] == field
    assert words in page.one(f"#{field}-mistake").get_text()
    by = target.get("aria-describedby") or target.find_parent("fieldset")["aria-describedby"]
    assert f"{field}-mistake" in by.split()
    assert "problem" in page.title


@pytest.mark.parametrize(
    ("typed", "field", "words"), [case[1:] for case in ADDRESS], ids=[case[0] for case in ADDRESS]
)
def test_each_mistake_of_the_address_is_told_at_its_field(
    client: Visitor,
    campaign: Campaign,
    clock: Hands,
    typed: dict[str, str],
    field: str,
    words: str,
) -> None:
    _assert_told(press(client, begin(client, clock, **typed), "write", status=422), field, words)


@pytest.mark.parametrize(
    ("typed", "field", "words"), [case[1:] for case in WORDS], ids=[case[0] for case in WORDS]
)
def test_each_mistake_of_the_words_is_told_at_its_field(
    client: Visitor,
    campaign: Campaign,
    clock: Hands,
    typed: dict[str, str],
    field: str,
    words: str,
) -> None:
    form = words_page(client, clock).form("form#letter")

    _assert_told(press(client, {**form, **typed}, "read", status=422), field, words)


@pytest.mark.parametrize("step", ["read", "send", None])
def test_no_step_lets_a_bad_address_pass_and_none_loses_a_word(
    client: Visitor, campaign: Campaign, clock: Hands, step: str | None
) -> None:
    fields = begin(client, clock, street="#4", phone="505 555 0142", city="Santa Fé")
    typed = {"subject": "Keep {city} human", "personal": f"{OWN}\n<b>Loud</b> {{first_name}}"}
    page = press(client, {**fields, **typed}, step, status=422)

    form = page.form("form#letter")
    assert {name: form[name] for name in typed} == typed
    assert (form["street"], form["city"]) == ("#4", "Santa Fé")
    assert not page.all("main b")
    assert kept() == 0


def test_nothing_is_kept_or_posted_before_the_letter_is_sent(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    before = counts(db.session.connection())
    read_page(client, clock)
    press(client, begin(client, clock, street=""), None, status=422)

    assert counts(db.session.connection()) == before


def test_everything_at_once_is_told_at_once(client: Visitor, campaign: Campaign) -> None:
    page = client.post("/c/day/letter/", {}, status=422)

    assert set(told(page)) == {
        f"#{name}"
        for name in ("prefix", "first_name", "last_name", "email", "discipline", "street", "zip")
    }
    assert len(page.all(".mistakes li")) == 8, "seven fields, and a form that is not ours"


def test_a_form_of_another_campaign_or_of_yesterday_is_sent_once_more(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    fields = begin(client, clock)
    foreign = client.get("/c/day/").form("#sign")["token"]
    page = press(client, {**fields, "token": foreign}, "write", status=422)
    assert "could not tell where this form came from" in page.text
    clock.tick(hours=25)
    page = press(client, fields, "write", status=422)
    assert "open for a long time" in page.text
    clock.tick(seconds=3)

    assert press(client, page.form("form#letter"), "write").heading.startswith("Say it")


def test_a_machine_is_asked_again(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    page = press(client, begin(client, clock, website="https://spam.example"), None, status=422)

    assert "people do not see" in page.text
    assert kept() == 0


def test_no_other_site_can_send_a_letter(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    form = read_page(client, clock).form("form#letter")
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    page = client.post("/c/day/letter/", {**form, "step": "send"}, status=422, headers=foreign)

    assert "came from another site" in page.text
    assert kept() == 0


@pytest.mark.parametrize("step", ["", "publish", "written", "seen\x00"])
def test_a_step_that_is_none_begins_anew(
    client: Visitor, campaign: Campaign, clock: Hands, step: str
) -> None:
    page = client.post("/c/day/letter/", {**begin(client, clock), "step": step}, status=(200, 422))

    assert page.heading == "Write to your own offices"
    assert kept() == 0


def test_what_was_typed_is_shown_as_text_whatever_it_says(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    attack = '"><script>alert(1)</script></textarea><img src=x onerror=alert(1)>'
    fields = begin(client, clock, street=f"1 {attack}", credit_name=attack)
    for step in ("write", "read"):
        page = press(client, {**fields, "personal": attack, "subject": attack}, step)
        assert "<script>alert" not in page.html
        assert not page.all("img[onerror]")


def test_a_district_line_of_a_mark_that_is_not_ours_counts_for_nothing(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    fields = begin(client, clock, located="HCA12.0123456789abcdef")

    assert "New Mexico" in press(client, fields, "write").text


def test_a_campaign_that_asks_for_no_letters_has_no_such_page(
    client: Visitor, app: Flask, clock: Hands
) -> None:
    factories.campaign(slug="quiet")

    client.get("/c/quiet/letter/", status=404)
    client.post("/c/quiet/letter/", {}, status=404)
    client.get("/c/unknown/letter/", status=404)


def test_zip_codes_of_military_mail_and_of_free_states_are_known_here(campaign: Campaign) -> None:
    """Else two cases above would test nothing."""
    assert [db.session.get(ZipPlace, each).state for each in ("09001", "96941")] == ["AE", "FM"]
