"""Striking out many at once and putting them back: exact, resumable, reversible; both databases."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa
from flask import Flask

from app.audit.models import AuditEntry
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.jobs import engine
from app.jobs import service as jobs
from app.jobs.models import Job, JobState
from app.organizers.models import Organizer
from app.pledges import bulk, correcting, counts, recount, service, tasks
from app.pledges.bulk import NotReady
from app.pledges.models import JournalEntry, Signatory
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from tests.pledges.crew import crew
from tests.pledges.signing import assert_exact
from tests.support import factories, organizers
from tests.support.hands import Hands

SPAM = Reading(Field.DOMAIN, "spam.example")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Constants made smaller: a handful of people makes several batches and looks."""
    monkeypatch.setattr(bulk, "BATCH", 2)
    monkeypatch.setattr(bulk, "LOOK", 5)


@pytest.fixture
def organizer(app: Flask) -> Organizer:
    return organizers.organizer("organizer")


@pytest.fixture
def spam(campaign: Campaign) -> list[int]:
    """Nine of one domain in every state, some folded into the tallies; and two of another."""
    made = []
    for number in range(9):
        discipline = ("music", "writing", None)[number % 3]
        also = ("illustration",) if discipline == "music" else ()
        person = factories.signatory(
            campaign,
            discipline,
            also=also,
            email=f"s{number}@spam.example",
            confirmed=number % 4 != 3,
        )
        made.append(person)
        if number == 4:
            tasks.fold()
    service.withdraw(made[0])
    correcting.invalidate(made[1], by=organizers.organizer("owner"))
    for name in ("ann", "bob"):
        factories.signatory(campaign, "music", email=f"{name}@example.org", confirmed=True)
    db.session.commit()
    return [each.id for each in made]


def states() -> dict[str, str]:
    rows = db.session.execute(sa.select(Signatory.email, Signatory.state))
    return {email.partition("@")[0]: state for email, state in rows}


def counted(campaign: Campaign, by: Organizer, **over: object) -> Job:
    wanted = Wanted(campaign.id, reading=SPAM, **over)  # type: ignore[arg-type]
    job = bulk.begin(campaign, wanted, by=by)
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    return job


def struck(campaign: Campaign, by: Organizer) -> Job:
    job = bulk.go_on(counted(campaign, by), by=by)
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    return job


def stop_after(steps: int) -> None:
    """Let a worker do so many steps and be told to stop."""
    calls = itertools.count()
    engine.drain(lambda: next(calls) >= steps)


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


def test_putting_back_gives_each_what_they_had(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    before = states()
    job = struck(campaign, organizer)
    tasks.fold()

    back = bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()
    db.session.refresh(back)

    assert back.done == 7
    assert states() == before
    assert_exact(campaign)
    actions = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["signatories.invalidate", "signatories.put_back"]


def test_imported_people_come_back_as_the_campaign_counts_them(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    person = factories.find(campaign, "s2@spam.example")
    correcting.invalidate(person, by=organizer)
    correcting.validate(person, by=organizer)
    person.imported = True
    counts.leave(person, [], campaign)
    db.session.execute(sa.delete(JournalEntry))
    db.session.commit()
    recount.repair(campaign)
    db.session.commit()
    job = struck(campaign, organizer)

    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()

    db.session.refresh(person)
    assert (person.state, person.counted) == ("confirmed", campaign.count_imported)
    assert_exact(campaign)


def test_putting_back_leaves_alone_whom_somebody_judged_since(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    job = struck(campaign, organizer)
    person = factories.find(campaign, "s2@spam.example")
    correcting.validate(person, by=organizer)
    correcting.invalidate(person, by=organizer)
    erased = factories.find(campaign, "s4@spam.example")
    correcting.erase(erased, by=organizer)
    db.session.commit()

    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()

    assert states()["s2"] == "invalidated"
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


def test_one_that_is_stopped_between_batches_can_be_put_back(
    campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    before = states()
    job = bulk.go_on(counted(campaign, organizer), by=organizer)
    db.session.commit()
    stop_after(2)
    db.session.refresh(job)
    assert 0 < job.done < 7
    assert_exact(campaign)
    jobs.cancel(job)
    db.session.commit()
    engine.drain()
    db.session.refresh(job)
    assert job.state == JobState.CANCELLED

    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()

    assert states() == before
    assert_exact(campaign)


class Killed(BaseException):
    """What no handler can catch: the worker is gone."""


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_killed_workers_job_goes_on_and_does_nothing_twice(
    campaign: Campaign, organizer: Organizer, spam: list[int], clock: Hands, at: int
) -> None:
    before = states()
    job = bulk.go_on(counted(campaign, organizer), by=organizer)
    db.session.commit()
    calls = itertools.count(1)

    def die(_session: object) -> None:
        """Within a step: after its rows were written, before they are committed."""
        if any(isinstance(each, Signatory) for each in db.session.dirty) and next(calls) == at:
            raise Killed

    sa.event.listen(db.session, "before_flush", lambda session, *_: die(session))
    with pytest.raises(Killed):
        engine.drain()
    db.session.rollback()
    clock.tick(minutes=5)
    engine.drain()
    db.session.refresh(job)

    assert (job.state, job.done) == (JobState.DONE, 7)
    assert_exact(campaign)
    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()
    assert states() == before
    assert_exact(campaign)


def test_the_sums_are_exact_while_people_sign_and_the_worker_folds(
    app: Flask, campaign: Campaign, organizer: Organizer, spam: list[int]
) -> None:
    job = bulk.go_on(counted(campaign, organizer), by=organizer)
    db.session.commit()

    def sign(name: str) -> None:
        for number in range(12):
            email = f"{name}{number}@spam.example"
            with transaction():
                signed = factories.signature(_campaign(), "music", email=email)
                service.sign_pledge(_campaign(), signed)
            with transaction():
                service.confirm(factories.find(_campaign(), email))

    def fold() -> None:
        with transaction():
            counts.fold(limit=3)

    with crew(app) as hands:
        signing = [hands.start(lambda n=n: sign(n)) for n in ("x", "y")]  # type: ignore[misc]
        hands.until_done(fold)
        hands.start(engine.drain).join(60)
        for thread in signing:
            thread.join(60)

    db.session.refresh(job)
    assert job.done == 7
    assert sum(1 for state in states().values() if state == "confirmed") == 24 + 2
    assert_exact(campaign)


def _campaign() -> Campaign:
    return next(each for each in db.session.query(Campaign) if each.slug == "day")


def test_what_was_searched_for_is_forgotten_after_a_day_and_can_be_put_back_all_the_same(
    app: Flask, campaign: Campaign, organizer: Organizer, spam: list[int], clock: Hands
) -> None:
    """Sealed or not, it may be the address of somebody who has been erased since."""
    left = counted(campaign, organizer)
    job, before = struck(campaign, organizer), states()
    db.session.commit()
    assert bulk.forget_searches() == 0

    clock.tick(hours=25)
    assert bulk.forget_searches() == 3
    assert bulk.forget_searches() == 0

    db.session.expire_all()
    assert not [each for each in db.session.scalars(sa.select(Job)) if "wanted" in each.params]
    with pytest.raises(NotReady):
        bulk.go_on(left, by=organizer)
    bulk.undo(job, by=organizer)
    db.session.commit()
    engine.drain()
    assert states() != before
    page = f"/organize/c/{campaign.slug}/signatories/strike/{job.id}/"
    owner = organizers.visitor(app, "owner")
    assert "forgotten after a day" in owner.get(page).text
