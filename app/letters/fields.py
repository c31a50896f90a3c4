"""The merge fields of a campaign's letter: a closed list, checked when the organizer saves.

They are filled in the campaign's words only. What an artist types stays as typed,
braces and all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

FIELDS = {
    "first_name": _l("the writer's first name"),
    "credit_name": _l("the name the writer's work is known by; the first name where there is none"),
    "discipline": _l("the writer's discipline, such as Music"),
    "craft": _l("the writer's craft, such as session player; the discipline where there is none"),
    "people": _l("the discipline's people, such as musicians"),
    "city": _l("the writer's city"),
    "state": _l("the name of the writer's state"),
    "office_title": _l("what the office's holder is called: Senator, Representative …"),
    "office_name": _l("the holder's last name"),
    "artists_in_state": _l(
        "how many artists of the writer's state have signed; “the first” where that is not shown"
    ),
    "artists": _l("how many artists have signed in all"),
}
# How long what stands for a field may well be, where it is longer than usual.
_WIDTHS = {"credit_name": 60, "craft": 30, "people": 30, "city": 30, "office_title": 40}
_USUAL_WIDTH = 20
# Anything in braces is meant as a field, so that a misspelt one is noticed.
_BRACED = re.compile(r"\{([^{}\n]*)\}")


class FieldUnknown(ValueError):
    """The text names a field that is not on the list; `name` is what stands in the braces."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def check(text: str) -> None:
    """Raise FieldUnknown for the first thing in braces that is no field."""
    for name in _BRACED.findall(text):
        if name not in FIELDS:
            raise FieldUnknown(name)


def unknown(text: str) -> list[str]:
    """Everything in braces that is no field, each once, and a brace that stands alone."""
    found = dict.fromkeys(name for name in _BRACED.findall(text) if name not in FIELDS)
    alone = [f"{each}" for each in "{}" if each in _BRACED.sub("", text)]
    return [*(f"{{{name}}}" for name in found), *alone]


def length(text: str) -> int:
    """How many characters a text has once its fields are filled, with longish names."""
    widths = {name: "x" * _WIDTHS.get(name, _USUAL_WIDTH) for name in FIELDS}
    return len(fill(text.strip(), widths))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with every field replaced, in one pass: a value in braces is not filled again."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)
