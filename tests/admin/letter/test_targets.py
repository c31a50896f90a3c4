"""Whom else a letter goes to: targets of a campaign's own."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import recipients
from app.letters.models import Target
from tests.admin.letter.screen import URL, actions, change, saved
from tests.support import factories, letters, organizers
from tests.support.client import Visitor


def test_targets_are_added_ordered_changed_and_removed(desk: Visitor, asking: Campaign) -> None:
    url = f"{URL}targets/"
    page = desk.get(url)
    token = {"csrf_token": organizers.csrf(page)}
    for name in ("The Copyright Office", "Label Chief"):
        desk.post(url, change(desk, url, "#target", name=name, email="a@example.org"))
    first, second = recipients.list_targets(asking)

    desk.post(f"{url}{second.id}/move/", token | {"move": "up"})
    typed = change(desk, f"{url}{first.id}/", "#target", title="Register", phone="+1 202-555-0100")
    desk.post(f"{url}{first.id}/", typed)
    desk.post(f"{url}{second.id}/remove/", token)

    (left,) = recipients.list_targets(asking)
    assert (left.title, left.name, left.position) == ("Register", "The Copyright Office", 1)
    assert actions() == ["target.add", "target.add", "target.move", "target.edit", "target.remove"]
    assert saved(asking).version == 6


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "An agency"}, "Give an e-mail address, a web form or a postal address"),
        ({"name": "An agency", "phone": "202-555-0100"}, "a letter needs one"),
        ({"email": "a@example.org"}, "Give a name"),
        ({"name": "A", "email": "nobody"}, "@"),
        ({"name": "A", "url": "ftp://agency.example"}, "begins with https://"),
        ({"name": "A", "url": "https://localhost"}, "begins with https://"),
        ({"name": "A", "url": "https://[oh"}, "begins with https://"),
        ({"name": "A", "email": "a@example.org", "phone": "call me"}, "has digits"),
        ({"name": "A", "address": "Here"}, "too little for an address"),
        ({"name": "A" * 161, "address": "1 Main Street, Here"}, "160 fit"),
    ],
)
def test_a_target_that_no_letter_would_reach_is_refused(
    desk: Visitor, asking: Campaign, typed: dict[str, str], words: str
) -> None:
    url = f"{URL}targets/"
    page = desk.post(url, change(desk, url, "#target", **typed), status=422)

    assert words in page.one(".mistakes").get_text()
    for name, value in typed.items():
        assert page.form("#target")[name] == value
    assert recipients.list_targets(asking) == []


def test_a_target_with_letters_stays(desk: Visitor, asking: Campaign) -> None:
    target = Target(campaign_id=asking.id, name="Agency", email="a@agency.example")
    db.session.add(target)
    db.session.commit()
    letters.members()
    letters.letter(asking, offices=(target.code,))
    page = desk.get(f"{URL}targets/{target.id}/")
    assert "it has to stay" in page.text

    token = {"csrf_token": organizers.csrf(page)}
    said = desk.follow(desk.post(f"{URL}targets/{target.id}/remove/", token))

    assert "it has to stay" in said.text
    assert len(recipients.list_targets(asking)) == 1


def test_nobody_reaches_another_campaigns_target(desk: Visitor, asking: Campaign) -> None:
    other = factories.campaign(slug="other")
    letters.brief(other)
    target = Target(campaign_id=other.id, name="Agency", email="a@agency.example")
    db.session.add(target)
    db.session.commit()
    token = {"csrf_token": organizers.csrf(desk.get(f"{URL}targets/"))}
    desk.get(f"{URL}targets/{target.id}/", status=404)
    for verb in ("", "move/", "remove/"):
        desk.post(f"{URL}targets/{target.id}/{verb}", token, status=404)
