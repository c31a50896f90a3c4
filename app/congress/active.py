"""Lists of the offices that take letters electronically, as files: for rehearsals.

In live mode only the chambers' own answers count, not a file of some other day.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from app import clock
from app.congress import offices
from app.congress.offices import Chamber
from app.congress.records import BrokenData, File, Row, parse_json

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class ActiveList:
    """Rows of ActiveOffice, all of one chamber; `unknown` codes were left out."""

    chamber: Chamber
    rows: list[Row]
    source: str
    unknown: int


def parse_active(file: File) -> ActiveList:
    """A list of codes, or of objects with an `office_code`. Raises BrokenData."""
    chamber = Chamber.SENATE if file.name.startswith("senate") else Chamber.HOUSE
    found = parse_json(file)
    if not isinstance(found, list):
        raise BrokenData(file.name, "", "is no list of offices")
    codes = [_code(file, value, number) for number, value in enumerate(found, start=1)]
    known = {each.code for each in offices.all_offices() if each.chamber is chamber}
    listed = {code for code in codes if code in known}
    common = {"chamber": chamber.value, "listed_at": _listed_at(file), "source": file.source}
    rows = [{"code": code, **common} for code in sorted(listed)]
    unknown = sum(code not in known for code in codes)
    return ActiveList(chamber, rows, file.source, unknown)


def _code(file: File, value: object, number: int) -> str:
    code = value.get("office_code") if isinstance(value, dict) else value
    if not isinstance(code, str):
        raise BrokenData(file.name, f"record {number}", "`office_code` is missing")
    return offices.normalised(code)


def _listed_at(file: File) -> dt.datetime:
    """The day in the file's name, else now."""
    if found := _DAY.search(file.name):
        try:
            return dt.datetime.combine(dt.date.fromisoformat(found[1]), dt.time(), dt.UTC)
        except ValueError:
            raise BrokenData(file.name, "", "its name bears no day of the calendar") from None
    return clock.now()
