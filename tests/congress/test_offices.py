"""The offices of Congress that are built in, and that the real members fit into them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from app.congress import offices
from app.congress.offices import Chamber, OfficeUnknown, Role
from app.places import states

AT_LARGE = {"AK", "DE", "ND", "SD", "VT", "WY"}


def test_there_are_435_districts_100_senators_and_six_without_a_vote() -> None:
    roles = Counter(each.role for each in offices.all_offices())

    assert roles == {
        Role.REPRESENTATIVE: 435,
        Role.SENATOR: 100,
        Role.DELEGATE: 5,
        Role.COMMISSIONER: 1,
    }


def test_every_code_belongs_to_one_office_and_leads_back_to_it() -> None:
    codes = [each.code for each in offices.all_offices()]

    assert len(set(codes)) == len(codes)
    assert all(offices.get(each.code) is each for each in offices.all_offices())


def test_an_office_is_found_by_state_and_number() -> None:
    for office in offices.all_offices():
        house = office.chamber is Chamber.HOUSE
        code = offices.house_code if house else offices.senate_code
        assert code(office.state, office.number) == office.code


def test_the_seats_of_a_state_come_in_order() -> None:
    assert [each.code for each in offices.house("CA")][:2] == ["HCA01", "HCA02"]
    assert [each.number for each in offices.house("CA")] == list(range(1, 53))
    assert [each.code for each in offices.senate("CA")] == ["SCA01", "SCA03"]
    assert [each.code for each in offices.of_state("WY")] == ["SWY01", "SWY02", "HWY00"]


def test_who_elects_one_elects_at_large() -> None:
    alone = {each.state for each in offices.all_offices() if len(offices.house(each.state)) == 1}

    assert alone == AT_LARGE | offices.DELEGATES
    assert all(offices.house(state)[0].number == 0 for state in alone)


def test_every_state_has_two_senators_of_different_classes_and_the_others_none() -> None:
    for state in states.NAMES:
        classes = [each.number for each in offices.senate(state)]
        if state in offices.DELEGATES:
            assert classes == []
        else:
            assert len(set(classes)) == len(classes) == 2
            assert set(classes) <= {1, 2, 3}


def test_each_class_is_a_third_of_the_senate() -> None:
    # 33, 33 and 34: who is elected in 2024, 2026 and 2028.
    assert Counter(
        each.number for each in offices.all_offices() if each.chamber is Chamber.SENATE
    ) == {1: 33, 2: 33, 3: 34}


def test_american_samoa_is_aq_in_the_code_and_as_in_the_address() -> None:
    (seat,) = offices.house("AS")

    assert (seat.code, seat.state, seat.role) == ("HAQ00", "AS", Role.DELEGATE)


def test_puerto_rico_sends_a_commissioner() -> None:
    assert offices.get("HPR00").role is Role.COMMISSIONER


@pytest.mark.parametrize("code", ["", "HCA53", "HCA00", "SCA02", "HAS00", "SDC01", "hca12", "T1"])
def test_a_code_of_no_office_is_refused(code: str) -> None:
    with pytest.raises(OfficeUnknown):
        offices.get(code)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("HCA12", "HCA12"),
        (" hca12 ", "HCA12"),
        ("MP00", "HMP00"),
        ("HAS00", "HAQ00"),
        ("AS00", "HAQ00"),
        ("SCA03", "SCA03"),
        ("HSJU", "HSJU"),
    ],
)
def test_a_chambers_spelling_becomes_ours(theirs: str, ours: str) -> None:
    assert offices.normalised(theirs) == ours


def test_a_place_without_offices_has_none() -> None:
    assert offices.of_state("AE") == ()


def test_every_real_member_sits_in_an_office_of_their_own(shared_data: Path) -> None:
    people = json.loads((shared_data / "legislators-current.json").read_text(encoding="utf-8"))
    held = Counter(_code(each["terms"][-1]) for each in people)
    empty = {each.code for each in offices.all_offices()} - held.keys()

    assert set(held.values()) == {1}
    assert held.keys() <= {each.code for each in offices.all_offices()}
    assert empty == {"HCA14", "HFL20", "HGA13", "HTX23"}


def test_every_office_of_the_senates_own_list_is_one_of_ours(shared_data: Path) -> None:
    listed = json.loads(
        (shared_data / "senate-active-offices-2023-04-22.json").read_text(encoding="utf-8")
    )

    assert len(listed) == 48
    assert {offices.get(each["office_code"]).chamber for each in listed} == {Chamber.SENATE}


def _code(term: dict[str, object]) -> str:
    if term["type"] == "sen":
        return offices.senate_code(str(term["state"]), int(str(term["class"])))
    return offices.house_code(str(term["state"]), int(str(term["district"])))
