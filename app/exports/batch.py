"""The rows of one reading as columns: what is the same for all is done once, not for each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.exports.lines import ALLY, UNREADABLE, Further, Names, legal_name, opened, public_names


class _Unreadable(dict[str, str]):
    def __missing__(self, _key: str) -> str:
        return UNREADABLE


_CLOSED: Mapping[str, str] = _Unreadable()


@dataclass
class Batch:
    """`fields` holds, of every row, what the columns say that they are made from."""

    fields: Mapping[str, Sequence[Any]]
    names: Names
    further: Further

    def of(self, field: str) -> Sequence[Any]:
        """A field of every row."""
        return self.fields[field]

    def opened(self, field: str, without: str | None = None) -> list[str]:
        """A sealed field of every row; `without`: what stands where there is none."""
        if without is None:
            return [each[field] for each in self._sealed]
        return [each.get(field, without) for each in self._sealed]

    @property
    def legal_names(self) -> list[str]:
        return [legal_name(each) for each in self._sealed]

    @property
    def public_names(self) -> list[str]:
        return public_names(*map(self.of, ("visibility", "credit_name", "sealed", "uid")))

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
        named = {
            owner: sorted(names[one] for one in ones if one in names)
            for owner, ones in many.items()
        }
        nothing: list[str] = []
        return [named.get(each, nothing) for each in self.of("id")]

    @cached_property
    def _sealed(self) -> list[Mapping[str, str]]:
        """What is sealed of each. One decryption a row, at the first look at any."""
        found = opened(self.of("sealed"), self.of("uid"))
        return [_CLOSED if each is None else each for each in found]
