"""A process that opens the page, waits for the word, posts the form, and prints the answer."""

from __future__ import annotations

import datetime as dt
import sys

from app import clock, create_app
from tests.pledges.signing import WORDS
from tests.support.page import Page

app = create_app()
client = app.test_client()
url = str(app.config["PUBLIC_URL"])
form = Page(client.get("/c/day/", base_url=url)).form("#sign") | WORDS
read = clock.now() + dt.timedelta(seconds=3)
clock.use(lambda: read)
for line in sys.stdin:
    email = line.strip()
    if email == "ready?":
        print("ready", flush=True)
        continue
    answer = client.post(
        "/c/day/sign", base_url=url, data=form | {"email": email}, headers={"Origin": url}
    )
    print(answer.status_code, answer.headers.get("Location"), flush=True)
