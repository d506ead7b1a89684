"""The statements for looking back. Each is built once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, select

from yishi_engine.store.tables import audit_table, case_table, notice_table

if TYPE_CHECKING:
    from sqlalchemy import Select

_case: Final = case_table.c
_audit: Final = audit_table.c

ENDED: Final[Select[Any]] = (
    select(_case.id)
    .where(
        _case.id > bindparam("after"),
        _case.ended_at >= bindparam("since"),
        _case.ended_at < bindparam("until"),
    )
    .order_by(_case.id)
    .limit(bindparam("limit"))
)
ENDED_OF_BUNDLE: Final[Select[Any]] = ENDED.where(_case.bundle == bindparam("bundle"))
HISTORIES: Final[Select[Any]] = (
    select(_audit.case_id, _audit.body, _audit.hash)
    .where(_audit.case_id.in_(bindparam("case_ids", expanding=True)))
    .order_by(_audit.case_id, _audit.seq)
)
LOADED_NOTICES: Final[Select[Any]] = select(notice_table.c.content, notice_table.c.loaded_at).order_by(
    notice_table.c.number
)
