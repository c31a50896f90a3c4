"""Reading open data with suspicion: what is missing or odd is named with its file and place.

Texts that nobody depends on may be missing; what says who holds which seat may not.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


class BrokenData(ValueError):
    """A file is not what it should be. Says which file, where in it, and what is wrong."""

    def __init__(self, file: str, place: str, why: str) -> None:
        super().__init__(f"{file}, {place}: {why}" if place else f"{file}: {why}")


@dataclass(frozen=True)
class File:
    """A file as it came. `source` is what may be told of where: a file's name or a host."""

    name: str
    content: bytes
    source: str


@dataclass(frozen=True)
class Record:
    """One object of a JSON file. `place` says which ("record 12 (C000127)"), `path` what in it."""

    file: str
    place: str
    fields: Mapping[str, Any]
    path: str = ""

    def broken(self, why: str) -> BrokenData:
        return BrokenData(self.file, self.place, why)

    def inner(self, key: str) -> Record:
        """The object under `key`. Raises BrokenData, as all of these do."""
        return self._object(self._required(key), key)

    def last(self, key: str) -> Record:
        """The last object of the list under `key`, which must have one."""
        return self.each(key, least=1)[-1]

    def each(self, key: str, *, least: int = 0, default: list[Any] | None = None) -> list[Record]:
        """The objects of the list under `key`; without `default` there must be such a list."""
        found = self._required(key) if default is None else self.fields.get(key, default)
        if not isinstance(found, list) or len(found) < least:
            raise self.broken(f"{self._named(key)} is no list with something in it")
        return [self._object(value, f"{key}[{at}]") for at, value in enumerate(found)]

    def word(self, key: str, *, most: int) -> str:
        """The text under `key`, which must be there and not be longer than `most`."""
        found = self._required(key)
        text = clean(found) if isinstance(found, str) else ""
        if not 0 < len(text) <= most:
            raise self.broken(f"{self._named(key)} is not a text of 1 to {most} characters")
        return text

    def text(self, key: str, *, most: int) -> str:
        """The text under `key`, "" where there is none, or one too long to be one."""
        found = self.fields.get(key)
        if isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        if found is not None and not isinstance(found, str):
            raise self.broken(f"{self._named(key)} is not a text")
        text = clean(found or "")
        return text if len(text) <= most else ""

    def web_address(self, key: str, *, most: int) -> str:
        """The same, and "" for what is no address of a web page."""
        text = self.text(key, most=most)
        return text if text.startswith(("https://", "http://")) else ""

    def number(self, key: str) -> int:
        found = self._required(key)
        if not isinstance(found, int) or isinstance(found, bool):
            raise self.broken(f"{self._named(key)} is not a whole number")
        return found

    def day(self, key: str) -> dt.date:
        try:
            return dt.date.fromisoformat(self._required(key))
        except (TypeError, ValueError):
            raise self.broken(f"{self._named(key)} is not a day such as 2027-01-03") from None

    def _required(self, key: str) -> Any:
        if self.fields.get(key) is None:
            raise self.broken(f"{self._named(key)} is missing")
        return self.fields[key]

    def _object(self, value: Any, key: str) -> Record:
        if not isinstance(value, dict):
            raise self.broken(f"{self._named(key)} is not an object")
        return Record(self.file, self.place, value, f"{self.path}{key}.")

    def _named(self, key: str) -> str:
        return f"`{self.path}{key}`"


def clean(text: str) -> str:
    """Without control characters and double blanks; PostgreSQL takes no NUL, nobody the others."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def decode(file: File) -> str:
    """The file's text, without a byte order mark. Raises BrokenData."""
    try:
        return file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise BrokenData(file.name, f"line {line}", "not UTF-8") from None


def parse_json(file: File) -> Any:
    """What the file holds. Raises BrokenData."""
    text = decode(file)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BrokenData(file.name, place, f"not JSON, or cut off ({error.msg})") from None
    except (RecursionError, ValueError):
        raise BrokenData(file.name, "", "not JSON that anybody means") from None


def parse_list(file: File) -> list[Record]:
    """The objects of a file that holds a list of them, each with its place. Raises BrokenData."""
    found = parse_json(file)
    if not isinstance(found, list):
        raise BrokenData(file.name, "", "is no list")
    return [_placed(file, value, number) for number, value in enumerate(found, start=1)]


def enough(file: File, count: int, least: int, what: str) -> None:
    """A file with far less in it than there must be is no whole one. Raises BrokenData."""
    if count < least:
        why = f"not a whole file: {count:,} {what}, and there must be {least:,} at least"
        raise BrokenData(file.name, "", why)


def _placed(file: File, value: Any, number: int) -> Record:
    if not isinstance(value, dict):
        raise BrokenData(file.name, f"record {number}", "is not an object")
    return Record(file.name, f"record {number}{_called(value)}", value)


def _called(value: dict[str, Any]) -> str:
    """Who or what it is about, as far as it says so."""
    ids, names = value.get("id"), value.get("name")
    found = [ids.get("bioguide")] if isinstance(ids, dict) else [value.get("thomas_id")]
    if isinstance(names, dict):
        found.append(names.get("official_full") or names.get("last"))
    words = " ".join(clean(each) for each in found if isinstance(each, str))
    return f" ({words[:80]})" if words else ""
