"""What sets people aside: rules that an organizer switched on, unnoticed by whoever signs."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import rules, service
from app.pledges.rules import Reason, Rules
from app.pledges.shapes import shape_of
from tests.pledges.signing import assert_exact, mails, only, sign, totals
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands


def ruled(campaign: Campaign, **over: Any) -> None:
    campaign.guards = {rules.KEY: Rules(**over).held()}
    db.session.commit()


def signed(app: Flask, clock: Hands, **over: Any) -> tuple[str, str, str]:
    """What a person sees who signs and presses the mail's button: where each step leads."""
    visitor = Visitor(app)
    answer = sign(visitor, clock, **over)
    person = factories.find(db.session.scalars(sa.select(Campaign)).one(), over["email"])
    token = service.confirmation_token(person)
    asked = visitor.get(f"/confirm/{token}")
    thanks = visitor.post(f"/confirm/{token}", {"answer": "confirm"}, status=303)
    again = visitor.get(f"/confirm/{token}")
    texts = (asked.text, again.text)
    return answer.headers["Location"], thanks.headers["Location"], "".join(texts).replace(token, "")


@pytest.mark.parametrize(
    ("rule", "over", "reason"),
    [
        ({"fast": 5}, {}, Reason.FAST),
        ({"trap": True}, {"website": "https://example.com"}, Reason.TRAP),
        ({"names": ("lovel* x", "ada love*")}, {}, Reason.NAME),
        ({"names": ("Ａｄａ love*",)}, {}, Reason.NAME),
        ({"names": ("shape:Aa Aa|a9999",)}, {"email": "bot1234@example.org"}, Reason.NAME),
    ],
)
def test_a_rule_sets_aside_and_the_person_sees_what_everybody_sees(
    app_sqlite: Flask,
    clock: Hands,
    rule: dict[str, Any],
    over: dict[str, Any],
    reason: str,
) -> None:
    campaign = factories.campaign()
    plain = signed(app_sqlite, clock, email="first@example.org")
    ruled(campaign, **rule)

    shadowed = signed(app_sqlite, clock, **{"email": "second@example.org", **over})

    person = factories.find(campaign, over.get("email", "second@example.org"))
    assert (person.shadow, person.state, person.counted) == (reason, "confirmed", False)
    assert shadowed == plain
    assert [kind for kind, _to in mails()] == ["confirm", "confirm"]
    assert totals(campaign) == (1, 0)
    assert_exact(campaign)


def test_no_rule_is_on_by_itself(app_sqlite: Flask, clock: Hands) -> None:
    campaign = factories.campaign()
    assert rules.of(campaign) == Rules()

    sign(Visitor(app_sqlite), clock, website="filled in by a browser", status=422)
    sign(Visitor(app_sqlite), clock, first_name="test", last_name="test")

    person = only()
    assert (person.shadow, person.filled_seconds, person.name_shape) == ("", 3, "a a|a")


def test_a_form_that_had_expired_is_never_too_fast(app_sqlite: Flask, clock: Hands) -> None:
    ruled(factories.campaign(), fast=30)
    visitor = Visitor(app_sqlite)
    form = visitor.get("/c/day/").form("#sign")
    clock.tick(hours=25)
    values = {**form, "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.org"}
    values |= {"zip": "87501", "discipline": "writing"}
    back = visitor.post("/c/day/sign", values, status=422)
    clock.tick(seconds=2)

    visitor.post("/c/day/sign", {**values, "token": back.form("#sign")["token"]}, status=303)

    assert only().shadow == ""


@pytest.mark.parametrize(
    ("name", "email", "shape"),
    [
        ("Ada Lovelace", "ada.lovelace42@example.org", "Aa Aa|a.a99"),
        ("MARY", "x+tag@example.org", "A|a"),
        ("José  O'Neil", "j1234567@example.org", "Aa A'Aa|a9999"),
        ("张 伟", "名@example.org", "a a|a"),
        ("a<b>", "a!b@example.org", "a·a·|a·a"),
    ],
)
def test_a_shape_holds_no_letter_of_a_name(name: str, email: str, shape: str) -> None:
    assert shape_of(name, email) == shape
