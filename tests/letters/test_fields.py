"""The merge fields: a closed list, filled once, in the campaign's words only."""

from __future__ import annotations

import pytest

from app.letters import fields


@pytest.mark.parametrize("name", sorted(fields.FIELDS))
def test_every_field_of_the_list_may_be_saved(name: str) -> None:
    fields.check(f"Before {{{name}}} after")


@pytest.mark.parametrize("name", ["First_Name", "street", "email", "last_name", "", " first_name"])
def test_what_is_not_on_the_list_is_named(name: str) -> None:
    with pytest.raises(fields.FieldUnknown) as refused:
        fields.check(f"Dear {{{name}}}, {{first_name}}")

    assert refused.value.name == name


def test_lone_braces_are_only_text() -> None:
    fields.check("a } b { c")

    assert fields.fill("a } b { c", {"b": "x"}) == "a } b { c"


def test_filling_leaves_what_it_has_no_value_for() -> None:
    assert fields.fill("{city}, {state}", {"city": "Santa Fe"}) == "Santa Fe, {state}"


def test_a_value_in_braces_is_not_filled_again() -> None:
    values = {"credit_name": "{city}", "city": "Santa Fe"}

    assert fields.fill("{credit_name}", values) == "{city}"
