"""How trends and alerts are found: what a page shows, from the sums and two indexes alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.trends.models import LARGE, Alert, Trend, TrendKind, TrendLook

HOURS = 48
TOP = 8
# Sums of one page; a campaign with more has its newest hours looked at.
MOST_READ = 10_000


@dataclass(frozen=True)
class Line:
    """One key: how many in the last day and in its largest hour, and the hours, oldest first."""

    kind: TrendKind
    key: str
    day: int
    most: int
    run: list[int]


@dataclass(frozen=True)
class Overview:
    """`lines`: by kind, the largest first; `everybody`: all signatures, hour by hour."""

    lines: dict[TrendKind, list[Line]]
    others: dict[TrendKind, int]
    everybody: Line
    looked_at: dt.datetime | None


def overview(campaign: Campaign, *, few: int, top: int = TOP) -> Overview:
    """The last 48 hours; no key that fewer than `few` came with in its largest hour."""
    this = clock.now().replace(minute=0, second=0, microsecond=0)
    hours = [this - dt.timedelta(hours=n) for n in range(HOURS - 1, -1, -1)]
    runs: dict[tuple[TrendKind, str], Counter[dt.datetime]] = defaultdict(Counter)
    mine = (Trend.campaign_id == campaign.id, Trend.hour >= hours[0])
    columns = (Trend.kind, Trend.key, Trend.hour, Trend.count)
    large = sa.select(*columns).where(*mine, LARGE).order_by(Trend.hour.desc()).limit(MOST_READ)
    for kind, key, hour, count in db.session.execute(large):
        runs[TrendKind(kind), key][hour] = count
    whole = sa.select(*columns).where(
        Trend.campaign_id == campaign.id, Trend.hour.in_(hours), Trend.kind == TrendKind.ALL.value
    )
    for _kind, key, hour, count in db.session.execute(whole):
        runs[TrendKind.ALL, key][hour] = count
    lines = [_line(kind, key, run, hours) for (kind, key), run in runs.items()]
    by_kind: dict[TrendKind, list[Line]] = {kind: [] for kind in TrendKind}
    for line in sorted(lines, key=lambda each: (-each.most, -each.day, each.key)):
        by_kind[line.kind].append(line)
    everybody = by_kind.pop(TrendKind.ALL) or [_line(TrendKind.ALL, "", Counter(), hours)]
    shown = {kind: [e for e in found if e.most >= few][:top] for kind, found in by_kind.items()}
    others = {kind: len(found) - len(shown[kind]) for kind, found in by_kind.items()}
    return Overview(shown, others, everybody[0], db.session.scalar(sa.select(TrendLook.looked_at)))


def list_alerts(campaign: Campaign, *, limit: int = 30) -> Sequence[Alert]:
    """The newest, open ones first."""
    return db.session.scalars(
        sa.select(Alert)
        .options(joinedload(Alert.dismissed_by))
        .where(Alert.campaign_id == campaign.id)
        .order_by(Alert.dismissed_at.is_not(None), Alert.id.desc())
        .limit(limit)
    ).all()


def find_alert(campaign: Campaign, alert_id: int) -> Alert | None:
    """The alert of this campaign with that number."""
    return db.session.scalar(
        sa.select(Alert).where(Alert.id == alert_id, Alert.campaign_id == campaign.id)
    )


def count_open() -> dict[int, int]:
    """How many alerts nobody has dismissed, by campaign."""
    rows = db.session.execute(
        sa.select(Alert.campaign_id, sa.func.count())
        .where(Alert.dismissed_at.is_(None))
        .group_by(Alert.campaign_id)
    )
    return {each.campaign_id: int(each[1]) for each in rows}


def _line(
    kind: TrendKind, key: str, run: Counter[dt.datetime], hours: Sequence[dt.datetime]
) -> Line:
    counts = [run[hour] for hour in hours]
    return Line(kind, key, sum(counts[-24:]), max(counts, default=0), counts)
