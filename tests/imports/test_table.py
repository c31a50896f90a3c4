"""Tables out of bytes: encodings, delimiters, broken files."""

from __future__ import annotations

import codecs

import pytest

from app.imports import table
from app.imports.fields import guess
from app.imports.table import Detective, Reading, TableTrouble

TEXT = "name;city\r\nZoë;Cádiz\r\nÁda;“Rome”\r\n"
pytestmark = pytest.mark.usefixtures("app_sqlite")


def _pieces(content: bytes, size: int = 5) -> list[bytes]:
    return [content[i : i + size] for i in range(0, len(content), size)]


def _reading(content: bytes) -> Reading:
    detective = Detective()
    for piece in _pieces(content):
        detective.look(piece)
    return detective.reading()


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    return list(table.rows(_pieces(content), _reading(content)))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_encoding_is_found_out(encoding: str) -> None:
    assert _rows(TEXT.encode(encoding)) == [
        (1, ["name", "city"]),
        (2, ["Zoë", "Cádiz"]),
        (3, ["Áda", "“Rome”"]),
    ]


def test_latin_1_where_windows_has_nothing() -> None:
    assert _reading(b"name,x\nZo\xeb\x81,y\n").encoding == "latin-1"


def test_a_letter_far_down_the_file_counts_too() -> None:
    assert _reading(b"a,b\n" * 30_000 + "é,b\n".encode("cp1252")).encoding == "windows-1252"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_every_delimiter_is_found_out(mark: str) -> None:
    content = f'a{mark}b{mark}c\n"1{mark}1"{mark}2.5{mark}3 4\n'.encode()
    assert _rows(content)[1] == (2, [f"1{mark}1", "2.5", "3 4"])


def test_a_header_is_known_by_what_it_is_not() -> None:
    assert _reading(b"name,email\nAda,a@example.org\n").has_header
    assert not _reading(b"Ada,a@example.org\nGrace,g@example.org\n").has_header


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_and_no_blank_row(end: str) -> None:
    content = end.join(["a,b", "", '"1', '2",3', " , ", "4,5"]).encode()
    found = _rows(content)
    assert [row for _at, row in found] == [["a", "b"], [f"1{end}2", "3"], ["4", "5"]]


def test_other_bytes_than_promised_are_told_with_their_line() -> None:
    with pytest.raises(TableTrouble, match="Near line 2 there is a character that is not UTF-8"):
        list(table.rows([b"a,b\n", b"\xff\xfe\xfa,b\n"], Reading()))


def test_a_mark_alone_is_an_empty_file() -> None:
    with pytest.raises(TableTrouble, match="empty"):
        _reading(codecs.BOM_UTF8)


def test_columns_are_guessed_in_both_languages() -> None:
    english = ["E-mail Address", "FIRST_NAME", "Surname", "ZIP/Postal Code", "Stage name"]
    assert guess(english) == {
        "email": 0,
        "first_name": 1,
        "last_name": 2,
        "zip": 3,
        "credit_name": 4,
    }
    spanish = ["Nombre", "Apellidos", "Correo electrónico", "Código postal", "País", "Disciplina"]
    assert guess(spanish) == {
        "first_name": 0,
        "last_name": 1,
        "email": 2,
        "zip": 3,
        "country": 4,
        "discipline": 5,
    }
    assert guess(["Email", "Email", "?"]) == {"email": 0}
