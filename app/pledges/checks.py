"""The checks of the sign form, each with plain words for the person who typed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from flask_babel import gettext as _
from wtforms import Field, ValidationError

from app import canonical_email, form_token
from app.canonical_email import AddressError, Reason
from app.places import queries as places
from app.places.queries import Place

Wrong = ValidationError

LONGEST_NAME = 100
LONGEST_VOICE = 600
LONGEST_POSTCODE = 12
# Invisible marks that can turn text around or hide in it. ZWNJ and ZWJ stay: Persian,
# Indic scripts and emoji are written with them.
HIDDEN_MARKS = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# What stands for letters that were lost on the way, and what is no character at all. Merely
# unknown ones pass: this Python knows fewer emoji than people's telephones do.
UNREADABLE = frozenset({"\ufffd", "\ufffe", "\uffff"})
ZIP = re.compile(r"(\d{5})(?:[- ]?\d{4})?")
SOURCE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def legal_name(_form: object, field: Field) -> None:
    """A name of a person: any script, at least one letter, at most 100 characters."""
    field.data = cleaned(field.data)
    if not field.data:
        raise Wrong(_first_or_last(field, _("Give your first name."), _("Give your last name.")))
    _fits(field.data, LONGEST_NAME)
    if not any(unicodedata.category(each).startswith("L") for each in field.data):
        raise Wrong(_("A name has letters in it. Write yours as your offices would read it."))
    if field.data[0] in "=+-@":
        raise Wrong(_("A name cannot begin with %(mark)s.", mark=field.data[0]))


def credit_name(_form: object, field: Field) -> None:
    """Whatever an artist is known by, bands called "!!!" included."""
    field.data = cleaned(field.data)
    _fits(field.data, LONGEST_NAME)


def email(_form: object, field: Field) -> str:
    """An address mail can be sent to; gives it as mail is sent to it."""
    field.data = (field.data or "").strip()
    try:
        return canonical_email.validate(field.data)
    except AddressError as error:
        raise Wrong(_address_words(error.reason)) from None


def voice(_form: object, field: Field) -> None:
    """A few sentences; lines are kept, tags are only text."""
    typed = (field.data or "").replace("\r\n", "\n").replace("\r", "\n")
    lines = [cleaned(line) for line in typed.split("\n")]
    field.data = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    _fits(field.data, LONGEST_VOICE)


def place_of(field: Field) -> Place:
    """The place of the ZIP code typed, kept as five digits. Raises Wrong."""
    typed = unicodedata.normalize("NFKC", cleaned(field.data))
    if not typed:
        raise Wrong(_("Give your ZIP code: it says which state you are counted in."))
    found = ZIP.fullmatch(typed)
    if not found or not typed.isascii():
        raise Wrong(
            _(
                "A ZIP code has five digits, such as 90012. "
                "If you live outside the United States, choose your country below."
            )
        )
    place = places.find_place(found[1])
    if place is None:
        raise Wrong(_("There is no ZIP code %(code)s. Please look at it again.", code=found[1]))
    field.data = found[1]
    return place


def postcode(field: Field) -> None:
    """A postcode outside the United States: any, or none."""
    field.data = cleaned(field.data)
    _fits(field.data, LONGEST_POSTCODE)


def source_code(typed: str | None) -> str:
    """A partner's or referrer's code from a link; nothing where it cannot be one."""
    code = (typed or "").strip()
    return code if SOURCE.fullmatch(code) else ""


def whole_form(token: Field, campaign_slug: str) -> str:
    """What is wrong with the form itself, in words; empty where nothing is.

    A token that is too young is kept, so that pressing again is enough; one that
    has expired or is not ours is replaced by a fresh one.
    """
    ago = dt.timedelta()
    try:
        form_token.check(token.data or "", campaign_slug)
    except form_token.TokenTooYoung:
        return str(_("That was quicker than anyone can read. Please press the button once more."))
    except form_token.TokenExpired:
        # As old as the reading was long: whoever has filled it in already presses at once.
        ago = form_token.RENEWED
        words = _(
            "This page had been open for a long time. Nothing is lost: "
            "please press the button once more."
        )
    except form_token.TokenForged:
        words = _(
            "We could not tell where this form came from. Nothing is lost: "
            "please press the button once more."
        )
    else:
        return ""
    token.data = form_token.mint(campaign_slug, ago=ago)
    return str(words)


def cleaned(typed: str | None) -> str:
    """Composed, without hidden marks, white space folded. Raises Wrong on control characters."""
    text = re.sub(r"\s+", " ", HIDDEN_MARKS.sub("", typed or "")).strip()
    text = unicodedata.normalize("NFC", text)
    if any(each in UNREADABLE or unicodedata.category(each) in ("Cc", "Cs", "Co") for each in text):
        raise Wrong(_("There is a character in here that cannot be read. Please type it again."))
    return text


def _fits(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Wrong(
            _("This has %(length)s characters; %(longest)s fit.", length=len(text), longest=longest)
        )


def _first_or_last(field: Field, first: str, last: str) -> str:
    return first if field.name == "first_name" else last


def _address_words(reason: Reason) -> str:
    words: dict[Reason, str] = {
        Reason.MISSING: _("Give your e-mail address: we send you one link to confirm."),
        Reason.TOO_LONG: _("This e-mail address is too long to be one."),
        Reason.NO_AT: _("An e-mail address has an @ in it, such as name@example.org."),
        Reason.NO_DOMAIN: _("Something is missing after the @, such as example.org."),
        Reason.NOT_MAILABLE: _(
            "We cannot send mail to letters like these before the @. Do you have another address?"
        ),
        Reason.MALFORMED: _("This does not look like an e-mail address. Please look at it again."),
    }
    return words[reason]
