"""For those who watch the machine: alive, ready, and the metrics. Never cached, never counted."""

from __future__ import annotations

import sqlalchemy as sa
import structlog
from flask import Blueprint, Response, current_app, jsonify
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from app import metrics as measured
from app.extensions import db
from app.outbox.tasks import queue_errors

health = Blueprint("health", __name__)
log = structlog.stdlib.get_logger(__name__)


@health.get("/healthz")
def alive() -> Response:
    """200 as long as this process answers. Asks nobody else: a restart would not help them."""
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 where the database and the queue answer, else 503: send the visitors elsewhere."""
    answers = {"database": _database_answers(), "queue": _queue_answers()}
    return jsonify(answers), 200 if all(answers.values()) else 503


@health.get("/metrics")
def metrics() -> Response:
    """What app/metrics.py knows, for Prometheus."""
    return Response(measured.text(), content_type=CONTENT_TYPE_LATEST)


@health.after_request
def _never_cached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _database_answers() -> bool:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        log.warning("the database does not answer", exc_info=True)
        return False
    return True


def _queue_answers() -> bool:
    try:
        current_app.extensions["huey"].pending_count()
    except queue_errors():
        log.warning("the queue does not answer", exc_info=True)
        return False
    return True
