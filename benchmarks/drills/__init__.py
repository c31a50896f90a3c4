"""Drills: what must not go wrong on the day is made to go wrong, and then everything is counted.

Each ends in counts that must be exact; `python -m benchmarks.drills` says which were not.
"""

# In this order: each names a room with a `drill(people)` that returns its `Verdict`.
DRILLS = ("junk", "burst", "restarts", "rolling")
