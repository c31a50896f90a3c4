"""What organizers do to a campaign's letter: nothing is overwritten unseen, all of it is audited.

Two who edit the same text at once: the form says which text it was made from (`mark`), and
whoever saves second is told and shown the other's. Changes of other texts disturb nobody.
All of it happens under a lock of the campaign, and `Brief.version` goes up with each change.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

import sqlalchemy as sa

from app.audit import service as audit
from app.campaigns.models import Campaign
from app.extensions import db
from app.letters import fields, lengths, queries, texts
from app.letters.channels import registry
from app.letters.errors import LettersWritten, TextChanged
from app.letters.models import Brief, Letter, Paragraph
from app.letters.texts import Audience
from app.organizers.models import Organizer


@dataclass(frozen=True)
class Asked:
    """What a brief says, without how its letters travel."""

    subject: str
    demand: str
    question: str = ""
    call_script: str = ""
    topics: list[str] = field(default_factory=list)
    committees: list[str] = field(default_factory=list)
    bill_congress: int | None = None
    bill_type: str = ""
    bill_number: int | None = None
    stance: str = ""
    organization: dict[str, str] = field(default_factory=dict)


def asked(brief: Brief | None) -> Asked | None:
    """What this brief says; None where nothing is asked for."""
    if brief is None:
        return None
    names = list(Asked.__dataclass_fields__)
    return Asked(**{name: getattr(brief, name) for name in names})


def mark(said: Asked | str | None) -> str:
    """A mark of exactly this text, or of there being none: what a form was made from."""
    if not said:
        return "none"
    plain = said if isinstance(said, str) else json.dumps(asdict(said), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def edit_brief(campaign: Campaign, said: Asked, *, seen: str, by: Organizer) -> Brief:
    """Say what every letter asks for; the first time, that letters are asked for at all.

    `seen` is the mark of what the form was made from. Raises TextChanged, FieldUnknown,
    LetterTooLong.
    """
    before = _locked_brief(campaign)
    was = asked(before)
    if seen != mark(was):
        raise TextChanged(was)
    for text in (said.question, said.call_script):
        fields.check(text)
    lengths.check_demand(said.demand, queries.list_wordings(campaign))
    old = asdict(was) if was else {}
    brief = texts.save_brief(campaign, subject=said.subject, demand=said.demand)
    for name, value in asdict(said).items():
        setattr(brief, name, value)
    action = "letter.edit" if was else "letter.begin"
    _changed(brief)
    audit.record(action, by=by, campaign=campaign, before=old, after=asdict(said))
    return brief


def switch_off(campaign: Campaign, *, by: Organizer) -> None:
    """Ask for no letters any more; paragraphs and targets stay for another time.

    Harmless where none are asked for. Raises LettersWritten where anybody has written.
    """
    # Whoever keeps a letter just now holds a share of this row: they come before or after.
    db.session.execute(sa.select(Campaign.id).where(Campaign.id == campaign.id).with_for_update())
    brief = db.session.get(Brief, campaign.id, populate_existing=True)
    if brief is None:
        return
    if has_letters(campaign):
        raise LettersWritten
    said = audit.fields(brief, *Asked.__dataclass_fields__)
    db.session.delete(brief)
    db.session.flush()
    audit.record("letter.end", by=by, campaign=campaign, before=said)


def has_letters(campaign: Campaign) -> bool:
    """Whether anybody has written, in rehearsal or in earnest."""
    found = sa.select(Letter.id).where(Letter.campaign_id == campaign.id).limit(1)
    return db.session.scalar(found) is not None


def edit_paragraph(
    campaign: Campaign, audience: Audience, text: str, *, seen: str, by: Organizer
) -> None:
    """Write, replace or (with an empty text) take away the words of one cell of the grid.

    Raises NoBrief, TextChanged, FieldUnknown, LetterTooLong.
    """
    brief = _locked_brief(campaign) or queries.get_brief(campaign)
    was = find_paragraph(campaign, audience)
    if seen != mark(was):
        raise TextChanged(was)
    lengths.check(brief.demand, [text])
    texts.save_paragraph(campaign, audience, text)
    if was == text:
        return
    subject = f"paragraph:{audience.key or 'all'}:{audience.chamber or 'both'}"
    _changed(brief)
    audit.record(
        "letter.paragraph",
        by=by,
        campaign=campaign,
        subject=subject,
        before={"text": was},
        after={"text": text},
    )


def find_paragraph(campaign: Campaign, audience: Audience) -> str:
    """The words written for exactly these; "" where there are none. Read anew."""
    found = db.session.scalar(
        sa.select(Paragraph.text).where(
            Paragraph.campaign_id == campaign.id,
            Paragraph.audience == audience.key,
            Paragraph.chamber == (audience.chamber.value if audience.chamber else ""),
        )
    )
    return found or ""


def channel_order(brief: Brief) -> list[str]:
    """The ways to an office in the order in which they are tried, all of them."""
    house = [each.name.value for each in registry.current().channels]
    named = [each for each in brief.channels if each in house]
    return [*named, *(each for each in house if each not in named)]


def move_channel(campaign: Campaign, name: str, *, up: bool, by: Organizer) -> None:
    """Try a way one place earlier or later. Harmless at the end, and for an unknown one."""
    brief = _locked_brief(campaign) or queries.get_brief(campaign)
    order = channel_order(brief)
    before = list(order)
    if name in order:
        place = order.index(name)
        other = place - 1 if up else place + 1
        if 0 <= other < len(order):
            order[place], order[other] = order[other], order[place]
    _order(campaign, brief, before, order, by)


def reset_channels(campaign: Campaign, *, by: Organizer) -> None:
    """Back to the house's own order."""
    brief = _locked_brief(campaign) or queries.get_brief(campaign)
    _order(campaign, brief, channel_order(brief), [], by)


def _order(
    campaign: Campaign, brief: Brief, before: list[str], after: list[str], by: Organizer
) -> None:
    if before == after:
        return
    brief.channels = after
    _changed(brief)
    old, new = {"channels": before}, {"channels": after}
    audit.record("letter.channels", by=by, campaign=campaign, before=old, after=new)


def locked(campaign: Campaign) -> None:
    """Let nobody else change this campaign's letter until the transaction ends.

    People go on signing and writing meanwhile: their rows only point at the campaign's.
    """
    campaign_row = sa.select(Campaign.id).where(Campaign.id == campaign.id)
    db.session.execute(campaign_row.with_for_update(key_share=True))


def note_change(campaign: Campaign) -> None:
    """The letter is another one now: `Brief.version` goes up. Needs `locked`."""
    brief = db.session.get(Brief, campaign.id, populate_existing=True)
    if brief is not None:
        brief.version += 1
        db.session.flush()


def _locked_brief(campaign: Campaign) -> Brief | None:
    locked(campaign)
    return db.session.get(Brief, campaign.id, populate_existing=True)


def _changed(brief: Brief) -> None:
    brief.version = (brief.version or 0) + 1
    db.session.flush()
