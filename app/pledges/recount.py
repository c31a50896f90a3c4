"""The full recount: what the sums must be, from the signatories themselves, and the repair.

Reads every signatory once, in order and in batches; never part of a page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.pledges import counts
from app.pledges.counts import Sums
from app.pledges.models import (
    JournalEntry,
    Signatory,
    SignatoryAlso,
    SignatoryState,
    Tally,
    TallyKind,
)

BATCH = 5_000


@dataclass(frozen=True)
class Difference:
    """One sum that does not agree: `kind` and `key` as in Tally."""

    kind: str
    key: str
    kept: int
    recounted: int


@dataclass(frozen=True)
class Check:
    """`flags`: people whose `counted` mark contradicts the rule."""

    differences: list[Difference]
    flags: int

    @property
    def agrees(self) -> bool:
        return not self.differences and not self.flags


def one_snapshot() -> None:
    """Let every statement of this transaction see the same moment. Call it first."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def check(campaign: Campaign) -> Check:
    """Compare the sums with a recount, in one snapshot of the caller's.

    Where the people are gone and only sums are kept, there is nothing to compare them with.
    """
    if campaign.sums_only_at is not None:
        return Check([], 0)
    kept, recounted = counts.sums(campaign.id, tuple(TallyKind)), recount(campaign)
    places = sorted(place for place in kept | recounted if kept[place] != recounted[place])
    return Check(
        differences=[Difference(*each, kept[each], recounted[each]) for each in places],
        flags=db.session.execute(
            sa.select(sa.func.count())
            .select_from(Signatory)
            .where(Signatory.campaign_id == campaign.id, Signatory.counted != _rule(campaign))
        ).scalar_one(),
    )


def repair(campaign: Campaign) -> None:
    """Write the recount over the sums, and the rule over the marks.

    In one snapshot: who signs meanwhile writes a journal entry that is not in it,
    and so is neither recounted nor deleted. Sums whose people are gone are left alone.
    """
    if campaign.sums_only_at is not None:
        return
    recounted = recount(campaign)
    for table in (Tally, JournalEntry):
        db.session.execute(sa.delete(table).where(table.campaign_id == campaign.id))
    counts.add(Counter({(campaign.id, *place): n for place, n in recounted.items()}))
    mark(campaign)


def mark(campaign: Campaign) -> None:
    """Write the rule over the marks of who counts; the sums stay as they are."""
    db.session.execute(
        sa.update(Signatory)
        .where(Signatory.campaign_id == campaign.id, Signatory.counted != _rule(campaign))
        .values(counted=_rule(campaign))
        .execution_options(synchronize_session=False)
    )


def recount(campaign: Campaign) -> Sums:
    """The sums, counted person by person."""
    found: Sums = Counter()
    for person, disciplines in _people(campaign):
        where = counts.entry(
            disciplines=disciplines,
            state_code=person.state_code,
            source=person.source,
            signed_at=person.created_at,
            time_zone=campaign.time_zone,
        )
        found.update(counts.explode(**where))
    return found


def _people(campaign: Campaign) -> Iterator[tuple[Any, list[int]]]:
    """Everybody whom the rule counts, with the ids of the disciplines they named."""
    rows = db.session.execute(
        sa.select(
            Signatory.id,
            Signatory.discipline_id,
            Signatory.state_code,
            Signatory.created_at,
            Signatory.source,
            SignatoryAlso.discipline_id.label("also_id"),
        )
        .outerjoin(SignatoryAlso, SignatoryAlso.signatory_id == Signatory.id)
        .where(Signatory.campaign_id == campaign.id, _rule(campaign))
        .order_by(Signatory.id)
        .execution_options(yield_per=BATCH)
    )
    for _, group in groupby(rows, key=lambda row: row.id):
        people = list(group)
        named = [people[0].discipline_id, *(row.also_id for row in people)]
        yield people[0], [each for each in named if each is not None]


def _rule(campaign: Campaign) -> sa.ColumnElement[bool]:
    """Who counts: the confirmed; where no confirmation is asked for, the pending too.

    Nobody in the shadow; of people whom organizers brought, nobody, unless the campaign
    counts them (`counts.may`).
    """
    counted = [SignatoryState.CONFIRMED.value]
    if not campaign.confirmation_required:
        counted.append(SignatoryState.PENDING.value)
    stands = sa.and_(Signatory.state.in_(counted), Signatory.shadow == "")
    return stands if campaign.count_imported else sa.and_(stands, sa.not_(Signatory.imported))
