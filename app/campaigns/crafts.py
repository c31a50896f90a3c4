"""The organizer's verbs for the crafts of a discipline: add, rename, order. Flushes alone.

Each takes its turn (`turns`). A craft's slug stays whatever it is renamed to: only forms know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.audit import service as audit
from app.campaigns import turns
from app.campaigns.disciplines import LONGEST_SLUG, distinct, key, reordered, slug_of
from app.campaigns.errors import SlugTaken, TooMany
from app.campaigns.models import Campaign, Craft, Discipline
from app.extensions import db
from app.organizers.models import Organizer

MOST = 60


@dataclass(frozen=True)
class CraftWords:
    """What an organizer says of a craft."""

    name: str
    aliases: tuple[str, ...] = ()


def add(discipline: Discipline, words: CraftWords, *, version: int, by: Organizer | None) -> Craft:
    """A new craft, after the others. Raises EditedMeanwhile, SlugTaken, TooMany."""
    turns.take(discipline.campaign, version)
    if len(discipline.crafts) >= MOST:
        raise TooMany
    _free(discipline, words)
    made = Craft(
        discipline_id=discipline.id,
        slug=_new_slug(discipline, words.name),
        name=words.name,
        position=max((each.position for each in discipline.crafts), default=-1) + 1,
        aliases=distinct(words.aliases, but=[words.name]),
    )
    db.session.add(made)
    db.session.flush()
    db.session.expire(discipline, ["crafts"])
    _note("craft.add", discipline, made, {}, by)
    return made


def change(
    discipline: Discipline,
    craft: Craft,
    words: CraftWords,
    *,
    version: int,
    by: Organizer | None,
) -> None:
    """Rename it, say what else it is known as. Raises EditedMeanwhile, SlugTaken."""
    turns.take(discipline.campaign, version)
    _free(discipline, words, but=craft)
    before = audit.fields(craft, "name", "aliases")
    craft.name, craft.aliases = words.name, distinct(words.aliases, but=[words.name])
    db.session.flush()
    _note("craft.change", discipline, craft, before, by)


def move(
    discipline: Discipline, craft: Craft, by_how_many: int, *, version: int, by: Organizer | None
) -> None:
    """One place up (-1) or down (1); harmless at the end. Raises EditedMeanwhile."""
    turns.take(discipline.campaign, version)
    before = {"order": [each.name for each in discipline.crafts]}
    for position, each in enumerate(reordered(discipline.crafts, craft, by_how_many)):
        each.position = position
    db.session.flush()
    db.session.expire(discipline, ["crafts"])
    after = {"order": [each.name for each in discipline.crafts]}
    _record("craft.move", discipline.campaign, craft, before, after, by)


def holder(discipline: Discipline, word: str, *, but: Craft | None = None) -> Craft | None:
    """Which other craft of the discipline is known by this word."""
    for each in discipline.crafts:
        if each is not but and key(word) in known_by(each):
            return each
    return None


def known_by(craft: Craft) -> set[str]:
    """Everything it is known by, as `key` makes it."""
    return {key(each) for each in (craft.name, *craft.aliases)}


def _free(discipline: Discipline, words: CraftWords, *, but: Craft | None = None) -> None:
    for each in (words.name, *words.aliases):
        if holder(discipline, each, but=but):
            raise SlugTaken(each)


def _new_slug(discipline: Discipline, name: str) -> str:
    """Of the name, numbered where another craft has, or had, that one."""
    begun = slug_of(name) or "craft"
    taken = {each.slug for each in discipline.crafts} | {
        alias for each in discipline.crafts for alias in each.aliases
    }
    tried, number = begun, 1
    while tried in taken:
        number += 1
        tried = f"{begun[: LONGEST_SLUG - 4]}-{number}"
    return tried


def _note(
    action: str,
    discipline: Discipline,
    craft: Craft,
    before: Mapping[str, object],
    by: Organizer | None,
) -> None:
    after = audit.fields(craft, "name", "aliases")
    _record(action, discipline.campaign, craft, before, after, by)


def _record(
    action: str,
    campaign: Campaign,
    craft: Craft,
    before: Mapping[str, object],
    after: Mapping[str, object],
    by: Organizer | None,
) -> None:
    audit.record(
        action, by=by, campaign=campaign, subject=f"craft:{craft.id}", before=before, after=after
    )
