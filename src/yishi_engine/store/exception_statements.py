"""The statements of the exception list. Each is built once; a state is written into it, so that its index is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, case, literal_column, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from yishi_engine.store.exception_port import ExceptionState
from yishi_engine.store.tables import exception_table

if TYPE_CHECKING:
    from sqlalchemy.sql.dml import Insert

_own: Final = exception_table.c
_pending: Final = _own.state == literal_column("'pending'")
_all: Final = select(exception_table)

BY_ID: Final = _all.where(_own.id == bindparam("exception_id"))
BY_MESSAGE: Final = _all.where(
    _own.sender == bindparam("sender"), _own.event_id == bindparam("event_id"), _own.digest == bindparam("digest")
)
LISTED: Final[dict[ExceptionState, Any]] = {
    state: _all.where(_own.state == literal_column(f"'{state.value}'"), _own.id > bindparam("after"))
    .order_by(_own.id)
    .limit(bindparam("limit"))
    for state in ExceptionState
}
"""State → the query of a page of the entries in it."""
FAILED_AGAIN: Final = (
    update(exception_table)
    .where(_own.id == bindparam("this_id"), _pending)
    .values(
        code=bindparam("code"),
        attempts=_own.attempts + 1,
        detail=case((_own.body.is_not(None), bindparam("detail", type_=_own.detail.type)), else_=null()),
    )
)
ANSWER: Final = (
    update(exception_table)
    .where(_own.id == bindparam("this_id"), _pending)
    .values(
        state=bindparam("state"),
        answered_at=bindparam("answered_at"),
        answered_by=bindparam("answered_by"),
        reason=bindparam("reason"),
        body=null(),
        detail=null(),
    )
)
ERASE: Final = (
    update(exception_table)
    .where(_own.case_id == bindparam("this_id"), or_(_own.digest.is_not(None), _own.body.is_not(None)))
    .values(body=null(), detail=null(), digest=null())
)
KEEP: Final[dict[str, Insert]] = {
    "postgresql": postgresql.insert(exception_table).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(exception_table).on_conflict_do_nothing(),
}
"""SQL dialect → the insert of an entry, which does nothing if the message is listed."""
