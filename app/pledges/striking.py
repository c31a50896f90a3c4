"""Striking signatures out, and taking that back, many at once: the sums follow exactly.

One statement each for all the rows of a batch. Whoever calls holds the rows' locks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import restored as letters
from app.pledges import counts
from app.pledges.models import JournalEntry, Signatory, SignatoryAlso, SignatoryState

# Whom a bulk act strikes out; who has withdrawn is left alone.
STRUCK_FROM = (SignatoryState.PENDING, SignatoryState.CONFIRMED)


def strike(people: Sequence[Signatory], *, job_id: int) -> None:
    """Invalidate these, who are pending or confirmed; what they were is noted."""
    journal([each for each in people if each.counted], -1)
    for each in people:
        each.state_before, each.job_id = each.state, job_id
        each.state, each.counted = SignatoryState.INVALIDATED, False
    db.session.flush()


def put_back(people: Sequence[Signatory]) -> None:
    """These, who are struck out, are what they were before, and counted by the rule of now."""
    for each in people:
        each.state, each.state_before = before_striking(each), ""
    entering = [each for each in people if not each.counted and is_to_count(each)]
    for each in entering:
        each.counted = True
    journal(entering, 1)
    db.session.flush()
    letters.queue_again([each.id for each in people if each.state == SignatoryState.CONFIRMED])


def before_striking(signatory: Signatory) -> str:
    """What somebody who is struck out was before; told from their dates where nobody noted it."""
    confirmed = SignatoryState.CONFIRMED if signatory.confirmed_at else SignatoryState.PENDING
    return signatory.state_before or confirmed.value


def is_to_count(signatory: Signatory) -> bool:
    """The confirmed count; where no confirmation is asked for, the pending too."""
    return counts.stands(signatory) and counts.may(signatory, signatory.campaign)


def journal(people: Sequence[Signatory], delta: int) -> None:
    """One entry for each in the journal of the counts."""
    named = _named(people)
    rows = [_entry(each, each.campaign, named[each.id], delta) for each in people]
    if rows:
        db.session.execute(sa.insert(JournalEntry), rows)


def _entry(
    signatory: Signatory, campaign: Campaign, disciplines: Iterable[int], delta: int
) -> dict[str, Any]:
    where = counts.entry(
        disciplines=disciplines,
        state_code=signatory.state_code,
        source=signatory.source,
        signed_at=signatory.created_at,
        time_zone=campaign.time_zone,
    )
    return {"campaign_id": campaign.id, "delta": delta, **where}


def _named(people: Sequence[Signatory]) -> dict[int, list[int]]:
    """The disciplines each of these named; none for an ally."""
    found = {each.id: [each.discipline_id] if each.discipline_id else [] for each in people}
    also = sa.select(SignatoryAlso.signatory_id, SignatoryAlso.discipline_id).where(
        SignatoryAlso.signatory_id.in_(list(found))
    )
    for signatory_id, discipline_id in db.session.execute(also):
        if found[signatory_id]:
            found[signatory_id].append(discipline_id)
    return found
