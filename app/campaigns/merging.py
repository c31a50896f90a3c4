"""Merging a discipline or a craft into another; the people move in a job (`pledges.moving`).

The row that goes stays as history, out of sight: `merged_into_id` says where it went, at once,
so that no form offers it any more. What it was known by leads to the other from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.audit import service as audit
from app.campaigns import crafts, turns
from app.campaigns.disciplines import LONGEST_SLUG, SAID, distinct, slug_of
from app.campaigns.models import Campaign, Craft, Discipline
from app.extensions import db
from app.jobs import service as jobs
from app.jobs.models import Job, JobState
from app.letters import merged as letters
from app.organizers.models import Organizer

DISCIPLINES, CRAFTS = "merge_disciplines", "merge_crafts"
STOPPED = (JobState.CANCELLED, JobState.FAILED)


class NotMergeable(ValueError):
    """The two are one and the same, or not of one campaign (crafts: of one discipline)."""


class OnlySumsLeft(ValueError):
    """Its people are deleted: nobody is left by whom the sums could be moved."""


@dataclass(frozen=True)
class Unfinished:
    """What a merge that was stopped, or failed, has left to do."""

    disciplines: Sequence[Discipline]
    crafts: bool

    def __bool__(self) -> bool:
        return bool(self.disciplines or self.crafts)


def merge(discipline: Discipline, into: Discipline, *, version: int, by: Organizer) -> Job:
    """Let `into` take over everything; return the job that moves the people.

    Raises EditedMeanwhile, NotMergeable, OnlySumsLeft.
    """
    campaign = into.campaign
    turns.take(campaign, version)
    if campaign.sums_only_at is not None:
        raise OnlySumsLeft
    if discipline is into or not {discipline, into} <= set(campaign.disciplines):
        raise NotMergeable
    _take(Discipline, discipline.id)
    before = audit.fields(discipline, *SAID) | {"paragraphs": letters.drop(discipline)}
    lost = [text for each in list(discipline.crafts) for text in _hand_over(each, into)]
    known = (*into.aliases, discipline.slug, discipline.name, *discipline.aliases)
    into.aliases = distinct(known, but=[into.slug])
    discipline.slug, discipline.aliases = _out_of_sight(discipline), []
    _redirect(Discipline, discipline.id, into.id)
    db.session.expire(campaign, ["disciplines"])
    for each in (discipline, into):
        db.session.expire(each, ["crafts"])
    audit.record(
        "discipline.merge",
        by=by,
        campaign=campaign,
        subject=f"discipline:{discipline.id}",
        before=before | {"craft_paragraphs": lost},
        after={"into": into.slug, "aliases": into.aliases},
    )
    return _start(campaign, discipline, by)


def merge_craft(
    discipline: Discipline, craft: Craft, into: Craft, *, version: int, by: Organizer
) -> Job:
    """The same for two crafts of one discipline. Raises EditedMeanwhile, NotMergeable."""
    campaign = discipline.campaign
    turns.take(campaign, version)
    if craft is into or not {craft, into} <= set(discipline.crafts):
        raise NotMergeable
    before = audit.fields(craft, "name", "aliases")
    lost = _merge_craft(craft, into)
    db.session.expire(discipline, ["crafts"])
    audit.record(
        "craft.merge",
        by=by,
        campaign=campaign,
        subject=f"craft:{craft.id}",
        before=before | {"paragraphs": lost},
        after={"into": into.name, "aliases": into.aliases},
    )
    return jobs.start(CRAFTS, by=by, campaign=campaign)


def list_merged(campaign: Campaign) -> list[tuple[Discipline, Discipline]]:
    """The disciplines that are history, the latest first, each with what it became."""
    standing = {each.id: each for each in campaign.disciplines}
    gone = sa.select(Discipline).where(
        Discipline.campaign_id == campaign.id, Discipline.merged_into_id.is_not(None)
    )
    found = db.session.scalars(gone.order_by(Discipline.id.desc()))
    return [
        (each, standing[each.merged_into_id]) for each in found if each.merged_into_id in standing
    ]


def unfinished(campaign: Campaign) -> Unfinished:
    """What was stopped half-way, and nobody has begun again."""
    latest: dict[int, str] = {}
    wanted = sa.select(Job).where(Job.campaign_id == campaign.id)
    for each in db.session.scalars(
        wanted.where(Job.kind.in_((DISCIPLINES, CRAFTS))).order_by(Job.id)
    ):
        latest[int(each.params.get("discipline_id", 0))] = each.state
    return Unfinished(
        disciplines=[old for old, _new in list_merged(campaign) if latest.get(old.id) in STOPPED],
        crafts=latest.get(0) in STOPPED,
    )


def go_on(campaign: Campaign, *, by: Organizer) -> list[Job]:
    """Begin again what was stopped half-way."""
    left = unfinished(campaign)
    begun = [_start(campaign, each, by) for each in left.disciplines]
    return begun + ([jobs.start(CRAFTS, by=by, campaign=campaign)] if left.crafts else [])


def _start(campaign: Campaign, discipline: Discipline, by: Organizer) -> Job:
    params = {"discipline_id": discipline.id}
    return jobs.start(DISCIPLINES, by=by, campaign=campaign, params=params)


def craft_match(craft: Craft, into: Discipline) -> Craft | None:
    """Which craft of the other discipline is the same by name or alias."""
    found = (crafts.holder(into, word) for word in (craft.name, *craft.aliases))
    return next((each for each in found if each is not None), None)


def _hand_over(craft: Craft, into: Discipline) -> list[dict[str, str]]:
    """To a craft of the same name there, or as a craft of its own; return the words lost."""
    match = craft_match(craft, into)
    if match is not None:
        return _merge_craft(craft, match)
    slugs = sa.select(Craft.slug).where(Craft.discipline_id == into.id)
    if craft.slug in set(db.session.scalars(slugs)):
        craft.aliases = distinct((*craft.aliases, craft.slug))
        craft.slug = f"{craft.slug[: LONGEST_SLUG - 12]}-{craft.id}"
    craft.position = max((each.position for each in into.crafts), default=-1) + 1 + craft.position
    craft.discipline_id = into.id
    db.session.flush()
    return letters.follow(craft)


def _merge_craft(craft: Craft, into: Craft) -> list[dict[str, str]]:
    _take(Craft, craft.id)
    known = [craft.name, *craft.aliases]
    if slug_of(craft.name) != craft.slug:  # a form that is still open knows it by that
        known.append(craft.slug)
    into.aliases = distinct((*into.aliases, *known), but=[into.name])
    craft.slug, craft.aliases = _out_of_sight(craft), []
    _redirect(Craft, craft.id, into.id)
    return letters.follow(craft, into)


def _take(of: type[Discipline] | type[Craft], row_id: int) -> None:
    """Wait for whoever is just writing it down (`pledges.standing`); nobody does so from now on."""
    db.session.execute(sa.select(of.id).where(of.id == row_id).with_for_update())


def _out_of_sight(row: Discipline | Craft) -> str:
    """A slug that no address can be, so that another may have the one it had."""
    return f"{row.slug[: LONGEST_SLUG - 12]}~{row.id}"


def _redirect(of: type[Discipline] | type[Craft], old: int, new: int) -> None:
    """It, and whatever was merged into it before, is now the other."""
    db.session.flush()
    db.session.execute(
        sa.update(of)
        .where(sa.or_(of.id == old, of.merged_into_id == old))
        .values(merged_into_id=new)
        .execution_options(synchronize_session="fetch")
    )
