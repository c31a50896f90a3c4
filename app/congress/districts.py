"""Which districts a ZIP code reaches into: two tables that say it, and what their signs mean.

- The Census Bureau's relationship file of districts and ZIP Code Tabulation Areas
  (https://www2.census.gov/geo/docs/maps-data/data/rel2020/cd-sld/, public domain).
- `zccd.csv` (https://github.com/OpenSourceActivismTech/us-zipcodes-congress, public domain).
  It joins ZIP areas to districts by census tracts, so it names too many, hardly ever too few.

Neither knows ZIP codes without an area: post office boxes, most of the territories.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.congress import offices, terms
from app.congress.records import BrokenData, File, Row, decode, enough
from app.places import states

ZCCD = "zccd.csv"
# Drawn from the Census Bureau's block list of July 2024.
ZCCD_CONGRESS = 119


_CENSUS_NAME = re.compile(r"tab20_cd(\d{3})\d*_zcta520_natl\.txt")
_CENSUS_COLUMN = re.compile(r"GEOID_CD(\d{3})_20")
_ZIP = re.compile(r"[0-9]{5}")
_DISTRICT = re.compile(r"[0-9]{1,2}")
# Delegates and the resident commissioner.
_AT_LARGE = "98"
# Water that belongs to no district.
_NO_DISTRICT = "ZZ"


@dataclass(frozen=True)
class Table:
    """Rows of ZipDistrict, all of one Congress."""

    congress: int
    rows: list[Row]
    source: str


@dataclass(frozen=True)
class Line:
    """One line of a table, by the names of its columns."""

    file: str
    number: int
    fields: dict[str, str]

    def broken(self, why: str) -> BrokenData:
        return BrokenData(self.file, f"line {self.number}", why)


def census_file(congress: int) -> str:
    """The Census Bureau's name for a Congress's table."""
    return f"tab20_cd{congress}20_zcta520_natl.txt"


def census_congress(name: str) -> int | None:
    """The Congress that a file of this name is for; None if it is no Census table."""
    found = _CENSUS_NAME.fullmatch(name)
    return int(found[1]) if found else None


def parse_districts(file: File, *, least: int, seats: int) -> Table:
    """Either table, told by its name.

    Raises BrokenData: on a wrong line, on fewer than `least` rows, and where fewer than
    `seats` of the 435 districts occur (both tables are in the order of the states, so
    a table that was cut off lacks the last ones).
    """
    lines = _census(file) if census_congress(file.name) else _zccd(file)
    congress = ZCCD_CONGRESS
    found: set[tuple[str, str, int]] = set()
    for congress, key in lines:  # noqa: B007 - every line names the same Congress
        found.add(key)
    enough(file, len(found), least, "rows")
    voting = {(state, number) for _zip, state, number in found if state in offices.DISTRICTS}
    enough(file, len(voting), seats, "districts")
    return Table(congress, [_row(key, congress) for key in sorted(found)], file.source)


def _zccd(file: File) -> Iterator[tuple[int, tuple[str, str, int]]]:
    for line in _lines(file, ",", ("state_fips", "state_abbr", "zcta", "cd")):
        state = _state(line, line.fields["state_fips"])
        if line.fields["state_abbr"] != state:
            raise line.broken(f"{line.fields['state_abbr']!r} is not state {state}")
        yield ZCCD_CONGRESS, (_zip(line, "zcta"), state, _district(line, state, line.fields["cd"]))


def _census(file: File) -> Iterator[tuple[int, tuple[str, str, int]]]:
    header = decode(file).partition("\n")[0]
    column = _CENSUS_COLUMN.search(header)
    if column is None:
        raise BrokenData(file.name, "line 1", "the column GEOID_CD119_20 is missing")
    needed = (column[0], "GEOID_ZCTA5_20", "AREALAND_PART")
    for line in _lines(file, "|", needed):
        place, land = line.fields[column[0]], line.fields["AREALAND_PART"]
        if not land.isdigit():
            raise line.broken(f"AREALAND_PART is no area: {land!r}")
        if not line.fields["GEOID_ZCTA5_20"] or place.endswith(_NO_DISTRICT) or int(land) == 0:
            continue
        if len(place) != len("0612"):
            raise line.broken(f"{column[0]} is no state and district: {place!r}")
        state = _state(line, place[:2])
        number = "0" if place[2:] == _AT_LARGE else place[2:]
        yield int(column[1]), (_zip(line, "GEOID_ZCTA5_20"), state, _district(line, state, number))


def _lines(file: File, mark: str, needed: tuple[str, ...]) -> Iterator[Line]:
    """Every line that is not empty; `needed` are the columns there must be."""
    reader = csv.reader(decode(file).splitlines(), delimiter=mark, strict=True)
    header: list[str] = []
    try:
        for values in reader:
            if not header:
                header = [value.strip() for value in values]
                if wanting := [name for name in needed if name not in header]:
                    why = f"the column {wanting[0]} is missing"
                    raise BrokenData(file.name, "line 1", why)
            elif len(values) == len(header):
                fields = dict(zip(header, map(str.strip, values), strict=True))
                yield Line(file.name, reader.line_num, fields)
            elif values:
                why = f"{len(values)} columns in place of {len(header)}, as if it were cut off"
                raise BrokenData(file.name, f"line {reader.line_num}", why)
    except csv.Error as error:
        raise BrokenData(file.name, f"line {reader.line_num}", str(error)) from None
    if not header:
        raise BrokenData(file.name, "", "is empty")


def _state(line: Line, fips: str) -> str:
    if fips not in states.FIPS:
        raise line.broken(f"no state has the number {fips!r}")
    return states.FIPS[fips]


def _zip(line: Line, column: str) -> str:
    if not _ZIP.fullmatch(line.fields[column]):
        raise line.broken(f"{column} is no ZIP code: {line.fields[column]!r}")
    return line.fields[column]


def _district(line: Line, state: str, text: str) -> int:
    if not _DISTRICT.fullmatch(text):
        raise line.broken(f"no number of a district: {text!r}")
    try:
        return offices.get(offices.house_code(state, int(text))).number
    except offices.OfficeUnknown:
        raise line.broken(f"{state} has no district {int(text)}") from None


def _row(key: tuple[str, str, int], congress: int) -> Row:
    zip_code, state, number = key
    redrawn = congress == ZCCD_CONGRESS and state in terms.REDRAWN_FOR_120TH
    return {
        "zip": zip_code,
        "state": state,
        "district": number,
        "congress": congress,
        "valid_from": terms.begins(congress),
        "valid_to": terms.ends(congress) if redrawn else None,
    }
