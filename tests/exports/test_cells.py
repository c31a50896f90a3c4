"""Cells that no spreadsheet runs, and lines that every program reads."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json

import pytest

from app.exports import cells
from app.exports.cells import Format

DANGEROUS = [
    '=HYPERLINK("https://evil.example")',
    "+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\N{FULLWIDTH EQUALS SIGN}1",
]


@pytest.mark.parametrize("words", DANGEROUS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(words: str) -> None:
    assert cells.cell(words) == f"'{words}"


@pytest.mark.parametrize("words", ["", "Ada", "a=b", "!!!", "'til then", "1-2", " Ada"])
def test_harmless_text_stays_as_it_is(words: str) -> None:
    assert cells.cell(words) == words


def test_values_of_every_kind() -> None:
    moment = dt.datetime(2026, 3, 2, 15, 0, 1, 5, tzinfo=dt.UTC)

    assert cells.cell(None) == ""
    assert (cells.cell(True), cells.cell(False), cells.cell(17)) == ("yes", "no", "17")
    assert cells.cell(moment) == "2026-03-02T15:00:01Z"
    assert cells.cell(["music", "writing"]) == "music; writing"
    line = cells.text(["a", "b", "c"], [[moment, ["x"], "=1"]], Format.JSONL)
    assert json.loads(line) == {"a": "2026-03-02T15:00:01Z", "b": ["x"], "c": "=1"}


def test_quotes_and_line_breaks_survive() -> None:
    words = 'She said "no",\nand left; twice'
    text = cells.header(["voice"], Format.CSV, bom=True) + cells.text(
        ["voice"], [[words]], Format.CSV
    )

    assert text.startswith("\ufeffvoice\r\n")
    found = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert found == [{"voice": words}]


def test_whole_columns_are_written_as_csv_writes_their_cells() -> None:
    nasty = [*DANGEROUS, "", "Ada", 'a "b"', "c, d", "e\nf", "g\rh", "=1,2", '"', "ü", "\t"]
    columns = [
        nasty,
        [None, *nasty[1:]],
        [True, False, None] * (len(nasty) // 3) + [True] * (len(nasty) % 3),
        [None if number % 2 else -number for number in range(len(nasty))],
        [[each, "x"] if each else [] for each in nasty],
        [dt.datetime(2026, 3, 2, 15, tzinfo=dt.UTC)] * len(nasty),
        [None] * len(nasty),
    ]
    names = [str(number) for number in range(len(columns))]

    assert cells.columns_text(names, columns, Format.CSV) == cells.text(
        names, list(zip(*columns, strict=True)), Format.CSV
    )
    for column in columns:
        alone = cells.columns_text(["a"], [column], Format.CSV)
        assert alone == cells.text(["a"], [[each] for each in column], Format.CSV)
    assert cells.columns_text(names, [[]] * len(names), Format.CSV) == ""


def test_pieces_pressed_apart_are_one_file() -> None:
    assert gzip.decompress(cells.pressed(b"first ") + cells.pressed(b"second")) == b"first second"
