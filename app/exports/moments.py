"""Moments that the database itself writes as exports have them: "2026-03-02T15:00:01Z"."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Written(FunctionElement[str]):
    """To make an object of each moment and write that costs ten times as much."""

    inherit_cache = True
    type = sa.String()


@compiles(_Written, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    return f"""to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


@compiles(_Written, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    return f"replace(substr({moment}, 1, 19), ' ', 'T') || 'Z'"


def written(column: Any) -> sa.Label[str]:
    """The moment of this column as text, in UTC, to the second; NULL where there is none."""
    return _Written(column).label(column.key)
