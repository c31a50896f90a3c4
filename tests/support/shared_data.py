"""The collected facts about Congress that lie beside the checkout, not in it: data for tests.

TUTTI_SHARED_DATA names another folder. Where there is none, the tests that need it say
so loudly: each is skipped with the reason, and in a run that must be whole it fails.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support import required

ROOT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """Where the data would lie, whether they are there or not."""
    return Path(os.environ.get("TUTTI_SHARED_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of legislators-current.json and the others."""
    found = folder()
    if not (found / "legislators-current.json").is_file():
        required.missing("congress", f"the data about Congress are not in {found}")
    return found
