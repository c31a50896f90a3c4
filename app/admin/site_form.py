"""Who runs this site: what an owner may type."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from app.pledges.checks import cleaned

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_ADDRESS_LENGTH = 300


class SiteForm(Form):
    """All of it may be empty: /privacy then says that it is."""

    operator = StringField(_l("Who runs this site"), [Length(max=200)])
    contact = StringField(_l("E-mail address for questions about the data"), [Length(max=254)])
    address = TextAreaField(_l("Postal address"), render_kw={"rows": 4})

    def validate_operator(self, field: Field) -> None:
        field.data = cleaned(field.data)

    def validate_contact(self, field: Field) -> None:
        """An address that a person can write to, or none."""
        field.data = cleaned(field.data)
        if field.data and not _EMAIL.fullmatch(field.data):
            raise ValidationError(_("Write an e-mail address such as privacy@example.org."))

    def validate_address(self, field: Field) -> None:
        """Lines, each cleaned."""
        lines = [cleaned(line) for line in (field.data or "").splitlines()]
        field.data = "\n".join(line for line in lines if line)
        if len(field.data) > _ADDRESS_LENGTH:
            raise ValidationError(_("This has %(many)s characters; 300 fit.", many=len(field.data)))
