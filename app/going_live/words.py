"""What the checks before going live are called, what each found, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.going_live import checks
from app.going_live.results import Result, State

CALLED: dict[str, LazyString] = {
    "https": _l("The site’s address is encrypted"),
    "mail_server": _l("The mail server lets us in"),
    "spf": _l("SPF: who may send mail for the domain"),
    "dkim": _l("DKIM: the key that mails are signed with"),
    "dmarc": _l("DMARC: what to do with forged mail"),
    "congress": _l("What we know of Congress is fresh"),
    "house": _l("The House’s gateway knows our key"),
    "senate": _l("The Senate’s gateway knows our key"),
    "letters": _l("The letter speaks to every discipline"),
    "privacy": _l("The privacy page says who answers for the data"),
    "try": _l("A test mail and a test letter have arrived"),
}
STATES = {
    State.OK: _l("All well"),
    State.TODO: _l("To do"),
    State.UNKNOWN: _l("Could not be checked"),
}
MARKS = {State.OK: "good", State.TODO: "bad", State.UNKNOWN: "warn"}

# What was found, and how to mend it ("" where nothing is to be mended).
SAID: dict[str, tuple[LazyString, LazyString | str]] = {
    "https:ok": (_l("Browsers reach it by https."), ""),
    "https:todo": (
        _l("The links in mails would lead to an address without encryption."),
        _l("Whoever runs this site sets PUBLIC_URL to its https:// address."),
    ),
    "mail_server:ok": (_l("It answered, and took our name and password."), ""),
    "mail_server:todo": (
        _l("It did not answer, or would not let us in."),
        _l("Whoever runs this site looks at MAIL_SERVER, MAIL_PORT and the password."),
    ),
    "sender:todo": (
        _l("No sender’s address has been set, so there is no domain to look at."),
        _l("Whoever runs this site sets MAIL_DEFAULT_SENDER."),
    ),
    "dns:unknown": (
        _l("The name servers did not answer in time."),
        _l("Try again. If it stays so, whoever runs this site looks at its name servers."),
    ),
    "spf:ok": (
        _l("The domain has one. Whether it names your mail server, the test mail shows."),
        "",
    ),
    "spf_none:todo": (
        _l("The domain does not say who may send for it: many mails would be taken for spam."),
        _l("Add the TXT record that your mail provider gives you; it begins with v=spf1."),
    ),
    "spf_many:todo": (
        _l("The domain has several such records, and receivers then believe none."),
        _l("Make one record of them."),
    ),
    "spf_open:todo": (
        _l("The record allows everybody to send for the domain."),
        _l("End it with -all or ~all."),
    ),
    "dkim:ok": (_l("The key is there."), ""),
    "dkim_selector:unknown": (
        _l("Nobody has said under which selector the mail server signs."),
        _l("Whoever runs this site sets MAIL_DKIM_SELECTOR; the mail provider names it."),
    ),
    "dkim_none:todo": (
        _l("No key lies there, so receivers cannot tell our mails from forged ones."),
        _l("Add the TXT record that your mail provider gives you, or mend the selector."),
    ),
    "dkim_revoked:todo": (
        _l("The key has been taken back: its record is empty."),
        _l("Add the new key that your mail provider gives you."),
    ),
    "dmarc:ok": (_l("The domain says what to do with mail that is not its own."), ""),
    "dmarc_none:todo": (
        _l("The domain says nothing. Large mail providers refuse many mails without it."),
        _l("Add the TXT record _dmarc with v=DMARC1; p=none to begin with."),
    ),
    "dmarc_many:todo": (
        _l("The domain has several such records, and receivers then believe none."),
        _l("Keep one of them."),
    ),
    "dmarc_broken:todo": (
        _l("The record does not say what to do."),
        _l("Write p=none, p=quarantine or p=reject into it."),
    ),
    "congress:ok": (_l("Members and offices were loaded within a month."), ""),
    "congress_none:todo": (
        _l("Nobody’s name is known: letters would go to seats without a member."),
        _l("Whoever runs this site calls: flask congress load"),
    ),
    "congress_old:todo": (
        _l("Some of it is out of date."),
        _l("Whoever runs this site calls: flask congress load"),
    ),
    "cwc:ok": (_l("It took a message that is delivered to nobody."), ""),
    "cwc_rehearsal:unknown": (
        _l("The site is in rehearsal and asks no gateway."),
        _l("It can be checked once DELIVERY_MODE is live."),
    ),
    "cwc_no_key:unknown": (
        _l("There is no key: these letters go by each office’s own form, by the artist’s hand."),
        _l("That is allowed. To send them directly, become a delivery agent; the key comes then."),
    ),
    "cwc_closed:unknown": (
        _l("The gateway rests for its maintenance."),
        _l("Try again after the hour given."),
    ),
    "cwc_address:unknown": (
        _l("We know no address beside this one where a message would be delivered to nobody."),
        _l("Whoever runs this site sends a trial: flask letters trial"),
    ),
    "cwc_refused:todo": (
        _l("It did not take our key, or does not know our machine."),
        _l("Whoever runs this site looks at the key, the agent’s name and the machine’s address."),
    ),
    "cwc_message:todo": (
        _l("It knows our key, but refused the message."),
        _l("Whoever runs this site looks at the settings of the delivery agent."),
    ),
    "cwc_silent:unknown": (_l("It gave no clear answer."), _l("Try again later.")),
    "letters:ok": (_l("Each has a paragraph of its own, in both chambers."), ""),
    "letters_none:unknown": (_l("This campaign asks nobody to write."), ""),
    "letters_general:todo": (
        _l("These disciplines get the general paragraph, in one chamber or in both:"),
        _l("Write one for each: offices notice letters that differ."),
    ),
    "letters_silent:todo": (
        _l("These disciplines get no paragraph at all, in one chamber or in both:"),
        _l("Write one for everybody, and one for each discipline."),
    ),
    "privacy:ok": (_l("It names who runs this site, and where to ask."), ""),
    "privacy:todo": (
        _l("It says that nobody has said who runs this site."),
        _l("An owner fills in “This site”."),
    ),
    "try_none:todo": (
        _l("Nobody has tried it out yet."),
        _l("Send a test to yourself, below, and look at what arrives."),
    ),
    "try_waits:unknown": (
        _l("The test has not left yet."),
        _l("Give it a minute. If it stays so, the worker does not run."),
    ),
    "try_failed:todo": (
        _l("The mail server would not take the test."),
        _l("Read what it said; whoever runs this site mends it."),
    ),
    "try_sent:ok": (
        _l("The mail server has taken the test. Only your own mail shows whether it arrived."),
        "",
    ),
    "try_rehearsed:ok": (_l("The test lies in the rehearsal mailbox: look at it there."), ""),
}


@dataclass(frozen=True)
class Point:
    """One line of the checklist; `state` "" where it has not been checked yet."""

    name: str
    called: str
    state: str
    state_words: str
    mark: str
    said: str
    seen: str
    mend: str


def points(results: dict[str, Result]) -> Iterator[Point]:
    """The whole checklist, in order."""
    for name in (*checks.NAMES, "try"):
        yield _point(name, results.get(name))


def _point(name: str, found: Result | None) -> Point:
    called = str(CALLED[name])
    if found is None:
        return Point(name, called, "", str(_("Not checked yet")), "", "", "", "")
    said, mend = SAID.get(f"{found.code}:{found.state}", ("", ""))
    return Point(
        name,
        called,
        found.state.value,
        str(STATES[found.state]),
        MARKS[found.state],
        str(said),
        found.seen,
        str(mend),
    )
