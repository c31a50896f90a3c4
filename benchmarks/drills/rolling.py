"""A rolling deploy: the old release serves while the new one migrates; then hosts change."""

from __future__ import annotations

import io
import itertools
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path

from benchmarks.drills.comparing import compare
from benchmarks.drills.crowd import Answers, while_signing
from benchmarks.drills.fleet import Fleet
from benchmarks.drills.verdict import Verdict
from benchmarks.machine import ROOT, NotHere
from benchmarks.saying import say

# The release before the migrations of this one: where issue 4 ended.
BEFORE = "60055e5"


def drill(people: int) -> Verdict:
    """No request fails at the proxy, whichever release answers it."""
    with tempfile.TemporaryDirectory(prefix="tutti-before-") as kept:
        before = _release_before(Path(kept))
        with Fleet(code=before) as fleet:
            answers = Answers()
            token = fleet.token()
            time.sleep(3)
            go_on = [True]
            numbers = itertools.takewhile(
                lambda number: go_on[0] and number < 20 * people, itertools.count()
            )
            addresses = (f"roll{number}@example.org" for number in numbers)
            signing = while_signing(answers, fleet.proxy, fleet.slug, token, addresses, 8)
            found = Verdict()
            _roll(fleet, answers, found)
            go_on[0] = False
            signing.join()
            left = fleet.wait_for_mails()
            _count(fleet, answers, found, left)
    return found


def _release_before(folder: Path) -> Path:
    done = subprocess.run(  # noqa: S603
        ["git", "archive", BEFORE],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise NotHere("the release before is not in this checkout's history")
    folder.chmod(0o755)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _roll(fleet: Fleet, answers: Answers, found: Verdict) -> None:
    time.sleep(3)
    say("  the new release migrates; the old one serves")
    done = fleet.run("setup", "--no-demo", code=ROOT)
    found.count("the migration's exit code", done.returncode, 0)
    if done.returncode:
        say(done.stdout + done.stderr)
    time.sleep(2)
    fleet.code = ROOT
    for kind in (fleet.webs, fleet.workers):
        for process in kind:
            say(f"  {len(answers.by_address):,} answered: {process.name} changes")
            code = process.term()
            found.count(f"{process.name} ended with", code, 0)
            process.again()
            time.sleep(2)


def _count(fleet: Fleet, answers: Answers, found: Verdict, left: int) -> None:
    found.count("answered", dict(answers.statuses))
    failed = len(answers.by_address) - len(answers.thanked())
    found.count("requests that failed at the proxy", failed, 0)
    _ours, twice = compare(found, fleet, answers, name="roll", left=left)
    found.count("mails that came twice", twice, 0)
