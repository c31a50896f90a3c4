"""Taking a campaign live: what an owner must say first."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, Form, RadioField
from wtforms.validators import ValidationError

from app.going_live.service import Signatures


class GoLiveForm(Form):
    """`asks_signatures`: somebody signed in rehearsal; `is_unwell`: something is still to do."""

    signatures = RadioField(
        _l("The signatures made in rehearsal"),
        validate_choice=False,
    )
    anyway = BooleanField(_l("I have read what is still to do, and go live all the same"))

    def __init__(
        self, typed: MultiDict[str, str], *, asks_signatures: bool, is_unwell: bool
    ) -> None:
        super().__init__(typed)
        self.signatures.choices = [
            (Signatures.STRIKE.value, _("Strike them out; it can be taken back")),
            (Signatures.KEEP.value, _("Keep them as they are")),
        ]
        self._asks_signatures, self._is_unwell = asks_signatures, is_unwell

    def validate_signatures(self, field: Field) -> None:
        """Chosen, where there are any."""
        if self._asks_signatures and self.chosen() is None:
            raise ValidationError(
                _("Say what becomes of them: nobody has been mailed for real about them.")
            )

    def validate_anyway(self, field: Field) -> None:
        """Ticked, where not everything is well."""
        if self._is_unwell and not field.data:
            raise ValidationError(_("Not everything is well yet: tick this if that is all right."))

    def chosen(self) -> Signatures | None:
        """What becomes of the rehearsal's signatures."""
        found = self.signatures.data
        return Signatures(found) if found in list(Signatures) else None
