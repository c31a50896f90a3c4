"""Rules of the house about what is installed: all pinned, nothing missing, nothing unneeded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

from tests.support.sources import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+")


def _lines(file: str) -> list[str]:
    text = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [line for line in text if line and not line.startswith("#")]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned(file: str) -> set[str]:
    return {_normal(line.split("==")[0]) for line in _lines(file) if "==" in line}


def _wants(name: str, extras: Iterable[str] = ()) -> Iterator[Requirement]:
    """What an installed package requires here, with these of its extras."""
    for each in (Requirement(text) for text in distribution(name).requires or []):
        if each.marker is None or any(
            each.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        ):
            yield each


def _needed(names: set[str]) -> set[str]:
    """Everything these packages require, and what the extras they ask of each other require."""
    direct = [each for name in names for each in _wants(name)]
    of_extras = [more for each in direct for more in _wants(each.name, each.extras)]
    return {_normal(each.name) for each in [*direct, *of_extras]}


@pytest.mark.parametrize("file", FILES)
def test_every_version_is_pinned(file: str) -> None:
    loose = [line for line in _lines(file) if not PIN.fullmatch(line)]

    assert loose == (["-r requirements.txt"] if file == "requirements-dev.txt" else [])


def test_no_package_is_pinned_twice() -> None:
    assert _pinned(FILES[0]) & _pinned(FILES[1]) == set()


@pytest.mark.parametrize("file", FILES)
def test_what_is_installed_is_what_is_pinned(file: str) -> None:
    wrong = []
    for line in _lines(file):
        name, _, version = line.partition("==")
        try:
            if version and distribution(name).version != version:
                wrong.append(line)
        except PackageNotFoundError:
            wrong.append(line)

    assert wrong == []


@pytest.mark.parametrize("files", [FILES[:1], FILES])
def test_everything_a_package_requires_is_pinned_too(files: tuple[str, ...]) -> None:
    pinned = {name for file in files for name in _pinned(file)}

    assert _needed(pinned) - pinned == set()
