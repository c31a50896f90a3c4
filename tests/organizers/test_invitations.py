"""Invitations: by mail, from the command line, and the first owner's link."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from app.database import transaction
from app.extensions import db
from app.organizers import invitations, people
from app.organizers.errors import AccountExists, InvitationOver
from app.organizers.models import Invitation, Organizer, RoleName
from tests.support import commands, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.mailbox import Mailbox
from tests.support.page import Page

PASSWORD = "four words make one"
EMAIL = "nell@example.org"
TYPED = {"name": "Nell", "password": PASSWORD, "again": PASSWORD}


def test_an_invitation_by_mail_is_accepted_once(app: Flask, mailbox: Mailbox) -> None:
    owner = organizers.visitor(app, "owner")
    _invite(owner, EMAIL, "viewer")
    commands.run(app, "outbox", "drain")
    link = _path(app, mailbox.to(EMAIL)[0].link("/join/"))
    visitor = Visitor(app, private=True)
    page = visitor.get(link)

    answer = organizers.send(visitor, link, page, **TYPED)

    assert answer.location == "/organize/"
    assert visitor.get("/organize/account/").status == 200
    made = people.find_by_email(EMAIL)
    assert made is not None
    assert (made.name, made.role, made.active) == ("Nell", "viewer", True)
    assert PASSWORD not in str(made.password)

    again = organizers.send(visitor, link, visitor.get("/organize/account/"), **TYPED)
    assert again.location == "/organize/"
    stranger = Visitor(app, private=True)
    assert stranger.get(link, status=303).location == "/organize/sign-in/"
    assert _accounts() == 2


def test_opening_the_link_changes_nothing(app_sqlite: Flask) -> None:
    """Mail scanners follow links."""
    link = _made(app_sqlite)
    for _ in range(3):
        assert Visitor(app_sqlite, private=True).get(link).heading == "Your account"

    assert _accounts() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Give a name"),
        ({"name": "x" * 121}, "at most 120"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"password": "", "again": ""}, "at least 12 characters"),
        ({"again": "five words make one too"}, "The two passwords differ."),
    ],
)
def test_what_is_wrong_is_said_and_the_name_stays(
    app_sqlite: Flask, typed: dict[str, str], said: str
) -> None:
    link = _made(app_sqlite)
    visitor = Visitor(app_sqlite, private=True)

    page = organizers.send(visitor, link, visitor.get(link), status=422, **{**TYPED, **typed})

    assert said in page.one(".mistakes").get_text()
    assert page.one("#name")["value"] == typed.get("name", "Nell")
    assert PASSWORD not in page.html
    assert _accounts() == 0


def test_a_link_lives_for_a_week(app_sqlite: Flask, clock: Hands) -> None:
    link = _made(app_sqlite)
    clock.tick(days=7)

    page = Visitor(app_sqlite, private=True).get(link, status=410)

    assert "seven days" in page.text


def test_a_link_that_was_taken_back_is_void_and_one_sent_again_lives_anew(
    app: Flask, clock: Hands, mailbox: Mailbox
) -> None:
    someone = organizers.organizer("owner")
    _invite(organizers.visitor(app, someone), EMAIL, "organizer")
    clock.tick(days=6)
    found = invitations.list_open()[0]
    at = f"/organize/people/invitations/{found.id}/"
    owner = organizers.visitor(app, someone)
    organizers.send(owner, at, owner.get("/organize/people/"), act="resend")
    clock.tick(days=6)
    link = _path(app, invitations.link(found))
    assert Visitor(app, private=True).get(link).status == 200

    owner = organizers.visitor(app, someone)
    organizers.send(owner, at, owner.get("/organize/people/"), act="withdraw")
    assert "taken back" in Visitor(app, private=True).get(link, status=410).text
    commands.run(app, "outbox", "drain")
    assert mailbox.to(EMAIL) == []


def test_an_unknown_link_says_so(app_sqlite: Flask) -> None:
    page = Visitor(app_sqlite, private=True).get("/organize/join/no-such-token/", status=404)

    assert page.heading == "No such invitation"


def test_nobody_is_invited_twice_and_no_account_either(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    _invite(owner, EMAIL, "viewer")
    _invite(owner, EMAIL.upper(), "organizer")
    assert [each.role for each in invitations.list_open()] == ["organizer"]

    taken = organizers.organizer("viewer").email
    page = _invite(owner, taken, "viewer", status=422)
    assert "There is an account with this address already." in page.text
    assert page.one("#email")["value"] == taken


def test_a_partner_needs_an_organization(app_sqlite: Flask) -> None:
    page = _invite(organizers.visitor(app_sqlite, "owner"), EMAIL, "partner", status=422)

    assert "Choose the organization" in page.text
    assert invitations.list_open() == []


def test_nothing_in_the_rows_opens_the_door(app_sqlite: Flask) -> None:
    link = _made(app_sqlite)
    token = link.rstrip("/").rpartition("/")[2]

    row = db.session.execute(sa.text("SELECT * FROM organizer_invitation")).one()
    mail = db.session.execute(sa.text("SELECT * FROM outbox_mail")).all()
    assert token not in f"{row} {mail}"
    assert token.encode() not in b"".join(each for each in row if isinstance(each, bytes))


def test_the_command_prints_a_link(app: Flask, mailbox: Mailbox) -> None:
    said = commands.run(app, "organizer", "create", EMAIL, "--role", "owner", "--mail")
    commands.run(app, "outbox", "drain")

    link = _link(said)
    assert mailbox.to(EMAIL)[0].link("/join/") == link
    visitor = Visitor(app, private=True)
    organizers.send(visitor, _path(app, link), visitor.get(_path(app, link)), **TYPED)
    assert people.has_owner()
    again = commands.run(app, "organizer", "create", EMAIL, "--role", "viewer", code=1)
    assert "an account with this address already" in again


def test_the_command_refuses_what_it_cannot_do(app_sqlite: Flask) -> None:
    bad = commands.run(app_sqlite, "organizer", "create", "nobody", "--role", "owner", code=2)
    assert "no e-mail address" in bad
    commands.run(app_sqlite, "organizer", "create", EMAIL, code=2)
    commands.run(app_sqlite, "organizer", "create", EMAIL, "--role", "partner", code=2)
    assert "--role" in commands.run(app_sqlite, "organizer", "create", "--help")


def test_the_first_owners_link_is_new_at_each_start(app_sqlite: Flask) -> None:
    first = _path(app_sqlite, _link(commands.run(app_sqlite, "setup", "--no-demo")))
    said = commands.run(app_sqlite, "setup", "--no-demo")
    second = _path(app_sqlite, _link(said))

    assert f"{app_sqlite.config['PUBLIC_URL']}/organize/" in said
    Visitor(app_sqlite, private=True).get(first, status=410)
    visitor = Visitor(app_sqlite, private=True)
    page = organizers.send(
        visitor, second, visitor.get(second), email="not an address", status=422, **TYPED
    )
    assert page.one("#email")["value"] == "not an address"
    organizers.send(visitor, second, page, email="Owner@Example.org", **TYPED)

    made = people.find_by_email("owner@example.org")
    assert made is not None
    assert made.role == RoleName.OWNER
    assert "/join/" not in commands.run(app_sqlite, "setup", "--no-demo")


def test_the_first_owners_link_is_void_once_there_is_an_owner(app_sqlite: Flask) -> None:
    link = _path(app_sqlite, _link(commands.run(app_sqlite, "setup", "--no-demo")))
    organizers.organizer("owner")

    Visitor(app_sqlite, private=True).get(link, status=410)


def _invite(owner: Visitor, email: str, role: str, status: object = (302, 303)) -> Page:
    page = owner.get("/organize/people/")
    typed = {"email": email, "role": role, "organization": "", "locale": "en"}
    return organizers.send(owner, "/organize/people/", page, status=status, **typed)


def _made(app: Flask) -> str:
    made = invitations.invite(EMAIL, RoleName.VIEWER, by=None, locale="en")
    db.session.commit()
    return _path(app, invitations.link(made))


def _link(said: str) -> str:
    found = re.search(r"http\S+/organize/join/\S+/", said)
    assert found, said
    return found.group()


def _path(app: Flask, link: str) -> str:
    return link.removeprefix(str(app.config["PUBLIC_URL"]))


def _accounts() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Organizer)) or 0


def test_two_who_accept_at_once_make_one_account(app: Flask) -> None:
    """The second waits for the first, and finds the invitation accepted."""
    number = invitations.invite(EMAIL, RoleName.VIEWER, by=None, locale="en").id
    db.session.commit()
    ready = threading.Barrier(2)

    def accept(name: str) -> str:
        ready.wait(5)
        with app.test_request_context(), transaction():
            found = invitations.find(number)
            assert found is not None
            try:
                made = invitations.accept(
                    found, email="", name=name, password=PASSWORD, locale="en"
                )
            except InvitationOver as over:
                return over.reason
            return made.name

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(accept, ["One", "Two"]))

    assert said[1:] == ["accepted"]
    assert _accounts() == 1


def test_two_invitations_to_one_address_at_once_make_one_account(app: Flask) -> None:
    """Two organizers invited her in the same moment, and she has both links open."""
    numbers = [
        invitations.invite(EMAIL, RoleName.VIEWER, by=None, locale="en").id for _link in range(2)
    ]
    db.session.execute(sa.update(Invitation).values(withdrawn_at=None))
    db.session.commit()
    ready = threading.Barrier(2)

    def accept(number: int) -> str:
        ready.wait(5)
        with app.test_request_context(), transaction():
            found = invitations.find(number)
            assert found is not None
            try:
                invitations.accept(found, email="", name="Nell", password=PASSWORD, locale="en")
            except AccountExists:
                return "exists"
            # Long enough for the other to have looked for the address, too.
            if db.engine.dialect.name == "postgresql":
                db.session.execute(sa.select(sa.func.pg_sleep(1)))
            return "made"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(accept, numbers)) == ["exists", "made"]
    assert _accounts() == 1
