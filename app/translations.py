"""Compiling the catalogues in translations/ where their .mo files are missing or older."""

from __future__ import annotations

import secrets

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config import ROOT

FOLDER = ROOT / "translations"


def compile_all() -> int:
    """Write every .mo that is missing or older than its .po; return how many."""
    written = 0
    for source in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        # A name of its own: several processes may start at once.
        draft = target.with_suffix(f".{secrets.token_hex(4)}.new")
        with source.open("rb") as po, draft.open("wb") as mo:
            write_mo(mo, read_po(po, locale=source.parts[-3]))
        draft.replace(target)
        written += 1
    return written
