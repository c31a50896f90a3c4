"""A Flask view that returns 16 KB which never change: what a page of ours is held against."""

from __future__ import annotations

from flask import Flask, Response

BODY = b"x" * 16_384

app = Flask(__name__)


@app.get("/")
def fixed() -> Response:
    return Response(BODY, mimetype="text/html")
