"""The two mails about a letter: one that anybody can set off, and one for its writer alone."""

from __future__ import annotations

import email
import os
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from app import clock as app_clock
from app.campaigns.models import Campaign
from app.congress.offices import Chamber
from app.extensions import db
from app.letters import ledger, queries, service, texts
from app.letters.models import DeliveryState, Letter
from app.letters.texts import Audience
from app.mail import messages
from app.mail.render import Post
from app.outbox.errors import MailMoot, MailUnsendable
from app.outbox.models import ClaimedMail
from app.pledges import service as pledges
from app.pledges.models import SignatoryState
from tests.support import factories, letters

GOLDEN = Path(__file__).parents[1] / "mail" / "golden"
KINDS = ("letter_confirm", "letter_copy")

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def campaign(app: Flask, clock: Any) -> Campaign:
    made = factories.campaign(slug="letters")
    letters.brief(made)
    letters.members()
    return made


def test_the_mail_that_asks_has_the_agreed_words(app: Flask, campaign: Campaign) -> None:
    _agreed(app, letters.letter(campaign), "letter_confirm", "pending")


def test_it_asks_a_signatory_for_the_letter_alone(app: Flask, campaign: Campaign) -> None:
    factories.signatory(campaign, confirmed=True, mail=False)

    _agreed(app, letters.letter(campaign), "letter_confirm", "confirmed")


def test_the_copy_has_the_agreed_words(app: Flask, campaign: Campaign) -> None:
    _agreed(app, _released(campaign), "letter_copy", "queued")


def test_the_copy_shows_each_different_text_once(app: Flask, campaign: Campaign) -> None:
    texts.save_paragraph(campaign, Audience(chamber=Chamber.SENATE), "Senators, listen.")
    written = _released(campaign, discipline="writing")

    body = str(_build(written, "letter_copy").body)

    assert body.count("They trained a machine on my records.") == 2
    assert body.count("Senators, listen.") == 1
    assert "To Representative Pat Example of HNM03:" in body
    assert "To Senator Pat Example of SNM01; Senator Pat Example of SNM02:" in body


def test_the_copy_says_where_each_delivery_is_as_it_leaves(app: Flask, campaign: Campaign) -> None:
    written = _released(campaign)
    first, second, _third = written.deliveries
    ledger.step(second, DeliveryState.DROPPED, reason=service.WRITTEN_BEFORE)
    first.rehearsed = False
    first.state, first.channel = DeliveryState.ACCEPTED, "house_cwc"
    db.session.commit()

    body = str(_build(written, "letter_copy").body)

    assert "The House’s own system: Accepted by the House’s system\n" in body
    assert "That does not mean that anybody has read it." in body
    assert "You had written to this office before" in body
    assert "The office’s form, by your hand: Is being made ready for you" in body


def test_the_mail_that_anybody_can_set_off_carries_no_word_of_theirs(
    app: Flask, campaign: Campaign
) -> None:
    names = ("first_name", "last_name", "street", "city", "subject", "personal", "body")
    typed = {name: f"SPAM {name} http://spam.example" for name in names}
    written = letters.letter(campaign, **typed, credit_name="SPAM")

    post = _build(written, "letter_confirm")

    assert "spam" not in post.as_string().lower()


@pytest.mark.parametrize("kind", KINDS)
def test_no_markup_and_no_header_comes_from_a_letter(
    app: Flask, campaign: Campaign, kind: str
) -> None:
    hostile = "<script>alert(1)</script>\r\nBcc: everybody@example.org\r\n{{ config }} %(x)s %s"
    make = letters.letter if kind == "letter_confirm" else _released
    written = make(campaign, subject=hostile, personal=hostile, street=hostile)

    post = _build(written, kind)

    html = BeautifulSoup(str(post.html), "html.parser")
    assert html.find(["script", "img", "link", "iframe"]) is None
    assert "url(" not in str(post.html)
    assert email.message_from_bytes(post.as_bytes())["Bcc"] is None
    assert post.send_to == {"ada@example.org"}


@pytest.mark.parametrize(
    "text",
    ["word " * 3999, "x" * 19_999, "\"'&<>" * 3000, "中文字" * 3000, "🎷" * 9000],
    ids=["words", "one word", "what HTML writes longer", "Chinese", "emoji"],
)
def test_no_line_of_a_copy_is_longer_than_a_mail_may_have(
    app: Flask, campaign: Campaign, text: str
) -> None:
    post = _build(_released(campaign, personal=text), "letter_copy")

    assert max(map(len, post.as_bytes().split(b"\r\n"))) <= 998
    assert "".join(text.split()) in "".join(str(post.body).split()), "and nothing is lost"


@pytest.mark.parametrize("kind", KINDS)
def test_the_link_leads_to_the_public_address(app: Flask, campaign: Campaign, kind: str) -> None:
    written = letters.letter(campaign) if kind == "letter_confirm" else _released(campaign)
    if kind == "letter_confirm":
        link = f"/confirm/{pledges.confirmation_token(written.signatory)}"
    else:
        link = f"/letters/{queries.opened(written)['token']}/"

    with app.test_request_context("/", headers={"Host": "evil.example"}):
        lines = _build(written, kind).as_bytes().decode().split("\r\n")

    whole = f"{app.config['PUBLIC_URL']}{link}"
    assert lines.count(whole) == 1, "in the plain text"
    assert any(f'href="{whole}"' in line for line in lines), "in the HTML"
    assert not any("evil.example" in line for line in lines)


def test_nobody_is_asked_for_what_is_done(app: Flask, campaign: Campaign) -> None:
    with pytest.raises(MailMoot):
        _build(_released(campaign), "letter_confirm")


def test_nobody_is_asked_for_what_they_declined(app: Flask, campaign: Campaign) -> None:
    written = letters.letter(campaign)
    service.decline(written)
    db.session.commit()

    for kind in KINDS:
        with pytest.raises(MailMoot):
            _build(written, kind)


def test_nobody_is_asked_for_what_has_lapsed(app: Flask, campaign: Campaign, clock: Any) -> None:
    written = letters.letter(campaign)
    clock.tick(days=61)

    with pytest.raises(MailMoot):
        _build(written, "letter_confirm")


@pytest.mark.parametrize("confirmed", [True, False])
def test_an_unconfirmed_letter_is_copied_to_nobody(
    app: Flask, campaign: Campaign, confirmed: bool
) -> None:
    factories.signatory(campaign, confirmed=confirmed, mail=False)

    with pytest.raises(MailMoot):
        _build(letters.letter(campaign), "letter_copy")


@pytest.mark.parametrize("state", [SignatoryState.WITHDRAWN, SignatoryState.INVALIDATED])
@pytest.mark.parametrize("kind", KINDS)
def test_who_left_is_left_alone(
    app: Flask, campaign: Campaign, kind: str, state: SignatoryState
) -> None:
    written = letters.letter(campaign) if kind == "letter_confirm" else _released(campaign)
    written.signatory.state = state

    with pytest.raises(MailMoot):
        _build(written, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_that_is_gone_or_another_s_is_nobody_s_mail(
    app: Flask, campaign: Campaign, kind: str
) -> None:
    written = letters.letter(campaign)
    other = factories.signatory(campaign, email="grace@example.org", mail=False)

    with pytest.raises(MailMoot):
        messages.build(_mail(kind, written.id + 1, written.signatory_id))
    with pytest.raises(MailMoot):
        messages.build(_mail(kind, written.id, other.id))
    with pytest.raises(MailUnsendable):
        messages.build(_mail(kind, None, written.signatory_id))


def _released(campaign: Campaign, **over: Any) -> Letter:
    known = factories.signatory(campaign, confirmed=True, mail=False)
    return letters.letter(campaign, known=known, **over)


def _agreed(app: Flask, written: Letter, kind: str, state: str) -> None:
    post = _build(written, kind)
    said = f"Subject: {post.subject}\n\n{post.body}\n=== HTML ===\n{post.html}"
    tokens = (pledges.confirmation_token(written.signatory), queries.opened(written)["token"])
    for token in tokens:
        said = said.replace(token, "TOKEN")
    said = said.replace(app.config["PUBLIC_URL"], "https://tutti.example")
    golden = GOLDEN / f"{kind}-{state}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")


def _build(written: Letter, kind: str) -> Post:
    return messages.build(_mail(kind, written.id, written.signatory_id))


def _mail(kind: str, letter_id: int | None, signatory_id: int | None) -> ClaimedMail:
    return ClaimedMail(
        id=1,
        kind=kind,
        recipient="ada@example.org",
        locale="en",
        campaign_id=None,
        signatory_id=signatory_id,
        context={} if letter_id is None else {"letter_id": letter_id},
        message_id="<0123456789abcdef@example.org>",
        attempts=0,
        due_at=app_clock.now(),
    )
