"""The screen before going live: who may do what, the list, the switch and its questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs.models import Job
from tests.support import factories, organizers
from tests.support.client import Visitor
from tests.support.dns_peer import DnsPeer
from tests.support.page import Page

HERE = "/organize/c/day/live/"


@pytest.fixture
def campaign(app_sqlite: Flask) -> Campaign:
    app_sqlite.config["DELIVERY_MODE"] = "live"
    return factories.campaign(live_at=None)


@pytest.fixture
def owner(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, organizers.organizer("owner", name="Ada"))


@pytest.fixture
def names(app_sqlite: Flask) -> Iterator[DnsPeer]:
    with DnsPeer() as peer:
        peer.texts = {"example.org": ["v=spf1 mx <b>all</b>"]}
        app_sqlite.config |= {
            "DNS_SERVER": peer.address,
            "MAIL_DEFAULT_SENDER": "AI Day <post@example.org>",
        }
        yield peer


def press(visitor: Visitor, do: str, *, status: int = 303, **values: str) -> Page:
    token = organizers.csrf(visitor.get(HERE))
    return visitor.post(f"{HERE}{do}", {"csrf_token": token, **values}, status=status)


def is_live() -> bool:
    db.session.expire_all()
    return db.session.scalars(sa.select(Campaign.live_at)).one() is not None


def test_looking_asks_nobody(owner: Visitor, names: DnsPeer) -> None:
    page = owner.get(HERE)

    assert "Nobody has had it checked yet" in page.text
    assert names.asked == []


def test_the_list_says_what_is_well_and_how_to_mend_the_rest(
    owner: Visitor, names: DnsPeer
) -> None:
    page = owner.follow(press(owner, "check"))

    told = {each.select("h3")[0].get_text(): each for each in page.all(".point")}
    assert len(told) == 11
    assert "Last checked on" in page.text
    assert "by Ada" in page.text
    spf = told["SPF: who may send mail for the domain"]
    assert spf["data-state"] == "ok"
    assert "v=spf1 mx <b>all</b>" in spf.get_text(), "what a name server says is only text"
    assert told["The mail server lets us in"]["data-state"] == "ok"
    dmarc = told["DMARC: what to do with forged mail"]
    assert dmarc["data-state"] == "todo"
    assert "What to do: Add the TXT record _dmarc" in " ".join(dmarc.get_text(" ").split())
    dkim = told["DKIM: the key that mails are signed with"]
    assert dkim["data-state"] == "unknown"
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.after["dmarc"]) == (
        "campaign.check",
        ["todo", "dmarc_none", "example.org"],
    )


def test_an_owner_goes_live_and_back(owner: Visitor, campaign: Campaign) -> None:
    assert owner.get(HERE).all(".bar .mode")[0].get_text() == "Rehearsal"

    page = owner.follow(press(owner, "switch", anyway="y"))

    assert is_live()
    assert "has been live since" in page.text
    assert page.all(".bar .mode.live")
    assert "Rehearsal" not in Visitor(owner.app).get("/c/day/").text

    page = owner.follow(press(owner, "back"))
    assert not is_live()
    assert "is in rehearsal" in page.text


def test_what_is_still_to_do_is_confirmed_first(owner: Visitor) -> None:
    page = press(owner, "switch", status=422)

    assert not is_live()
    assert "Not everything is well yet" in page.text
    assert page.title.startswith("Problem")


def test_signatures_of_the_rehearsal_are_asked_about(owner: Visitor, campaign: Campaign) -> None:
    factories.signatory(campaign, confirmed=True)

    page = press(owner, "switch", status=422, anyway="y", signatures="burn")
    assert "Say what becomes of them" in page.text
    assert page.all("#anyway[checked]"), "what was ticked stays ticked"
    assert not is_live()

    page = press(owner, "switch", anyway="y", signatures="strike")
    job = db.session.scalars(sa.select(Job)).one()
    assert page.location == f"/organize/jobs/{job.id}/"
    assert job.kind == "strike_rehearsal"
    assert is_live()


def test_a_site_in_rehearsal_says_what_must_be_set(owner: Visitor) -> None:
    owner.app.config["DELIVERY_MODE"] = "rehearsal"

    page = owner.get(HERE)
    assert "DELIVERY_MODE=live" in page.one("#switch").get_text()
    assert not page.all("#go-live")
    press(owner, "switch", status=422, anyway="y")
    assert not is_live()


def test_a_stale_sign_in_is_asked_again(app_sqlite: Flask, campaign: Campaign) -> None:
    stale = organizers.visitor(app_sqlite, "owner", fresh=False)
    for do in ("switch", "back"):
        page = press(stale, do, anyway="y")
        assert page.location == f"/organize/verify/?next={HERE}{do}"
        assert owner_comes_back(app_sqlite, do) == 303
    assert not is_live()


def owner_comes_back(app: Flask, do: str) -> int:
    """Where the sign-in leads back to, with GET."""
    return organizers.visitor(app, "owner").get(f"{HERE}{do}", status=303).status


def test_organizers_see_the_list_and_no_button(app_sqlite: Flask, campaign: Campaign) -> None:
    organizer = organizers.visitor(app_sqlite, "organizer")

    page = organizer.get(HERE)
    assert "Only an owner takes a campaign live" in page.text
    assert not page.all("main form")
    for do in ("check", "try", "switch", "back", "put-back"):
        token = organizers.csrf(page)
        organizer.post(f"{HERE}{do}", {"csrf_token": token, "anyway": "y"}, status=403)
    assert not is_live()


def test_viewers_may_not_see_it(app_sqlite: Flask, campaign: Campaign) -> None:
    organizers.visitor(app_sqlite, "viewer").get(HERE, status=403)


def test_there_is_nothing_to_put_back(owner: Visitor) -> None:
    assert press(owner, "put-back").location == HERE
