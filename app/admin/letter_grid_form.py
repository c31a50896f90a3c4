"""What an organizer may type for one cell of the grid, and for one target."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, StringField, TextAreaField

from app.admin.letter_texts_form import merged, text
from app.letters import checks
from app.letters.targets import Named
from app.pledges.checks import Wrong, cleaned

_PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{5,28}")
_HOST = re.compile(r"(?:[^\W_](?:[\w\-]*[^\W_])?\.)+[^\W\d_]{2,}")


class ParagraphForm(Form):
    """One paragraph of the campaign's; empty: these people fall back to the next."""

    text = TextAreaField(_l("The paragraph"), [text, merged])
    seen = HiddenField()


class TargetForm(Form):
    """Somebody outside Congress, with at least one way to them."""

    title = StringField(_l("Title"))
    name = StringField(_l("Name"))
    email = StringField(_l("E-mail"))
    url = StringField(_l("Web form"))
    phone = StringField(_l("Telephone"))
    address = StringField(_l("Postal address"))

    def validate(self, extra_validators: object = None) -> bool:
        """Check every field, and that a letter can get there at all."""
        held = super().validate()
        if not any(each.data or each.errors for each in (self.email, self.url, self.address)):
            words = _("Give an e-mail address, a web form or a postal address: a letter needs one.")
            self.email.errors = [words]
            return False
        return held

    def validate_title(self, field: Field) -> None:
        _line(field, 120)

    def validate_name(self, field: Field) -> None:
        _line(field, 160)
        if not field.data:
            raise Wrong(_("Give a name: a person’s, or the agency’s."))

    def validate_email(self, field: Field) -> None:
        _line(field, 254)
        if field.data:
            checks.email(self, field)

    def validate_url(self, field: Field) -> None:
        _line(field, 300)
        if field.data and not _is_web(field.data):
            raise Wrong(_("A web address begins with https:// and has no blanks in it."))

    def validate_phone(self, field: Field) -> None:
        _line(field, 30)
        if field.data and not _PHONE.fullmatch(field.data):
            raise Wrong(_("A telephone number has digits, such as 202-555-0100."))

    def validate_address(self, field: Field) -> None:
        _line(field, 300)
        if field.data and len(field.data) < 10:
            raise Wrong(_("This is too little for an address. Write it as on an envelope."))

    def named(self) -> Named:
        """What was typed; after `validate` has said yes."""
        return Named(**{name: self[name].data or "" for name in Named.__dataclass_fields__})


def _line(field: Field, longest: int) -> None:
    field.data = cleaned(field.data)
    if len(field.data) > longest:
        raise Wrong(
            _(
                "This has %(length)s characters; %(longest)s fit.",
                length=len(field.data),
                longest=longest,
            )
        )


def _is_web(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_safe = parts.scheme in ("http", "https") and not parts.username and " " not in typed
    return is_safe and bool(_HOST.fullmatch(host))
