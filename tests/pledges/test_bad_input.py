"""What bad input gets: a 422, the form as typed, and plain words that lead to the field."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.pledges import checks
from tests.pledges.signing import WORDS, mails, sign, signatories
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

# A refusal is the form's own work: only what reaches the database differs between the two.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# Words of machines, which no person should have to read.
MACHINE_WORDS = ("invalid", "error", "exception", "none", "validation", "null", "not a valid")

REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("no discipline", {"discipline": ""}, "discipline", "Choose what you make"),
    ("unknown discipline", {"discipline": "juggling"}, "discipline", "does not know"),
    ("discipline is a name", {"discipline": "Writing"}, "discipline", "does not know"),
    ("no first name", {"first_name": ""}, "first_name", "Give your first name"),
    ("blank last name", {"last_name": " \t "}, "last_name", "Give your last name"),
    ("emoji alone", {"first_name": "🎸🎷"}, "first_name", "letters"),
    ("formula", {"first_name": "=1+1"}, "first_name", "letters"),
    ("formula with letters", {"first_name": "=SUM(A1)"}, "first_name", "cannot begin with ="),
    ("formula with a plus", {"last_name": "+A1"}, "last_name", "cannot begin with +"),
    ("formula with an at", {"last_name": "@SUM(A1)"}, "last_name", "cannot begin with @"),
    ("NUL", {"first_name": "A\x00da"}, "first_name", "cannot be read"),
    ("escape", {"last_name": "L\x1b[31m"}, "last_name", "cannot be read"),
    ("mojibake", {"last_name": "Jos\ufffd"}, "last_name", "cannot be read"),
    ("10,000 characters", {"first_name": "a" * 10_000}, "first_name", "10000 characters; 100"),
    ("101 characters", {"last_name": "é" * 101}, "last_name", "101 characters; 100"),
    ("long credit name", {"credit_name": "a" * 10_000}, "credit_name", "100 fit"),
    ("NUL in credit name", {"credit_name": "!!!\x00"}, "credit_name", "cannot be read"),
    ("no e-mail", {"email": ""}, "email", "Give your e-mail"),
    ("no at", {"email": "ada.example.org"}, "email", "@"),
    ("no domain", {"email": "ada@localhost"}, "email", "after the @"),
    ("two addresses", {"email": "a@example.org, b@example.org"}, "email", "does not look like"),
    ("header in e-mail", {"email": "a@example.org\r\nBcc: b@example.org"}, "email", "not look"),
    ("NUL in e-mail", {"email": "a\x00@example.org"}, "email", "does not look like"),
    ("letters no mail takes", {"email": "adà@example.org"}, "email", "another address"),
    ("long e-mail", {"email": "a" * 10_000 + "@example.org"}, "email", "too long"),
    ("no ZIP", {"zip": ""}, "zip", "Give your ZIP"),
    ("ZIP that is none", {"zip": "00000"}, "zip", "no ZIP code 00000"),
    ("ZIP too short", {"zip": "8750"}, "zip", "five digits"),
    ("ZIP with letters", {"zip": "K1A 0B1"}, "zip", "country"),
    ("ZIP of 10,000", {"zip": "8" * 10_000}, "zip", "five digits"),
    ("NUL in ZIP", {"zip": "8750\x001"}, "zip", "cannot be read"),
    ("ZIP in other digits", {"zip": "٨٧٥٠١"}, "zip", "five digits"),
    ("postcode too long", {"zip": "1" * 13, "country": "DE"}, "zip", "12 fit"),
    ("unknown country", {"country": "XX"}, "country", "country you live in"),
    ("country is a name", {"country": "Germany"}, "country", "country you live in"),
    ("no country", {"country": ""}, "country", "country you live in"),
    ("unknown also", {"also": ["music", "juggling"]}, "also", "does not know one"),
    ("ally who also makes", {"discipline": "ally", "also": "music"}, "also", "as an ally"),
    ("craft of another", {"craft": "session-player"}, "craft", "discipline that you named"),
    ("craft of an ally", {"discipline": "ally", "craft": "novelist"}, "craft", "you named"),
    ("unknown craft", {"craft": "juggler"}, "craft", "discipline that you named"),
    ("voice of 601", {"voice": "a" * 601}, "voice", "601 characters; 600 fit"),
    ("voice of 10,000", {"voice": "a" * 10_000}, "voice", "600 fit"),
    ("NUL in a voice", {"voice": "words\x00"}, "voice", "cannot be read"),
    ("hidden voice", {"voice": "Hear me.", "visibility": "hidden"}, "visibility", "your own words"),
    ("unknown visibility", {"visibility": "everything"}, "visibility", "Choose what"),
    ("no visibility", {"visibility": ""}, "visibility", "Choose what"),
    ("unknown partner", {"partner_optin": "nsa"}, "partner_optin", "does not stand behind"),
]


def refused(client: Visitor, clock: Hands, **over: Any) -> Page:
    """Send it and be refused; nothing was kept and nothing posted."""
    page = sign(client, clock, status=422, **over)
    assert signatories() == []
    assert mails() == []
    return page


def _told(page: Page) -> dict[str, str]:
    """The summary: what each link leads to, and its words."""
    return {str(a["href"]): a.get_text() for a in page.all(".mistakes a")}


@pytest.mark.parametrize(
    ("typed", "field", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_each_mistake_is_told_in_plain_words_at_its_field(
    client: Visitor,
    campaign: Campaign,
    clock: Hands,
    typed: dict[str, Any],
    field: str,
    words: str,
) -> None:
    page = refused(client, clock, **typed)

    told = {where: said for where, said in _told(page).items() if words in said}
    assert len(told) == 1, page.one(".mistakes").get_text(" ")
    where, said = told.popitem()
    target = page.one(f'[id="{where[1:]}"]')
    assert target["name"] == field
    assert not any(word in said.lower().split() for word in MACHINE_WORDS), said
    assert said.endswith((".", "?"))
    message = page.one(f"#{field}-mistake")
    assert words in message.get_text()
    by = target.get("aria-describedby") or target.find_parent("fieldset")["aria-describedby"]
    assert f"{field}-mistake" in by.split()
    assert "problem" in page.title


@pytest.mark.parametrize("typed", [case[1] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_only_what_is_wrong_is_told(
    client: Visitor, campaign: Campaign, clock: Hands, typed: dict[str, Any]
) -> None:
    assert len(refused(client, clock, **typed).all(".mistakes li")) == 1


def test_the_form_comes_back_as_it_was_typed(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    typed = {
        "first_name": "Siobhán",
        "last_name": "O'Neill & Søn",
        "email": "not an address",
        "zip": "00000",
        "discipline": "illustration",
        "credit_name": 'The "Low" <Tide>',
        "craft": "novelist",
        "also": ["music", "writing"],
        "voice": "First line.\nSecond <b>line</b>.",
        "visibility": "initials",
        "country": "US",
        "partner_optin": ["guild"],
        "updates": "y",
        "source": "union",
    }
    page = refused(client, clock, **typed)

    form = page.form("#sign")
    kept = {name: form.get(name) for name in typed}
    assert kept == {**typed, "partner_optin": "guild"}
    assert page.one("#sign details.more").has_attr("open")


@pytest.mark.parametrize(
    "ticked",
    [
        {"also": "music"},
        {"partner_optin": "union"},
        {"updates": "y"},
        {"visibility": "hidden"},
        {"country": "DE"},
        {"credit_name": "X"},
        {"voice": "X"},
        {"craft": "novelist"},
    ],
    ids=lambda ticked: next(iter(ticked)),
)
def test_the_folded_part_comes_back_open_where_something_is_in_it(
    client: Visitor, campaign: Campaign, clock: Hands, ticked: dict[str, str]
) -> None:
    page = refused(client, clock, email="", **ticked)

    assert page.one("#sign details.more").has_attr("open")
    form = page.form("#sign")
    assert {name: form[name] for name in ticked} == ticked


def test_the_folded_part_stays_folded_where_nothing_is_in_it(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    assert not refused(client, clock, email="").one("#sign details.more").has_attr("open")


def test_what_was_typed_is_shown_as_text_whatever_it_says(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    attack = '"><script>alert(1)</script><textarea></textarea><img src=x onerror=alert(1)>'
    names = (
        "first_name",
        "last_name",
        "email",
        "zip",
        "discipline",
        "credit_name",
        "craft",
        "also",
        "voice",
        "visibility",
        "country",
        "partner_optin",
        "updates",
        "source",
        "token",
    )
    page = refused(client, clock, **dict.fromkeys(names, attack))

    assert "<script>alert" not in page.html
    assert not page.all("img[onerror]")
    assert page.form("#sign")["voice"] == attack


def test_an_empty_form_is_told_everything_that_is_missing(
    app: Flask, client: Visitor, campaign: Campaign
) -> None:
    page = client.post("/c/day/sign", {}, status=422)

    assert set(_told(page)) == {"#first_name", "#last_name", "#email", "#zip", "#discipline"}
    assert len(page.all(".mistakes li")) == 6, "five fields, and a form that is not ours"


def test_letters_lost_on_the_way_are_told_and_not_kept(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    token = str(client.get("/c/day/").form("#sign")["token"])
    clock.tick(seconds=3)
    fields = {**WORDS, "last_name": "Garc\xeda", "token": token}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    body = ("".join(parts) + "--x--\r\n").encode("latin-1")
    page = client.open(
        "POST",
        "/c/day/sign",
        status=422,
        data=body,
        content_type="multipart/form-data; boundary=x",
        headers={"Origin": client.public_url},
    )

    assert set(_told(page)) == {"#last_name"}
    assert signatories() == []


@pytest.mark.parametrize(
    "words", ["🫨 new emoji", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 England", "👩🏽‍🎤", "a\u202eb", "\ufeffBOM", "ﷺ", "𝕱𝖆𝖓𝖈𝖞"]
)
def test_whatever_can_be_read_may_be_a_credit_name_and_a_voice(
    client: Visitor, campaign: Campaign, clock: Hands, words: str
) -> None:
    sign(client, clock, credit_name=words, voice=words)

    kept = signatories()[0]
    assert kept.credit_name == kept.voice
    assert not checks.HIDDEN_MARKS.search(kept.voice)
    assert kept.voice


@pytest.mark.parametrize(
    "name", ["!!!", "=1+1", "<b>Bold</b>", "Robert'); DROP TABLE signatory;--"]
)
def test_artists_may_be_known_by_anything(
    client: Visitor, campaign: Campaign, clock: Hands, name: str
) -> None:
    sign(client, clock, credit_name=name)

    assert signatories()[0].credit_name == name


def test_html_in_a_voice_is_only_text(client: Visitor, campaign: Campaign, clock: Hands) -> None:
    words = '<script>alert("x")</script><b>Loud</b> & "quoted"'
    factories.voice(campaign, credit_name="<i>Tide</i>", voice=words)

    for path in ("/c/day/", "/c/day/writing/", "/c/day/voices/"):
        voice = client.get(path).one("figure.voice")
        assert words in voice.get_text()
        assert "<i>Tide</i>" in voice.get_text()
        assert not voice.select("script, b b, i")
