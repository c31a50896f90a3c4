"""What happens once per run: shared servers at its start, what was missing at its end."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.support import postgresql, required

_own = pytest.StashKey[postgresql.OwnServer]()
_gone = pytest.StashKey[list[str]]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist starts a worker: tell it of the one PostgreSQL all workers share."""
    config = node.config
    if os.environ.get("TEST_DATABASE_URL"):
        return
    if _own not in config.stash:
        server = postgresql.OwnServer()
        try:
            server.start()
        except postgresql.NotAvailable:
            return  # the tests that need it will try, and say so
        config.stash[_own] = server
    node.workerinput["postgresql"] = config.stash[_own].url.render_as_string(hide_password=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _own in config.stash:
        config.stash[_own].stop()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where TUTTI_REQUIRE names a part, a run in which no test of it passed has failed."""
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    passed = reporter.stats.get("passed", []) if reporter else []
    seen = {value for report in passed for name, value in report.user_properties}
    config.stash[_gone] = sorted(required.required() - seen)
    if config.stash[_gone] and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say loudly what this machine could not test."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = [str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)]
    wanting = sorted(
        {text.partition(required.MARK)[2] for text in reasons if required.MARK in text}
    )
    for part in wanting:
        times = sum(part in text for text in reasons)
        terminalreporter.section(f"{times} TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"This machine has no {part}")
    for part in config.stash.get(_gone, []):
        terminalreporter.section(f"NO TEST OF {part.upper()} RAN", sep="!", red=True, bold=True)
        terminalreporter.line("TUTTI_REQUIRE says it must.")
