"""A letter as it could be: a paragraph that is being written, whole, from an invented artist.

For organizers, to read what they write as an office would. Nothing is stored.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale

from app.campaigns.models import Campaign
from app.congress import queries as congress
from app.congress.offices import Chamber
from app.letters import compose, preview, queries, recipients
from app.letters.drafts import Constituent, Draft
from app.letters.recipients import Recipient
from app.letters.texts import Audience
from app.places import states

# Where the invented artist lives, when no office's holder is known.
_STATE, _CITY, _ZIP = "NM", "Santa Fe", "87501"
_FIRST_OFFICE = {Chamber.HOUSE: "HNM03", Chamber.SENATE: "SNM01"}


@dataclass(frozen=True)
class Specimen:
    """`text` is the campaign's half; the artist's own words stand before it."""

    called: str
    subject: str
    sender: str
    text: str
    length: int


def make(campaign: Campaign, where: Audience, paragraph: str) -> Specimen:
    """The letter of an invented artist of these people, with `paragraph` in it. Raises NoBrief."""
    brief = queries.get_brief(campaign)
    chamber = where.chamber or Chamber.HOUSE
    with force_locale(campaign.language):
        office = _office(campaign, chamber)
        draft = _draft(where, office.state)
        values = preview.values(campaign, draft, office)
        text = compose.campaign_words(brief.demand, paragraph, values)
        subject = compose.campaign_words(brief.subject, "", values)
    craft = where.craft.name if where.craft else ""
    kind = craft or (where.discipline.name if where.discipline else "")
    city, state = draft.constituent.city, states.NAMES.get(office.state, office.state)
    sender = ", ".join(each for each in ("Alex Example", kind, city, state) if each)
    return Specimen(office.called, subject, sender, text, len(text))


def _office(campaign: Campaign, chamber: Chamber) -> Recipient:
    """An office of this chamber: a real one, with its holder where one is known."""
    code = congress.first_held(chamber) or _FIRST_OFFICE[chamber]
    return recipients.gather(campaign, [code])[0]


def _draft(where: Audience, state: str) -> Draft:
    is_home = state == _STATE
    who = Constituent(
        prefix="Ms.",
        first_name="Alex",
        last_name="Example",
        email="alex@example.org",
        street="1 Main Street",
        city=_CITY if is_home else "Springfield",
        state=state,
        zip=_ZIP,
    )
    return Draft(
        constituent=who,
        offices=(),
        subject="",
        personal="",
        discipline=where.discipline,
        craft_id=where.craft.id if where.craft else None,
        credit_name="Alex Example",
    )
