"""The deliveries: found, summed up, sent again; one letter in full, and who wrote it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.jobs.models import Job, JobState
from app.letters import board, deliveries, ledger
from app.letters.models import Delivery, DeliveryState, LedgerEntry, Letter, Target
from tests.letters import sent
from tests.support import factories, letters, organizers
from tests.support.client import Visitor
from tests.support.hands import Hands

URL = "/organize/c/day/deliveries/"


@pytest.fixture
def campaign(app_sqlite: Flask, clock: Hands) -> Campaign:
    return sent.asking()


@pytest.fixture
def desk(app_sqlite: Flask, campaign: Campaign) -> Visitor:
    return organizers.visitor(app_sqlite, "organizer")


def _fail(letter: Letter, reason: str = "refused", words: str = "No such field.") -> Delivery:
    """Its first delivery was tried, and failed for that reason."""
    delivery = letter.deliveries[0]
    delivery.state, delivery.attempts = DeliveryState.SENDING, 1
    ledger.step(delivery, DeliveryState.FAILED, words=words, reason=reason)
    db.session.commit()
    return delivery


def _listed(desk: Visitor, **asked: Any) -> list[int]:
    """The letters on the page, in order."""
    page = desk.get(URL, query_string=asked)
    return [int(each.get_text()) for each in page.all("table.ledger tbody th")]


def _actions() -> list[tuple[str, str]]:
    rows = db.session.execute(sa.select(AuditEntry.action, AuditEntry.subject))
    return [(action, subject) for action, subject in rows]


def test_before_anybody_has_written(desk: Visitor) -> None:
    assert "Nobody has written yet" in desk.get(URL).text


def test_the_newest_come_first_and_no_legal_name_with_them(
    desk: Visitor, campaign: Campaign
) -> None:
    first = sent.queue(campaign, 1, credit_name="The Analyst")
    second = sent.queue(campaign, 2, offices=letters.OFFICES, personal="")

    page = desk.get(URL)

    assert _listed(desk) == [second.id, second.id, second.id, first.id]
    assert "Lovelace" not in page.text
    assert "artist1@" not in page.html


def test_each_filter_finds_its_own(desk: Visitor, campaign: Campaign) -> None:
    other = Target(campaign_id=campaign.id, name="The Office of Songs", email="a@agency.example")
    db.session.add(other)
    db.session.commit()
    failed = _fail(sent.queue(campaign, 1)).letter_id
    queued = sent.queue(campaign, 2, offices=("SNM01",), personal="").id
    target = sent.queue(campaign, 3, offices=(other.code,)).id

    assert _listed(desk, state="failed") == [failed]
    assert _listed(desk, state="failed", channel="house_cwc") == [failed]
    assert _listed(desk, channel="email") == [target]
    assert _listed(desk, office="hnm03") == [failed]
    assert _listed(desk, office="NM03") == [failed], "as the House spells it"
    assert _listed(desk, office="of SNM01") == [queued], "a part of the member's name"
    assert _listed(desk, office="office of songs", words="own") == [target]
    assert _listed(desk, office=other.code) == [target]
    assert _listed(desk, reason="refused") == [failed]
    assert _listed(desk, reason="refused", state="queued") == []
    assert _listed(desk, words="untouched") == [queued]
    assert _listed(desk, words="own") == [target, failed]
    assert _listed(desk, mode="live") == []
    assert _listed(desk, mode="rehearsed", office="HNM03", channel="house_cwc") == [failed]
    assert _listed(desk, state="nonsense", channel="pigeon") == [target, queued, failed]


@pytest.mark.parametrize("typed", ["Nobody at all", "%", "_____", "\x00", "'; --", "T99999"])
def test_an_office_that_is_none_is_told(desk: Visitor, campaign: Campaign, typed: str) -> None:
    sent.queue(campaign, 1)
    page = desk.get(URL, query_string={"office": typed, "state": "queued"})
    if typed != "\x00":
        assert "No office and no target" in page.text
        assert page.one("#office")["value"] == typed


def test_pages_go_on_where_the_last_one_ended(
    desk: Visitor, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "PAGE", 2)
    made = [sent.queue(campaign, number).id for number in range(5)]
    seen, url = [], URL + "?state=queued"
    while url:
        page = desk.get(url)
        seen += [int(each.get_text()) for each in page.all("table.ledger tbody th")]
        older = page.all("a[rel=next]")
        url = str(older[0]["href"]) if older else ""
        assert not url or "state=queued" in url
    assert seen == made[::-1]
    for strange in ("x", "-1", "0", str(2**80)):
        desk.get(f"{URL}?before={strange}")


def test_a_rare_one_is_looked_for_further_down(
    desk: Visitor, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "WINDOW", 2)
    rare = sent.queue(campaign, 0, personal="").id
    for number in range(1, 4):
        sent.queue(campaign, number)

    page = desk.get(f"{URL}?words=untouched")

    assert "Older ones may" in page.text
    page = desk.get(str(page.one("a[rel=next]")["href"]))
    assert [int(each.get_text()) for each in page.all("table.ledger tbody th")] == [rare]


def test_each_state_and_channel_has_its_own_number(desk: Visitor, campaign: Campaign) -> None:
    sent.queue(campaign, 1, offices=letters.OFFICES)
    _fail(sent.queue(campaign, 2))
    db.session.rollback()
    board.refresh()

    page = desk.get(URL)

    piles = {" ".join(each.get_text(" ").split()) for each in page.all(".piles a")}
    assert piles == {
        "1 House CWC: failed (rehearsal)",
        "1 House CWC: waits for its turn (rehearsal)",
        "2 Hand-off: waits for its turn (rehearsal)",
    }
    desk.get(str(page.all(".piles a")[0]["href"]))


def test_all_failures_of_a_reason_are_sent_again_by_the_worker(
    desk: Visitor, campaign: Campaign
) -> None:
    failed = [_fail(sent.queue(campaign, number)) for number in range(3)]
    spared = _fail(sent.queue(campaign, 9), reason="unreachable")
    page = desk.get(URL)
    form = page.form("form:has([aria-label*='refused it'])")
    assert form["reason"] == "refused"

    answer = desk.post(f"{URL}again/", form)
    twice = desk.post(f"{URL}again/", form)

    assert answer.location == twice.location, "asked for twice, it is one job"
    engine.drain()
    db.session.rollback()
    db.session.expire_all()
    job = db.session.scalars(sa.select(Job)).one()
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert {db.session.get_one(Delivery, each.id).state for each in failed} == {"queued"}
    assert db.session.get_one(Delivery, spared.id).state == "failed"
    assert "3 deliveries wait again." in desk.follow(answer).text
    assert _actions() == [("delivery.retry_all", "")]


def test_the_job_goes_on_at_its_cursor_and_tells_what_it_could_not(
    desk: Visitor, campaign: Campaign
) -> None:
    target = Target(campaign_id=campaign.id, name="Agency", email="a@agency.example")
    db.session.add(target)
    db.session.commit()
    gone = _fail(sent.queue(campaign, 1, offices=(target.code,)))
    db.session.delete(target)
    db.session.commit()
    form = {"reason": "refused", "channel": gone.channel}
    token = organizers.csrf(desk.get(URL))

    answer = desk.post(f"{URL}again/", {"csrf_token": token, **form})
    engine.drain()

    assert "1 cannot be sent" in desk.follow(answer).text


@pytest.mark.parametrize("form", [{}, {"reason": "refused"}, {"reason": "x", "channel": "pigeon"}])
def test_nothing_is_sent_again_for_no_reason(
    desk: Visitor, campaign: Campaign, form: dict[str, str]
) -> None:
    form = {"csrf_token": organizers.csrf(desk.get(URL)), **form}
    assert "list of failures" in desk.follow(desk.post(f"{URL}again/", form)).text


def test_one_is_sent_again_from_its_letter(desk: Visitor, campaign: Campaign) -> None:
    failed = _fail(sent.queue(campaign, 1))
    page = desk.get(f"/organize/c/day/letters/{failed.letter_id}/")
    assert "No such field." in page.text
    assert "the other side refused it" in page.text
    form = {"csrf_token": organizers.csrf(page)}

    after = desk.follow(desk.post(f"{URL}{failed.id}/again/", form))

    assert "waits for its turn" in after.one(f"#d{failed.id}").get_text()
    again = desk.follow(desk.post(f"{URL}{failed.id}/again/", form))
    assert "nothing was changed" in again.text
    assert _actions() == [("delivery.retry", f"delivery:{failed.id}")]
    desk.post(f"{URL}999999/again/", form, status=404)


def test_a_letter_in_full_shows_what_each_office_got(desk: Visitor, campaign: Campaign) -> None:
    letter = sent.queue(campaign, 1, offices=letters.OFFICES, credit_name="The Analyst")
    page = desk.get(f"/organize/c/day/letters/{letter.id}/")

    assert len(page.all(".delivery")) == 3
    text = page.all(".delivery pre")[0].get_text()
    assert text.startswith("They trained a machine on my records.\n\nPlease keep copyright")
    steps = db.session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry))
    assert len(page.all(".delivery tbody tr")) == steps
    assert "The writer’s copy" in page.text


def test_who_wrote_is_shown_on_request_and_the_request_is_audited(
    desk: Visitor, campaign: Campaign
) -> None:
    letter = sent.queue(campaign, 1)
    url = f"/organize/c/day/letters/{letter.id}/"
    page = desk.get(url)
    assert "Lovelace" not in page.text
    assert "Canyon" not in page.text
    assert _actions() == []

    shown = desk.post(url, {"csrf_token": organizers.csrf(page)}, status=200)

    assert "Ms. Ada Lovelace" in shown.one("#sender").get_text()
    assert "1 Canyon Road" in shown.one("#sender").get_text(" ")
    assert shown.headers["Cache-Control"] == "no-store"
    assert _actions() == [("letter.sender", f"letter:{letter.id}")]
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.before, entry.after) == ({}, {}), "no personal data"


def test_letters_of_another_campaign_are_not_found(desk: Visitor, campaign: Campaign) -> None:
    letter = sent.queue(campaign, 1)
    failed = _fail(letter)
    other = factories.campaign(slug="other")
    token = {"csrf_token": organizers.csrf(desk.get(URL))}
    desk.get(f"/organize/c/{other.slug}/letters/{letter.id}/", status=404)
    desk.post(f"/organize/c/{other.slug}/letters/{letter.id}/", token, status=404)
    desk.post(f"/organize/c/{other.slug}/deliveries/{failed.id}/again/", token, status=404)


@pytest.mark.parametrize("role", ["viewer", "partner"])
def test_deliveries_are_not_for_everybody(app_sqlite: Flask, campaign: Campaign, role: str) -> None:
    letter = sent.queue(campaign, 1)
    outsider = organizers.visitor(app_sqlite, role)
    outsider.get(URL, status=403)
    outsider.get(f"/organize/c/day/letters/{letter.id}/", status=403)
