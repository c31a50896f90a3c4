"""What an office and its holder are called, in the reader's language."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from app.congress.offices import Office, Role
from app.places import states


def title(role: Role) -> str:
    """ "Senator", "Representative" …"""
    named: dict[Role, str] = {
        Role.SENATOR: _("Senator"),
        Role.REPRESENTATIVE: _("Representative"),
        Role.DELEGATE: _("Delegate"),
        Role.COMMISSIONER: _("Resident Commissioner"),
    }
    return named[role]


def party(name: str) -> str:
    """A party that the open data name; of any other, its name as it stands there."""
    named: dict[str, str] = {
        "Democrat": _("Democrat"),
        "Republican": _("Republican"),
        "Independent": _("Independent"),
    }
    return named.get(name, name)


def seat(office: Office) -> str:
    """The office without its holder: "Representative for California’s 12th district"."""
    state = states.NAMES[office.state]
    if office.role is Role.SENATOR:
        return str(_("Senator for %(state)s (class %(number)s)", state=state, number=office.number))
    if office.role is not Role.REPRESENTATIVE:
        return str(_("%(title)s for %(state)s", title=title(office.role), state=state))
    if office.number == 0:
        return str(_("Representative for %(state)s", state=state))
    return str(
        _(
            "Representative for %(state)s’s %(number)s district",
            state=state,
            number=ordinal(office.number),
        )
    )


def district(office: Office) -> str:
    """Where a House seat is: "12th district", or "at large"."""
    if office.number == 0:
        return str(_("at large"))
    return str(_("%(number)s district", number=ordinal(office.number)))


def ordinal(number: int) -> str:
    """12 -> "12th" in English; other languages write the number into their own words."""
    locale = get_locale()
    if locale is not None and locale.language != "en":
        return str(number)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
