"""How many deliveries are where, in words: every kind by itself, none added to another.

Not in here: the counting (`queries.count_by_state`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app import filters
from app.campaigns import mode
from app.campaigns.models import Campaign
from app.letters import recipients
from app.letters.models import Delivery, DeliveryState
from app.letters.queries import LetterNumbers


@dataclass(frozen=True)
class Kind:
    """One kind of delivery on the numbers page: what it is called, how many, what that means."""

    name: str
    count: int
    means: str


def public(campaign: Campaign, numbers: LetterNumbers) -> list[str]:
    """What the campaign may say of its letters: one line for each kind of which there are any."""
    said = (
        (numbers.accepted, _accepted),
        (numbers.reported, _reported),
        (numbers.handed_off, _in_hands),
    )
    return [words(campaign, count) for count, words in said if count]


def kinds(numbers: LetterNumbers) -> list[Kind]:
    """Every kind, also those of which there are none, with what each means."""
    accepted = _(
        "The system of the House or the Senate, or the addressee’s mail server, has taken the"
        " letter. Whether anybody has read it, nobody can count."
    )
    reported = _(
        "The artists sent it themselves, through the office’s own form or by post, and told us"
        " so. We cannot check that."
    )
    in_hands = _("The text lies ready for the artist to send. Whether they have, we do not know.")
    waiting = _("Confirmed by the artist and waiting for their turn: nothing has left yet.")
    failed = _("The other side did not take it. The artist can still send it by hand.")
    return [
        Kind(_("Accepted"), numbers.accepted, accepted),
        Kind(_("Sent by the artists themselves, as they tell us"), numbers.reported, reported),
        Kind(_("In the artists’ hands"), numbers.handed_off, in_hands),
        Kind(_("Waiting"), numbers.waiting, waiting),
        Kind(_("Not delivered"), numbers.failed, failed),
    ]


def own(deliveries: Iterable[Delivery]) -> str:
    """What is true of one person's letter: "1 accepted · 2 in your hands"."""
    found = Counter(DeliveryState(each.state) for each in deliveries)
    in_line = found[DeliveryState.QUEUED] + found[DeliveryState.SENDING]
    accepted, failed = found[DeliveryState.ACCEPTED], found[DeliveryState.FAILED]
    reported, in_hands = found[DeliveryState.REPORTED], found[DeliveryState.HANDED_OFF]
    waiting, dropped = found[DeliveryState.WAITING], found[DeliveryState.DROPPED]
    said = (
        (accepted, ngettext("%(num)s accepted", "%(num)s accepted", accepted)),
        (reported, ngettext("%(num)s sent by you", "%(num)s sent by you", reported)),
        (in_hands, ngettext("%(num)s in your hands", "%(num)s in your hands", in_hands)),
        (in_line, ngettext("%(num)s waits for its turn", "%(num)s wait for their turn", in_line)),
        (waiting, ngettext("%(num)s waits for you", "%(num)s wait for you", waiting)),
        (failed, ngettext("%(num)s not delivered", "%(num)s not delivered", failed)),
        (dropped, ngettext("%(num)s not sent", "%(num)s not sent", dropped)),
    )
    return " · ".join(str(words) for count, words in said if count)


def _accepted(campaign: Campaign, count: int) -> str:
    # Only the chambers' own systems accept for Congress: a mail server accepts for itself,
    # and a rehearsal for nobody.
    if mode.is_rehearsal(campaign) or recipients.list_targets(campaign):
        return str(
            ngettext(
                "%(count)s letter accepted",
                "%(count)s letters accepted",
                count,
                count=filters.number(count),
            )
        )
    return str(
        ngettext(
            "%(count)s letter accepted by Congress",
            "%(count)s letters accepted by Congress",
            count,
            count=filters.number(count),
        )
    )


def _reported(_campaign: Campaign, count: int) -> str:
    return str(
        ngettext(
            "%(count)s sent by the artist, as they tell us",
            "%(count)s sent by the artists themselves, as they tell us",
            count,
            count=filters.number(count),
        )
    )


def _in_hands(_campaign: Campaign, count: int) -> str:
    return str(
        ngettext(
            "%(count)s in their hands",
            "%(count)s in their hands",
            count,
            count=filters.number(count),
        )
    )
