"""Rows as CSV and as JSON Lines: what a cell may hold, and how it is made harmless."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any

# What spreadsheets take for the beginning of a formula (OWASP, "CSV Injection"); the last four
# are the full-width marks that East Asian keyboards write.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# The same of any of several cells, each behind a NUL.
_ANY_FORMULA = re.compile(r"\0\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
BOM = "\ufeff"
# What `csv` puts into quotes.
_QUOTED = (",", '"', "\r", "\n")
_YES_NO = {None: "", True: "yes", False: "no"}
Value = str | int | bool | dt.datetime | Sequence[str] | None


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


MIMETYPES = {Format.CSV: "text/csv", Format.JSONL: "application/x-ndjson"}


def header(names: Sequence[str], form: Format, *, bom: bool) -> str:
    """What the file begins with: in CSV the names of its columns."""
    if form is Format.JSONL:
        return ""
    return (BOM if bom else "") + _csv([names])


def text(names: Sequence[str], rows: Iterable[Sequence[Value]], form: Format) -> str:
    """These rows, a line each (a CSV cell may hold line breaks of its own, in quotes)."""
    if form is Format.CSV:
        return _csv(map(cell, row) for row in rows)
    lines = (
        json.dumps({name: _json(value) for name, value in zip(names, row, strict=True)})
        for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


def columns_text(names: Sequence[str], columns: Sequence[Sequence[Value]], form: Format) -> str:
    """The same of whole columns: a million rows have some twenty million cells."""
    if form is Format.JSONL:
        return text(names, zip(*columns, strict=True), form)
    written = [_written(each) for each in columns]
    if len(written) == 1:
        # As `csv` has it: a line with nothing at all would be no row.
        written = [[each or '""' for each in written[0]]]
    lines = "\r\n".join(map(",".join, zip(*written, strict=True)))
    return f"{lines}\r\n" if lines else ""


def _written(column: Sequence[Any]) -> Sequence[str]:
    """Each as `csv` writes its `cell`; a search over all says what need not be looked at."""
    try:
        together = "\0".join(column)
        words: Sequence[str] = column
    except TypeError:
        words = _words(column)
        together = "\0".join(words)
    if _ANY_FORMULA.search(f"\0{together}") is not None:
        words = [cell(each) for each in column]
    if any(mark in together for mark in _QUOTED):
        return [_quoted(each) for each in words]
    return words


def _words(column: Sequence[Any]) -> list[str]:
    """Each as text, not yet made harmless. Nearly every column holds one kind, and None."""
    kinds = set(map(type, column)) - {type(None)}
    if kinds <= {str}:
        return [each or "" for each in column]
    if kinds == {list}:
        return ["; ".join(each) if each else "" for each in column]
    if kinds == {bool}:
        return [_YES_NO[each] for each in column]
    return [cell(each) for each in column]


def _quoted(words: str) -> str:
    if not any(mark in words for mark in _QUOTED):
        return words
    return f'"{words.replace(chr(34), chr(34) * 2)}"'


def cell(value: Value) -> str:
    """A value as CSV holds it; text that a spreadsheet would run gets a ' in front."""
    write = _WRITE.get(type(value))
    if write is not None:
        return write(value)
    return harmless(value if isinstance(value, str) else "; ".join(value))  # type: ignore[arg-type]


def harmless(words: str) -> str:
    """With a ' in front where a spreadsheet would take it for a formula, after blanks too."""
    if words[:1].isalnum():
        # Nearly every cell; nothing that begins a formula is a letter or a digit.
        return words
    return f"'{words}" if words.startswith(FORMULA) or words.lstrip().startswith(FORMULA) else words


def pressed(content: bytes) -> bytes:
    """A whole gzip member; several, one behind the other, are a gzip file again."""
    return gzip.compress(content, compresslevel=6, mtime=0)


def _csv(rows: Iterable[Iterable[Value]]) -> str:
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    return lines.getvalue()


def _json(value: Value) -> object:
    if isinstance(value, dt.datetime):
        return _iso(value)
    return value if value is None or isinstance(value, str | int) else list(value)


def _iso(value: dt.datetime) -> str:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")


# By the exact type: to ask for it costs the least.
_WRITE: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "",
    bool: _YES_NO.__getitem__,
    int: str,
    str: harmless,
    dt.datetime: _iso,
}
