"""Forms whose fields are made once in a process, and copied for everybody who sends one.

WTForms makes each field anew from what its class says: for the seventeen of the sign form that
took a tenth of the whole request. Not in here: what a form asks.
"""

from __future__ import annotations

from typing import Any, cast

from wtforms import Field, Form
from wtforms.fields.core import UnboundField
from wtforms.meta import DefaultMeta

_made: dict[UnboundField[Any], Field] = {}


class QuickForm(Form):
    """A form that is sent often."""

    class Meta(DefaultMeta):
        """Binds by copying (`bind_field` is where WTForms lets forms decide that)."""

        def bind_field(  # type: ignore[override]  # the library leaves the field's kind open
            self, form: Form, unbound_field: UnboundField[Any], options: dict[str, Any]
        ) -> Field:
            """A field of its own for this form, as empty as a new one."""
            if options.get("prefix") or options.get("translations"):
                # Of one form alone: nothing to share.
                return cast("Field", super().bind_field(form, unbound_field, options))
            made = _made.get(unbound_field)
            if made is None:
                made = cast("Field", super().bind_field(form, unbound_field, options))
                # What is kept holds nobody's form.
                vars(made).update(_form=None, meta=None)
                _made[unbound_field] = made
            field: Field = object.__new__(type(made))
            vars(field).update(vars(made), _form=form, meta=form.meta)
            return field
