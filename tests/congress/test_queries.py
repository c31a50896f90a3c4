"""What is found of what was loaded, and from when on it is not believed any more."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.congress import queries
from app.congress.models import (
    ActiveOffice,
    Committee,
    CommitteeSeat,
    CongressLoad,
    Dataset,
    LocalOffice,
    ZipDistrict,
)
from app.congress.offices import Chamber
from app.database import Base
from app.extensions import db
from tests.support.hands import Hands
from tests.support.letters import member

NEW_CONGRESS = dt.datetime(2027, 1, 3, 17, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today(app: Flask, clock: Hands) -> None:
    """In the 119th Congress, on both databases."""


def _add(*rows: Base) -> None:
    db.session.add_all(rows)
    db.session.commit()


def _loaded(dataset: Dataset, congress: int = 119) -> CongressLoad:
    return CongressLoad(dataset=dataset, source="a test", rows=1, congress=congress)


def _reaches(state: str, district: int, congress: int = 119, **days: dt.date) -> ZipDistrict:
    begins = {119: dt.date(2025, 1, 3), 120: dt.date(2027, 1, 3)}[congress]
    return ZipDistrict(
        **{
            "zip": "75201",
            "state": state,
            "district": district,
            "congress": congress,
            "valid_from": begins,
            **days,
        }
    )


def test_holders_are_found_by_their_offices() -> None:
    for code in ("HNM03", "SNM01", "HCA12"):
        member(code)

    assert set(queries.find_members(["HNM03", "SNM01", "SNM02"])) == {"HNM03", "SNM01"}


def test_an_appointed_senator_sits_on_beyond_the_recorded_end(clock: Hands) -> None:
    member("SOH03", term_end=dt.date(2026, 11, 3))
    clock.set(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC))

    assert "SOH03" in queries.find_members(["SOH03"])


def test_who_may_have_left_with_the_last_congress_is_not_named(clock: Hands) -> None:
    member("HNM03", term_end=dt.date(2027, 1, 3))
    member("SOH03", term_end=dt.date(2026, 11, 3))
    member("SNM01", term_end=dt.date(2031, 1, 3))
    clock.set(NEW_CONGRESS)

    assert set(queries.find_members(["HNM03", "SOH03", "SNM01"])) == {"SNM01"}


def test_no_holder_means_a_vacancy_only_where_this_congress_was_loaded(clock: Hands) -> None:
    assert not queries.knows_members()

    _add(_loaded(Dataset.MEMBERS))
    assert queries.knows_members()

    clock.set(NEW_CONGRESS)
    assert not queries.knows_members()


def test_local_offices_come_in_the_files_order() -> None:
    _add(
        LocalOffice(office="HNM03", position=1, city="Taos"),
        LocalOffice(office="HNM03", position=0, city="Santa Fe"),
        LocalOffice(office="HNM02", position=0, city="Las Cruces"),
    )

    assert [each.city for each in queries.list_local_offices("HNM03")] == ["Santa Fe", "Taos"]


def test_seats_are_told_of_the_committees_asked_for_alone() -> None:
    _add(
        Committee(code="HSJU", name="Judiciary"),
        Committee(code="HSJU03", name="The Courts"),
        Committee(code="HSAG", name="Agriculture"),
        *(CommitteeSeat(committee=each, office="HNM03") for each in ("HSJU03", "HSJU", "HSAG")),
        CommitteeSeat(committee="HSJU", office="HCA12"),
    )

    found = queries.list_seats(["HNM03", "HNM02"], ["HSJU", "HSJU03"])
    assert found == {"HNM03": ["Judiciary", "The Courts"]}


def test_candidates_come_in_order_and_of_this_zip_code_alone() -> None:
    _add(_reaches("TX", 30), _reaches("TX", 5), _reaches("NM", 2), _reaches("TX", 1, zip="75202"))

    assert queries.list_candidates("75201", DAY) == [("NM", 2), ("TX", 5), ("TX", 30)]
    assert queries.list_candidates("75203", DAY) == []


def test_a_row_counts_from_its_first_day_until_the_day_it_ends() -> None:
    last = dt.date(2027, 1, 3)
    _add(_reaches("TX", 5, valid_to=last))

    day = dt.timedelta(days=1)
    assert queries.list_candidates("75201", dt.date(2025, 1, 3) - day) == []
    assert queries.list_candidates("75201", dt.date(2025, 1, 3)) == [("TX", 5)]
    assert queries.list_candidates("75201", last - day) == [("TX", 5)]
    assert queries.list_candidates("75201", last) == []


def test_the_newest_lines_that_hold_are_taken() -> None:
    _add(_reaches("NM", 2), _reaches("NM", 3, 120), _reaches("NM", 1, 120))

    assert queries.list_candidates("75201", DAY) == [("NM", 2)]
    assert queries.list_candidates("75201", dt.date(2027, 1, 3)) == [("NM", 1), ("NM", 3)]


def test_whether_there_is_a_table_and_of_which_lines() -> None:
    assert not queries.knows_districts()
    assert queries.newest_lines("TX") == 0

    _add(_loaded(Dataset.DISTRICTS), _reaches("TX", 5), _reaches("TX", 5, 120), _reaches("NM", 2))
    assert queries.knows_districts()
    assert (queries.newest_lines("TX"), queries.newest_lines("NM")) == (120, 119)


def test_every_load_is_listed() -> None:
    _add(_loaded(Dataset.MEMBERS), _loaded(Dataset.COMMITTEES))

    assert [each.dataset for each in queries.list_loads()] == ["committees", "members"]


def test_active_offices_are_listed_by_chamber() -> None:
    then = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    for code, chamber in (("SNM02", "senate"), ("SCA03", "senate"), ("HNM03", "house")):
        _add(ActiveOffice(code=code, chamber=chamber, listed_at=then, source="a test"))

    assert [each.code for each in queries.list_active(Chamber.SENATE)] == ["SCA03", "SNM02"]
    assert [each.code for each in queries.list_active(Chamber.HOUSE)] == ["HNM03"]


def test_an_office_is_active_or_not_or_nobody_knows(app: Flask, clock: Hands) -> None:
    assert queries.is_active(Chamber.HOUSE, "HNM03") is None

    listed = {"chamber": Chamber.HOUSE, "listed_at": clock.now(), "source": "a test"}
    db.session.add(ActiveOffice(code="HNM03", **listed))
    db.session.commit()

    assert queries.is_active(Chamber.HOUSE, "HNM03") is True
    assert queries.is_active(Chamber.HOUSE, "HNM02") is False
    assert queries.is_active(Chamber.SENATE, "SNM01") is None
