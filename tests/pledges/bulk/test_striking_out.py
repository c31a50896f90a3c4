"""Striking out many at once: counted first, then exactly those; both databases."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.jobs.models import JobState
from app.organizers.models import Organizer
from app.pledges import bulk, counts
from app.pledges.bulk import NotReady
from app.pledges.search import Wanted
from tests.pledges.bulk.strikes import SPAM, counted, states
from tests.pledges.signing import assert_exact
from tests.support import factories


def test_the_dry_count_changes_nothing(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    before = states()

    job = counted(campaign, organizer)

    assert states() == before
    assert job.result["states"] == {
        "withdrawn": 1, "invalidated": 1, "confirmed": 5, "pending": 2,
    }  # fmt: skip
    assert bulk.to_touch(job)[bulk.STRIKE] == 7
    assert sum(job.result["disciplines"].values()) == 7
    assert "spam" not in str(job.params), "what was searched for is sealed"


def test_striking_out_touches_who_was_counted_and_nobody_else(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    dry = counted(campaign, organizer)
    factories.signatory(campaign, "music", email="late@spam.example", confirmed=True)

    job = bulk.go_on(dry, by=organizer)
    db.session.commit()
    engine.drain()
    db.session.refresh(job)

    assert (job.state, job.done, job.total) == (JobState.DONE, 7, 7)
    found = states()
    assert found["late"] == found["ann"] == found["bob"] == "confirmed"
    assert found["s0"] == "withdrawn"
    assert {found[f"s{n}"] for n in range(1, 9)} == {"invalidated"}
    assert_exact(campaign)
    counts.fold()
    db.session.commit()
    assert_exact(campaign)


def test_two_presses_are_one_act(campaign: Campaign, organizer: Organizer, spam: list[int]) -> None:
    dry = counted(campaign, organizer)
    first, second = bulk.go_on(dry, by=organizer), bulk.go_on(dry, by=organizer)
    assert first.id == second.id
    with pytest.raises(NotReady):
        bulk.undo(first, by=organizer)
    db.session.commit()
    engine.drain()
    db.session.refresh(first)

    assert bulk.undo(first, by=organizer).id == bulk.undo(first, by=organizer).id


def test_what_is_not_counted_yet_cannot_be_struck_out(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    job = bulk.begin(campaign, Wanted(campaign.id, reading=SPAM), by=organizer)

    with pytest.raises(NotReady):
        bulk.go_on(job, by=organizer)
