"""A gateway for the tests of the chambers' systems."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.letters.cwc.gateways import go_live
from tests.support.http_peer import HttpPeer


@pytest.fixture
def peer(app_sqlite: Flask, http_peer: HttpPeer) -> HttpPeer:
    """The House's gateway, which takes everything until it is told otherwise."""
    go_live(app_sqlite, http_peer)
    return http_peer
