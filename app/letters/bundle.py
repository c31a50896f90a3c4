"""All letters to one office as one PDF, behind a cover sheet, for organizers to hand over."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from app import clock, filters
from app.campaigns import mode
from app.campaigns.colour import discipline_hex
from app.campaigns.models import Campaign, Discipline
from app.extensions import db
from app.letters import dispatches, pdf, queries, recipients
from app.letters.models import Delivery, DeliveryState, Letter
from app.letters.pdf import Cover, CoverRow, Sheet
from app.letters.recipients import Recipient
from app.pledges.models import Signatory, SignatoryState

# How many letters Typst sets at once. It takes half a MB for each, and remembers its last
# ten turns: below 500 MB, however many letters an office has.
VOLUME = 50
_ALLIES = "#5d5560"


def list_offices(campaign: Campaign) -> list[str]:
    """The codes of the offices that `office_bundle` has letters for."""
    return sorted(db.session.scalars(_letters(campaign, Delivery.office).distinct()))


def count_letters(campaign: Campaign, office: str) -> int:
    """How many letters the office's bundle holds."""
    counted = _letters(campaign, sa.func.count()).where(Delivery.office == office)
    return db.session.scalar(counted) or 0


def office_bundle(campaign: Campaign, office: str) -> bytes:
    """Every confirmed letter to this office, whatever way it went, in one PDF.

    Not in it: what was dropped, the letters of those who took their signature back or are
    in the shadow, and of a live campaign what was only rehearsed. Takes some 7 ms a letter. Raises
    NoBrief, RecipientUnknown, and ValueError where there are no letters.
    """
    queries.get_brief(campaign)
    with force_locale(campaign.language):
        (recipient,) = recipients.gather(campaign, [office])
        letters = count_letters(campaign, office)
        if not letters:
            raise ValueError("no letters to this office")
        cover = _cover(campaign, recipient, letters)
        return _bound(_volumes(_sheets(campaign, office), cover), title=campaign.title)


def _volumes(sheets: Iterator[Sheet], cover: Cover) -> Iterator[bytes]:
    """The letters by the `VOLUME`, as PDFs; the first with the cover."""
    on_top: Cover | None = cover
    while some := list(itertools.islice(sheets, VOLUME)):
        yield pdf.letter_pdf(some, cover=on_top)
        on_top = None


def _bound(volumes: Iterator[bytes], *, title: str) -> bytes:
    """Several PDFs as one. One alone stays as it is."""
    first = next(volumes)
    second = next(volumes, None)
    if second is None:
        return first
    # 8 MB in every process that has it, and few print.
    from pypdf import PdfWriter  # noqa: PLC0415

    bound = PdfWriter()
    for each in itertools.chain((first, second), volumes):
        bound.append(io.BytesIO(each), import_outline=False)
    bound.add_metadata({"/Title": title})
    bound.compress_identical_objects()
    made = io.BytesIO()
    bound.write(made)
    return made.getvalue()


def _sheets(campaign: Campaign, office: str) -> Iterator[Sheet]:
    found = _letters(campaign, Delivery.id, Discipline.hue).outerjoin(Signatory.discipline)
    rows = db.session.execute(found.where(Delivery.office == office).order_by(Delivery.id)).all()
    for delivery_id, hue in rows:
        ready = dispatches.gather(delivery_id)
        yield pdf.sheet(ready.dispatch, language=ready.language, hue=hue)


def _letters(campaign: Campaign, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Delivery)
        .join(Letter, Delivery.letter_id == Letter.id)
        .join(Signatory, Letter.signatory_id == Signatory.id)
        .where(
            Delivery.campaign_id == campaign.id,
            Delivery.state != DeliveryState.DROPPED,
            queries.of_its_mode(campaign),
            Letter.confirmed_at.is_not(None),
            Signatory.state == SignatoryState.CONFIRMED,
            Signatory.shadow == "",
        )
    )


def _cover(campaign: Campaign, recipient: Recipient, letters: int) -> Cover:
    as_of = filters.moment(clock.now(), campaign.time_zone)
    notes = [_("As of %(moment)s. Each letter is from one person, confirmed.", moment=as_of)]
    if campaign.is_demo:
        notes.append(_("This campaign is a demonstration: the other people on it are invented."))
    if mode.is_rehearsal(campaign):
        notes.append(_("Rehearsal: none of these letters has been sent."))
    return Cover(
        campaign=campaign.title,
        headline=campaign.headline,
        holder=recipient.called,
        seat=recipient.seat,
        number=filters.number(letters),
        letters=ngettext("letter", "letters", letters),
        rows=tuple(_rows(campaign, recipient.code)),
        notes=tuple(str(each) for each in notes),
        language=campaign.language[:2].lower(),
    )


def _rows(campaign: Campaign, office: str) -> Iterator[CoverRow]:
    """How many letters of each discipline, and of allies: each by its writer's first one."""
    # Of one that was merged a moment ago, not everybody has moved yet.
    now = sa.func.coalesce(Discipline.merged_into_id, Discipline.id)
    counted = _letters(campaign, now, sa.func.count()).outerjoin(Signatory.discipline)
    grouped = counted.where(Delivery.office == office).group_by(now)
    counts = {each[0]: each[1] for each in db.session.execute(grouped)}
    for each in campaign.disciplines:
        if count := counts.get(each.id, 0):
            yield CoverRow(
                each.name, count, filters.number(count), discipline_hex(each.hue, "light")
            )
    if count := counts.get(None, 0):
        yield CoverRow(_("Allies"), count, filters.number(count), _ALLIES)
