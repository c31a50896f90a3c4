"""What the database itself writes as exports have it: moments as text, uids as a seal takes them.

To make an object of each and take it apart again costs ten times as much.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Moment(FunctionElement[str]):
    inherit_cache = True
    type = sa.String()


@compiles(_Moment, "postgresql")
def _moment_on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    return f"""to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""


@compiles(_Moment, "sqlite")
def _moment_on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    return f"replace(substr({moment}, 1, 19), ' ', 'T') || 'Z'"


class _Uid(FunctionElement[Any]):
    inherit_cache = True
    type = sa.types.NullType()


@compiles(_Uid, "postgresql")
def _uid_on_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    return f"uuid_send({compiler.process(element.clauses, **how)})"


@compiles(_Uid, "sqlite")
def _uid_on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


def moment(column: Any) -> sa.Label[str]:
    """The moment as "2026-03-02T15:00:01Z", in UTC, to the second; NULL where there is none."""
    return _Moment(column).label(column.key)


def uid(column: Any) -> sa.Label[Any]:
    """The 16 bytes of a uid; on SQLite its 32 hexadecimal digits, as they are stored."""
    return _Uid(column).label(column.key)
