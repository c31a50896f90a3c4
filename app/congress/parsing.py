"""From files to rows, everything checked before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.congress import active, committees, districts, legislators
from app.congress.active import ActiveList
from app.congress.districts import Table
from app.congress.models import Dataset
from app.congress.records import Row
from app.congress.sources import Gathered, Step


@dataclass(frozen=True)
class Whole:
    """How many of each there are at least in a whole file: far fewer is a file cut off.

    In June 2026 there were 537, 1,312, 230, and 42,033 or about 40,000 rows of districts
    in which all 435 occur.
    """

    members: int = 400
    local_offices: int = 400
    committees: int = 20
    districts: int = 30_000
    seats: int = 435


WHOLE = Whole()


@dataclass
class Parsed:
    """Rows of the datasets that were there; None, or no list, for those that were not.

    Rows of local offices and of committees' seats bear their person's `bioguide`: which
    office that is, the members say, who may be those that are loaded already.
    """

    sources: dict[Dataset, str] = field(default_factory=dict)
    members: list[Row] | None = None
    local_offices: list[Row] | None = None
    committees: list[Row] | None = None
    seats: list[Row] = field(default_factory=list)
    districts: Table | None = None
    active: list[ActiveList] = field(default_factory=list)


def parse(gathered: Gathered, *, whole: Whole = WHOLE, step: Step) -> Parsed:
    """Raises BrokenData on the first thing that is wrong."""
    parsed = Parsed({each: files[0].source for each, files in gathered.files.items()})
    for dataset, files in gathered.files.items():
        step(f"checking {files[0].name}")
        match dataset:
            case Dataset.MEMBERS:
                parsed.members = legislators.parse_members(files[0], least=whole.members)
            case Dataset.LOCAL_OFFICES:
                parsed.local_offices = legislators.parse_local_offices(
                    files[0], least=whole.local_offices
                )
            case Dataset.COMMITTEES:
                parsed.committees = committees.parse_committees(files[0], least=whole.committees)
                parsed.seats = committees.parse_seats(files[1])
            case Dataset.DISTRICTS:
                parsed.districts = districts.parse_districts(
                    files[0], least=whole.districts, seats=whole.seats
                )
    parsed.active = [active.parse_active(file) for file in gathered.active]
    return parsed
