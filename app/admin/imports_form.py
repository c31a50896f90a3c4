"""How a file is read, and which of its columns is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, SelectField

from app.campaigns.models import Campaign
from app.imports import uploads
from app.imports.fields import FIELDS
from app.imports.people import ALLY
from app.imports.table import DELIMITERS, ENCODINGS, Reading

MARKS = {
    ",": _l("comma"),
    ";": _l("semicolon"),
    "\t": _l("tab"),
    "|": _l("vertical bar"),
}
NAMES = {"windows-1252": "Windows-1252 (Western Europe)", "latin-1": "Latin-1"}


class ReadingForm(Form):
    """Encoding, delimiter, header: as they were found, to be corrected."""

    encoding = SelectField(_l("Encoding"))
    delimiter = SelectField(_l("Cells are parted by"))
    has_header = BooleanField(_l("The first line names the columns"))

    def __init__(self, formdata: Any = None, *, reading: Reading) -> None:
        # A tab does not survive a form everywhere: delimiters travel by their place in the list.
        typed = {
            "encoding": reading.encoding,
            "delimiter": str(DELIMITERS.index(reading.delimiter)),
            "has_header": reading.has_header,
        }
        super().__init__(formdata, data=typed)
        self.encoding.choices = [(each, NAMES.get(each, each.upper())) for each in ENCODINGS]
        self.delimiter.choices = [(str(i), MARKS[each]) for i, each in enumerate(DELIMITERS)]

    def reading(self) -> Reading:
        """After `validate` has said yes."""
        mark = DELIMITERS[int(self.delimiter.data)]
        return Reading(self.encoding.data, mark, bool(self.has_header.data))


class ColumnsForm(Form):
    """Which column holds which field; made by `columns_form`."""

    discipline_of_all = SelectField(_l("Who has no discipline in the file"))

    def fields(self) -> list[Field]:
        """The fields of ours, in their order."""
        return [self[f"column_{each.name}"] for each in FIELDS]

    def mapping(self) -> dict[str, int]:
        """After `validate` has said yes: field -> column."""
        chosen = {each.name: self[f"column_{each.name}"].data for each in FIELDS}
        return {name: int(column) for name, column in chosen.items() if column}

    def validate(self, extra_validators: Any = None) -> bool:
        """Every choice is offered, and what an import cannot do without is named."""
        if not super().validate(extra_validators):
            return False
        missing = uploads.missing(self.mapping())
        if missing:
            words = _("Say which column this is: %(names)s.", names=", ".join(missing))
            self.form_errors = [words]
        return not missing


def columns_form(
    formdata: Any,
    *,
    header: Sequence[str],
    mapping: dict[str, int],
    campaign: Campaign,
    of_all: str,
) -> ColumnsForm:
    """The form for a file with these columns."""
    made: dict[str, Any] = {
        f"column_{each.name}": SelectField(each.words, id=f"column-{each.name}") for each in FIELDS
    }
    form_class = type("FileForm", (ColumnsForm,), made)
    typed = {f"column_{name}": str(column) for name, column in mapping.items()}
    form: ColumnsForm = form_class(formdata, data={**typed, "discipline_of_all": of_all})
    columns = [(str(i), f"{i + 1}: {name[:60]}") for i, name in enumerate(header)]
    for field in form.fields():
        field.choices = [("", _("not in the file")), *columns]  # type: ignore[attr-defined]
    named = [(each.slug, each.name) for each in campaign.disciplines]
    form.discipline_of_all.choices = [
        ("", _("leave the row out")),
        *named,
        (ALLY, _("count as an ally")),
    ]
    return form
