"""Honest counting: once in the total, once in each discipline named; allies apart.

Who enters or leaves the sums writes one journal entry and touches no shared row,
so signers never wait for each other. The worker folds entries into tallies, and
deletes them in the same transaction. A reading adds what is folded and what is
not in one statement, that is of one snapshot: it is exact at every moment, and
scans only the tallies and the short tail (docs/decisions/0002-counting.md).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign, Discipline
from app.database import insert
from app.extensions import db
from app.pledges.models import JournalEntry, Signatory, SignatoryState, Tally, TallyKind

# Entries of one fold: a transaction short enough that nobody notices it.
FOLD = 10_000
# What a page of the campaign shows. Hours and sources are for organizers, and there are many.
PUBLIC = (
    TallyKind.ARTISTS,
    TallyKind.ALLIES,
    TallyKind.DISCIPLINE,
    TallyKind.STATE,
    TallyKind.DAY,
)
# In the key of an hour, in place of a discipline's id.
ALLY = "ally"

Sums = Counter[tuple[str, str]]


@dataclass(frozen=True)
class DisciplineCount:
    discipline: Discipline
    count: int


@dataclass(frozen=True)
class Numbers:
    """What a campaign may say of itself at `as_of`.

    `artists` counts each person once; `disciplines` (every one, in the campaign's
    order) counts them once in each they named. `states` holds artists by state,
    most first: for organizers alone, the public sees `published`. `days`: discipline id ->
    the campaign's day of signing -> artists.
    """

    artists: int
    allies: int
    goal: int
    disciplines: list[DisciplineCount]
    states: list[tuple[str, int]]
    days: dict[int, dict[dt.date, int]] = field(repr=False)
    as_of: dt.datetime


def enter(signatory: Signatory, discipline_ids: Sequence[int], campaign: Campaign) -> None:
    """Count this person; harmless where they are counted already, or are not to be (`may`)."""
    if not signatory.counted and may(signatory, campaign):
        signatory.counted = True
        _write(signatory, discipline_ids, campaign, 1)


def may(signatory: Signatory, campaign: Campaign) -> bool:
    """Whether the campaign counts people like this one: whom organizers brought only if it says.

    Nobody who is in the shadow.
    """
    return not signatory.shadow and (campaign.count_imported or not signatory.imported)


def would_count(signatory: Signatory) -> bool:
    """Whether they count, or would if they were not in the shadow.

    What a person can find out hangs on this: the shadow must not show.
    """
    campaign = signatory.campaign
    if not signatory.shadow or (signatory.imported and not campaign.count_imported):
        return signatory.counted
    return stands(signatory)


def stands(signatory: Signatory) -> bool:
    """Whether their state counts: confirmed; where no confirmation is asked for, pending too."""
    waits = signatory.state == SignatoryState.PENDING
    is_enough = waits and not signatory.campaign.confirmation_required
    return is_enough or signatory.state == SignatoryState.CONFIRMED


def leave(signatory: Signatory, discipline_ids: Sequence[int], campaign: Campaign) -> None:
    """Take this person out of the sums; harmless where they are not in them."""
    if signatory.counted:
        signatory.counted = False
        _write(signatory, discipline_ids, campaign, -1)


def shift(
    moved: Iterable[tuple[Signatory, Sequence[int], Sequence[int]]], campaign: Campaign
) -> None:
    """Count these people, where they count, no longer in the first disciplines but the second."""
    entries = [
        {"campaign_id": campaign.id, "delta": delta, **_place(each, ids, campaign)}
        for each, before, after in moved
        if each.counted
        for delta, ids in ((-1, before), (1, after))
    ]
    if entries:
        db.session.execute(sa.insert(JournalEntry), entries)


def entry(
    *,
    disciplines: Iterable[int],
    state_code: str | None,
    source: str,
    signed_at: dt.datetime,
    time_zone: str,
) -> dict[str, Any]:
    """The columns of a journal entry that say where one person counts."""
    local = signed_at.astimezone(ZoneInfo(time_zone))
    return {
        "disciplines": " ".join(map(str, sorted(set(disciplines)))),
        "state_code": state_code or "",
        "day": local.date(),
        "hour": local.hour,
        "source": source,
    }


def explode(
    disciplines: str, state_code: str, day: dt.date, hour: int, source: str
) -> list[tuple[str, str]]:
    """The tallies (kind, key) in which one journal entry counts."""
    if not disciplines:
        return [(TallyKind.ALLIES.value, ""), (TallyKind.HOUR.value, hour_key(ALLY, day, hour))]
    places = [(TallyKind.ARTISTS, ""), (TallyKind.SOURCE, source)]
    if state_code:
        places.append((TallyKind.STATE, state_code))
    for each in disciplines.split():
        places += [
            (TallyKind.DISCIPLINE, each),
            (TallyKind.DAY, f"{each} {day}"),
            (TallyKind.HOUR, hour_key(each, day, hour)),
        ]
    return [(kind.value, key) for kind, key in places]


def hour_key(discipline: int | str, day: dt.date, hour: int) -> str:
    """The key of the tally of one hour: "7 2026-10-04T09"."""
    return f"{discipline} {day}T{hour:02}"


def sums(campaign_id: int, kinds: Collection[TallyKind] = PUBLIC) -> Sums:
    """The tallies of these kinds with the journal's tail added: exact, and of one snapshot."""
    wanted = Tally.kind.in_([each.value for each in kinds])
    return _read(campaign_id, kinds, sa.and_(Tally.campaign_id == campaign_id, wanted))


def hours(campaign_id: int, keys: Collection[str]) -> Counter[str]:
    """How many signed in the hours of these keys (`hour_key`); reads those alone and the tail."""
    wanted = sa.and_(
        Tally.campaign_id == campaign_id, Tally.kind == TallyKind.HOUR.value, Tally.key.in_(keys)
    )
    found = _read(campaign_id, (TallyKind.HOUR,), wanted)
    return Counter({key: n for (_kind, key), n in found.items() if key in keys})


def _read(campaign_id: int, kinds: Collection[TallyKind], wanted: sa.ColumnElement[bool]) -> Sums:
    """Tallies and tail in one statement; the tail is grouped no finer than `kinds` need."""
    where: list[sa.ColumnElement[Any]] = [
        JournalEntry.disciplines.expression,
        JournalEntry.state_code.expression,
        JournalEntry.day.expression,
        sa.literal(0),
        sa.literal(""),
    ]
    if TallyKind.HOUR in kinds:
        where[3] = JournalEntry.hour.expression
    if TallyKind.SOURCE in kinds:
        where[4] = JournalEntry.source.expression
    nowhere = (sa.literal(""), sa.cast(sa.null(), sa.Date), sa.literal(0), sa.literal(""))
    folded = sa.select(Tally.kind, Tally.key, *nowhere, Tally.count).where(wanted)
    tail = (
        sa.select(sa.literal(""), *where, sa.func.sum(JournalEntry.delta))
        .where(JournalEntry.campaign_id == campaign_id)
        .group_by(*(each for each in where if isinstance(each, sa.Column)))
    )
    found: Sums = Counter()
    for kind, key, state, day, hour, source, n in db.session.execute(sa.union_all(folded, tail)):
        for place in [(kind, key)] if kind else explode(key, state, day, hour, source):
            if place[0] in kinds:
                found[place] += n
    return found


def numbers(campaign: Campaign) -> Numbers:
    """The campaign's numbers now."""
    found = sums(campaign.id)
    states = [(key, n) for (kind, key), n in found.items() if kind == TallyKind.STATE and n]
    days: dict[int, dict[dt.date, int]] = {each.id: {} for each in campaign.disciplines}
    for (kind, key), n in found.items():
        if kind == TallyKind.DAY and n:
            discipline_id, day = key.split()
            days.setdefault(int(discipline_id), {})[dt.date.fromisoformat(day)] = n
    return Numbers(
        artists=found[TallyKind.ARTISTS, ""],
        allies=found[TallyKind.ALLIES, ""],
        goal=campaign.goal,
        disciplines=[
            DisciplineCount(each, found[TallyKind.DISCIPLINE, str(each.id)])
            for each in campaign.disciplines
        ],
        states=sorted(states, key=lambda pair: (-pair[1], pair[0])),
        days=days,
        as_of=clock.now(),
    )


def totals() -> list[tuple[str, int, int]]:
    """Slug, artists and allies of every campaign that has any."""
    found: Sums = Counter()
    slugs: dict[int, str] = {
        each.id: each.slug for each in db.session.execute(sa.select(Campaign.id, Campaign.slug))
    }
    wanted = (TallyKind.ARTISTS.value, TallyKind.ALLIES.value)
    is_ally = JournalEntry.disciplines == ""
    kind = sa.case((is_ally, TallyKind.ALLIES.value), else_=TallyKind.ARTISTS.value)
    folded = sa.select(Tally.campaign_id, Tally.kind, Tally.count).where(Tally.kind.in_(wanted))
    tail = sa.select(JournalEntry.campaign_id, kind, sa.func.sum(JournalEntry.delta)).group_by(
        JournalEntry.campaign_id, is_ally
    )
    for campaign_id, what, count in db.session.execute(sa.union_all(folded, tail)):
        found[slugs[campaign_id], what] += count
    return [(slug, found[slug, wanted[0]], found[slug, wanted[1]]) for slug in slugs.values()]


def fold(limit: int = FOLD) -> int:
    """Move up to `limit` journal entries into the tallies; return how many.

    Two folds at once take different entries (PostgreSQL) or turns (SQLite).
    Flushes only: the caller's transaction makes both halves one.
    """
    taken = sa.select(JournalEntry.id).order_by(JournalEntry.id).limit(limit)
    gone = (
        sa.delete(JournalEntry)
        .where(JournalEntry.id.in_(taken.with_for_update(skip_locked=True).scalar_subquery()))
        .returning(
            JournalEntry.campaign_id,
            JournalEntry.disciplines,
            JournalEntry.state_code,
            JournalEntry.day,
            JournalEntry.hour,
            JournalEntry.source,
            JournalEntry.delta,
        )
    )
    added: Counter[tuple[int, str, str]] = Counter()
    entries = db.session.execute(gone).all()
    for campaign_id, disciplines, state_code, day, hour, source, delta in entries:
        for kind, key in explode(disciplines, state_code, day, hour, source):
            added[campaign_id, kind, key] += delta
    add(added)
    return len(entries)


def add(added: Counter[tuple[int, str, str]]) -> None:
    """Add to the tallies, in one order for everybody, so that no two folds wait in a circle."""
    rows = [
        {"campaign_id": campaign_id, "kind": kind, "key": key, "count": n}
        for (campaign_id, kind, key), n in sorted(added.items())
        if n
    ]
    if rows:
        statement = insert(Tally)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["campaign_id", "kind", "key"],
                set_={"count": Tally.count + statement.excluded.count},
            ),
            rows,
        )


def _write(
    signatory: Signatory, discipline_ids: Sequence[int], campaign: Campaign, delta: int
) -> None:
    where = _place(signatory, discipline_ids, campaign)
    db.session.execute(
        sa.insert(JournalEntry), [{"campaign_id": campaign.id, "delta": delta, **where}]
    )


def _place(
    signatory: Signatory, discipline_ids: Sequence[int], campaign: Campaign
) -> dict[str, Any]:
    return entry(
        disciplines=discipline_ids,
        state_code=signatory.state_code,
        source=signatory.source,
        signed_at=signatory.created_at,
        time_zone=campaign.time_zone,
    )
