"""Sending with smtplib over one connection, each message built by `email`.

`python -m benchmarks.yardsticks.mail PORT COUNT`
Prints how many went out in a second.
"""

from __future__ import annotations

import smtplib
import sys
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

TEXT = "Please confirm that you signed. It takes one click.\n\n" * 20
HTML = f"<html><body><p>{TEXT}</p></body></html>" * 3


def send(port: int, count: int) -> float:
    """Messages per second."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as host:
        for number in range(count):
            message = EmailMessage()
            message["From"] = "Day of Action <no-reply@day.example>"
            message["To"] = f"person{number}@mail.example"
            message["Subject"] = "One click left: confirm your signature"
            message["Date"] = formatdate()
            message["Message-ID"] = make_msgid(domain="day.example")
            message.set_content(TEXT)
            message.add_alternative(HTML, subtype="html")
            host.send_message(message)
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    sys.stdout.write(f"{send(int(sys.argv[1]), int(sys.argv[2]))}\n")
