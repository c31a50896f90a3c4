"""What to say on the telephone, and to an answering machine just as well."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from app.letters.drafts import Constituent
from app.letters.fields import fill
from app.letters.recipients import Recipient
from app.places import states


def call_script(
    script: str,
    recipient: Recipient,
    constituent: Constituent,
    *,
    values: Mapping[str, str] | None = None,
) -> str:
    """Who is calling and from where, then the campaign's `script` with its fields filled.

    An office writes down a call by name and ZIP code, so they come first whatever the
    campaign says. Without a `script` a plain one asks for an answer to the letter.
    `values` are the merge fields that neither the office nor the writer gives
    (`discipline`, `artists_in_state` …). In the current locale: set the campaign's.
    """
    opening = _(
        "Hello, my name is %(name)s. I am a constituent from %(city)s, ZIP code %(zip)s.",
        name=f"{constituent.first_name} {constituent.last_name}",
        city=constituent.city,
        zip=constituent.zip,
    )
    if not recipient.chamber:  # outside Congress nobody has constituents
        opening = _(
            "Hello, my name is %(name)s. I am calling from %(city)s, ZIP code %(zip)s.",
            name=f"{constituent.first_name} {constituent.last_name}",
            city=constituent.city,
            zip=constituent.zip,
        )
    known = {**(values or {}), **_values(recipient, constituent)}
    said = fill(script.strip(), known) or _default(recipient)
    return f"{opening}\n\n{said}"


def _values(recipient: Recipient, constituent: Constituent) -> dict[str, str]:
    return {
        "first_name": constituent.first_name,
        "city": constituent.city,
        "state": states.NAMES.get(constituent.state, constituent.state),
        "office_title": recipient.title,
        "office_name": recipient.last_name or recipient.seat,
    }


def _default(recipient: Recipient) -> str:
    if recipient.last_name:
        whom = f"{recipient.title} {recipient.last_name}".strip()
        return str(
            _(
                "I have written a letter to %(whom)s. Please note that I called as well, and"
                " tell me where %(whom)s stands. Thank you.",
                whom=whom,
            )
        )
    return str(
        _(
            "I have written a letter to your office. Please note that I called as well, and"
            " tell me where the office stands. Thank you."
        )
    )
