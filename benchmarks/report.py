"""The table, for the terminal and for docs/benchmarks.md, and what machine it was measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from app import clock
from benchmarks.line import HEAD, Line

DOC = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
BEGIN = "<!-- measured: `make bench` writes from here -->"
END = "<!-- to here -->"
PACKAGES = ("flask", "gunicorn", "sqlalchemy", "psycopg")


def table(lines: list[Line]) -> str:
    """In Markdown, which a terminal can show as well."""
    rows = [HEAD, *(each.cells() for each in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    drawn = [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    ]
    return "\n".join([drawn[0], f"|{'|'.join('-' * (w + 2) for w in widths)}|", *drawn[1:]])


def machine(people: int, rounds: int) -> str:
    """What it was measured on, without a name or a place."""
    memory = psutil.virtual_memory().total / 2**30
    versions = ", ".join(f"{each} {version(each)}" for each in PACKAGES)
    return (
        f"Measured on {clock.now():%d %B %Y}: {os.cpu_count()} processors"
        f" ({_processor()}), {memory:.0f} GiB, {platform.system()} {platform.release()};"
        f" Python {platform.python_version()}, {versions}, SQLite {sqlite3.sqlite_version}."
        f" {people:,} signatories, {rounds} rounds, {os.getloadavg()[0]:.1f} processes wanted the"
        " processors at the end. Client, server and database share them, so the ratios count:"
        " each yardstick ran in the same run, in turns with ours. Figures are medians, with the"
        " least and the most of the rounds."
    )


def write(lines: list[Line], people: int, rounds: int) -> None:
    """Put the table between the document's two marks; what people wrote around it stays."""
    text = DOC.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{BEGIN}\n\n{machine(people, rounds)}\n\n{table(lines)}\n\n{END}"
    DOC.write_text(f"{before}{made}{after}", encoding="utf-8")


def _processor() -> str:
    """The model, where the system tells it."""
    try:
        said = subprocess.run(["lscpu"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    except (OSError, subprocess.SubprocessError):
        return platform.machine()
    named = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    return (named.get("Model name") or platform.machine()).strip()
