"""Which offices are mine? From a ZIP code, and a street where that is not enough. Never a guess.

A table of ZIP codes gives candidates. One is an answer; several are a question, for the
Census Geocoder where an operator has switched it on, else for the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.congress import geocoder, offices, queries, terms
from app.congress.offices import Office
from app.places import queries as places

MILITARY = frozenset({"AA", "AE", "AP"})
# States in free association: their mail is carried by the U.S. post, their people elect
# nobody to Congress (Compacts of Free Association, 48 U.S.C. 1901 and 1931).
ASSOCIATED = frozenset({"FM", "MH", "PW"})


class Finding(StrEnum):
    """What came of the question."""

    FOUND = "found"
    CHOOSE = "choose"
    NEEDS_STREET = "needs_street"
    MILITARY = "military"
    NO_CONGRESS = "no_congress"
    ZIP_UNKNOWN = "zip_unknown"
    STATE_DISAGREES = "state_disagrees"
    NOT_A_CANDIDATE = "not_a_candidate"


class Why(StrEnum):
    """Why the person has to choose, or give a street."""

    SEVERAL_IN_ZIP = "several_in_zip"
    ZIP_NOT_IN_TABLE = "zip_not_in_table"
    NO_TABLE = "no_table"
    LINES_CHANGED = "lines_changed"
    GEOCODER_DOWN = "geocoder_down"
    ADDRESS_NOT_FOUND = "address_not_found"
    ADDRESS_AMBIGUOUS = "address_ambiguous"


@dataclass(frozen=True)
class Address:
    """Where somebody lives. `zip` has five digits; `state` empty: whichever the ZIP code says."""

    zip: str
    state: str = ""
    city: str = ""
    street: str = ""


@dataclass(frozen=True)
class Lookup:
    """`offices` when found: the House seat, then the senators. `candidates` are House seats.

    `state` is empty where none was typed and the candidates are of several. `states` are
    those the ZIP code lies in, where the one typed is not among them.
    """

    finding: Finding
    state: str = ""
    offices: tuple[Office, ...] = ()
    candidates: tuple[Office, ...] = ()
    why: Why | None = None
    states: tuple[str, ...] = ()


def find_offices(address: Address, *, chosen: str = "") -> Lookup:
    """The offices of who lives there; `chosen` is the person's pick among the candidates.

    Asks the geocoder only where the ZIP code leaves several and nothing valid was chosen.
    """
    place = places.find_place(address.zip)
    if place is None:
        return Lookup(Finding.ZIP_UNKNOWN)
    if place.state in MILITARY | ASSOCIATED:
        military = place.state in MILITARY
        return Lookup(Finding.MILITARY if military else Finding.NO_CONGRESS, place.state)
    listed = queries.list_candidates(address.zip, terms.today())
    states = _states(address.zip, place.state, listed)
    if address.state and address.state not in states:
        return Lookup(Finding.STATE_DISAGREES, state=address.state, states=states)
    state = address.state or (states[0] if len(states) == 1 else "")
    candidates, why = _candidates(state, listed) if state else _across(states, listed)
    if len(candidates) == 1 and (not chosen or candidates[0].number == 0):
        return _found(candidates[0])
    if chosen:
        return _chosen(state, candidates, chosen)
    return _ask(replace(address, state=state), candidates, why)


def value_of(office: Office) -> str:
    """What a form says for a House seat: "CA-12"; at large "AK-0"."""
    return f"{office.state}-{office.number}"


def lines_changed(state: str) -> bool:
    """Whether districts of this state were redrawn since the table that is loaded, if one is."""
    if state not in terms.REDRAWN_FOR_120TH or terms.current() < 120:
        return False
    return 0 < queries.newest_lines(state) < 120


def _states(
    zip_code: str, of_post_office: str, listed: Sequence[tuple[str, int]]
) -> tuple[str, ...]:
    """Every state the ZIP code lies in. States keep their lines: an ended Congress's do as well."""
    eve = terms.begins(terms.current()) - dt.timedelta(days=1)
    ended = queries.list_candidates(zip_code, eve)
    return tuple(dict.fromkeys([of_post_office, *(state for state, _ in (*listed, *ended))]))


def _candidates(
    state: str, listed: Sequence[tuple[str, int]]
) -> tuple[tuple[Office, ...], Why | None]:
    """The House seats it may be, and why they are more than one."""
    seats = offices.house(state)
    if len(seats) == 1:
        return seats, None
    here = [number for each, number in listed if each == state]
    found = tuple(seat for seat in seats if seat.number in here)
    if found:
        return found, Why.SEVERAL_IN_ZIP
    if not queries.knows_districts():
        return seats, Why.NO_TABLE
    return seats, Why.LINES_CHANGED if lines_changed(state) else Why.ZIP_NOT_IN_TABLE


def _across(
    states: Sequence[str], listed: Sequence[tuple[str, int]]
) -> tuple[tuple[Office, ...], Why]:
    """The same over several states, where none was typed."""
    each_state = [_candidates(state, listed)[0] for state in states]
    return tuple(seat for seats in each_state for seat in seats), Why.SEVERAL_IN_ZIP


def _ask(address: Address, candidates: tuple[Office, ...], why: Why | None) -> Lookup:
    open_question = Lookup(Finding.CHOOSE, address.state, candidates=candidates, why=why)
    if not geocoder.is_configured() or not address.state:
        return open_question
    if not address.street:
        return replace(open_question, finding=Finding.NEEDS_STREET)
    told = geocoder.find_district(
        street=address.street, city=address.city, state=address.state, zip_code=address.zip
    )
    trouble = {
        geocoder.Outcome.UNAVAILABLE: Why.GEOCODER_DOWN,
        geocoder.Outcome.NO_MATCH: Why.ADDRESS_NOT_FOUND,
        geocoder.Outcome.AMBIGUOUS: Why.ADDRESS_AMBIGUOUS,
    }.get(told.outcome)
    if trouble is not None:
        return replace(open_question, why=trouble)
    # The table may be a little off; the geocoder's district only has to exist.
    seats = {seat.number: seat for seat in offices.house(address.state)}
    if told.district not in seats:
        return replace(open_question, why=Why.GEOCODER_DOWN)
    return _found(seats[told.district])


def _chosen(state: str, candidates: tuple[Office, ...], chosen: str) -> Lookup:
    picked = chosen.strip().upper()
    meant = [seat for seat in candidates if picked in (value_of(seat), seat.code, str(seat.number))]
    # A bare number may be a district of two states.
    if len(meant) == 1:
        return _found(meant[0])
    return Lookup(Finding.NOT_A_CANDIDATE, state, candidates=candidates)


def _found(seat: Office) -> Lookup:
    return Lookup(Finding.FOUND, seat.state, offices=(seat, *offices.senate(seat.state)))
