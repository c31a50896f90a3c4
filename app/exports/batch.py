"""The rows of one reading as columns: what is the same for all is done once, not for each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app import keyring
from app.exports.lines import ALLY, UNREADABLE, Further, Line, Names
from app.keyring import KeyMissing, Keyring, SealBroken


class _Unreadable(dict[str, str]):
    def __missing__(self, _key: str) -> str:
        return UNREADABLE


_CLOSED: Mapping[str, str] = _Unreadable()


@dataclass
class Batch:
    """`rows` have the columns that `rows` selects for what is exported."""

    rows: Sequence[Any]
    names: Names
    further: Further

    def of(self, field: str) -> Sequence[Any]:
        """A field of every row."""
        return self._fields.get(field, ())

    def opened(self, field: str, without: str | None = None) -> list[str]:
        """A sealed field of every row; `without`: what stands where there is none."""
        if without is None:
            return [each[field] for each in self._sealed]
        return [each.get(field, without) for each in self._sealed]

    @property
    def legal_names(self) -> list[str]:
        return [f"{each['first_name']} {each['last_name']}" for each in self._sealed]

    @property
    def public_names(self) -> list[str]:
        return [Line(each).public_name for each in self.rows]

    @property
    def disciplines(self) -> list[str]:
        known = self.names.disciplines
        return [known.get(each, ALLY) for each in self.of("discipline_id")]

    @property
    def crafts(self) -> list[str]:
        known = self.names.crafts
        return [known.get(each, "") for each in self.of("craft_id")]

    @property
    def also(self) -> list[list[str]]:
        return self._named(self.further.also, self.names.disciplines)

    @property
    def partners(self) -> list[list[str]]:
        return self._named(self.further.partners, self.names.partners)

    def _named(self, many: Mapping[int, list[int]], names: Mapping[int, str]) -> list[list[str]]:
        nothing: list[str] = []
        return [
            sorted(names[one] for one in many[each] if one in names) if each in many else nothing
            for each in self.of("id")
        ]

    @cached_property
    def _fields(self) -> dict[str, Sequence[Any]]:
        if not self.rows:
            return {}
        return dict(zip(self.rows[0]._fields, zip(*self.rows, strict=True), strict=True))

    @cached_property
    def _sealed(self) -> list[Mapping[str, str]]:
        """What is sealed of each. One decryption a row, at the first look at any."""
        ring = keyring.current()
        return [
            _open(ring, sealed, uid)
            for sealed, uid in zip(self.of("sealed"), self.of("uid"), strict=True)
        ]


def _open(ring: Keyring, sealed: bytes, uid: Any) -> Mapping[str, str]:
    # As the driver gives it: SQLite's is text.
    bound_to = bytes.fromhex(uid) if isinstance(uid, str) else uid.bytes
    try:
        return ring.open(sealed, bound_to=bound_to)
    except (SealBroken, KeyMissing):
        return _CLOSED
