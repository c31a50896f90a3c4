"""Whatever people do in whatever order, and whenever the worker folds: the sums stay exact."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import counts, service
from app.pledges.errors import LinkExpired, TransitionRefused
from app.pledges.models import Signatory
from tests.pledges.signing import assert_exact
from tests.support import factories
from tests.support.hands import Hands

PEOPLE = 4
PLACES = (("US", "87501", "NM"), ("US", "90012", "CA"), ("DE", "", None))
SLUGS = tuple(slug for slug, _ in factories.DISCIPLINES)
VERBS = (service.confirm, service.decline, service.withdraw, service.invalidate)
_numbers = itertools.count()


@dataclass(frozen=True)
class Sign:
    person: int
    discipline: str | None
    also: frozenset[str]
    place: tuple[str, str, str | None]


@dataclass(frozen=True)
class Do:
    person: int
    verb: int


@dataclass(frozen=True)
class Fold:
    limit: int


@dataclass(frozen=True)
class Wait:
    hours: int


Step = Sign | Do | Fold | Wait
_person = st.integers(0, PEOPLE - 1)
STEPS = st.one_of(
    st.builds(
        Sign,
        person=_person,
        discipline=st.sampled_from((None, *SLUGS)),
        also=st.frozensets(st.sampled_from(SLUGS)),
        place=st.sampled_from(PLACES),
    ),
    st.builds(Do, person=_person, verb=st.integers(0, len(VERBS) - 1)),
    st.builds(Do, person=_person, verb=st.just(0)),
    st.builds(Fold, limit=st.sampled_from((1, 2, 100))),
    st.builds(Wait, hours=st.sampled_from((5, 24 * 61))),
)


@dataclass
class Ledger:
    """What a person with pen and paper would have written: who signed how, and where they stand."""

    required: bool
    signed: dict[int, Sign] = field(default_factory=dict)
    state: dict[int, str] = field(default_factory=dict)
    waited: dict[int, int] = field(default_factory=dict)

    def counts(self, person: int) -> bool:
        state = self.state.get(person)
        return state == "confirmed" or (state == "pending" and not self.required)

    def lapsed(self, person: int) -> bool:
        return (
            self.required and self.state.get(person) == "pending" and self.waited[person] > 24 * 60
        )

    def sign(self, step: Sign, repeats: int) -> None:
        again = self.state.get(step.person) == "withdrawn" or self.lapsed(step.person)
        if step.person not in self.state or (again and repeats < service.MOST_REPEATS):
            self.signed[step.person] = step
            self.state[step.person] = "pending"
            self.waited[step.person] = 0

    def sums(self) -> dict[str, int]:
        found: Counter[str] = Counter()
        for person, signed in self.signed.items():
            if not self.counts(person):
                continue
            if signed.discipline is None:
                found["allies"] += 1
                continue
            found["artists"] += 1
            found.update({signed.discipline, *signed.also})
            if signed.place[2]:
                found[signed.place[2]] += 1
        return dict(found)


def _sums(campaign: Campaign) -> dict[str, int]:
    numbers = counts.numbers(campaign)
    found = {"artists": numbers.artists, "allies": numbers.allies, **dict(numbers.states)}
    found |= {each.discipline.slug: each.count for each in numbers.disciplines}
    by_day = {d.id: sum(numbers.days[d.id].values()) for d in campaign.disciplines}
    assert all(by_day[each.discipline.id] == each.count for each in numbers.disciplines)
    return {place: n for place, n in found.items() if n}


def _known(campaign: Campaign, person: int) -> Signatory | None:
    found = [
        each
        for each in db.session.query(Signatory).filter_by(campaign_id=campaign.id)
        if each.email == f"p{person}@example.org"
    ]
    return found[0] if found else None


def _play(campaign: Campaign, step: Step, ledger: Ledger, clock: Hands) -> None:
    match step:
        case Sign():
            known = _known(campaign, step.person)
            repeats = 0 if known is None or ledger.lapsed(step.person) else known.repeats
            ledger.sign(step, repeats)
            also = () if step.discipline is None else step.also - {step.discipline}
            country, zip_code, state_code = step.place
            service.sign_pledge(
                campaign,
                factories.signature(
                    campaign,
                    step.discipline,
                    also=tuple(also),
                    zip=zip_code,
                    country=country,
                    state_code=state_code,
                    email=f"p{step.person}@example.org",
                ),
            )
        case Do():
            known = _known(campaign, step.person)
            if known is None:
                return
            try:
                VERBS[step.verb](known)
            except (TransitionRefused, LinkExpired):
                db.session.rollback()
                return
            ledger.state[step.person] = known.state
        case Fold():
            counts.fold(step.limit)
        case Wait():
            clock.tick(hours=step.hours)
            for person in ledger.waited:
                ledger.waited[person] += step.hours
    db.session.commit()


@pytest.mark.parametrize("required", [True, False])
@settings(
    max_examples=100,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, min_size=3, max_size=25))
def test_the_sums_are_those_of_the_ledger_after_every_step(
    app: Flask, clock: Hands, required: bool, steps: list[Step]
) -> None:
    campaign = factories.campaign(
        slug=f"c{next(_numbers)}", confirmation_required=required, closes_at=None
    )
    ledger = Ledger(required)
    for step in steps:
        _play(campaign, step, ledger, clock)
        assert _sums(campaign) == ledger.sums(), step
    assert_exact(campaign)
    while counts.fold():
        db.session.commit()
    assert _sums(campaign) == ledger.sums()
    assert_exact(campaign)
