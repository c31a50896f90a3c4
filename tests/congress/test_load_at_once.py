"""Two loads at the same moment: a command and the worker, say."""

from __future__ import annotations

import threading
from pathlib import Path

from flask import Flask

from app.congress import loading
from app.congress.sources import Folder
from app.extensions import db
from tests.congress import small
from tests.congress.small import SMALL


def test_the_later_one_writes_the_same_again(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    small.write_all(folder)
    small.load(folder)
    before = small.everything()
    both_ready = threading.Barrier(2, timeout=30)
    trouble: list[Exception] = []

    def load() -> None:
        def step(what: str) -> None:
            if what == "writing":
                both_ready.wait()

        try:
            with app.app_context():
                loading.load(Folder(folder), whole=SMALL, step=step)
                db.session.close()
        except Exception as error:  # noqa: BLE001 - told below
            trouble.append(error)

    threads = [threading.Thread(target=load) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=60)

    assert trouble == []
    assert small.everything() == before
