"""What can happen to the rules and the trends: they are set anew, and forgotten in time."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from app import clock
from app.audit import service as audit
from app.campaigns.models import Campaign
from app.database import transaction
from app.extensions import db
from app.organizers.models import Organizer
from app.pledges import rules
from app.pledges.rules import Rules
from app.trends import thresholds
from app.trends.models import SMALL, Alert, Trend, TrendKind
from app.trends.thresholds import Thresholds

# How long the sums of an hour are kept, and how long those that hardly anybody stands behind.
LIFE = dt.timedelta(days=14)
LIFE_OF_FEW = dt.timedelta(days=1)
ALERTS_LIFE = dt.timedelta(days=30)


def configure(campaign: Campaign, ruled: Rules, limits: Thresholds, *, by: Organizer) -> None:
    """Set the campaign's rules and thresholds; who signs from now on is judged by them."""
    before = {rules.KEY: rules.of(campaign).held(), thresholds.KEY: thresholds.of(campaign).held()}
    after = {rules.KEY: ruled.held(), thresholds.KEY: limits.held()}
    if before == after:
        return
    campaign.guards = {**(campaign.guards or {}), **after}
    db.session.flush()
    # A pattern may be somebody's name: the log holds how many there are.
    told = [{**each, rules.KEY: _counted(each[rules.KEY])} for each in (before, after)]
    audit.record("trends.settings", by=by, campaign=campaign, before=told[0], after=told[1])


def forget() -> int:
    """Delete what is older than it may be; return how many rows."""
    now, gone = clock.now(), 0
    few = sa.and_(
        Trend.hour < now - LIFE_OF_FEW,
        SMALL,
        Trend.kind != TrendKind.ALL.value,
    )
    old = Alert.created_at < now - ALERTS_LIFE
    statements: list[sa.Delete] = [sa.delete(Trend).where(few), sa.delete(Alert).where(old)]
    # Campaign by campaign: so the primary key finds them.
    of_any = Trend.campaign_id.in_(sa.select(Campaign.id))
    statements.insert(0, sa.delete(Trend).where(of_any, Trend.hour < now - LIFE))
    for each in statements:
        with transaction():
            quietly = each.execution_options(synchronize_session=False)
            gone += db.session.execute(quietly).rowcount  # type: ignore[attr-defined]
    return gone


def _counted(held: dict[str, object]) -> dict[str, object]:
    names = held.get("names")
    return {**held, "names": len(names) if isinstance(names, list) else 0}
