"""Signing, withdrawing, striking, the shadow and folds in any order: the sums stay exact."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import counts, service, shadowing, striking
from app.pledges.errors import LinkExpired, TransitionRefused
from app.pledges.models import Signatory
from app.pledges.rules import Reason
from tests.pledges.signing import assert_exact, totals
from tests.support import factories

PEOPLE = 3
DOES = ("sign", "confirm", "withdraw", "invalidate", "shadow", "lift", "strike", "back", "fold")
_numbers = itertools.count()
STEPS = st.tuples(st.sampled_from(DOES), st.integers(0, PEOPLE - 1))
OPTIONS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "suppress_health_check": list(HealthCheck),
}


def _known(campaign: Campaign, person: int) -> list[Signatory]:
    wanted = db.session.query(Signatory).filter_by(campaign_id=campaign.id)
    return wanted.filter_by(email=f"p{person}@example.org").all()


def _do(campaign: Campaign, what: str, person: int) -> None:
    known = _known(campaign, person)
    if what == "fold":
        counts.fold(2)
    elif what == "sign":
        discipline = (None, "music", "writing")[person]
        signed = factories.signature(campaign, discipline, email=f"p{person}@example.org")
        service.sign_pledge(campaign, signed)
    elif what == "shadow":
        shadowing.shadow(known, reason=Reason.ORGANIZER, job_id=1)
    elif what == "lift":
        shadowing.lift(known)
    elif what == "strike":
        striking.strike([e for e in known if e.state in striking.STRUCK_FROM], job_id=1)
    elif what == "back":
        striking.put_back([each for each in known if each.state == "invalidated"])
    else:
        for each in known:
            getattr(service, what)(each)


def _by_hand(campaign: Campaign) -> tuple[int, int]:
    stands = {"confirmed"} | (set() if campaign.confirmation_required else {"pending"})
    everybody = db.session.query(Signatory).filter_by(campaign_id=campaign.id)
    counted = [e for e in everybody if e.state in stands and not e.shadow]
    artists = sum(1 for each in counted if each.discipline_id)
    return artists, len(counted) - artists


def _play(campaign: Campaign, steps: list[tuple[str, int]]) -> None:
    for what, person in steps:
        try:
            _do(campaign, what, person)
        except (TransitionRefused, LinkExpired):
            db.session.rollback()
        db.session.commit()
        assert totals(campaign) == _by_hand(campaign), (what, person)
    assert_exact(campaign)
    while counts.fold():
        db.session.commit()
    assert_exact(campaign)


def _campaign(required: bool) -> Campaign:
    slug = f"c{next(_numbers)}"
    return factories.campaign(slug=slug, confirmation_required=required, closes_at=None)


@pytest.mark.parametrize("required", [True, False])
@settings(max_examples=60, **OPTIONS)
@given(steps=st.lists(STEPS, min_size=4, max_size=25))
def test_the_sums_are_those_of_a_recount(
    app_sqlite: Flask, required: bool, steps: list[tuple[str, int]]
) -> None:
    _play(_campaign(required), steps)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@settings(max_examples=8, **OPTIONS)
@given(steps=st.lists(STEPS, min_size=15, max_size=25))
def test_the_same_on_postgresql(app: Flask, steps: list[tuple[str, int]]) -> None:
    _play(_campaign(True), steps)
