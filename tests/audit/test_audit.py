"""The audit log keeps what changed, before and after, and nothing else."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from app.audit import queries, service
from app.extensions import db
from tests.support import factories, organizers
from tests.support.hands import Hands


def test_only_what_differs_is_kept(app: Flask, clock: Hands) -> None:
    campaign, owner = factories.campaign(), organizers.organizer()
    before = service.fields(campaign, "title", "goal", "closes_at")
    campaign.title, campaign.closes_at = "Another day", None

    service.record(
        "campaign.edit",
        by=owner,
        campaign=campaign,
        before=before,
        after=service.fields(campaign, "title", "goal", "closes_at"),
    )
    db.session.commit()

    (entry,) = queries.list_entries(campaign_id=campaign.id)
    assert entry.before == {"title": "AI Day of Action", "closes_at": before["closes_at"]}
    assert entry.after == {"title": "Another day", "closes_at": None}
    assert (entry.organizer, entry.at) == (owner, clock.now())


def test_a_list_is_kept_as_it_was(app_sqlite: Flask) -> None:
    words = ["one"]
    before = {"words": words, "day": dt.date(2026, 3, 2)}

    service.record("x", by=None, before=before, after={"words": ["two"], "day": None})
    words.append("later")

    (entry,) = queries.list_entries()
    assert entry.before == {"words": ["one"], "day": "2026-03-02"}


def test_entries_come_newest_first_and_page_by_page(app_sqlite: Flask) -> None:
    for number in range(5):
        service.record(f"step {number}", by=None, subject="signatory:7")
    service.record("elsewhere", by=None, subject="signatory:8")

    first = queries.list_entries(subject="signatory:7", limit=2)
    then = queries.list_entries(subject="signatory:7", limit=2, before_id=first[-1].id)

    assert [each.action for each in [*first, *then]] == ["step 4", "step 3", "step 2", "step 1"]


def test_what_a_departed_organizer_did_stays(app: Flask) -> None:
    owner = organizers.organizer()
    service.record("x", by=owner)
    db.session.commit()

    db.session.delete(owner)
    db.session.commit()
    db.session.expire_all()

    (entry,) = queries.list_entries()
    assert entry.organizer is None
