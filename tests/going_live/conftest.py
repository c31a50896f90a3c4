"""What going live asks: a name server, and a site that is ready."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.dns_peer import DnsPeer


@pytest.fixture
def names(app_sqlite: Flask) -> Iterator[DnsPeer]:
    """A name server that knows all that example.org should say; `app_sqlite` asks it."""
    with DnsPeer() as peer:
        peer.texts = {
            "example.org": ["google-site-verification=x", "v=spf1 mx -all"],
            "post._domainkey.example.org": ["v=DKIM1; k=rsa; p=" + "A" * 390],
            "_dmarc.example.org": ["v=DMARC1; p=reject"],
        }
        app_sqlite.config |= {
            "DNS_SERVER": peer.address,
            "MAIL_DKIM_SELECTOR": "post",
            "MAIL_DEFAULT_SENDER": "AI Day <post@example.org>",
        }
        yield peer
