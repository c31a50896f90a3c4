"""The coverage grid: for each discipline and craft, and each chamber, which paragraph they get.

Pure but for the one query that reads the paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.campaigns.models import Campaign, Craft, Discipline
from app.congress.offices import Chamber
from app.letters import compose, queries
from app.letters.compose import Wording
from app.letters.texts import Audience

CHAMBERS: tuple[Chamber | None, ...] = (None, Chamber.HOUSE, Chamber.SENATE)
EVERYBODY = "all"
BOTH = "both"


class Source(StrEnum):
    """Where a cell's words come from."""

    OWN = "own"  # written for exactly this cell
    BOTH = "both"  # the same people's words for both chambers
    DISCIPLINE = "discipline"  # a craft's: its discipline's
    GENERAL = "general"  # everybody's
    NOTHING = "nothing"


@dataclass(frozen=True)
class Cell:
    """One field of the grid."""

    audience: Audience
    source: Source
    text: str

    @property
    def chamber(self) -> str:
        return self.audience.chamber.value if self.audience.chamber else BOTH


@dataclass(frozen=True)
class Row:
    """Some of the campaign's people: everybody (no discipline), a discipline, or a craft."""

    key: str
    name: str
    cells: list[Cell]
    discipline: Discipline | None = None
    craft: Craft | None = None
    crafts: list[Row] = field(default_factory=list)

    @property
    def has_own(self) -> bool:
        """Whether anything is written for them and nobody else."""
        return any(each.source is Source.OWN for each in self.cells)


@dataclass(frozen=True)
class Sums:
    """Of the pairs of discipline and chamber: how many have words of their own, and the rest."""

    pairs: int
    own: int
    general: int
    nothing: int


class AudienceUnknown(LookupError):
    """The campaign has no such discipline, craft or chamber."""


def grid(campaign: Campaign) -> list[Row]:
    """Everybody first, then the disciplines in their order, each with its crafts."""
    wordings = queries.list_wordings(campaign)
    return [
        _row(wordings, "", Audience()),
        *(
            _row(wordings, each.name, Audience(each), crafts=_crafts(wordings, each))
            for each in campaign.disciplines
        ),
    ]


def sums(rows: Sequence[Row]) -> Sums:
    """Over disciplines and the two chambers; crafts are beside the point, and so is everybody."""
    found = [
        cell.source
        for row in rows
        if row.discipline is not None
        for cell in row.cells
        if cell.audience.chamber is not None
    ]
    return Sums(
        pairs=len(found),
        own=sum(1 for each in found if each in (Source.OWN, Source.BOTH)),
        general=found.count(Source.GENERAL),
        nothing=found.count(Source.NOTHING),
    )


def audience(campaign: Campaign, key: str, chamber: str) -> Audience:
    """Whom a cell's address names: `key` "all", "d12" or "c5". Raises AudienceUnknown."""
    chambers = {each.value if each else BOTH: each for each in CHAMBERS}
    if chamber not in chambers:
        raise AudienceUnknown
    for each in _audiences(campaign):
        if (each.key or EVERYBODY) == key:
            return Audience(each.discipline, each.craft, chambers[chamber])
    raise AudienceUnknown


def without_own(campaign: Campaign, where: Audience) -> Cell:
    """What these people would get if nothing were written for exactly this cell."""
    wordings = [each for each in queries.list_wordings(campaign) if not _is_for(each, where)]
    return _cell(wordings, where)


def _audiences(campaign: Campaign) -> Iterator[Audience]:
    yield Audience()
    for each in campaign.disciplines:
        yield Audience(each)
        for craft in each.crafts:
            yield Audience(each, craft)


def _crafts(wordings: Sequence[Wording], discipline: Discipline) -> list[Row]:
    return [_row(wordings, each.name, Audience(discipline, each)) for each in discipline.crafts]


def _row(
    wordings: Sequence[Wording], name: str, who: Audience, *, crafts: list[Row] | None = None
) -> Row:
    return Row(
        key=who.key or EVERYBODY,
        name=name,
        cells=[_cell(wordings, Audience(who.discipline, who.craft, each)) for each in CHAMBERS],
        discipline=who.discipline,
        craft=who.craft,
        crafts=crafts or [],
    )


def _cell(wordings: Sequence[Wording], where: Audience) -> Cell:
    found = compose.find(
        wordings,
        discipline_id=where.discipline.id if where.discipline else None,
        craft_id=where.craft.id if where.craft else None,
        chamber=where.chamber.value if where.chamber else "",
    )
    if found is None:
        return Cell(where, Source.NOTHING, "")
    return Cell(where, _source(found, where), found.text)


def _source(found: Wording, where: Audience) -> Source:
    if _is_for(found, where):
        return Source.OWN
    if _key(found) == where.key:
        return Source.BOTH
    return Source.GENERAL if not _key(found) else Source.DISCIPLINE


def _is_for(wording: Wording, where: Audience) -> bool:
    chamber = where.chamber.value if where.chamber else ""
    return _key(wording) == where.key and wording.chamber == chamber


def _key(wording: Wording) -> str:
    if wording.craft_id is not None:
        return f"c{wording.craft_id}"
    return f"d{wording.discipline_id}" if wording.discipline_id is not None else ""
