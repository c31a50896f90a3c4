"""What channels, states and reasons are called before organizers. Never better than the truth."""

from __future__ import annotations

from flask_babel import gettext as _

from app.letters import outcome, service
from app.letters.models import ChannelName, DeliveryState


def channel(name: str) -> str:
    """A way to an office, in a word or two."""
    named = {
        ChannelName.HOUSE_CWC: _("House CWC"),
        ChannelName.SENATE_CWC: _("Senate CWC"),
        ChannelName.EMAIL: _("E-mail"),
        ChannelName.HAND_OFF: _("Hand-off"),
        ChannelName.PRINT: _("Print"),
    }
    return str(named[ChannelName(name)])


def channel_means(name: str) -> str:
    """When it is taken, in a sentence."""
    told = {
        ChannelName.HOUSE_CWC: _("The House’s own gateway, for the offices on its list."),
        ChannelName.SENATE_CWC: _("The Senate’s own gateway, for the offices on its list."),
        ChannelName.EMAIL: _("For targets with an e-mail address."),
        ChannelName.HAND_OFF: _("The office’s own form: the artist pastes the text there."),
        ChannelName.PRINT: _("A sheet for post or hand: it reaches everybody, so it is the last."),
    }
    return str(told[ChannelName(name)])


def state(name: str, rehearsed: bool = False) -> str:
    """What became of a delivery, in two or three words."""
    if rehearsed and says_rehearsed(name):
        return str(_("rehearsed"))
    named = {
        DeliveryState.WAITING: _("waits for its writer"),
        DeliveryState.QUEUED: _("waits for its turn"),
        DeliveryState.SENDING: _("is being sent"),
        DeliveryState.ACCEPTED: _("accepted"),
        DeliveryState.HANDED_OFF: _("handed to the writer"),
        DeliveryState.REPORTED: _("sent by the writer"),
        DeliveryState.FAILED: _("failed"),
        DeliveryState.DROPPED: _("not sent"),
    }
    return str(named[DeliveryState(name)])


def says_rehearsed(name: str) -> bool:
    """Whether a rehearsed delivery's state already says that it was one."""
    return name in (DeliveryState.ACCEPTED, DeliveryState.HANDED_OFF)


def state_class(name: str, rehearsed: bool = False) -> str:
    """The colour of a state's mark; what was only rehearsed has not been done well."""
    if rehearsed and name == DeliveryState.ACCEPTED:
        return ""
    marks = {DeliveryState.ACCEPTED: " good", DeliveryState.FAILED: " bad"}
    return marks.get(DeliveryState(name), "")


def reason(code: str) -> str:
    """Why it failed or was dropped; a code nobody has words for stands for itself."""
    named = {
        outcome.REFUSED: _("the other side refused it"),
        outcome.UNREACHABLE: _("the other side could not be reached"),
        outcome.INTERNAL: _("a fault on our side"),
        outcome.TAKEN_BACK: _("taken back"),
        outcome.STRUCK_OUT: _("its writer is struck out"),
        outcome.HELD: _("held: its writer is in the shadow"),
        "busy": _("the other side was too busy"),
        "invalid": _("something in it is not taken"),
        service.WRITTEN_BEFORE: _("the writer had written there before"),
        service.NOT_THEIRS: _("not theirs, its address’s owner says"),
        service.PASSED_OVER: _("passed over by its address’s owner"),
    }
    return str(named.get(code, code))


def dropped_reasons() -> list[str]:
    """The codes for which deliveries are dropped."""
    return [
        outcome.TAKEN_BACK,
        outcome.STRUCK_OUT,
        service.WRITTEN_BEFORE,
        service.NOT_THEIRS,
        service.PASSED_OVER,
    ]
