"""The mails' words, and the bytes they leave as."""

from __future__ import annotations

import email
import os
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app import clock
from app.extensions import db
from app.mail import messages
from app.mail.render import Post
from app.me import links, unsubscribing
from app.me.models import MeLink
from app.outbox.errors import MailMoot, MailUnsendable
from app.outbox.models import ClaimedMail
from app.pledges import service
from app.pledges.models import Signatory, SignatoryState, Visibility
from tests.support import factories

GOLDEN = Path(__file__).parent / "golden"
MESSAGE_ID = "<0123456789abcdef@example.org>"
# Those about a signature; the letters' own are in tests/letters/test_letter_mails.py.
KINDS = ("already_signed", "confirm", "confirm_reminder")

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HOSTILE = {
    "a header of their own": "Nova\r\nBcc: everybody@example.org\r\n\r\nHello",
    "emoji": "Nova 🎷🔥",
    "Arabic": "نوفا رييس",
    "markup": "<b>Nova</b> & <script>alert(1)</script>",
    "turned letters": "Nova \u202egnp.exe",
    "a formula": "=1+1",
    "template words": "{{ config }} %(title)s %s",
    "an apostrophe": "Siobhán O’Néill'son",
    "length": "N" * 120,
}


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("confirm", SignatoryState.PENDING),
        ("confirm_reminder", SignatoryState.PENDING),
        ("already_signed", SignatoryState.PENDING),
        ("already_signed", SignatoryState.CONFIRMED),
    ],
)
def test_the_words_are_the_agreed_ones(app: Flask, kind: str, state: SignatoryState) -> None:
    about = _person(also=("writing",))
    about.state = state

    post = _build(about, kind)

    token = service.confirmation_token(about)
    said = f"Subject: {post.subject}\n\n{post.body}\n=== HTML ===\n{post.html}"
    said = said.replace(unsubscribing.token(about), "UNSUBSCRIBE")
    said = said.replace(token, "TOKEN").replace(app.config["PUBLIC_URL"], "https://tutti.example")
    golden = GOLDEN / f"{kind}-{state}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def test_the_link_to_ones_own_page_has_the_agreed_words(app: Flask, clock: Any) -> None:
    about = _person()
    links.answer(about.email_canonical, about.campaign_id, locale="en")
    link = db.session.query(MeLink).one()

    post = _build(about, "me_link", context={"link_id": link.id})

    said = f"Subject: {post.subject}\n\n{post.body}\n=== HTML ===\n{post.html}"
    said = said.replace(links.address(link), "https://tutti.example/me/TOKEN/")
    said = said.replace(app.config["PUBLIC_URL"], "https://tutti.example")
    golden = GOLDEN / "me_link.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_link_stands_unbroken_on_a_line_of_its_own_in_the_file(app: Flask, kind: str) -> None:
    about = _person(credit_name="Siobhán Ó Néill 🎷")
    link = f"{app.config['PUBLIC_URL']}/confirm/{service.confirmation_token(about)}"

    lines = _build(about, kind).as_bytes().decode().split("\r\n")

    assert lines.count(link) == 1, "in the plain text"
    assert any(f'href="{link}"' in line for line in lines), "in the HTML"
    assert max(len(line.encode()) for line in lines) <= 998, "RFC 5322's longest line"


def test_the_link_leads_to_the_public_address_whoever_asks(app: Flask) -> None:
    about = _person()
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        post = _build(about, "confirm")

    assert "evil.example" not in post.as_string()
    assert app.config["PUBLIC_URL"] in str(post.body)


def test_the_mail_says_whose_it_is_and_that_a_machine_sent_it(app: Flask, clock: Any) -> None:
    mail = _parsed(_build(_person(), "confirm"))

    assert str(mail["Message-ID"]) == MESSAGE_ID
    assert mail["From"].addresses[0].display_name == "AI Day of Action"
    assert mail["From"].addresses[0].addr_spec == "no-reply@localhost.localdomain"
    assert str(mail["To"]) == "ada@example.org"
    assert mail["Date"].datetime == clock.now()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"


def test_the_plain_text_comes_first_and_nothing_is_quoted_printable(app: Flask) -> None:
    mail = _parsed(_build(_person(), "confirm"))

    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    encodings = {part["Content-Transfer-Encoding"] for part in mail.iter_parts()}
    assert encodings <= {"7bit", "8bit"}


@pytest.mark.parametrize(
    "title",
    [
        "Día de Acción por las Artes Humanas: ningún derecho para las máquinas, jamás",
        'Art, "Music" & <More>; for (us)',
        "يوم العمل من أجل الفنون الإنسانية في كل مكان وفي كل زمان",
        "🎷" * 60,
        "Day\r\nBcc: everybody@example.org",
        "A very plain title that is a good deal longer than a line of a header may be at all, no?",
    ],
)
def test_any_title_survives_as_the_sender_s_name(app: Flask, title: str) -> None:
    about = _person(campaign=factories.campaign(title=title))

    mail = _parsed(_build(about, "confirm"))

    assert mail["From"].addresses[0].addr_spec == "no-reply@localhost.localdomain"
    # Not `display_name`: Python 3.11 shows a blank between two encoded words (RFC 2047 6.2).
    raw = email.message_from_bytes(_build(about, "confirm").as_bytes())["From"]
    name = str(make_header(decode_header(raw.rpartition("<")[0]))).strip()
    shown = " ".join(title.split())
    assert name in (shown, f"{shown[:69].rstrip()}…")
    assert mail["Bcc"] is None
    assert str(mail["Message-ID"]) == MESSAGE_ID


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("kind", ["confirm", "confirm_reminder"])
def test_any_name_stays_a_name(app: Flask, name: str, kind: str) -> None:
    about = _person(credit_name=name)

    mail = _parsed(_build(about, kind))

    assert mail["Bcc"] is None
    assert mail.get_all("To") == ["ada@example.org"]
    html = BeautifulSoup(_body(mail, "html"), "html.parser")
    assert html.find(["script", "b"]) is None
    assert "\u202e" not in mail.as_string()
    shown = messages.one_line(name, 60)
    if "everybody@" not in name:
        assert shown in _body(mail, "plain")
        assert shown in " ".join(html.get_text().split())


@pytest.mark.parametrize(
    "name", ["Buy at http://spam.example/now", "www.spam.example", "spam.com", "me@spam.example"]
)
def test_no_name_carries_a_stranger_s_link_to_somebody_s_mailbox(app: Flask, name: str) -> None:
    post = _build(_person(credit_name=name), "confirm")

    assert "spam" not in post.as_string()
    assert "your credit name" in str(post.body)


@pytest.mark.parametrize("name", ["will.i.am", "AC/DC", "Mr. Scruff", "St. Vincent"])
def test_artists_names_are_not_taken_for_links(app: Flask, name: str) -> None:
    assert name in str(_build(_person(credit_name=name), "confirm").body)


@pytest.mark.parametrize(
    ("visibility", "said"),
    [
        (Visibility.CREDIT, "The name that may be shown: Nova Reyes"),
        (Visibility.INITIALS, "Only your initials may be shown."),
        (Visibility.HIDDEN, "Your name will not be shown."),
    ],
)
def test_the_mail_says_what_will_be_shown(app: Flask, visibility: Visibility, said: str) -> None:
    about = _person(visibility=visibility)
    body = str(_build(about, "confirm").body)

    assert said in body
    assert ("Nova Reyes" in body) is (visibility == Visibility.CREDIT)


def test_without_a_credit_name_only_initials_are_shown(app: Flask) -> None:
    assert "Only your initials may be shown." in str(
        _build(_person(credit_name=""), "confirm").body
    )


def test_where_no_confirmation_is_required_nobody_is_told_to_do_nothing(app: Flask) -> None:
    open_house = factories.campaign(confirmation_required=False)

    post = _build(_person(campaign=open_house), "confirm")

    for text in (str(post.body), str(post.html)):
        assert "You are counted already." in text
        assert "say no: the signature is then taken off" in text
        assert "never counted" not in text
        assert "remind" not in text


def test_a_signatory_who_is_gone_gets_no_mail(app: Flask) -> None:
    about = _person()
    number = about.id
    db.session.delete(about)
    db.session.commit()

    with pytest.raises(MailMoot):
        messages.build(_mail(signatory_id=number))


def test_every_discipline_is_named_once(app: Flask) -> None:
    body = str(_build(_person(also=("writing", "illustration")), "confirm").body)

    assert "You will be counted in: Music, Writing, and Illustration." in body


def test_an_ally_is_called_an_ally(app: Flask) -> None:
    body = str(_build(_person(discipline=None), "confirm").body)

    assert "You will be counted as an ally, beside the artists." in body


def test_nothing_in_a_mail_is_fetched_from_anywhere(app: Flask) -> None:
    for kind in KINDS:
        html = BeautifulSoup(str(_build(_person(), kind).html), "html.parser")
        assert html.find(["img", "link", "script", "iframe"]) is None
        assert "url(" not in str(html)


@pytest.mark.parametrize("state", [SignatoryState.WITHDRAWN, SignatoryState.INVALIDATED])
@pytest.mark.parametrize("kind", KINDS)
def test_who_left_is_left_alone(app: Flask, kind: str, state: SignatoryState) -> None:
    about = _person()
    about.state = state

    with pytest.raises(MailMoot):
        _build(about, kind)


def test_a_domain_beyond_ascii_is_written_as_mail_servers_know_it(app: Flask) -> None:
    post = _build(_person(), "confirm", to="ada@bücher.example")

    assert post.envelope_to == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize("to", ["ädä@example.org", "example.org", "@example.org", ""])
def test_an_address_no_server_takes_is_not_mangled_into_another(app: Flask, to: str) -> None:
    about = _person()

    with pytest.raises(MailUnsendable):
        _build(about, "confirm", to=to)


def _person(**over: Any) -> Signatory:
    campaign = over.pop("campaign", None) or factories.campaign(slug=os.urandom(4).hex())
    return factories.signatory(campaign, **{"credit_name": "Nova Reyes", "mail": False, **over})


def _build(
    about: Signatory,
    kind: str,
    *,
    to: str = "ada@example.org",
    context: dict[str, Any] | None = None,
) -> Post:
    mail = _mail(kind=kind, recipient=to, signatory_id=about.id, context=context or {})
    return messages.build(mail)


def _mail(**over: Any) -> ClaimedMail:
    values: dict[str, Any] = {
        "id": 1,
        "kind": "confirm",
        "recipient": "ada@example.org",
        "locale": "en",
        "campaign_id": None,
        "signatory_id": None,
        "context": {},
        "message_id": MESSAGE_ID,
        "attempts": 0,
        "due_at": clock.now(),
    }
    return ClaimedMail(**{**values, **over})


def _parsed(post: Post) -> EmailMessage:
    return email.message_from_bytes(post.as_bytes(), policy=policy.default)


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())
