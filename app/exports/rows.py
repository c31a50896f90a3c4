"""The rows of an export, a reading of some thousand after the other, in constant memory.

Read by ranges of numbers: a range is one short reading, served by the primary key, that holds
up nobody, and a job whose worker was killed goes on behind the last one written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.exports.columns import What
from app.exports.lines import ALLY
from app.exports.moments import written
from app.extensions import db
from app.letters.models import Delivery, Letter
from app.pledges.models import Signatory

# Numbers of one reading.
RANGE = 4_000

_MODELS: dict[What, Any] = {
    What.SIGNATORIES: Signatory,
    What.LETTERS: Letter,
    What.DELIVERIES: Delivery,
}


def _raw(uid: Any) -> sa.Label[Any]:
    """A uid as the driver gives it: to make an object of each costs as much as opening a name."""
    return sa.type_coerce(uid, sa.String).label("uid")


_OF_SIGNATORY = (Signatory.discipline_id, Signatory.state_code, Signatory.shadow)
_SELECTED: dict[What, tuple[Any, ...]] = {
    What.SIGNATORIES: (
        *(Signatory.id, _raw(Signatory.uid), Signatory.sealed, Signatory.credit_name),
        *(Signatory.visibility, Signatory.email, Signatory.updates, Signatory.discipline_id),
        *(Signatory.craft_id, Signatory.city, Signatory.state_code, Signatory.zip),
        *(Signatory.country, Signatory.source, Signatory.locale, Signatory.voice),
        *(Signatory.voice_state, Signatory.state, Signatory.counted, Signatory.imported),
        *(written(Signatory.created_at), written(Signatory.confirmed_at), Signatory.shadow),
    ),
    What.LETTERS: (
        *(Letter.id, _raw(Letter.uid), Letter.sealed, Letter.signatory_id, Letter.own_words),
        *(
            Letter.locale,
            written(Letter.created_at),
            written(Letter.confirmed_at),
            written(Letter.declined_at),
        ),
        *(*_OF_SIGNATORY, Signatory.credit_name, Signatory.email),
    ),
    What.DELIVERIES: (
        *(Delivery.id, Delivery.letter_id, Delivery.signatory_id, Delivery.office),
        *(Delivery.addressee, Delivery.channel, Delivery.state, Delivery.reason),
        *(Delivery.words, Delivery.attempts, Delivery.rehearsed, written(Delivery.created_at)),
        *(written(Delivery.changed_at), written(Delivery.called_at), *_OF_SIGNATORY),
    ),
}


@dataclass(frozen=True)
class Extent:
    """What there was when the export began: who comes later is not in it."""

    first: int
    last: int
    count: int


def extent(campaign: Campaign, what: What) -> Extent:
    """The campaign's first and last number, and how many rows there are. Reads an index."""
    model = _MODELS[what]
    found = sa.select(sa.func.min(model.id), sa.func.max(model.id), sa.func.count())
    first, last, count = db.session.execute(found.where(model.campaign_id == campaign.id)).one()
    return Extent(first or 0, last or -1, count)


def read(campaign: Campaign, what: What, first: int, last: int) -> Sequence[Any]:
    """The campaign's rows of the range that begins with `first`, none behind `last`, in order."""
    model = _MODELS[what]
    wanted = sa.select(*_SELECTED[what])
    if what is not What.SIGNATORIES:
        wanted = wanted.join(Signatory, Signatory.id == model.signatory_id)
    return db.session.execute(
        wanted.where(
            model.id >= first,
            model.id < min(first + RANGE, last + 1),
            # Added to, so that SQLite reads the range and not an index of the whole campaign.
            model.campaign_id + 0 == campaign.id,
        ).order_by(model.id)
    ).all()


def passes(row: Any, filters: dict[str, Any], disciplines: dict[str, int]) -> bool:
    """Whether a row is one of those asked for. `filters`: see `app.exports.service.Wanted`."""
    discipline = filters.get("discipline")
    if discipline and row.discipline_id != (
        None if discipline == ALLY else disciplines.get(discipline, -1)
    ):
        return False
    if filters.get("confirmed") and row.confirmed_at is None:
        return False
    same = {"state": "state", "channel": "channel"}
    if any(filters.get(key) and getattr(row, name) != filters[key] for key, name in same.items()):
        return False
    yes = ("updates", "counted", "own_words")
    return all(getattr(row, each) for each in yes if filters.get(each))
