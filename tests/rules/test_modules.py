"""Rules of the house about the application's modules."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support import sources

MOST_LINES_OF_A_MODULE = 320
MOST_LINES_OF_A_FUNCTION = 40
# What asks the system for the time; `app.clock` alone may.
TIME = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("func", "now"),
    ("func", "current_timestamp"),
}

every_module = pytest.mark.parametrize("path", sources.modules(), ids=sources.name)


@every_module
def test_no_module_outgrows_its_room(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MOST_LINES_OF_A_MODULE


@every_module
def test_no_function_outgrows_a_screen(path: Path) -> None:
    lengths = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {k: v for k, v in lengths.items() if v > MOST_LINES_OF_A_FUNCTION} == {}


@every_module
def test_only_the_clock_knows_the_time(path: Path) -> None:
    if path == sources.APP / "clock.py":
        return
    asked = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node.value).rpartition(".")[2], node.attr) in TIME
    ]
    asked += [name for name in sources.imported(path) if name in ("time.time", "time.time_ns")]

    assert asked == []


@every_module
def test_the_request_stays_at_the_edge(path: Path) -> None:
    """Services, queries and models work for a command or a worker as well."""
    if path.name not in ("service.py", "queries.py", "models.py", "tasks.py"):
        return
    edge = {"flask.request", "flask.session", "flask.g", "flask.globals"}

    assert edge & set(sources.imported(path)) == set()


@every_module
def test_nothing_but_the_factory_imports_views(path: Path) -> None:
    if path == sources.APP / "__init__.py":
        return

    assert [name for name in sources.imported(path) if ".views" in f".{name}"] == []


@every_module
def test_nothing_but_admin_imports_admin(path: Path) -> None:
    if path == sources.APP / "__init__.py" or sources.APP / "admin" in path.parents:
        return

    assert [name for name in sources.imported(path) if name.startswith("app.admin")] == []


@every_module
def test_models_know_only_the_database_the_clock_and_each_other(path: Path) -> None:
    if path.name != "models.py":
        return
    ours = {name for name in sources.imported(path) if name.split(".")[0] in ("app", "config")}
    allowed = ("app.clock", "app.database.", "app.extensions.")

    assert [n for n in ours if ".models" not in n and not n.startswith(allowed)] == []


@every_module
def test_every_module_says_what_it_is_for(path: Path) -> None:
    if not path.read_text(encoding="utf-8"):
        return

    assert ast.get_docstring(sources.tree(path))


@every_module
def test_services_do_not_commit(path: Path) -> None:
    """One commit, at the edge: the request, the worker's or the command's `transaction`."""
    if path == sources.APP / "database.py":
        return
    commits = [
        f"line {node.lineno}"
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "db.session.commit"
    ]

    assert commits == []
