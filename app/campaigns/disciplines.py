"""The organizer's verbs for a campaign's disciplines: add, change, order. Flushes, never commits.

Each takes its turn (`turns`): of two organizers who edit one campaign, the second is told.
Whatever a discipline is known by (address, name, aliases) leads to one discipline alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from werkzeug.routing import Map

from app.audit import service as audit
from app.campaigns import turns
from app.campaigns.colour import widest_gap
from app.campaigns.errors import SlugTaken, TooMany
from app.campaigns.models import Campaign, Discipline
from app.extensions import db
from app.letters import fields
from app.organizers.models import Organizer

MOST = 24
LONGEST_SLUG = 40
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What the forms call whoever is no artist; and pages that are still to come.
NOT_TO_BE_NAMED = frozenset({"ally", "allies"})
PLANNED = frozenset({"embed", "preview"})
SAID = ("name", "slug", "people", "headline", "paragraph", "call_script", "aliases", "hue")
Row = TypeVar("Row")
_OF_CAMPAIGN = re.compile(r"/c/<[^>]+>/([^/<]+)")


@dataclass(frozen=True)
class Words:
    """What an organizer says of a discipline; `hue` none: the widest gap on the wheel."""

    name: str
    slug: str
    people: str
    headline: str = ""
    paragraph: str = ""
    call_script: str = ""
    aliases: tuple[str, ...] = ()
    hue: int | None = None


def add(campaign: Campaign, words: Words, *, version: int, by: Organizer | None) -> Discipline:
    """A new discipline, after the others.

    Raises EditedMeanwhile, SlugTaken, TooMany, fields.FieldUnknown.
    """
    turns.take(campaign, version)
    others = campaign.disciplines
    if len(others) >= MOST:
        raise TooMany
    fields.check(words.call_script)
    _free(campaign, words)
    hue = widest_gap(each.hue for each in others) if words.hue is None else words.hue
    said = {**asdict(words), "hue": hue, "aliases": list(words.aliases)}
    position = max((each.position for each in others), default=-1) + 1
    made = Discipline(campaign_id=campaign.id, position=position, **said)
    db.session.add(made)
    db.session.flush()
    db.session.expire(campaign, ["disciplines"])
    _note("discipline.add", made, {}, by)
    return made


def change(discipline: Discipline, words: Words, *, version: int, by: Organizer | None) -> None:
    """Say it anew. An address that is given up stays as an alias: links lead to the new one.

    Raises EditedMeanwhile, SlugTaken, fields.FieldUnknown.
    """
    campaign = discipline.campaign
    turns.take(campaign, version)
    fields.check(words.call_script)
    kept = [*words.aliases, *([discipline.slug] if words.slug != discipline.slug else [])]
    words = replace(words, aliases=tuple(distinct(kept, but=[words.slug])))
    _free(campaign, words, but=discipline)
    before = audit.fields(discipline, *SAID)
    for name, value in asdict(words).items():
        if name != "hue" or value is not None:
            setattr(discipline, name, list(value) if name == "aliases" else value)
    db.session.flush()
    _note("discipline.change", discipline, before, by)


def move(discipline: Discipline, by_how_many: int, *, version: int, by: Organizer | None) -> None:
    """One place up (-1) or down (1); harmless at the end. Raises EditedMeanwhile."""
    campaign = discipline.campaign
    turns.take(campaign, version)
    order = [each.slug for each in campaign.disciplines]
    ordered = reordered(campaign.disciplines, discipline, by_how_many)
    for position, each in enumerate(ordered):
        each.position = position
    db.session.flush()
    db.session.expire(campaign, ["disciplines"])
    audit.record(
        "discipline.move",
        by=by,
        campaign=campaign,
        subject=f"discipline:{discipline.id}",
        before={"order": order},
        after={"order": [each.slug for each in ordered]},
    )


def holder(campaign: Campaign, word: str, *, but: Discipline | None = None) -> Discipline | None:
    """Which other discipline of the campaign is known by this word."""
    for each in campaign.disciplines:
        if each is not but and key(word) in known_by(each):
            return each
    return None


def known_by(discipline: Discipline) -> set[str]:
    """Everything it is known by, as `key` makes it."""
    return {key(each) for each in (discipline.slug, discipline.name, *discipline.aliases)}


def key(word: str) -> str:
    """How two words are compared: without capitals and folded blanks."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def distinct(words: Iterable[str], *, but: Iterable[str] = ()) -> list[str]:
    """Each word once, in their order, without those in `but`."""
    seen, found = {key(each) for each in but}, []
    for each in words:
        if each and key(each) not in seen:
            seen.add(key(each))
            found.append(each)
    return found


def slug_of(name: str) -> str:
    """An address made of a name; "" where none of its letters can stand in one."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_SLUG].strip("-")


def reserved(urls: Map) -> frozenset[str]:
    """What cannot be a discipline's address, because a page of each campaign has it."""
    found = (_OF_CAMPAIGN.match(each.rule) for each in urls.iter_rules())
    return frozenset(each[1] for each in found if each) | NOT_TO_BE_NAMED | PLANNED


def reordered(rows: Sequence[Row], row: Row, by_how_many: int) -> list[Row]:
    """The rows with this one moved; the same where it is at the end already."""
    order = [each for each in rows if each is not row]
    order.insert(min(max(rows.index(row) + by_how_many, 0), len(order)), row)
    return order


def _free(campaign: Campaign, words: Words, *, but: Discipline | None = None) -> None:
    for each in (words.slug, words.name, *words.aliases):
        if holder(campaign, each, but=but):
            raise SlugTaken(each)


def _note(action: str, row: Discipline, before: dict[str, object], by: Organizer | None) -> None:
    audit.record(
        action,
        by=by,
        campaign=row.campaign,
        subject=f"discipline:{row.id}",
        before=before,
        after=audit.fields(row, *SAID),
    )
