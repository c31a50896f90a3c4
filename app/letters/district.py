"""From the address form to the offices: asks the lookup, and tells its answer in plain words.

Where the geocoder has answered, the form carries a mark of that along, so that one
letter sends the street there once.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from wtforms import Field

from app import keyring
from app.campaigns.models import Campaign
from app.congress import geocoder, lookup, offices, terms, titles
from app.congress.lookup import Address, Finding, Lookup, Why
from app.congress.offices import Office
from app.letters import checks, recipients
from app.letters.forms import AddressForm
from app.letters.recipients import Recipient
from app.places import states


@dataclass(frozen=True)
class Where:
    """Where somebody lives, found: their state, their city, and the codes of their offices."""

    state: str
    city: str
    offices: tuple[str, ...]


def find(form: AddressForm) -> Where | None:
    """The offices of who has filled in the form; None with the reason at its fields."""
    address = Address(
        zip=form.zip.data or "",
        state=form.state.data or "",
        city=form.city.data or "",
        street=form.street.data or "",
    )
    found = _located(form, address)
    if found is None:
        found = lookup.find_offices(address, chosen=form.district.data or "")
        form.located.data = ""
    if found.finding is not Finding.FOUND:
        _tell(form, found)
        return None
    if not form.district.data and geocoder.is_configured():
        form.located.data = _mark(found.offices[0].code, address)
    place = form.place()
    city = address.city or (place.city if place else "")
    return Where(found.state, city, tuple(each.code for each in found.offices))


def _located(form: AddressForm, address: Address) -> Lookup | None:
    """What was found for exactly this address before."""
    code = (form.located.data or "").partition(".")[0]
    if form.district.data or not hmac.compare_digest(
        _mark(code, address).encode(), (form.located.data or "").encode()
    ):
        return None
    seat = offices.get(code)
    return Lookup(Finding.FOUND, seat.state, offices=(seat, *offices.senate(seat.state)))


def _mark(code: str, address: Address) -> str:
    told = "\n".join(
        (code, str(terms.current()), address.zip, address.state, address.city, address.street)
    )
    return f"{code}.{keyring.current().index('located', told).hex()}"


def _tell(form: AddressForm, found: Lookup) -> None:
    """Say at its field why there is no answer, and offer the districts where one may be chosen."""
    fields: dict[Finding, Field] = {
        Finding.STATE_DISAGREES: form.state,
        Finding.NEEDS_STREET: form.street,
        Finding.NOT_A_CANDIDATE: form.district,
    }
    if found.candidates:
        form.district.choices = _choices(form.campaign, found.candidates)
    if found.finding is Finding.CHOOSE:
        # A question, and nobody's mistake.
        form.district.description = _why(found, form.zip.data or "")
        return
    field = fields.get(found.finding, form.zip)
    field.errors = [_reason(found, form.zip.data or "")]


def _reason(found: Lookup, zip_code: str) -> str:
    words: dict[Finding, str] = {
        Finding.MILITARY: checks.military(),
        Finding.NO_CONGRESS: _(
            "The ZIP code %(code)s lies in a country of its own, in free association with the "
            "United States: it elects nobody to Congress.",
            code=zip_code,
        ),
        Finding.ZIP_UNKNOWN: _(
            "There is no ZIP code %(code)s. Please look at it again.", code=zip_code
        ),
        Finding.STATE_DISAGREES: _(
            "The ZIP code %(code)s lies in %(true)s, not in %(state)s. "
            "Please mend the one that is wrong.",
            code=zip_code,
            true=_(" or ").join(map(_name, found.states)),
            state=_name(found.state),
        ),
        Finding.NEEDS_STREET: _("Give your street: your ZIP code alone lies in several districts."),
        Finding.NOT_A_CANDIDATE: _(
            "The ZIP code %(code)s does not lie in that district. Choose among these.",
            code=zip_code,
        ),
    }
    return words[found.finding]


def _why(found: Lookup, zip_code: str) -> str:
    """Why the person has to choose, in true words."""
    words: dict[Why | None, str] = {
        Why.SEVERAL_IN_ZIP: _(
            "Several districts share the ZIP code %(code)s. Choose yours.", code=zip_code
        ),
        Why.ZIP_NOT_IN_TABLE: _(
            "Our table of districts does not have the ZIP code %(code)s, as happens with "
            "post-office boxes and new codes. Choose your district.",
            code=zip_code,
        ),
        Why.NO_TABLE: _(
            "No table of ZIP codes and districts is loaded here. Choose your district in "
            "%(state)s.",
            state=_name(found.state),
        ),
        Why.LINES_CHANGED: _(
            "The districts of %(state)s were drawn anew, and our table still has the old lines. "
            "Choose your district.",
            state=_name(found.state),
        ),
        Why.GEOCODER_DOWN: _(
            "The service that knows streets gives no answer now. Choose your district, or try "
            "again in a while."
        ),
        Why.ADDRESS_NOT_FOUND: _(
            "The service that knows streets does not find this address. Look at the street and "
            "the city again, or choose your district."
        ),
        Why.ADDRESS_AMBIGUOUS: _(
            "There are several places of this address. Complete the street (North, Avenue …), or "
            "choose your district."
        ),
    }
    return words[found.why]


def _choices(campaign: Campaign, candidates: Sequence[Office]) -> list[tuple[str, str]]:
    holders = recipients.gather(campaign, [each.code for each in candidates])
    several_states = len({each.state for each in candidates}) > 1
    return [
        (
            lookup.value_of(office),
            (f"{_name(office.state)}, " if several_states else "") + _choice(office, holder),
        )
        for office, holder in zip(candidates, holders, strict=True)
    ]


def _choice(office: Office, holder: Recipient) -> str:
    """ "12th district: Representative Lateefah Simon (D)"; without a name where none is known."""
    district = titles.district(office)
    party = f" ({holder.party[:1]})" if holder.party else ""
    who = _("seat vacant") if holder.vacant else f"{holder.called}{party}"
    return f"{district}: {who}" if holder.name or holder.vacant else district


def _name(state: str) -> str:
    return states.NAMES.get(state, state)
