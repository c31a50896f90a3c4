"""The house's own source files, for the rules that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"


def modules() -> list[Path]:
    """Every Python module of the application."""
    return sorted(APP.rglob("*.py"))


def templates(pattern: str = "*.html") -> list[Path]:
    """Every template whose file name fits `pattern`."""
    return sorted(TEMPLATES.rglob(pattern))


def name(path: Path) -> str:
    """A file's name as a test's id: from the checkout's root."""
    return path.relative_to(ROOT).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[str]:
    """The dotted name of everything a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
