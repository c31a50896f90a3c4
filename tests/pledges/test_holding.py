"""Which voices are held for a second look, and which are not."""

from __future__ import annotations

import pytest

from app.pledges.holding import Hold, reasons

LISTED = "scab\nfree money\n\nass"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("I played every note myself.", []),
        ("See https://buy.example/now", [Hold.LINK]),
        ("see www.lowtide.band", [Hold.LINK]),
        ("Find me at lowtide dot com", [Hold.LINK]),
        ("lowtide.com has it all", [Hold.LINK]),
        ("ｌｏｗｔｉｄｅ．ｃｏｍ", [Hold.LINK]),
        ("Write to ada@example.org", [Hold.LINK, Hold.ADDRESS]),
        ("ada (at) example (dot) net", [Hold.LINK, Hold.ADDRESS]),
        ("He lives at 1200 North Main Street", [Hold.ADDRESS]),
        ("P.O. Box 12, Ojai", [Hold.ADDRESS]),
        ("call 505-555-0142", [Hold.PHONE]),
        ("(505) 555 0142 any time", [Hold.PHONE]),
        ("+34 600 123 456", [Hold.PHONE]),
        ("Do not be a SCAB!", [Hold.WORD]),
        ("Free\n money for all", [Hold.WORD]),
        # What people say of their work must not be held.
        ("I play bass; the assembly was massive.", []),
        ("In 2024 I earned $1,250,000 less... no, 1.250,50 less.", []),
        ("My 3rd record took 14 months, 200 takes and 12 players.", []),
        ("I wrote it.Then they took it.", []),
        ("Signed 10/12/2025, at 5:30.", []),
        ("It took me 2 years to find my way there.", []),
    ],
)
def test_a_voice_is_held_for_what_it_holds(text: str, held: list[Hold]) -> None:
    assert reasons(text, LISTED) == held


def test_without_a_list_no_word_holds_it() -> None:
    assert reasons("scab", "\n  \n") == []
