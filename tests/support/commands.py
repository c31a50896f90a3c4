"""Running a `flask` command against the application under test."""

from __future__ import annotations

import contextvars

from flask import Flask

from app.extensions import db


def run(app: Flask, *words: str, code: int = 0) -> str:
    """Run it as a process of its own would see the database; return what it prints."""
    db.session.commit()
    runner = app.test_cli_runner()
    result = contextvars.Context().run(runner.invoke, args=list(words))
    db.session.rollback()
    db.session.expire_all()
    said = f"flask {' '.join(words)} exited with {result.exit_code}\n{result.output}"
    assert result.exit_code == code, said
    return str(result.output)
