"""What Prometheus reads at /metrics: requests, signatures, mails and letters that wait.

Requests are counted in each process and added up at scrape time (gunicorn.conf.py
names the folder); signatures, mails and letters are read from the database then,
from sums and indexes, never by counting people. So what a worker on another machine
has done is among them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.letters import gauges as letters
from app.outbox import queries as outbox
from app.pledges import counts
from app.privacy import sweep

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Seconds. Most pages take a few milliseconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
NOT_COUNTED = "health."
# Counting the mails that wait takes no more than the twentieth part of a process's time.
LONG_SECONDS, REST_FOR_EACH, KEPT = 0.03, 20, "waiting_mails"

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "tutti_requests",
    "Requests answered, by the endpoint they reached (none: an unknown address).",
    ("method", "endpoint", "status"),
    registry=REGISTRY,
)
SECONDS = Histogram(
    "tutti_request_seconds",
    "How long requests took, in seconds.",
    ("endpoint",),
    buckets=BUCKETS,
    registry=REGISTRY,
)


def init_app(app: Flask) -> None:
    """Count and time this application's requests."""
    app.before_request(_begin)
    app.after_request(_count)


def count(method: str, endpoint: str, status: int, seconds: float) -> None:
    """One request that was answered, by Flask or before it."""
    REQUESTS.labels(method if method in METHODS else "other", endpoint, str(status)).inc()
    SECONDS.labels(endpoint).observe(seconds)


def text() -> bytes:
    """Everything, in the format that `prometheus_client.CONTENT_TYPE_LATEST` names."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    registry.register(Sums())
    return generate_latest(registry)


class Sums(Collector):
    """What the database knows; without it, only that it does not answer."""

    def collect(self) -> Iterable[Metric]:
        metrics: list[Metric] = []
        try:
            metrics.append(_signatures())
            metrics.extend(_outbox())
            metrics.extend(_letters())
            metrics.append(_swept())
        except SQLAlchemyError:
            db.session.rollback()
            up = 0
        else:
            up = 1
        metrics.append(
            GaugeMetricFamily("tutti_database_up", "1 where the database answered, else 0.", up)
        )
        return metrics


def _signatures() -> Metric:
    family = GaugeMetricFamily(
        "tutti_signatures", "Signatures that count, by campaign.", labels=("campaign", "kind")
    )
    for slug, artists, allies in counts.totals():
        family.add_metric((slug, "artists"), artists)
        family.add_metric((slug, "allies"), allies)
    return family


def _outbox() -> Iterable[Metric]:
    depth, oldest = _waiting_mails()
    yield GaugeMetricFamily("tutti_outbox_depth", "Mails that wait to leave.", depth)
    yield GaugeMetricFamily(
        "tutti_outbox_oldest_seconds", "How long the oldest of them is due, in seconds.", oldest
    )


def _waiting_mails() -> tuple[int, float]:
    """Each of them is counted: what took long is kept for a while, and said again."""
    kept: dict[str, tuple[float, tuple[int, float]]] = current_app.extensions.setdefault(KEPT, {})
    began = time.monotonic()
    if KEPT in kept and began < kept[KEPT][0]:
        return kept[KEPT][1]
    found = outbox.depth_and_age()
    took = time.monotonic() - began
    if took > LONG_SECONDS:
        kept[KEPT] = began + REST_FOR_EACH * took, found
    return found


def _letters() -> Iterable[Metric]:
    depth = GaugeMetricFamily(
        "tutti_letters_depth",
        "Deliveries that wait to leave, by channel; of many, as the worker last counted them.",
        labels=("channel",),
    )
    oldest = GaugeMetricFamily(
        "tutti_letters_oldest_seconds",
        "How long the oldest of them is due, in seconds, by channel.",
        labels=("channel",),
    )
    for channel, (many, seconds) in letters.depth_and_age().items():
        depth.add_metric((channel,), many)
        oldest.add_metric((channel,), seconds)
    outcomes = GaugeMetricFamily(
        "tutti_letters",
        "Deliveries, by channel and state; of many, as the worker last counted them.",
        labels=("channel", "state"),
    )
    for channel, state, many in letters.count_outcomes():
        outcomes.add_metric((channel, state), many)
    yield from (depth, oldest, outcomes)


def _swept() -> Metric:
    last = sweep.last()
    return GaugeMetricFamily(
        "tutti_privacy_swept_timestamp_seconds",
        "When the privacy sweep last came to its end, in seconds since 1970; 0: never.",
        last.ended_at.timestamp() if last and last.ended_at else 0,
    )


def _begin() -> None:
    g.metrics_began = time.perf_counter()


def _count(response: Response) -> Response:
    # An unknown address or method gets no label of its own: a stranger must not
    # be able to make time series without end.
    endpoint = request.endpoint or "none"
    if not endpoint.startswith(NOT_COUNTED):
        # A form without its token gets no further, so it may have no beginning.
        began = g.get("metrics_began", time.perf_counter())
        count(request.method, endpoint, response.status_code, time.perf_counter() - began)
    return response
