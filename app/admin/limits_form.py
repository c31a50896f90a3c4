"""Who is allowed or blocked, and the limits themselves: what an organizer may type."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from app import canonical_email, clock
from app.limits import globs, listing
from app.limits.listing import Wanted
from app.limits.models import Action, ListKind, ListVerb
from app.limits.numbers import Numbers, Pace, Pressure
from app.pledges.checks import cleaned

LASTS = {"day": 1, "week": 7, "month": 30}
PARTS = ("burst", "burst_seconds", "sustained", "sustained_seconds")
MOST_AT_ONCE, LONGEST_WINDOW, MOST_A_MINUTE, LATEST = 100_000, 86_400, 1_000_000, 240


class EntryForm(Form):
    """One entry of the list; what it names is told by how it is written."""

    verb = RadioField(_l("What it does"), default=ListVerb.ALLOW.value)
    what = StringField(_l("Whom"), [Length(max=254)])
    lasts = SelectField(_l("For how long"), default="week")
    note = StringField(_l("Note"), [Length(max=200)])

    wanted: Wanted

    def __init__(self, formdata: Any = None) -> None:
        super().__init__(formdata)
        self.verb.choices = [
            (ListVerb.ALLOW.value, _("allow more")),
            (ListVerb.BLOCK.value, _("block")),
        ]
        self.lasts.choices = [
            ("day", _("a day")),
            ("week", _("a week")),
            ("month", _("30 days")),
            ("", _("until it is taken off")),
        ]

    def validate_note(self, field: Field) -> None:
        field.data = cleaned(field.data)

    def validate_what(self, field: Field) -> None:
        """An e-mail address, an address or range, or a domain, in this order."""
        field.data = typed = cleaned(field.data)
        if not typed:
            raise ValidationError(_("Write an address, a range, a domain or an e-mail address."))
        if "@" in typed[1:]:
            self._take_email(typed)
            return
        try:
            self._take(ListKind.RANGE, str(globs.read_range(typed)))
        except globs.NoRange:
            self._take_domain(typed)

    def _take_email(self, typed: str) -> None:
        if self.verb.data != ListVerb.BLOCK:
            raise ValidationError(
                _("Anybody can type an e-mail address, so one can be blocked but not allowed.")
            )
        try:
            email = canonical_email.validate(typed)
        except canonical_email.AddressError:
            raise ValidationError(_("That e-mail address is none mail can be sent to.")) from None
        self.wanted = listing.of_email(ListVerb.BLOCK, email, **self._more())

    def _take_domain(self, typed: str) -> None:
        try:
            pattern = globs.read_domain(typed)
            if self.verb.data == ListVerb.ALLOW:
                globs.refuse_free_mail(pattern)
        except globs.FreeMail:
            raise ValidationError(free_mail()) from None
        except globs.NoDomain:
            raise ValidationError(
                _(
                    "That is no address (192.0.2.7), no range (192.0.2.0/24; a /8 at the widest) "
                    "and no domain (example.org, *.example.org, **.example.org)."
                )
            ) from None
        self._take(ListKind.DOMAIN, pattern)

    def _take(self, kind: ListKind, text: str) -> None:
        self.wanted = Wanted(ListVerb(self.verb.data), kind, text=text, **self._more())

    def _more(self) -> dict[str, Any]:
        days = LASTS.get(self.lasts.data)
        ends = clock.now() + dt.timedelta(days=days) if days else None
        return {"note": self.note.data or "", "expires_at": ends}


class NumbersForm(Form):
    """The limits. Empty: what stands in the house, or in Tutti itself."""

    per_minute = IntegerField(_l("Pressure"), [Optional(), NumberRange(1, MOST_A_MINUTE)])
    late_minutes = IntegerField(_l("Minutes later"), [Optional(), NumberRange(1, LATEST)])

    def __init__(self, formdata: Any, *, said: dict[str, Any], above: Numbers) -> None:
        super().__init__(formdata, data=_flat(said))
        self.above = above

    def said(self) -> dict[str, Pace | Pressure]:
        """What a setting keeps, after `validate` has said yes: what was left empty is taken
        from above, and what is empty altogether is not said."""
        found: dict[str, Pace | Pressure] = {}
        for action, pace in self.above.paces.items():
            typed = {part: self[f"{action}_{part}"].data for part in PARTS}
            if any(typed.values()):
                found[action.value] = Pace(
                    **{part: value or getattr(pace, part) for part, value in typed.items()}
                )
        pressure = self.above.pressure
        if self.per_minute.data or self.late_minutes.data:
            found["pressure"] = Pressure(
                self.per_minute.data or pressure.per_minute,
                self.late_minutes.data or pressure.late_minutes,
            )
        return found


def part_name(part: str) -> str:
    """What a column of the table is called."""
    words: dict[str, str] = {
        "burst": _("At once"),
        "burst_seconds": _("within seconds"),
        "sustained": _("In the long run"),
        "sustained_seconds": _("within seconds (long run)"),
    }
    return words[part]


def free_mail() -> str:
    """Why a big provider's domain is not allowed."""
    return str(
        _(
            "Anybody gets an address there for nothing, so allowing that domain would lift the "
            "limits for everybody. Allow the network instead."
        )
    )


def _flat(said: dict[str, Any]) -> dict[str, int]:
    flat = {
        f"{action}_{part}": value
        for action in Action
        for part, value in zip(PARTS, said.get(action.value, ()), strict=False)
    }
    return flat | dict(zip(("per_minute", "late_minutes"), said.get("pressure", ()), strict=False))


for _action in Action:
    for _part in PARTS:
        _most = LONGEST_WINDOW if _part.endswith("seconds") else MOST_AT_ONCE
        setattr(
            NumbersForm, f"{_action}_{_part}", IntegerField("", [Optional(), NumberRange(1, _most)])
        )
