"""What a drill has counted, line by line, and whether each is as it must be."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Verdict:
    """Lines of (what, counted, expected); expected None: counted and printed, nothing demanded."""

    lines: list[tuple[str, object, object]] = field(default_factory=list)

    def count(self, what: str, counted: object, expected: object = None) -> None:
        """Write one line down."""
        self.lines.append((what, counted, expected))

    @property
    def is_exact(self) -> bool:
        return all(expected in (None, counted) for _what, counted, expected in self.lines)

    def __str__(self) -> str:
        said = []
        for what, counted, expected in self.lines:
            must = "" if expected is None else f"   must be {expected}"
            wrong = "" if expected in (None, counted) else "   <-- NOT EXACT"
            said.append(f"  {what}: {counted}{must}{wrong}")
        return "\n".join([*said, f"  {'exact' if self.is_exact else 'NOT EXACT'}"])
