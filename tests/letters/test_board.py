"""The worker's sums of deliveries are those of a count, and a page reads them alone."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa
from flask import Flask

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import board, queries
from app.letters.models import Delivery, DeliveryState, DeliverySum
from tests.support import factories, letters
from tests.support.hands import Hands
from tests.support.statements import heard


@pytest.fixture
def campaign(app: Flask, clock: Hands) -> Campaign:
    made = factories.campaign()
    letters.brief(made)
    letters.members()
    for number in range(3):
        email = f"a{number}@example.org"
        ada = factories.signatory(made, email=email, confirmed=True)
        letters.letter(made, known=ada, email=email)
    return made


def _become(state: DeliveryState, reason: str = "", *, office: str) -> None:
    one = sa.select(Delivery.id).where(Delivery.office == office, Delivery.state == "queued")
    db.session.execute(
        sa.update(Delivery)
        .where(Delivery.id == one.limit(1).scalar_subquery())
        .values(state=state, reason=reason)
    )
    db.session.commit()


def test_the_sums_are_those_of_a_count(app: Flask, campaign: Campaign, clock: Hands) -> None:
    _become(DeliveryState.ACCEPTED, office="SNM01")
    _become(DeliveryState.FAILED, "refused", office="SNM01")
    _become(DeliveryState.WAITING, office="SNM02")
    board.refresh()
    found = board.read(campaign, most=2)

    numbers = queries.count_by_state(campaign)
    by_state: dict[str, int] = {}
    for states in found.channels.values():
        for state, count in states.items():
            by_state[state] = by_state.get(state, 0) + count
    assert by_state == {"accepted": 1, "failed": 1, "queued": 6}
    assert (numbers.accepted, numbers.failed, numbers.waiting) == (1, 1, 6)
    assert found.offices[1] == ("SNM01", {"accepted": 1, "failed": 1, "queued": 1})
    assert found.others == 1
    assert found.reasons == [("hand_off", "refused", 1)]
    assert found.as_of == clock.now()


def test_what_is_gone_is_gone_from_the_sums(app: Flask, campaign: Campaign, clock: Hands) -> None:
    board.refresh()
    clock.tick(minutes=1)
    db.session.execute(sa.delete(Delivery).where(Delivery.office == "SNM01"))
    db.session.commit()
    board.refresh()
    db.session.rollback()

    offices = {office for office, _ in board.read(campaign).offices}
    assert offices == {"HNM03", "SNM02"}
    assert board.read(campaign).as_of == clock.now()


def test_nothing_is_counted_again_while_nothing_happens(app: Flask, campaign: Campaign) -> None:
    refresh = board.Refresher()
    db.session.rollback()

    assert refresh()
    assert not refresh()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # nine rows: too few for others
def test_the_count_reads_the_index_alone(app: Flask, campaign: Campaign) -> None:
    db.session.commit()
    with heard() as statements:
        board.refresh()
    (count,) = [each for each in statements if "count(*)" in each]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {count}").all()
    assert "USING COVERING INDEX ix_letter_delivery_board" in str(plan)


def test_a_page_reads_the_sums_and_no_delivery(app: Flask, campaign: Campaign) -> None:
    board.refresh()
    db.session.refresh(campaign)
    with heard() as statements:
        board.read(campaign)

    assert len(statements) < 7
    assert not [each for each in statements if "FROM letter_delivery " in each]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(DeliverySum)) == 3


def test_the_states_are_counted_now_while_there_are_few_and_read_where_there_are_many(
    app: Flask, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    _become(DeliveryState.ACCEPTED, office="SNM01")
    board.refresh()
    _become(DeliveryState.FAILED, "refused", office="SNM02")
    assert board.numbers(campaign) == queries.count_by_state(campaign)
    monkeypatch.setattr(board, "MANY", 1)
    monkeypatch.setattr(board, "KEPT_SECONDS", 0.0)

    assert board.numbers(campaign).failed == 0, "as the worker last counted"
    board.refresh()
    db.session.rollback()
    with heard() as statements:
        found = board.numbers(campaign)
    assert not [each for each in statements if "FROM letter_delivery " in f"{each} "]
    assert found == queries.count_by_state(campaign)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_sums_of_many_are_kept_at_hand_for_some_seconds(
    app: Flask, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.refresh()
    monkeypatch.setattr(board, "MANY", 1)
    db.session.refresh(campaign)
    found = board.numbers(campaign)
    with heard() as statements:
        assert board.numbers(campaign) == found
    assert statements == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_long_count_is_followed_by_a_long_rest(app: Flask, campaign: Campaign) -> None:
    refresh = board.Refresher(_not_before=time.monotonic() + 60)
    db.session.rollback()
    assert not refresh()
