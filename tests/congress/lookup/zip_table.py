"""The table of ZIP codes the lookup is tested with, and how it is asked.

The ZIP codes are real, what the table says of them here is made up where it helps.
"""

from __future__ import annotations

import datetime as dt

from app.congress import lookup
from app.congress.lookup import Address, Lookup
from app.congress.models import CongressLoad, Dataset, ZipDistrict
from app.extensions import db

REDRAWN = "75201"  # Dallas
TWO_DISTRICTS = "90012"  # Los Angeles
TWO_STATES = "86044"  # Tonalea, Arizona, and a piece of Utah
SAME_NUMBER = "81324"  # Dove Creek, Colorado, and a piece of Utah
LOS_ANGELES = Address(TWO_DISTRICTS, "CA", "Los Angeles", "12 Marked Street")
# (ZIP code, state, district) of the table of the 119th Congress.
TABLE = (
    ("87501", "NM", 3),
    (TWO_DISTRICTS, "CA", 30),
    (TWO_DISTRICTS, "CA", 34),
    ("20001", "DC", 0),
    ("99501", "AK", 0),
    ("94541", "CA", 14),
    (TWO_STATES, "AZ", 2),
    (TWO_STATES, "UT", 3),
    (SAME_NUMBER, "CO", 3),
    (SAME_NUMBER, "UT", 3),
    ("57255", "ND", 0),
    (REDRAWN, "TX", 30),
    (REDRAWN, "TX", 33),
    ("79835", "NM", 2),
    ("79835", "TX", 16),
    ("98101", "WA", 7),
)


def load(congress: int, rows: tuple[tuple[str, str, int], ...]) -> None:
    """Load these rows as the table of that Congress."""
    first = dt.date(2025 + 2 * (congress - 119), 1, 3)
    end = dt.date(2027, 1, 3)
    db.session.add_all(
        ZipDistrict(
            zip=zip_code,
            state=state,
            district=number,
            congress=congress,
            valid_from=first,
            valid_to=end if congress == 119 and state in ("CA", "TX", "UT") else None,
        )
        for zip_code, state, number in rows
    )
    db.session.merge(
        CongressLoad(dataset=Dataset.DISTRICTS, source="a test", rows=len(rows), congress=congress)
    )
    db.session.commit()


def find(zip_code: str, state: str = "", *, chosen: str = "") -> Lookup:
    """Ask without a street."""
    return lookup.find_offices(Address(zip_code, state), chosen=chosen)


def codes(found: Lookup) -> list[str]:
    """The offices that are theirs."""
    return [each.code for each in found.offices]


def choices(found: Lookup) -> list[str]:
    """What they may choose among."""
    return [lookup.value_of(each) for each in found.candidates]
