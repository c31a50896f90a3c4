"""Loading the real open data, through the command, on both databases."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.congress import offices, queries
from app.congress.models import CommitteeSeat, LocalOffice, Member, ZipDistrict
from app.congress.offices import Role
from app.extensions import db
from tests.congress.small import everything
from tests.support.commands import run
from tests.support.hands import Hands

# When the snapshot was made, and it was still good.
THEN = dt.datetime(2026, 6, 20, 12, tzinfo=dt.UTC)
# Generous: on the machines this was written on it takes a tenth of that.
QUICK_SECONDS = 20


@pytest.fixture
def then(clock: Hands) -> Hands:
    clock.set(THEN)
    return clock


def _count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_every_holder_is_found_in_seconds(app: Flask, then: Hands, shared_data: Path) -> None:
    began = time.monotonic()
    said = run(app, "congress", "load", "--from", str(shared_data))

    assert time.monotonic() - began < QUICK_SECONDS
    roles = Counter(offices.get(code).role for code in db.session.scalars(sa.select(Member.office)))
    assert roles == {
        Role.SENATOR: 100,
        Role.REPRESENTATIVE: 431,
        Role.DELEGATE: 5,
        Role.COMMISSIONER: 1,
    }
    assert (_count(LocalOffice), _count(ZipDistrict)) == (1312, 42_033)
    assert "members: 537" in said
    assert "ZIP districts: 42,033" in said


def test_loading_twice_gives_the_same_rows(app: Flask, then: Hands, shared_data: Path) -> None:
    run(app, "congress", "load", "--from", str(shared_data))
    once = everything()
    run(app, "congress", "load", "--from", str(shared_data))

    assert everything() == once


def test_the_traps_of_the_data(app_sqlite: Flask, clock: Hands, shared_data: Path) -> None:
    clock.set(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))
    run(app_sqlite, "congress", "load", "--from", str(shared_data))
    wanted = ("SOH03", "SFL03", "HAQ00", "HDC00", "HPR00", "HWY00", "HCA14")
    found = queries.find_members(wanted)

    # Appointed senators whose recorded term ended on 2026-11-03.
    assert (found["SOH03"].last_name, found["SFL03"].last_name) == ("Husted", "Moody")
    assert found["HAQ00"].name == "Aumua Amata Coleman Radewagen"
    assert found["HDC00"].last_name == "Norton"
    assert found["HPR00"].contact_form == ""
    assert {"HPR00", "HWY00"} <= set(found)
    assert "HCA14" not in found


def test_who_sits_on_the_judiciary_committees(
    app_sqlite: Flask, then: Hands, shared_data: Path
) -> None:
    run(app_sqlite, "congress", "load", "--from", str(shared_data))

    chair = db.session.execute(
        sa.select(Member.last_name, CommitteeSeat.title)
        .join(CommitteeSeat, CommitteeSeat.office == Member.office)
        .where(CommitteeSeat.committee == "HSJU", CommitteeSeat.title.startswith("Chair"))
    ).one()
    assert tuple(chair) == ("Jordan", "Chair")
    names = queries.list_seats(["HCA48"], ["HSJU", "HSJU03"])["HCA48"]
    assert names == [
        "House Committee on the Judiciary",
        "Subcommittee on Courts, Intellectual Property, Artificial Intelligence, and the Internet",
    ]


def test_zip_codes_have_their_candidates(app_sqlite: Flask, then: Hands, shared_data: Path) -> None:
    run(app_sqlite, "congress", "load", "--from", str(shared_data))
    day = THEN.date()

    assert queries.list_candidates("82001", day) == [("WY", 0)]
    assert queries.list_candidates("20001", day) == [("DC", 0)]
    assert queries.list_candidates("00601", day) == [("PR", 0)]
    assert len(queries.list_candidates("10001", day)) == 2
    assert queries.list_candidates("96910", day) == []


def test_after_the_next_congress_has_begun_the_table_is_silent_where_lines_changed(
    app_sqlite: Flask, then: Hands, shared_data: Path
) -> None:
    run(app_sqlite, "congress", "load", "--from", str(shared_data))

    for zip_code, state in (("90210", "CA"), ("75201", "TX"), ("44114", "OH")):
        last = queries.list_candidates(zip_code, dt.date(2027, 1, 2))
        assert {each for each, _district in last} == {state}
        assert queries.list_candidates(zip_code, dt.date(2027, 1, 3)) == []
    assert queries.list_candidates("98101", dt.date(2027, 1, 3)) != []


def test_lists_of_active_offices_count_in_rehearsal(
    app_sqlite: Flask, then: Hands, shared_data: Path
) -> None:
    said = run(app_sqlite, "congress", "load", "--from", str(shared_data))
    listed = queries.list_active(offices.Chamber.SENATE)

    assert "48 offices take letters electronically" in said
    assert len(listed) == 48
    assert {each.listed_at.date() for each in listed} == {dt.date(2023, 4, 22)}
    assert queries.list_active(offices.Chamber.HOUSE) == []
