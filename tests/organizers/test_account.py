"""One's own account: name, address, password, codes, sessions."""

from __future__ import annotations

import pyotp
import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.organizers import people
from app.organizers.models import Organizer
from app.outbox.models import OutboxMail
from tests.support import commands, organizers
from tests.support.client import Visitor
from tests.support.mailbox import Mailbox

PASSWORD = "four words make one"
OTHER = "five words make one too"
SIGN_IN = "/organize/sign-in/"
PASSWORD_PAGE = "/organize/account/password/"


def test_name_and_language(app_sqlite: Flask) -> None:
    someone = organizers.organizer("viewer")
    visitor = organizers.visitor(app_sqlite, someone)

    page = visitor.get("/organize/account/")
    organizers.send(visitor, "/organize/account/", page, name="  Nell  ", locale="es")

    assert (someone.name, someone.locale) == ("Nell", "es")
    assert visitor.get("/organize/account/").one("html")["lang"] == "es"
    page = organizers.send(visitor, "/organize/account/", page, status=422, name="", locale="es")
    assert page.all(".mistakes")


def test_a_new_password_ends_the_other_sign_ins(app_sqlite: Flask, mailbox: Mailbox) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD)
    here, elsewhere = (organizers.visitor(app_sqlite, someone) for _ in range(2))
    typed = {"password": PASSWORD, "new_password": OTHER, "new_password_confirm": OTHER}

    wrong = organizers.send(
        here, PASSWORD_PAGE, here.get(PASSWORD_PAGE), status=422, **{**typed, "password": "not it"}
    )
    assert "This is not your password." in wrong.text
    organizers.send(here, PASSWORD_PAGE, here.get(PASSWORD_PAGE), **typed)

    assert "Your password is changed." in here.get("/organize/account/").text
    elsewhere.get("/organize/account/", status=303)
    commands.run(app_sqlite, "outbox", "drain")
    (mail,) = mailbox.to(someone.email)
    assert mail.subject == "Your password for Tutti was changed"


def test_a_new_address_ends_the_other_sign_ins_and_tells_the_old_one(app_sqlite: Flask) -> None:
    someone = organizers.organizer("viewer")
    old = someone.email
    taken = organizers.organizer("viewer").email
    here, elsewhere = (organizers.visitor(app_sqlite, someone) for _ in range(2))
    at = "/organize/account/email/"

    page = organizers.send(here, at, here.get(at), status=422, email=taken)
    assert "Another account has this address." in page.text
    organizers.send(here, at, page, email="New@example.org")

    assert someone.email == "new@example.org"
    assert people.find_by_email("new@example.org") is someone
    here.get("/organize/account/")
    elsewhere.get("/organize/account/", status=303)
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    assert (mail.kind, mail.recipient) == ("email_changed", old)


def test_a_sign_in_elsewhere_can_be_ended(app_sqlite: Flask) -> None:
    someone = organizers.organizer("viewer")
    here, one, other = (organizers.visitor(app_sqlite, someone) for _ in range(3))
    at = "/organize/account/sessions/"
    page = here.get("/organize/account/")
    number = str(page.all("input[name=session]")[-1]["value"])

    organizers.send(here, at, page, session=number)
    one.get("/organize/account/", status=303)
    other.get("/organize/account/")
    organizers.send(here, at, page)
    other.get("/organize/account/", status=303)
    here.get("/organize/account/")


def test_nobody_ends_the_sign_in_of_another(app_sqlite: Flask) -> None:
    theirs = organizers.visitor(app_sqlite, "owner")
    owner = organizers.visitor(app_sqlite, "owner")
    number = theirs.get("/organize/account/")
    assert number
    me = organizers.visitor(app_sqlite, "viewer")

    page = me.get("/organize/account/")
    for each in ("1", "2", "999", "x", "-1", "²", str(2**70), "9" * 5000):
        organizers.send(me, "/organize/account/sessions/", page, status=404, session=each)
    owner.get("/organize/account/")
    theirs.get("/organize/account/")


def test_a_forgotten_password_by_mail(app_sqlite: Flask, mailbox: Mailbox) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD)
    elsewhere = organizers.visitor(app_sqlite, someone)
    visitor = Visitor(app_sqlite, private=True)
    said = []
    for email in (someone.email, "nobody@example.org"):
        page = visitor.get("/organize/reset/")
        organizers.send(visitor, "/organize/reset/", page, email=email)
        said.append(visitor.get(SIGN_IN).one(".said").get_text(strip=True))
    assert said[0] == said[1]
    assert "If there is an account" in said[0]

    commands.run(app_sqlite, "outbox", "drain")
    (mail,) = mailbox.to(someone.email)
    assert len(mailbox.mails) == 1
    link = mail.link("/reset/").removeprefix(str(app_sqlite.config["PUBLIC_URL"]))
    page = visitor.get(link)
    short = organizers.send(visitor, link, page, status=422, password="a", password_confirm="a")
    assert "at least 12 characters" in short.text
    organizers.send(visitor, link, page, password=OTHER, password_confirm=OTHER)
    elsewhere.get("/organize/account/", status=303)
    page = visitor.get(SIGN_IN)
    organizers.send(visitor, SIGN_IN, page, email=someone.email, password=OTHER)

    # The link was good once.
    stranger = Visitor(app_sqlite, private=True)
    stranger.get(link, status=302)


def test_reset_mails_are_not_sent_without_end(app_sqlite: Flask) -> None:
    someone = organizers.organizer("owner")
    visitor = Visitor(app_sqlite, private=True)
    for status in [303] * 5 + [422]:
        page = visitor.get("/organize/reset/")
        answer = organizers.send(
            visitor, "/organize/reset/", page, status=status, email=someone.email
        )
    assert "too many tries" in answer.text
    assert len(db.session.scalars(sa.select(OutboxMail)).all()) == 5


def test_codes_from_an_app(app_sqlite: Flask) -> None:
    """Set up, then asked for; each is good once, and five wrong ones are enough."""
    someone = organizers.with_password(app_sqlite, PASSWORD)
    visitor = organizers.visitor(app_sqlite, someone)
    code = _set_up(visitor)
    assert someone.tf_primary_method == "authenticator"
    assert code.secret not in str(someone.tf_totp_secret)
    mine = visitor.get("/organize/account/")
    assert someone.email in mine.text
    assert "on" in [each.get_text() for each in mine.all(".mark.good")]

    stranger = Visitor(app_sqlite, private=True)
    at = _with_password(stranger, someone)
    assert at == "/organize/sign-in/code/"
    stranger.get("/organize/account/", status=303)
    used = organizers.send(stranger, at, stranger.get(at), status=422, code=code.now())
    assert "used already" in used.text
    for _ in range(5):
        page = organizers.send(stranger, at, stranger.get(at), status=422, code="000000")
    assert "too many tries" in page.text
    at = "/organize/sign-in/recovery/"
    page = organizers.send(stranger, at, stranger.get(at), status=422, code="0000-0000-0000")
    assert "too many tries" in page.text


def test_a_recovery_code_lets_in_once(app_sqlite: Flask) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD)
    visitor = organizers.visitor(app_sqlite, someone)
    _set_up(visitor)
    at = "/organize/account/recovery/"
    made = organizers.send(visitor, at, visitor.get(at), status=200, generate_new_codes="1")
    codes = [each.get_text() for each in made.all(".codes code")]
    assert len(codes) == 8
    assert codes[0] not in str(someone.mf_recovery_codes)

    at = "/organize/sign-in/recovery/"
    one, thief = (Visitor(app_sqlite, private=True) for _ in range(2))
    _with_password(one, someone)
    organizers.send(one, at, one.get(at), code=codes[0])
    one.get("/organize/account/")
    assert len(someone.mf_recovery_codes or []) == 7
    _with_password(thief, someone)
    organizers.send(thief, at, thief.get(at), status=422, code=codes[0])
    thief.get("/organize/account/", status=303)


def test_a_dangerous_act_goes_on_after_the_password(app_sqlite: Flask) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD)
    visitor = organizers.visitor(app_sqlite, someone, fresh=False)
    at = str(visitor.get("/organize/account/email/", status=303).location)
    page = visitor.get(at)

    wrong = organizers.send(visitor, at, page, status=422, password="not it at all")
    assert "This is not your password." in wrong.text
    answer = organizers.send(visitor, at, page, password=PASSWORD)

    assert answer.location == "/organize/account/email/"
    visitor.get("/organize/account/email/")


def test_the_way_back_leads_nowhere_else(app_sqlite: Flask) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD)
    visitor = Visitor(app_sqlite, private=True)
    at = f"{SIGN_IN}?next=https://evil.example/"

    page = visitor.get(at)
    answer = organizers.send(
        visitor, at, page, status=(302, 303, 422), email=someone.email, password=PASSWORD
    )

    assert "evil" not in str(answer.location)


def _set_up(visitor: Visitor) -> pyotp.TOTP:
    at = "/organize/account/codes/"
    page = organizers.send(visitor, at, visitor.get(at), status=200, setup="authenticator")
    assert page.all(".qr svg")
    code = pyotp.TOTP(page.one(".key").get_text(strip=True).replace("-", "").replace(" ", ""))
    action = str(page.one("#code-form")["action"])
    organizers.send(visitor, action, page, code=code.now())
    return code


def _with_password(visitor: Visitor, someone: Organizer) -> str:
    answer = organizers.send(
        visitor, SIGN_IN, visitor.get(SIGN_IN), email=someone.email, password=PASSWORD
    )
    return str(answer.location).partition("?")[0]
