"""What can go wrong with a backup, by name."""

from __future__ import annotations


class BackupTrouble(Exception):
    """No backup was made, or nothing was restored; the message says why in plain words."""
