"""Parts of the suite that need something of the machine: a browser, a PostgreSQL, a Redis.

Where the machine lacks it the tests are skipped, loudly; where TUTTI_REQUIRE
names it (as CI does: "browser,postgresql,redis") they fail instead.
"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

MARK = "NOT RUN, this machine has no "


def required() -> frozenset[str]:
    """The parts that must run here."""
    listed = os.environ.get("TUTTI_REQUIRE", "").split(",")
    return frozenset(part.strip() for part in listed if part.strip())


def missing(part: str, why: str) -> NoReturn:
    """Skip the test for want of `part`, or fail it where that part must run."""
    if part in required():
        pytest.fail(f"{part} is required here (TUTTI_REQUIRE), but: {why}", pytrace=False)
    pytest.skip(f"{MARK}{part}: {why}")


def took_part(request: pytest.FixtureRequest, part: str) -> None:
    """Note that this test really used `part`; the end of the run counts them."""
    request.node.user_properties.append(("took part", part))
