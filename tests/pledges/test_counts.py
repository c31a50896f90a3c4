"""Honest counting: exact after every step, before and after each fold."""

from __future__ import annotations

import datetime as dt
import string

import pytest
import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import counts, recount, service, tasks
from app.pledges.errors import TransitionRefused
from app.pledges.models import JournalEntry, Signatory, SignatoryState, Tally, TallyKind
from tests.pledges.signing import assert_exact, totals
from tests.support import factories
from tests.support.hands import Hands


def _journal() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(JournalEntry)) or 0


def _by_discipline(campaign: Campaign) -> dict[str, int]:
    return {each.discipline.slug: each.count for each in counts.numbers(campaign).disciplines}


def test_a_person_counts_once_in_the_total_and_once_in_each_discipline(
    campaign: Campaign,
) -> None:
    factories.signatory(campaign, "music", also=("writing", "illustration"), confirmed=True)
    factories.signatory(campaign, "writing", email="b@example.org", confirmed=True)

    assert totals(campaign) == (2, 0)
    assert _by_discipline(campaign) == {"music": 1, "writing": 2, "illustration": 1}
    assert_exact(campaign)


def test_allies_are_in_no_other_sum(campaign: Campaign) -> None:
    factories.signatory(campaign, None, confirmed=True)

    numbers = counts.numbers(campaign)
    assert (numbers.artists, numbers.allies) == (0, 1)
    assert numbers.states == []
    assert set(_by_discipline(campaign).values()) == {0}
    assert numbers.days == {each.id: {} for each in campaign.disciplines}
    assert_exact(campaign)


def test_nobody_counts_before_they_have_confirmed(campaign: Campaign) -> None:
    factories.signatory(campaign)

    assert totals(campaign) == (0, 0)
    assert _journal() == 0


@pytest.mark.parametrize("folded", [False, True])
def test_the_count_steps_down_when_someone_leaves(campaign: Campaign, folded: bool) -> None:
    stays = factories.signatory(campaign, "music", confirmed=True)
    leaves = factories.signatory(
        campaign, "music", also=("writing",), email="b@example.org", confirmed=True
    )
    struck = factories.signatory(campaign, None, email="c@example.org", confirmed=True)
    if folded:
        tasks.fold()
    before = assert_exact(campaign)
    service.withdraw(leaves)
    service.invalidate(struck)
    db.session.commit()

    after = assert_exact(campaign)
    assert totals(campaign) == (1, 0)
    assert _by_discipline(campaign) == {"music": 1, "writing": 0, "illustration": 0}
    assert before["state", "NM"] == 2
    assert after["state", "NM"] == 1
    tasks.fold()
    assert assert_exact(campaign) == after
    assert stays.counted


def test_states_come_with_the_most_first_and_without_the_empty_ones(campaign: Campaign) -> None:
    for number, (code, state) in enumerate(
        [("87501", "NM"), ("90012", "CA"), ("90026", "CA"), ("10001", "NY")]
    ):
        person = factories.signatory(
            campaign, zip=code, state_code=state, email=f"a{number}@example.org", confirmed=True
        )
    factories.signatory(
        campaign, country="DE", zip="", state_code=None, email="de@example.org", confirmed=True
    )
    service.withdraw(person)
    db.session.commit()

    assert counts.numbers(campaign).states == [("CA", 2), ("NM", 1)]
    assert totals(campaign) == (4, 0)
    assert_exact(campaign)


def test_the_day_is_the_campaigns_own_and_that_of_the_signature(
    campaign: Campaign, clock: Hands
) -> None:
    clock.set(dt.datetime(2026, 3, 3, 3, 0, tzinfo=dt.UTC))  # still the 2nd in New York
    person = factories.signatory(campaign, "music")
    clock.tick(days=3)
    service.confirm(person)
    db.session.commit()

    music = campaign.disciplines[0].id
    assert counts.numbers(campaign).days[music] == {dt.date(2026, 3, 2): 1}
    assert_exact(campaign)


def test_hours_and_sources_are_counted_for_organizers_alone(
    campaign: Campaign, clock: Hands
) -> None:
    clock.set(dt.datetime(2026, 3, 3, 3, 30, tzinfo=dt.UTC))  # 22:30 on the 2nd in New York
    music, writing, _ = (each.id for each in campaign.disciplines)
    person = factories.signatory(
        campaign, "music", also=("writing",), source="union", confirmed=True
    )
    factories.signatory(campaign, "music", email="b@example.org", confirmed=True)
    factories.signatory(campaign, None, email="c@example.org", source="union", confirmed=True)
    day = dt.date(2026, 3, 2)
    keys = [counts.hour_key(each, day, 22) for each in (music, writing, counts.ALLY)]
    for _ in range(2):
        assert counts.hours(campaign.id, keys) == dict(zip(keys, (2, 1, 1), strict=True))
        assert counts.hours(campaign.id, keys[:1]) == {keys[0]: 2}
        found = counts.sums(campaign.id, (TallyKind.SOURCE,))
        assert found == {("source", "union"): 1, ("source", ""): 1}
        assert {kind for kind, _ in counts.sums(campaign.id)} == set(counts.PUBLIC)
        assert_exact(campaign)
        tasks.fold()
    service.withdraw(person)
    db.session.commit()
    for _ in range(2):
        assert +counts.hours(campaign.id, keys) == {keys[0]: 1, keys[2]: 1}
        assert_exact(campaign)
        tasks.fold()


def test_hours_and_sources_of_people_counted_before_are_filled_by_the_repair(
    campaign: Campaign,
) -> None:
    factories.signatory(campaign, "music", source="union", confirmed=True)
    tasks.fold()
    db.session.execute(sa.delete(Tally).where(Tally.kind.in_(["hour", "source"])))
    db.session.commit()

    found = recount.check(campaign)
    assert {each.kind for each in found.differences} == {"hour", "source"}
    recount.repair(campaign)
    db.session.commit()
    assert_exact(campaign)


def test_a_fold_moves_everything_and_changes_no_number(campaign: Campaign) -> None:
    for number in range(7):
        factories.signatory(
            campaign,
            "music" if number % 3 else None,
            also=("writing",) if number % 3 == 1 else (),
            email=f"a{number}@example.org",
            confirmed=True,
        )
    before = counts.numbers(campaign)
    assert _journal() == 7

    assert counts.fold(limit=3) == 3
    db.session.commit()
    assert _journal() == 4
    assert counts.numbers(campaign) == before
    tasks.fold()
    assert _journal() == 0
    assert counts.numbers(campaign) == before
    tasks.fold()
    assert counts.numbers(campaign) == before
    assert_exact(campaign)


def test_a_fold_that_fails_has_moved_nothing(campaign: Campaign) -> None:
    factories.signatory(campaign, confirmed=True)
    before = counts.numbers(campaign)
    counts.fold()
    db.session.rollback()

    assert _journal() == 1
    assert db.session.scalars(sa.select(Tally)).all() == []
    assert counts.numbers(campaign) == before


def test_campaigns_do_not_mix(campaign: Campaign) -> None:
    other = factories.campaign(slug="other")
    factories.signatory(campaign, "music", confirmed=True)
    factories.signatory(other, None, confirmed=True)
    for _ in range(2):
        assert totals(campaign) == (1, 0)
        assert totals(other) == (0, 1)
        assert counts.totals() == [("day", 1, 0), ("other", 0, 1)]
        tasks.fold()


def test_a_campaign_nobody_signed_has_its_zeros(campaign: Campaign) -> None:
    numbers = counts.numbers(campaign)

    assert (numbers.artists, numbers.allies, numbers.goal) == (0, 0, 1000)
    assert [each.discipline.slug for each in numbers.disciplines] == [
        "music",
        "writing",
        "illustration",
    ]
    assert counts.totals() == [("day", 0, 0)]


def test_a_number_beyond_any_small_integer(campaign: Campaign) -> None:
    db.session.add(Tally(campaign_id=campaign.id, kind="artists", key="", count=3_000_000_000))
    db.session.commit()
    factories.signatory(campaign, confirmed=True)
    tasks.fold()

    assert totals(campaign) == (3_000_000_001, 0)


VERBS = {
    "confirm": service.confirm,
    "decline": service.decline,
    "withdraw": service.withdraw,
    "invalidate": service.invalidate,
}
PENDING, CONFIRMED, WITHDRAWN, INVALIDATED = SignatoryState
# Which state each verb leads to; a verb that is missing here is refused.
WAYS = {
    PENDING: {
        "confirm": CONFIRMED,
        "decline": WITHDRAWN,
        "withdraw": WITHDRAWN,
        "invalidate": INVALIDATED,
    },
    CONFIRMED: {"confirm": CONFIRMED, "withdraw": WITHDRAWN, "invalidate": INVALIDATED},
    WITHDRAWN: {"decline": WITHDRAWN, "withdraw": WITHDRAWN},
    INVALIDATED: {"invalidate": INVALIDATED},
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", list(SignatoryState))
@pytest.mark.parametrize("required", [True, False])
def test_a_signatory_becomes_what_they_may_become_and_nothing_else(
    campaign: Campaign, state: SignatoryState, verb: str, required: bool
) -> None:
    campaign.confirmation_required = required
    person = factories.signatory(campaign, confirmed=state == CONFIRMED)
    if state in (WITHDRAWN, INVALIDATED):
        VERBS["withdraw" if state == WITHDRAWN else "invalidate"](person)
    db.session.commit()
    wanted = WAYS[state].get(verb)
    if wanted is None:
        with pytest.raises(TransitionRefused):
            VERBS[verb](person)
        db.session.rollback()
    else:
        VERBS[verb](person)
        VERBS[verb](person)
        db.session.commit()

    kept = db.session.scalars(sa.select(Signatory)).one()
    assert kept.state == (wanted or state)
    counted = kept.state == CONFIRMED or (kept.state == PENDING and not required)
    assert kept.counted == counted
    assert totals(campaign) == (int(counted), 0)
    assert_exact(campaign)


def test_the_longest_list_of_disciplines_has_room(campaign: Campaign) -> None:
    many = factories.campaign(
        slug="many", disciplines=[(f"d-{each}", each) for each in string.ascii_lowercase]
    )
    also = tuple(f"d-{each}" for each in string.ascii_lowercase[1:])
    factories.signatory(many, "d-a", also=also, confirmed=True)
    tasks.fold()

    assert {each.count for each in counts.numbers(many).disciplines} == {1}
    assert_exact(many)
