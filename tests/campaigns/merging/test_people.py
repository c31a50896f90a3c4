"""Merging disciplines: everybody moves and is counted once, whatever comes between."""

from __future__ import annotations

import pytest

from app.campaigns import merging
from app.campaigns.models import Campaign
from app.extensions import db
from app.jobs import engine
from app.organizers.models import Organizer
from app.pledges import counts, moving, service
from app.pledges.known import Known
from app.pledges.models import TallyKind
from tests.campaigns.merging.merges import merge, named, nobody_left, of, people
from tests.pledges.signing import assert_exact
from tests.support import factories
from tests.support.hands import Hands


def test_everybody_moves_and_is_counted_once(campaign: Campaign, me: Organizer) -> None:
    people(campaign)
    old, artists = of(campaign, "writing"), counts.numbers(campaign).artists
    assert named(campaign) == {"music": 5, "writing": 9, "illustration": 2}

    job = merge(campaign, me)
    assert_exact(campaign)
    engine.drain()

    assert (job.state, job.result) == ("done", {"moved": 10})
    assert named(campaign) == {"music": 9, "illustration": 2}
    assert counts.numbers(campaign).artists == artists
    assert nobody_left(old)
    while counts.fold():
        db.session.commit()
    assert_exact(campaign)
    kinds = counts.sums(campaign.id, tuple(TallyKind))
    assert not any(n for (_kind, key), n in kinds.items() if key.split(" ")[0] == str(old.id))


def test_a_killed_worker_leaves_nothing_half_done(
    campaign: Campaign, me: Organizer, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(campaign)
    job = merge(campaign, me)
    shift, deaths = counts.shift, [2]

    def die(*given: object) -> None:
        deaths[0] -= 1
        if not deaths[0]:
            raise KeyboardInterrupt
        shift(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(moving.counts, "shift", die)
    with pytest.raises(KeyboardInterrupt):
        engine.drain()
    assert_exact(campaign)
    db.session.rollback()
    clock.tick(minutes=10)
    engine.drain()

    assert (job.state, job.done) == ("done", 10)
    assert named(campaign) == {"music": 9, "illustration": 2}
    assert_exact(campaign)


def test_what_was_stopped_goes_on(campaign: Campaign, me: Organizer) -> None:
    people(campaign)
    job = merge(campaign, me)
    job.state = "cancelled"
    db.session.commit()
    assert merging.unfinished(campaign)

    merging.go_on(campaign, by=me)
    db.session.commit()
    assert not merging.unfinished(campaign)
    engine.drain()

    assert named(campaign) == {"music": 9, "illustration": 2}
    assert not merging.unfinished(campaign)
    assert_exact(campaign)


def test_a_merge_into_one_that_is_merged_itself_ends_at_the_last(
    campaign: Campaign, me: Organizer
) -> None:
    people(campaign)
    writing, music = of(campaign, "writing"), of(campaign, "music")
    merge(campaign, me)
    merge(campaign, me, "music", "illustration")
    engine.drain()

    assert named(campaign) == {"illustration": 10}
    assert nobody_left(writing)
    assert nobody_left(music)
    assert {"writing", "music"} <= set(of(campaign, "illustration").aliases)
    assert_exact(campaign)


def test_a_pledge_that_is_older_than_the_merge_stands_where_it_leads(
    campaign: Campaign, me: Organizer
) -> None:
    music = of(campaign, "music")
    poet = factories.craft(of(campaign, "writing"), "poet")
    match = factories.craft(music, "poet")
    typed = factories.signature(campaign, "writing", also=["music"], craft_id=poet.id)
    merge(campaign, me)
    engine.drain()

    service.sign_pledge(campaign, typed)
    db.session.commit()

    found = factories.find(campaign, typed.email)
    assert (found.discipline_id, found.craft_id, found.also) == (music.id, match.id, [])


def test_whoever_has_not_moved_yet_writes_as_what_it_became(
    campaign: Campaign, me: Organizer
) -> None:
    person = factories.signatory(campaign, "writing", confirmed=True)

    merge(campaign, me)

    assert Known.of_signatory(person).discipline == "music"
