"""What organizers can do to a campaign: make it, clone it, edit it, open and end it, show a draft.

Every verb that changes an existing campaign takes its turn (`turns`) and writes the audit
log. Disciplines have a room of their own. Flushes, never commits.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.audit import service as audit
from app.campaigns import turns
from app.campaigns.errors import SlugTaken, StepRefused
from app.campaigns.models import (
    Campaign,
    CampaignState,
    Craft,
    Discipline,
    Organization,
    Phase,
)
from app.extensions import db
from app.organizers.models import Organizer
from app.site import queries as site

# From which state a campaign may go where.
STEPS: dict[CampaignState, tuple[CampaignState, ...]] = {
    CampaignState.DRAFT: (CampaignState.OPEN,),
    CampaignState.OPEN: (CampaignState.CLOSED, CampaignState.WON),
    CampaignState.CLOSED: (CampaignState.OPEN, CampaignState.WON, CampaignState.ARCHIVED),
    CampaignState.WON: (CampaignState.CLOSED, CampaignState.ARCHIVED),
    CampaignState.ARCHIVED: (CampaignState.CLOSED,),
}


@dataclass(frozen=True)
class Content:
    """Everything of a campaign that its edit page holds; the names are those of the columns."""

    slug: str
    title: str
    headline: str
    demand: str
    story: str
    thanks: str
    share_text: str
    language: str
    goal: int
    day: dt.date
    time_zone: str
    opens_at: dt.datetime
    closes_at: dt.datetime | None
    confirmation_required: bool
    count_imported: bool
    held_words: str


FIELDS = tuple(Content.__dataclass_fields__)
# What decides who counts, and on which day.
COUNTED_BY = frozenset({"time_zone", "confirmation_required", "count_imported"})


def create(content: Content, *, by: Organizer) -> Campaign:
    """A draft with these texts and no discipline yet. Raises SlugTaken."""
    if _slug_is_taken(content.slug):
        raise SlugTaken
    campaign = Campaign(**asdict(content), state=CampaignState.DRAFT)
    db.session.add(campaign)
    db.session.flush()
    audit.record(
        "campaign.create",
        by=by,
        campaign=campaign,
        after=audit.fields(campaign, *FIELDS, "version"),
    )
    return campaign


def clone(original: Campaign, *, slug: str, title: str, by: Organizer) -> Campaign:
    """A draft with the texts, disciplines, crafts and organizations of another; nobody's names.

    Raises SlugTaken.
    """
    if _slug_is_taken(slug):
        raise SlugTaken
    texts = {name: getattr(original, name) for name in FIELDS} | {"slug": slug, "title": title}
    copy = Campaign(
        **texts,
        state=CampaignState.DRAFT,
        disciplines=[_copied(each) for each in original.disciplines],
        organizations=[
            Organization(**_columns(each, "name", "url", "code", "consent", "position"))
            for each in original.organizations
        ],
    )
    db.session.add(copy)
    db.session.flush()
    audit.record(
        "campaign.clone", by=by, campaign=copy, after={"from": original.slug, "slug": slug}
    )
    return copy


def edit(campaign: Campaign, content: Content, *, version: int, by: Organizer) -> set[str]:
    """Replace its texts, schedule and rules; return which of them are other ones now.

    Where one of COUNTED_BY is among them and people have signed, the caller has everybody
    counted anew. Raises EditedMeanwhile, SlugTaken, StepRefused.
    """
    turns.take(campaign, version)
    if content.slug != campaign.slug and _slug_is_taken(content.slug):
        raise SlugTaken
    refused = _refusals(campaign, content)
    if refused:
        raise StepRefused(*refused)
    before = audit.fields(campaign, *FIELDS) | {"version": version}
    for name, value in asdict(content).items():
        setattr(campaign, name, value)
    _begin_anew(campaign)
    db.session.flush()
    after = audit.fields(campaign, *FIELDS, "version")
    audit.record("campaign.edit", by=by, campaign=campaign, before=before, after=after)
    return {name for name in FIELDS if before[name] != after[name]}


def set_state(campaign: Campaign, state: CampaignState, *, version: int, by: Organizer) -> None:
    """Open it, close it, say that it is won, archive it. Raises EditedMeanwhile, StepRefused."""
    turns.take(campaign, version)
    before = CampaignState(campaign.state)
    if state not in STEPS[before]:
        raise StepRefused(_("From where it stands, the campaign cannot become that."))
    if state is CampaignState.OPEN:
        if campaign.sums_only_at is not None:
            raise StepRefused(_("Its people are deleted and only its sums are kept: clone it."))
        missing = what_is_missing(campaign)
        if missing:
            raise StepRefused(*(each.words for each in missing))
    campaign.state = state
    _begin_anew(campaign)
    db.session.flush()
    audit.record(
        f"campaign.{state.value}",
        by=by,
        campaign=campaign,
        before={"state": before.value, "version": version},
        after={"state": state.value, "version": campaign.version},
    )


def _begin_anew(campaign: Campaign) -> None:
    """What is open again has not been closed, also where no sweep comes by before its next end."""
    if campaign.phase in (Phase.UPCOMING, Phase.OPEN):
        campaign.closed_at = None


class Missing(NamedTuple):
    """Something a campaign needs before it can be opened, and the room where it is filled in."""

    words: str
    room: str


def what_is_missing(campaign: Campaign) -> list[Missing]:
    """What a campaign needs before it can be opened; empty where nothing is missing."""
    needed = (
        (campaign.headline.strip(), _("a headline"), "edit"),
        (campaign.demand.strip(), _("the demand"), "edit"),
        (campaign.disciplines, _("at least one discipline"), "disciplines"),
    )
    missing = [
        Missing(_("Before it can be opened it needs %(what)s.", what=what), room)
        for has, what, room in needed
        if not has
    ]
    if campaign.closes_at is not None and campaign.closes_at <= clock.now():
        missing.append(Missing(_("Its closing lies in the past: nobody could sign."), "edit"))
    if not site.is_known():
        words = _("The privacy page does not say yet who runs this site and how to reach them: "
                  "an owner fills that in, under “This site”.")  # fmt: skip
        missing.append(Missing(words, "site"))
    return missing


def renew_preview(campaign: Campaign, *, by: Organizer) -> str:
    """A new secret link to look at the draft; an earlier one is worth nothing any more."""
    campaign.preview_token = secrets.token_urlsafe(24)
    db.session.flush()
    audit.record("campaign.preview", by=by, campaign=campaign, after={"preview": "renewed"})
    return campaign.preview_token


def drop_preview(campaign: Campaign, *, by: Organizer) -> None:
    """No link shows the draft any more."""
    campaign.preview_token = None
    db.session.flush()
    audit.record("campaign.preview", by=by, campaign=campaign, after={"preview": "taken back"})


def save_organizations(
    campaign: Campaign, wanted: Sequence[Mapping[str, Any]], *, version: int, by: Organizer
) -> None:
    """Make the organizations behind it exactly these, in this order.

    Each has `id` (None: a new one), `name`, `url`, `code`, `consent`. One that people said yes
    to cannot be taken away: raises StepRefused, or EditedMeanwhile.
    """
    turns.take(campaign, version)
    kept = {each.id: each for each in campaign.organizations}
    before = [_columns(each, "name", "url", "code", "consent") for each in campaign.organizations]
    gone = [each for key, each in kept.items() if key not in {row["id"] for row in wanted}]
    asked = [each.name for each in gone if _has_consents(each)]
    if asked:
        raise StepRefused(
            *[_("People said yes to %(name)s: it has to stay.", name=n) for n in asked]
        )
    for each in gone:
        db.session.delete(each)
    db.session.flush()
    for each in kept.values():
        # Codes may change places between two of them: each is free before it is taken again.
        if each not in gone:
            each.code = None
    db.session.flush()
    for position, row in enumerate(wanted):
        found = kept.get(row["id"]) or Organization(campaign_id=campaign.id)
        found.position, found.name, found.url = position, row["name"], row["url"]
        found.code, found.consent = row["code"] or None, row["consent"]
        db.session.add(found)
    db.session.flush()
    db.session.refresh(campaign)
    after = [_columns(each, "name", "url", "code", "consent") for each in campaign.organizations]
    audit.record(
        "campaign.organizations",
        by=by,
        campaign=campaign,
        before={"organizations": before, "version": version},
        after={"organizations": after, "version": campaign.version},
    )


def _refusals(campaign: Campaign, content: Content) -> list[str]:
    refused = []
    if content.slug != campaign.slug and campaign.state != CampaignState.DRAFT:
        refused.append(
            _("The address of a campaign that is public cannot change: links to it would break.")
        )
    return refused


def _slug_is_taken(slug: str) -> bool:
    return db.session.scalar(sa.select(Campaign.id).where(Campaign.slug == slug)) is not None


def has_people(campaign: Campaign) -> bool:
    """Whether anybody has signed, in whatever state."""
    return _exists("signatory", "campaign_id", campaign.id)


def _has_consents(organization: Organization) -> bool:
    return _exists("signatory_consent", "organization_id", organization.id)


def _exists(table: str, column: str, value: int) -> bool:
    # By name: the models of `pledges` build on those of `campaigns`.
    found = Campaign.metadata.tables[table]
    wanted = sa.select(sa.literal(1)).select_from(found).where(found.c[column] == value).limit(1)
    return db.session.scalar(wanted) is not None


def _copied(discipline: Discipline) -> Discipline:
    texts = ("slug", "name", "people", "headline", "paragraph", "hue", "position", "call_script")
    return Discipline(
        **_columns(discipline, *texts, "aliases"),
        crafts=[
            Craft(**_columns(each, "slug", "name", "position", "aliases"))
            for each in discipline.crafts
        ],
    )


def _columns(row: object, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
