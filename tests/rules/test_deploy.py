"""What deploy/ sets, Tutti knows: a mistyped variable would be ignored in silence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
NAME = r"[A-Z][A-Z0-9_]+"
# Those of Python, Flask, Docker's database image and the shell, and compose's own password.
OTHERS = {
    "PATH",
    "PYTHONUNBUFFERED",
    "FLASK_APP",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "POSTGRES_DB",
    "DB_PASSWORD",
}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("tutti.env.example", rf"^({NAME})="),
        ("container/compose.yaml", rf"^\s+({NAME}): "),
        ("container/Dockerfile", rf"^(?:ENV|   ) ({NAME})="),
        ("systemd/tutti-web.service", rf"^Environment=.*?({NAME})="),
    ],
)
def test_every_variable_is_one_of_the_documented_ones(name: str, line: str) -> None:
    found = set(re.findall(line, (DEPLOY / name).read_text(encoding="utf-8"), re.MULTILINE))
    documented = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    known = set(re.findall(rf"`({NAME})`", documented)) | OTHERS
    assert found
    assert found <= known


def test_nothing_of_the_metrics_is_reached_through_the_proxy() -> None:
    nginx = (DEPLOY / "nginx/tutti.conf").read_text(encoding="utf-8")
    assert "location = /metrics { return 404; }" in nginx
    # A header that a visitor sent must be gone, not lengthened.
    assert "X-Forwarded-For $remote_addr;" in nginx
    assert "proxy_add_x_forwarded_for" not in nginx
