"""What the worker reads of a signature: never a name, an address or a number of a street."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.extensions import db
from app.pledges.models import Signatory, SignatoryState
from app.trends.models import TrendKind
from app.trends.thresholds import Thresholds

FAST = "fast"
# How many of those before are compared with, and how many are looked at to find them.
SAMPLE, LOOKED_AT = 2_000, 4_000
# People of one trend whose likeness is looked at.
MOST_ALIKE = 2_000

COLUMNS = (
    Signatory.id,
    Signatory.campaign_id,
    Signatory.created_at,
    Signatory.fingerprint,
    Signatory.email_domain,
    Signatory.zip,
    Signatory.source,
    Signatory.name_shape,
    Signatory.legal_name_index,
    Signatory.filled_seconds,
    Signatory.imported,
    Signatory.state,
    Signatory.shadow,
)


@dataclass(frozen=True)
class Seen:
    """One signature: its number, its hour, and its key of each kind it has one of."""

    id: int
    campaign_id: int
    hour: dt.datetime
    keys: dict[TrendKind, str]


def of_row(row: Any, thresholds: Thresholds) -> Seen:
    """A row with `COLUMNS`."""
    found = {
        TrendKind.ADDRESS: row.fingerprint.hex() if row.fingerprint else "",
        TrendKind.DOMAIN: row.email_domain,
        TrendKind.ZIP: row.zip,
        TrendKind.SOURCE: row.source,
        TrendKind.SHAPE: row.name_shape,
        TrendKind.NAME: row.legal_name_index.hex(),
    }
    if row.filled_seconds is not None:
        found[TrendKind.SPEED] = FAST if row.filled_seconds <= thresholds.fast else ""
    hour = row.created_at.replace(minute=0, second=0, microsecond=0)
    keys = {kind: key for kind, key in found.items() if key}
    return Seen(row.id, row.campaign_id, hour, keys)


def list_before(campaign_id: int, before_id: int, thresholds: Thresholds) -> list[Seen]:
    """The last who signed before that number, whom nobody has struck out or set aside."""
    rows = db.session.execute(
        sa.select(*COLUMNS)
        .where(Signatory.campaign_id == campaign_id, Signatory.id < before_id)
        .order_by(Signatory.id.desc())
        .limit(LOOKED_AT)
    )
    honest = (
        each
        for each in rows
        if not each.imported and not each.shadow and each.state != SignatoryState.INVALIDATED
    )
    return [of_row(each, thresholds) for each, _n in zip(honest, range(SAMPLE), strict=False)]


def list_between(
    campaign_id: int, first: int, last: int, kind: TrendKind, key: str, thresholds: Thresholds
) -> list[Seen]:
    """Who of these numbers has this key, as far as anybody looks."""
    columns: dict[TrendKind, Any] = {
        TrendKind.ZIP: Signatory.zip,
        TrendKind.SOURCE: Signatory.source,
    }
    within: Collection[sa.ColumnElement[bool]] = (
        Signatory.campaign_id == campaign_id,
        Signatory.id.between(first, last),
        columns[kind] == key,
    )
    rows = db.session.execute(sa.select(*COLUMNS).where(*within).limit(MOST_ALIKE))
    return [of_row(each, thresholds) for each in rows if not each.imported]
