"""Leading a delivery to where a test wants it, and reading the page that follows it."""

from __future__ import annotations

from app.extensions import db
from app.letters import ledger
from app.letters.models import ChannelName, Delivery, DeliveryState
from tests.support.page import Page

TOOLS = ".by-hand, textarea, [name=did], a[href$='.pdf'], a[href^='tel:']"


def bring(delivery: Delivery, *states: DeliveryState, words: str = "", live: bool = False) -> None:
    """Lead a queued delivery through these states, as the courier and the artist would."""
    delivery.state = DeliveryState.SENDING
    delivery.rehearsed = not live
    for state in states:
        ledger.step(delivery, state, words=words)
    db.session.commit()


def hand_over(delivery: Delivery) -> None:
    """Into the artist's hands, on a live site."""
    delivery.channel = ChannelName.HAND_OFF
    bring(delivery, DeliveryState.HANDED_OFF, live=True)


def line(page: Page, office: str) -> str:
    """All that the page says of this office's delivery."""
    return " ".join(page.one(f"#{office}").get_text(" ").split())
