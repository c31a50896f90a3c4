"""What the gateways of both chambers take, field by field, told so that a person can mend it.

Checked before the artist submits, whether or not a copy of the schema is at hand. The
words never quote what was typed: they may end in the ledger. Limits: the House's schema
`cwc_schema_v2.rng`; the five prefixes are the Senate's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_babel import gettext as _

from app.congress.offices import Chamber
from app.letters.channels.face import Cause, Dispatch, Problem
from app.letters.cwc import bills, phones, text
from app.letters.drafts import Constituent
from app.places import states

PREFIXES = ("Mr.", "Mrs.", "Miss", "Ms.", "Dr.")
# The schema's list; AA, AE and AP (military mail) are not on it.
STATES = frozenset(states.NAMES)
LONGEST_LINE = 500
SHORTEST_STREET = SHORTEST_CITY = 3
# Of a subject as well.
SHORTEST_TEXT = 6
LONGEST_TEXT = 10_000
ZIP = re.compile(r"[0-9]{5}(-[0-9]{4})?")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+\.[^@\s]+")
# What people type into the only line for the street when they mean its second line.
_ONLY_A_UNIT = re.compile(
    r"(?:#|(?:apartment|apt|unit|suite|ste|room|rm|floor|fl)\b\.?\s*#?)\s*(?:[0-9]\w*|\w)",
    re.IGNORECASE,
)


def problems(dispatch: Dispatch) -> list[Problem]:
    """What the gateway would refuse of this letter. `field` is the form's; "" is the campaign's."""
    found = [
        *_name(dispatch.constituent),
        *_reach(dispatch.constituent),
        *_place(dispatch),
        *_subject(dispatch.subject),
        *_texts(dispatch),
    ]
    if not bills.topics(dispatch.cause.topics):
        found.append(Problem("", _("The campaign has not said yet what its letters are about.")))
    return found


def cause_problems(cause: Cause) -> list[Problem]:
    """What an organizer should mend: the messages leave such words out. Fields are Cause's."""
    found = []
    for each in cause.topics:
        if each not in bills.TOPICS:
            told = _("“%(topic)s” is not one of Congress’s topics.", topic=each)
            found.append(Problem("topics", told))
    if not cause.topics:
        found.append(Problem("topics", _("Choose at least one topic.")))
    if cause.bill_type and bills.bill_type(cause.bill_type, Chamber.HOUSE) is None:
        kinds = ", ".join(bills.BILL_TYPES)
        told = _("The kind of bill must be one of these: %(kinds)s.", kinds=kinds)
        found.append(Problem("bill_type", told))
    if cause.organization and len(text.line(cause.organization)) < SHORTEST_TEXT:
        told = _("Write the organization’s name out: at least six characters.")
        found.append(Problem("organization", told))
    return found


def _name(who: Constituent) -> Iterator[Problem]:
    if who.prefix not in PREFIXES:
        yield Problem("prefix", _("Choose how you are addressed: Congress’s systems require it."))
    yield from _line("first_name", who.first_name, missing=_("Write your first name."))
    yield from _line("last_name", who.last_name, missing=_("Write your last name."))


def _reach(who: Constituent) -> Iterator[Problem]:
    yield from _line("email", who.email, missing=_("Write your e-mail address."))
    if who.email.strip() and not EMAIL.fullmatch(text.line(who.email)):
        yield Problem("email", _("Write a whole e-mail address, as in name@example.org."))
    if who.phone and not phones.FORM.fullmatch(who.phone):
        yield Problem("phone", _("Write the phone number like this: 510-555-0142."))


def _place(dispatch: Dispatch) -> Iterator[Problem]:
    who = dispatch.constituent
    yield from _street(who.street)
    yield from _line("city", who.city, missing=_("Write your city."))
    if 0 < len(text.line(who.city)) < SHORTEST_CITY:
        yield Problem(
            "city", _("Write the city’s name out: “Los Angeles” is taken, “LA” is refused.")
        )
    if who.state not in STATES:
        yield Problem(
            "state",
            _("Choose a state or territory. Military addresses cannot go through this system."),
        )
    elif dispatch.recipient.state != who.state:
        yield Problem("state", _("This office is not one of that state’s."))
    if not ZIP.fullmatch(who.zip):
        yield Problem("zip", _("Write the five digits of your ZIP code."))


def _street(street: str) -> Iterator[Problem]:
    typed = text.line(street)
    yield from _line("street", street, missing=_("Write your street and house number."))
    if typed and (len(typed) < SHORTEST_STREET or _ONLY_A_UNIT.fullmatch(typed)):
        yield Problem(
            "street",
            _("Write the street and house number first, as in “12 Canyon Road, Apt 4”."),
        )


def _subject(subject: str) -> Iterator[Problem]:
    yield from _line("subject", subject, missing=_("Write a subject."))
    if 0 < len(text.line(subject)) < SHORTEST_TEXT:
        yield Problem("subject", _("Make the subject at least six characters long."))


def _line(field: str, typed: str, *, missing: str) -> Iterator[Problem]:
    if text.impossible_line(typed) is not None:
        yield Problem(field, _("An invisible character stands in here: type it in anew."))
    length = len(text.line(typed))
    if length == 0:
        yield Problem(field, missing)
    elif length > LONGEST_LINE:
        yield Problem(field, _("Keep it to %(most)s characters.", most=LONGEST_LINE))


def _texts(dispatch: Dispatch) -> Iterator[Problem]:
    """The artist's words, and the campaign's where they are untouched.

    Where the campaign's half is the artist's too, the two boxes travel as one text: the
    larger box, `body`, is then the one to shorten.
    """
    message, statement = text.block(dispatch.message), text.block(dispatch.statement)
    if not message and not statement:
        yield Problem("personal", _("Write something to your office."))
    if message:
        yield from _text("personal" if statement else "body", message)
    if statement:
        yield from _text("body", statement)


def _text(field: str, written: str) -> Iterator[Problem]:
    at = text.impossible_line(written)
    if at is not None:
        told = _(
            "An invisible character stands in line %(number)s: type that line anew.", number=at
        )
        yield Problem(field, told)
    if len(written) < SHORTEST_TEXT:
        yield Problem(field, _("Write at least %(least)s characters.", least=SHORTEST_TEXT))
    elif len(written) > LONGEST_TEXT:
        over = len(written) - LONGEST_TEXT
        told = _("This is %(over)s characters too long for your office’s system.", over=over)
        yield Problem(field, told)
