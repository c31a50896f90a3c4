"""Signing, the whole request, against one INSERT: on both databases, empty and with a million.

Every request is another person. What is measured adds some ten thousand people to the filled
databases, which changes nothing for the rooms that come after.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app import form_token
from app.database import transaction
from app.extensions import db
from app.places import service as places
from benchmarks.line import Line
from benchmarks.machine import ROOT, Instance, Machine, wrk

AGAINST = "a Flask view: check, one INSERT, commit"
MUST = 0.6
# At a million, as much of the speed of an empty table.
MUST_KEEP = 0.9
# A form cannot be sent back sooner than this (`app.form_token`).
OLD_ENOUGH = 2.5
SCRIPT = """
local run, n = "%(run)s", 0
local zips = {"90012", "10001", "87501", "60601", "94103", "78701", "33101", "98101", "02108"}
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
request = function()
  n = n + 1
  wrk.body = "first_name=Zora&last_name=Hurston&email=p" .. run .. "x" .. n .. os.time()
    .. "%%40mail" .. (n %% 50) .. ".example&zip=" .. zips[n %% 9 + 1]
    .. "&discipline=music&credit_name=Zora+" .. n .. "&visibility=credit&country=US&token=%(token)s"
  return wrk.format()
end
"""


def lines(machine: Machine) -> list[Line]:
    """Two for each database."""
    made = []
    for kind, name in (("postgresql", "PostgreSQL"), ("sqlite", "SQLite")):
        bare = _bare(machine, kind)
        few = _ours(machine, machine.instance(kind, 0))
        made.append(Line(f"sign, {name}", few, MUST, yardstick=bare, against=AGAINST))
        if machine.people:
            many = _ours(machine, machine.instance(kind, machine.people))
            title = f"sign, {name}, {machine.people:,} people"
            made.append(Line(title, many, MUST_KEEP, yardstick=few, against="the same, empty"))
    return made


def _ours(machine: Machine, instance: Instance) -> Callable[[], float]:
    with instance.app().app_context():
        if not places.has_zips():
            with transaction():
                places.load_zips()
        token = form_token.mint(instance.slug)
        db.session.rollback()
        db.engine.dispose()
    time.sleep(OLD_ENOUGH)
    url = machine.gunicorn("wsgi:app", environ=instance.environ)
    return _posting(machine, f"{url}/c/{instance.slug}/sign", token)


def _bare(machine: Machine, kind: str) -> Callable[[], float]:
    file = machine.folder / "yardstick.sqlite3"
    url = machine.postgresql() if kind == "postgresql" else f"sqlite:///{file}"
    name = "benchmarks.yardsticks.sign"
    command = [sys.executable, "-m", name]
    subprocess.run(command, cwd=ROOT, env={"DATABASE_URL": url}, check=True)  # noqa: S603
    served = machine.gunicorn(f"{name}:app", environ={"DATABASE_URL": url})
    return _posting(machine, f"{served}/", "")


def _posting(machine: Machine, url: str, token: str) -> Callable[[], float]:
    def post() -> float:
        script: Path = machine.folder / "sign.lua"
        script.write_text(SCRIPT % {"run": time.time_ns(), "token": token})
        return wrk(url, script=script)

    return partial(post)
