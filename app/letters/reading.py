"""What the offices get of a letter, to be read: each text once, with everybody it goes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.letters import queries
from app.letters.models import Delivery


@dataclass(frozen=True)
class Reading:
    """One text, whole, and the addressees who get it as it is."""

    addressees: tuple[str, ...]
    text: str


def texts(deliveries: Iterable[Delivery]) -> list[Reading]:
    """What these deliveries carry, equal texts together, in their order. Opens each seal."""
    found: dict[str, list[str]] = {}
    for each in deliveries:
        found.setdefault(queries.part(each).text, []).append(each.addressee)
    return [Reading(tuple(addressees), text) for text, addressees in found.items()]
