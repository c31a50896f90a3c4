"""Signing too often: asked for a proof, told to wait, let through; the same for every address."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from dataclasses import replace

import altcha
import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.limits import answers, service, watch
from app.limits.models import Action, LimitSetting, ListEntry, ListKind, ListVerb, Stopped
from app.limits.numbers import ALLOWED_TIMES
from app.outbox.models import OutboxMail
from tests.pledges import signing
from tests.support.client import Visitor
from tests.support.hands import Hands
from tests.support.page import Page

# Another for every answer; the letter page's cookie holds what was typed, sealed.
RANDOM = ("X-Request-ID", "Set-Cookie")
# Of a letter just written, to be followed by whoever wrote it.
TOKEN = re.compile(r"/letters/[\w-]+/")


@pytest.fixture
def app(app_sqlite: Flask) -> Flask:
    return app_sqlite


def solved(page: Page) -> str:
    """What the script would put into the field."""
    said = json.loads(base64.b64decode(str(page.one("input[name=altcha]")["value"])))
    found = altcha.solve_challenge(altcha.Challenge.from_dict(said["challenge"]))
    assert found is not None
    said["solution"] = found.to_dict()
    return base64.b64encode(json.dumps(said).encode()).decode()


def sign_many(client: Visitor, clock: Hands, many: int) -> None:
    for each in range(many):
        signing.sign(client, clock, email=f"artist{each}@example.org")


def over_burst(client: Visitor, clock: Hands) -> Page:
    """Five have signed, and the sixth is answered."""
    sign_many(client, clock, 5)
    return signing.sign(client, clock, email="sixth@example.org", status=422)


def test_over_the_burst_a_proof_is_asked_for_and_nothing_is_lost(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    page = over_burst(client, clock)

    assert len(signing.signatories()) == 5
    assert page.form("#sign")["email"] == "sixth@example.org"
    assert page.headers["Cache-Control"] == "no-store"
    assert "There is a problem" not in page.text

    signing.send(client, {**page.form("#sign"), "altcha": solved(page)})

    assert len(signing.signatories()) == 6
    assert db.session.scalars(sa.select(OutboxMail.due_at)).all()[-1] <= clock.now()


def test_a_solution_is_good_once_and_for_its_campaign(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    page = over_burst(client, clock)
    solution = solved(page)
    signing.send(client, {**page.form("#sign"), "altcha": solution})

    again = signing.send(
        client, {**page.form("#sign"), "altcha": solution, "email": "b@example.org"}, status=422
    )

    assert again.one("input[name=altcha]")["value"] != solution
    assert len(signing.signatories()) == 6


def test_without_a_script_the_mail_leaves_later_and_the_page_says_so(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    page = over_burst(client, clock)

    answer = signing.send(client, page.form("#sign"))

    assert answer.location.endswith("/c/day/signed/?later=10")
    assert "10 minutes" in client.follow(answer).text
    due = db.session.scalars(sa.select(OutboxMail.due_at).order_by(OutboxMail.id)).all()
    assert (due[-1] - clock.now()).total_seconds() == 600


def test_over_the_sustained_limit_one_waits_and_is_told_how_long(
    client: Visitor, clock: Hands, campaign: Campaign, told: Callable[[], None]
) -> None:
    db.session.add(LimitSetting(scope=campaign.id, numbers={"sign": [5, 60, 4, 300]}))
    sign_many(client, clock, 4)
    page = signing.sign(client, clock, email="late@example.org", status=429)

    assert "press the button again in" in page.text
    assert "union hall" in page.text
    assert page.form("#sign")["email"] == "late@example.org"
    seconds = int(page.headers["Retry-After"])
    told()
    [row] = db.session.scalars(sa.select(Stopped))
    assert (row.action, row.domain, row.count) == (Action.SIGN, "example.org", 1)

    clock.tick(seconds=seconds)
    signing.send(client, {**page.form("#sign")})


def test_who_is_blocked_is_not_told_to_wait_a_moment(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    db.session.add(ListEntry(verb=ListVerb.BLOCK, kind=ListKind.RANGE, text="127.0.0.0/8"))
    page = signing.sign(client, clock, status=403)

    assert page.one("h1").text == "Not taken"
    assert "One moment" not in page.html
    assert page.form("#sign")["zip"], "what was typed is kept for whoever is let through later"


def test_forms_with_mistakes_without_end_are_answered_by_a_light_page(
    client: Visitor, clock: Hands, campaign: Campaign, told: Callable[[], None]
) -> None:
    db.session.add(LimitSetting(scope=campaign.id, numbers={"sign": [5, 60, 4, 300]}))
    for _each in range(4):
        page = signing.sign(client, clock, zip="nowhere", status=422)
        assert page.all("#sign input[name=zip]:not([type=hidden])")
    page = signing.sign(client, clock, zip="nowhere", status=429)

    assert "too many tries from your network" in page.text
    assert page.all(".mistakes li")[2:], "what is wrong is said as well"
    assert not page.all(".mistakes a")
    assert page.form("#sign")["zip"] == "nowhere"
    told()
    assert db.session.scalars(sa.select(Stopped.count)).all() == [1]
    # Mistakes are counted apart: whoever makes none signs from the same address.
    signing.sign(client, clock)

    clock.tick(seconds=int(page.headers["Retry-After"]))
    again = signing.send(client, {**page.form("#sign")}, status=422)
    assert again.all("#sign input[name=zip]:not([type=hidden])")


def test_under_pressure_everybody_is_asked_and_who_proves_it_signs(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    meter, campaign_id = watch.current(), campaign.id
    # Else this test would hold SQLite's lock against the thread that writes once a second.
    db.session.rollback()
    for _ in range(301):
        meter.unsolved(Action.SIGN, campaign_id)
    meter.flush()

    page = signing.sign(client, clock, status=422)
    assert signing.signatories() == []
    signing.send(client, {**page.form("#sign"), "altcha": solved(page)})
    assert len(signing.signatories()) == 1

    clock.tick(minutes=3)
    signing.sign(client, clock, email="b@example.org")


def test_a_throw_away_address_is_refused_in_plain_words(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    page = signing.sign(client, clock, email="a@inbox.mailinator.com", status=422)

    assert "throw-away mail" in page.one("#email-mistake").get_text()
    assert signing.signatories() == []


def told_to_a_stranger(page: Page, email: str) -> tuple[object, ...]:
    """Everything of an answer, without what was typed and what is random in it for everybody."""
    body = page.body.decode().replace(email, "")
    for name in ("altcha", "token"):
        body = re.sub(rf'(name="{name}"[^>]*value=")[^"]*', r"\1", body)
    body = TOKEN.sub("/letters/", body)
    headers = {
        name: TOKEN.sub("/letters/", value)
        for name, value in page.headers.items()
        if name not in RANDOM
    }
    return page.status, headers, body


def test_an_answer_is_the_same_to_the_byte_for_a_known_address(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    """At every step of the limits: taken, asked for a proof, taken late, told to wait."""
    db.session.add(LimitSetting(scope=campaign.id, numbers={"sign": [3, 60, 5, 300]}))
    signing.sign(client, clock, email="ada@example.org")
    form = client.get("/c/day/").form("#sign") | signing.WORDS
    clock.tick(seconds=signing.READING_SECONDS)

    def both(status: int, **over: str) -> list[Page]:
        """A known address and a new one of the same length, at the same moment."""
        pages = []
        for email in ("ada@example.org", "new@example.org"):
            page = signing.send(client, {**form, **over, "email": email}, status=status)
            pages.append(page)
        one, other = (
            told_to_a_stranger(page, email)
            for page, email in zip(pages, ("ada@example.org", "new@example.org"), strict=True)
        )
        assert one == other
        return pages

    both(303)
    asked, _again = both(422)
    late = both(303, altcha=str(asked.one("input[name=altcha]")["value"]))
    assert late[0].location == "/c/day/signed/?later=10"
    both(429)


def test_an_allowed_pattern_of_domains_is_one_allowance_however_many_domains_are_typed(
    client: Visitor, clock: Hands, campaign: Campaign
) -> None:
    db.session.add(LimitSetting(scope=campaign.id, numbers={"sign": [1, 3600, 1, 3600]}))
    db.session.add(ListEntry(verb=ListVerb.ALLOW, kind=ListKind.DOMAIN, text="**.school.example"))
    db.session.commit()
    asker = answers.Asker("192.0.2.7", "a@x1.school.example")
    said = [
        service.check(
            Action.SIGN, campaign.id, replace(asker, email=f"a@x{each}.school.example")
        ).answer
        for each in range(ALLOWED_TIMES + 1)
    ]

    assert said == ["pass"] * ALLOWED_TIMES + ["wait"]
