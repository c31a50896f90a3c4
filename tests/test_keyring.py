"""The key ring: what is sealed opens again, for its own row only, through a rotation too."""

from __future__ import annotations

import base64
import time

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from app import keyring
from app.keyring import KeyMissing, Keyring, KeyringError, SealBroken


def part(key_id: str, fill: int) -> str:
    return f"{key_id}:{base64.urlsafe_b64encode(bytes([fill]) * 32).decode()}"


OLD, NEW = part("k1", 1), part("k2", 2)
RING = Keyring.parse(OLD)
ROW = b"row one"
NAMES = {"first_name": "Ada", "last_name": "O’Neill"}


@given(plain=st.dictionaries(st.text(), st.text()), row=st.binary())
@example(plain={"name": "a\0b", "other": "🎻", "third": "فيروز", "": ""}, row=ROW)
def test_every_text_comes_back(plain: dict[str, str], row: bytes) -> None:
    assert RING.open(RING.seal(plain, bound_to=row), bound_to=row) == plain


@given(place=st.integers(0), bit=st.integers(0, 7))
def test_any_flipped_bit_breaks_the_seal(place: int, bit: int) -> None:
    sealed = bytearray(RING.seal(NAMES, bound_to=ROW))
    sealed[place % len(sealed)] ^= 1 << bit

    with pytest.raises((SealBroken, KeyMissing)):
        RING.open(bytes(sealed), bound_to=ROW)


@given(length=st.integers(0, 200))
def test_a_value_cut_short_or_drawn_out_breaks(length: int) -> None:
    sealed = RING.seal(NAMES, bound_to=ROW)
    changed = sealed[:length] if length < len(sealed) else sealed.ljust(length + 1, b"\0")

    with pytest.raises((SealBroken, KeyMissing)):
        RING.open(changed, bound_to=ROW)


@given(st.binary())
def test_foreign_bytes_do_not_open(sealed: bytes) -> None:
    with pytest.raises((SealBroken, KeyMissing)):
        RING.open(sealed, bound_to=ROW)


def test_another_row_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        RING.open(RING.seal(NAMES, bound_to=ROW), bound_to=b"row two")


def test_the_same_values_never_look_the_same() -> None:
    assert len({RING.seal(NAMES, bound_to=ROW) for _ in range(100)}) == 100


def test_nothing_of_the_plain_text_shows() -> None:
    sealed = RING.seal({"first_name": "Wilhelmina"}, bound_to=ROW)

    assert b"Wilhelmina" not in sealed
    assert b"first_name" not in sealed


def test_names_of_different_length_are_sealed_into_the_same_length() -> None:
    sealed = {len(RING.seal({"n": "x" * length}, bound_to=ROW)) for length in range(1, 20)}

    assert len(sealed) == 1


def test_after_a_rotation_the_old_opens_and_the_new_seals() -> None:
    sealed = RING.seal(NAMES, bound_to=ROW)
    rotated = Keyring.parse(f"{NEW},{OLD}")

    assert rotated.open(sealed, bound_to=ROW) == NAMES
    again = rotated.seal(NAMES, bound_to=ROW)
    assert Keyring.parse(NEW).open(again, bound_to=ROW) == NAMES


def test_many_rows_are_opened_at_once_and_one_that_cannot_be_stops_none() -> None:
    plain = [NAMES, {"name": 'فيروز, "[null]"'}, {}, NAMES]
    rows = [bytes([number]) * 16 for number in range(4)]
    sealed = [RING.seal(each, bound_to=row) for each, row in zip(plain, rows, strict=True)]
    ring = Keyring.parse(f"{NEW},{OLD}")

    assert ring.open_each(sealed, rows) == plain
    sealed[1:3] = [sealed[2], Keyring.parse(part("k3", 3)).seal(NAMES, bound_to=rows[2])]
    assert ring.open_each(sealed, rows) == [NAMES, None, None, NAMES]
    assert ring.open_each([], []) == []


def test_a_key_that_was_thrown_away_is_named() -> None:
    sealed = RING.seal(NAMES, bound_to=ROW)

    with pytest.raises(KeyMissing, match="k1") as caught:
        Keyring.parse(NEW).open(sealed, bound_to=ROW)
    assert caught.value.key_id == "k1"


def test_another_key_under_the_same_id_does_not_open() -> None:
    with pytest.raises(SealBroken):
        Keyring.parse(part("k1", 9)).open(RING.seal(NAMES, bound_to=ROW), bound_to=ROW)


@pytest.mark.parametrize("other", ["ada  o’neill ", "ADA O’NEILL", "\tＡda\u00a0O’Neill"])
def test_an_index_does_not_mind_case_blanks_and_width(other: str) -> None:
    assert RING.index("name", "Ada O’Neill") == RING.index("name", other)


@pytest.mark.parametrize(
    ("purpose", "text"),
    [("name", "Ada O'Neil"), ("street", "Ada O’Neill"), ("name", "Adá O’Neill")],
)
def test_other_words_or_another_purpose_have_another_index(purpose: str, text: str) -> None:
    assert RING.index("name", "Ada O’Neill") != RING.index(purpose, text)


def test_another_key_has_other_indexes() -> None:
    assert RING.index("name", "Ada") != Keyring.parse(NEW).index("name", "Ada")


def test_during_a_rotation_both_indexes_are_searched() -> None:
    rotated = Keyring.parse(f"{NEW},{OLD}")

    assert rotated.indexes("name", "Ada") == [
        rotated.index("name", "Ada"),
        RING.index("name", "Ada"),
    ]


@given(st.text())
def test_every_text_has_a_stable_index_of_sixteen_bytes(text: str) -> None:
    found = RING.index("name", text)

    assert len(found) == 16
    assert found == RING.index("name", keyring.normalised(text))


@pytest.mark.parametrize(
    ("data_keys", "said"),
    [
        ("", "holds no key"),
        (" , ", "holds no key"),
        ("c2VjcmV0LXNlY3JldA", "id:key"),
        (":c2VjcmV0LXNlY3JldA", "id:key"),
        ("a key with blanks:c2VjcmV0LXNlY3JldA", "id:key"),
        ("k7:c2VjcmV0LXNlY3JldA", "'k7'.*has 13 bytes"),
        ("k8:c2Vjcm V0LXNlY3JldA", "'k8'.*base64url"),
        ("k9:", "'k9'.*base64url"),
        ("k6:c2VjcmV0LXNlY3Jl*A==", "'k6'.*base64url"),
        (f"{OLD},{OLD}", "'k1' twice"),
    ],
)
def test_a_bad_ring_is_refused_without_showing_a_key(data_keys: str, said: str) -> None:
    with pytest.raises(KeyringError, match=said) as caught:
        Keyring.parse(data_keys)
    assert "c2Vj" not in str(caught.value)
    assert "AQEB" not in str(caught.value)


def test_a_key_may_have_its_padding_or_not() -> None:
    sealed = RING.seal(NAMES, bound_to=ROW)

    assert Keyring.parse(OLD.rstrip("=")).open(sealed, bound_to=ROW) == NAMES


def test_a_printed_ring_shows_no_key_material() -> None:
    key = RING.sealing

    assert repr(key) == "Key(id='k1')"
    assert str(key.index) not in repr(vars(RING))


def test_the_applications_ring_is_made_once() -> None:
    app = Flask(__name__)
    app.config["DATA_KEYS"] = f"{NEW},{OLD}"
    with app.app_context():
        ring = keyring.current()

        assert ring is keyring.current()
        assert ring.sealing.id == "k2"


def test_opening_twenty_thousand_rows_takes_no_second() -> None:
    """A million rows are exported while a person waits: no key may be derived per row."""
    sealed = RING.seal(NAMES, bound_to=ROW)
    began = time.perf_counter()
    for _ in range(20_000):
        RING.open(sealed, bound_to=ROW)

    assert time.perf_counter() - began < 1.0


def test_a_piece_of_a_file_opens_with_its_own_name_alone() -> None:
    ring = RING
    sealed = ring.seal_bytes(b"\x00rows,of,a,file\xff", bound_to=b"job 1 out 0")

    assert ring.open_bytes(sealed, bound_to=b"job 1 out 0") == b"\x00rows,of,a,file\xff"
    assert b"rows" not in sealed
    with pytest.raises(SealBroken):
        ring.open_bytes(sealed, bound_to=b"job 1 out 1")
