"""What the tracking page shows of a letter, gathered: for each office where it is and what is left.

Not in here: the words for states (`words`), and what the artist reports (`service`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from app import clock, filters
from app.campaigns.models import Campaign
from app.congress import queries as congress
from app.letters import pauses, queries, reading, recipients, sums, words
from app.letters.call_script import call_script
from app.letters.counted import state_in_words
from app.letters.drafts import Constituent
from app.letters.models import Brief, Delivery, DeliveryState, LedgerEntry, Letter
from app.letters.reading import Reading
from app.letters.recipients import Recipient, RecipientUnknown
from app.pledges import counts, published
from app.pledges.models import SignatoryState

# Whoever holds the text in their hands, or must take it back into them.
_BY_HAND = (DeliveryState.HANDED_OFF, DeliveryState.FAILED)
_NOT_YET = (DeliveryState.WAITING, DeliveryState.DROPPED)


@dataclass(frozen=True)
class Step:
    """One line of the ledger, in words."""

    at: dt.datetime
    said: str
    attempt: int
    words: str


@dataclass(frozen=True)
class Telephone:
    """Where an office can be called; `place` is "" in Washington."""

    place: str
    number: str


@dataclass(frozen=True)
class Line:
    """One office: where its letter is, and what the artist can do about it.

    `by_hand`: the artist can send it themselves now. `telephones`: where they can call
    about it, once it is theirs; `script` is what to say then.
    """

    delivery: Delivery
    recipient: Recipient
    state: str
    means: str
    channel: str
    text: str
    steps: list[Step]
    by_hand: bool
    telephones: list[Telephone]
    script: str


@dataclass(frozen=True)
class Followed:
    """A letter and its deliveries.

    At most one of `waits`, `lapsed`, `declined` and `sent` holds; none of them for a letter
    that its address's owner has passed over.
    """

    letter: Letter
    campaign: Campaign
    subject: str
    lines: list[Line]
    texts: list[Reading]
    summary: str
    waits: bool
    lapsed: bool
    rehearsed: bool

    @property
    def declined(self) -> bool:
        return self.letter.declined_at is not None

    @property
    def sent(self) -> bool:
        return self.letter.confirmed_at is not None


def follow(letter: Letter) -> Followed:
    """Everything the tracking page shows. Opens the letter's seals."""
    sealed = queries.opened(letter)
    constituent = queries.constituent(letter, sealed)
    steps = queries.list_entries([each.id for each in letter.deliveries])
    named = _recipients(letter.campaign, letter.deliveries)
    scripts = _scripts(letter, constituent, named)
    undecided = letter.confirmed_at is None and letter.declined_at is None
    can_go = letter.signatory.state != SignatoryState.WITHDRAWN and any(
        each.state == DeliveryState.WAITING for each in letter.deliveries
    )
    lapsed = undecided and clock.now() - letter.created_at > queries.WAITING_LIFE
    return Followed(
        letter=letter,
        campaign=letter.campaign,
        subject=sealed["subject"],
        lines=[
            _line(each, recipient, steps[each.id], script)
            for each, recipient, script in zip(letter.deliveries, named, scripts, strict=True)
        ],
        texts=reading.texts(letter.deliveries),
        summary=sums.own(letter.deliveries),
        waits=undecided and not lapsed and can_go,
        lapsed=lapsed,
        rehearsed=any(each.rehearsed for each in letter.deliveries),
    )


def _line(
    delivery: Delivery, recipient: Recipient, entries: list[LedgerEntry], script: str
) -> Line:
    """One office's line, in the reader's words."""
    state, channel, rehearsed = delivery.state, delivery.channel, delivery.rehearsed
    return Line(
        delivery=delivery,
        recipient=recipient,
        state=words.state_words(state, channel, rehearsed),
        means=_means(delivery),
        channel=words.channel_name(channel),
        text=queries.part(delivery).text,
        steps=[_step(each, rehearsed) for each in entries],
        by_hand=state in _BY_HAND,
        telephones=_telephones(recipient) if state not in _NOT_YET else [],
        script=script,
    )


def _means(delivery: Delivery) -> str:
    is_queued = delivery.state == DeliveryState.QUEUED
    if is_queued and delivery.channel in pauses.list_held_channels():
        return str(_("It has not left yet: the organizers hold letters back for the moment."))
    return words.explained(delivery.state, delivery.channel, delivery.rehearsed, delivery.reason)


def _step(entry: LedgerEntry, rehearsed: bool) -> Step:
    said = words.state_words(entry.state, entry.channel, rehearsed)
    return Step(entry.at, said, entry.attempt, entry.words)


def _recipients(campaign: Campaign, deliveries: Sequence[Delivery]) -> list[Recipient]:
    """Who gets these by now; who is no longer on any list keeps the name they were written to."""
    try:
        return recipients.gather(campaign, [each.office for each in deliveries])
    except RecipientUnknown:
        return [_one(campaign, each) for each in deliveries]


def _one(campaign: Campaign, delivery: Delivery) -> Recipient:
    try:
        return recipients.gather(campaign, [delivery.office])[0]
    except RecipientUnknown:
        return Recipient(delivery.office, "", "", "", delivery.addressee)


def _telephones(recipient: Recipient) -> list[Telephone]:
    found = [Telephone("", recipient.phone)]
    if recipient.name:
        local = congress.list_local_offices(recipient.code)
        found += [Telephone(each.city, each.phone) for each in local]
    return [each for each in found if each.number]


def _scripts(letter: Letter, constituent: Constituent, named: Sequence[Recipient]) -> list[str]:
    """What to say on the telephone to each of these, in the campaign's language."""
    campaign = letter.campaign
    if letter.confirmed_at is None:
        return [""] * len(named)
    brief = queries.get_brief(campaign)
    script = _script(letter, brief)
    with force_locale(campaign.language):
        spoken = _recipients(campaign, letter.deliveries)
        values = _values(letter, script, constituent)
        return [call_script(script, each, constituent, values=values) for each in spoken]


def _script(letter: Letter, brief: Brief) -> str:
    """The words of the writer's own discipline, else the campaign's."""
    discipline = letter.signatory.discipline
    own = discipline.call_script.strip() if discipline else ""
    return own or brief.call_script


def _values(letter: Letter, script: str, constituent: Constituent) -> dict[str, str]:
    """The merge fields that neither the office nor the address fills."""
    who = letter.signatory
    discipline = who.discipline.name if who.discipline else ""
    values = {
        "credit_name": who.credit_name or constituent.first_name,
        "discipline": discipline,
        "craft": who.craft.name if who.craft else discipline,
        "people": who.discipline.people if who.discipline else "",
    }
    if "{artists" in script:
        numbers = counts.numbers(letter.campaign)
        in_state = published.read(letter.campaign).in_state(constituent.state)
        values |= {
            "artists": filters.number(numbers.artists),
            "artists_in_state": state_in_words(in_state),
        }
    return values
