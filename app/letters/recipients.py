"""Whom a letter goes to: an office of Congress with its present holder, or a campaign's target."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from app.campaigns.models import Campaign
from app.congress import offices, queries, titles
from app.congress.models import Member
from app.congress.offices import Office
from app.extensions import db
from app.letters.models import Target


@dataclass(frozen=True)
class Recipient:
    """One addressee, in words for the reader's language.

    `title` is "Senator" and the like, `name` the holder's full name ("" where it is not
    known or the seat is `vacant`), `seat` the office itself. `chamber` is "" outside
    Congress. `party` is as the open data name it. `form` is where the office takes
    messages from anybody; `committees` are those of the campaign's that the holder sits on.
    """

    code: str
    chamber: str
    state: str
    title: str
    seat: str
    name: str = ""
    last_name: str = ""
    party: str = ""
    vacant: bool = False
    phone: str = ""
    url: str = ""
    form: str = ""
    email: str = ""
    address: str = ""
    committees: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """ "Senator Maria Cantwell"; the seat where nobody is known to hold it."""
        return f"{self.title} {self.name}".strip() if self.name else self.seat


class RecipientUnknown(LookupError):
    """No office of Congress and no target of the campaign has this code."""


def gather(
    campaign: Campaign, codes: Sequence[str], *, committees: Collection[str] = ()
) -> list[Recipient]:
    """The recipients of these codes, in their order. Raises RecipientUnknown."""
    members = queries.find_members(codes)
    seats = queries.list_seats(codes, committees) if committees else {}
    known = queries.knows_members()
    targets = {each.code: each for each in list_targets(campaign)}
    return [
        of_target(targets[code])
        if code in targets
        else of_office(
            _office(code),
            members.get(code),
            knows_members=known,
            committees=tuple(seats.get(code, ())),
        )
        for code in codes
    ]


def list_targets(campaign: Campaign) -> Sequence[Target]:
    """Whom this campaign writes to outside Congress, in the organizers' order."""
    return db.session.scalars(
        sa.select(Target)
        .where(Target.campaign_id == campaign.id)
        .order_by(Target.position, Target.id)
    ).all()


def of_office(
    office: Office,
    member: Member | None,
    *,
    knows_members: bool,
    committees: tuple[str, ...] = (),
) -> Recipient:
    """An office, with its holder where one is known; vacant where all holders are known."""
    bare = Recipient(
        code=office.code,
        chamber=office.chamber.value,
        state=office.state,
        title=titles.title(office.role),
        seat=titles.seat(office),
        vacant=member is None and knows_members,
    )
    if member is None:
        return bare
    return replace(
        bare,
        name=member.name,
        last_name=member.last_name,
        party=member.party,
        phone=member.phone,
        url=member.url,
        form=member.contact_form or member.url,
        address=member.address,
        committees=committees,
    )


def of_target(target: Target) -> Recipient:
    """Somebody outside Congress."""
    return Recipient(
        code=target.code,
        chamber="",
        state="",
        title=target.title,
        seat=f"{target.title} {target.name}".strip(),
        name=target.name,
        last_name=target.name,
        phone=target.phone,
        url=target.url,
        form=target.url,
        email=target.email,
        address=target.address,
    )


def _office(code: str) -> Office:
    try:
        return offices.get(code)
    except offices.OfficeUnknown:
        raise RecipientUnknown(code) from None
