"""The Abuse screen: who is stopped, one click lets them through, lists and numbers hold at once."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask

from app import database
from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.limits import service, watch
from app.limits.lists import Asker
from app.limits.models import Action, ListEntry, ListKind
from app.limits.service import Answer
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

HERE = "/organize/c/day/limits/"
HALL = Asker("192.0.2.7", "ada@hall.example")


@pytest.fixture
def settings() -> dict[str, str]:
    return {"RATE_LIMITS": "on"}


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    return factories.campaign()


@pytest.fixture
def organizer(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def ask(campaign: Campaign, asker: Asker = HALL) -> Answer:
    """Try to sign once more, as far as limits are concerned."""
    db.session.rollback()
    # As a request that may write does.
    with database.writing():
        answer = service.check(Action.SIGN, campaign.id, asker, typed="").answer
        db.session.commit() if answer is Answer.PASS else db.session.rollback()
    return answer


def press(visitor: Visitor, do: str, status: int = 303, **fields: object) -> Page:
    token = organizers.csrf(visitor.get(HERE))
    return visitor.post(f"{HERE}{do}", {"csrf_token": token, **fields}, status=status)


def crowd(campaign: Campaign) -> None:
    """A hall full of people signs behind one address, and is stopped."""
    answers = [ask(campaign) for _ in range(7)]
    assert answers == [Answer.PASS] * 5 + [Answer.PROVE] * 2
    watch.current().flush()


@pytest.mark.parametrize("kind", [ListKind.CLIENT, ListKind.NETWORK, ListKind.DOMAIN])
def test_one_click_lets_a_hall_through(
    organizer: Visitor, campaign: Campaign, clock: Hands, kind: ListKind
) -> None:
    crowd(campaign)
    page = organizer.get(HERE)
    buttons = page.all(f"td.acts form:has(input[value={kind}])")
    line = buttons[0].select_one("input[name=line]")["value"]

    press(organizer, "allow", line=line, kind=kind)

    assert [ask(campaign) for _ in range(20)] == [Answer.PASS] * 20
    # Monday, 9 March: with its week the hash has ended.
    clock.tick(days=7)
    assert len([each for each in (ask(campaign) for _ in range(6)) if each is Answer.PROVE]) == (
        0 if kind is ListKind.DOMAIN else 1
    )
    watch.current().flush()
    assert db.session.scalars(sa.select(ListEntry.hits)).one() >= 20


def test_an_allowed_domain_frees_no_other(organizer: Visitor, campaign: Campaign) -> None:
    press(organizer, "entries", verb="allow", what="hall.example", lasts="week")
    assert [ask(campaign) for _ in range(30)] == [Answer.PASS] * 30

    elsewhere = [ask(campaign, Asker(HALL.address, f"a{n}@else.example")) for n in range(6)]
    assert elsewhere[-1] is Answer.PROVE


@pytest.mark.parametrize(
    ("what", "asker"),
    [
        ("192.0.2.0/24", Asker("192.0.2.99")),
        ("2001:db8::/32", Asker("2001:db8:5::1")),
        ("192.0.2.7", Asker("::ffff:192.0.2.7")),
        ("*.spam.example", Asker(None, "x@a.spam.example")),
        ("**.example", Asker(None, "x@deep.spam.example")),
        ("Ada+tag@gmail.com", Asker(None, "a.da@googlemail.com")),
    ],
)
def test_who_is_blocked_is_stopped_and_told_until_when(
    organizer: Visitor, campaign: Campaign, clock: Hands, what: str, asker: Asker
) -> None:
    assert ask(campaign, asker) is Answer.PASS
    # Allowed as well: a block goes before.
    press(organizer, "entries", verb="allow", what="192.0.2.0/24", lasts="")
    press(organizer, "entries", verb="block", what=what, lasts="day")

    verdict = service.check(Action.SIGN, campaign.id, asker, typed="")
    assert (verdict.answer, verdict.seconds) == (Answer.BLOCKED, 86_400)
    assert ask(campaign, Asker("198.51.100.1", "x@spam.test")) is Answer.PASS
    assert what not in organizer.get(HERE).text or "@" not in what
    clock.tick(days=1, seconds=1)
    assert ask(campaign, asker) is Answer.PASS


@pytest.mark.parametrize(
    ("verb", "what", "words"),
    [
        ("allow", "gmail.com", "Anybody gets an address there"),
        ("allow", "**.com", "Anybody gets an address there"),
        ("allow", "ada@example.org", "but not allowed"),
        ("allow", "0.0.0.0/0", "no address"),
        ("block", "not a domain", "no address"),
        ("block", "", "Write an address"),
        ("block", "a@b", "none mail can be sent to"),
    ],
)
def test_what_cannot_stand_on_a_list_is_said(
    organizer: Visitor, verb: str, what: str, words: str
) -> None:
    page = press(organizer, "entries", 422, verb=verb, what=what, lasts="week")

    assert words in page.one("#what-mistake").get_text()
    assert db.session.scalars(sa.select(ListEntry)).all() == []


def test_a_big_providers_domain_has_no_button(organizer: Visitor, campaign: Campaign) -> None:
    for _ in range(6):
        ask(campaign, Asker("192.0.2.7", "a@gmail.com"))
    watch.current().flush()

    assert not organizer.get(HERE).all("input[name=kind][value=domain]")


def test_numbers_hold_for_the_campaign_and_empty_ones_are_the_houses(
    app_sqlite: Flask, organizer: Visitor, campaign: Campaign
) -> None:
    token = organizers.csrf(organizer.get("/organize/limits/"))
    house = {"csrf_token": token, "sign_burst": "9", "sign_in_sustained": "30"}
    organizer.post("/organize/limits/numbers", house)
    press(organizer, "numbers", sign_burst="2", late_minutes="30")

    assert [ask(campaign) for _ in range(3)] == [Answer.PASS] * 2 + [Answer.PROVE]
    other = factories.campaign(slug="other")
    assert [ask(other) for _ in range(10)] == [Answer.PASS] * 9 + [Answer.PROVE]
    press(organizer, "numbers", 422, sign_burst="0")
    press(organizer, "numbers")
    assert ask(campaign) is Answer.PASS


def test_each_change_is_in_the_audit_log_without_an_address(
    organizer: Visitor, campaign: Campaign
) -> None:
    press(organizer, "entries", verb="block", what="192.0.2.7", lasts="day", note="a flood")
    press(organizer, "remove", entry=db.session.scalars(sa.select(ListEntry.id)).one())
    press(organizer, "numbers", sign_burst="2")

    entries = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [each.action for each in entries] == ["limits.block", "limits.remove", "limits.numbers"]
    assert "192.0.2" not in str([(each.subject, each.before, each.after) for each in entries])
    assert isinstance(entries[0].at, dt.datetime)
