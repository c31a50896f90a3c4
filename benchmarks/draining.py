"""A worker that empties the outbox once it is told to: for `lines/outbox`.

Says that it is ready, waits for the end of its input, prints how many mails it sent and in
how many seconds.
"""

from __future__ import annotations

import logging
import sys
import time

from app import create_app
from app.outbox import courier


def main() -> None:
    logging.disable(logging.ERROR)
    app = create_app()
    with app.app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
        began = time.perf_counter()
        report = courier.drain()
        sys.stdout.write(f"{report.sent} {time.perf_counter() - began}\n")


if __name__ == "__main__":
    main()
