"""What a delivery's channel and state are called before the person who wrote the letter.

The pages and the mails say it from here, so that no place claims more than another. What
only happened in rehearsal never sounds as if it had happened.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app.letters.models import ChannelName, DeliveryState
from app.letters.service import NOT_THEIRS, PASSED_OVER, WRITTEN_BEFORE

_SENT = (DeliveryState.ACCEPTED, DeliveryState.HANDED_OFF)
_UNDERWAY = (DeliveryState.QUEUED, DeliveryState.SENDING)
_BY_HAND = (ChannelName.HAND_OFF, ChannelName.PRINT)


def channel_name(channel: str) -> str:
    """How an office is reached, in two or three words."""
    named = {
        ChannelName.HOUSE_CWC: _("The House’s own system"),
        ChannelName.SENATE_CWC: _("The Senate’s own system"),
        ChannelName.EMAIL: _("E-mail"),
        ChannelName.HAND_OFF: _("The office’s form, by your hand"),
        ChannelName.PRINT: _("On paper, by your hand"),
    }
    return str(named[ChannelName(channel)])


def state_words(state: str, channel: str, rehearsed: bool) -> str:
    """A state in a few words, never better than the truth."""
    if rehearsed and state in _SENT:
        return str(_("Rehearsed: nothing was sent"))
    if state == DeliveryState.ACCEPTED:
        return _accepted(channel)
    if state == DeliveryState.HANDED_OFF:
        return _in_hand(channel)
    if state in _UNDERWAY and channel in _BY_HAND:
        return str(_("Is being made ready for you"))
    named = {
        DeliveryState.WAITING: _("Waits for your confirmation"),
        DeliveryState.QUEUED: _("Waits for its turn"),
        DeliveryState.SENDING: _("On its way just now"),
        DeliveryState.REPORTED: _("You told us that you sent it"),
        DeliveryState.FAILED: _("Not delivered"),
        DeliveryState.DROPPED: _("Not sent"),
    }
    return str(named[DeliveryState(state)])


def explained(state: str, channel: str, rehearsed: bool, reason: str = "") -> str:
    """What a state means, in a sentence or two. `reason` is the delivery's."""
    if rehearsed and state in _SENT:
        return _rehearsed(channel)
    told = _explained(state, channel, reason)
    if rehearsed and state in _UNDERWAY:
        rehearsal = _("This is a rehearsal: it will end in the rehearsal mailbox.")
        return f"{told} {rehearsal}"
    return told


def _explained(state: str, channel: str, reason: str) -> str:
    if state == DeliveryState.ACCEPTED:
        return _accepted_means(channel)
    if state == DeliveryState.HANDED_OFF:
        return _in_hand_means(channel)
    if state in _UNDERWAY and channel in _BY_HAND:
        return str(_("We do not send it: the page of your letter will say what to do with it."))
    if state == DeliveryState.QUEUED:
        here = _("It has not left yet.")
        return f"{here} {_hours(channel)}".strip()
    if state == DeliveryState.DROPPED:
        return _dropped(reason)
    told = {
        DeliveryState.WAITING: _(
            "It is sent once you open the link that we mailed to you and press the button."
        ),
        DeliveryState.SENDING: _("It is being handed over at this moment."),
        DeliveryState.REPORTED: _(
            "That is your own word: we have not sent it, and cannot see whether it arrived."
        ),
        DeliveryState.FAILED: _("We could not deliver it, and have stopped trying."),
    }
    return str(told[DeliveryState(state)])


def _accepted(channel: str) -> str:
    named = {
        ChannelName.HOUSE_CWC: _("Accepted by the House’s system"),
        ChannelName.SENATE_CWC: _("Accepted by the Senate’s system"),
        ChannelName.EMAIL: _("Taken by the mail server"),
    }
    return str(named.get(ChannelName(channel), _("Accepted")))


def _accepted_means(channel: str) -> str:
    if channel == ChannelName.EMAIL:
        return str(
            _(
                "The mail server has taken it. That does not mean that it has arrived, or that"
                " anybody has read it."
            )
        )
    no_more = _("That does not mean that anybody has read it.")
    return f"{_accepted(channel)}. {no_more}"


def _in_hand(channel: str) -> str:
    if channel == ChannelName.PRINT:
        return str(_("In your hands: ready to print"))
    return str(_("In your hands: the office’s form is ready for you"))


def _in_hand_means(channel: str) -> str:
    if channel == ChannelName.PRINT:
        return str(
            _("We have sent nothing: your letter is ready to be printed, signed and posted by you.")
        )
    return str(
        _(
            "We have sent nothing: your text is ready to be copied into the office’s own form"
            " by you."
        )
    )


def _dropped(reason: str) -> str:
    if reason == WRITTEN_BEFORE:
        return str(_("You had written to this office before: each person sends it one letter."))
    if reason == NOT_THEIRS:
        return str(_("The owner of the address said that they did not write it."))
    if reason == PASSED_OVER:
        return str(_("The owner of the address did not release it: nothing has left."))
    return str(_("It was taken back, and will not be sent."))


def _hours(channel: str) -> str:
    """When the other side takes nothing. Sources: CONGRESS.md 1.6 and 2 (`cwc` keeps to them)."""
    if channel == ChannelName.HOUSE_CWC:
        return str(_("The House’s system rests every night from midnight to 6 a.m. Eastern time."))
    if channel == ChannelName.SENATE_CWC:
        return str(
            _(
                "The Senate’s system rests on Sundays from midnight to 6 a.m. and on Wednesdays"
                " from 5 to 7 a.m. Eastern time."
            )
        )
    return ""


def _rehearsed(channel: str) -> str:
    named = {
        ChannelName.HOUSE_CWC: _(
            "Rehearsal: it lies in the rehearsal mailbox; live, it would have gone to the"
            " House’s system."
        ),
        ChannelName.SENATE_CWC: _(
            "Rehearsal: it lies in the rehearsal mailbox; live, it would have gone to the"
            " Senate’s system."
        ),
        ChannelName.EMAIL: _(
            "Rehearsal: it lies in the rehearsal mailbox; live, it would have gone to the"
            " office by e-mail."
        ),
        ChannelName.HAND_OFF: _(
            "Rehearsal: it lies in the rehearsal mailbox; live, it would now be in your hands,"
            " for the office’s own form."
        ),
        ChannelName.PRINT: _(
            "Rehearsal: it lies in the rehearsal mailbox; live, it would now be in your hands,"
            " to be printed, signed and posted."
        ),
    }
    return str(named[ChannelName(channel)])
