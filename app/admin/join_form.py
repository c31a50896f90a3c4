"""What a person gives who accepts an invitation, and what their account is asked for."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, PasswordField, SelectField, StringField, ValidationError

from app import language
from app.organizers import accounts
from app.pledges import checks

LONGEST_NAME = 120


def a_name(_form: object, field: Field) -> None:
    """What colleagues call them: not empty, not endless."""
    field.data = checks.cleaned(field.data)
    if not field.data:
        raise ValidationError(_("Give a name that the others know you by."))
    if len(field.data) > LONGEST_NAME:
        raise ValidationError(
            _("A name has at most %(number)s characters here.", number=LONGEST_NAME)
        )


def languages() -> list[tuple[str, str]]:
    """The languages the panel speaks, by what each calls itself."""
    return [(code, language.NAMES[code]) for code in current_app.config["LANGUAGES"]]


class JoinForm(Form):
    """Name and password; the address only where the link knows none."""

    email = StringField(_l("E-mail"), [checks.email])
    name = StringField(_l("Your name"), [a_name])
    password = PasswordField(_l("Password"))
    again = PasswordField(_l("The same once more"))

    def __init__(self, formdata: Any = None, *, with_email: bool) -> None:
        super().__init__(formdata)
        if not with_email:
            del self.email

    def validate_password(self, field: Field) -> None:
        wrong, field.data = accounts.checked_password(field.data or "")
        if wrong:
            raise ValidationError(" ".join(wrong))

    def validate_again(self, field: Field) -> None:
        if accounts.checked_password(field.data or "")[1] != self.password.data:
            raise ValidationError(_("The two passwords differ."))


class SelfForm(Form):
    """One's own name and language."""

    name = StringField(_l("Name"), [a_name])
    locale = SelectField(_l("Language"))

    def __init__(self, formdata: Any = None, **given: Any) -> None:
        super().__init__(formdata, **given)
        self.locale.choices = languages()


class EmailForm(Form):
    """One's own new address."""

    email = StringField(_l("New e-mail address"), [checks.email])
