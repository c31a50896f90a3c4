"""What libraries work out anew for every application, worked out once per test process.

Thousands of tests build an application of their own, and most of that time went into
the same functions of the same routes and the same SQL of the same statements. Nothing
in here depends on a test or outlives a change of what it was made from: each is kept
under all that it was made from.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from types import CodeType
from typing import Any

import sqlalchemy as sa
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

# Statements of all tests of one process; an engine by itself keeps 500.
STATEMENTS = 4000
# How many new objects, and how many collections of the younger generation, it takes for one.
COLLECT_AFTER = (10_000, 20, 20)

_builders: dict[Any, Callable[..., Any]] = {}
_dialects: dict[str, sa.Dialect] = {}
_statements: LRUCache[Any, Any] = LRUCache(STATEMENTS)
_compile_builder = Rule._compile_builder


def compile_routes_once() -> None:
    """Keep the functions werkzeug compiles to build a route's addresses.

    They reach the rule's converters through the rule they are bound to, and hold nothing
    but the path's pieces and the defaults, which are therefore what they are kept under.
    """
    Rule._compile_builder = _kept_builder  # type: ignore[method-assign]


def _kept_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
    if rule.defaults:
        return _compile_builder(rule, append_unknown)
    key = (rule.rule, tuple(rule._trace), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


def keep_dialect(engine: sa.Engine) -> None:
    """Let the engines that `share_statements` is given speak this one's dialect.

    `engine` has been connected: its dialect has asked the server what it is.
    """
    _dialects[engine.dialect.name] = engine.dialect


def share_statements(engine: sa.Engine) -> None:
    """Let `engine` use the SQL that others have compiled, and leave its own to them.

    SQLAlchemy keeps a statement under its structure and the dialect *object*.
    """
    kept = _dialects.get(engine.dialect.name)
    if kept is None:
        return
    engine.dialect = kept
    engine.pool._dialect = kept
    engine._compiled_cache = _statements


def spare_the_collector() -> None:
    """Keep the garbage collector from what stays: modules, models, what is kept in here.

    Every application is thousands of objects, and for every few hundred of them it
    looked through all that the process holds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


class Templates(BytecodeCache):
    """Compiled templates in memory; Jinja keeps them under a digest of their source."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.codes[bucket.key, bucket.checksum] = bucket.code
