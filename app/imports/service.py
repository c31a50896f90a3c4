"""Bringing people in: known ones are recognised and left alone, nobody is written to.

They are `imported`, confirmed, and in the sums only where the campaign counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign
from app.canonical_email import canonical
from app.database import insert
from app.extensions import db
from app.imports.entering import enter_all
from app.imports.people import Person
from app.pledges import standing
from app.pledges.models import Signatory, SignatoryAlso, SignatoryState
from app.pledges.rows import row_of


@dataclass(frozen=True)
class Brought:
    """What became of some people, by their place among those given."""

    new: int
    known: list[int]
    twice: list[int]


def bring(campaign: Campaign, people: Sequence[Person], *, job_id: int) -> Brought:
    """Add those whom nobody has seen; the database decides, by the canonical address."""
    if not people:
        return Brought(0, [], [])
    now = standing.all_now([each.signature for each in people])
    people = [replace(each, signature=signed) for each, signed in zip(people, now, strict=True)]
    rows = [_row(campaign, each, job_id) for each in people]
    statement = (
        insert(Signatory)
        .on_conflict_do_nothing(index_elements=["campaign_id", "email_canonical"])
        .returning(Signatory.id, Signatory.uid)
    )
    made = {row.uid: row.id for row in db.session.execute(statement, rows)}
    also = [
        {"signatory_id": made[row["uid"]], "discipline_id": other.id}
        for row, each in zip(rows, people, strict=True)
        if row["uid"] in made
        for other in each.signature.also
    ]
    if also:
        db.session.execute(sa.insert(SignatoryAlso), also)
    if campaign.count_imported and made:
        _count(campaign, list(made.values()))
    left = [i for i, row in enumerate(rows) if row["uid"] not in made]
    ours = _brought_by(campaign, job_id, [rows[i]["email_canonical"] for i in left])
    twice = [i for i in left if rows[i]["email_canonical"] in ours]
    return Brought(len(made), [i for i in left if i not in set(twice)], twice)


def known(campaign: Campaign, addresses: Iterable[str]) -> set[str]:
    """Which of these canonical addresses belong to somebody who has signed."""
    found = sa.select(Signatory.email_canonical).where(
        Signatory.campaign_id == campaign.id, Signatory.email_canonical.in_(list(addresses))
    )
    return set(db.session.scalars(found))


def address(person: Person) -> str:
    """What makes a person one person."""
    return canonical(person.signature.email)


def _row(campaign: Campaign, person: Person, job_id: int) -> dict[str, Any]:
    now = clock.now()
    row = row_of(campaign, person.signature)
    return row | {
        "state": SignatoryState.CONFIRMED,
        "imported": True,
        "job_id": job_id,
        "created_at": person.signed_at or now,
        "confirmed_at": now,
        "email_domain": row["email"].lower().rpartition("@")[2][:190],
    }


def _count(campaign: Campaign, ids: list[int]) -> None:
    people = db.session.scalars(sa.select(Signatory).where(Signatory.id.in_(ids))).all()
    enter_all(people, campaign)
    for each in people:
        db.session.expunge(each)


def _brought_by(campaign: Campaign, job_id: int, addresses: list[str]) -> set[str]:
    if not addresses:
        return set()
    found = sa.select(Signatory.email_canonical).where(
        Signatory.campaign_id == campaign.id,
        Signatory.email_canonical.in_(addresses),
        Signatory.imported,
        Signatory.job_id == job_id,
    )
    return set(db.session.scalars(found))
