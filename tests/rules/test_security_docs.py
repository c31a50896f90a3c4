"""docs/security.md promises nothing that no test shows."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`")


def test_every_test_it_names_is_there() -> None:
    named = NAMED.findall((ROOT / "docs/security.md").read_text(encoding="utf-8"))
    missing = []
    for path, test in named:
        file = ROOT / path
        if not file.is_file() or (test and f"def {test}(" not in file.read_text(encoding="utf-8")):
            missing.append(f"{path}::{test}")

    assert len(named) > 30
    assert missing == []
