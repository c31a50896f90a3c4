"""Alerts: made by the worker where a trend stands out, told to organizers, dismissed by one.

One for each trend and day; a trend that was dismissed is not told of again for a week. The mail
holds counts and a link, nothing of anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from app import clock
from app.audit import service as audit
from app.campaigns.models import Campaign
from app.extensions import db
from app.organizers.models import Organizer
from app.organizers.rights import HOLDERS, Right
from app.outbox import service as outbox
from app.pledges.models import Signatory
from app.pledges.search import Wanted
from app.pledges.search_words import Field, Reading
from app.trends import judging, seen, thresholds
from app.trends.judging import Hour
from app.trends.models import Alert, Trend, TrendKind
from app.trends.thresholds import Thresholds

DAY = dt.timedelta(days=1)
# A trend that an organizer has dismissed is left in peace for so long.
PEACE = dt.timedelta(days=7)
# The largest of a look; the others come with the next one, if they last.
MOST_NEW = 10
LONGEST_NOTE = 300
FIELDS = {
    TrendKind.ADDRESS: Field.FINGERPRINT,
    TrendKind.DOMAIN: Field.DOMAIN,
    TrendKind.ZIP: Field.ZIP,
    TrendKind.SOURCE: Field.SOURCE,
    TrendKind.SHAPE: Field.SHAPE,
    TrendKind.NAME: Field.SAME_NAME,
    TrendKind.SPEED: Field.FILLED,
}


def judge(campaign: Campaign, hour: dt.datetime) -> list[Alert]:
    """Make an alert of each trend of this hour that stands out, and mail of the new ones."""
    limits = thresholds.of(campaign)
    trends = _candidates(campaign, hour, limits)
    if not trends:
        return []
    whole = db.session.get_one(Trend, (campaign.id, hour, TrendKind.ALL.value, ""))
    before = seen.list_before(campaign.id, _first_of_base(campaign, whole), limits)
    known = _known(campaign, hour)
    new: list[Alert] = []
    for trend in trends:
        kind = TrendKind(trend.kind)
        usual = judging.usual_share(kind, trend.key, before)
        this = Hour(kind, trend.key, trend.count, whole.count)
        if not judging.stands_out(this, usual, limits) or not _are_alike(trend, kind, limits):
            continue
        made = known.get((trend.kind, trend.key))
        if made is not None:
            _grow(made, trend, whole.count)
        elif len(new) < MOST_NEW:
            new.append(_made(campaign, trend, whole.count, usual))
    db.session.flush()
    _tell(campaign, new)
    return new


def dismiss(alert: Alert, *, note: str, by: Organizer) -> None:
    """An organizer has looked at it, and says why it is none. Harmless twice."""
    if alert.dismissed_at is None:
        alert.dismissed_at, alert.dismissed_by_id = clock.now(), by.id
        alert.note = note
        db.session.flush()
        subject = f"alert:{alert.id}"
        audit.record("trends.dismiss", by=by, campaign=alert.campaign, subject=subject)


def people_of(alert: Alert) -> Wanted:
    """The search that finds its people: those of its key, of its hours alone."""
    kind = TrendKind(alert.kind)
    fast = str(thresholds.of(alert.campaign).fast)
    value = fast if kind is TrendKind.SPEED else alert.key
    return Wanted(
        alert.campaign_id,
        reading=Reading(FIELDS[kind], value),
        since=alert.first_id,
        upto=alert.last_id,
        imported=False,
    )


def _candidates(campaign: Campaign, hour: dt.datetime, limits: Thresholds) -> Sequence[Trend]:
    """What is past its threshold, the largest first."""
    past = sa.or_(
        *(
            sa.and_(Trend.kind == kind.value, Trend.count >= limits.of(kind))
            for kind in TrendKind
            if kind is not TrendKind.ALL
        )
    )
    mine = (Trend.campaign_id == campaign.id, Trend.hour == hour)
    order = (Trend.count.desc(), Trend.kind, Trend.key)
    return db.session.scalars(sa.select(Trend).where(*mine, past).order_by(*order)).all()


def _first_of_base(campaign: Campaign, whole: Trend) -> int:
    """Whoever signed before this number is compared with: a day ago, or before this hour."""
    day = db.session.scalar(
        sa.select(sa.func.min(Trend.first_id)).where(
            Trend.campaign_id == campaign.id,
            Trend.hour.between(whole.hour - DAY, whole.hour),
            Trend.kind == TrendKind.ALL.value,
        )
    )
    first = day or whole.first_id
    has_enough = db.session.scalars(_before(campaign, first)).all()
    return first if len(has_enough) >= judging.LEAST_BASE else whole.first_id


def _before(campaign: Campaign, first: int) -> sa.Select[int]:
    mine = sa.select(Signatory.id).where(Signatory.campaign_id == campaign.id)
    return mine.where(Signatory.id < first).limit(judging.LEAST_BASE)


def _known(campaign: Campaign, hour: dt.datetime) -> dict[tuple[str, str], Alert]:
    """Today's alerts, and those that an organizer has dismissed a while ago."""
    recent = clock.now() - PEACE
    found = db.session.scalars(
        sa.select(Alert)
        .where(
            Alert.campaign_id == campaign.id,
            sa.or_(Alert.day == hour.date(), Alert.dismissed_at >= recent),
        )
        .order_by(Alert.day)
    )
    return {(each.kind, each.key): each for each in found}


def _are_alike(trend: Trend, kind: TrendKind, limits: Thresholds) -> bool:
    if kind not in judging.NEEDS_LIKENESS:
        return True
    place = (trend.campaign_id, trend.first_id, trend.last_id)
    return judging.are_alike(seen.list_between(*place, kind, trend.key, limits))


def _grow(alert: Alert, trend: Trend, whole: int) -> None:
    """It goes on: its last number, and its largest hour."""
    if alert.day != trend.hour.date() or alert.dismissed_at is not None:
        return
    alert.last_id = max(alert.last_id, trend.last_id)
    if trend.count > alert.count:
        alert.count, alert.whole, alert.hour = trend.count, whole, trend.hour


def _made(campaign: Campaign, trend: Trend, whole: int, usual: float | None) -> Alert:
    made = Alert(
        campaign_id=campaign.id,
        kind=trend.kind,
        key=trend.key,
        day=trend.hour.date(),
        hour=trend.hour,
        count=trend.count,
        whole=whole,
        usual=round(1000 * (usual or 0.0)),
        first_id=trend.first_id,
        last_id=trend.last_id,
    )
    db.session.add(made)
    return made


def _tell(campaign: Campaign, new: Sequence[Alert]) -> None:
    """One mail to each organizer about all of them."""
    if not new:
        return
    roles = [each.value for each in HOLDERS[Right.RUN]]
    told = sa.select(Organizer).where(Organizer.active, Organizer.role.in_(roles))
    for each in db.session.scalars(told.order_by(Organizer.id)):
        context = {
            "organizer": each.id,
            "campaign": campaign.id,
            "alerts": [alert.id for alert in new],
        }
        outbox.post("trend_alert", to=each.email, locale=each.locale, context=context)
