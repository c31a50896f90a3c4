"""What trends are called, for the panel and the mails."""

from __future__ import annotations

from flask_babel import gettext as _

from app import filters
from app.trends.models import Alert, TrendKind

# Digits of a keyed hash that a page shows.
SHOWN = 10


def kind(name: str) -> str:
    """What is counted."""
    named = {
        TrendKind.ALL: _("Everybody"),
        TrendKind.ADDRESS: _("From one network address"),
        TrendKind.DOMAIN: _("Mail domain"),
        TrendKind.ZIP: _("ZIP or postal code"),
        TrendKind.SOURCE: _("Came by the code"),
        TrendKind.SHAPE: _("Shape of name and address"),
        TrendKind.NAME: _("One and the same legal name"),
        TrendKind.SPEED: _("Filled in within seconds"),
    }
    return str(named[TrendKind(name)])


def key(kind: str, key: str, fast: int) -> str:
    """A key as a page shows it: of a hash its beginning."""
    if kind in (TrendKind.ADDRESS, TrendKind.NAME):
        return key[:SHOWN]
    if kind == TrendKind.SPEED:
        return str(_("%(seconds)s seconds or less", seconds=fast))
    return key


def counted(alert: Alert) -> str:
    """Kind and counts, and nothing that names anybody: for the mail."""
    return str(
        _(
            "%(kind)s: %(count)s of %(whole)s signatures within one hour",
            kind=kind(alert.kind),
            count=filters.number(alert.count),
            whole=filters.number(alert.whole),
        )
    )


def usual(alert: Alert) -> str:
    """What it is compared with."""
    if alert.kind in (TrendKind.ADDRESS, TrendKind.NAME):
        return str(_("Its number alone is told of: it is compared with nothing."))
    if not alert.usual:
        return str(_("Among those who signed before there was none of it, or too few to compare."))
    share = f"{alert.usual / 10:.1f}"
    return str(_("Among those who signed before it was %(share)s %%.", share=share))
