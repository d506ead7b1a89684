"""The statements for proving everything. Each is built once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select

from yishi_engine.store.tables import audit_table, case_table

if TYPE_CHECKING:
    from sqlalchemy import Column, Select

_case: Final = case_table.c
_audit: Final = audit_table.c


@cache
def next_ids(*, begun: bool, bounded: bool) -> Select[Any]:
    """Return the query of the ids of the next ``limit`` cases.

    Args:
        begun: Whether they lie behind the id ``after``.
        bounded: Whether they do not lie behind the id ``until``.
    """
    found = select(_case.id).order_by(_case.id).limit(bindparam("limit"))
    return _between(found, _case.id, begun=begun, bounded=bounded)


@cache
def landmark(*, begun: bool) -> Select[Any]:
    """Return the query of the first id after ``left_out`` cases; the argument as of ``next_ids``."""
    found = select(_case.id).order_by(_case.id).limit(1).offset(bindparam("left_out"))
    return _between(found, _case.id, begun=begun, bounded=False)


@cache
def records(*, begun: bool, bounded: bool) -> Select[Any]:
    """Return the query of all records; arguments as of ``next_ids``."""
    found = select(_audit.case_id, _audit.seq, _audit.body, _audit.hash).order_by(_audit.case_id, _audit.seq)
    return _between(found, _audit.case_id, begun=begun, bounded=bounded)


def _between(found: Select[Any], place: Column[str], *, begun: bool, bounded: bool) -> Select[Any]:
    if begun:
        found = found.where(place > bindparam("after"))
    return found.where(place <= bindparam("until")) if bounded else found
