"""The checks of the letter's forms, each with plain words for the person who typed.

They hold for every letter. What one channel will not take beyond them, the channel says
(`Channel.problems`).
"""

from __future__ import annotations

import re
import unicodedata

from flask_babel import gettext as _
from wtforms import Field

from app.letters.cwc import rules
from app.letters.cwc.phones import normalise_phone
from app.places import states
from app.pledges import checks as pledges
from app.pledges.checks import HIDDEN_MARKS, ZIP, Wrong, cleaned

LONGEST_STREET = 120
LONGEST_CITY = 80
LONGEST_SUBJECT = 200
SHORTEST_WORDS = rules.SHORTEST_TEXT
LONGEST_WORDS = rules.LONGEST_TEXT
MILITARY = frozenset({"AA", "AE", "AP"})


def prefix(_form: object, field: Field) -> None:
    """One of the five both chambers know."""
    if field.data not in rules.PREFIXES:
        raise Wrong(_("Choose how you are addressed: both chambers of Congress ask for it."))


def street(_form: object, field: Field) -> None:
    """Number and street, as on an envelope."""
    field.data = cleaned(field.data)
    if not field.data:
        raise Wrong(_("Give your street and number: offices answer those who live in their area."))
    if len(field.data) < rules.SHORTEST_STREET or not _has_letter(field.data):
        raise Wrong(_("This is too little for an address. Write it as on an envelope: 12 Main St."))
    _fits(field.data, LONGEST_STREET)


def city(_form: object, field: Field) -> None:
    """Optional: the ZIP code has one."""
    field.data = cleaned(field.data)
    if not field.data:
        return
    if len(field.data) < rules.SHORTEST_CITY:
        raise Wrong(
            _(
                "Write the city’s whole name: Los Angeles, not LA. "
                "Left empty, it is taken from your ZIP code."
            )
        )
    if not _has_letter(field.data):
        raise Wrong(_("A city has letters in its name. Left empty, it is taken from your ZIP."))
    _fits(field.data, LONGEST_CITY)


def state(_form: object, field: Field) -> None:
    """Optional: a state, the district or a territory, by its two letters."""
    field.data = cleaned(field.data).upper()
    if field.data in MILITARY:
        raise Wrong(military())
    if field.data and field.data not in states.NAMES:
        raise Wrong(_("Choose your state, or leave it empty: your ZIP code says it."))


def zip_code(_form: object, field: Field) -> None:
    """Five digits; the four that may follow are left away. Whether it exists is not asked here."""
    typed = unicodedata.normalize("NFKC", cleaned(field.data))
    if not typed:
        raise Wrong(_("Give your ZIP code: it says which offices are yours."))
    found = ZIP.fullmatch(typed)
    if not found or not typed.isascii():
        raise Wrong(_("A ZIP code has five digits, such as 90012."))
    field.data = found[1]


def phone(_form: object, field: Field) -> None:
    """Optional: ten digits of an American number, however they are written."""
    field.data = cleaned(field.data)
    if not field.data:
        return
    found = normalise_phone(field.data)
    if not found:
        raise Wrong(
            _("An American telephone number has ten digits, such as 505-555-0142. It may be empty.")
        )
    field.data = found


def subject(_form: object, field: Field) -> None:
    """One line."""
    field.data = cleaned(field.data)
    if len(field.data) < SHORTEST_WORDS:
        raise Wrong(_("Give your letter a subject of a few words: it is what is read first."))
    _fits(field.data, LONGEST_SUBJECT)


def words(_form: object, field: Field) -> None:
    """Text of many lines, or none. Braces are only braces here."""
    field.data = lines(field.data)
    if field.data and len(field.data) < SHORTEST_WORDS:
        raise Wrong(_("This is very short: %(fewest)s characters at least.", fewest=SHORTEST_WORDS))
    _fits(field.data, LONGEST_WORDS)


def lines(typed: str | None) -> str:
    """Text as it will travel: lines cleaned, one empty line between two at most. Raises Wrong."""
    text = (typed or "").replace("\r\n", "\n").replace("\r", "\n")
    kept = [cleaned(line) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def folded(text: str | None) -> str:
    """The same for two texts that differ in nothing but white space and invisible marks."""
    return " ".join(unicodedata.normalize("NFC", HIDDEN_MARKS.sub("", text or "")).split())


def too_many_waiting() -> str:
    """What somebody hears whose address has as many undecided letters as there may be."""
    return str(
        _(
            "Several letters with this e-mail address wait to be confirmed. Open the link in the "
            "mail we sent, and send or decline one of them there. This one was not kept."
        )
    )


def military() -> str:
    """What is true of military addresses."""
    return str(
        _(
            "Letters to Congress cannot go out from a military address (APO, FPO, DPO): it lies in "
            "no district. Give the address in the United States where you vote."
        )
    )


def _has_letter(text: str) -> bool:
    return any(unicodedata.category(each).startswith("L") for each in text)


def _fits(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Wrong(
            _("This has %(length)s characters; %(longest)s fit.", length=len(text), longest=longest)
        )


legal_name, email, credit_name = pledges.legal_name, pledges.email, pledges.credit_name
