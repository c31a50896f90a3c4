"""What a campaign publishes by place: the states, and disciplines by state.

The total and the disciplines' numbers move with every signature. Numbers of places that moved
with them would tell, by their difference, what whoever has just signed makes and where they
live. So they are counted anew only once at least `FEWEST` artists have come or gone, and what
is small in them is left out (`small_cells`). The page says as of when they are. Why:
docs/decisions/0021-small-cells.md.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign, CampaignState, Discipline
from app.database import insert, reading, transaction
from app.extensions import db
from app.places.states import NAMES
from app.pledges import counts
from app.pledges.models import PublishedPlaces, Signatory, SignatoryAlso
from app.pledges.small_cells import FEWEST, hide_in_list, hide_in_table

# The states of the table: as many as a page holds.
MOST_STATES = 8
# A count reads every signatory: seconds for a million, in the worker.
REST = dt.timedelta(minutes=10)
# In place of a state's code: all others, and whoever lives abroad.
ELSEWHERE = ""

Joint = Counter[tuple[str, int]]


@dataclass(frozen=True)
class Places:
    """What may be shown. `states`: the most first; who is not among them was left out.

    `left_out`: whether others hold artists at all. `columns`: codes (`ELSEWHERE` last) and
    `rows`: discipline id -> a number per column, None where it is left out. Both empty:
    no such table can be shown. `as_of` none: nothing has been published yet.
    """

    states: list[tuple[str, int]] = field(default_factory=list)
    left_out: bool = False
    columns: list[str] = field(default_factory=list)
    rows: dict[int, list[int | None]] = field(default_factory=dict)
    as_of: dt.datetime | None = None

    def in_state(self, code: str) -> int:
        """How many live there, as far as it is published; else 0."""
        return dict(self.states).get(code, 0)


def read(campaign: Campaign) -> Places:
    """What the campaign has published last."""
    found = db.session.get(PublishedPlaces, campaign.id)
    if found is None:
        return Places(left_out=True)
    rows = {int(key): row for key, row in found.cells["rows"].items()}
    states = [(code, count) for code, count in found.states]
    return Places(states, found.left_out, found.cells["columns"], rows, found.as_of)


def refresh() -> int:
    """Count places anew for every campaign where it is due; return for how many.

    Counts in one transaction that only reads and writes in another, so that nobody waits.
    """
    with reading():
        due = _list_due()
    for campaign_id in due:
        with reading():
            campaign = db.session.get_one(Campaign, campaign_id)
            values = _values(campaign)
        with transaction():
            write(campaign_id, values)
    return len(due)


def publish(campaign: Campaign) -> None:
    """Count and publish now, in the caller's transaction."""
    write(campaign.id, _values(campaign))


def write(campaign_id: int, values: dict[str, object]) -> None:
    """Replace what the campaign has published by this."""
    added = insert(PublishedPlaces).values(campaign_id=campaign_id, **values)
    db.session.execute(
        added.on_conflict_do_update(index_elements=["campaign_id"], set_=values),
    )


def _list_due() -> list[int]:
    """The campaigns in which at least `FEWEST` artists have come or gone since."""
    last = {each.campaign_id: each for each in db.session.scalars(sa.select(PublishedPlaces))}
    # Where people are being deleted, what was published last is what stays.
    slugs = sa.select(Campaign.slug, Campaign.id).where(
        Campaign.state != CampaignState.DRAFT, Campaign.sums_only_at.is_(None)
    )
    ids: dict[str, int] = dict(row for row in db.session.execute(slugs))
    due = []
    for slug, artists, _allies in counts.totals():
        before = last.get(ids.get(slug, 0))
        moved = abs(artists - (before.artists if before else 0)) >= FEWEST
        rested = before is None or before.as_of <= clock.now() - REST
        if slug in ids and moved and rested:
            due.append(ids[slug])
    return due


def _values(campaign: Campaign) -> dict[str, object]:
    artists, states, joint = _count(campaign)
    everywhere = {code: states.get(code, 0) for code in NAMES.keys() | states.keys()}
    hidden = hide_in_list(everywhere)
    shown = [(code, n) for code, n in everywhere.items() if code not in hidden and n]
    shown.sort(key=lambda pair: (-pair[1], pair[0]))
    return {
        "artists": artists,
        "states": shown,
        "left_out": bool(hidden),
        "cells": _cells(campaign, artists, shown, joint),
        "as_of": clock.now(),
    }


def _count(campaign: Campaign) -> tuple[int, dict[str, int], Joint]:
    """All artists, artists by state, and those of each (state, discipline id): of one snapshot.

    Abroad the state is `ELSEWHERE`. One statement, and what `counts.recount` calls artists.
    """
    state = sa.func.coalesce(Signatory.state_code, ELSEWHERE)
    mine = sa.and_(
        Signatory.campaign_id == campaign.id,
        Signatory.counted,
        Signatory.discipline_id.is_not(None),
    )
    many = sa.func.count()
    first = sa.select(state, Signatory.discipline_id, many, sa.literal(1)).where(mine)
    also = (
        sa.select(state, SignatoryAlso.discipline_id, many, sa.literal(0))
        .join(SignatoryAlso, SignatoryAlso.signatory_id == Signatory.id)
        .where(mine, SignatoryAlso.discipline_id != Signatory.discipline_id)
    )
    both: sa.CompoundSelect[Any] = sa.union_all(
        first.group_by(state, Signatory.discipline_id),
        also.group_by(state, SignatoryAlso.discipline_id),
    )
    by_state: Counter[str] = Counter()
    joint: Joint = Counter()
    for code, discipline_id, count, is_first in db.session.execute(both):
        by_state[code] += count if is_first else 0
        joint[code, discipline_id] += count
    abroad = by_state.pop(ELSEWHERE, 0)
    return sum(by_state.values()) + abroad, dict(by_state), joint


def _cells(
    campaign: Campaign, artists: int, shown: list[tuple[str, int]], joint: Joint
) -> dict[str, object]:
    """The table: the states with most artists, and `ELSEWHERE`; disciplines with enough artists.

    As many states as can be shown without giving away a small number, and without leaving
    out more than half.
    """
    totals: Counter[int] = Counter()
    for (_code, discipline_id), count in joint.items():
        totals[discipline_id] += count
    ids = [each.id for each in campaign.disciplines if totals[each.id] >= FEWEST]
    most_states = 0 if _is_merging(campaign, totals) else min(MOST_STATES, len(shown))
    for many in range(most_states, 0, -1):
        top = dict(shown[:many])
        places = {code: [joint[code, each] for each in ids] for code in top}
        others = artists - sum(top.values())
        if others:
            top[ELSEWHERE] = others
            known = zip(*places.values(), strict=True)
            places[ELSEWHERE] = [totals[i] - sum(row) for i, row in zip(ids, known, strict=True)]
        hidden = hide_in_table(list(places.values()), list(top.values()))
        if hidden is not None and 2 * len(hidden) <= len(ids) * len(places):
            rows = {
                each: [
                    None if (i, j) in hidden else row[j] for i, row in enumerate(places.values())
                ]
                for j, each in enumerate(ids)
            }
            return {"columns": list(places), "rows": rows}
    return {"columns": [], "rows": {}}


def _is_merging(campaign: Campaign, totals: Counter[int]) -> bool:
    """Whether people still stand under a discipline that was merged into another a moment ago."""
    ids = sa.select(Discipline.id).where(
        Discipline.campaign_id == campaign.id, Discipline.merged_into_id.is_not(None)
    )
    return any(totals[each] for each in db.session.scalars(ids))
