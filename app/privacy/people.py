"""The rules that end what is kept of signatories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import kept
from app.limits.keeping import ENDED_KEPT, STOPPED_KEPT
from app.limits.models import LimitCount, ListEntry, Stopped
from app.me.links import KEPT as LINKS_KEPT
from app.me.models import Errand, MeLink
from app.pledges.models import Signatory, SignatoryState
from app.privacy import closing, periods
from app.privacy.rule import Conditions, Rows, delete, empty
from app.trends.models import Alert, Trend


def _unconfirmed() -> Conditions:
    asks = sa.select(Campaign.id).where(Campaign.confirmation_required)
    # Who would count but for the shadow stays as long as who counts: it must not show.
    lapses = sa.or_(Signatory.shadow == "", Signatory.campaign_id.in_(asks))
    return (
        Signatory.state == SignatoryState.PENDING.value,
        sa.not_(Signatory.counted),
        lapses,
        Signatory.created_at < clock.now() - periods.UNCONFIRMED,
    )


def _withdrawn() -> Conditions:
    return (
        Signatory.state == SignatoryState.WITHDRAWN.value,
        sa.not_(Signatory.counted),
        Signatory.created_at < clock.now() - periods.UNCONFIRMED,
    )


def _of_closed() -> Conditions:
    return (Signatory.campaign_id.in_(closing.over()),)


def _with_fingerprint() -> Conditions:
    return (
        Signatory.fingerprint.is_not(None),
        # They may have signed anew since.
        Signatory.created_at < clock.now() - periods.FINGERPRINTS,
    )


def _remove(keys: Sequence[Any], conditions: Conditions) -> int:
    """Delete these people; their deliveries become sums, and the counts stay as they are.

    Who is counted here belongs to a campaign that keeps only its sums (`closing.note`).
    """
    locked = sa.select(Signatory.id).where(Signatory.id.in_(keys), *conditions)
    ids = db.session.scalars(locked.order_by(Signatory.id).with_for_update(of=Signatory)).all()
    kept.fold(ids)
    gone = sa.delete(Signatory).where(Signatory.id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))
    return len(ids)


RULES = (
    Rows("closed", Signatory.id, _of_closed, _remove, begin=closing.note),
    Rows("unconfirmed", Signatory.id, _unconfirmed, _remove),
    Rows("withdrawn", Signatory.id, _withdrawn, _remove),
    empty("fingerprints", Signatory.id, _with_fingerprint, fingerprint=None),
    delete("trends", Trend.hour, lambda: (Trend.hour < clock.now() - periods.FINGERPRINTS,)),
    delete("alerts", Alert.id, lambda: (Alert.hour < clock.now() - periods.FINGERPRINTS,)),
    delete("limit_counts", LimitCount.key, lambda: (LimitCount.expires_at < clock.now(),)),
    delete("limit_stopped", Stopped.hour, lambda: (Stopped.hour < clock.now() - STOPPED_KEPT,)),
    delete(
        "limit_entries", ListEntry.id, lambda: (ListEntry.expires_at < clock.now() - ENDED_KEPT,)
    ),
    # A day longer than they work: they count for how many mails one address gets a day.
    delete("me_links", MeLink.id, lambda: (MeLink.expires_at < clock.now() - LINKS_KEPT,)),
    delete("me_errands", Errand.id, lambda: (Errand.created_at < periods.before_days(),)),
)
