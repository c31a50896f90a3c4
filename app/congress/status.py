"""How old what we know of Congress is, which seats are vacant, and what is out of date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app import clock
from app.congress import offices, queries, terms, titles
from app.congress.districts import ZCCD_CONGRESS
from app.congress.models import ActiveOffice, CongressLoad, Dataset
from app.extensions import db

OLD = dt.timedelta(days=30)


@dataclass(frozen=True)
class ListAge:
    """A chamber's list of offices that take letters electronically."""

    chamber: str
    source: str
    count: int
    listed_at: dt.datetime


@dataclass(frozen=True)
class Status:
    """What is loaded, by dataset; `vacant` is empty while the members are not known."""

    loads: dict[Dataset, CongressLoad]
    lists: Sequence[ListAge]
    vacant: Sequence[str]
    warnings: Sequence[str]


def read() -> Status:
    """The state of things at this moment."""
    loads = {Dataset(each.dataset): each for each in queries.list_loads()}
    vacant: list[str] = []
    if queries.knows_members():
        codes = [each.code for each in offices.all_offices()]
        held = queries.find_members(codes)
        vacant = [code for code in codes if code not in held]
    warnings = [*_gone_by(loads), *_redrawn(loads), *_old(loads)]
    return Status(loads, _lists(), vacant, warnings)


def age(load: CongressLoad) -> dt.timedelta:
    return clock.now() - load.loaded_at


def _gone_by(loads: dict[Dataset, CongressLoad]) -> list[str]:
    members, sitting = loads.get(Dataset.MEMBERS), terms.current()
    if members is None or members.congress >= sitting:
        return []
    return [
        f"The members are those of the {titles.ordinal(members.congress)} Congress, and the "
        f"{titles.ordinal(sitting)} sits: letters name nobody whose term is over."
    ]


def _redrawn(loads: dict[Dataset, CongressLoad]) -> list[str]:
    table, sitting = loads.get(Dataset.DISTRICTS), terms.current()
    if table is None or table.congress >= sitting:
        return []
    if table.congress != ZCCD_CONGRESS:
        return [f"The districts are those of the {titles.ordinal(table.congress)} Congress."]
    return [
        f"District lines changed in: {', '.join(sorted(terms.REDRAWN_FOR_120TH))}. The table of "
        f"the {titles.ordinal(table.congress)} Congress is not used there any more."
    ]


def _old(loads: dict[Dataset, CongressLoad]) -> list[str]:
    return [
        f"{called(dataset).capitalize()}: {age(load).days} days old."
        for dataset, load in loads.items()
        if age(load) > OLD
    ]


def _lists() -> list[ListAge]:
    rows = db.session.execute(
        sa.select(
            ActiveOffice.chamber,
            sa.func.max(ActiveOffice.source),
            sa.func.count(),
            sa.func.max(ActiveOffice.listed_at, type_=ActiveOffice.listed_at.type),
        )
        .group_by(ActiveOffice.chamber)
        .order_by(ActiveOffice.chamber)
    )
    return [ListAge(*row) for row in rows]


def called(dataset: Dataset) -> str:
    """A dataset in an operator's words."""
    return {
        Dataset.MEMBERS: "members",
        Dataset.LOCAL_OFFICES: "local offices",
        Dataset.COMMITTEES: "committee seats",
        Dataset.DISTRICTS: "ZIP districts",
    }[dataset]
