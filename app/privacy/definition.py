"""The one definition of what is kept of people: where, why, how long, and which rule ends it.

The sweep runs on it, /privacy shows it, docs/retention.md is printed from it, and a test holds
every column of every table against it. Who adds a column says in `table` what it is, or in
`impersonal` that it holds nothing of a person.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString

from app.limits.keeping import ENDED_KEPT, STOPPED_KEPT
from app.privacy import periods
from app.privacy.kept import Kept, Span, Whose
from app.privacy.table import KEPT
from app.privacy.words import HOW, RULE_WORDS, WHOSE

__all__ = ["HOW", "KEPT", "RULE_WORDS", "WHOSE", "how_long", "markdown", "of"]


def how_long(span: Span) -> str:
    """In words, with the settings of this site."""
    days, months = periods.days(), periods.months()
    after_days = ngettext("%(num)d day", "%(num)d days", days)
    said = {
        Span.CAMPAIGN: _l(
            "%(months)s after the campaign has closed; unconfirmed or withdrawn: %(days)d days",
            months=ngettext("%(num)d month", "%(num)d months", months),
            days=periods.UNCONFIRMED.days,
        ),
        Span.ADDRESS: _l(
            "%(days)s after the last delivery has ended; never sent: %(most)d days",
            days=after_days,
            most=periods.UNCONFIRMED.days,
        ),
        Span.FINGERPRINT: _l("%(days)d days", days=periods.FINGERPRINTS.days),
        Span.TRACES: _l("%(days)s after the end", days=after_days),
        Span.FILES: _l("One day"),
        Span.ATTEMPTS: _l("One day"),
        Span.LIMITS: _l(
            "%(days)d days; entries of a list: %(most)d days after they end",
            days=STOPPED_KEPT.days,
            most=ENDED_KEPT.days,
        ),
        Span.LINK: _l("A day longer than the link works"),
        Span.ACCOUNT: _l("As long as the site, or until an owner takes it away"),
    }
    return str(said[span])


def of(whose: Whose) -> list[Kept]:
    """The lines about these people."""
    return [each for each in KEPT if each.whose is whose]


def whose() -> list[tuple[Whose, LazyString]]:
    """Whom the lines are about, in order, in words."""
    return [(each, WHOSE[each]) for each in Whose]


def markdown() -> str:
    """The table for the docs, with the settings of the moment."""
    lines = ["| what | where | how | how long | rule |", "| --- | --- | --- | --- | --- |"]
    for each in KEPT:
        where = ", ".join(f"`{name}`" for name in each.columns) or "`INSTANCE_DIR/mailbox`"
        rules = ", ".join(f"`{name}`" for name in each.rules) or "none: by hand"
        lines.append(
            f"| {each.what} | {where} | {HOW[each.how]} | {how_long(each.span)} | {rules} |"
        )
    return "\n".join(lines)
