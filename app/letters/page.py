"""What the letter page shows at each of its steps, gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from babel.lists import format_list
from flask import current_app, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from app.campaigns.models import Campaign
from app.congress import titles
from app.letters import preview, queries, recipients, words
from app.letters.channels import registry
from app.letters.drafts import Planned
from app.letters.forms import AddressForm
from app.letters.reading import Reading
from app.letters.recipients import Recipient
from app.letters.writing import Sheet, Step, mark
from app.pledges.known import Known

CENSUS = "geocoding.geo.census.gov"


@dataclass(frozen=True)
class Addressee:
    """Whom the letter goes to, and how it would reach them."""

    recipient: Recipient
    channel: str
    is_direct: bool

    @property
    def party(self) -> str:
        return titles.party(self.recipient.party)


@dataclass(frozen=True)
class Written:
    """An office that has a letter of this person's, and the way to it."""

    called: str
    token: str


def render(sheet: Sheet, step: Step) -> str:
    """The page of this step, with all that was typed."""
    if step is Step.WRITE:
        return _write(sheet)
    if step is Step.READ:
        return _read(sheet)
    if step is Step.WRITTEN:
        return _page("written", sheet.campaign, written=_written(sheet))
    return address(sheet.campaign, sheet.address, sheet.known, words=sheet.words)


def address(campaign: Campaign, form: AddressForm, known: Known | None, **more: Any) -> str:
    """The first step: who you are and where you live."""
    return _page(
        "address",
        campaign,
        form=form,
        known=known,
        # Whether what is known can be told in one line, or must be asked.
        is_told=form.is_known(known),
        discipline=form.chosen,
        geocoder=_geocoder(),
        targets=_listed([each.name for each in recipients.list_targets(campaign)]),
        **{"words": None, **more},
    )


def closed(campaign: Campaign) -> str:
    """Instead of the steps, while no letters are taken."""
    return _page("closed", campaign, phase=campaign.phase, days_to_go=campaign.days_to_go)


def _write(sheet: Sheet) -> str:
    """The second step: the words."""
    brief, form, neutral = queries.get_brief(sheet.campaign), sheet.words, sheet.neutral()
    form.subject.data = form.subject.data or preview.neutral_subject(sheet.campaign, sheet.draft)
    is_own = bool(form.body.data)
    form.body.data = form.body.data or neutral
    form.offered.data = mark(neutral)
    form.personal.label.text = brief.question or _("What happened to your work?")
    addressees = _addressees(sheet.planned)
    form.nudged.data = "1" if sheet.is_nudged else form.nudged.data
    return _page(
        "write",
        sheet.campaign,
        form=form,
        address=sheet.address,
        discipline=sheet.draft.discipline,
        addressees=addressees,
        called=_listed([each.recipient.called for each in addressees]),
        written=_written(sheet),
        words=neutral,
        is_own=is_own,
        is_nudged=sheet.is_nudged,
    )


def _read(sheet: Sheet) -> str:
    """The third step: exactly what each office would get."""
    sheet.words.seen.data = sheet.digest()
    addressees = _addressees(sheet.planned)
    return _page(
        "read",
        sheet.campaign,
        form=sheet.words,
        address=sheet.address,
        discipline=sheet.draft.discipline,
        addressees=addressees,
        by_hand=sum(1 for each in addressees if not each.is_direct),
        texts=_texts(sheet.planned),
        who=sheet.draft.constituent,
        is_proven=sheet.signatory is not None,
        has_changed=sheet.has_changed,
    )


def _page(name: str, campaign: Campaign, **context: Any) -> str:
    return render_template(f"letters/{name}.html", campaign=campaign, **context)


def _addressees(planned: Sequence[Planned]) -> list[Addressee]:
    channels = registry.current()
    return [
        Addressee(
            each.recipient,
            words.channel_name(each.channel),
            channels.get(each.channel).is_direct,
        )
        for each in planned
    ]


def _listed(names: Sequence[str]) -> str:
    """ "A, B, and C" in the reader's language."""
    return str(format_list(names, locale=get_locale() or "en"))


def _texts(planned: Sequence[Planned]) -> list[Reading]:
    """Each text once, with everybody who gets it."""
    found: dict[str, list[str]] = {}
    for each in planned:
        found.setdefault(each.part.text, []).append(each.recipient.called)
    return [Reading(tuple(addressees), text) for text, addressees in found.items()]


def _written(sheet: Sheet) -> list[Written]:
    """The offices that have this person's letter; only who has proved to be them gets here."""
    return [
        Written(recipient.called, queries.opened(queries.get_letter(letter_id))["token"])
        for recipient, letter_id in zip(
            recipients.gather(sheet.campaign, list(sheet.written)),
            sheet.written.values(),
            strict=True,
        )
    ]


def _geocoder() -> str:
    """Who is asked where a street lies: "census", "other" or nobody ("")."""
    url = current_app.config["GEOCODER_URL"]
    if not url:
        return ""
    return "census" if urlsplit(url).hostname == CENSUS else "other"
