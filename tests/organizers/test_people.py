"""The people screen: what an owner may do to the others, and what must never happen."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.extensions import db
from app.organizers import people, sessions
from app.organizers.errors import LastOwner
from app.organizers.models import Organizer, RoleName
from app.outbox.models import OutboxMail
from tests.support import organizers
from tests.support.client import Visitor
from tests.support.page import Page


def test_everybody_is_listed_with_role_and_state(app_sqlite: Flask) -> None:
    organizers.organizer("viewer", name="Vera", active=False)

    page = organizers.visitor(app_sqlite, organizers.organizer(name="Olga")).get(
        "/organize/people/"
    )

    assert [row.get_text(" ", strip=True).split()[0] for row in page.all("tbody tr")] == [
        "Olga",
        "Vera",
    ]
    assert "closed" in page.text
    assert "Owner" in page.text


def test_a_role_changes_what_they_may_do_at_once(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    someone = organizers.organizer("viewer")
    theirs = organizers.visitor(app_sqlite, someone)
    theirs.get("/organize/people/", status=403)

    _act(owner, someone, "role", role="owner", organization="")

    theirs.get("/organize/people/")
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.before, entry.after) == (
        "organizer.role",
        {"role": "viewer"},
        {"role": "owner"},
    )


def test_a_closed_account_is_out_at_once_and_can_come_back(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    someone = organizers.organizer("organizer")
    theirs = organizers.visitor(app_sqlite, someone)
    theirs.get("/organize/account/")

    _act(owner, someone, "deactivate")

    for path in ("/organize/account/", "/organize/account/password/", "/organize/verify/"):
        assert str(theirs.get(path, status=303).location).startswith("/organize/sign-in/")
    _act(owner, someone, "reactivate")
    assert someone.active
    theirs.get("/organize/account/", status=303)


def test_all_sign_ins_of_somebody_can_be_ended(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    someone = organizers.organizer("organizer")
    theirs = [organizers.visitor(app_sqlite, someone) for _ in range(2)]

    _act(owner, someone, "sessions")

    for each in theirs:
        each.get("/organize/account/recovery/", status=303)
    assert sessions.list_open(someone) == []


def test_a_second_step_is_reset_and_they_are_told(app_sqlite: Flask) -> None:
    owner = organizers.visitor(app_sqlite, "owner")
    someone = organizers.organizer(
        "viewer",
        tf_primary_method="authenticator",
        tf_totp_secret="sealed",
        mf_recovery_codes=["sealed"],
    )

    _act(owner, someone, "second-step")

    assert (someone.tf_primary_method, someone.tf_totp_secret) == (None, None)
    assert not someone.mf_recovery_codes
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    assert (mail.kind, mail.recipient) == ("second_step_reset", someone.email)
    assert mail.context == {"organizer": someone.id}


@pytest.mark.parametrize(
    ("act", "more"), [("deactivate", {}), ("role", {"role": "viewer", "organization": ""})]
)
def test_the_last_owner_stays(app_sqlite: Flask, act: str, more: dict[str, str]) -> None:
    last = organizers.organizer("owner")
    organizers.organizer("owner", active=False)
    visitor = organizers.visitor(app_sqlite, last)

    page = _act(visitor, last, act, status=422, **more)

    assert "This is the last owner." in page.text
    assert (last.role, last.active) == ("owner", True)


def test_one_of_two_owners_may_go(app: Flask) -> None:
    one, other = organizers.organizer("owner"), organizers.organizer("owner")

    people.deactivate(one, by=other)
    with pytest.raises(LastOwner):
        people.change_role(other, RoleName.VIEWER, by=other)
    with pytest.raises(LastOwner):
        people.deactivate(other, by=one)


def test_a_stale_sign_in_changes_nobody(app_sqlite: Flask) -> None:
    someone = organizers.organizer("viewer")
    visitor = organizers.visitor(app_sqlite, "owner", fresh=False)

    answer = _act(visitor, someone, "deactivate", status=303)

    assert answer.location == f"/organize/verify/?next=/organize/people/{someone.id}/"
    assert someone.active


def test_an_act_nobody_knows_is_refused(app_sqlite: Flask) -> None:
    someone = organizers.organizer("viewer")

    _act(organizers.visitor(app_sqlite, "owner"), someone, "promote", status=422)


def _act(
    visitor: Visitor, someone: Organizer, act: str, *, status: object = 303, **more: str
) -> Page:
    page = visitor.get(f"/organize/people/{someone.id}/")
    return organizers.send(
        visitor, f"/organize/people/{someone.id}/", page, status=status, act=act, **more
    )
