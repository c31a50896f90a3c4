"""What the tests of the lookup of offices begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.congress.lookup.zip_table import TABLE, load
from tests.support.hands import Hands
from tests.support.http_peer import HttpPeer


@pytest.fixture(autouse=True)
def _today(app: Flask, clock: Hands) -> None:
    """In the 119th Congress, on both databases."""


@pytest.fixture
def table() -> None:
    """The table is loaded: where lines are drawn anew it ends with the 119th Congress."""
    load(119, TABLE)


@pytest.fixture
def census(app: Flask, http_peer: HttpPeer) -> HttpPeer:
    """The geocoder is switched on, and answers here."""
    app.config["GEOCODER_URL"] = http_peer.url
    return http_peer
