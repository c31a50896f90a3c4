"""How organizers find people among a million: by a reading of their words, and by filters.

A page looks at so many people at most (`WINDOW`), from an index of what is searched for, the
newest first. Where that many hold fewer of the wanted ones than a page, the page says how far it
looked, and goes on from there; so no search is slow, however rare or many its people are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import keyring
from app.campaigns.models import Campaign, Discipline
from app.congress import queries as congress
from app.congress import terms
from app.extensions import db
from app.pledges import name_parts
from app.pledges.models import Signatory, SignatoryState
from app.pledges.rows import LEGAL_NAME
from app.pledges.search_words import ALLY, ANY, Field, Reading
from app.pledges.shadowing import in_shadow

ON_A_PAGE = 50
WINDOW = 20_000
# The same where they come from an index alone, and each has to be looked up by the number; and
# how many in one statement.
LOOKED_UP = 5_000
CHUNK = 1_000
# Those of few people at most: nothing finds them faster than the index of the search itself.
NARROW = frozenset(
    {Field.NUMBER, Field.LEGAL, Field.MAIL, Field.FINGERPRINT, Field.SHADOW, Field.SAME_NAME}
)
# Those without an index: asked of each of the newest, or of those of the numbers given.
UNINDEXED = frozenset({Field.SHAPE, Field.FILLED})
# With these a database may find it quicker to go through everybody, the newest first. It is not,
# where few are found; so the order is given as a sum, which no index has.
UNORDERED = frozenset({Field.NAME, Field.DISTRICT, Field.FINGERPRINT, Field.SHADOW})
COLUMNS: dict[Field, Any] = {
    Field.MAIL: Signatory.email_canonical,
    Field.DOMAIN: Signatory.email_domain,
    Field.ZIP: Signatory.zip,
    Field.STATE: Signatory.state_code,
    Field.SOURCE: Signatory.source,
    Field.SHAPE: Signatory.name_shape,
}

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Wanted:
    """Whom a page lists. `discipline` is an id, 0 for allies; None: whatever it is.

    `since` and `upto` are the numbers of the first and the last person who are meant: who
    signs later is not. `shadow`: only who is in the shadow, or only who is not.
    """

    campaign_id: int
    reading: Reading | None = None
    state: SignatoryState | None = None
    discipline: int | None = None
    imported: bool | None = None
    upto: int | None = None
    since: int | None = None
    shadow: bool | None = None


@dataclass(frozen=True)
class Found:
    """A page of people, the newest first; `before` where older ones follow.

    `looked_at`: there may be more, but so many were looked at and the page is not full.
    """

    people: Sequence[Signatory]
    before: int | None = None
    looked_at: int = 0


def find(wanted: Wanted, *, before: int | None = None, limit: int = ON_A_PAGE) -> Found:
    """The page of those with a smaller number than `before`."""
    driving, rest = _split(wanted)
    if before is not None:
        driving = [*driving, _order(wanted) < before]
    if rest and _is_of_few(wanted):
        return _find_among(wanted, driving, rest, limit)
    ids = list(db.session.scalars(_newest(wanted, driving, rest, limit + 1)))
    if len(ids) > limit:
        return Found(_load(ids[:limit]), before=ids[limit - 1])
    if not rest:
        return Found(_load(ids))
    candidates = _candidates(wanted, driving).subquery()
    last, many = db.session.execute(
        sa.select(sa.func.min(candidates.c.id), sa.func.count()).select_from(candidates)
    ).one()
    if many < WINDOW:
        return Found(_load(ids))
    return Found(_load(ids), before=last, looked_at=many)


def conditions(wanted: Wanted) -> list[Condition]:
    """Everything that must hold, for whoever goes through all of them (`bulk`)."""
    driving, rest = _split(wanted)
    return [*driving, *rest]


def find_person(campaign: Campaign, signatory_id: int) -> Signatory | None:
    """Whoever of this campaign has that number, with what their page shows."""
    return db.session.scalar(
        sa.select(Signatory)
        .options(joinedload(Signatory.discipline), joinedload(Signatory.craft))
        .where(Signatory.id == signatory_id, Signatory.campaign_id == campaign.id)
    )


def newest_id(campaign_id: int) -> int:
    """The number of whoever signed last; 0 where nobody did."""
    newest = sa.select(Signatory.id).where(Signatory.campaign_id == campaign_id)
    return db.session.scalar(newest.order_by(Signatory.id.desc()).limit(1)) or 0


def _split(wanted: Wanted) -> tuple[list[Condition], list[Condition]]:
    """What the candidates are found by, each with an index for it; and what is asked of each."""
    campaign = Signatory.campaign_id == wanted.campaign_id
    reading = _of_reading(wanted.reading, wanted.campaign_id) if wanted.reading else None
    state = _of_state(wanted.state)
    discipline = None if wanted.discipline is None else _of_discipline(wanted.discipline)
    # Nearly everybody is confirmed, and not in the shadow: no index of it would help.
    odd = state if wanted.state is not SignatoryState.CONFIRMED else None
    shadowed = in_shadow() if wanted.shadow else None
    found_by = [reading, odd] if _is_narrow(wanted) else [odd, reading]
    loose = [state if odd is None else None, ~in_shadow() if wanted.shadow is False else None]
    if wanted.reading and wanted.reading.field in UNINDEXED:
        found_by, loose = [odd], [reading, *loose]
    kept = [each for each in (shadowed, *found_by, discipline) if each is not None]
    driving, rest = [campaign, *kept[:1]], [*kept[1:], *(e for e in loose if e is not None)]
    if wanted.imported is not None:
        rest = [*rest, Signatory.imported.is_(wanted.imported)]
    if wanted.upto is not None:
        driving = [*driving, _order(wanted) <= wanted.upto]
    if wanted.since is not None:
        driving = [*driving, _order(wanted) >= wanted.since]
    return driving, rest


def _is_narrow(wanted: Wanted) -> bool:
    return wanted.reading is not None and wanted.reading.field in NARROW


def _candidates(wanted: Wanted, driving: list[Condition]) -> sa.Select[int]:
    found = sa.select(Signatory.id).where(*driving)
    window = LOOKED_UP if _is_of_few(wanted) else WINDOW
    return found.order_by(_order(wanted).desc()).limit(window)


def _order(wanted: Wanted) -> sa.ColumnElement[int]:
    """The number of a person, as the candidates are put in order by it."""
    return Signatory.id + 0 if _is_unordered(wanted) else Signatory.id.expression


def _is_unordered(wanted: Wanted) -> bool:
    """In the index of the shadow, too, people stand by its reasons, not by their numbers."""
    if wanted.shadow:
        return True
    return wanted.reading is not None and wanted.reading.field in UNORDERED and _drives(wanted)


def _is_of_few(wanted: Wanted) -> bool:
    """Found by an index of some people: asked as they are, a database goes through everybody."""
    return _is_unordered(wanted) or not _drives(wanted)


def _drives(wanted: Wanted) -> bool:
    """Whether the candidates are found by the words (or are everybody), not by a rare state."""
    common = wanted.state in (None, SignatoryState.CONFIRMED) or _is_narrow(wanted)
    return common and not wanted.shadow


def _newest(
    wanted: Wanted, driving: list[Condition], rest: list[Condition], limit: int
) -> sa.Select[int]:
    candidates = _candidates(wanted, driving)
    if not rest:
        return candidates.limit(limit)
    # Asked while they are read: joined by their numbers, each would be looked up twice.
    within = candidates.add_columns(sa.and_(*rest).label("is_meant")).subquery()
    meant = sa.select(within.c.id).where(within.c.is_meant)
    return meant.order_by(within.c.id.desc()).limit(limit)


def _find_among(
    wanted: Wanted, driving: list[Condition], rest: list[Condition], limit: int
) -> Found:
    """From the index alone, once, and then looked up some at a time, until a page is full."""
    candidates = list(db.session.scalars(_candidates(wanted, driving)))
    ids: list[int] = []
    for start in range(0, len(candidates), CHUNK):
        some = Signatory.id.in_(candidates[start : start + CHUNK])
        ids += sorted(db.session.scalars(sa.select(Signatory.id).where(some, *rest)), reverse=True)
        if len(ids) > limit:
            return Found(_load(ids[:limit]), before=ids[limit - 1])
    if len(candidates) < LOOKED_UP:
        return Found(_load(ids))
    return Found(_load(ids), before=candidates[-1], looked_at=len(candidates))


def _load(ids: Sequence[int]) -> Sequence[Signatory]:
    if not ids:
        return []
    wanted = sa.select(Signatory).options(joinedload(Signatory.discipline))
    return db.session.scalars(
        wanted.where(Signatory.id.in_(ids)).order_by(Signatory.id.desc())
    ).all()


def _of_state(state: SignatoryState | None) -> Condition | None:
    if state is None:
        return None
    if state is SignatoryState.CONFIRMED:
        return Signatory.state == state
    # As the partial index says it: no database concludes it from the parameter.
    return sa.and_(Signatory.state == state, Signatory.state != sa.literal_column("'confirmed'"))


def _of_discipline(discipline: int) -> Condition:
    column = Signatory.discipline_id
    return column == discipline if discipline else column.is_(None)


def _of_reading(reading: Reading, campaign_id: int) -> Condition:
    value = reading.value
    if reading.field is Field.DISCIPLINE:
        return _of_discipline(0 if value == ALLY else _discipline_id(campaign_id, value))
    if reading.field in COLUMNS:
        condition: Condition = COLUMNS[reading.field] == value
        return condition
    return _FOUND_BY[reading.field](value)


def _discipline_id(campaign_id: int, slug: str) -> int:
    """-1, which nobody has, where it is gone."""
    found = sa.select(Discipline.id).where(
        Discipline.campaign_id == campaign_id, Discipline.slug == slug
    )
    return db.session.scalar(found) or -1


def _of_legal_name(name: str) -> Condition:
    return Signatory.legal_name_index.in_(keyring.current().indexes(LEGAL_NAME, name))


def _of_district(district: str) -> Condition:
    state, _dash, number = district.partition("-")
    return Signatory.zip.in_(congress.list_zips(state, int(number), terms.today()))


def _of_fingerprint(digits: str) -> Condition:
    """Those that begin so, as a range of the index."""
    start = bytes.fromhex(digits)
    begins = Signatory.fingerprint.between(start, start.ljust(16, b"\xff"))
    return sa.and_(Signatory.fingerprint.is_not(None), begins)


def _of_shadow(reason: str) -> Condition:
    return in_shadow() if reason == ANY else sa.and_(in_shadow(), Signatory.shadow == reason)


_FOUND_BY: dict[Field, Callable[[str], Condition]] = {
    Field.NUMBER: lambda number: Signatory.id == int(number),
    Field.NAME: name_parts.holds,
    Field.LEGAL: _of_legal_name,
    Field.DISTRICT: _of_district,
    Field.FINGERPRINT: _of_fingerprint,
    Field.SHADOW: _of_shadow,
    Field.FILLED: lambda seconds: Signatory.filled_seconds <= int(seconds),
    Field.SAME_NAME: lambda code: Signatory.legal_name_index == bytes.fromhex(code),
}
