"""Forms whose fields are copied: each is as empty as a new one, and nobody's stays behind."""

from __future__ import annotations

import gc

from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField

from app.quick_forms import QuickForm


class Ask(QuickForm):
    name = StringField("Name")
    what = SelectField("What", validate_choice=False)


def test_two_forms_share_nothing_that_was_typed() -> None:
    first = Ask(MultiDict({"name": "Zora", "what": "music"}))
    first.what.choices = [("music", "Music")]
    first.name.errors = ["no"]
    second = Ask(MultiDict({"name": ""}))

    assert (first.name.data, second.name.data) == ("Zora", "")
    assert (first.what.data, second.what.data) == ("music", None)
    assert second.what.choices is None
    assert not second.name.errors
    assert second.name.label.text == "Name"
    assert 'name="name"' in str(second.name())


def test_no_form_is_held_on_to() -> None:
    form = Ask(MultiDict({"name": "Zora Neale"}))
    number = id(form)
    del form
    gc.collect()

    assert not [each for each in gc.get_objects() if isinstance(each, Ask) and id(each) == number]
