"""The numbers in a letter, as they were when its writer read them.

A campaign's words may say how many artists have signed. On the day itself that number
changes while somebody reads, and what travels must be what they have read: so the form
carries the numbers along, with a mark that we wrote them for this campaign and state.
"""

from __future__ import annotations

import datetime as dt
import hmac

from flask_babel import gettext as _

from app import clock, filters, keyring
from app.campaigns.models import Campaign
from app.letters.drafts import Counted

# As long as the form itself may lie open.
LIFE = dt.timedelta(hours=24)


def mark(counted: Counted | None, campaign: Campaign, state: str) -> str:
    """The numbers and the moment for a hidden field of the form; "" for none."""
    if counted is None:
        return ""
    return _marked(counted, round(clock.timestamp()), campaign, state)


def recall(marked: str, campaign: Campaign, state: str) -> Counted | None:
    """The numbers of a mark of ours, not older than a day; None for anything else."""
    try:
        artists, in_state, minted = (int(part) for part in marked[:80].split(".")[:3])
    except ValueError:
        return None
    counted = Counted(artists, in_state)
    expected = _marked(counted, minted, campaign, state)
    if not hmac.compare_digest(expected.encode(), marked.encode("utf-8", "replace")):
        return None
    return counted if 0 <= clock.timestamp() - minted + 1 <= LIFE.total_seconds() else None


def state_in_words(in_state: int) -> str:
    """What stands for a state's number: never a small one, which would tell of whom it counts."""
    return filters.number(in_state) if in_state else str(_("the first"))


def _marked(counted: Counted, minted: int, campaign: Campaign, state: str) -> str:
    told = f"{counted.artists}.{counted.in_state}.{minted}"
    index = keyring.current().index("letter numbers", f"{campaign.id}.{state}.{told}")
    return f"{told}.{index.hex()}"
