"""Who holds the offices, and their local offices: two files of `congress-legislators`.

Source of the format: the data set's README (https://github.com/unitedstates/congress-legislators,
CC0 1.0). Who is in the file holds an office, whatever the end of their term says: two
appointed senators sat on beyond it. Who is not has left.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from app.congress import offices, terms
from app.congress.records import File, Record, Row, enough, parse_list
from app.places import states


def parse_members(file: File, *, least: int) -> list[Row]:
    """legislators-current.json as rows of Member. Raises BrokenData."""
    holders: dict[str, Row] = {}
    people: set[str] = set()
    for record in parse_list(file):
        row = _member(record)
        if row["bioguide"] in people:
            raise record.broken("this person is listed twice")
        people.add(row["bioguide"])
        if (other := holders.get(row["office"])) is not None:
            who = f"{other['bioguide']} {other['name']}"
            raise record.broken(f"{row['office']} is held by {who} already")
        holders[row["office"]] = row
    enough(file, len(holders), least, "members")
    return list(holders.values())


def parse_local_offices(file: File, *, least: int) -> list[Row]:
    """legislators-district-offices.json as rows of LocalOffice, but with `bioguide` for `office`.

    Raises BrokenData.
    """
    rows: list[Row] = []
    seen: set[str] = set()
    for record in parse_list(file):
        bioguide = record.inner("id").word("bioguide", most=10)
        if bioguide in seen:
            raise record.broken("this person is listed twice")
        seen.add(bioguide)
        for position, place in enumerate(record.each("offices")):
            rows.append({"bioguide": bioguide, "position": position, **_place(place)})
    enough(file, len(rows), least, "local offices")
    return rows


def congress_of(members: Iterable[Row]) -> int:
    """The Congress that most House terms end with: what the file was made for."""
    ends = Counter(row["term_end"] for row in members if row["office"].startswith("H"))
    if not ends:
        return terms.current()
    last_day: dt.date = ends.most_common(1)[0][0] - dt.timedelta(days=1)
    return terms.number_on(last_day)


def _member(record: Record) -> Row:
    bioguide = record.inner("id").word("bioguide", most=10)
    name = record.inner("name")
    last_name = name.word("last", most=80)
    term = record.last("terms")
    return {
        "office": _office(term),
        "bioguide": bioguide,
        "name": name.text("official_full", most=160)
        or f"{name.text('first', most=79)} {last_name}".strip(),
        "last_name": last_name,
        "party": term.text("party", most=40),
        "phone": term.text("phone", most=30),
        "address": term.text("address", most=300),
        "url": term.web_address("url", most=300),
        "contact_form": term.web_address("contact_form", most=300),
        "term_start": term.day("start"),
        "term_end": term.day("end"),
    }


def _office(term: Record) -> str:
    """The seat's code. Delegates are "rep" too, in district 0, as who is elected at large."""
    kind, state = term.word("type", most=10), term.word("state", most=40)
    if state not in states.NAMES:
        raise term.broken(f"no state is called {state!r}")
    if kind == "rep":
        number = term.number("district")
        code = offices.house_code(state, number)
    elif kind == "sen":
        number = term.number("class")
        code = offices.senate_code(state, number)
    else:
        raise term.broken(f"a term is of type rep or sen, not {kind!r}")
    try:
        return offices.get(code).code
    except offices.OfficeUnknown:
        what = "district" if kind == "rep" else "senator of class"
        raise term.broken(f"{state} has no {what} {number}") from None


def _place(place: Record) -> Row:
    suite = place.text("suite", most=80)
    if suite.isdigit():
        suite = f"Suite {suite}"
    parts = (place.text("address", most=120), suite, place.text("building", most=90))
    return {
        "city": place.text("city", most=80),
        "state": place.text("state", most=2),
        "address": ", ".join(part for part in parts if part),
        "phone": place.text("phone", most=30),
    }
