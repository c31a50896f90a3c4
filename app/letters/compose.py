"""How a letter is put together. Pure functions: no database, no clock, no request.

The order is fixed: the artist's own words first, then the campaign's demand, then the
paragraph for the sender's craft or discipline. No name, address or signature is put
into the text: the gateways carry them beside it, and offices group letters by their
text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.letters.fields import fill


@dataclass(frozen=True)
class Wording:
    """One paragraph of the campaign's: for whom (none: everybody), and for which chamber."""

    text: str
    discipline_id: int | None = None
    craft_id: int | None = None
    chamber: str = ""


@dataclass(frozen=True)
class Part:
    """What one office gets: the artist's words, and the campaign's where they are untouched.

    `text` is the letter as it is read; a gateway carries the two beside each other.
    """

    message: str
    statement: str

    @property
    def text(self) -> str:
        return "\n\n".join(each for each in (self.message, self.statement) if each)


def choose(
    wordings: Iterable[Wording], *, discipline_id: int | None, craft_id: int | None, chamber: str
) -> str:
    """The paragraph for this sender and chamber; "" where there is none."""
    found = find(wordings, discipline_id=discipline_id, craft_id=craft_id, chamber=chamber)
    return found.text if found else ""


def find(
    wordings: Iterable[Wording], *, discipline_id: int | None, craft_id: int | None, chamber: str
) -> Wording | None:
    """The wording for this sender and chamber: craft, else discipline, else everybody's.

    Of two for the same people, the one written for this chamber.
    """
    best, best_rank = None, (-1, -1)
    for each in wordings:
        if each.chamber not in ("", chamber):
            continue
        rank = (_nearness(each, discipline_id, craft_id), int(bool(each.chamber)))
        if rank[0] >= 0 and rank > best_rank:
            best, best_rank = each, rank
    return best


def campaign_words(demand: str, paragraph: str, values: Mapping[str, str]) -> str:
    """The campaign's half of a letter, its fields filled."""
    parts = (fill(each.strip(), values) for each in (demand, paragraph))
    return "\n\n".join(each for each in parts if each)


def compose(*, personal: str, body: str, campaign: str) -> Part:
    """What one office gets.

    `body` is the campaign's text as the artist changed it ("" where they did not): it
    is then their message, and nothing goes out as the campaign's statement.
    """
    own = (personal.strip(), body.strip())
    message = "\n\n".join(each for each in own if each)
    return Part(message=message, statement="" if body.strip() else campaign)


def digest(subject: str, parts: Sequence[tuple[str, Part]]) -> str:
    """A mark of exactly what was shown: subject, and for each office its two texts."""
    told = hashlib.sha256()
    for text in (subject, *(each for code, part in parts for each in (code, *_halves(part)))):
        told.update(f"{len(text)}:".encode())
        told.update(text.encode("utf-8", "surrogatepass"))
    return told.hexdigest()[:32]


def _halves(part: Part) -> tuple[str, str]:
    return part.message, part.statement


def _nearness(wording: Wording, discipline_id: int | None, craft_id: int | None) -> int:
    """2 for the sender's craft, 1 for their discipline, 0 for everybody, -1 for others."""
    if wording.craft_id is not None:
        return 2 if wording.craft_id == craft_id else -1
    if wording.discipline_id is not None:
        return 1 if wording.discipline_id == discipline_id else -1
    return 0
