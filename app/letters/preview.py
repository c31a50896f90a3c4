"""What each office would get of a draft, and how: read from the database, written nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from flask_babel import force_locale

from app import clock, filters
from app.campaigns.models import Campaign, Craft
from app.letters import compose, queries, recipients
from app.letters.channels import registry
from app.letters.channels.face import Cause, Dispatch, Problem
from app.letters.counted import state_in_words
from app.letters.drafts import Counted, Draft, Planned
from app.letters.models import Brief
from app.letters.recipients import Recipient
from app.places import states
from app.pledges import counts, published


def plan(campaign: Campaign, draft: Draft) -> list[Planned]:
    """What every office named in the draft would get now. Raises NoBrief, RecipientUnknown."""
    brief = queries.get_brief(campaign)
    named = recipients.gather(campaign, draft.offices, committees=brief.committees)
    texts = campaign_texts(campaign, brief, draft, named)
    return [
        Planned(
            recipient,
            compose.compose(personal=draft.personal, body=draft.body, campaign=text),
            registry.choose(recipient, brief.channels).name,
        )
        for recipient, text in zip(named, texts, strict=True)
    ]


def campaign_texts(
    campaign: Campaign, brief: Brief, draft: Draft, named: Sequence[Recipient]
) -> list[str]:
    """The campaign's half of the letter for each of these, in the campaign's language."""
    wordings = queries.list_wordings(campaign)
    # The members' titles travel in the campaign's language, the page's may be another.
    with force_locale(campaign.language):
        spoken = recipients.gather(campaign, [each.code for each in named])
        known = _values(campaign, draft)
        craft_id, discipline = draft.craft_id, draft.discipline
        return [
            compose.campaign_words(
                brief.demand,
                compose.choose(
                    wordings,
                    discipline_id=discipline.id if discipline else None,
                    craft_id=craft_id,
                    chamber=each.chamber,
                ),
                known | _values_of(each),
            )
            for each in spoken
        ]


def values(campaign: Campaign, draft: Draft, recipient: Recipient) -> dict[str, str]:
    """What each merge field stands for in this draft's letter to this recipient."""
    return _values(campaign, draft) | _values_of(recipient)


def neutral_text(campaign: Campaign, draft: Draft) -> str:
    """The campaign's half for no office in particular: what the artist may change for all."""
    brief = queries.get_brief(campaign)
    discipline = draft.discipline
    with force_locale(campaign.language):
        values = _values(campaign, draft)
        paragraph = compose.choose(
            queries.list_wordings(campaign),
            discipline_id=discipline.id if discipline else None,
            craft_id=draft.craft_id,
            chamber="",
        )
        nobody = {"office_title": "Member of Congress", "office_name": "Congress"}
        return compose.campaign_words(brief.demand, paragraph, values | nobody)


def neutral_subject(campaign: Campaign, draft: Draft) -> str:
    """The campaign's subject for no office in particular, its fields filled."""
    brief = queries.get_brief(campaign)
    with force_locale(campaign.language):
        nobody = {"office_title": "Member of Congress", "office_name": "Congress"}
        return compose.campaign_words(brief.subject, "", _values(campaign, draft) | nobody)


def problems(campaign: Campaign, draft: Draft, planned: Sequence[Planned]) -> list[Problem]:
    """What the channels would not take of this draft, each once, before it is sent."""
    cause = cause_of(campaign, queries.get_brief(campaign))
    found: dict[Problem, None] = {}
    for each in planned:
        channel = registry.current().get(each.channel)
        dispatch = Dispatch(
            uid=registry.TRIAL_UID,
            recipient=each.recipient,
            constituent=draft.constituent,
            cause=cause,
            subject=draft.subject,
            message=each.part.message,
            statement=each.part.statement,
            written_on=clock.now().date(),
        )
        found.update(dict.fromkeys(channel.problems(dispatch)))
    return list(found)


def cause_of(campaign: Campaign, brief: Brief) -> Cause:
    """The campaign as a provider wants to know it."""
    behind = brief.organization
    return Cause(
        title=campaign.title,
        ask=brief.ask,
        topics=tuple(brief.topics),
        bill_congress=brief.bill_congress,
        bill_type=brief.bill_type,
        bill_number=brief.bill_number,
        stance=brief.stance,
        url=f"{current_app.config['PUBLIC_URL']}/c/{campaign.slug}/",
        organization=behind.get("name", ""),
        organization_about=behind.get("about", ""),
        organization_contact_name=behind.get("contact_name", ""),
        organization_contact_email=behind.get("contact_email", ""),
        organization_contact_phone=behind.get("contact_phone", ""),
    )


def count(campaign: Campaign, state: str) -> Counted:
    """How many artists have signed by now, in all and, as far as it is published, in this state."""
    return Counted(counts.numbers(campaign).artists, published.read(campaign).in_state(state))


def _values(campaign: Campaign, draft: Draft) -> dict[str, str]:
    """What the merge fields stand for, but for those of the office."""
    who, discipline = draft.constituent, draft.discipline
    counted = draft.counted or count(campaign, who.state)
    craft = _craft_name(draft)
    name = discipline.name if discipline else ""
    return {
        "first_name": who.first_name,
        "credit_name": draft.credit_name or who.first_name,
        "discipline": name,
        "craft": craft or name,
        "people": discipline.people if discipline else "",
        "city": who.city,
        "state": states.NAMES.get(who.state, who.state),
        "artists_in_state": state_in_words(counted.in_state),
        "artists": filters.number(counted.artists),
    }


def _values_of(recipient: Recipient) -> dict[str, str]:
    return {
        "office_title": recipient.title,
        "office_name": recipient.last_name or recipient.seat,
    }


def _craft_name(draft: Draft) -> str:
    crafts: Sequence[Craft] = draft.discipline.crafts if draft.discipline else ()
    return next((each.name for each in crafts if each.id == draft.craft_id), "")
