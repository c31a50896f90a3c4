"""Committees and who sits on them: two files of `congress-legislators` that belong together."""

from __future__ import annotations

from typing import Any

from app.congress.records import BrokenData, File, Record, Row, enough, parse_json, parse_list

# How a subcommittee is called when its own name says what it is.
_SAYS_WHAT_IT_IS = ("subcommittee", "task force", "panel")


def parse_committees(file: File, *, least: int) -> list[Row]:
    """committees-current.json as rows of Committee, subcommittees included. Raises BrokenData."""
    rows: dict[str, Row] = {}
    for record in parse_list(file):
        code = record.word("thomas_id", most=6)
        rows[code] = {"code": code, "name": record.word("name", most=200)}
        for inner in record.each("subcommittees", default=[]):
            inner_code = code + inner.word("thomas_id", most=2)
            name = _subcommittee(inner.word("name", most=180))
            rows[inner_code] = {"code": inner_code, "name": name}
    enough(file, len(rows), least, "committees")
    return list(rows.values())


def parse_seats(file: File) -> list[Row]:
    """committee-membership-current.json as rows of CommitteeSeat, but with `bioguide` for `office`.

    May be nearly empty: in the first weeks of a Congress seats are still being given.
    Raises BrokenData.
    """
    found = parse_json(file)
    if not isinstance(found, dict):
        raise BrokenData(file.name, "", "is no object with a list for each committee")
    rows: dict[tuple[str, str], Row] = {}
    for committee, seats in found.items():
        if not isinstance(seats, list):
            raise BrokenData(file.name, committee, "is no list of members")
        for number, value in enumerate(seats, start=1):
            row = _seat(file, committee, number, value)
            rows.setdefault((committee, row["bioguide"]), row)
    return list(rows.values())


def _seat(file: File, committee: str, number: int, value: Any) -> Row:
    place = f"{committee}, member {number}"
    if not isinstance(value, dict):
        raise BrokenData(file.name, place, "is not an object")
    record = Record(file.name, place, value)
    return {
        "committee": committee,
        "bioguide": record.word("bioguide", most=10),
        "title": record.text("title", most=80),
    }


def _subcommittee(name: str) -> str:
    """ "the Constitution" -> "Subcommittee on the Constitution"."""
    if any(word in name.lower() for word in _SAYS_WHAT_IT_IS):
        return name
    return f"Subcommittee on {name[0].lower() + name[1:] if name.startswith('The ') else name}"
