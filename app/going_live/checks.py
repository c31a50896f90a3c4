"""The checks before a campaign goes live.

`look` reads what stands in the database and the configuration; `ask` asks other machines,
all at once and with short time limits. Nobody may be in a transaction while it does.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import parseaddr
from typing import cast

from flask import Flask, current_app

from app.campaigns.models import Campaign
from app.congress import status
from app.congress.models import Dataset
from app.congress.offices import Chamber
from app.going_live import gateways
from app.going_live.results import Result, ok, todo, unknown
from app.letters import compose
from app.letters import queries as letters
from app.mail.line import Line
from app.outbox.errors import MailServerUnavailable, NotLoopback
from app.site import queries as site

# Seconds, for connecting and for each answer of the mail server.
MAIL_TIMEOUT = 5.0
_UNSET = ("localhost.localdomain", "localhost", "")
# Every check by its name, in the order they are shown in.
NAMES = (
    "https",
    "mail_server",
    "spf",
    "dkim",
    "dmarc",
    "congress",
    "house",
    "senate",
    "letters",
    "privacy",
)


def look(campaign: Campaign) -> dict[str, Result]:
    """What this machine knows by itself."""
    return {
        "https": _https(),
        "congress": _congress(),
        "letters": _letters(campaign),
        "privacy": ok("privacy") if site.is_known() else todo("privacy"),
    }


def ask() -> dict[str, Result]:
    """What others say: the name servers, the mail server, the gateways."""
    app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    asked: dict[str, Callable[[], Result]] = {
        "mail_server": mail_server,
        "house": lambda: gateways.check(Chamber.HOUSE),
        "senate": lambda: gateways.check(Chamber.SENATE),
        **_of_domain(sender_domain()),
    }

    def answer(check: Callable[[], Result]) -> Result:
        with app.app_context():
            return check()

    with ThreadPoolExecutor(len(asked)) as pool:
        return dict(zip(asked, pool.map(answer, asked.values()), strict=True))


def sender_domain() -> str:
    """The domain that mails come from."""
    address = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]
    return address.rpartition("@")[2].strip().lower()


def mail_server() -> Result:
    """Whether it answers, lets us in, and is still there."""
    mail = current_app.extensions["mail"]
    where = f"{mail.server}:{mail.port}"
    try:
        with Line(timeout=MAIL_TIMEOUT) as line:
            line.ping()
    except (MailServerUnavailable, NotLoopback) as error:
        return todo("mail_server", f"{where}: {error}")
    return ok("mail_server", where)


def _of_domain(domain: str) -> dict[str, Callable[[], Result]]:
    if domain in _UNSET:
        return dict.fromkeys(("spf", "dkim", "dmarc"), lambda: todo("sender"))
    from app.going_live import dns  # noqa: PLC0415 - only who asks carries a resolver

    selector = current_app.config["MAIL_DKIM_SELECTOR"]
    return {
        "spf": lambda: dns.spf(domain),
        "dkim": lambda: dns.dkim(domain, selector),
        "dmarc": lambda: dns.dmarc(domain),
    }


def _https() -> Result:
    url = current_app.config["PUBLIC_URL"]
    return ok("https", url) if url.startswith("https://") else todo("https", url)


def _congress() -> Result:
    found = status.read()
    if Dataset.MEMBERS not in found.loads:
        return todo("congress_none")
    if found.warnings:
        return todo("congress_old", " ".join(found.warnings))
    return ok("congress")


def _letters(campaign: Campaign) -> Result:
    """Whether the letter has words of its own for every discipline, in both chambers."""
    if not letters.has_brief(campaign):
        return unknown("letters_none")
    wordings = letters.list_wordings(campaign)
    general, silent = [], []
    for each in campaign.disciplines:
        for chamber in Chamber:
            said, for_all = (
                compose.choose(wordings, discipline_id=one, craft_id=None, chamber=chamber.value)
                for one in (each.id, None)
            )
            if not said:
                silent.append(each.name)
            elif said == for_all:
                general.append(each.name)
    if silent:
        return todo("letters_silent", ", ".join(dict.fromkeys(silent)))
    if general:
        return todo("letters_general", ", ".join(dict.fromkeys(general)))
    return ok("letters")
