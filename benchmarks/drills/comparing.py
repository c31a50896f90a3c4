"""What people were told, what the database holds, its sums and the mails: do they agree?"""

from __future__ import annotations

from benchmarks.drills.crowd import Answers
from benchmarks.drills.fleet import Fleet
from benchmarks.drills.verdict import Verdict


def compare(
    found: Verdict, fleet: Fleet, answers: Answers, *, name: str, left: int
) -> tuple[set[str], int]:
    """Write down what must agree after any drill.

    `name` begins the addresses of those who signed in it, `left` is how many mails still wait.
    Returns (whoever of them has a row, how many mails came twice).
    """
    thanked, rows, mails = answers.thanked(), fleet.addresses(), fleet.received()
    ours = {address for address in rows if address.startswith(name)}
    found.count("thanked (303), but not in the database", len(thanked - rows), 0)
    artists, all_rows = fleet.totals()
    found.count("artists counted", artists - fleet.before[0], len(ours))
    found.count("rows", all_rows - fleet.before[1], len(ours))
    found.count("sums equal a full recount", fleet.agrees(), True)
    found.count("mails that still wait", left, 0)
    found.count("in the database, and no mail came", len(ours - set(mails)), 0)
    twice = sum(count - 1 for address, count in mails.items() if address in ours)
    return ours, twice
