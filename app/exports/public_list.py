"""Who stands in the public list: people who count and show themselves, by discipline.

Each stands once, under the discipline they named first, by the name they chose; who chose to
show nothing is a number; allies stand apart. Nothing else of anybody is in it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign, Discipline
from app.exports.lines import public_names
from app.exports.written import uid
from app.extensions import db
from app.pledges.models import Signatory

# People of one reading.
BATCH = 2_000


def sections(campaign: Campaign) -> list[Discipline | None]:
    """The parts of the list in order: the campaign's disciplines, then the allies (None)."""
    return [*campaign.disciplines, None]


def read(
    campaign: Campaign, discipline: Discipline | None, after: int
) -> tuple[int | None, list[str]]:
    """The public names ("": hidden) of the next people of a part who count.

    Also the number to go on behind; None where there are no more.
    """
    people = db.session.execute(_people(campaign, discipline, after)).all()
    last = people[-1].id if len(people) == BATCH else None
    if not people:
        return None, []
    _ids, *made_from = zip(*people, strict=True)
    return last, public_names(*made_from)


def _people(
    campaign: Campaign, discipline: Discipline | None, after: int
) -> sa.Select[*tuple[Any, ...]]:
    of = Signatory.discipline_id
    return (
        sa.select(
            Signatory.id,
            Signatory.visibility,
            Signatory.credit_name,
            Signatory.sealed,
            uid(Signatory.uid),
        )
        .where(
            Signatory.campaign_id == campaign.id,
            of.is_(None) if discipline is None else of == discipline.id,
            Signatory.id > after,
            Signatory.counted,
        )
        .order_by(Signatory.id)
        .limit(BATCH)
    )
