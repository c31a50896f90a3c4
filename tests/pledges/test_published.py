"""What a campaign publishes of places: late, in batches, and without small numbers."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock as app_clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import preview
from app.letters.counted import state_in_words
from app.pledges import published, service
from app.pledges.models import Signatory
from app.pledges.published import ELSEWHERE
from app.pledges.small_cells import FEWEST
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
_numbers = itertools.count()


def _sign(campaign: Campaign, many: int, state: str, what: str = "music", **over: object) -> None:
    for number in itertools.islice(_numbers, many):
        over |= {"state_code": state or None, "email": f"{number}@example.org"}
        factories.signatory(campaign, what, confirmed=True, mail=False, **over)


@on_sqlite
def test_small_states_are_left_out_and_another_where_one_could_be_worked_out(
    client: Visitor, campaign: Campaign
) -> None:
    _sign(campaign, 9, "CA")
    _sign(campaign, 6, "NY")
    _sign(campaign, 1, "WY", "writing")
    published.refresh()
    told = client.get("/c/day/numbers.json").json

    # One alone in all that is left out: New York or California is left out to cover for them.
    assert told["states"] == [{"state": "NY", "count": 6}]
    assert told["states_suppressed"] is True
    assert told["total"] == 16
    page = client.get("/c/day/numbers/")
    assert "Wyoming: not shown" in page.text
    assert page.all(".legend li")[0].get_text().strip() == "not shown"


def test_nothing_moves_until_enough_have_come_or_gone(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    _sign(campaign, FEWEST - 1, "CA")
    assert published.refresh() == 0
    assert client.get("/c/day/numbers.json").json["states_as_of"] is None

    _sign(campaign, 1, "CA")
    assert published.refresh() == 1
    first = client.get("/c/day/numbers.json").json
    assert first["states"] == [{"state": "CA", "count": 5}]
    clock.tick(hours=2)
    _sign(campaign, FEWEST - 1, "CA")
    assert published.refresh() == 0
    later = client.get("/c/day/numbers.json").json
    assert (later["total"], later["states"]) == (9, first["states"])
    assert later["states_as_of"] == first["states_as_of"]

    _sign(campaign, 1, "CA")
    assert published.refresh() == 1
    assert client.get("/c/day/numbers.json").json["states"] == [{"state": "CA", "count": 10}]


@on_sqlite
def test_places_are_not_counted_anew_every_minute(campaign: Campaign, clock: Hands) -> None:
    _sign(campaign, FEWEST, "CA")
    assert published.refresh() == 1
    _sign(campaign, FEWEST, "CA")
    assert published.refresh() == 0

    clock.tick(seconds=published.REST.total_seconds())
    assert published.refresh() == 1


@on_sqlite
def test_who_has_left_is_gone_from_the_places_with_the_next_count(
    campaign: Campaign, clock: Hands
) -> None:
    _sign(campaign, 2 * FEWEST, "CA")
    published.refresh()
    for person in db.session.scalars(sa.select(Signatory).limit(FEWEST)).all():
        service.withdraw(person)
    db.session.commit()
    clock.tick(hours=1)
    published.refresh()

    assert published.read(campaign).states == [("CA", FEWEST)]


def test_the_table_counts_each_in_every_discipline_and_adds_up(
    client: Visitor, campaign: Campaign
) -> None:
    _sign(campaign, 30, "CA", "music")
    _sign(campaign, 12, "CA", "writing", also=("music",))
    _sign(campaign, 20, "NY", "writing")
    _sign(campaign, 14, "NY", "music")
    _sign(campaign, 11, "TX", "music")
    _sign(campaign, 10, "TX", "writing")
    _sign(campaign, 6, "", "music", country="CA", zip="")
    _sign(campaign, 6, "", "writing", country="CA", zip="")
    factories.signatory(campaign, None, email="ally@example.org", confirmed=True)
    db.session.commit()
    published.publish(campaign)
    found = published.read(campaign)
    music, writing, _ = campaign.disciplines

    assert found.columns == ["CA", "NY", "TX", ELSEWHERE]
    assert found.rows == {music.id: [42, 14, 11, 6], writing.id: [12, 20, 10, 6]}
    table = client.get("/c/day/numbers/").all("details table")[-1]
    assert [each.get_text() for each in table.select("tbody tr:first-child td")] == [
        "42", "14", "11", "6",
    ]  # fmt: skip


@on_sqlite
def test_a_small_cell_is_a_dash_and_so_are_those_that_cover_it(
    client: Visitor, campaign: Campaign
) -> None:
    for state in ("CA", "NY", "TX"):
        _sign(campaign, 15, state, "music")
        _sign(campaign, 14, state, "writing")
        _sign(campaign, 1 if state == "TX" else 12, state, "illustration")
    published.publish(campaign)
    found = published.read(campaign)
    _music, _writing, illustration = campaign.disciplines

    column = found.columns.index("TX")
    assert found.rows[illustration.id][column] is None
    assert sum(count is None for row in found.rows.values() for count in row) >= 4
    assert not any(n is not None and n < FEWEST for row in found.rows.values() for n in row)
    db.session.commit()
    assert "–" in client.get("/c/day/numbers/").all("details table")[-1].get_text()


@on_sqlite
def test_a_letter_never_tells_a_small_number_of_a_state(campaign: Campaign) -> None:
    _sign(campaign, 7, "CA")
    _sign(campaign, 4, "NM")
    published.publish(campaign)

    assert preview.count(campaign, "NM").in_state == 0
    assert state_in_words(0) == "the first"
    assert state_in_words(7) == "7"


@on_sqlite
def test_the_worker_publishes_every_minute(app: Flask) -> None:
    tasks = app.extensions["huey"]._registry.periodic_tasks
    assert "publish places" in {each.name for each in tasks}


@on_sqlite
def test_where_people_are_being_deleted_nothing_is_published_anew(
    campaign: Campaign, clock: Hands
) -> None:
    _sign(campaign, 9, "CA")
    published.refresh()
    _sign(campaign, 6, "NY")
    campaign.sums_only_at = app_clock.now()
    db.session.execute(sa.delete(Signatory).where(Signatory.state_code == "CA"))
    db.session.commit()
    clock.tick(minutes=11)

    assert published.refresh() == 0
    assert published.read(campaign).states == [("CA", 9)]
