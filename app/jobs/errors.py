"""What can go wrong with a job, by name."""

from __future__ import annotations


class JobNotYours(LookupError):
    """There is no such job, or somebody else began it: its file may hold names."""
