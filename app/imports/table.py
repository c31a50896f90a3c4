"""A table out of bytes that somebody uploaded: its encoding, its delimiter, its rows.

In constant memory: pieces go in, rows come out. What no table can be made of is said in
plain words, with the row; nothing is guessed at and nothing is passed over in silence.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from app.filters import number

ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
# Characters of one line, line breaks of one cell: more is no table but a quotation mark that
# nobody closed, or no text at all.
LONGEST_LINE = 1_000_000
MOST_BREAKS = 50
MOST_COLUMNS = 500
# How much of a file is looked at to find its delimiter.
SAMPLE = 64 * 1024
SAMPLE_ROWS = 30
_OTHER_FILES = {b"PK\x03\x04": "Excel", b"\xd0\xcf\x11\xe0": "Excel", b"%PDF": "PDF"}


class TableTrouble(ValueError):
    """No table can be read; the message says why, to the person who chose the file."""


@dataclass(frozen=True)
class Reading:
    """How a file is read."""

    encoding: str = "utf-8"
    delimiter: str = ","
    has_header: bool = True

    def params(self) -> dict[str, Any]:
        """As a job keeps it."""
        return asdict(self)


class Detective:
    """Looks at all pieces of a file as they come by, and says how it is to be read."""

    def __init__(self) -> None:
        self.bytes = 0
        self._sample = b""
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")("strict")
        self._windows = codecs.getincrementaldecoder("windows-1252")("strict")
        self._is: dict[str, bool] = {"utf-8": True, "windows-1252": True}

    def look(self, piece: bytes) -> None:
        """The next piece."""
        self.bytes += len(piece)
        if len(self._sample) < SAMPLE:
            self._sample += piece[: SAMPLE - len(self._sample)]
        self._try("utf-8", self._utf8, piece)
        self._try("windows-1252", self._windows, piece)

    def reading(self) -> Reading:
        """How to read it. Raises TableTrouble for what is no text, or empty."""
        for start, name in _OTHER_FILES.items():
            if self._sample.startswith(start):
                raise TableTrouble(
                    _("This is a file of %(program)s. Save the table as CSV first.", program=name)
                )
        encoding = self._encoding()
        text = self._sample.decode(encoding, "replace").removeprefix("\ufeff")
        if not text.strip():
            raise TableTrouble(_("The file is empty."))
        delimiter = _delimiter(text)
        first = next(csv.reader(text.splitlines()[:1], delimiter=delimiter), [])
        return Reading(encoding, delimiter, not any("@" in each for each in first))

    def _try(self, name: str, decoder: codecs.IncrementalDecoder, piece: bytes) -> None:
        if self._is[name]:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                self._is[name] = False

    def _encoding(self) -> str:
        if self._sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        # Without its mark: every other byte of mostly Latin letters is nought.
        for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
            if self._sample[start::2].count(0) > len(self._sample) / 4:
                return name
        if self._is["utf-8"]:
            try:
                self._utf8.decode(b"", final=True)
            except UnicodeDecodeError:
                pass
            else:
                return "utf-8"
        return "windows-1252" if self._is["windows-1252"] else "latin-1"


def rows(pieces: Iterable[bytes], reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not blank with its number, the first line being row 1; the header too.

    Raises TableTrouble.
    """
    lines = csv.reader(_lines(pieces, reading.encoding), delimiter=reading.delimiter)
    at = 0
    while True:
        at += 1
        try:
            row = next(lines, None)
        except csv.Error as error:
            raise _unclosed(at) from error
        if row is None:
            return
        if len(row) > MOST_COLUMNS or any(each.count("\n") > MOST_BREAKS for each in row):
            raise _unclosed(at)
        if any(each.strip() for each in row):
            yield at, row


def _lines(pieces: Iterable[bytes], encoding: str) -> Iterator[str]:
    name = {"utf-8": "utf-8-sig"}.get(encoding, encoding)
    text = io.TextIOWrapper(io.BufferedReader(_Pieces(pieces)), encoding=name, newline="")
    at = 0
    while True:
        at += 1
        try:
            line = text.readline(LONGEST_LINE + 1)
        except UnicodeError as error:
            raise TableTrouble(
                _(
                    "Near line %(line)s there is a character that is not %(encoding)s: choose "
                    "another encoding.",
                    line=number(at),
                    encoding=encoding.upper(),
                )
            ) from error
        if not line:
            return
        if len(line) > LONGEST_LINE:
            raise TableTrouble(
                _(
                    "Line %(line)s has more than %(most)s characters: this is no table.",
                    line=number(at),
                    most=number(LONGEST_LINE),
                )
            )
        yield line


class _Pieces(io.RawIOBase):
    """Pieces, one behind the other, as a file that can be read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _delimiter(text: str) -> str:
    """The one that cuts the first rows into the same number of cells, the more the better."""
    lines = text.splitlines(keepends=True)[: SAMPLE_ROWS + 1]
    # The last may be cut short.
    lines = lines[:-1] or lines
    best, most = DELIMITERS[0], (0, 0)
    for each in DELIMITERS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=each) if row)
        except csv.Error:
            continue
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        if width > 1 and (times, width) > most:
            best, most = each, (times, width)
    return best


def _unclosed(at: int) -> TableTrouble:
    return TableTrouble(
        _(
            "Row %(row)s does not end: a quotation mark is not closed there, or the delimiter is "
            "another one.",
            row=number(at),
        )
    )
