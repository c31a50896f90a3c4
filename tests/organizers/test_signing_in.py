"""Signing in, and what keeps strangers out of it."""

from __future__ import annotations

from flask import Flask

from app.extensions import db
from app.limits.models import Action
from app.limits.numbers import PACES
from app.organizers import attempts, sessions
from tests.support import organizers
from tests.support.client import Visitor, cookies
from tests.support.hands import Hands

PASSWORD = "four words make one"
SIGN_IN = "/organize/sign-in/"


def test_a_person_signs_in_and_is_led_where_they_wanted_to_be(app_sqlite: Flask) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD)
    visitor = Visitor(app_sqlite, private=True)
    wanted = visitor.get("/organize/account/", status=303).location

    page = visitor.get(str(wanted))
    answer = organizers.send(visitor, SIGN_IN, page, email=someone.email.upper(), password=PASSWORD)

    assert answer.location == "/organize/account/"
    assert visitor.get("/organize/account/").heading == "My account"
    assert len(sessions.list_open(someone)) == 1


def test_the_cookie_is_the_panels_alone(app_sqlite: Flask) -> None:
    page = Visitor(app_sqlite, private=True).get(SIGN_IN)

    (cookie,) = cookies(page)
    said = cookie.split("; ")[1:]
    assert {"HttpOnly", "Path=/organize/", "SameSite=Lax"} <= set(said)
    assert page.headers["Cache-Control"] == "no-store"
    assert "publickey-credentials-get=(self)" in page.headers["Permissions-Policy"]


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(app_sqlite: Flask) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD)

    said = [
        _try(Visitor(app_sqlite, private=True), email, "not the right words")
        for email in (someone.email, "nobody@example.org")
    ]

    assert said[0] == said[1]
    assert "do not fit together" in said[0]


def test_a_closed_account_cannot_sign_in(app_sqlite: Flask) -> None:
    someone = organizers.with_password(app_sqlite, PASSWORD, active=False)

    said = _try(Visitor(app_sqlite, private=True), someone.email, PASSWORD)

    assert "do not fit together" in said


def test_the_session_is_a_new_one(app_sqlite: Flask) -> None:
    """Whatever a stranger has planted in the browser before is gone."""
    someone = organizers.with_password(app_sqlite, PASSWORD)
    visitor = Visitor(app_sqlite, private=True)
    page = visitor.get(SIGN_IN)
    base = f"{visitor.public_url}/organize/"
    with visitor.client.session_transaction(base_url=base) as held:
        held["planted"] = "by a stranger"
        before = held["csrf_token"]

    organizers.send(visitor, SIGN_IN, page, email=someone.email, password=PASSWORD)

    visitor.get("/organize/account/")
    with visitor.client.session_transaction(base_url=base) as held:
        assert "planted" not in held
        assert held["csrf_token"] != before


def test_signing_out_ends_the_session_for_good(app_sqlite: Flask) -> None:
    visitor = organizers.visitor(app_sqlite, "owner")
    stolen = visitor.client.get_cookie("tutti", "127.0.0.1", "/organize/")
    assert stolen is not None
    page = visitor.get("/organize/account/")

    organizers.send(visitor, "/organize/sign-out/", page)

    thief = Visitor(app_sqlite, private=True)
    thief.client.set_cookie("tutti", stolen.value, path="/organize/", domain="127.0.0.1")
    thief.get("/organize/account/", status=303)


def test_five_tries_and_then_one_waits(app: Flask, clock: Hands) -> None:
    """Whether the account is there or not, and whatever the sixth password is."""
    someone = organizers.with_password(app, PASSWORD)
    for email in (someone.email, "nobody@example.org"):
        for _ in range(PACES[Action.SIGN_IN].burst):
            assert "do not fit" in _try(Visitor(app, private=True), email, "wrong words here")
        assert "wait 15 minutes" in _try(Visitor(app, private=True), email, PASSWORD)
    clock.tick(minutes=10)
    assert "wait 5 minutes" in _try(Visitor(app, private=True), someone.email, PASSWORD)

    clock.tick(minutes=6)
    visitor = Visitor(app, private=True)
    page = visitor.get(SIGN_IN)
    organizers.send(visitor, SIGN_IN, page, email=someone.email, password=PASSWORD)


def test_a_good_try_takes_the_count_back(app_sqlite: Flask) -> None:
    for _ in range(3):
        attempts.count("password", account="ada@example.org", client="192.0.2.1")
    attempts.succeeded("password", account="Ada@example.org", client="192.0.2.1")
    db.session.commit()

    for _ in range(PACES[Action.SIGN_IN].burst):
        attempts.count("password", account="ada@example.org", client="192.0.2.1")


def _try(visitor: Visitor, email: str, password: str) -> str:
    page = visitor.get(SIGN_IN)
    return (
        organizers.send(visitor, SIGN_IN, page, email=email, password=password, status=422)
        .one(".mistakes")
        .get_text(" ", strip=True)
    )
