"""Small hand-written files in the formats of the open data, and what a load made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.congress import loading
from app.congress.models import (
    ActiveOffice,
    Committee,
    CommitteeSeat,
    LocalOffice,
    Member,
    ZipDistrict,
)
from app.congress.parsing import Whole
from app.congress.sources import Folder
from app.congress.tables import Written
from app.extensions import db

MEMBERS = "legislators-current.json"
LOCAL_OFFICES = "legislators-district-offices.json"
COMMITTEES = "committees-current.json"
SEATS = "committee-membership-current.json"
ZCCD = "zccd.csv"
CENSUS = "tab20_cd11920_zcta520_natl.txt"
# Small files are whole too, here.
SMALL = Whole(members=1, local_offices=1, committees=1, districts=1, seats=1)

TABLES = (Member, LocalOffice, Committee, CommitteeSeat, ZipDistrict, ActiveOffice)
CENSUS_COLUMNS = (
    "OID_CD{n}_20|GEOID_CD{n}_20|NAMELSAD_CD{n}_20|AREALAND_CD{n}_20|AREAWATER_CD{n}_20|"
    "MTFCC_CD{n}_20|FUNCSTAT_CD{n}_20|OID_ZCTA5_20|GEOID_ZCTA5_20|NAMELSAD_ZCTA5_20|"
    "AREALAND_ZCTA5_20|AREAWATER_ZCTA5_20|MTFCC_ZCTA5_20|CLASSFP_ZCTA5_20|FUNCSTAT_ZCTA5_20|"
    "AREALAND_PART|AREAWATER_PART"
)


def representative(bioguide: str = "A000001", **changed: Any) -> dict[str, Any]:
    """A record with what it must have, and nothing else; `changed` are its term's fields."""
    term = {"type": "rep", "start": "2025-01-03", "end": "2027-01-03", "state": "WA", "district": 7}
    return {
        "id": {"bioguide": bioguide},
        "name": {"first": "Ada", "last": "Lovelace"},
        "terms": [{**term, **changed}],
    }


def senator(bioguide: str = "B000002", **changed: Any) -> dict[str, Any]:
    """The same for the Senate."""
    made = representative(bioguide, type="sen", **{"end": "2031-01-03", "class": 1, **changed})
    del made["terms"][0]["district"]
    return made


def census(*rows: tuple[str, str, int], congress: int = 119) -> bytes:
    """A relationship file with a byte order mark, of rows (GEOID of district, ZIP, land area)."""
    lines = [CENSUS_COLUMNS.format(n=congress)]
    for place, zip_code, land in rows:
        lines.append(f"1|{place}|District|9|0|G5200|N|2|{zip_code}|ZCTA5|9|0|G6350|B5|S|{land}|0")
    return ("\ufeff" + "\n".join(lines) + "\n").encode()


def zccd(*rows: str) -> bytes:
    return ("\r\n".join(("state_fips,state_abbr,zcta,cd", *rows)) + "\r\n").encode()


def write(folder: Path, **files: Any) -> None:
    """Put files into the folder, named by this module's constants; JSON from whatever it is."""
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        (folder / globals()[name]).write_bytes(raw)


def write_all(folder: Path) -> None:
    """A whole small set: one representative, one senator."""
    office = {"city": "Seattle", "state": "WA", "address": "1 Main St.", "phone": "206-555-0100"}
    write(
        folder,
        MEMBERS=[representative(), senator()],
        LOCAL_OFFICES=[{"id": {"bioguide": "A000001"}, "offices": [office, {"city": "Burien"}]}],
        COMMITTEES=[
            {
                "thomas_id": "HSJU",
                "name": "House Committee on the Judiciary",
                "subcommittees": [{"thomas_id": "03", "name": "The Courts"}],
            }
        ],
        SEATS={
            "HSJU": [{"bioguide": "A000001", "title": "Chair"}],
            "HSJU03": [{"bioguide": "A000001"}],
        },
        ZCCD=zccd("53,WA,98101,7", "53,WA,98101,9"),
    )


def load(folder: Path) -> Written:
    """Load the folder, for which small files are whole."""
    db.session.rollback()
    return loading.load(Folder(folder), whole=SMALL)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of what is loaded, in order."""
    db.session.rollback()
    return {
        model.__tablename__: sorted(
            map(tuple, db.session.execute(sa.select(model.__table__)).all()), key=str
        )
        for model in TABLES
    }


def districts() -> list[tuple[str, str, int]]:
    """(ZIP, state, district) of every row, in order."""
    rows = db.session.execute(
        sa.select(ZipDistrict.zip, ZipDistrict.state, ZipDistrict.district).order_by(
            ZipDistrict.zip, ZipDistrict.state, ZipDistrict.district
        )
    )
    return [tuple(row) for row in rows]
