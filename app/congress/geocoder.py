"""From a street address to a congressional district, by the Census Geocoder or a copy of it.

Off unless GEOCODER_URL is set. The address goes to that machine and to no other, and
into no log: whatever goes wrong is told without it.

Source: Census Geocoding Services API; its answers as recorded by several users. What
is known to go wrong there: the layer is named after a Congress ("119th Congressional
Districts"), a layer may hold an error in the place of districts, no match is normal.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from flask import current_app

from app.congress import terms
from app.places import states
from app.web import Unreachable, Web

# It takes 0.6 s on a good day; a person waits for it.
TIMEOUT_SECONDS = 8.0
MOST_BYTES = 1_000_000
_LAYER = "Congressional Districts"
# At large, and the delegates' and the commissioner's districts.
_WHOLE_STATE = frozenset({"00", "98"})
_GEOID = re.compile(r"([0-9]{2})([0-9]{2})")
log = structlog.stdlib.get_logger(__name__)


class Outcome(StrEnum):
    """What came back."""

    FOUND = "found"
    NO_MATCH = "no_match"
    AMBIGUOUS = "ambiguous"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class Answer:
    """`district` is 0 at large, and says something only when found."""

    outcome: Outcome
    district: int = 0


class _Trouble(ValueError):
    """The answer cannot be used; the words say how, and hold nothing of the address."""


def is_configured() -> bool:
    """Whether an operator has switched it on."""
    return bool(current_app.config["GEOCODER_URL"])


def find_district(
    *, street: str, city: str, state: str, zip_code: str, timeout: float = TIMEOUT_SECONDS
) -> Answer:
    """Ask for the district of an address in `state` (postal code). Never raises."""
    address = {"street": street, "city": city, "state": state, "zip": zip_code}
    try:
        matches = _ask(address, timeout)
        found = {each for match in matches for each in _districts(match)}
    except (_Trouble, Unreachable) as trouble:
        log.warning("the geocoder gave no usable answer", why=str(trouble))
        return Answer(Outcome.UNAVAILABLE)
    here = {number for code, number in found if code == state}
    if not here:
        return Answer(Outcome.NO_MATCH)
    return Answer(Outcome.FOUND, here.pop()) if len(here) == 1 else Answer(Outcome.AMBIGUOUS)


def _ask(address: dict[str, str], timeout: float) -> list[Any]:
    """The matches of an address, as they came. Raises _Trouble, Unreachable."""
    url = f"{current_app.config['GEOCODER_URL'].rstrip('/')}/geographies/address"
    fields = address | {
        "benchmark": "Public_AR_Current",
        "vintage": "Current_Current",
        "layers": "all",
        "format": "json",
    }
    with Web(timeout=timeout, most=MOST_BYTES) as web:
        reply = web.get(url, fields)
    if reply.status != 200:
        raise _Trouble(f"status {reply.status}")
    try:
        matches = json.loads(reply.content)["result"]["addressMatches"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _Trouble("not the JSON that was expected") from None
    if not isinstance(matches, list):
        raise _Trouble("no list of matches")
    return matches


def _districts(match: Any) -> set[tuple[str, int]]:
    """(state, district) of one match, in the lines of the present Congress. Raises _Trouble.

    More than one where the place lies on a line.
    """
    geographies = match.get("geographies") if isinstance(match, dict) else None
    if not isinstance(geographies, dict):
        raise _Trouble("a match without geographies")
    # Around the turn of a Congress there may be a layer of each.
    layers = [layer for name, layer in geographies.items() if name.endswith(_LAYER)]
    found = {each for layer in layers for each in _read(layer)}
    if not found:
        # An error in the layer's place, or lines of another Congress: no answer, not "none".
        raise _Trouble("no district of the present Congress")
    return found


def _read(layer: Any) -> set[tuple[str, int]]:
    try:
        listed = {(str(each["GEOID"]), str(each["CDSESSN"])) for each in layer if "GEOID" in each}
    except (KeyError, TypeError):
        raise _Trouble("a layer in another form") from None
    current = str(terms.current())
    return {_named(geoid) for geoid, session in listed if session == current}


def _named(geoid: str) -> tuple[str, int]:
    found = _GEOID.fullmatch(geoid)
    if found is None or found[1] not in states.FIPS:
        raise _Trouble("a district of no state")
    return states.FIPS[found[1]], 0 if found[2] in _WHOLE_STATE else int(found[2])
