"""The letters' rounds in the worker."""

from __future__ import annotations

import threading

from flask import Flask

from app.letters.models import ChannelName
from app.letters.tasks import Deliver
from tests.letters.gateway import BUSY, ByHttp, serving
from tests.letters.sent import asking, queue, states, use
from tests.support import letters
from tests.support.hands import Hands


def test_a_channel_that_would_not_go_on_rests_while_the_others_go(app: Flask, clock: Hands) -> None:
    deliver, stop = Deliver(), threading.Event()
    with serving() as full, serving() as ready:
        house, senate = ByHttp(full.port), ByHttp(ready.port, ChannelName.SENATE_CWC)
        house.reached, senate.reached = "H", "S"
        use(app, house, senate)
        full.answers = lambda _uid, _number: BUSY
        campaign = asking()
        for number in range(2):
            queue(campaign, number, offices=letters.OFFICES)

        first = deliver(stop)
        queue(campaign, 2, offices=letters.OFFICES)
        second = deliver(stop)

        assert list(first.obstacles) == ["house_cwc"]
        assert second.obstacles == {}
        assert (len(full.heard), len(ready.heard)) == (1, 6), "a closed door was knocked on again"
    assert states() == {"queued": 3, "accepted": 6}
