"""How long a campaign's letter may be: what the gateways take, less room for the artist's words.

An artist who changes the campaign's words sends both halves as one text, so they share
one limit.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.letters import fields
from app.letters.compose import Wording
from app.letters.cwc.rules import LONGEST_TEXT
from app.letters.errors import LetterTooLong

LONGEST = LONGEST_TEXT
# What is kept free for the artist's own words: some 350 of them.
ROOM = 2_000
_BETWEEN = len("\n\n")


def check(demand: str, paragraphs: Iterable[str]) -> None:
    """Raise LetterTooLong where the longest letter would not fit. Lengths in characters."""
    longest = max((fields.length(each) for each in paragraphs), default=0)
    parts = [fields.length(demand), longest, ROOM]
    whole = sum(parts) + _BETWEEN * (sum(1 for each in parts if each) - 1)
    if whole > LONGEST:
        raise LetterTooLong(whole)


def check_demand(demand: str, wordings: Iterable[Wording]) -> None:
    """The same for a new demand over the paragraphs there are."""
    check(demand, (each.text for each in wordings))
