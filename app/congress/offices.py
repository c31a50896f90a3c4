"""The offices of Congress: 435 districts, 100 Senate classes, five delegates, one commissioner.

They are built in and need no data: an office outlives its occupant. Who holds it is
`Member`, which is loaded. Codes are those of Communicating With Congress, where a seat
keeps its code whoever sits in it.

Sources: the apportionment after the 2020 census (2 U.S.C. 2a; Census Bureau, 26 April
2021); the classes of senators (U.S. Constitution, article I, section 3); CWC's office
codes, American Samoa's AQ included (House, "CWC Advocacy Vendor" documentation).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Chamber(StrEnum):
    HOUSE = "house"
    SENATE = "senate"


class Role(StrEnum):
    """What the holder of an office is called."""

    SENATOR = "senator"
    REPRESENTATIVE = "representative"
    DELEGATE = "delegate"
    COMMISSIONER = "commissioner"


@dataclass(frozen=True, order=True)
class Office:
    """One seat. `number` is the House district (0: at large) or the Senate class (1 to 3)."""

    code: str
    chamber: Chamber
    state: str
    number: int

    @property
    def role(self) -> Role:
        if self.chamber is Chamber.SENATE:
            return Role.SENATOR
        if self.state == "PR":
            return Role.COMMISSIONER
        return Role.DELEGATE if self.state in DELEGATES else Role.REPRESENTATIVE


class OfficeUnknown(LookupError):
    """No office of Congress has this code."""


# How many districts each state has; those with one elect at large.
DISTRICTS = {
    "AL": 7, "AK": 1, "AZ": 9, "AR": 4, "CA": 52, "CO": 8, "CT": 5, "DE": 1, "FL": 28, "GA": 14,
    "HI": 2, "ID": 2, "IL": 17, "IN": 9, "IA": 4, "KS": 4, "KY": 6, "LA": 6, "ME": 2, "MD": 8,
    "MA": 9, "MI": 13, "MN": 8, "MS": 4, "MO": 8, "MT": 2, "NE": 3, "NV": 4, "NH": 2, "NJ": 12,
    "NM": 3, "NY": 26, "NC": 14, "ND": 1, "OH": 15, "OK": 5, "OR": 6, "PA": 17, "RI": 2, "SC": 7,
    "SD": 1, "TN": 9, "TX": 38, "UT": 4, "VT": 1, "VA": 11, "WA": 10, "WV": 2, "WI": 8, "WY": 1,
}  # fmt: skip

# Which two classes each state's senators belong to.
CLASSES = {
    "AL": (2, 3), "AK": (2, 3), "AZ": (1, 3), "AR": (2, 3), "CA": (1, 3), "CO": (2, 3),
    "CT": (1, 3), "DE": (1, 2), "FL": (1, 3), "GA": (2, 3), "HI": (1, 3), "ID": (2, 3),
    "IL": (2, 3), "IN": (1, 3), "IA": (2, 3), "KS": (2, 3), "KY": (2, 3), "LA": (2, 3),
    "ME": (1, 2), "MD": (1, 3), "MA": (1, 2), "MI": (1, 2), "MN": (1, 2), "MS": (1, 2),
    "MO": (1, 3), "MT": (1, 2), "NE": (1, 2), "NV": (1, 3), "NH": (2, 3), "NJ": (1, 2),
    "NM": (1, 2), "NY": (1, 3), "NC": (2, 3), "ND": (1, 3), "OH": (1, 3), "OK": (2, 3),
    "OR": (2, 3), "PA": (1, 3), "RI": (1, 2), "SC": (2, 3), "SD": (2, 3), "TN": (1, 2),
    "TX": (1, 2), "UT": (1, 3), "VT": (1, 3), "VA": (1, 2), "WA": (1, 3), "WV": (1, 2),
    "WI": (1, 3), "WY": (1, 2),
}  # fmt: skip

# One seat each in the House, without a vote on the floor, and no senators.
DELEGATES = frozenset({"AS", "DC", "GU", "MP", "PR", "VI"})

# The House calls American Samoa AQ in its office codes: AS is the Armed Services' own.
_CODE_STATES = {"AS": "AQ"}
_FORM = re.compile(r"([HS])([A-Z]{2})(\d{2})")


def get(code: str) -> Office:
    """The office of this code. Raises OfficeUnknown."""
    try:
        return _by_code()[code]
    except KeyError:
        raise OfficeUnknown(code) from None


def all_offices() -> tuple[Office, ...]:
    """Every office there is: by state, senators first, then districts in order."""
    return tuple(_by_code().values())


def house(state: str) -> tuple[Office, ...]:
    """The House seats of a state or territory, in the order of their districts; maybe none."""
    return tuple(each for each in of_state(state) if each.chamber is Chamber.HOUSE)


def senate(state: str) -> tuple[Office, ...]:
    """The Senate seats of a state, in the order of their classes; none in the territories."""
    return tuple(each for each in of_state(state) if each.chamber is Chamber.SENATE)


@lru_cache
def of_state(state: str) -> tuple[Office, ...]:
    """Every office of one state or territory; none where there are none."""
    return tuple(each for each in all_offices() if each.state == state)


def house_code(state: str, district: int) -> str:
    """HCA12. American Samoa's is HAQ00."""
    return f"H{_CODE_STATES.get(state, state)}{district:02d}"


def senate_code(state: str, senate_class: int) -> str:
    """SCA03: the state and the class, whoever is senior."""
    return f"S{state}{senate_class:02d}"


def normalised(code: str) -> str:
    """A chamber's own spelling of a code, as ours: "MP00" -> "HMP00", "HAS00" -> "HAQ00"."""
    code = code.strip().upper()
    if re.fullmatch(r"[A-Z]{2}\d{2}", code):
        code = f"H{code}"
    found = _FORM.fullmatch(code)
    if found and found[1] == "H" and found[2] in _CODE_STATES:
        code = house_code(found[2], int(found[3]))
    return code


@lru_cache
def _by_code() -> dict[str, Office]:
    made: list[Office] = []
    for state in sorted({*DISTRICTS, *DELEGATES}):
        classes, districts = CLASSES.get(state, ()), _districts(state)
        made += [Office(senate_code(state, each), Chamber.SENATE, state, each) for each in classes]
        made += [Office(house_code(state, each), Chamber.HOUSE, state, each) for each in districts]
    return {office.code: office for office in made}


def _districts(state: str) -> range:
    count = DISTRICTS.get(state, 1)
    return range(1, count + 1) if count > 1 else range(1)
