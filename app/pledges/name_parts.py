"""Parts of a credit name, found whatever the case, in databases that know the cases of ASCII alone.

Such is SQLite, and PostgreSQL in the C locale. Letters beyond are compared as they are, so each
doubles the forms that are looked for; of a text with many of them, the four that people write.
"""

from __future__ import annotations

from itertools import product

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import array

from app.extensions import db
from app.pledges.models import Signatory

MOST_FORMS = 4


def holds(text: str) -> sa.ColumnElement[bool]:
    """That a credit name holds these words. Goes through an index of all names."""
    if db.engine.dialect.name != "sqlite":
        # Each name in lower case once, however many patterns there are; quicker than ILIKE.
        return sa.func.lower(Signatory.credit_name).op("LIKE")(sa.any_(array(patterns(text))))
    forms = _forms(text)
    # In the forms, not in what was typed: ß in upper case is SS.
    if not any(each.isascii() and each.isalpha() for form in forms for each in form):
        # Two thirds of LIKE's time.
        return sa.or_(*(sa.func.instr(Signatory.credit_name, each) > 0 for each in forms))
    # SQLite's LIKE does not tell a from A.
    return sa.or_(*(Signatory.credit_name.like(e, escape="\\") for e in patterns(text)))


def patterns(text: str) -> list[str]:
    """LIKE patterns for "holds these words", the wildcards taken literally (escape: \\\\)."""
    return [f"%{_literal(each)}%" for each in _forms(text)]


def _forms(text: str) -> list[str]:
    """ASCII in lower case; letters beyond in both cases, each in a form of its own."""
    pairs = [(a.lower(),) if a.isascii() else (a.lower(), _ascii_lower(a.upper())) for a in text]
    beyond = sum(1 for each in pairs if len(set(each)) > 1)
    forms = ["".join(each) for each in product(*pairs)] if 2**beyond <= MOST_FORMS else []
    written = (text.lower(), text, text.title(), text.upper())
    return list(dict.fromkeys(forms or map(_ascii_lower, written)))


def _ascii_lower(text: str) -> str:
    return "".join(each.lower() if each.isascii() else each for each in text)


def _literal(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, "\\" + sign)
    return text
