"""A process that claims mails, three at a time, until none is due; prints their numbers."""

from __future__ import annotations

import sys
import time

from app import create_app
from app.outbox.claims import claim

app = create_app()
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    while mails := claim(3, rehearsed=True).mails:
        print(*(mail.id for mail in mails), flush=True)
        time.sleep(0.003)  # as if it sent them: else SQLite's lock stays with one process
