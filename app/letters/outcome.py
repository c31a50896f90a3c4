"""What becomes of a delivery after one try, and what a round of the courier has done."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from app.letters.channels.face import Answer
from app.letters.models import DeliveryState

# Why a delivery was dropped or failed, where no provider says it: see also `face.Answer`.
TAKEN_BACK = "taken back"
STRUCK_OUT = "struck out"
INTERNAL = "internal"
# Its writer is in the shadow (`held`): it waits, and no courier finds it due.
HELD = "held"
NEVER = dt.datetime(2900, 1, 1, tzinfo=dt.UTC)
REFUSED = "refused"
UNREACHABLE = "unreachable"

# How long to wait after the first, second … try. Two days in all: a provider may be down
# for one, and is asked four times in the next. After the last try it has failed.
LADDER = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
    dt.timedelta(hours=1),
    dt.timedelta(hours=3),
    dt.timedelta(hours=8),
    dt.timedelta(hours=12),
    dt.timedelta(hours=12),
    dt.timedelta(hours=12),
)
# For the one delivery by which it was found that the other side takes none at all just now:
# twice as long at each turn, up to an hour.
AWHILE = dt.timedelta(minutes=5)
LONGEST_WHILE = dt.timedelta(hours=1)
# So many turns take about a day.
MOST_TURNS = 24


@dataclass(frozen=True)
class Outcome:
    """`pause`: how long a delivery that is to be tried again waits (None: it stays due).

    `tried` is False where nothing reached the other side, so that no try is counted.
    """

    state: DeliveryState
    words: str = ""
    reason: str = ""
    pause: dt.timedelta | None = None
    tried: bool = True


@dataclass
class Report:
    """How many deliveries a round brought into each state, and which channels were blocked.

    QUEUED are those to be tried again.
    """

    states: Counter[DeliveryState] = field(default_factory=Counter)
    obstacles: dict[str, str] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.states[outcome.state] += 1

    @property
    def is_empty(self) -> bool:
        return not self.states

    @property
    def obstacle(self) -> str:
        """What stood in the way, channel by channel; "" where nothing did."""
        return "; ".join(f"{channel}: {why}" for channel, why in self.obstacles.items())


DROPPED = Outcome(DeliveryState.DROPPED, reason=TAKEN_BACK, tried=False)
# By itself: taken back, it is queued again (`restored`).
STRUCK = Outcome(DeliveryState.DROPPED, reason=STRUCK_OUT, tried=False)
# Set aside while it was in the courier's hand: due beyond `NEVER`.
HELD_BACK = Outcome(
    DeliveryState.QUEUED, reason=HELD, pause=dt.timedelta(days=365_000), tried=False
)


def failed(words: str) -> Outcome:
    """It could not be sent through a fault of ours; somebody must look, and send it again."""
    return Outcome(DeliveryState.FAILED, words, INTERNAL)


def turned_away(words: str, *, turns: int, others_pass: bool) -> Outcome:
    """The other side would not have this one at all: due again soon, no try counted.

    `turns` is how often that has been so, this time included. It is as a rule our own
    set-up's fault, which fails no letter however long it lasts; but a letter that is turned
    away for a day while others pass is itself what is refused.
    """
    if turns >= MOST_TURNS and others_pass:
        return Outcome(DeliveryState.FAILED, words, REFUSED)
    pause = AWHILE
    for _turn in range(1, min(turns, MOST_TURNS)):
        pause = min(2 * pause, LONGEST_WHILE)
    return Outcome(DeliveryState.QUEUED, words, pause=pause, tried=False)


def after(answer: Answer, *, tries_before: int) -> Outcome:
    """What the channel's `answer` means for a delivery tried `tries_before` times before."""
    if answer.state == DeliveryState.FAILED:
        return Outcome(DeliveryState.FAILED, answer.words, answer.reason or REFUSED)
    if answer.state != DeliveryState.QUEUED:
        return Outcome(answer.state, answer.words)
    reason = answer.reason or UNREACHABLE
    if tries_before >= len(LADDER):
        return Outcome(DeliveryState.FAILED, answer.words, reason)
    return Outcome(DeliveryState.QUEUED, answer.words, reason, LADDER[tries_before])
