"""The barest Flask application: what a web worker weighs before it can do anything."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/healthz")
def alive() -> str:
    return "alive\n"
