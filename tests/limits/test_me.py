"""Who asks for links to people's own pages again and again is stopped, and told no more by it."""

from __future__ import annotations

import pytest

from app.campaigns.models import Campaign
from tests.support import factories
from tests.support.client import Visitor
from tests.support.hands import Hands

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_one_client_cannot_ask_without_end(
    client: Visitor, campaign: Campaign, clock: Hands
) -> None:
    factories.signatory(campaign, confirmed=True, mail=False)
    for _ in range(3):
        client.post("/me/", {"email": "ada@example.org"})

    known, unknown = (
        client.post("/me/", {"email": email}, status=429)
        for email in ("ada@example.org", "ida@example.org")
    )

    assert known.headers["Retry-After"] == unknown.headers["Retry-After"]
    assert known.text.replace("ada@", "ida@") == unknown.text
    assert known.form("form.card")["email"] == "ada@example.org"
    assert "from your network" in known.text
