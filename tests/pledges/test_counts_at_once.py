"""Signers, folds and readers at the same time: nobody waits for a counter, no sum is half done."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.pledges import counts, recount, service
from app.pledges.models import JournalEntry
from tests.pledges.crew import crew
from tests.pledges.signing import assert_exact, totals
from tests.support import factories

SLUGS = ("music", "writing", "illustration")


def _campaign(slug: str = "day") -> Campaign:
    return next(each for each in db.session.query(Campaign) if each.slug == slug)


def _sign_and_leave(name: str, people: int) -> None:
    """Each signs and confirms; one in three takes it back."""
    for number in range(people):
        email = f"{name}{number}@example.org"
        with transaction():
            campaign = _campaign()
            discipline = SLUGS[number % 3] if number % 4 else None
            also = ("writing",) if discipline == "music" else ()
            signed = factories.signature(campaign, discipline, also=also, email=email)
            service.sign_pledge(campaign, signed)
        with transaction():
            service.confirm(factories.find(_campaign(), email))
        if number % 3 == 0:
            with transaction():
                service.withdraw(factories.find(_campaign(), email))


def _fold() -> None:
    with transaction():
        counts.fold(limit=7)


def test_folds_beside_signers_lose_and_double_nothing(app: Flask, campaign: Campaign) -> None:
    people, signers = 30, 4
    with crew(app) as hands:
        working = [
            hands.start(lambda name=f"s{n}-": _sign_and_leave(name, people))  # type: ignore[misc]
            for n in range(signers)
        ]
        hands.until_done(_fold)
        hands.until_done(_fold)
        for thread in working:
            thread.join(120)

    stay = [number for number in range(people) if number % 3]
    artists = sum(1 for number in stay if number % 4) * signers
    assert totals(campaign) == (artists, len(stay) * signers - artists)
    assert_exact(campaign)
    while counts.fold():
        db.session.commit()
    assert_exact(campaign)


def test_no_reader_ever_sees_half_a_fold(app: Flask, campaign: Campaign) -> None:
    where = {"disciplines": str(campaign.disciplines[0].id), "state_code": "NM"}
    day = campaign.opens_at.date()
    db.session.execute(
        sa.insert(JournalEntry),
        [{"campaign_id": campaign.id, "delta": 1, "day": day, **where} for _ in range(400)],
    )
    db.session.commit()
    campaign_id = campaign.id
    seen: list[set[int]] = []

    def read() -> None:
        found = counts.sums(campaign_id)
        db.session.rollback()
        seen.append(set(found.values()))

    def fold() -> None:
        for _ in range(100):
            with transaction():
                counts.fold(limit=2)

    with crew(app) as hands:
        for _ in range(2):
            hands.until_done(read)
        for thread in [hands.start(fold), hands.start(fold)]:
            thread.join(60)

    assert len(seen) > 20, "the readers hardly read"
    assert all(values == {400} for values in seen)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) == 0


def test_two_presses_of_one_button_count_once(app: Flask, campaign: Campaign) -> None:
    emails = [factories.signatory(campaign, email=f"a{n}@example.org").email for n in range(20)]
    gate = threading.Barrier(2)

    def press() -> None:
        for email in emails:
            gate.wait(30)
            with transaction():
                service.confirm(factories.find(_campaign(), email))

    with crew(app) as hands:
        for thread in [hands.start(press), hands.start(press)]:
            thread.join(60)

    assert totals(campaign) == (20, 0)
    assert_exact(campaign)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_waits_for_somebody_elses_signature(app: Flask, campaign: Campaign) -> None:
    """One signer has not committed yet: others sign, readers read, the worker folds."""
    first = factories.signatory(campaign, email="a@example.org")
    factories.signatory(campaign, email="b@example.org")
    factories.signatory(campaign, email="c@example.org", confirmed=True)

    def others() -> None:
        with transaction():
            db.session.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
            service.confirm(factories.find(_campaign(), "b@example.org"))
            assert totals(_campaign()) == (2, 0)
        with transaction():
            db.session.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
            assert counts.fold() == 2
        with transaction():
            db.session.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
            signed = factories.signature(_campaign(), email="d@example.org")
            service.sign_pledge(_campaign(), signed)

    with crew(app) as hands:
        service.confirm(first)
        hands.start(others).join(30)
        db.session.commit()

    assert totals(campaign) == (3, 0)
    assert_exact(campaign)


def test_a_repair_beside_signers_leaves_exact_sums(app: Flask, campaign: Campaign) -> None:
    db.session.execute(
        sa.insert(JournalEntry),
        [
            {
                "campaign_id": campaign.id,
                "delta": 1,
                "day": campaign.opens_at.date(),
                "disciplines": "",
                "state_code": "",
            }
            for _ in range(5)
        ],
    )
    db.session.commit()

    def repair() -> None:
        with transaction():
            recount.one_snapshot()
            recount.repair(_campaign())

    with crew(app) as hands:
        signing = hands.start(lambda: _sign_and_leave("s", 40))
        hands.until_done(repair)
        signing.join(60)

    repair()
    assert_exact(campaign)
