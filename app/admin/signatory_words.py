"""What the panel says of signatories and of searches for them."""

from __future__ import annotations

from flask_babel import gettext as _

from app.campaigns.models import Campaign
from app.congress import queries as congress
from app.filters import state_name
from app.pledges.models import SignatoryState
from app.pledges.rules import Reason
from app.pledges.search_words import ALLY, ANY, Field, Reading, Unreadable

MARKS = {
    SignatoryState.CONFIRMED: "good",
    SignatoryState.PENDING: "warn",
    SignatoryState.INVALIDATED: "bad",
    SignatoryState.WITHDRAWN: "",
}


def state(name: str) -> str:
    """A state of a signature, in a word."""
    named = {
        SignatoryState.PENDING: _("not confirmed"),
        SignatoryState.CONFIRMED: _("confirmed"),
        SignatoryState.WITHDRAWN: _("withdrawn"),
        SignatoryState.INVALIDATED: _("struck out"),
    }
    return str(named[SignatoryState(name)])


def mark(name: str) -> str:
    """The colour of a state's mark."""
    return MARKS[SignatoryState(name)]


def shadow(reason: str) -> str:
    """Why somebody is in the shadow; a reason nobody has words for stands for itself."""
    named = {
        Reason.ORGANIZER: _("an organizer set it aside"),
        Reason.TRAP: _("the field that nobody sees was filled in"),
        Reason.FAST: _("filled in faster than the campaign’s rule allows"),
        Reason.NAME: _("its name is one of the campaign’s patterns"),
    }
    return str(named.get(reason, reason))  # type: ignore[call-overload]


def understood(reading: Reading, campaign: Campaign) -> str:
    """How a search was understood, in a sentence's beginning: "People of the domain x.org"."""
    value = reading.value
    said = {
        Field.NUMBER: _("The person with the number %(value)s", value=value),
        Field.NAME: _("People whose credit name holds “%(value)s”", value=value),
        Field.LEGAL: _("People whose legal name is exactly “%(value)s”", value=value),
        Field.MAIL: _("Whoever reads the mailbox %(value)s", value=value),
        Field.DOMAIN: _("People of the domain %(value)s", value=value),
        Field.ZIP: _("People of the ZIP code %(value)s", value=value),
        Field.STATE: _("People of %(value)s", value=state_name(value)),
        Field.DISTRICT: _(
            "People whose ZIP code touches %(value)s", value=value.replace("-0", "-AL")
        ),
        Field.DISCIPLINE: _discipline(value, campaign),
        Field.SOURCE: _("People who came by the code “%(value)s”", value=value),
        Field.FINGERPRINT: _("People who signed from the same place, %(value)s", value=value[:10]),
        Field.SHADOW: _in_shadow(value),
        Field.SHAPE: _("People whose name and address have the shape “%(value)s”", value=value),
        Field.FILLED: _("People who filled in the form within %(value)s seconds", value=value),
        Field.SAME_NAME: _("People of one and the same legal name"),
    }
    return str(said[reading.field])


def remark(reading: Reading) -> str:
    """What has to be known to read the result rightly; "" for nothing."""
    if reading.field is Field.DISTRICT:
        if not congress.knows_districts():
            return str(_("No table of districts is loaded, so nobody can be found by district."))
        return str(_("A ZIP code can touch several districts: some of these live next door."))
    if reading.field is Field.LEGAL:
        return str(_("Letter case does not count; every other letter and accent does."))
    if reading.field is Field.FINGERPRINT:
        return str(_("A fingerprint is of one week, and is forgotten after 30 days."))
    if reading.field is Field.DISCIPLINE and reading.value != ALLY:
        return str(_("The discipline they named first; further ones are not searched."))
    return ""


def trouble(error: Unreadable) -> str:
    """Why words cannot be searched for, and what could."""
    said = {
        None: _("That is too long to search for: shorten it to 200 characters."),
        Field.NUMBER: _("A number is written in digits, such as number:17."),
        Field.NAME: _("Write some letters after name:."),
        Field.LEGAL: _("Write the whole legal name after legal:."),
        Field.MAIL: _("That is no whole e-mail address. For a domain write @example.org."),
        Field.DOMAIN: _("A domain is written like example.org."),
        Field.ZIP: _("A ZIP code has five digits."),
        Field.STATE: _("No state has that name: write CA or California."),
        Field.DISTRICT: _("There is no such district: write CA-12, or WY-AL for a whole state."),
        Field.DISCIPLINE: _("This campaign has no such discipline."),
        Field.SOURCE: _("Write the code of the link after source:."),
        Field.FINGERPRINT: _("A fingerprint has 8 to 32 hexadecimal digits."),
        Field.SHADOW: _("After shadow: write any, organizer, trap, fast or name."),
        Field.SHAPE: _("Write a shape after shape:, such as shape:Aa Aa|a.a99."),
        Field.FILLED: _("Write a number of seconds after filled:, such as filled:3."),
        Field.SAME_NAME: _("After samename: stands a code that an alert has given."),
    }
    return str(said[error.field])


def _in_shadow(reason: str) -> str:
    if reason == ANY:
        return str(_("Everybody in the shadow"))
    return str(_("In the shadow: %(reason)s", reason=shadow(reason)))


def _discipline(slug: str, campaign: Campaign) -> str:
    if slug == ALLY:
        return str(_("Allies"))
    names = {each.slug: each.name for each in campaign.disciplines}
    return str(_("People whose first discipline is %(value)s", value=names.get(slug, slug)))
