"""Who writes, in lines, for the ways that have no fields of their own beside the text."""

from __future__ import annotations

from app.letters.drafts import Constituent
from app.mail.render import one_line

_LONGEST = 200


def sender_name(who: Constituent) -> str:
    """First and last name."""
    return one_line(f"{who.first_name} {who.last_name}", _LONGEST)


def sender_lines(who: Constituent) -> tuple[str, ...]:
    """Where the writer lives and how they are reached, by line; without the name."""
    place = f"{who.city}, {who.state} {who.zip}"
    lines = (who.street, place, who.phone, who.email)
    return tuple(line for each in lines if (line := one_line(each, _LONGEST)))
