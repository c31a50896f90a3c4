"""The rows of an export, a reading of some thousand after the other, in constant memory.

Read by ranges of numbers: a range is one short reading, served by the primary key, that holds
up nobody, and a job whose worker was killed goes on behind the last one written down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.exports.columns import What
from app.exports.lines import ALLY
from app.exports.written import moment, uid
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


_OF_SIGNATORY = (Signatory.discipline_id, Signatory.state_code, Signatory.shadow)
_SELECTED: dict[What, tuple[Any, ...]] = {
    What.SIGNATORIES: (
        *(Signatory.id, uid(Signatory.uid), Signatory.sealed, Signatory.credit_name),
        *(Signatory.visibility, Signatory.email, Signatory.updates, Signatory.discipline_id),
        *(Signatory.craft_id, Signatory.city, Signatory.state_code, Signatory.zip),
        *(Signatory.country, Signatory.source, Signatory.locale, Signatory.voice),
        *(Signatory.voice_state, Signatory.state, Signatory.counted, Signatory.imported),
        *(moment(Signatory.created_at), moment(Signatory.confirmed_at), Signatory.shadow),
    ),
    What.LETTERS: (
        *(Letter.id, uid(Letter.uid), Letter.sealed, Letter.signatory_id, Letter.own_words),
        *(Letter.locale, moment(Letter.created_at), moment(Letter.confirmed_at)),
        *(moment(Letter.declined_at), *_OF_SIGNATORY, Signatory.credit_name, Signatory.email),
    ),
    What.DELIVERIES: (
        *(Delivery.id, Delivery.letter_id, Delivery.signatory_id, Delivery.office),
        *(Delivery.addressee, Delivery.channel, Delivery.state, Delivery.reason),
        *(Delivery.words, Delivery.attempts, Delivery.rehearsed, moment(Delivery.created_at)),
        *(moment(Delivery.changed_at), moment(Delivery.called_at), *_OF_SIGNATORY),
    ),
}
FIELDS = {what: {each.key: each for each in listed} for what, listed in _SELECTED.items()}
# What each filter of `app.exports.service.Wanted` looks at.
FILTERED = {
    "discipline": "discipline_id",
    "confirmed": "confirmed_at",
    **{each: each for each in ("state", "channel", "updates", "counted", "own_words")},
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


def read(
    campaign: Campaign, what: What, first: int, last: int, fields: Iterable[str]
) -> dict[str, Sequence[Any]]:
    """These fields, and "id", of the campaign's rows, in order, each as a whole column.

    Of the range that begins with `first`, none behind `last`.
    """
    model = _MODELS[what]
    known = FIELDS[what]
    names = sorted({"id", *fields})
    wanted = sa.select(*[known[each] for each in names])
    if what is not What.SIGNATORIES:
        wanted = wanted.join(Signatory, Signatory.id == model.signatory_id)
    found = _fetched(
        wanted.where(
            model.id >= first,
            model.id < min(first + RANGE, last + 1),
            # Added to, so that SQLite reads the range and not an index of the whole campaign.
            model.campaign_id + 0 == campaign.id,
        ).order_by(model.id)
    )
    columns = zip(*found, strict=True) if found else [()] * len(names)
    return {
        name: list(map(bool, column)) if isinstance(known[name].type, sa.Boolean) else column
        for name, column in zip(names, columns, strict=True)
    }


def _fetched(wanted: sa.Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them: SQLAlchemy's own take as long again to make."""
    result = db.session.connection().execute(wanted)
    rows = list(result.cursor.fetchall())
    result.close()
    return rows


def passing(
    found: Mapping[str, Sequence[Any]], filters: Mapping[str, Any], disciplines: dict[str, int]
) -> dict[str, Sequence[Any]]:
    """Those of the rows that were asked for. `filters`: see `app.exports.service.Wanted`."""
    kept = [True] * len(found["id"])
    for name, wanted in filters.items():
        passes = _filter(name, wanted, disciplines)
        column = found[FILTERED[name]]
        kept = [so_far and passes(value) for so_far, value in zip(kept, column, strict=True)]
    return {name: list(compress(column, kept)) for name, column in found.items()}


def _filter(name: str, wanted: Any, disciplines: dict[str, int]) -> Callable[[Any], bool]:
    if name == "discipline":
        number = None if wanted == ALLY else disciplines.get(wanted, -1)
        return lambda value: value == number
    if name == "confirmed":
        return lambda value: value is not None
    if name in ("state", "channel"):
        return lambda value: value == wanted
    return bool
