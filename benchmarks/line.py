"""One line of the table: a yardstick and ours, measured in turns, and what the ratio must be.

A yardstick is the least code that does the same work. Both run in the same minutes on the same
machine, so that the ratio holds where the figures themselves do not.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

Measure = Callable[[], float]


@dataclass
class Line:
    """`ours` and `yardstick` each return one round's figure, in `unit`.

    `must`: what ours divided by the yardstick may not fall below (`more_is_better`), or not
    exceed. Without a yardstick `must` is such a bound of the figure itself.
    """

    name: str
    ours: Measure
    must: float
    yardstick: Measure | None = None
    unit: str = "req/s"
    more_is_better: bool = True
    against: str = ""
    our_figures: list[float] = field(default_factory=list)
    their_figures: list[float] = field(default_factory=list)

    def round(self, number: int) -> None:
        """Measure both once; who comes first changes from round to round."""
        turns = [(self.ours, self.our_figures)]
        if self.yardstick:
            turns.insert(number % 2, (self.yardstick, self.their_figures))
        for measure, figures in turns:
            figures.append(measure())

    @property
    def compared(self) -> float:
        """The ratio of the medians; without a yardstick the median itself."""
        ours = statistics.median(self.our_figures)
        return ours / statistics.median(self.their_figures) if self.yardstick else ours

    @property
    def is_met(self) -> bool:
        return self.compared >= self.must if self.more_is_better else self.compared <= self.must

    def cells(self) -> list[str]:
        """The line's cells in the table."""
        sign = "≥" if self.more_is_better else "≤"
        if self.yardstick:
            ratio, must = f"{self.compared:.2f}", f"{sign} {self.must:g}"
        else:
            ratio, must = "", f"{sign} {figure(self.must)} {self.unit}"
        return [
            self.name,
            self.against,
            spread(self.their_figures),
            spread(self.our_figures),
            self.unit,
            ratio,
            must,
            "yes" if self.is_met else "NO",
        ]


HEAD = ["line", "yardstick", "it", "ours", "unit", "ours / it", "must be", "met"]


def spread(figures: list[float]) -> str:
    """The median, and the least and most: "2,570 (2,480–2,610)"."""
    if not figures:
        return ""
    return f"{figure(statistics.median(figures))} ({figure(min(figures))}–{figure(max(figures))})"


def figure(number: float) -> str:
    """Three digits that mean something, and no more."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"
