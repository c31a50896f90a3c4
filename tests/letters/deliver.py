"""A process that delivers what is due over a gateway, once it is told to; prints how many it took.

`python -m tests.letters.deliver PORT`
"""

from __future__ import annotations

import sys

from app import create_app
from app.letters import courier
from app.letters.models import DeliveryState
from tests.letters.gateway import ByHttp
from tests.letters.sent import use

app = create_app()
with app.app_context():
    use(app, ByHttp(int(sys.argv[1])))
    print("ready", flush=True)
    sys.stdin.readline()
    print(courier.drain().states[DeliveryState.ACCEPTED], flush=True)
