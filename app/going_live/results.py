"""What a check has found, as it is kept: a state, a code for its words, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# What is kept of a record or an answer.
_LONGEST = 300


class State(StrEnum):
    OK = "ok"
    TODO = "todo"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """`code` names the words (`words.SAID`); `seen` is a fact beside them, of no person."""

    state: State
    code: str
    seen: str = ""

    def kept(self) -> list[str]:
        return [self.state.value, self.code, self.seen]

    @classmethod
    def read(cls, kept: list[str]) -> Result:
        """The opposite of `kept`."""
        state, code, seen = kept
        return cls(State(state), code, seen)


def ok(code: str, seen: str = "") -> Result:
    return Result(State.OK, code, seen[:_LONGEST])


def todo(code: str, seen: str = "") -> Result:
    return Result(State.TODO, code, seen[:_LONGEST])


def unknown(code: str, seen: str = "") -> Result:
    return Result(State.UNKNOWN, code, seen[:_LONGEST])
