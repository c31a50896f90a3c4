"""A file that is not whole changes nothing, and the error says which file and which row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.congress.records import BrokenData
from tests.congress import small
from tests.congress.small import census, load, representative, senator, write, zccd
from tests.support.commands import run


def _without(record: dict[str, Any], *path: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(record))
    at: Any = copy
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return copy


WHO = r"legislators-current\.json, record 2 \(B000002 Lovelace\): "
SEATTLE = "53,WA,98101,7"

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "no last name": (
        {"MEMBERS": [representative(), _without(senator(), "name", "last")]},
        r"record 2 \(B000002\): `name\.last` is missing",
    ),
    "no bioguide": (
        {"MEMBERS": [_without(representative(), "id", "bioguide")]},
        r"record 1 \(Lovelace\): `id\.bioguide` is missing",
    ),
    "no class": (
        {"MEMBERS": [representative(), _without(senator(), "terms", 0, "class")]},
        WHO + r"`terms\[0\]\.class` is missing",
    ),
    "no terms": (
        {"MEMBERS": [representative(), {**senator(), "terms": []}]},
        WHO + "`terms` is no list with something in it",
    ),
    "no day": ({"MEMBERS": [representative(), senator(end="soon")]}, WHO + ".*is not a day"),
    "unknown state": (
        {"MEMBERS": [representative(), senator(state="XX")]},
        WHO + "no state is called 'XX'",
    ),
    "beyond the apportionment": (
        {"MEMBERS": [representative(district=11)]},
        r"record 1 \(A000001 Lovelace\): WA has no district 11",
    ),
    "a class the state has not": (
        {"MEMBERS": [senator(**{"class": 2})]},
        "WA has no senator of class 2",
    ),
    "a district that is no number": (
        {"MEMBERS": [representative(district="7")]},
        r"`terms\[0\]\.district` is not a whole number",
    ),
    "two for one seat": (
        {"MEMBERS": [representative(), representative("B000002")]},
        WHO + "HWA07 is held by A000001 Ada Lovelace already",
    ),
    "one person twice": (
        {"MEMBERS": [representative(), representative(district=8)]},
        r"record 2 .*this person is listed twice",
    ),
    "a record that is none": ({"MEMBERS": [7]}, "record 1: is not an object"),
    "no list": ({"MEMBERS": {}}, r"legislators-current\.json: is no list"),
    "truncated JSON": (
        {"MEMBERS": json.dumps([representative()], indent=1).encode()[:-40]},
        r"legislators-current\.json, line \d+, column \d+: not JSON, or cut off",
    ),
    "an empty file": ({"SEATS": b""}, r"committee-membership-current\.json, line 1"),
    "not UTF-8": (
        {"MEMBERS": b'[\n{"name": "Vel\xe1zquez"}]'},
        r"legislators-current\.json, line 2: not UTF-8",
    ),
    "local offices without a person": (
        {"LOCAL_OFFICES": [{"offices": []}]},
        r"legislators-district-offices\.json, record 1: `id` is missing",
    ),
    "local offices without offices": (
        {"LOCAL_OFFICES": [{"id": {"bioguide": "A000001"}}]},
        r"record 1 \(A000001\): `offices` is missing",
    ),
    "a committee without a name": (
        {"COMMITTEES": [{"thomas_id": "HSJU"}]},
        r"committees-current\.json, record 1 \(HSJU\): `name` is missing",
    ),
    "a committee seat without a person": (
        {"SEATS": {"HSJU": [{"bioguide": "A000001"}, {"name": "Ada"}]}},
        r"committee-membership-current\.json, HSJU, member 2: `bioguide` is missing",
    ),
    "a truncated line": (
        {"ZCCD": zccd(SEATTLE, "53,WA")},
        r"zccd\.csv, line 3: 2 columns in place of 4, as if it were cut off$",
    ),
    "a line cut in its last column": (
        {"ZCCD": zccd(SEATTLE, "53,WA,98102,")},
        r"zccd\.csv, line 3: no number of a district: ''",
    ),
    "no such column": (
        {"ZCCD": zccd().replace(b"cd", b"district")},
        r"zccd\.csv, line 1: the column cd is missing",
    ),
    "no table at all": ({"ZCCD": b""}, r"zccd\.csv: is empty"),
    "no lines": ({"ZCCD": zccd()}, r"zccd\.csv: not a whole file: 0 rows"),
    "a number of no state": ({"ZCCD": zccd("03,WA,98101,7")}, "line 2: no state has the number"),
    "state and number disagree": (
        {"ZCCD": zccd("53,OR,98101,7")},
        "line 2: 'OR' is not state WA",
    ),
    "no ZIP code": ({"ZCCD": zccd("53,WA,9810,7")}, "line 2: zcta is no ZIP code: '9810'"),
    "a district there is not": (
        {"ZCCD": zccd(SEATTLE, "53,WA,98101,11")},
        "line 3: WA has no district 11",
    ),
    "no Congress in the columns": (
        {"CENSUS": b"GEOID|GEOID_ZCTA5_20|AREALAND_PART\n"},
        r"tab20_.*, line 1: the column GEOID_CD119_20 is missing",
    ),
    "a Census line cut off": (
        {"CENSUS": census(("5307", "98101", 1))[:-20]},
        r"tab20_.*, line 2: \d+ columns in place of 17",
    ),
    "a Census district of no form": (
        {"CENSUS": census(("530", "98101", 1))},
        "line 2: GEOID_CD119_20 is no state and district: '530'",
    ),
}


@pytest.mark.parametrize(("files", "words"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_changes_nothing(
    app_sqlite: Flask, tmp_path: Path, files: dict[str, Any], words: str
) -> None:
    small.write_all(tmp_path)
    load(tmp_path)
    before = small.everything()
    # Every other file says something new, which must not come through either.
    write(tmp_path, MEMBERS=[representative("N000009"), senator()], ZCCD=zccd("53,WA,98199,1"))
    write(tmp_path, **files)

    with pytest.raises(BrokenData, match=words):
        load(tmp_path)
    assert small.everything() == before


def test_a_file_with_far_too_little_in_it_is_refused(app: Flask, tmp_path: Path) -> None:
    small.write_all(tmp_path)
    said = run(app, "congress", "load", "--from", str(tmp_path), code=1)

    assert "Nothing was changed." in said
    assert "legislators-current.json: not a whole file: 2 members, and there must be 400" in said
    assert str(tmp_path) not in said
    assert not any(small.everything().values())


def test_a_table_cut_off_between_two_lines_is_refused(
    app_sqlite: Flask, tmp_path: Path, shared_data: Path
) -> None:
    lines = (shared_data / small.ZCCD).read_bytes().splitlines(keepends=True)
    (tmp_path / small.ZCCD).write_bytes(b"".join(lines[:40_000]))
    said = run(app_sqlite, "congress", "load", "--from", str(tmp_path), code=1)

    assert "zccd.csv: not a whole file" in said
    assert "districts, and there must be 435 at least" in said


def test_a_folder_that_is_not_there_is_said_so(app_sqlite: Flask, tmp_path: Path) -> None:
    said = run(app_sqlite, "congress", "load", "--from", str(tmp_path / "nowhere"), code=1)

    assert "Nothing to load: there is no such folder." in said
