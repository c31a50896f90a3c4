"""From real ZIP codes to the true offices and their holders, over the real open data."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from flask import Flask

from app.congress import loading, lookup, queries
from app.congress.lookup import Address, Finding, Lookup, Why
from app.congress.sources import Folder
from tests.support.hands import Hands

TODAY = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today(clock: Hands) -> None:
    clock.set(TODAY)


def find(zip_code: str) -> Lookup:
    return lookup.find_offices(Address(zip_code))


def names(found: Lookup) -> dict[str, str]:
    """Each office's holder, "" where the seat is vacant."""
    held = queries.find_members([each.code for each in found.offices])
    return {
        each.code: held[each.code].last_name if each.code in held else "" for each in found.offices
    }


def test_true_offices_by_name(app: Flask, shared_data: Path) -> None:
    loading.load(Folder(shared_data))
    wanted = {
        "87501": {"HNM03": "Leger Fernandez", "SNM01": "Heinrich", "SNM02": "Luján"},
        "20001": {"HDC00": "Norton"},
        "96910": {"HGU00": "Moylan"},
        "99501": {"HAK00": "Begich", "SAK02": "Sullivan", "SAK03": "Murkowski"},
        # Vacant since its holder left.
        "94541": {"HCA14": "", "SCA01": "Schiff", "SCA03": "Padilla"},
        # An appointed senator whose recorded term has ended.
        "43085": {"HOH03": "Beatty", "SOH01": "Moreno", "SOH03": "Husted"},
    }

    assert {zip_code: names(find(zip_code)) for zip_code in wanted} == wanted
    assert queries.knows_members()


def test_a_zip_code_of_several_districts_or_states_is_a_question(
    app_sqlite: Flask, shared_data: Path
) -> None:
    loading.load(Folder(shared_data))
    one_state, two_states = find("90012"), find("86044")

    assert (one_state.finding, one_state.why) == (Finding.CHOOSE, Why.SEVERAL_IN_ZIP)
    assert [each.code for each in one_state.candidates] == ["HCA30", "HCA34"]
    assert (two_states.finding, two_states.state) == (Finding.CHOOSE, "")
    assert [each.code for each in two_states.candidates] == ["HAZ02", "HUT03"]


def test_the_table_is_not_believed_where_lines_changed(
    app_sqlite: Flask, clock: Hands, shared_data: Path
) -> None:
    loading.load(Folder(shared_data))
    clock.set(dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC))

    assert find("94541").why is Why.LINES_CHANGED
    assert names(find("87501")) == {"HNM03": "", "SNM01": "Heinrich", "SNM02": ""}
    assert not queries.knows_members()
